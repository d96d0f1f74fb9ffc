/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "app/widgets/invites-choice-item.h"
#include "core/invites-text.h"

struct _InvitesChoiceItem
{
  GObject parent_instance;

  char  *name;
  char  *key; /* (nullable): the name to search in, made when it is needed */
  guint  position;
};

G_DEFINE_FINAL_TYPE (InvitesChoiceItem, invites_choice_item, G_TYPE_OBJECT)

/* Folded, and without the marks over and under the letters: who has no "é" on
 * the keyboard finds "Café" as well. */
static char *
make_key (const char *text)
{
  g_autofree char *folded = invites_text_fold (text);
  g_autofree char *decomposed
      = g_utf8_normalize (folded, -1, G_NORMALIZE_NFD);
  GString *key = g_string_sized_new (strlen (decomposed));

  for (const char *p = decomposed; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_type (c) != G_UNICODE_NON_SPACING_MARK)
        g_string_append_unichar (key, c);
    }

  return g_string_free (key, FALSE);
}

static void
invites_choice_item_finalize (GObject *object)
{
  InvitesChoiceItem *self = INVITES_CHOICE_ITEM (object);

  g_free (self->name);
  g_free (self->key);

  G_OBJECT_CLASS (invites_choice_item_parent_class)->finalize (object);
}

static void
invites_choice_item_class_init (InvitesChoiceItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = invites_choice_item_finalize;
}

static void
invites_choice_item_init (InvitesChoiceItem *self)
{
}

/**
 * invites_choice_item_new:
 * @name: what it is called
 * @position: where it stands in the whole list
 *
 * Returns: (transfer full): the item
 */
InvitesChoiceItem *
invites_choice_item_new (const char *name, guint position)
{
  InvitesChoiceItem *self;

  g_return_val_if_fail (name != NULL, NULL);

  self = g_object_new (INVITES_TYPE_CHOICE_ITEM, NULL);
  self->name = g_strdup (name);
  self->position = position;
  return self;
}

/**
 * invites_choice_item_get_name:
 * @self: the item
 *
 * Returns: (transfer none): what it is called
 */
const char *
invites_choice_item_get_name (InvitesChoiceItem *self)
{
  g_return_val_if_fail (INVITES_IS_CHOICE_ITEM (self), NULL);

  return self->name;
}

/**
 * invites_choice_item_get_position:
 * @self: the item
 *
 * Returns: where it stands in the whole list
 */
guint
invites_choice_item_get_position (InvitesChoiceItem *self)
{
  g_return_val_if_fail (INVITES_IS_CHOICE_ITEM (self), 0);

  return self->position;
}

/**
 * invites_choice_item_split_words:
 * @search: what the user typed
 *
 * Returns: (transfer full): the words to look for, none when there are none
 */
char **
invites_choice_item_split_words (const char *search)
{
  char **words;

  g_return_val_if_fail (search != NULL, NULL);

  words = invites_text_split_words (search);
  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *word = words[i];

      words[i] = make_key (word);
    }
  return words;
}

/**
 * invites_choice_item_matches:
 * @self: the item
 * @words: words of invites_choice_item_split_words()
 *
 * Returns: whether every word occurs in the name
 */
gboolean
invites_choice_item_matches (InvitesChoiceItem *self,
                             const char *const *words)
{
  g_return_val_if_fail (INVITES_IS_CHOICE_ITEM (self), FALSE);
  g_return_val_if_fail (words != NULL, FALSE);

  if (self->key == NULL && words[0] != NULL)
    self->key = make_key (self->name);
  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (self->key, words[i]) == NULL)
      return FALSE;
  return TRUE;
}
