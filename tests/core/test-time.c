/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/invites-time.h"

typedef struct
{
  const char  *text;
  InvitesTime  time;
} Pair;

static const Pair written[] = {
  { "2026-11-22T21:00:00Z", 1795381200 },
  { "1970-01-01T00:00:01Z", 1 },
  { "1969-12-31T23:59:59Z", -1 },
  { "2038-01-19T03:14:08Z", G_GINT64_CONSTANT (2147483648) },
  { "2024-02-29T12:00:00Z", 1709208000 },
  { "0001-01-01T00:00:00Z", G_GINT64_CONSTANT (-62135596800) },
  { "9999-12-31T23:59:59Z", G_GINT64_CONSTANT (253402300799) },
};

static const Pair read_only[] = {
  { "2026-11-22t21:00:00z", 1795381200 },
  { "2026-11-22T23:00:00+02:00", 1795381200 },
  { "2026-11-22T16:30:00-04:30", 1795381200 },
  { "2026-11-22T21:00:00-00:00", 1795381200 },
  { "2026-11-22T21:00:00.999Z", 1795381200 },
};

static const char *const bad[] = {
  "",
  "never",
  "2026-11-22",
  "2026-11-22T21:00Z",
  "2026-11-22T21:00:00",
  "2026-11-22 21:00:00Z",
  " 2026-11-22T21:00:00Z",
  "2026-11-22T21:00:00Z ",
  "2026-11-22T21:00:00.Z",
  "2026-11-22T21:00:00,5Z",
  "2026-11-22T21:00:00+2:00",
  "2026-11-22T21:00:00+0200",
  "2026-11-22T21:00:00+24:00",
  "2026-11-22T24:00:00Z",
  "2026-11-22T21:60:00Z",
  "2016-12-31T23:59:60Z",
  "2026-13-01T00:00:00Z",
  "2026-00-01T00:00:00Z",
  "2026-01-00T00:00:00Z",
  "2026-02-29T00:00:00Z",
  "2026-04-31T00:00:00Z",
  "0000-01-01T00:00:00Z",
  "26-11-22T21:00:00Z",
  "+2026-11-22T21:00:00Z",
  "-026-11-22T21:00:00Z",
  "20261122T210000Z",
  "1795381200",
  "1970-01-01T00:00:00Z", /* cannot be told from "never" */
  "1970-01-01T01:00:00+01:00",
};

static void
test_written (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (written); i++)
    {
      g_autofree char *text = invites_time_to_string (written[i].time);
      InvitesTime time;

      g_assert_cmpstr (text, ==, written[i].text);
      g_assert_true (invites_time_from_string (text, &time));
      g_assert_cmpint (time, ==, written[i].time);
    }

  g_assert_null (invites_time_to_string (INVITES_TIME_NONE));
  g_assert_null (invites_time_to_string (G_MAXINT64));
  g_assert_null (invites_time_to_string (G_MININT64));
}

static void
test_read (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (read_only); i++)
    {
      InvitesTime time;

      g_assert_true (invites_time_from_string (read_only[i].text, &time));
      g_assert_cmpint (time, ==, read_only[i].time);
    }
}

static void
test_bad (void)
{
  InvitesTime time = 42;

  g_assert_false (invites_time_from_string (NULL, &time));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_test_message ("“%s”", bad[i]);
      g_assert_false (invites_time_from_string (bad[i], &time));
      g_assert_cmpint (time, ==, 42);
    }
}

static void
test_now (void)
{
  gint64 before = g_get_real_time () / G_USEC_PER_SEC;
  InvitesTime now = invites_time_now ();
  gint64 after = g_get_real_time () / G_USEC_PER_SEC;

  g_assert_cmpint (now, >=, before);
  g_assert_cmpint (now, <=, after);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/time/written", test_written);
  g_test_add_func ("/time/read", test_read);
  g_test_add_func ("/time/bad", test_bad);
  g_test_add_func ("/time/now", test_now);

  return g_test_run ();
}
