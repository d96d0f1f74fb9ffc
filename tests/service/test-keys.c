/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "core/invites-error.h"
#include "service/invites-keys.h"
#include "service/invites-password.h"

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  self->folder = g_dir_make_tmp ("keys-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "key", NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_unlink (self->path);
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_free (self->path);
  g_free (self->folder);
}

static InvitesKeys *
load (Fixture *self)
{
  g_autoptr(GError) error = NULL;
  InvitesKeys *keys = invites_keys_load (self->path, &error);

  g_assert_no_error (error);
  return keys;
}

static void
test_made (Fixture *self, gconstpointer data)
{
  g_autoptr(InvitesKeys) keys = load (self);
  g_autoptr(InvitesKeys) again = load (self);
  g_autofree char *token = invites_keys_dup_link_token (keys, "u", "a");
  g_autofree char *same = invites_keys_dup_link_token (again, "u", "a");
  struct stat status;

  g_assert_cmpint (stat (self->path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 07777, ==, 0600);
  g_assert_cmpint (status.st_size, ==, 32);
  g_assert_cmpstr (token, ==, same);
}

static gpointer
load_token (gpointer self)
{
  g_autoptr(InvitesKeys) keys = load (self);

  return invites_keys_dup_link_token (keys, "u", "a");
}

/* Whoever comes first, all get the same key. */
static void
test_made_at_once (Fixture *self, gconstpointer data)
{
  GThread *threads[8];
  g_autofree char *first = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("load", load_token, self);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autofree char *token = g_thread_join (threads[i]);

      if (first == NULL)
        first = g_strdup (token);
      g_assert_cmpstr (token, ==, first);
    }
}

static void
assert_refused (Fixture *self)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (invites_keys_load (self->path, &error));
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_INTERNAL);
}

static void
test_refused (Fixture *self, gconstpointer data)
{
  g_autofree char *bytes = g_strnfill (33, 'x');
  const int modes[] = { 0640, 0604, 0660, 0644, 0601 };

  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      g_assert_true (g_file_set_contents (self->path, bytes, 32, NULL));
      g_assert_cmpint (g_chmod (self->path, modes[i]), ==, 0);
      assert_refused (self);
    }
  for (guint size = 0; size <= 33; size += 11)
    {
      g_assert_true (g_file_set_contents (self->path, bytes, size, NULL));
      g_assert_cmpint (g_chmod (self->path, 0600), ==, 0);
      assert_refused (self);
    }
  g_unlink (self->path);
  g_assert_cmpint (g_mkdir (self->path, 0700), ==, 0);
  assert_refused (self);
  g_rmdir (self->path);
}

static void
test_purposes (Fixture *self, gconstpointer data)
{
  g_autoptr(InvitesKeys) keys = load (self);
  g_autoptr(GHashTable) seen
    = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *const pairs[][2] = {
    { "u", "a" }, { "u", "b" }, { "v", "a" }, { "ua", "" }, { "", "ua" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      char *token
        = invites_keys_dup_link_token (keys, pairs[i][0], pairs[i][1]);
      char *id = invites_keys_dup_message_id (keys, pairs[i][0], pairs[i][1],
                                              "example.com");

      g_assert_true (invites_token_is_valid (token));
      g_assert_true (g_str_has_suffix (id, "@example.com"));
      g_assert_cmpuint (strlen (id), ==, 32 + strlen ("@example.com"));
      g_assert_true (g_hash_table_add (seen, token));
      g_assert_true (g_hash_table_add (seen, id));
    }
}

#define UUID "5a2e0c9e-0000-4000-8000-000000000001"
#define ADDRESS "ann@example.com"
#define BASE32 "abcdefghijklmnopqrstuvwxyz234567"

static const gint64 numbers[] = { 1, 2, 255, 256, 4294967296, G_MAXINT64 };

static void
test_opt_out (Fixture *self, gconstpointer data)
{
  g_autoptr(InvitesKeys) keys = load (self);
  g_autofree char *link = invites_keys_dup_link_token (keys, UUID, ADDRESS);

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autofree char *token = invites_keys_dup_opt_out_token (
        keys, numbers[i], UUID, ADDRESS);

      g_assert_true (invites_token_is_valid (token));
      g_assert_cmpint (invites_opt_out_token_get_delivery (token), ==,
                       numbers[i]);
      g_assert_true (
        invites_keys_check_opt_out_token (keys, token, UUID, ADDRESS));
      g_assert_false (
        invites_keys_check_opt_out_token (keys, token, UUID, "b@example.com"));
      g_assert_false (
        invites_keys_check_opt_out_token (keys, token, "another", ADDRESS));
      /* The bytes do not run together. */
      g_assert_false (invites_keys_check_opt_out_token (
        keys, token, UUID "a", &ADDRESS[1]));
    }
  g_assert_false (
    invites_keys_check_opt_out_token (keys, link, UUID, ADDRESS));
  g_assert_cmpint (invites_opt_out_token_get_delivery (INVITES_SAMPLE_TOKEN),
                   ==, 0);
}

/* Whichever character is another one, it is not a token any more. */
static void
test_opt_out_forged (Fixture *self, gconstpointer data)
{
  g_autoptr(InvitesKeys) keys = load (self);
  g_autofree char *token
    = invites_keys_dup_opt_out_token (keys, 77, UUID, ADDRESS);
  const char others[] = "AZaz09-_=/+ \n\x80";

  for (gsize i = 0; i < INVITES_TOKEN_LENGTH; i++)
    for (gsize j = 0; j < sizeof others; j++)
      {
        g_autofree char *forged = g_strdup (token);

        forged[i] = others[j];
        if (others[j] != token[i])
          g_assert_false (
            invites_keys_check_opt_out_token (keys, forged, UUID, ADDRESS));
      }
  for (gsize length = 0; length < INVITES_TOKEN_LENGTH; length++)
    {
      g_autofree char *cut = g_strndup (token, length);

      g_assert_cmpint (invites_opt_out_token_get_delivery (cut), ==, 0);
      g_assert_false (
        invites_keys_check_opt_out_token (keys, cut, UUID, ADDRESS));
    }
}

/* Numbers that no delivery has, and bits that stand for nothing. */
static void
test_opt_out_none (Fixture *self, gconstpointer data)
{
  g_autoptr(InvitesKeys) keys = load (self);
  const char *const none[] = {
    NULL,
    "",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",  /* 0 */
    "gAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",  /* G_MININT64 */
    "__________________________________________8",  /* -1 */
    "AAAAAAAAAAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB",  /* not canonical */
    "AAAAAAAAAAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", /* too long */
  };

  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    {
      g_assert_cmpint (invites_opt_out_token_get_delivery (none[i]), ==, 0);
      g_assert_false (
        invites_keys_check_opt_out_token (keys, none[i], UUID, ADDRESS));
    }
  g_assert_cmpint (invites_opt_out_token_get_delivery (
                     "AAAAAAAAAAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
                   ==, 1);
}

static char *
dup_local_part (InvitesKeys *keys, gint64 number)
{
  g_autofree char *address = invites_keys_dup_bounce_address (
    keys, number, UUID, ADDRESS, "bounce.example");
  char *at = strchr (address, '@');

  g_assert_cmpstr (at, ==, "@bounce.example");
  return g_strndup (address, at - address);
}

static void
test_bounce (Fixture *self, gconstpointer data)
{
  g_autoptr(InvitesKeys) keys = load (self);

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autofree char *local = dup_local_part (keys, numbers[i]);
      g_autofree char *upper = g_ascii_strup (local, -1);

      g_assert_cmpuint (strlen (local), ==, 41);
      g_assert_true (g_str_has_prefix (local, "b-"));
      g_assert_cmpuint (strspn (local + 2, BASE32), ==, 39);
      g_assert_cmpint (invites_bounce_address_get_delivery (local), ==,
                       numbers[i]);
      g_assert_cmpint (invites_bounce_address_get_delivery (upper), ==,
                       numbers[i]);
      g_assert_true (
        invites_keys_check_bounce_address (keys, local, UUID, ADDRESS));
      g_assert_true (
        invites_keys_check_bounce_address (keys, upper, UUID, ADDRESS));
      g_assert_false (
        invites_keys_check_bounce_address (keys, local, UUID, "b@b.example"));
      g_assert_false (
        invites_keys_check_bounce_address (keys, local, "another", ADDRESS));
    }
}

static void
test_bounce_forged (Fixture *self, gconstpointer data)
{
  g_autoptr(InvitesKeys) keys = load (self);
  g_autofree char *local = dup_local_part (keys, 77);
  g_autofree char *longer = g_strconcat (local, "a", NULL);
  const char others[] = BASE32 "01890=-+@ \n\x80";

  for (gsize i = 0; i < strlen (local); i++)
    {
      g_autofree char *cut = g_strndup (local, i);

      g_assert_cmpint (invites_bounce_address_get_delivery (cut), ==, 0);
      for (gsize j = 0; j < sizeof others; j++)
        {
          g_autofree char *forged = g_strdup (local);

          forged[i] = others[j];
          if (others[j] != local[i])
            g_assert_false (invites_keys_check_bounce_address (
              keys, forged, UUID, ADDRESS));
        }
    }
  g_assert_cmpint (invites_bounce_address_get_delivery (longer), ==, 0);
  g_assert_cmpint (invites_bounce_address_get_delivery (NULL), ==, 0);
  g_assert_cmpint (invites_bounce_address_get_delivery (
                     "b-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
                   ==, 0);
  g_assert_cmpint (invites_bounce_address_get_delivery (
                     "b-77777777777777777777777777777777777777y"),
                   ==, 0);
  g_assert_false (
    invites_keys_check_bounce_address (keys, NULL, UUID, ADDRESS));
}

/* Another service's key proves nothing here. */
static void
test_another_key (Fixture *self, gconstpointer data)
{
  g_autoptr(InvitesKeys) keys = load (self);
  g_autoptr(InvitesKeys) others = NULL;
  g_autofree char *token
    = invites_keys_dup_opt_out_token (keys, 1, UUID, ADDRESS);
  g_autofree char *local = dup_local_part (keys, 1);

  g_unlink (self->path);
  others = load (self);
  g_assert_false (
    invites_keys_check_opt_out_token (others, token, UUID, ADDRESS));
  g_assert_false (
    invites_keys_check_bounce_address (others, local, UUID, ADDRESS));
}

static void
test_tokens (void)
{
  const char *const bad[] = {
    "", "a", "sample-link-of-a-preview-it-opens-no-porta",
    "sample-link-of-a-preview-it-opens-no-portals",
    "sample-link-of-a-preview-it-opens-no-porta/",
    "sample-link-of-a-preview-it-opens-no-porta+",
    "sample-link-of-a-preview-it-opens-no-porta=",
    "sample-link-of-a-preview-it-opens-no-port\303\244",
  };
  g_autofree char *a = invites_token_new ();
  g_autofree char *b = invites_token_new ();
  g_autoptr(GBytes) hash = invites_token_hash ("abc");
  g_autofree char *checksum
    = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "abc", -1);
  g_autoptr(GString) hex = g_string_new (NULL);

  g_assert_cmpstr (a, !=, b);
  g_assert_true (invites_token_is_valid (a));
  g_assert_true (invites_token_is_valid (INVITES_SAMPLE_TOKEN));
  g_assert_false (invites_token_is_valid (NULL));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (invites_token_is_valid (bad[i]));

  g_assert_cmpuint (g_bytes_get_size (hash), ==, INVITES_TOKEN_HASH_LENGTH);
  for (guint i = 0; i < INVITES_TOKEN_HASH_LENGTH; i++)
    g_string_append_printf (
      hex, "%02x", ((const guint8 *) g_bytes_get_data (hash, NULL))[i]);
  g_assert_cmpstr (hex->str, ==, checksum);
}

static void
test_passwords (void)
{
  const char *cost = "$argon2id$v=19$m=65536,t=2,p=1$";
  g_autofree char *hash = invites_password_hash ("pass phr\303\244se");
  g_autofree char *other = invites_password_hash ("pass phr\303\244se");
  gint64 start;
  gint64 real;
  gint64 dummy;

  g_assert_true (g_str_has_prefix (hash, cost));
  g_assert_cmpstr (hash, !=, other);
  g_assert_true (invites_password_verify ("pass phr\303\244se", hash));
  /* Composed or not, it is the same. */
  g_assert_true (invites_password_verify ("pass phra\314\210se", hash));
  g_assert_false (invites_password_verify ("pass phrase", hash));
  g_assert_false (invites_password_verify ("", hash));

  /* Nobody's password takes as long as somebody's. */
  start = g_get_monotonic_time ();
  g_assert_false (invites_password_verify ("x", hash));
  real = g_get_monotonic_time () - start;
  start = g_get_monotonic_time ();
  g_assert_false (invites_password_verify ("x", NULL));
  dummy = g_get_monotonic_time () - start;
  g_assert_cmpint (dummy, >, real / 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/keys/made", Fixture, NULL, set_up, test_made, tear_down);
  g_test_add ("/keys/made-at-once", Fixture, NULL, set_up, test_made_at_once,
              tear_down);
  g_test_add ("/keys/refused", Fixture, NULL, set_up, test_refused, tear_down);
  g_test_add ("/keys/purposes", Fixture, NULL, set_up, test_purposes,
              tear_down);
  g_test_add ("/keys/opt-out", Fixture, NULL, set_up, test_opt_out, tear_down);
  g_test_add ("/keys/opt-out-forged", Fixture, NULL, set_up,
              test_opt_out_forged, tear_down);
  g_test_add ("/keys/opt-out-none", Fixture, NULL, set_up, test_opt_out_none,
              tear_down);
  g_test_add ("/keys/bounce", Fixture, NULL, set_up, test_bounce, tear_down);
  g_test_add ("/keys/bounce-forged", Fixture, NULL, set_up,
              test_bounce_forged, tear_down);
  g_test_add ("/keys/another-key", Fixture, NULL, set_up, test_another_key,
              tear_down);
  g_test_add_func ("/keys/tokens", test_tokens);
  g_test_add_func ("/keys/passwords", test_passwords);
  return g_test_run ();
}
