/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/http/invites-listing-query.h"

#include "core/invites-text.h"

#define MAX_SEARCH_LENGTH 200 /* characters */
#define MAX_OFFSET        1000000000

static const char *const contact_columns[] = {
  "id", "email", "name", "account_number", "account_name", "status",
  "last_invite_sent", "last_login", "auto_pay", NULL
};

static const char *const entry_columns[] = {
  "email", "name", "account_number", "account_name", "outcome", "state",
  "changed_at", "reply_text", "accepted", NULL
};

static gboolean
refuse (GError    **error,
        const char *parameter,
        const char *message)
{
  invites_set_field_error (error, INVITES_ERROR_INVALID, parameter, "%s",
                           message);
  return FALSE;
}

static gboolean
take_number (InvitesRequest *request,
             const char     *name,
             guint64         least,
             guint64         most,
             guint64        *number,
             GError        **error)
{
  g_autofree char *text = invites_request_take_parameter (request, name);

  if (text == NULL)
    return TRUE;
  if (g_ascii_string_to_unsigned (text, 10, least, most, number, NULL))
    return TRUE;

  invites_set_field_error (error, INVITES_ERROR_INVALID, name,
                           "A whole number from %" G_GUINT64_FORMAT " to %"
                           G_GUINT64_FORMAT " is needed", least, most);
  return FALSE;
}

/**
 * invites_listing_take_page:
 * @request: a request
 * @offset: (out): how many rows to pass over
 * @limit: (inout): how many rows at most; the default, which stays if none is
 *   given
 * @error: %INVITES_ERROR_INVALID
 *
 * Takes offset and limit from the query.
 *
 * Returns: whether they were good
 */
gboolean
invites_listing_take_page (InvitesRequest *request,
                           guint64        *offset,
                           guint64        *limit,
                           GError        **error)
{
  g_return_val_if_fail (offset != NULL && limit != NULL, FALSE);

  *offset = 0;
  return take_number (request, "offset", 0, MAX_OFFSET, offset, error)
         && take_number (request, "limit", 1, INVITES_MAX_LIMIT, limit, error);
}

static gboolean
take_sort (InvitesRequest    *request,
           const char *const *columns,
           InvitesListing    *listing,
           GError           **error)
{
  g_autofree char *sort = invites_request_take_parameter (request, "sort");
  const char *column = sort;

  if (sort == NULL)
    return TRUE;

  listing->descending = sort[0] == '-';
  if (listing->descending)
    column++;
  if (!g_strv_contains (columns, column))
    return refuse (error, "sort", "There is no such column to sort by");

  listing->sort = g_strdup (column);
  return TRUE;
}

static gboolean
take_search (InvitesRequest *request,
             InvitesListing *listing,
             GError        **error)
{
  g_autofree char *search = invites_request_take_parameter (request, "search");

  if (search == NULL)
    return TRUE;
  if (g_utf8_strlen (search, -1) > MAX_SEARCH_LENGTH
      || !invites_text_is_printable (search, -1))
    return refuse (error, "search",
                   "At most 200 characters, none of them a control character");

  listing->words = invites_text_split_words (search);
  if (listing->words != NULL && listing->words[0] == NULL)
    g_clear_pointer (&listing->words, g_strfreev);
  return TRUE;
}

static gboolean
take_common (InvitesRequest    *request,
             gboolean           whole,
             const char *const *columns,
             InvitesListing    *listing,
             GError           **error)
{
  listing->limit = whole ? G_MAXUINT64 : INVITES_DEFAULT_LIMIT;
  return take_search (request, listing, error)
         && take_sort (request, columns, listing, error)
         && invites_listing_take_page (request, &listing->offset,
                                       &listing->limit, error);
}

static gboolean
take_group (InvitesRequest *request,
            InvitesListing *listing,
            GError        **error)
{
  g_autofree char *group = invites_request_take_parameter (request, "group");
  g_autofree char *reason = invites_request_take_parameter (request, "reason");
  g_autofree char *expired = invites_request_take_parameter (request,
                                                             "expired");
  InvitesGroup value;

  if (group != NULL)
    {
      if (!invites_group_from_string (group, &value))
        return refuse (error, "group", "There is no such group");
      listing->group = (int) value;
    }
  if (reason != NULL && !invites_reason_from_string (reason, &listing->reason))
    return refuse (error, "reason", "There is no such reason");
  if (expired != NULL)
    {
      listing->expired = g_str_equal (expired, "true");
      if (!listing->expired && !g_str_equal (expired, "false"))
        return refuse (error, "expired", "This must be true or false");
    }

  return TRUE;
}

/**
 * invites_listing_take_contacts:
 * @request: a request
 * @whole: whether all rows are wanted unless a limit is given
 * @error: what is wrong with the query
 *
 * Takes from the query which contacts are wanted, and refuses what is left.
 *
 * Returns: (transfer full): the listing
 */
InvitesListing *
invites_listing_take_contacts (InvitesRequest *request,
                               gboolean        whole,
                               GError        **error)
{
  g_autoptr(InvitesListing) listing = invites_listing_new ();

  g_return_val_if_fail (request != NULL, NULL);

  listing->filter
    = invites_filter_from_query (invites_request_get_query (request), error);
  if (listing->filter == NULL
      || !take_group (request, listing, error)
      || !take_common (request, whole, contact_columns, listing, error)
      || !invites_request_end_query (request, error))
    return NULL;

  return g_steal_pointer (&listing);
}

static gboolean
take_outcome (InvitesRequest *request,
              InvitesListing *listing,
              gboolean        with_state,
              GError        **error)
{
  g_autofree char *outcome = invites_request_take_parameter (request,
                                                             "outcome");
  g_autofree char *state = NULL;

  if (outcome != NULL
      && !invites_outcome_from_string (outcome, &listing->outcome))
    return refuse (error, "outcome", "There is no such outcome");
  if (!with_state)
    return TRUE;

  state = invites_request_take_parameter (request, "state");
  if (state != NULL
      && !invites_delivery_state_from_string (state, &listing->state))
    return refuse (error, "state", "There is no such state");
  return TRUE;
}

/**
 * invites_listing_take_entries:
 * @request: a request
 * @whole: whether all rows are wanted unless a limit is given
 * @with_state: whether the rows may be chosen by their delivery's state
 * @error: what is wrong with the query
 *
 * Takes from the query which rows of a ledger are wanted, and refuses what is
 * left.
 *
 * Returns: (transfer full): the listing
 */
InvitesListing *
invites_listing_take_entries (InvitesRequest *request,
                              gboolean        whole,
                              gboolean        with_state,
                              GError        **error)
{
  g_autoptr(InvitesListing) listing = invites_listing_new ();

  g_return_val_if_fail (request != NULL, NULL);

  if (!take_outcome (request, listing, with_state, error)
      || !take_common (request, whole, entry_columns, listing, error)
      || !invites_request_end_query (request, error))
    return NULL;

  return g_steal_pointer (&listing);
}
