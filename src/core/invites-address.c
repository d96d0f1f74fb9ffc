/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/invites-address.h"

#include <idn2.h>
#include <string.h>

#include "core/invites-text.h"

#define MAX_LOCAL_PART 64 /* octets, RFC 5321 section 4.5.3.1.1 */
#define MAX_LABEL      63 /* octets, RFC 1035 section 2.3.4 */
#define MAX_DOMAIN     253

/* RFC 5322 section 3.2.3, without letters and digits. */
#define ATEXT_MARKS "!#$%&'*+-/=?^_`{|}~"

/* A letter, mark, number, punctuation or symbol. Of the invisible characters
 * only the joiners, which Persian, Indic scripts and emoji are written with. */
static gboolean
is_visible (gunichar c)
{
  if (c == 0x200c || c == 0x200d)
    return TRUE;

  switch (g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_UNASSIGNED:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
    case G_UNICODE_SPACE_SEPARATOR:
      return FALSE;
    default:
      return TRUE;
    }
}

static gboolean
is_atext (gunichar c)
{
  if (c >= 0x80)
    return is_visible (c);

  return g_ascii_isalnum ((char) c)
         || (c != 0 && strchr (ATEXT_MARKS, (char) c) != NULL);
}

/* RFC 5322's dot-atom, with RFC 6532's letters of the whole world. */
static gboolean
is_dot_atom (const char *text,
             gsize       length)
{
  const char *end = text + length;
  gboolean in_atom = FALSE;

  if (length == 0 || length > MAX_LOCAL_PART)
    return FALSE;

  for (const char *p = text; p < end; p = g_utf8_next_char (p))
    {
      if (*p == '.')
        {
          if (!in_atom)
            return FALSE;
          in_atom = FALSE;
        }
      else if (is_atext (g_utf8_get_char (p)))
        in_atom = TRUE;
      else
        return FALSE;
    }

  return in_atom;
}

static gboolean
is_ascii (const char *text,
          gsize       length)
{
  for (gsize i = 0; i < length; i++)
    {
      if ((guchar) text[i] >= 0x80)
        return FALSE;
    }

  return TRUE;
}

static gboolean
is_label (const char *label)
{
  gsize length = strlen (label);

  if (length < 1 || length > MAX_LABEL
      || label[0] == '-' || label[length - 1] == '-')
    return FALSE;

  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isalnum (label[i]) && label[i] != '-')
        return FALSE;
    }

  return TRUE;
}

/* libidn2 lets empty labels, spaces and underscores through. */
static gboolean
is_host_name (const char *domain)
{
  g_auto(GStrv) labels = NULL;
  guint n_labels;

  if (strlen (domain) > MAX_DOMAIN)
    return FALSE;

  labels = g_strsplit (domain, ".", -1);
  n_labels = g_strv_length (labels);
  for (guint i = 0; i < n_labels; i++)
    {
      if (!is_label (labels[i]))
        return FALSE;
    }

  return n_labels >= 2;
}

static gboolean
has_a_label (const char *domain)
{
  return g_str_has_prefix (domain, "xn--") || strstr (domain, ".xn--") != NULL;
}

/* TR46 would silently drop what nobody sees. */
static gboolean
is_all_visible (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (!is_visible (g_utf8_get_char (p)))
        return FALSE;
    }

  return TRUE;
}

static char *
convert_domain (const char *domain)
{
  g_autofree char *ascii = NULL;
  guint8 *converted = NULL;

  if (idn2_lookup_u8 ((const guint8 *) domain, &converted,
                      IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL)
      != IDN2_OK)
    return NULL;

  ascii = g_ascii_strdown ((const char *) converted, -1);
  idn2_free (converted);
  return g_steal_pointer (&ascii);
}

/* The only place that takes an address apart. Gives the length of the local
 * part and the domain in ASCII, or fails. */
static gboolean
split (const char  *address,
       gsize       *local_length,
       char       **domain)
{
  const char *at;
  g_autofree char *ascii = NULL;

  if (address == NULL || !g_utf8_validate (address, -1, NULL))
    return FALSE;

  at = strchr (address, '@');
  if (at == NULL || !is_dot_atom (address, (gsize) (at - address)))
    return FALSE;

  if (!(ascii = invites_domain_dup_ascii (at + 1)))
    return FALSE;

  *local_length = (gsize) (at - address);
  *domain = g_steal_pointer (&ascii);
  return TRUE;
}

/**
 * invites_address_is_valid:
 * @address: (nullable): what may be an e-mail address
 *
 * Tells whether @address is one that mail may be sent to: one "@"; a local
 * part that is a dot-atom of at most 64 octets, UTF-8 allowed; a domain for
 * which invites_domain_is_valid() holds. White space, control characters,
 * invisible characters, quotes, literals and comments have no place in it.
 *
 * Returns: whether it is valid
 */
gboolean
invites_address_is_valid (const char *address)
{
  g_autofree char *domain = NULL;
  gsize local_length;

  return split (address, &local_length, &domain);
}

/**
 * invites_address_dup_key:
 * @address: (nullable): an e-mail address
 *
 * Makes the key by which addresses are compared: two addresses are the same
 * when their keys are equal octet by octet. The local part is folded as
 * invites_text_fold() does, the domain is lower-case A-labels.
 *
 * Returns: (transfer full) (nullable): the key, or %NULL when @address is not
 *   valid
 */
char *
invites_address_dup_key (const char *address)
{
  g_autofree char *domain = NULL;
  g_autofree char *local = NULL;
  g_autofree char *folded = NULL;
  gsize local_length;

  if (!split (address, &local_length, &domain))
    return NULL;

  local = g_strndup (address, local_length);
  folded = invites_text_fold (local);
  return g_strconcat (folded, "@", domain, NULL);
}

/**
 * invites_address_dup_wire:
 * @address: (nullable): an e-mail address
 *
 * Makes what stands on the wire and in headers: the local part as written,
 * the domain as A-labels.
 *
 * Returns: (transfer full) (nullable): the address, or %NULL when @address is
 *   not valid
 */
char *
invites_address_dup_wire (const char *address)
{
  g_autofree char *domain = NULL;
  g_autofree char *local = NULL;
  gsize local_length;

  if (!split (address, &local_length, &domain))
    return NULL;

  local = g_strndup (address, local_length);
  return g_strconcat (local, "@", domain, NULL);
}

/**
 * invites_address_dup_domain:
 * @address: (nullable): an e-mail address
 *
 * Gets the domain of an address.
 *
 * Returns: (transfer full) (nullable): the domain as lower-case A-labels, or
 *   %NULL when @address is not valid
 */
char *
invites_address_dup_domain (const char *address)
{
  g_autofree char *domain = NULL;
  gsize local_length;

  if (!split (address, &local_length, &domain))
    return NULL;

  return g_steal_pointer (&domain);
}

/**
 * invites_address_needs_smtputf8:
 * @address: (nullable): an e-mail address
 *
 * Tells whether a mail to or from @address can only go through a mail system
 * that offers SMTPUTF8 (RFC 6531). An internationalised domain needs none.
 *
 * Returns: whether the local part is not ASCII; %FALSE when @address is not
 *   valid
 */
gboolean
invites_address_needs_smtputf8 (const char *address)
{
  g_autofree char *domain = NULL;
  gsize local_length;

  return split (address, &local_length, &domain)
         && !is_ascii (address, local_length);
}

/**
 * invites_domain_is_valid:
 * @domain: (nullable): what may be a domain, in U-labels or A-labels
 *
 * Tells whether @domain may stand in an address: two or more labels, each of
 * 1–63 letters, digits and hyphens as A-label with no hyphen at its ends, at
 * most 253 octets together, and no dot at the end.
 *
 * Returns: whether it is valid
 */
gboolean
invites_domain_is_valid (const char *domain)
{
  g_autofree char *ascii = invites_domain_dup_ascii (domain);

  return ascii != NULL;
}

/**
 * invites_domain_dup_ascii:
 * @domain: (nullable): what may be a domain, in U-labels or A-labels
 *
 * Converts a domain to lower-case A-labels: IDNA2008 after the mapping of
 * UTS #46, non-transitional, so that U+00DF stays a letter of its own. A label
 * that claims to be an A-label must be one.
 *
 * Returns: (transfer full) (nullable): the domain, or %NULL when it is not
 *   valid
 */
char *
invites_domain_dup_ascii (const char *domain)
{
  g_autofree char *lower = NULL;
  g_autofree char *ascii = NULL;

  if (domain == NULL || !g_utf8_validate (domain, -1, NULL)
      || !is_all_visible (domain))
    return NULL;

  /* libidn2 refuses "ab--cd.example", which IDNA has nothing to say about. */
  lower = g_ascii_strdown (domain, -1);
  if (is_ascii (lower, strlen (lower)) && !has_a_label (lower))
    ascii = g_steal_pointer (&lower);
  else
    ascii = convert_domain (lower);

  if (ascii == NULL || !is_host_name (ascii))
    return NULL;

  return g_steal_pointer (&ascii);
}
