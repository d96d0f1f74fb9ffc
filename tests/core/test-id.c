/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/invites-id.h"
#include "test-support.h"

typedef struct
{
  const char *key;
  const char *id;
} Pair;

static const Pair pairs[] = {
  { "c10", "c10" },
  { "A-b._~9", "A-b._~9" },
  { "...", "..." },
  { ".", "~Lg" },
  { "..", "~Li4" },
  { "~x", "~fng" },
  { "", "~" },
  { "a b", "~YSBi" },
  { "a/b", "~YS9i" },
  { "100%", "~MTAwJQ" },
  { "Zürich", "~WsO8cmljaA" },
  { "??\?>>>", "~Pz8_Pj4-" },
};

static void
test_pairs (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *id = invites_id_from_key (pairs[i].key);
      g_autofree char *key = invites_id_to_key (pairs[i].id);

      g_assert_cmpstr (id, ==, pairs[i].id);
      g_assert_cmpstr (key, ==, pairs[i].key);
      g_assert_true (invites_id_is_valid (id));
    }
}

static const char *const bad_ids[] = {
  "", ".", "..", "a b", "a/b", "a%20b", "ü", "a\n", "a+b",
  "~YzEw",  /* c10 has a plainer id */
  "~YSBj=", /* padding */
  "~YSBiZ", /* no octet has this length */
  "~YSBj~", /* not base64url */
  "~Lh",    /* bits that do not count are set */
  "~_w",    /* not UTF-8 */
  "~AA",    /* NUL */
};

static void
test_bad (void)
{
  g_assert_false (invites_id_is_valid (NULL));

  for (gsize i = 0; i < G_N_ELEMENTS (bad_ids); i++)
    {
      test_tell (bad_ids[i]);
      g_assert_false (invites_id_is_valid (bad_ids[i]));
      g_assert_null (invites_id_to_key (bad_ids[i]));
    }
}

static void
test_length (void)
{
  g_autofree char *longest = g_strnfill (INVITES_ID_MAX_LENGTH, 'x');
  g_autofree char *too_long = g_strnfill (INVITES_ID_MAX_LENGTH + 1, 'x');
  g_autofree char *spaces = g_strnfill (INVITES_ID_MAX_LENGTH, ' ');
  g_autofree char *id = invites_id_from_key (longest);

  g_assert_cmpstr (id, ==, longest);
  g_assert_null (invites_id_from_key (too_long));
  g_assert_null (invites_id_from_key (spaces));
  g_assert_false (invites_id_is_valid (too_long));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/id/pairs", test_pairs);
  g_test_add_func ("/id/bad", test_bad);
  g_test_add_func ("/id/length", test_length);

  return g_test_run ();
}
