/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/index/invites-index-dictionary.h"

#include <string.h>

/* What the hash table of GLib has for an entry, rounded up. */
#define ENTRY_MEMORY 48

struct _InvitesIndexDictionary
{
  GHashTable *numbers;     /* (owned): text → number */
  GHashTable *set_numbers; /* (owned): GBytes, sorted numbers → number */
  GPtrArray  *sets;        /* (owned): of GBytes, the same */
  gsize       n_octets;    /* of all texts and sets */
};

/**
 * invites_index_dictionary_new:
 *
 * Returns: (transfer full): a dictionary that has nothing but the empty set
 */
InvitesIndexDictionary *
invites_index_dictionary_new (void)
{
  InvitesIndexDictionary *self = g_new0 (InvitesIndexDictionary, 1);
  GBytes *empty = g_bytes_new (NULL, 0);

  self->numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->set_numbers = g_hash_table_new (g_bytes_hash, g_bytes_equal);
  self->sets = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_ptr_array_add (self->sets, empty);
  g_hash_table_insert (self->set_numbers, empty, NULL);
  return self;
}

/**
 * invites_index_dictionary_free:
 * @self: (transfer full): a dictionary
 */
void
invites_index_dictionary_free (InvitesIndexDictionary *self)
{
  g_hash_table_unref (self->numbers);
  g_hash_table_unref (self->set_numbers);
  g_ptr_array_unref (self->sets);
  g_free (self);
}

/**
 * invites_index_dictionary_add:
 * @self: a dictionary
 * @text: (nullable): a text
 *
 * Returns: its number, a new one where it has none yet
 */
guint32
invites_index_dictionary_add (InvitesIndexDictionary *self,
                              const char             *text)
{
  guint32 number;

  if (text == NULL)
    return 0;
  if (invites_index_dictionary_find (self, text, &number))
    return number;

  number = g_hash_table_size (self->numbers) + 1;
  g_hash_table_insert (self->numbers, g_strdup (text),
                       GUINT_TO_POINTER (number));
  self->n_octets += strlen (text) + 1;
  return number;
}

/**
 * invites_index_dictionary_find:
 * @self: a dictionary
 * @text: a text
 * @number: (out): its number
 *
 * Returns: whether it has one
 */
gboolean
invites_index_dictionary_find (InvitesIndexDictionary *self,
                               const char             *text,
                               guint32                *number)
{
  gpointer value = g_hash_table_lookup (self->numbers, text);

  *number = GPOINTER_TO_UINT (value);
  return value != NULL;
}

static int
compare_numbers (gconstpointer a,
                 gconstpointer b)
{
  guint32 first = *(const guint32 *) a;
  guint32 second = *(const guint32 *) b;

  return (first > second) - (first < second);
}

/* In order, and each once. */
static GBytes *
make_set (InvitesIndexDictionary *self,
          const char *const      *texts)
{
  g_autoptr(GArray) numbers = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint n = 0;

  for (; *texts != NULL; texts++)
    {
      guint32 number = invites_index_dictionary_add (self, *texts);

      g_array_append_val (numbers, number);
    }
  g_array_sort (numbers, compare_numbers);
  for (guint i = 0; i < numbers->len; i++)
    {
      guint32 number = g_array_index (numbers, guint32, i);

      if (n == 0 || number != g_array_index (numbers, guint32, n - 1))
        g_array_index (numbers, guint32, n++) = number;
    }

  return g_bytes_new (numbers->data, n * sizeof (guint32));
}

/**
 * invites_index_dictionary_add_set:
 * @self: a dictionary
 * @texts: (nullable): texts, in any order, some of them perhaps twice
 *
 * Returns: the number of the set of them, a new one where it has none yet
 */
guint32
invites_index_dictionary_add_set (InvitesIndexDictionary *self,
                                  const char *const      *texts)
{
  g_autoptr(GBytes) set = NULL;
  gpointer number;

  if (texts == NULL || *texts == NULL)
    return 0;

  set = make_set (self, texts);
  if (g_hash_table_lookup_extended (self->set_numbers, set, NULL, &number))
    return GPOINTER_TO_UINT (number);

  number = GUINT_TO_POINTER (self->sets->len);
  self->n_octets += g_bytes_get_size (set);
  g_hash_table_insert (self->set_numbers, set, number);
  g_ptr_array_add (self->sets, g_steal_pointer (&set));
  return GPOINTER_TO_UINT (number);
}

guint
invites_index_dictionary_get_n_sets (InvitesIndexDictionary *self)
{
  return self->sets->len;
}

/**
 * invites_index_dictionary_find_sets:
 * @self: a dictionary
 * @number: a text's
 *
 * Returns: (transfer full): for each set 1 when the text is in it, or 0
 */
guint8 *
invites_index_dictionary_find_sets (InvitesIndexDictionary *self,
                                    guint32                 number)
{
  guint8 *found = g_new0 (guint8, self->sets->len);

  for (guint i = 0; i < self->sets->len; i++)
    {
      gsize size;
      const guint32 *set
        = g_bytes_get_data (g_ptr_array_index (self->sets, i), &size);

      for (gsize j = 0; j < size / sizeof *set; j++)
        found[i] |= set[j] == number;
    }

  return found;
}

/**
 * invites_index_dictionary_get_memory:
 * @self: a dictionary
 *
 * Returns: the octets that it takes, about
 */
gsize
invites_index_dictionary_get_memory (InvitesIndexDictionary *self)
{
  return sizeof *self + self->n_octets
         + ENTRY_MEMORY * ((gsize) g_hash_table_size (self->numbers)
                           + 2 * (gsize) self->sets->len);
}
