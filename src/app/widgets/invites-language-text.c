/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "app/widgets/invites-language-text.h"

/* Those that the service has texts of its own in, and their neighbours. */
static const struct
{
  const char *tag;
  const char *name;
} languages[] = {
  { "ar", N_("Arabic") },     { "da", N_("Danish") },
  { "de", N_("German") },     { "el", N_("Greek") },
  { "en", N_("English") },    { "es", N_("Spanish") },
  { "fr", N_("French") },     { "he", N_("Hebrew") },
  { "it", N_("Italian") },    { "ja", N_("Japanese") },
  { "nl", N_("Dutch") },      { "pl", N_("Polish") },
  { "pt", N_("Portuguese") }, { "ru", N_("Russian") },
  { "tr", N_("Turkish") },    { "uk", N_("Ukrainian") },
  { "vi", N_("Vietnamese") }, { "zh", N_("Chinese") },
};

/**
 * invites_language_text_dup:
 * @tag: a language tag, such as "de-AT"
 *
 * Names a language: one that the user knows by name with its tag behind it
 * where that says more, any other by its tag alone.
 *
 * Returns: (transfer full): "German", "German (de-AT)", or "eu"
 */
char *
invites_language_text_dup (const char *tag)
{
  gsize length;

  g_return_val_if_fail (tag != NULL, NULL);

  length = strcspn (tag, "-");
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      const char *name = _(languages[i].name);

      if (strlen (languages[i].tag) != length
          || g_ascii_strncasecmp (languages[i].tag, tag, length) != 0)
        continue;
      /* Translators: a language, and its tag: "German (de-AT)". */
      return tag[length] != '\0' ? g_strdup_printf (_("%s (%s)"), name, tag)
                                 : g_strdup (name);
    }

  return g_strdup (tag);
}
