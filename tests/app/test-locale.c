/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers and times are written as the user's locale has them. Run with
 * LOCPATH on those of locales.py. */
#include <locale.h>

#include <gio/gio.h>

#include "app/widgets/invites-format.h"

typedef struct
{
  const char *locale;
  const char *number;
  const char *time;
  const char *clock;
} Case;

/* No messages are translated here: these are the English forms. */
static const Case cases[] = {
  { "C.UTF-8", "1204567", "10 Nov 2025, 14:43", "14:43" },
  { "en_US.UTF-8", "1,204,567", "Nov 10, 2025, 2:43 PM", "2:43 PM" },
  { "de_DE.UTF-8", "1.204.567", "10 Nov 2025, 14:43", "14:43" },
  { "es_ES.UTF-8", "1.204.567", "10 nov 2025, 14:43", "14:43" },
  { "fr_FR.UTF-8", "1\u202f204\u202f567", "10 nov. 2025, 14:43", "14:43" },
  { "ar_EG.UTF-8", "1,204,567", "10 نوف 2025, 2:43 م", "2:43 م" },
};

static void
test_locale (gconstpointer data)
{
  const Case *one = data;
  g_autoptr(GTimeZone) there = g_time_zone_new_identifier ("America/Denver");
  g_autofree char *number = NULL;
  g_autofree char *time = NULL;
  g_autofree char *clock = NULL;

  g_assert_nonnull (setlocale (LC_ALL, one->locale));

  /* 2025-11-10T21:43:20Z */
  number = invites_format_number (1204567);
  time = invites_format_time (1762811000, there);
  clock = invites_format_clock (1762811000, there);
  g_assert_cmpstr (number, ==, one->number);
  g_assert_cmpstr (time, ==, one->time);
  g_assert_cmpstr (clock, ==, one->clock);

  setlocale (LC_ALL, "C");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/locale/", cases[i].locale, NULL);

      g_test_add_data_func (path, &cases[i], test_locale);
    }

  return g_test_run ();
}
