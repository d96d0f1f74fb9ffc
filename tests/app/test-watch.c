/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/invites-notification.h"
#include "app/sends/invites-send-watch.h"
#include "canned-service.h"
#include "test-support.h"
#include "widget-support.h"

#define SENDS "/v1/sends"
#define RUNNING "/v1/sends/running"

typedef struct
{
  CannedService    *service;
  InvitesClient    *client;
  InvitesSendWatch *watch;
  guint             n_ended;
  gboolean          own;
} Fixture;

static void
ended_cb (Fixture           *fixture,
          const InvitesSend *send,
          gboolean           own)
{
  g_assert_cmpstr (send->id, ==, "running");
  fixture->n_ended++;
  fixture->own = own;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->service = canned_service_new ();
  fixture->client = canned_service_make_client (fixture->service, TRUE);
  fixture->watch = invites_send_watch_new (fixture->client);
  g_signal_connect_swapped (fixture->watch, "ended", G_CALLBACK (ended_cb),
                            fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_object_unref (fixture->watch);
  g_object_unref (fixture->client);
  canned_service_free (fixture->service);
}

static void
set_send (Fixture          *fixture,
          InvitesSendState  state,
          InvitesTrouble    trouble)
{
  g_autoptr(InvitesSend) send = canned_send_new ("running", state, 0, 20);

  send->trouble = trouble;
  canned_service_set (fixture->service, RUNNING, invites_send_to_json (send));
}

static void
test_ends_once (Fixture       *fixture,
                gconstpointer  user_data)
{
  set_send (fixture, INVITES_SEND_SENDING, INVITES_TROUBLE_NONE);
  invites_send_watch_add (fixture->watch, "running");
  invites_send_watch_add (fixture->watch, "running");
  wait_until (canned_service_get_n_asked (fixture->service, RUNNING) == 1);
  g_assert_cmpuint (fixture->n_ended, ==, 0);

  set_send (fixture, INVITES_SEND_FINISHED, INVITES_TROUBLE_NONE);
  wait_until (fixture->n_ended == 1);
  g_assert_true (fixture->own);
  test_run_for (2500);
  g_assert_cmpuint (fixture->n_ended, ==, 1);
  g_assert_cmpuint (canned_service_get_n_asked (fixture->service, RUNNING), ==,
                    2);
}

/* One that was started before, by a colleague. */
static void
test_looks_around (Fixture       *fixture,
                   gconstpointer  user_data)
{
  g_autoptr(GPtrArray) sends
    = g_ptr_array_new_with_free_func ((GDestroyNotify) invites_send_free);
  InvitesSend *send = canned_send_new ("running", INVITES_SEND_SENDING, 0, 20);

  g_free (send->prepared_by);
  send->prepared_by = g_strdup ("Somebody Else");
  g_ptr_array_add (sends, send);
  g_ptr_array_add (sends, canned_send_new ("old", INVITES_SEND_FINISHED, 0, 5));
  canned_service_set (fixture->service, SENDS, canned_sends (sends));
  set_send (fixture, INVITES_SEND_FINISHED, INVITES_TROUBLE_NONE);
  invites_send_watch_look_around (fixture->watch);
  wait_until (fixture->n_ended == 1);
  g_assert_false (fixture->own);
}

static void
test_trouble (Fixture       *fixture,
              gconstpointer  user_data)
{
  const char *uuid = NULL;

  set_send (fixture, INVITES_SEND_SENDING, INVITES_TROUBLE_RELAY);
  invites_send_watch_add (fixture->watch, "running");
  wait_until (invites_send_watch_get_trouble (fixture->watch, &uuid)
              == INVITES_TROUBLE_RELAY);
  g_assert_cmpstr (uuid, ==, "running");

  set_send (fixture, INVITES_SEND_SENDING, INVITES_TROUBLE_NONE);
  wait_until (invites_send_watch_get_trouble (fixture->watch, NULL)
              == INVITES_TROUBLE_NONE);
}

static void
test_when_to_tell (void)
{
  g_autoptr(InvitesSend) send
    = canned_send_new ("running", INVITES_SEND_FINISHED, 0, 20);
  g_autofree char *title = NULL;
  g_autofree char *body = NULL;

  send->finished_at = send->started_at + 30;
  g_assert_false (invites_notification_is_due (send, TRUE, TRUE));
  g_assert_true (invites_notification_is_due (send, TRUE, FALSE));
  g_assert_false (invites_notification_is_due (send, FALSE, FALSE));
  send->finished_at = send->started_at + 31;
  g_assert_true (invites_notification_is_due (send, TRUE, TRUE));
  g_assert_false (invites_notification_is_due (send, FALSE, TRUE));

  title = invites_notification_dup_title (send);
  body = invites_notification_dup_body (send);
  g_assert_cmpstr (title, ==, "Sending to North has finished");
  g_assert_cmpstr (body, ==, "20 of 20 sent");
}

int
main (int   argc,
      char *argv[])
{
  widget_support_init (&argc, &argv);

#define add(name, test)                                                       \
  g_test_add ("/watch/" name, Fixture, NULL, set_up, test, tear_down)
  add ("ends-once", test_ends_once);
  add ("looks-around", test_looks_around);
  add ("trouble", test_trouble);
#undef add
  g_test_add_func ("/watch/when-to-tell", test_when_to_tell);

  return g_test_run ();
}
