/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <libsoup/soup.h>

#include "app/invite/invites-confirm-dialog.h"
#include "app/invite/invites-send-flow.h"
#include "canned-service.h"
#include "client/invites-client-private.h"
#include "core/invites-json.h"
#include "core/invites-problem.h"
#include "test-support.h"
#include "widget-support.h"

/* A service that prepares and starts whatever it is asked to. */
typedef struct
{
  SoupServer      *server;
  InvitesClient   *client;
  InvitesSendFlow *flow;
  InvitesChoices  *choices;
  GtkWindow       *window;

  gboolean   failing;
  GPtrArray *prepared; /* (element-type utf8): path of each PUT */
  GPtrArray *started;  /* (element-type utf8): path of each start */

  guint  n_failed;
  char  *uuid_started;
} Fixture;

static char *
dup_uuid (const char *path)
{
  g_auto(GStrv) parts = g_strsplit (path, "/", -1);

  g_assert_cmpuint (g_strv_length (parts), >=, 4);
  return g_strdup (parts[3]);
}

static JsonNode *
make_answer (Fixture *fixture, const char *path, gboolean is_start)
{
  g_autofree char *uuid = dup_uuid (path);
  g_autoptr(InvitesSend) send = NULL;
  InvitesSendState state = INVITES_SEND_PREPARED;

  if (fixture->started->len > 0 || is_start)
    state = INVITES_SEND_SENDING;
  send = canned_send_new (uuid, state, 20, 0);
  return invites_send_to_json (send);
}

static void
handle_cb (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           GHashTable *query,
           gpointer user_data)
{
  Fixture *fixture = user_data;
  gboolean is_put = g_str_equal (soup_server_message_get_method (message),
                                 "PUT");
  gboolean is_start = g_str_has_suffix (path, "/start");
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;

  if (is_put)
    g_ptr_array_add (fixture->prepared, g_strdup (path));
  if (is_start)
    g_ptr_array_add (fixture->started, g_strdup (path));

  error = g_error_new (INVITES_ERROR, INVITES_ERROR_UNAVAILABLE, "Busy");
  node = fixture->failing ? invites_problem_from_error (error)
                          : make_answer (fixture, path, is_start);
  bytes = invites_json_to_bytes (node);
  soup_server_message_set_status (message, fixture->failing ? 503 : 200, NULL);
  soup_server_message_set_response (
      message,
      fixture->failing ? INVITES_PROBLEM_CONTENT_TYPE : "application/json",
      SOUP_MEMORY_COPY, g_bytes_get_data (bytes, NULL),
      g_bytes_get_size (bytes));
}

static void
failed_cb (Fixture *fixture)
{
  fixture->n_failed++;
}

static void
started_cb (Fixture *fixture, const char *uuid)
{
  fixture->uuid_started = g_strdup (uuid);
}

static InvitesClient *
make_client (SoupServer *server)
{
  GSList *uris = soup_server_get_uris (server);
  g_autofree char *url = g_uri_to_string (uris->data);
  g_autoptr(InvitesUser) user = invites_user_new ();
  g_autoptr(GError) error = NULL;
  InvitesClient *client = invites_client_new (url, &error);

  g_assert_no_error (error);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  user->name = g_strdup ("Clerk");
  user->email = g_strdup ("clerk@office.example");
  user->may_send = TRUE;
  invites_client_begin_session (client, "the-token-of-the-session", user);
  return client;
}

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr(GError) error = NULL;

  fixture->prepared = g_ptr_array_new_with_free_func (g_free);
  fixture->started = g_ptr_array_new_with_free_func (g_free);
  fixture->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (fixture->server, NULL, handle_cb, fixture, NULL);
  soup_server_listen_local (fixture->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY,
                            &error);
  g_assert_no_error (error);

  fixture->client = make_client (fixture->server);
  fixture->choices = invites_choices_new ();
  fixture->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_present (fixture->window);
  fixture->flow = invites_send_flow_new (fixture->client);
  g_signal_connect_swapped (fixture->flow, "failed", G_CALLBACK (failed_cb),
                            fixture);
  g_signal_connect_swapped (fixture->flow, "started", G_CALLBACK (started_cb),
                            fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  GtkWindow *dialog = widget_support_find_window (INVITES_TYPE_CONFIRM_DIALOG);

  if (dialog != NULL)
    gtk_window_destroy (dialog);
  g_object_unref (fixture->flow);
  gtk_window_destroy (fixture->window);
  g_object_unref (fixture->client);
  invites_choices_free (fixture->choices);
  soup_server_disconnect (fixture->server);
  g_object_unref (fixture->server);
  g_ptr_array_unref (fixture->prepared);
  g_ptr_array_unref (fixture->started);
  g_free (fixture->uuid_started);
}

static void
begin (Fixture *fixture, const char *division)
{
  g_autoptr(InvitesSendRequest) request = invites_send_request_new ();

  request->filter = invites_filter_new (division);
  request->template_id = g_strdup ("invitation");
  request->email_from = g_strdup ("office@north.example");
  invites_send_flow_begin (fixture->flow, request, fixture->choices,
                           GTK_WIDGET (fixture->window));
}

static GtkWindow *
get_dialog (void)
{
  return widget_support_find_window (INVITES_TYPE_CONFIRM_DIALOG);
}

static const char *
get_put (Fixture *fixture, guint n)
{
  return g_ptr_array_index (fixture->prepared, n);
}

static void
test_whole (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *uuid = NULL;

  begin (fixture, "north");
  g_assert_nonnull (invites_send_flow_get_busy_text (fixture->flow));
  wait_until (get_dialog () != NULL);
  g_assert_null (invites_send_flow_get_busy_text (fixture->flow));
  g_assert_cmpuint (fixture->started->len, ==, 0);

  g_signal_emit_by_name (get_dialog (), "confirmed");
  wait_until (fixture->uuid_started != NULL);
  uuid = dup_uuid (get_put (fixture, 0));
  g_assert_cmpstr (fixture->uuid_started, ==, uuid);
  g_assert_cmpuint (fixture->started->len, ==, 1);
}

static void
test_retry (Fixture *fixture, gconstpointer user_data)
{
  fixture->failing = TRUE;
  begin (fixture, "north");
  wait_until (fixture->n_failed == 1);

  /* The same attempt, by either way: one send, whatever arrived. */
  invites_send_flow_retry (fixture->flow);
  wait_until (fixture->n_failed == 2);
  begin (fixture, "north");
  wait_until (fixture->n_failed == 3);
  g_assert_cmpstr (get_put (fixture, 0), ==, get_put (fixture, 1));
  g_assert_cmpstr (get_put (fixture, 0), ==, get_put (fixture, 2));

  /* Another body is another send. */
  fixture->failing = FALSE;
  begin (fixture, "south");
  wait_until (get_dialog () != NULL);
  g_assert_cmpstr (get_put (fixture, 0), !=, get_put (fixture, 3));
}

static void
test_start_fails (Fixture *fixture, gconstpointer user_data)
{
  begin (fixture, "north");
  wait_until (get_dialog () != NULL);
  fixture->failing = TRUE;
  g_signal_emit_by_name (get_dialog (), "confirmed");
  wait_until (fixture->n_failed == 1);

  fixture->failing = FALSE;
  invites_send_flow_retry (fixture->flow);
  wait_until (fixture->uuid_started != NULL);
  g_assert_cmpuint (fixture->prepared->len, ==, 1);
  g_assert_cmpuint (fixture->started->len, ==, 2);
}

static void
test_no (Fixture *fixture, gconstpointer user_data)
{
  begin (fixture, "north");
  wait_until (get_dialog () != NULL);
  gtk_window_destroy (get_dialog ());
  g_assert_cmpuint (fixture->started->len, ==, 0);

  /* What was frozen for the first question is not good for the second. */
  begin (fixture, "north");
  wait_until (fixture->prepared->len == 2 && get_dialog () != NULL);
  g_assert_cmpstr (get_put (fixture, 0), !=, get_put (fixture, 1));
  g_assert_cmpuint (fixture->n_failed, ==, 0);
}

static void
test_cancel (Fixture *fixture, gconstpointer user_data)
{
  begin (fixture, "north");
  g_assert_true (invites_send_flow_can_cancel (fixture->flow));
  invites_send_flow_cancel (fixture->flow);
  wait_until (invites_send_flow_get_busy_text (fixture->flow) == NULL);
  g_assert_null (get_dialog ());
  g_assert_cmpuint (fixture->n_failed, ==, 0);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "/send-flow/whole", test_whole },
    { "/send-flow/retry", test_retry },
    { "/send-flow/start-fails", test_start_fails },
    { "/send-flow/no", test_no },
    { "/send-flow/cancel", test_cancel },
  };

  widget_support_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test,
                tear_down);

  return g_test_run ();
}
