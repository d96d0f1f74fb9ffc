/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

#include "app/details/invites-details-window.h"
#include "app/invite/invites-confirm-dialog.h"
#include "app/widgets/invites-count-row.h"
#include "canned-service.h"
#include "test-support.h"
#include "widget-support.h"

#define ENTRIES "/v1/sends/the-send/entries"

typedef struct
{
  CannedService *service;
  InvitesClient *client;
  InvitesSend   *send;
  GtkWindow     *dialog;
  guint          n_confirmed;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->service = canned_service_new ();
  fixture->client = canned_service_make_client (fixture->service, TRUE);
  fixture->send = canned_send_new ("the-send", INVITES_SEND_PREPARED, 20, 0);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  if (fixture->dialog != NULL)
    {
      g_object_remove_weak_pointer (G_OBJECT (fixture->dialog),
                                    (gpointer *) &fixture->dialog);
      gtk_window_destroy (fixture->dialog);
    }
  g_clear_pointer (&fixture->send, invites_send_free);
  g_object_unref (fixture->client);
  canned_service_free (fixture->service);
}

static void
confirmed_cb (Fixture *fixture)
{
  fixture->n_confirmed++;
}

static void
ask (Fixture *fixture)
{
  g_autoptr(InvitesChoices) choices = invites_choices_new ();

  g_ptr_array_add (choices->bill_groups,
                   invites_choice_new ("monthly", "Monthly"));
  fixture->dialog
    = invites_confirm_dialog_new (fixture->client, fixture->send, choices);
  g_object_add_weak_pointer (G_OBJECT (fixture->dialog),
                             (gpointer *) &fixture->dialog);
  g_signal_connect_swapped (fixture->dialog, "confirmed",
                            G_CALLBACK (confirmed_cb), fixture);
  gtk_window_present (fixture->dialog);
}

static const char *
text_of (Fixture    *fixture,
         const char *name)
{
  GtkLabel *label
    = part (fixture->dialog, INVITES_TYPE_CONFIRM_DIALOG, name);

  return gtk_label_get_text (label);
}

static GtkWidget *
find_row (GtkWidget  *widget,
          const char *title)
{
  if (ADW_IS_PREFERENCES_ROW (widget)
      && g_strcmp0 (
           adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title)
           == 0)
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_row (child, title);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
test_texts (Fixture       *fixture,
            gconstpointer  user_data)
{
  GtkWidget *send_button;
  GtkWidget *filters;
  GtkWidget *no_address;

  ask (fixture);
  g_assert_cmpstr (text_of (fixture, "heading"), ==, "Send 20 invitations?");
  g_assert_cmpstr (text_of (fixture, "summary"), ==,
                   "21 contacts will receive this invitation, in 20 mails: "
                   "1 shares an address.");

  filters = find_row (GTK_WIDGET (fixture->dialog), "Filters");
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (filters)), ==,
                   "Bill group: Monthly\nAccounts with balance due");
  no_address = find_row (GTK_WIDGET (fixture->dialog), "No address");
  g_assert_cmpuint (
    invites_count_row_get_number (INVITES_COUNT_ROW (no_address)), ==, 3);
  g_assert_null (find_row (GTK_WIDGET (fixture->dialog), "Opted out"));

  send_button = part (fixture->dialog, INVITES_TYPE_CONFIRM_DIALOG,
                      "send_button");
  g_assert_true (gtk_widget_is_sensitive (send_button));
  g_assert_true (gtk_widget_has_css_class (send_button, "suggested-action"));
}

static void
test_cancel_has_focus (Fixture       *fixture,
                       gconstpointer  user_data)
{
  ask (fixture);
  g_assert_true (gtk_window_get_focus (fixture->dialog)
                 == part (fixture->dialog, INVITES_TYPE_CONFIRM_DIALOG,
                          "cancel_button"));
}

static void
test_nobody (Fixture       *fixture,
             gconstpointer  user_data)
{
  g_clear_pointer (&fixture->send, invites_send_free);
  fixture->send = canned_send_new ("the-send", INVITES_SEND_PREPARED, 0, 0);
  ask (fixture);
  g_assert_cmpstr (text_of (fixture, "heading"), ==, "Nobody to send to");
  g_assert_false (gtk_widget_is_sensitive (
    part (fixture->dialog, INVITES_TYPE_CONFIRM_DIALOG, "send_button")));
}

static void
test_without_limit (Fixture       *fixture,
                    gconstpointer  user_data)
{
  fixture->send->only_without_invitation = FALSE;
  fixture->send->previously_invited = 7;
  ask (fixture);
  g_assert_cmpstr (text_of (fixture, "previously"), ==,
                   "7 of them have been invited before.");
  g_assert_true (gtk_widget_has_css_class (
    part (fixture->dialog, INVITES_TYPE_CONFIRM_DIALOG, "send_button"),
    "destructive-action"));
}

static void
test_confirm (Fixture       *fixture,
              gconstpointer  user_data)
{
  ask (fixture);
  g_signal_emit_by_name (
    part (fixture->dialog, INVITES_TYPE_CONFIRM_DIALOG, "send_button"),
    "clicked");
  g_assert_cmpuint (fixture->n_confirmed, ==, 1);
  wait_until (fixture->dialog == NULL);
}

static void
test_cancel (Fixture       *fixture,
             gconstpointer  user_data)
{
  ask (fixture);
  g_signal_emit_by_name (
    part (fixture->dialog, INVITES_TYPE_CONFIRM_DIALOG, "cancel_button"),
    "clicked");
  wait_until (fixture->dialog == NULL);
  g_assert_cmpuint (fixture->n_confirmed, ==, 0);
}

static void
test_links (Fixture       *fixture,
            gconstpointer  user_data)
{
  GtkWindow *details;

  canned_service_set (fixture->service, ENTRIES, canned_entries (3));
  ask (fixture);
  g_signal_emit_by_name (find_row (GTK_WIDGET (fixture->dialog), "No address"),
                         "clicked");
  details = widget_support_find_window (INVITES_TYPE_DETAILS_WINDOW);
  g_assert_nonnull (details);
  g_assert_true (gtk_window_get_modal (details));
  wait_until (widget_support_shows (
    part (details, INVITES_TYPE_DETAILS_WINDOW, "stack"), "list"));
  g_assert_cmpstr (canned_service_get_last (fixture->service, ENTRIES,
                                            "outcome"),
                   ==, "no_address");
  gtk_window_destroy (details);
}

int
main (int   argc,
      char *argv[])
{
  widget_support_init (&argc, &argv);

#define add(name, test)                                                       \
  g_test_add ("/confirm/" name, Fixture, NULL, set_up, test, tear_down)
  add ("texts", test_texts);
  add ("cancel-has-focus", test_cancel_has_focus);
  add ("nobody", test_nobody);
  add ("without-limit", test_without_limit);
  add ("confirm", test_confirm);
  add ("cancel", test_cancel);
  add ("links", test_links);
#undef add

  return g_test_run ();
}
