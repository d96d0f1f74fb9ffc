/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/bounces/invites-bounce-addresses.h"

#define MAX_ADDRESSES 4
#define MAX_VALUE     4096 /* octets of a header that are looked at */

/* The local part of what invites_keys_dup_bounce_address() makes, in any
 * case: some mail systems write their own. */
#define LOCAL_PART "(?<![a-z0-9.+=_-])(b-[a-z2-7]{16,62})(?=[@>;,\\s]|$)"

static GRegex *
get_regex (void)
{
  static GRegex *regex;

  if (g_once_init_enter (&regex))
    g_once_init_leave (&regex,
                       g_regex_new (LOCAL_PART,
                                    G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0,
                                    NULL));
  return regex;
}

static void
add (GPtrArray *addresses,
     char      *address)
{
  if (addresses->len < MAX_ADDRESSES
      && !g_ptr_array_find_with_equal_func (addresses, address, g_str_equal,
                                            NULL))
    g_ptr_array_add (addresses, address);
  else
    g_free (address);
}

static void
find_in (const char *text,
         GPtrArray  *addresses)
{
  g_autofree char *start = g_strndup (text, MAX_VALUE);
  g_autofree char *valid = g_utf8_make_valid (start, -1);
  g_autoptr(GMatchInfo) match = NULL;

  g_regex_match (get_regex (), valid, 0, &match);
  for (; g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      g_autofree char *address = g_match_info_fetch (match, 1);

      add (addresses, g_ascii_strdown (address, -1));
    }
}

/**
 * invites_bounce_addresses_is_one:
 * @text: (nullable): an address
 *
 * Returns: %TRUE if it has the form of a bounce address
 */
gboolean
invites_bounce_addresses_is_one (const char *text)
{
  g_autofree char *valid = NULL;

  if (text == NULL)
    return FALSE;
  valid = g_utf8_make_valid (text, -1);
  return g_regex_match (get_regex (), valid, 0, NULL);
}

/**
 * invites_bounce_addresses_find:
 * @message: a message that came to a bounce address
 * @recipient: (nullable): for whom the mail system took it, if it tells
 *
 * Finds to which bounce address a message came. The envelope's recipient, if
 * it is one, is the only one: what stands in the message is its author's.
 * Without it, what the receiving mail system writes into the message comes
 * first (Delivered-To, X-Original-To, Envelope-To), and then To. What stands
 * deeper in the message, in the report or in what is returned, does not count.
 *
 * This order only decides which is tried first: an address counts when its
 * MAC is right, and then its author has seen it, and could have written to it
 * as well.
 *
 * Returns: (transfer full) (element-type utf8): local parts in lower case, at
 *   most 4, the first one to be tried first
 */
GPtrArray *
invites_bounce_addresses_find (GMimeMessage *message,
                               const char   *recipient)
{
  const char *const names[] = {
    "Delivered-To", "X-Original-To", "Envelope-To", "To"
  };
  g_autoptr(GPtrArray) addresses = g_ptr_array_new_with_free_func (g_free);
  GMimeHeaderList *headers;

  g_return_val_if_fail (GMIME_IS_MESSAGE (message), NULL);

  if (recipient != NULL)
    find_in (recipient, addresses);
  if (addresses->len > 0)
    return g_steal_pointer (&addresses);

  headers = g_mime_object_get_header_list (GMIME_OBJECT (message));
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      for (int j = 0; j < g_mime_header_list_get_count (headers); j++)
        {
          GMimeHeader *header = g_mime_header_list_get_header_at (headers, j);
          const char *value = g_mime_header_get_value (header);

          if (value != NULL
              && g_ascii_strcasecmp (g_mime_header_get_name (header),
                                     names[i]) == 0)
            find_in (value, addresses);
        }
    }
  return g_steal_pointer (&addresses);
}
