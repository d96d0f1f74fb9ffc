/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

#include "app/invite/invites-confirm-dialog.h"
#include "app/invite/invites-delivery-options.h"
#include "app/sends/invites-follow-up-dialog.h"
#include "app/sends/invites-send-actions.h"
#include "app/sends/invites-send-card.h"
#include "app/sends/invites-send-view.h"
#include "app/widgets/invites-message-strip.h"
#include "canned-service.h"
#include "test-support.h"
#include "widget-support.h"

#define SEND "/v1/sends/the-send"
#define NEW "/v1/sends/" CANNED_ANY

typedef struct
{
  CannedService   *service;
  InvitesClient   *client;
  InvitesChoices  *choices;
  InvitesSend     *send;
  GtkWindow       *window;
  InvitesSendView *view;
  GtkWidget       *card;
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
  g_ptr_array_add (fixture->choices->notification_templates,
                   invites_choice_new ("reminder", "Reminder"));

  fixture->view = g_object_new (INVITES_TYPE_SEND_VIEW, NULL);
  fixture->card = part (fixture->view, INVITES_TYPE_SEND_VIEW, "card");
  fixture->window = GTK_WINDOW (adw_window_new ());
  adw_window_set_content (ADW_WINDOW (fixture->window),
                          GTK_WIDGET (fixture->view));
  gtk_window_present (fixture->window);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  InvitesSendView *view = fixture->view;

  g_object_add_weak_pointer (G_OBJECT (view), (gpointer *) &view);
  gtk_window_destroy (fixture->window);
  wait_until (view == NULL);
  g_clear_object (&fixture->client);
  g_clear_pointer (&fixture->send, invites_send_free);
  invites_choices_free (fixture->choices);
  canned_service_free (fixture->service);
}

/* What @path answers from now on: the fixture's send as it is. */
static void
answer (Fixture    *fixture,
        const char *path)
{
  canned_service_set (fixture->service, path,
                      invites_send_to_json (fixture->send));
}

static void
make_send (Fixture          *fixture,
           InvitesSendState  state,
           guint64           n_open,
           guint64           n_sent)
{
  g_clear_pointer (&fixture->send, invites_send_free);
  fixture->send = canned_send_new ("the-send", state, n_open, n_sent);
}

static void
show (Fixture  *fixture,
      gboolean  may_send)
{
  answer (fixture, SEND);
  fixture->client = canned_service_make_client (fixture->service, may_send);
  invites_send_view_show (fixture->view, fixture->client, fixture->choices,
                          "the-send");
  wait_until (widget_support_shows (
    part (fixture->view, INVITES_TYPE_SEND_VIEW, "stack"), "send"));
}

static GtkWidget *
find (Fixture    *fixture,
      const char *label)
{
  return widget_support_find_button (GTK_WIDGET (fixture->view), label);
}

static void
press (GtkWidget *button)
{
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}

static const char *
text_of (Fixture    *fixture,
         const char *name)
{
  GtkLabel *label = part (fixture->card, INVITES_TYPE_SEND_CARD, name);

  return gtk_widget_get_visible (GTK_WIDGET (label))
           ? gtk_label_get_text (label)
           : NULL;
}

static guint
n_asked (Fixture    *fixture,
         const char *path)
{
  return canned_service_get_n_asked (fixture->service, path);
}

static void
confirm (void)
{
  GtkWindow *alert = widget_support_find_window (ADW_TYPE_MESSAGE_DIALOG);

  g_assert_nonnull (alert);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (alert), "confirm");
  gtk_window_destroy (alert);
}

static void
test_undo (Fixture       *fixture,
           gconstpointer  user_data)
{
  make_send (fixture, INVITES_SEND_HELD, 20, 0);
  show (fixture, TRUE);
  g_assert_true (g_str_has_prefix (text_of (fixture, "progress_label"),
                                   "Goes out in "));
  g_assert_null (find (fixture, "Stop…"));
  g_assert_null (find (fixture, "Pause"));
  g_assert_null (find (fixture, "Revoke Send…"));
  /* It counts down by itself. */
  wait_until (g_strcmp0 (text_of (fixture, "progress_label"),
                         "Goes out in 7 seconds") == 0);

  make_send (fixture, INVITES_SEND_STOPPED, 0, 0);
  fixture->send->outcomes[INVITES_OUTCOME_WILL_BE_SENT] = 20;
  fixture->send->deliveries[INVITES_DELIVERY_CANCELLED] = 20;
  answer (fixture, SEND "/stop");
  press (find (fixture, "Undo"));
  wait_until (g_strcmp0 (text_of (fixture, "subtitle_label"),
                         "Stopped, nobody was mailed · Clerk") == 0);
  g_assert_cmpuint (n_asked (fixture, SEND "/stop"), ==, 1);
  g_assert_null (find (fixture, "Undo"));
  g_assert_nonnull (find (fixture, "Send to the Rest…"));
}

static void
test_pause (Fixture       *fixture,
            gconstpointer  user_data)
{
  make_send (fixture, INVITES_SEND_SENDING, 15, 5);
  show (fixture, TRUE);
  g_assert_nonnull (find (fixture, "Stop…"));
  g_assert_nonnull (strstr (text_of (fixture, "caption_label"), "will arrive"));

  make_send (fixture, INVITES_SEND_PAUSED, 15, 5);
  answer (fixture, SEND "/pause");
  press (find (fixture, "Pause"));
  wait_until (find (fixture, "Resume") != NULL);
  g_assert_null (find (fixture, "Pause"));
  g_assert_cmpstr (text_of (fixture, "notice_heading"), ==, "Paused");
  g_assert_nonnull (strstr (text_of (fixture, "notice_label"), "Clerk"));
  g_assert_null (text_of (fixture, "notice_reply"));

  make_send (fixture, INVITES_SEND_SENDING, 14, 6);
  answer (fixture, SEND "/resume");
  press (find (fixture, "Resume"));
  wait_until (find (fixture, "Pause") != NULL);
  g_assert_cmpuint (n_asked (fixture, SEND "/resume"), ==, 1);
}

/* What was asked once is not asked twice while it is on its way. */
static void
test_double_click (Fixture       *fixture,
                   gconstpointer  user_data)
{
  GtkWidget *pause;

  make_send (fixture, INVITES_SEND_SENDING, 15, 5);
  show (fixture, TRUE);
  pause = find (fixture, "Pause");
  make_send (fixture, INVITES_SEND_PAUSED, 15, 5);
  answer (fixture, SEND "/pause");
  press (pause);
  press (pause);
  wait_until (find (fixture, "Resume") != NULL);
  g_assert_cmpuint (n_asked (fixture, SEND "/pause"), ==, 1);
}

static void
test_sender_refused (Fixture       *fixture,
                     gconstpointer  user_data)
{
  make_send (fixture, INVITES_SEND_PAUSED, 20, 0);
  fixture->send->pause_reason = INVITES_PAUSE_SENDER_REFUSED;
  g_clear_pointer (&fixture->send->paused_by, g_free);
  fixture->send->pause_code = 553;
  fixture->send->pause_text = g_strdup ("5.7.1 Sender rejected");
  show (fixture, TRUE);
  g_assert_cmpstr (text_of (fixture, "notice_heading"), ==,
                   "Paused: the mail system refuses the sender");
  g_assert_nonnull (strstr (text_of (fixture, "notice_label"),
                            "office@north.example"));
  g_assert_cmpstr (text_of (fixture, "notice_reply"), ==,
                   "The mail system’s answer: 553 5.7.1 Sender rejected");
}

static void
test_failed_act (Fixture       *fixture,
                 gconstpointer  user_data)
{
  InvitesMessageStrip *strip;

  make_send (fixture, INVITES_SEND_SENDING, 15, 5);
  show (fixture, TRUE);
  strip = part (fixture->card, INVITES_TYPE_SEND_CARD, "strip");
  canned_service_set_error (fixture->service, SEND "/pause",
                            INVITES_ERROR_UNAVAILABLE);
  press (find (fixture, "Pause"));
  wait_until (invites_message_strip_is_shown (strip));

  /* Retry asks for the same thing again. */
  make_send (fixture, INVITES_SEND_PAUSED, 15, 5);
  answer (fixture, SEND "/pause");
  g_signal_emit_by_name (strip, "activated");
  wait_until (find (fixture, "Resume") != NULL);
  wait_until (!invites_message_strip_is_shown (strip));
  g_assert_cmpuint (n_asked (fixture, SEND "/pause"), ==, 2);
}

static void
test_revoke (Fixture       *fixture,
             gconstpointer  user_data)
{
  make_send (fixture, INVITES_SEND_FINISHED, 0, 20);
  show (fixture, TRUE);
  press (find (fixture, "Revoke Send…"));
  g_assert_cmpuint (n_asked (fixture, SEND "/revoke"), ==, 0);

  fixture->send->revoked_at = 1794837800;
  fixture->send->revoked_by = g_strdup ("Clerk");
  answer (fixture, SEND "/revoke");
  confirm ();
  wait_until (g_strcmp0 (text_of (fixture, "subtitle_label"),
                         "Revoked · Clerk") == 0);
  g_assert_null (find (fixture, "Revoke Send…"));
  g_assert_nonnull (find (fixture, "Send a Corrected One…"));
}

/* A send that had ended runs again, and is followed again. */
static void
test_retry (Fixture       *fixture,
            gconstpointer  user_data)
{
  make_send (fixture, INVITES_SEND_FINISHED, 0, 18);
  fixture->send->outcomes[INVITES_OUTCOME_WILL_BE_SENT] = 21;
  fixture->send->deliveries[INVITES_DELIVERY_REFUSED] = 1;
  fixture->send->deliveries[INVITES_DELIVERY_UNKNOWN] = 2;
  show (fixture, TRUE);

  make_send (fixture, INVITES_SEND_SENDING, 2, 18);
  answer (fixture, SEND "/retry");
  press (find (fixture, "Retry Unknown…"));
  g_assert_cmpuint (n_asked (fixture, SEND "/retry"), ==, 0);
  confirm ();
  wait_until (find (fixture, "Pause") != NULL);
  g_assert_cmpstr (canned_service_get_last (fixture->service, SEND "/retry",
                                            "state"),
                   ==, "unknown");

  make_send (fixture, INVITES_SEND_FINISHED, 0, 20);
  answer (fixture, SEND);
  wait_until (g_strcmp0 (text_of (fixture, "progress_label"), "20 of 20 sent")
              == 0);
  g_assert_null (find (fixture, "Retry Unknown…"));
}

static void
test_trouble (Fixture       *fixture,
              gconstpointer  user_data)
{
  InvitesMessageStrip *strip
    = part (fixture->view, INVITES_TYPE_SEND_VIEW, "trouble_strip");

  make_send (fixture, INVITES_SEND_SENDING, 15, 5);
  fixture->send->trouble = INVITES_TROUBLE_STORAGE;
  fixture->send->trouble_text = g_strdup ("database or disk is full");
  show (fixture, TRUE);
  g_assert_true (invites_message_strip_is_shown (strip));
  g_assert_nonnull (strstr (invites_message_strip_get_text (strip),
                            "database or disk is full"));

  make_send (fixture, INVITES_SEND_SENDING, 14, 6);
  answer (fixture, SEND);
  wait_until (!invites_message_strip_is_shown (strip));
}

/* Whoever only reviews is offered nothing that acts. */
static void
test_reviewer (Fixture       *fixture,
               gconstpointer  user_data)
{
  static const char *const acts[] = {
    "Undo", "Pause", "Resume", "Stop…", "Retry Refused", "Retry Unknown…",
    "Send to the Rest…", "Send a Corrected One…", "Revoke Send…",
  };

  make_send (fixture, INVITES_SEND_FINISHED, 0, 18);
  fixture->send->outcomes[INVITES_OUTCOME_WILL_BE_SENT] = 20;
  fixture->send->deliveries[INVITES_DELIVERY_REFUSED] = 1;
  fixture->send->deliveries[INVITES_DELIVERY_UNKNOWN] = 1;
  show (fixture, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    g_assert_null (find (fixture, acts[i]));

  invites_send_view_close (fixture->view);
  g_clear_object (&fixture->client);
  make_send (fixture, INVITES_SEND_HELD, 20, 0);
  show (fixture, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    g_assert_null (find (fixture, acts[i]));
}

static void
test_rest (Fixture       *fixture,
           gconstpointer  user_data)
{
  GtkWindow *dialog;
  InvitesDeliveryOptions *options;
  InvitesMessageStrip *strip;
  const char *body;

  make_send (fixture, INVITES_SEND_STOPPED, 0, 5);
  fixture->send->outcomes[INVITES_OUTCOME_WILL_BE_SENT] = 20;
  fixture->send->deliveries[INVITES_DELIVERY_CANCELLED] = 15;
  show (fixture, TRUE);
  press (find (fixture, "Send to the Rest…"));
  dialog = widget_support_find_window (INVITES_TYPE_FOLLOW_UP_DIALOG);
  g_assert_nonnull (dialog);

  /* As the first one, until somebody changes it. */
  options = part (dialog, INVITES_TYPE_FOLLOW_UP_DIALOG, "options");
  g_assert_cmpstr (invites_delivery_options_get_template_id (options), ==,
                   "invitation");
  g_assert_cmpstr (invites_delivery_options_get_email_from (options), ==,
                   "office@north.example");
  invites_delivery_options_propose (options, "reminder",
                                    "other@north.example");
  canned_service_set_error (fixture->service, NEW, INVITES_ERROR_UNAVAILABLE);
  press (part (dialog, INVITES_TYPE_FOLLOW_UP_DIALOG, "continue_button"));
  strip = part (dialog, INVITES_TYPE_FOLLOW_UP_DIALOG, "strip");
  wait_until (invites_message_strip_is_shown (strip));
  body = canned_service_get_body (fixture->service, NEW);
  g_assert_nonnull (strstr (body, "\"rest\""));
  g_assert_nonnull (strstr (body, "\"the-send\""));
  g_assert_nonnull (strstr (body, "\"reminder\""));
  g_assert_nonnull (strstr (body, "other@north.example"));
  /* Exactly those rows: no filter may leave one of them out. */
  g_assert_null (strstr (body, "bill_group"));
  g_assert_null (strstr (body, "gap_override"));
  gtk_window_destroy (dialog);
}

static void
started_cb (char       **uuid,
            const char  *started)
{
  *uuid = g_strdup (started);
}

static void
test_corrected (Fixture       *fixture,
                gconstpointer  user_data)
{
  GtkWindow *dialog;
  g_autofree char *started = NULL;
  const char *body;

  make_send (fixture, INVITES_SEND_FINISHED, 0, 20);
  show (fixture, TRUE);
  g_signal_connect_swapped (fixture->view, "send-started",
                            G_CALLBACK (started_cb), &started);
  make_send (fixture, INVITES_SEND_PREPARED, 20, 0);
  g_free (fixture->send->id);
  fixture->send->id = g_strdup (CANNED_ANY);
  fixture->send->from_set = INVITES_SEND_SET_CORRECTED;
  fixture->send->from_send = g_uuid_string_random ();
  fixture->send->gap_override = TRUE;
  answer (fixture, NEW);
  press (find (fixture, "Send a Corrected One…"));
  dialog = widget_support_find_window (INVITES_TYPE_FOLLOW_UP_DIALOG);
  press (part (dialog, INVITES_TYPE_FOLLOW_UP_DIALOG, "continue_button"));
  wait_until (widget_support_find_window (INVITES_TYPE_CONFIRM_DIALOG) != NULL);
  g_assert_cmpstr (canned_service_get_method (fixture->service, NEW), ==,
                   "PUT");
  body = canned_service_get_body (fixture->service, NEW);
  g_assert_nonnull (strstr (body, "\"corrected\""));
  g_assert_nonnull (strstr (body, "\"gap_override\":true"));

  fixture->send->state = INVITES_SEND_SENDING;
  fixture->send->started_at = 1794837660;
  answer (fixture, NEW "/start");
  dialog = widget_support_find_window (INVITES_TYPE_CONFIRM_DIALOG);
  press (part (dialog, INVITES_TYPE_CONFIRM_DIALOG, "send_button"));
  wait_until (started != NULL);
  wait_until (widget_support_find_window (INVITES_TYPE_FOLLOW_UP_DIALOG)
              == NULL);
}

int
main (int   argc,
      char *argv[])
{
  widget_support_init (&argc, &argv);

#define add(name, test)                                                       \
  g_test_add ("/taking-back/" name, Fixture, NULL, set_up, test, tear_down)
  add ("undo", test_undo);
  add ("pause", test_pause);
  add ("double-click", test_double_click);
  add ("sender-refused", test_sender_refused);
  add ("failed-act", test_failed_act);
  add ("revoke", test_revoke);
  add ("retry", test_retry);
  add ("trouble", test_trouble);
  add ("reviewer", test_reviewer);
  add ("rest", test_rest);
  add ("corrected", test_corrected);
#undef add

  return g_test_run ();
}
