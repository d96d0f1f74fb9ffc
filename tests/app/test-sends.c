/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

#include "app/sends/invites-send-card.h"
#include "app/sends/invites-send-row.h"
#include "app/sends/invites-send-view.h"
#include "app/sends/invites-sends-page.h"
#include "app/widgets/invites-message-strip.h"
#include "canned-service.h"
#include "test-support.h"
#include "widget-support.h"

#define SENDS "/v1/sends"
#define RUNNING "/v1/sends/running"

typedef struct
{
  CannedService    *service;
  InvitesClient    *client;
  GtkWindow        *window;
  InvitesSendsPage *page;
  GtkWidget        *stack;
} Fixture;

static void
set_send (Fixture          *fixture,
          InvitesSendState  state,
          guint64           n_open,
          guint64           n_sent)
{
  g_autoptr(InvitesSend) send
    = canned_send_new ("running", state, n_open, n_sent);

  canned_service_set (fixture->service, RUNNING, invites_send_to_json (send));
}

static void
set_list (Fixture          *fixture,
          InvitesSendState  state)
{
  g_autoptr(GPtrArray) sends
    = g_ptr_array_new_with_free_func ((GDestroyNotify) invites_send_free);

  g_ptr_array_add (sends, canned_send_new ("running", state, 0, 20));
  g_ptr_array_add (sends,
                   canned_send_new ("old", INVITES_SEND_FINISHED, 0, 5));
  canned_service_set (fixture->service, SENDS, canned_sends (sends));
}

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->service = canned_service_new ();
  fixture->page = g_object_new (INVITES_TYPE_SENDS_PAGE, NULL);
  fixture->stack = part (fixture->page, INVITES_TYPE_SENDS_PAGE, "stack");
  fixture->window = GTK_WINDOW (adw_window_new ());
  adw_window_set_content (ADW_WINDOW (fixture->window),
                          GTK_WIDGET (fixture->page));
  gtk_window_present (fixture->window);
}

static void
sign_in (Fixture  *fixture,
         gboolean  may_send)
{
  fixture->client = canned_service_make_client (fixture->service, may_send);
  invites_sends_page_set_client (fixture->page, fixture->client);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  InvitesSendsPage *page = fixture->page;

  g_object_add_weak_pointer (G_OBJECT (page), (gpointer *) &page);
  gtk_window_destroy (fixture->window);
  wait_until (page == NULL);
  g_clear_object (&fixture->client);
  canned_service_free (fixture->service);
}

static GtkWidget *
first_child (Fixture    *fixture,
             const char *name)
{
  return gtk_widget_get_first_child (
    part (fixture->page, INVITES_TYPE_SENDS_PAGE, name));
}

static const char *
progress_of (GtkWidget *card)
{
  GtkLabel *label = part (card, INVITES_TYPE_SEND_CARD, "progress_label");

  return gtk_label_get_text (label);
}

static void
test_empty (Fixture       *fixture,
            gconstpointer  user_data)
{
  g_autoptr(GPtrArray) none = g_ptr_array_new ();

  canned_service_set (fixture->service, SENDS, canned_sends (none));
  sign_in (fixture, TRUE);
  wait_until (widget_support_shows (fixture->stack, "empty"));
}

static void
test_failed (Fixture       *fixture,
             gconstpointer  user_data)
{
  canned_service_set_error (fixture->service, SENDS,
                            INVITES_ERROR_UNAVAILABLE);
  sign_in (fixture, TRUE);
  wait_until (widget_support_shows (fixture->stack, "failed"));

  set_list (fixture, INVITES_SEND_FINISHED);
  g_signal_emit_by_name (widget_support_find_button (fixture->stack, "Retry"),
                         "clicked");
  wait_until (widget_support_shows (fixture->stack, "list"));
  g_assert_nonnull (first_child (fixture, "rows"));
  g_assert_null (first_child (fixture, "cards"));
}

static void
test_follows_to_the_end (Fixture       *fixture,
                         gconstpointer  user_data)
{
  GtkWidget *card;

  set_list (fixture, INVITES_SEND_SENDING);
  set_send (fixture, INVITES_SEND_SENDING, 15, 5);
  sign_in (fixture, TRUE);
  wait_until (first_child (fixture, "cards") != NULL);
  card = first_child (fixture, "cards");
  wait_until (g_str_has_prefix (progress_of (card), "5 of 20 sent"));

  set_send (fixture, INVITES_SEND_SENDING, 8, 12);
  wait_until (g_str_has_prefix (progress_of (card), "12 of 20 sent"));

  set_list (fixture, INVITES_SEND_FINISHED);
  set_send (fixture, INVITES_SEND_FINISHED, 0, 20);
  wait_until (first_child (fixture, "cards") == NULL);
  g_assert_true (INVITES_IS_SEND_ROW (first_child (fixture, "rows")));
}

/* Held requests: with no change, no question. */
static void
test_asks_no_more_than_needed (Fixture       *fixture,
                               gconstpointer  user_data)
{
  guint n_asked;

  set_list (fixture, INVITES_SEND_SENDING);
  set_send (fixture, INVITES_SEND_SENDING, 15, 5);
  sign_in (fixture, TRUE);
  wait_until (canned_service_get_n_asked (fixture->service, RUNNING) == 2);
  n_asked = canned_service_get_n_asked (fixture->service, RUNNING);
  test_run_for (1500);
  g_assert_cmpuint (canned_service_get_n_asked (fixture->service, RUNNING),
                    ==, n_asked);
}

/* A refresh changes what has changed: everything else stays the widget that it
 * was, with the focus and the place that it had. */
static void
test_in_place (Fixture       *fixture,
               gconstpointer  user_data)
{
  g_autoptr(GPtrArray) sends
    = g_ptr_array_new_with_free_func ((GDestroyNotify) invites_send_free);
  InvitesSend *send;
  GtkWidget *row;
  GtkWidget *next;

  set_list (fixture, INVITES_SEND_FINISHED);
  sign_in (fixture, TRUE);
  wait_until ((row = first_child (fixture, "rows")) != NULL);
  next = gtk_widget_get_next_sibling (row);
  gtk_widget_child_focus (row, GTK_DIR_TAB_FORWARD);

  /* A new one on top; the one below is gone; one that was there has changed. */
  g_ptr_array_add (sends, canned_send_new ("new", INVITES_SEND_FINISHED, 0, 3));
  send = canned_send_new ("running", INVITES_SEND_FINISHED, 0, 20);
  send->accepted_contacts = 17;
  g_ptr_array_add (sends, send);
  canned_service_set (fixture->service, SENDS, canned_sends (sends));
  g_object_add_weak_pointer (G_OBJECT (next), (gpointer *) &next);
  invites_sends_page_catch_up (fixture->page);
  wait_until (next == NULL);
  g_assert_true (gtk_widget_get_next_sibling (first_child (fixture, "rows"))
                 == row);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (
                     part (row, INVITES_TYPE_SEND_ROW, "numbers_label"))),
                   ==, "20 sent\n17 accepted");
  g_assert_true (gtk_widget_get_focus_child (row) != NULL
                 || gtk_widget_has_focus (row));
}

static void
test_recovers (Fixture       *fixture,
               gconstpointer  user_data)
{
  GtkWidget *card;
  InvitesMessageStrip *strip;

  set_list (fixture, INVITES_SEND_SENDING);
  set_send (fixture, INVITES_SEND_SENDING, 15, 5);
  sign_in (fixture, TRUE);
  wait_until ((card = first_child (fixture, "cards")) != NULL);
  wait_until (g_str_has_prefix (progress_of (card), "5 of 20 sent"));
  strip = part (card, INVITES_TYPE_SEND_CARD, "strip");

  canned_service_set_error (fixture->service, RUNNING,
                            INVITES_ERROR_UNAVAILABLE);
  wait_until (invites_message_strip_is_shown (strip));
  g_assert_true (g_str_has_prefix (progress_of (card), "5 of 20 sent"));

  set_send (fixture, INVITES_SEND_SENDING, 10, 10);
  wait_until (!invites_message_strip_is_shown (strip));
  wait_until (g_str_has_prefix (progress_of (card), "10 of 20 sent"));
}

static void
test_send_page (Fixture       *fixture,
                gconstpointer  user_data)
{
  GtkWidget *view = part (fixture->page, INVITES_TYPE_SENDS_PAGE, "view");
  GtkWidget *card;

  set_list (fixture, INVITES_SEND_SENDING);
  set_send (fixture, INVITES_SEND_SENDING, 15, 5);
  sign_in (fixture, TRUE);
  invites_sends_page_show_send (fixture->page, "running");
  g_assert_true (widget_support_shows (fixture->stack, "send"));
  wait_until (widget_support_shows (
    part (view, INVITES_TYPE_SEND_VIEW, "stack"), "send"));
  card = part (view, INVITES_TYPE_SEND_VIEW, "card");
  g_assert_true (g_str_has_prefix (progress_of (card), "5 of 20 sent"));

  set_send (fixture, INVITES_SEND_FINISHED, 0, 20);
  wait_until (g_strcmp0 (progress_of (card), "20 of 20 sent") == 0);
  g_assert_null (widget_support_find_button (view, "Stop…"));

  g_signal_emit_by_name (part (view, INVITES_TYPE_SEND_VIEW, "back_button"),
                         "clicked");
  wait_until (widget_support_shows (fixture->stack, "list"));
}

static void
test_stop (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_autoptr(InvitesSend) stopped = NULL;
  GtkWidget *card;
  GtkWindow *alert;

  set_list (fixture, INVITES_SEND_SENDING);
  set_send (fixture, INVITES_SEND_SENDING, 15, 5);
  stopped = canned_send_new ("running", INVITES_SEND_SENDING, 15, 5);
  stopped->stopping = TRUE;
  canned_service_set (fixture->service, RUNNING "/stop",
                      invites_send_to_json (stopped));
  sign_in (fixture, TRUE);
  wait_until ((card = first_child (fixture, "cards")) != NULL);
  wait_until (widget_support_find_button (card, "Stop…") != NULL);

  g_signal_emit_by_name (widget_support_find_button (card, "Stop…"),
                         "clicked");
  alert = widget_support_find_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (alert);
  g_assert_cmpuint (canned_service_get_n_asked (fixture->service,
                                                RUNNING "/stop"),
                    ==, 0);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (alert), "confirm");
  gtk_window_destroy (alert);
  wait_until (g_strcmp0 (progress_of (card), "5 of 20 sent · stopping") == 0);
  g_assert_cmpuint (canned_service_get_n_asked (fixture->service,
                                                RUNNING "/stop"),
                    ==, 1);
  g_assert_null (widget_support_find_button (card, "Stop…"));
}

static void
test_reviewer_cannot_stop (Fixture       *fixture,
                           gconstpointer  user_data)
{
  GtkWidget *card;

  set_list (fixture, INVITES_SEND_SENDING);
  set_send (fixture, INVITES_SEND_SENDING, 15, 5);
  sign_in (fixture, FALSE);
  wait_until ((card = first_child (fixture, "cards")) != NULL);
  wait_until (g_str_has_prefix (progress_of (card), "5 of 20 sent"));
  g_assert_null (widget_support_find_button (card, "Stop…"));
}

int
main (int   argc,
      char *argv[])
{
  widget_support_init (&argc, &argv);

#define add(name, test)                                                       \
  g_test_add ("/sends/" name, Fixture, NULL, set_up, test, tear_down)
  add ("empty", test_empty);
  add ("failed", test_failed);
  add ("follows-to-the-end", test_follows_to_the_end);
  add ("asks-no-more-than-needed", test_asks_no_more_than_needed);
  add ("in-place", test_in_place);
  add ("recovers", test_recovers);
  add ("send-page", test_send_page);
  add ("stop", test_stop);
  add ("reviewer-cannot-stop", test_reviewer_cannot_stop);
#undef add

  return g_test_run ();
}
