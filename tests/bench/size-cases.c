/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "size-cases.h"

#include <time.h>

#include "core/invites-id.h"

/* Values of the demo's data; NULL is any. */
static const struct
{
  const char *name;
  const char *account_class;
  const char *bill_group;
  const char *account_source;
  const char *site_source;
  gboolean    flags;
} cases[SIZE_N_CASES] = {
  { "all", NULL, NULL, NULL, NULL, FALSE },
  { "class", "Residential", NULL, NULL, NULL, FALSE },
  { "class-group-source", "Residential", "Cycle 1", "Web", NULL, FALSE },
  { "site-source", NULL, NULL, NULL, "Phone", FALSE },
  { "flags", NULL, NULL, NULL, NULL, TRUE },
  { "everything", "Residential", "Cycle 1", "Web", "Phone", TRUE },
};

static char *
make_id (const char *value)
{
  return value != NULL ? invites_id_from_key (value) : NULL;
}

InvitesFilter *
size_cases_new_filter (guint        number,
                       const char  *division,
                       const char **name)
{
  InvitesFilter *filter = invites_filter_new (division);

  *name = cases[number].name;
  filter->account_class = make_id (cases[number].account_class);
  filter->bill_group = make_id (cases[number].bill_group);
  filter->account_source = make_id (cases[number].account_source);
  filter->site_source = make_id (cases[number].site_source);
  filter->active_service = cases[number].flags;
  filter->balance_due = cases[number].flags;
  filter->billing_contacts = cases[number].flags;
  filter->without_auto_pay = cases[number].flags;
  return filter;
}

GArray *
size_times_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (gint64));
}

gint64
size_times_now (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (gint64) now.tv_sec * 1000000000 + now.tv_nsec;
}

void
size_times_add (GArray *times,
                gint64  begin)
{
  gint64 spent = size_times_now () - begin;

  g_array_append_val (times, spent);
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  gint64 first = *(const gint64 *) a;
  gint64 second = *(const gint64 *) b;

  return (first > second) - (first < second);
}

void
size_times_tell (GArray     *times,
                 const char *name)
{
  g_array_sort (times, compare);
  g_print ("%s %.2f %.2f\n", name,
           (double) g_array_index (times, gint64, times->len / 2) / 1000,
           (double) g_array_index (times, gint64, times->len * 99 / 100)
             / 1000);
}
