/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/languages/invites-words.h"

#include <gio/gio.h>

#define FOLDER "/io/github/portalinvites/service/languages/"
#define GROUP  "words"

static const char *const languages[] = { "en", "de", "fr", "es", "ar", NULL };

/**
 * invites_words_get_languages:
 *
 * Gets the languages that there are words in.
 *
 * Returns: (transfer none) (array zero-terminated=1): their tags, the one first
 *   that stands where no other is known
 */
const char *const *
invites_words_get_languages (void)
{
  return languages;
}

/* What is in the program itself cannot be missing: a test reads all of it. */
static GHashTable *
load_words (const char *language)
{
  g_autofree char *path = g_strconcat (FOLDER, language, ".ini", NULL);
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_auto(GStrv) keys = NULL;
  GHashTable *words
    = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  if (bytes == NULL
      || !g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_NONE, NULL))
    g_error ("The words of “%s” cannot be read", language);

  keys = g_key_file_get_keys (file, GROUP, NULL, NULL);
  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    g_hash_table_insert (words, g_strdup (keys[i]),
                         g_key_file_get_string (file, GROUP, keys[i], NULL));
  return words;
}

static GHashTable *
load_all (void)
{
  GHashTable *all = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; languages[i] != NULL; i++)
    g_hash_table_insert (all, (gpointer) languages[i],
                         load_words (languages[i]));
  return all;
}

/**
 * invites_words_get:
 * @language: (nullable): a tag; one that there are no words in gets the first
 *   language's
 * @key: which words
 *
 * Gets words. May be called from any thread.
 *
 * Returns: (transfer none): the words
 */
const char *
invites_words_get (const char *language, const char *key)
{
  static gsize all = 0;
  GHashTable *words;

  g_return_val_if_fail (key != NULL, NULL);

  if (g_once_init_enter (&all))
    g_once_init_leave (&all, (gsize) load_all ());
  if (language == NULL
      || (words = g_hash_table_lookup ((GHashTable *) all, language)) == NULL)
    words = g_hash_table_lookup ((GHashTable *) all, languages[0]);
  return g_hash_table_lookup (words, key);
}

/**
 * invites_words_is_rtl:
 * @language: a tag, as of invites_words_get()
 *
 * Gets in which direction the language is written.
 *
 * Returns: whether from right to left
 */
gboolean
invites_words_is_rtl (const char *language)
{
  return g_strcmp0 (invites_words_get (language, "direction"), "rtl") == 0;
}
