/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

#include "app/sends/invites-follow-up-dialog.h"
#include "app/widgets/invites-message-strip.h"
#include "app/wishes/invites-wish-row.h"
#include "app/wishes/invites-wishes-row.h"
#include "app/wishes/invites-wishes-window.h"
#include "canned-service.h"
#include "test-support.h"
#include "widget-support.h"

#define WISHES "/v1/link-wishes"
#define DISMISS WISHES "/w0/dismiss"

typedef struct
{
  CannedService  *service;
  InvitesClient  *client;
  InvitesChoices *choices;
  GtkWindow      *window;
  GtkWidget      *stack;
  guint           n_changed;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  InvitesChoice *division = invites_choice_new ("north", "North");

  fixture->service = canned_service_new ();
  fixture->choices = invites_choices_new ();
  division->email_from = g_strdup ("office@north.example");
  division->time_zone = g_strdup ("America/Chicago");
  g_ptr_array_add (fixture->choices->divisions, division);
  g_ptr_array_add (fixture->choices->notification_templates,
                   invites_choice_new ("invitation", "Portal invitation"));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  GtkWindow *window = fixture->window;

  if (window != NULL)
    {
      g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
      gtk_window_destroy (fixture->window);
      wait_until (window == NULL);
    }
  g_clear_object (&fixture->client);
  invites_choices_free (fixture->choices);
  canned_service_free (fixture->service);
}

static void
changed_cb (Fixture *fixture)
{
  fixture->n_changed++;
}

static void
open_window (Fixture  *fixture,
             gboolean  may_send)
{
  fixture->client = canned_service_make_client (fixture->service, may_send);
  fixture->window = invites_wishes_window_new (fixture->client,
                                               fixture->choices, "north");
  fixture->stack = part (fixture->window, INVITES_TYPE_WISHES_WINDOW, "stack");
  g_signal_connect_swapped (fixture->window, "changed",
                            G_CALLBACK (changed_cb), fixture);
  gtk_window_present (fixture->window);
}

static GtkWidget *
first_row (Fixture *fixture)
{
  return gtk_widget_get_first_child (
    part (fixture->window, INVITES_TYPE_WISHES_WINDOW, "rows"));
}

static GtkWidget *
find (Fixture    *fixture,
      const char *label)
{
  return widget_support_find_button (GTK_WIDGET (fixture->window), label);
}

static void
test_number (Fixture       *fixture,
             gconstpointer  user_data)
{
  InvitesWishesRow *row = g_object_new (INVITES_TYPE_WISHES_ROW, NULL);
  AdwPreferencesRow *inner = part (row, INVITES_TYPE_WISHES_ROW, "row");

  fixture->window = GTK_WINDOW (adw_window_new ());
  adw_window_set_content (ADW_WINDOW (fixture->window), GTK_WIDGET (row));
  fixture->client = canned_service_make_client (fixture->service, TRUE);
  canned_service_set (fixture->service, WISHES, canned_wishes (3));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (row)));

  invites_wishes_row_set_division (row, fixture->client, "north");
  wait_until (gtk_widget_get_visible (GTK_WIDGET (row)));
  g_assert_cmpstr (adw_preferences_row_get_title (inner), ==,
                   "3 customers ask for a new link");
  g_assert_cmpstr (canned_service_get_last (fixture->service, WISHES,
                                            "division"),
                   ==, "north");

  canned_service_set (fixture->service, WISHES, canned_wishes (1));
  invites_wishes_row_refresh (row);
  wait_until (g_strcmp0 (adw_preferences_row_get_title (inner),
                         "1 customer asks for a new link") == 0);

  canned_service_set (fixture->service, WISHES, canned_wishes (0));
  invites_wishes_row_refresh (row);
  wait_until (!gtk_widget_get_visible (GTK_WIDGET (row)));
}

static void
test_dismiss (Fixture       *fixture,
              gconstpointer  user_data)
{
  GtkWidget *row;

  canned_service_set (fixture->service, WISHES, canned_wishes (1));
  open_window (fixture, TRUE);
  wait_until (widget_support_shows (fixture->stack, "list"));
  row = first_row (fixture);
  g_assert_cmpstr (
    adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), ==, "Wisher 0");
  g_assert_nonnull (strstr (
    adw_action_row_get_subtitle (ADW_ACTION_ROW (row)),
    "w0@contact.example\n49002 / Residential Customer\nAsked on "));

  canned_service_set_none (fixture->service, DISMISS);
  g_signal_emit_by_name (find (fixture, "Dismiss"), "clicked");
  wait_until (widget_support_shows (fixture->stack, "empty"));
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  g_assert_cmpstr (canned_service_get_method (fixture->service, DISMISS), ==,
                   "POST");
  g_assert_null (find (fixture, "Invite These…"));
}

static void
test_dismiss_fails (Fixture       *fixture,
                    gconstpointer  user_data)
{
  InvitesMessageStrip *strip;

  canned_service_set (fixture->service, WISHES, canned_wishes (2));
  canned_service_set_error (fixture->service, DISMISS,
                            INVITES_ERROR_UNAVAILABLE);
  open_window (fixture, TRUE);
  wait_until (widget_support_shows (fixture->stack, "list"));
  strip = part (fixture->window, INVITES_TYPE_WISHES_WINDOW, "strip");
  g_signal_emit_by_name (find (fixture, "Dismiss"), "clicked");
  wait_until (invites_message_strip_is_shown (strip));
  g_assert_cmpstr (
    invites_wish_row_get_contact_id (INVITES_WISH_ROW (first_row (fixture))),
    ==, "w0");

  canned_service_set_none (fixture->service, DISMISS);
  g_signal_emit_by_name (strip, "activated");
  wait_until (g_str_equal (invites_wish_row_get_contact_id (
                             INVITES_WISH_ROW (first_row (fixture))),
                           "w1"));
}

static void
test_failed (Fixture       *fixture,
             gconstpointer  user_data)
{
  canned_service_set_error (fixture->service, WISHES,
                            INVITES_ERROR_UNAVAILABLE);
  open_window (fixture, TRUE);
  wait_until (widget_support_shows (fixture->stack, "failed"));
  canned_service_set (fixture->service, WISHES, canned_wishes (0));
  g_signal_emit_by_name (find (fixture, "Retry"), "clicked");
  wait_until (widget_support_shows (fixture->stack, "empty"));
}

static void
test_invite (Fixture       *fixture,
             gconstpointer  user_data)
{
  GtkWindow *dialog;

  canned_service_set (fixture->service, WISHES, canned_wishes (2));
  open_window (fixture, TRUE);
  wait_until (find (fixture, "Invite These…") != NULL);
  g_signal_emit_by_name (find (fixture, "Invite These…"), "clicked");
  dialog = widget_support_find_window (INVITES_TYPE_FOLLOW_UP_DIALOG);
  g_assert_nonnull (dialog);

  canned_service_set_error (fixture->service, "/v1/sends/" CANNED_ANY,
                            INVITES_ERROR_UNAVAILABLE);
  g_signal_emit_by_name (
    part (dialog, INVITES_TYPE_FOLLOW_UP_DIALOG, "continue_button"),
    "clicked");
  wait_until (invites_message_strip_is_shown (
    part (dialog, INVITES_TYPE_FOLLOW_UP_DIALOG, "strip")));
  g_assert_nonnull (strstr (
    canned_service_get_body (fixture->service, "/v1/sends/" CANNED_ANY),
    "\"from\":{\"set\":\"wishes\"}"));
  gtk_window_destroy (dialog);
}

static void
test_reviewer (Fixture       *fixture,
               gconstpointer  user_data)
{
  canned_service_set (fixture->service, WISHES, canned_wishes (2));
  open_window (fixture, FALSE);
  wait_until (widget_support_shows (fixture->stack, "list"));
  g_assert_null (find (fixture, "Dismiss"));
  g_assert_null (find (fixture, "Invite These…"));
}

int
main (int   argc,
      char *argv[])
{
  widget_support_init (&argc, &argv);

#define add(name, test)                                                       \
  g_test_add ("/wishes/" name, Fixture, NULL, set_up, test, tear_down)
  add ("number", test_number);
  add ("dismiss", test_dismiss);
  add ("dismiss-fails", test_dismiss_fails);
  add ("failed", test_failed);
  add ("invite", test_invite);
  add ("reviewer", test_reviewer);
#undef add

  return g_test_run ();
}
