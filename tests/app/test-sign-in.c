/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

#include "app/sign-in/invites-session.h"
#include "app/sign-in/invites-sign-in-page.h"
#include "canned-service.h"
#include "test-support.h"
#include "widget-support.h"

typedef struct
{
  CannedService     *service;
  char              *url;
  InvitesSession    *session;
  InvitesSignInPage *page;
  GtkWindow         *window;
  guint              n_signed_in;
} Fixture;

static void
signed_in_cb (Fixture *fixture)
{
  fixture->n_signed_in++;
}

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr(InvitesClient) client = NULL;

  fixture->service = canned_service_new ();
  client = canned_service_make_client (fixture->service, TRUE);
  fixture->url = g_strdup (invites_client_get_service_url (client));
  fixture->session = invites_session_new (NULL, NULL);

  fixture->page = g_object_new (INVITES_TYPE_SIGN_IN_PAGE, NULL);
  invites_sign_in_page_set_session (fixture->page, fixture->session);
  g_signal_connect_swapped (fixture->page, "signed-in",
                            G_CALLBACK (signed_in_cb), fixture);
  fixture->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_child (fixture->window, GTK_WIDGET (fixture->page));
  gtk_window_present (fixture->window);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  gtk_window_destroy (fixture->window);
  g_object_unref (fixture->session);
  canned_service_free (fixture->service);
  g_free (fixture->url);
}

static gpointer
get_part (Fixture *fixture, const char *name)
{
  return part (fixture->page, INVITES_TYPE_SIGN_IN_PAGE, name);
}

static void
type (Fixture *fixture, const char *row, const char *text)
{
  gtk_editable_set_text (get_part (fixture, row), text);
}

static const char *
get_message (Fixture *fixture)
{
  return gtk_label_get_text (get_part (fixture, "message_label"));
}

static gboolean
can_sign_in (Fixture *fixture)
{
  return gtk_widget_get_sensitive (get_part (fixture, "sign_in_button"));
}

static void
press_sign_in (Fixture *fixture)
{
  type (fixture, "service_row", fixture->url);
  type (fixture, "username_row", "clerk");
  type (fixture, "password_row", "secret");
  g_assert_true (can_sign_in (fixture));
  g_signal_emit_by_name (get_part (fixture, "sign_in_button"), "clicked");
  g_assert_false (can_sign_in (fixture));
  g_assert_true (gtk_widget_get_visible (get_part (fixture, "cancel_button")));
}

static void
answer_user (Fixture *fixture)
{
  g_autoptr(InvitesSignIn) sign_in = invites_sign_in_new ();

  sign_in->token = g_strdup ("the-token");
  sign_in->expires_at = invites_time_now () + 3600;
  sign_in->user = invites_user_new ();
  sign_in->user->name = g_strdup ("Clerk");
  sign_in->user->email = g_strdup ("clerk@office.example");
  sign_in->user->may_send = TRUE;
  canned_service_set (fixture->service, "/v1/sign-in",
                      invites_sign_in_to_json (sign_in));
}

static void
test_fields (Fixture *fixture, gconstpointer user_data)
{
  static const struct
  {
    const char *url;
    gboolean good;
  } cases[] = {
    { "https://accounts.example.com", TRUE },
    { "http://accounts.example.com", FALSE },
    { "http://127.0.0.1:8390", TRUE },
    { "ftp://x.example", FALSE },
    { "accounts.example.com", TRUE },
    { "https://", FALSE },
    { "not an address", FALSE },
  };
  GtkWidget *error_row = get_part (fixture, "service_error_row");
  GtkWidget *row = get_part (fixture, "service_row");

  g_assert_false (gtk_widget_get_visible (error_row));
  type (fixture, "username_row", "clerk");
  type (fixture, "password_row", "secret");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      type (fixture, "service_row", cases[i].url);
      g_assert_cmpint (gtk_widget_has_css_class (row, "error"), ==,
                       !cases[i].good);
      g_assert_cmpint (gtk_widget_get_visible (error_row), ==,
                       !cases[i].good);
      g_assert_cmpint (can_sign_in (fixture), ==, cases[i].good);
    }

  type (fixture, "service_row", fixture->url);
  type (fixture, "password_row", "");
  g_assert_false (can_sign_in (fixture));
}

static void
test_good (Fixture *fixture, gconstpointer user_data)
{
  answer_user (fixture);
  press_sign_in (fixture);
  wait_until (fixture->n_signed_in == 1);
  g_assert_cmpstr (invites_session_get_username (fixture->session), ==,
                   "clerk");
  /* The password does not stay behind. */
  g_assert_cmpstr (
      gtk_editable_get_text (get_part (fixture, "password_row")), ==, "");
}

static void
test_bad (Fixture *fixture, gconstpointer user_data)
{
  canned_service_set_error (fixture->service, "/v1/sign-in",
                            INVITES_ERROR_BAD_CREDENTIALS);
  press_sign_in (fixture);
  wait_until (can_sign_in (fixture));
  g_assert_cmpstr (get_message (fixture), ==,
                   "The user or the password is not right.");
  g_assert_null (invites_session_get_client (fixture->session));
  g_assert_cmpuint (fixture->n_signed_in, ==, 0);

  answer_user (fixture);
  press_sign_in (fixture);
  wait_until (fixture->n_signed_in == 1);
  g_assert_false (gtk_widget_get_visible (get_part (fixture, "message_label")));
}

static void
test_too_many (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr(GError) error = NULL;

  error = g_error_new (INVITES_ERROR, INVITES_ERROR_TOO_MANY_ATTEMPTS, "No");
  invites_error_set_retry_after (error, 30);
  invites_sign_in_page_show_error (fixture->page, error);
  g_assert_cmpstr (get_message (fixture), ==,
                   "Too many attempts. Try again in 30 seconds.");
}

static void
test_cancelled (Fixture *fixture, gconstpointer user_data)
{
  press_sign_in (fixture);
  g_signal_emit_by_name (get_part (fixture, "cancel_button"), "clicked");
  wait_until (can_sign_in (fixture));
  /* Giving up is no failure. */
  g_assert_false (gtk_widget_get_visible (get_part (fixture, "message_label")));
  g_assert_cmpuint (fixture->n_signed_in, ==, 0);
}

static void
ended_cb (guint *n)
{
  (*n)++;
}

static void
test_same_client (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  InvitesClient *client;
  guint n_ended = 0;

  answer_user (fixture);
  press_sign_in (fixture);
  wait_until (fixture->n_signed_in == 1);
  client = invites_session_get_client (fixture->session);
  before = invites_session_dup_identity (fixture->session);
  g_signal_connect_swapped (fixture->session, "ended", G_CALLBACK (ended_cb),
                            &n_ended);

  g_signal_emit_by_name (client, "session-ended");
  g_assert_cmpuint (n_ended, ==, 1);

  press_sign_in (fixture);
  wait_until (fixture->n_signed_in == 2);
  after = invites_session_dup_identity (fixture->session);
  g_assert_true (invites_session_get_client (fixture->session) == client);
  g_assert_cmpstr (before, ==, after);
}

static void
test_demo (Fixture *fixture, gconstpointer user_data)
{
  invites_sign_in_page_set_demo (fixture->page, fixture->url, "demo", "pass");
  g_assert_true (gtk_widget_get_visible (get_part (fixture, "demo_row")));
  g_assert_false (gtk_widget_get_visible (get_part (fixture, "service_row")));
  g_assert_true (can_sign_in (fixture));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "/sign-in/fields", test_fields },
    { "/sign-in/good", test_good },
    { "/sign-in/bad", test_bad },
    { "/sign-in/too-many", test_too_many },
    { "/sign-in/cancelled", test_cancelled },
    { "/sign-in/same-client", test_same_client },
    { "/sign-in/demo", test_demo },
  };

  widget_support_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test,
                tear_down);

  return g_test_run ();
}
