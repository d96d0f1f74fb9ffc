/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/invite/invites-leave-out.h"

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
add_all (GPtrArray *ids, const char *const *more)
{
  for (gsize i = 0; more != NULL && more[i] != NULL; i++)
    g_ptr_array_add (ids, (gpointer) more[i]);
}

/**
 * invites_leave_out_add:
 * @leave_out: (inout) (nullable) (array zero-terminated=1): the set; sorted by
 *   bytes, without doubles
 * @contacts: (array zero-terminated=1): ids of contacts to add
 */
void
invites_leave_out_add (char ***leave_out, const char *const *contacts)
{
  g_autoptr(GPtrArray) ids = g_ptr_array_new ();
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  g_return_if_fail (leave_out != NULL);
  g_return_if_fail (contacts != NULL);

  add_all (ids, (const char *const *) *leave_out);
  add_all (ids, contacts);
  g_ptr_array_sort (ids, compare_ids);
  for (guint i = 0; i < ids->len; i++)
    if (i == 0 || compare_ids (&ids->pdata[i - 1], &ids->pdata[i]) != 0)
      g_strv_builder_add (builder, ids->pdata[i]);

  g_strfreev (*leave_out);
  *leave_out = g_strv_builder_end (builder);
}
