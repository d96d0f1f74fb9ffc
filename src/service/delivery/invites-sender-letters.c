/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-sender-letters.h"

/* More sends than a score, in a few languages each, hardly run at a time; what
 * is thrown away is made again. */
#define MAX_LETTERS 128

struct _InvitesLetters
{
  char       *public_url;
  GHashTable *letters; /* (element-type utf8 InvitesLetter): by
                          send and language */
};

/**
 * invites_letters_new:
 * @public_url: what the links begin with
 *
 * Makes an empty collection.
 *
 * Returns: (transfer full): the collection
 */
InvitesLetters *
invites_letters_new (const char *public_url)
{
  InvitesLetters *self;

  g_return_val_if_fail (public_url != NULL, NULL);

  self = g_new0 (InvitesLetters, 1);
  self->public_url = g_strdup (public_url);
  self->letters = g_hash_table_new_full (
    g_str_hash, g_str_equal, g_free, (GDestroyNotify) invites_letter_free);
  return self;
}

/**
 * invites_letters_free:
 * @self: (transfer full): a collection
 *
 * Frees @self and its letters.
 */
void
invites_letters_free (InvitesLetters *self)
{
  g_return_if_fail (self != NULL);

  g_hash_table_unref (self->letters);
  g_free (self->public_url);
  g_free (self);
}

/* The texts of a send are frozen, one for a language. */
static char *
dup_key (const InvitesDelivery *delivery)
{
  const char *language = delivery->text->language;

  return g_strconcat (delivery->send, " ", language != NULL ? language : "",
                      NULL);
}

/**
 * invites_letters_get:
 * @self: a collection
 * @delivery: a delivery
 * @error: return location, or %NULL
 *
 * Gives the letter of the delivery's send in its language, which is frozen
 * with the send.
 *
 * Returns: (transfer none) (nullable): the letter, until the next call, or
 *   %NULL with the errors of invites_letter_new()
 */
const InvitesLetter *
invites_letters_get (InvitesLetters         *self,
                     const InvitesDelivery  *delivery,
                     GError                **error)
{
  g_autofree char *key = NULL;
  InvitesLetter *letter;

  g_return_val_if_fail (self != NULL && delivery != NULL, NULL);

  key = dup_key (delivery);
  letter = g_hash_table_lookup (self->letters, key);
  if (letter != NULL)
    return letter;
  letter = invites_letter_new (delivery->text, delivery->email_from,
                               self->public_url, error);
  if (letter == NULL)
    return NULL;
  if (g_hash_table_size (self->letters) >= MAX_LETTERS)
    g_hash_table_remove_all (self->letters);
  g_hash_table_insert (self->letters, g_steal_pointer (&key), letter);
  return letter;
}
