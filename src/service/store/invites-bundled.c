/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/store/invites-bundled.h"

#include <gio/gio.h>

#define TEMPLATES "/io/github/portalinvites/service/templates/"

/**
 * invites_bundled_dup_text:
 * @path: a resource's whole path
 * @error: G_RESOURCE_ERROR when there is none
 *
 * Returns: (transfer full) (nullable): its text
 */
char *
invites_bundled_dup_text (const char  *path,
                          GError     **error)
{
  g_autoptr(GBytes) bytes = NULL;
  gsize size;
  const char *data;

  g_return_val_if_fail (path != NULL, NULL);

  bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  if (bytes == NULL)
    return NULL;

  data = g_bytes_get_data (bytes, &size);
  return g_strndup (data, size);
}

static char *
dup_part (const char  *id,
          const char  *ending,
          GError     **error)
{
  g_autofree char *path = g_strconcat (TEMPLATES, id, ending, NULL);

  return invites_bundled_dup_text (path, error);
}

/**
 * invites_bundled_new_template:
 * @id: the template's id, which is also its files' name
 * @name: what users see
 * @error: G_RESOURCE_ERROR when there is none
 *
 * Returns: (transfer full) (nullable): an active template, not yet stored
 */
InvitesTemplateRecord *
invites_bundled_new_template (const char  *id,
                              const char  *name,
                              GError     **error)
{
  g_autoptr(InvitesTemplateRecord) record = NULL;

  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  record = g_new0 (InvitesTemplateRecord, 1);
  record->id = g_strdup (id);
  record->name = g_strdup (name);
  record->active = TRUE;
  if (!(record->subject = dup_part (id, ".subject", error))
      || !(record->text = dup_part (id, ".txt", error))
      || !(record->html = dup_part (id, ".html", error)))
    return NULL;

  g_strchomp (record->subject);
  return g_steal_pointer (&record);
}
