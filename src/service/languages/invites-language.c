/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/languages/invites-language.h"

#include <string.h>

#define MAX_SUBTAG 8
#define MAX_RANGES 32 /* of a header; who sends more is not listened to */

/* What an Accept-Language says of one language range. */
typedef struct
{
  char  *range;  /* (owned) */
  guint  weight; /* thousandths; 0: not this one */
} Wish;

static void
wish_clear (gpointer data)
{
  g_free (((Wish *) data)->range);
}

/* RFC 5646, section 2.1: how its subtags are made, not whether anybody has
 * registered them. */
static gboolean
is_tag (const char *tag)
{
  gsize length;

  if (strlen (tag) > INVITES_LANGUAGE_MAX_LENGTH || !g_ascii_isalpha (*tag))
    return FALSE;
  length = strcspn (tag, "-");
  if (length < 2 || strspn (tag, G_CSET_A_2_Z G_CSET_a_2_z) < length)
    return FALSE;
  do
    {
      length = strspn (tag, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS);
      if (length == 0 || length > MAX_SUBTAG
          || (tag[length] != '\0' && tag[length] != '-'))
        return FALSE;
      tag += length;
    }
  while (*tag++ == '-');
  return TRUE;
}

/* RFC 5646, section 2.1.1: a region is written "AT", a script "Arab", and all
 * else small, as is whatever stands behind a single letter. */
static void
write_subtag (char *subtag, gsize length)
{
  if (length == 2)
    for (gsize i = 0; i < length; i++)
      subtag[i] = g_ascii_toupper (subtag[i]);
  else if (length == 4)
    subtag[0] = g_ascii_toupper (subtag[0]);
}

/**
 * invites_language_canonicalize:
 * @tag: (nullable): what may be a language tag
 *
 * Writes a tag as it is usual: "de-AT", "zh-Hant-TW".
 *
 * Returns: (transfer full) (nullable): the tag, or %NULL if @tag is none
 */
char *
invites_language_canonicalize (const char *tag)
{
  gboolean is_single = FALSE;
  char *written;

  if (tag == NULL || !is_tag (tag))
    return NULL;

  written = g_ascii_strdown (tag, -1);
  for (char *subtag = strchr (written, '-'); subtag != NULL;
       subtag = strchr (subtag, '-'))
    {
      gsize length = strcspn (++subtag, "-");

      if (!is_single)
        write_subtag (subtag, length);
      is_single |= length == 1;
    }
  return written;
}

/**
 * invites_language_shorten:
 * @range: a language range; loses its last subtag, and with it a single letter
 *   in front of that
 *
 * Makes a range the next wider one, as lookup does (RFC 4647, section 3.4).
 *
 * Returns: whether there is one
 */
gboolean
invites_language_shorten (char *range)
{
  char *dash;

  g_return_val_if_fail (range != NULL, FALSE);

  if ((dash = strrchr (range, '-')) == NULL)
    return FALSE;
  *dash = '\0';
  if (dash - range >= 2 && dash[-2] == '-')
    dash[-2] = '\0';
  return *range != '\0';
}

/**
 * invites_language_lookup:
 * @range: (nullable): the language that is asked for
 * @available: (array zero-terminated=1): language tags
 *
 * Looks a language up: as it is, then ever wider.
 *
 * Returns: (transfer none) (nullable): one of @available, or %NULL
 */
const char *
invites_language_lookup (const char *range, const char *const *available)
{
  g_autofree char *wider = g_strdup (range);

  g_return_val_if_fail (available != NULL, NULL);

  if (range == NULL)
    return NULL;
  do
    {
      for (guint i = 0; available[i] != NULL; i++)
        if (g_ascii_strcasecmp (available[i], wider) == 0)
          return available[i];
    }
  while (invites_language_shorten (wider));
  return NULL;
}

/* RFC 9110, section 12.4.2: "0.5", at most three decimals. */
static gboolean
read_weight (const char *text, guint *weight)
{
  guint unit = 1000;

  if (*text != '0' && *text != '1')
    return FALSE;
  *weight = (guint) (*text++ - '0') * unit;
  if (*text == '.')
    for (text++; g_ascii_isdigit (*text) && unit > 1; text++)
      {
        unit /= 10;
        *weight += (guint) (*text - '0') * unit;
      }
  return *text == '\0' && *weight <= 1000;
}

/* "de-AT;q=0.8". What cannot be read is passed over. */
static void
add_wish (GArray *wishes, const char *element)
{
  g_auto(GStrv) parts = g_strsplit (element, ";", 3);
  Wish wish = { NULL, 1000 };

  if (parts[0] == NULL)
    return;
  g_strstrip (parts[0]);
  if (parts[1] != NULL)
    {
      const char *weight = g_strstrip (parts[1]);

      if (parts[2] != NULL || g_ascii_strncasecmp (weight, "q=", 2) != 0
          || !read_weight (weight + 2, &wish.weight))
        return;
    }
  if (!g_str_equal (parts[0], "*") && !is_tag (parts[0]))
    return;
  wish.range = g_strdup (parts[0]);
  g_array_append_val (wishes, wish);
}

/* Stable: of those that weigh the same, the first counts first. */
static void
sort_wishes (GArray *wishes)
{
  for (guint i = 1; i < wishes->len; i++)
    for (guint j = i; j > 0; j--)
      {
        Wish *left = &g_array_index (wishes, Wish, j - 1);
        Wish *right = &g_array_index (wishes, Wish, j);
        Wish kept = *left;

        if (left->weight >= right->weight)
          break;
        *left = *right;
        *right = kept;
      }
}

static GArray *
read_wishes (const char *accepted)
{
  g_auto(GStrv) elements = g_strsplit (accepted, ",", MAX_RANGES + 1);
  GArray *wishes = g_array_new (FALSE, FALSE, sizeof (Wish));

  g_array_set_clear_func (wishes, wish_clear);
  for (guint i = 0; elements[i] != NULL && i < MAX_RANGES; i++)
    add_wish (wishes, elements[i]);
  sort_wishes (wishes);
  return wishes;
}

/* Named with a weight of nothing, and nowhere else with more. */
static gboolean
is_refused (const GArray *wishes, const char *language)
{
  for (guint i = 0; i < wishes->len; i++)
    {
      const Wish *wish = &g_array_index (wishes, Wish, i);

      if (g_ascii_strcasecmp (wish->range, language) == 0)
        return wish->weight == 0;
    }
  return FALSE;
}

static const char *
find_any (const GArray *wishes, const char *const *available)
{
  for (guint i = 0; available[i] != NULL; i++)
    if (!is_refused (wishes, available[i]))
      return available[i];
  return NULL;
}

/**
 * invites_language_negotiate:
 * @accepted: (nullable): the value of an Accept-Language
 * @available: (array zero-terminated=1): language tags, the usual one first
 *
 * Finds the language that a reader likes best (RFC 9110, section 12.5.4).
 *
 * Returns: (transfer none) (nullable): one of @available, or %NULL if none is
 *   asked for
 */
const char *
invites_language_negotiate (const char        *accepted,
                            const char *const *available)
{
  g_autoptr(GArray) wishes = NULL;

  g_return_val_if_fail (available != NULL, NULL);

  if (accepted == NULL)
    return NULL;
  wishes = read_wishes (accepted);
  for (guint i = 0; i < wishes->len; i++)
    {
      const Wish *wish = &g_array_index (wishes, Wish, i);
      const char *found;

      if (wish->weight == 0)
        break;
      found = g_str_equal (wish->range, "*")
                ? find_any (wishes, available)
                : invites_language_lookup (wish->range, available);
      if (found != NULL && !is_refused (wishes, found))
        return found;
    }
  return NULL;
}
