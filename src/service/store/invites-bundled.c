/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/store/invites-bundled.h"

#include <gio/gio.h>

#include "service/languages/invites-words.h"

#define TEMPLATES "/io/github/portalinvites/service/templates/"

#define OWN_LANGUAGE "en"

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

/* English is what the files are in that name no language. */
static char *
dup_part (const char  *id,
          const char  *language,
          const char  *ending,
          GError     **error)
{
  gboolean is_own = g_str_equal (language, OWN_LANGUAGE);
  g_autofree char *path = g_strconcat (TEMPLATES, id, is_own ? "" : ".",
                                       is_own ? "" : language, ending, NULL);

  return invites_bundled_dup_text (path, error);
}

static InvitesTemplateText *
read_text (const char  *id,
           const char  *language,
           GError     **error)
{
  g_autofree char *subject = NULL;
  g_autofree char *text = NULL;
  g_autofree char *html = NULL;

  if (!(subject = dup_part (id, language, ".subject", error))
      || !(text = dup_part (id, language, ".txt", error))
      || !(html = dup_part (id, language, ".html", error)))
    return NULL;

  return invites_template_text_new (language, g_strchomp (subject), text,
                                    html);
}

/**
 * invites_bundled_new_template:
 * @id: the template's id, which is also its files' name
 * @name: what users see
 * @error: G_RESOURCE_ERROR when there is none
 *
 * Returns: (transfer full) (nullable): an active template in every language
 *   that the service speaks, not yet stored
 */
InvitesTemplateRecord *
invites_bundled_new_template (const char  *id,
                              const char  *name,
                              GError     **error)
{
  const char *const *languages = invites_words_get_languages ();
  g_autoptr(InvitesTemplateRecord) record = NULL;

  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  record = invites_template_record_new (id, name, TRUE);
  for (guint i = 0; languages[i] != NULL; i++)
    {
      InvitesTemplateText *text = read_text (id, languages[i], error);

      if (text == NULL)
        return NULL;
      g_ptr_array_add (record->texts, text);
    }

  return g_steal_pointer (&record);
}
