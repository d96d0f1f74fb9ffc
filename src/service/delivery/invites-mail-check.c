/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-mail-check.h"

#include <string.h>

#include "core/invites-address.h"
#include "core/invites-error.h"
#include "core/invites-text.h"
#include "service/invites-keys.h"

#define MAX_MESSAGE_ID 250

/* List-Unsubscribe holds the URL and a token on one line, which is never
 * folded; a line has at most 998 octets (RFC 5322, section 2.1.1). */
#define MAX_PUBLIC_URL 900

static gboolean
check_value (const char *value, const char *field, GError **error)
{
  if (value == NULL || invites_text_is_printable (value, -1))
    return TRUE;
  invites_set_field_error (error, INVITES_ERROR_INVALID, field,
                           "A line break or another control character stands "
                           "in “%s”",
                           field);
  return FALSE;
}

/**
 * invites_mail_check_recipient:
 * @recipient: for whom a mail is
 * @error: return location, or %NULL
 *
 * Checks every value that a template can speak of: UTF-8 without line breaks
 * and other control characters. Addresses are for
 * invites_mail_check_address().
 *
 * Returns: %TRUE if they can stand in a mail
 */
gboolean
invites_mail_check_recipient (const InvitesRecipient *recipient,
                              GError                **error)
{
  g_return_val_if_fail (recipient != NULL, FALSE);

  if (!check_value (recipient->name, "contact_name", error)
      || !check_value (recipient->division->name, "division_name", error))
    return FALSE;
  for (guint i = 0; i < recipient->accounts->len; i++)
    {
      const InvitesAccountName *account
        = g_ptr_array_index (recipient->accounts, i);

      if (!check_value (account->number, "account_number", error)
          || !check_value (account->name, "account_name", error))
        return FALSE;
    }
  return TRUE;
}

/**
 * invites_mail_check_address:
 * @address: (nullable): an address as written
 * @field: what to blame it on
 * @error: return location, or %NULL
 *
 * Checks an address.
 *
 * Returns: (transfer full) (nullable): @address as it goes over the wire
 */
char *
invites_mail_check_address (const char *address,
                            const char *field,
                            GError    **error)
{
  char *wire;

  g_return_val_if_fail (field != NULL, NULL);

  wire = invites_address_dup_wire (address);
  if (wire == NULL)
    invites_set_field_error (error, INVITES_ERROR_INVALID, field,
                             "“%s” is not a valid e-mail address", field);
  return wire;
}

/**
 * invites_mail_check_message_id:
 * @id: a Message-ID without angle brackets
 * @error: return location, or %NULL
 *
 * Checks that @id is dot-atom "@" dot-atom (RFC 5322, section 3.6.4): with a
 * line break in it, the rest would become a header of its own.
 *
 * Returns: %TRUE if it is
 */
gboolean
invites_mail_check_message_id (const char *id, GError **error)
{
  const char *at;
  gboolean is_valid;

  g_return_val_if_fail (id != NULL, FALSE);

  at = strchr (id, '@');
  is_valid = at != NULL && at != id && at[1] != '\0'
             && strchr (at + 1, '@') == NULL && strlen (id) <= MAX_MESSAGE_ID;
  for (const char *p = id; is_valid && *p != '\0'; p++)
    is_valid = g_ascii_isalnum (*p) || strchr ("-._+=@", *p) != NULL;
  if (!is_valid)
    invites_set_field_error (error, INVITES_ERROR_INVALID, "message_id",
                             "The Message-ID is not valid");
  return is_valid;
}

/**
 * invites_mail_check_token:
 * @token: (nullable): what makes a link a secret
 * @error: return location, or %NULL
 *
 * Checks the form of a token.
 *
 * Returns: %TRUE if it is one
 */
gboolean
invites_mail_check_token (const char *token, GError **error)
{
  if (invites_token_is_valid (token))
    return TRUE;
  invites_set_field_error (error, INVITES_ERROR_INVALID, "link",
                           "The link is not valid");
  return FALSE;
}

/**
 * invites_mail_check_public_url:
 * @public_url: what links begin with
 * @error: return location, or %NULL
 *
 * Checks that @public_url can stand in a text, in an attribute and, between
 * angle brackets and on one line, in a header.
 *
 * Returns: %TRUE if it can
 */
gboolean
invites_mail_check_public_url (const char *public_url, GError **error)
{
  gboolean is_valid;

  g_return_val_if_fail (public_url != NULL, FALSE);

  is_valid = strlen (public_url) <= MAX_PUBLIC_URL;
  for (const char *p = public_url; is_valid && *p != '\0'; p++)
    is_valid = g_ascii_isgraph (*p) && strchr ("\"<>\\^`{|}", *p) == NULL;
  if (!is_valid)
    invites_set_field_error (error, INVITES_ERROR_INVALID, "link",
                             "The link is not valid");
  return is_valid;
}
