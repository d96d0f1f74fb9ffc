/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

#include "app/details/invites-why-dialog.h"
#include "app/details/invites-why-text.h"
#include "app/widgets/invites-message-strip.h"
#include "canned-service.h"
#include "test-support.h"
#include "widget-support.h"

#define WHY "/v1/contacts/c1/why"
#define LIFT "/v1/contacts/c1/lift"

typedef struct
{
  CannedService *service;
  InvitesClient *client;
  InvitesWhy    *why;
  GtkWindow     *dialog;
  guint          n_lifted;
} Fixture;

static InvitesEntry *
make_entry (InvitesDeliveryState state)
{
  InvitesEntry *entry = invites_entry_new ();

  entry->id = g_strdup ("c1");
  entry->email = g_strdup ("ann@contact.example");
  entry->name = g_strdup ("Ann Li");
  entry->account_number = g_strdup ("49002");
  entry->account_name = g_strdup ("Residential Customer");
  entry->outcome = INVITES_OUTCOME_WILL_BE_SENT;
  entry->state = state;
  entry->skipped = INVITES_SKIP_NONE;
  entry->changed_at = 1794837780;

  return entry;
}

static InvitesPast *
add_past (Fixture      *fixture,
          InvitesEntry *entry)
{
  InvitesPast *past = invites_past_new ();

  past->send = g_strdup ("the-send");
  past->prepared_at = 1794837600;
  past->started_at = 1794837660;
  past->prepared_by = g_strdup ("Clerk");
  past->entry = entry;
  g_ptr_array_add (fixture->why->history, past);
  return past;
}

static void
add_note (Fixture             *fixture,
          InvitesAddressEvent  event,
          const char          *by,
          const char          *text)
{
  InvitesAddressNote *note = invites_address_note_new ();

  note->at = 1794837780;
  note->event = event;
  note->by = g_strdup (by);
  note->text = g_strdup (text);
  g_ptr_array_add (fixture->why->notes, note);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  InvitesContact *contact = invites_contact_new ();

  fixture->service = canned_service_new ();
  fixture->client = canned_service_make_client (fixture->service,
                                                user_data == NULL);
  contact->id = g_strdup ("c1");
  contact->email = g_strdup ("ann@contact.example");
  contact->name = g_strdup ("Ann Li");
  contact->account_number = g_strdup ("49002");
  contact->account_name = g_strdup ("Residential Customer");
  contact->status = INVITES_GROUP_NOT_SENT;
  contact->reason = INVITES_REASON_NONE;
  contact->auto_pay = INVITES_FLAG_UNKNOWN;

  fixture->why = invites_why_new ();
  g_clear_pointer (&fixture->why->contact, invites_contact_free);
  fixture->why->contact = contact;
  fixture->why->matches = TRUE;
  fixture->why->outcome = INVITES_OUTCOME_WILL_BE_SENT;
}

static void
add_rule (Fixture        *fixture,
          InvitesOutcome  outcome,
          gboolean        holds)
{
  g_ptr_array_add (fixture->why->rules,
                   invites_verdict_new (invites_outcome_to_string (outcome),
                                        holds));
}

static void
set_bounced (Fixture  *fixture,
             gboolean  bounced)
{
  g_ptr_array_set_size (fixture->why->rules, 0);
  add_rule (fixture, INVITES_OUTCOME_BOUNCED, bounced);
  add_rule (fixture, INVITES_OUTCOME_OPTED_OUT, FALSE);
  fixture->why->outcome = bounced ? INVITES_OUTCOME_BOUNCED
                                  : INVITES_OUTCOME_WILL_BE_SENT;
  fixture->why->contact->status = bounced ? INVITES_GROUP_CANNOT_BE_INVITED
                                          : INVITES_GROUP_NOT_SENT;
  fixture->why->contact->reason = bounced ? INVITES_REASON_BOUNCED
                                          : INVITES_REASON_NONE;
}

static void
lifted_cb (Fixture *fixture)
{
  fixture->n_lifted++;
}

static void
answer (Fixture *fixture)
{
  canned_service_set (fixture->service, WHY,
                      invites_why_to_json (fixture->why));
}

static void
ask (Fixture *fixture)
{
  g_autoptr(InvitesFilter) filter = invites_filter_new ("north");
  g_autoptr(GTimeZone) there = g_time_zone_new_identifier ("America/Chicago");

  answer (fixture);
  fixture->dialog = invites_why_dialog_new (fixture->client, "c1", filter,
                                            there);
  g_signal_connect_swapped (fixture->dialog, "lifted", G_CALLBACK (lifted_cb),
                            fixture);
  gtk_window_present (fixture->dialog);
  wait_until (widget_support_shows (
    part (fixture->dialog, INVITES_TYPE_WHY_DIALOG, "stack"), "answer"));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  GtkWindow *dialog = fixture->dialog;

  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  gtk_window_destroy (fixture->dialog);
  wait_until (dialog == NULL);
  invites_why_free (fixture->why);
  g_object_unref (fixture->client);
  canned_service_free (fixture->service);
}

static const char *
text_of (Fixture    *fixture,
         const char *name)
{
  GtkLabel *label = part (fixture->dialog, INVITES_TYPE_WHY_DIALOG, name);

  return gtk_label_get_text (label);
}

static void
test_filter (Fixture       *fixture,
             gconstpointer  user_data)
{
  fixture->why->matches = FALSE;
  fixture->why->outcome = INVITES_OUTCOME_NONE;
  g_ptr_array_add (fixture->why->filters,
                   invites_verdict_new ("balance_due", FALSE));
  g_ptr_array_add (fixture->why->filters,
                   invites_verdict_new ("bill_group", TRUE));
  ask (fixture);
  g_assert_cmpstr (text_of (fixture, "standing_label"), ==,
                   "Has no invitation; no mail was sent.");
  g_assert_cmpstr (text_of (fixture, "verdict_label"), ==,
                   "A new send with these filters would not consider this "
                   "contact: “Accounts with balance due” leaves it out.");
}

static void
test_refused (Fixture       *fixture,
              gconstpointer  user_data)
{
  InvitesEntry *entry = make_entry (INVITES_DELIVERY_REFUSED);

  entry->reply_code = 550;
  entry->reply_status = g_strdup ("5.2.2");
  entry->reply_text = g_strdup ("Over quota");
  entry->attempts = 1;
  add_past (fixture, entry);
  ask (fixture);
  g_assert_cmpstr (text_of (fixture, "standing_label"), ==,
                   "Has no invitation. Of the newest mail: Refused · 16 Nov "
                   "2026, 08:03 · The mailbox is full (550 5.2.2).");
  g_assert_cmpstr (text_of (fixture, "verdict_label"), ==,
                   "A new send would invite this contact.");
}

static void
test_past_texts (Fixture       *fixture,
                 gconstpointer  user_data)
{
  InvitesEntry *entry = make_entry (INVITES_DELIVERY_DEFERRED);
  const InvitesPast *past = add_past (fixture, entry);
  g_autofree char *text = NULL;
  g_autoptr(GTimeZone) there = g_time_zone_new_identifier ("America/Chicago");

  entry->reply_code = 451;
  entry->reply_status = g_strdup ("4.7.1");
  entry->attempts = 3;
  entry->next_attempt_at = 1794838080;
  text = invites_why_text_dup_past (past, there);
  g_assert_cmpstr (text, ==,
                   "Will be tried again · 16 Nov 2026, 08:03 · The mail system "
                   "takes mail more slowly just now (451 4.7.1) · tried 3 "
                   "times · next try 16 Nov 2026, 08:08");
  ask (fixture);
}

/* A send that was prepared and let be is no mail, and none to wait for. */
static void
test_never_started (Fixture       *fixture,
                    gconstpointer  user_data)
{
  InvitesPast *past = add_past (fixture, make_entry (INVITES_DELIVERY_QUEUED));
  g_autofree char *text = NULL;

  past->started_at = INVITES_TIME_NONE;
  text = invites_why_text_dup_past (past, NULL);
  g_assert_cmpstr (text, ==, "Not started, nobody was mailed");
  ask (fixture);
  g_assert_cmpstr (text_of (fixture, "standing_label"), ==,
                   "Has no invitation; no mail was sent.");
}

static void
test_lift (Fixture       *fixture,
           gconstpointer  user_data)
{
  GtkWidget *group;
  GtkWindow *alert;

  set_bounced (fixture, TRUE);
  add_note (fixture, INVITES_ADDRESS_BOUNCED, NULL, "550 No such user");
  ask (fixture);
  group = part (fixture->dialog, INVITES_TYPE_WHY_DIALOG, "lift_group");
  g_assert_true (gtk_widget_get_visible (group));
  g_assert_null (widget_support_find_button (group, "Lift Opt-Out…"));

  g_signal_emit_by_name (widget_support_find_button (group, "Lift Bounce…"),
                         "clicked");
  g_assert_cmpuint (canned_service_get_n_asked (fixture->service, LIFT), ==,
                    0);
  set_bounced (fixture, FALSE);
  add_note (fixture, INVITES_ADDRESS_BOUNCE_LIFTED, "Clerk", NULL);
  answer (fixture);
  canned_service_set (fixture->service, LIFT,
                      invites_contact_to_json (fixture->why->contact));
  alert = widget_support_find_window (ADW_TYPE_MESSAGE_DIALOG);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (alert), "confirm");
  gtk_window_destroy (alert);
  wait_until (!gtk_widget_get_visible (group));
  g_assert_cmpuint (fixture->n_lifted, ==, 1);
  g_assert_cmpstr (canned_service_get_body (fixture->service, LIFT), ==,
                   "{\"reason\":\"bounced\"}");
}

static void
test_lift_fails (Fixture       *fixture,
                 gconstpointer  user_data)
{
  InvitesMessageStrip *strip;
  GtkWidget *group;
  GtkWindow *alert;

  set_bounced (fixture, TRUE);
  ask (fixture);
  strip = part (fixture->dialog, INVITES_TYPE_WHY_DIALOG, "strip");
  group = part (fixture->dialog, INVITES_TYPE_WHY_DIALOG, "lift_group");
  canned_service_set_error (fixture->service, LIFT, INVITES_ERROR_UNAVAILABLE);
  g_signal_emit_by_name (widget_support_find_button (group, "Lift Bounce…"),
                         "clicked");
  alert = widget_support_find_window (ADW_TYPE_MESSAGE_DIALOG);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (alert), "confirm");
  gtk_window_destroy (alert);
  wait_until (invites_message_strip_is_shown (strip));
  g_assert_true (gtk_widget_get_visible (group));
  g_assert_cmpuint (fixture->n_lifted, ==, 0);

  set_bounced (fixture, FALSE);
  answer (fixture);
  canned_service_set (fixture->service, LIFT,
                      invites_contact_to_json (fixture->why->contact));
  g_signal_emit_by_name (strip, "activated");
  wait_until (!gtk_widget_get_visible (group));
}

static void
test_reviewer (Fixture       *fixture,
               gconstpointer  user_data)
{
  GtkWidget *group;

  set_bounced (fixture, TRUE);
  ask (fixture);
  group = part (fixture->dialog, INVITES_TYPE_WHY_DIALOG, "lift_group");
  g_assert_true (gtk_widget_get_visible (group));
  g_assert_null (widget_support_find_button (group, "Lift Bounce…"));
}

int
main (int   argc,
      char *argv[])
{
  widget_support_init (&argc, &argv);

#define add(name, test, data)                                                 \
  g_test_add ("/why/" name, Fixture, data, set_up, test, tear_down)
  add ("filter", test_filter, NULL);
  add ("refused", test_refused, NULL);
  add ("past-texts", test_past_texts, NULL);
  add ("never-started", test_never_started, NULL);
  add ("lift", test_lift, NULL);
  add ("lift-fails", test_lift_fails, NULL);
  add ("reviewer", test_reviewer, "review only");
#undef add

  return g_test_run ();
}
