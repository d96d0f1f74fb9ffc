/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/http/invites-access-private.h"

#include "core/invites-address.h"

static gboolean
check_template (InvitesAccess *self,
                const char    *template_id,
                GError       **error)
{
  g_autoptr(InvitesTemplateRecord) record = NULL;
  g_autoptr(GError) local_error = NULL;

  record = invites_store_find_template (self->store, template_id, &local_error);
  if (record != NULL && record->active)
    return TRUE;
  if (local_error != NULL
      && !g_error_matches (local_error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  invites_set_field_error (error, INVITES_ERROR_INVALID, "template",
                           "There is no such template, or it is no longer "
                           "in use");
  return FALSE;
}

/* Another send that the user must not see is none. */
static gboolean
check_from (InvitesAccess            *self,
            const InvitesSendRequest *request,
            GError                  **error)
{
  g_autoptr(InvitesSend) other = NULL;
  g_autoptr(GError) local_error = NULL;

  if (request->from_send == NULL)
    return TRUE;
  if ((other = invites_access_find_send (self, request->from_send,
                                         &local_error)))
    return TRUE;

  if (g_error_matches (local_error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND))
    invites_set_field_error (error, INVITES_ERROR_NOT_FOUND, "from", "%s",
                             local_error->message);
  else
    g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* What may be wrong with a body beside its form. The sender can only be
 * checked against a division that is the user's; a template can before. */
static gboolean
check_request (InvitesAccess            *self,
               const InvitesSendRequest *request,
               GError                  **error)
{
  if (!invites_address_is_valid (request->email_from))
    {
      invites_set_field_error (error, INVITES_ERROR_INVALID, "email_from",
                               "This is not a valid address");
      return FALSE;
    }

  return check_template (self, request->template_id, error)
         && invites_access_check_sender (self, request->email_from,
                                         request->filter->division, error)
         && check_from (self, request, error);
}

/**
 * invites_access_forecast:
 * @self: a view
 * @request: what would be sent
 * @outcomes: (out): how many contacts would have which outcome
 * @error: an error
 *
 * Says what would become of a send, and stores nothing.
 *
 * Returns: whether it could be said
 */
gboolean
invites_access_forecast (InvitesAccess            *self,
                         const InvitesSendRequest *request,
                         guint64                   outcomes[INVITES_N_OUTCOMES],
                         GError                  **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (request != NULL, FALSE);

  return invites_access_may_read (self, error)
         && check_request (self, request, error)
         && invites_store_forecast (self->store, request, invites_time_now (),
                                    outcomes, error);
}

/**
 * invites_access_forecast_entries:
 * @self: a view
 * @request: what would be sent
 * @listing: which rows, in which order
 * @now: the time at which the list is true
 * @func: (scope call): called for each
 * @user_data: for @func
 * @total: (out): how many there are in the whole list
 * @error: an error
 *
 * Walks through the ledger that a send would have.
 *
 * Returns: whether @func has got all that was asked for
 */
gboolean
invites_access_forecast_entries (InvitesAccess            *self,
                                 const InvitesSendRequest *request,
                                 const InvitesListing     *listing,
                                 InvitesTime               now,
                                 InvitesEntryFunc          func,
                                 gpointer                  user_data,
                                 guint64                  *total,
                                 GError                  **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (request != NULL, FALSE);

  return invites_access_may_read (self, error)
         && check_request (self, request, error)
         && invites_store_forecast_entries (self->store, request, listing, now,
                                            func, user_data, total, error);
}

/**
 * invites_access_prepare:
 * @self: a view
 * @uuid: of the new send, in lower case
 * @request: what is to be sent
 * @created: (out): whether it is new
 * @error: an error
 *
 * Freezes a send. A repeat gives the same send, whatever has become of its
 * template and sender since.
 *
 * Returns: (transfer full): the send
 */
InvitesSend *
invites_access_prepare (InvitesAccess            *self,
                        const char               *uuid,
                        const InvitesSendRequest *request,
                        gboolean                 *created,
                        GError                  **error)
{
  g_autoptr(InvitesSend) known = NULL;
  g_autoptr(GError) local_error = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (uuid != NULL, NULL);
  g_return_val_if_fail (request != NULL, NULL);

  if (!invites_access_may_send (self, error))
    return NULL;

  known = invites_store_find_send (self->store, uuid, &local_error);
  if (known == NULL
      && !g_error_matches (local_error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  if (known == NULL
        ? !check_request (self, request, error)
        : !invites_access_check_division (self, request->filter->division,
                                          error))
    return NULL;

  return invites_store_prepare (self->store, uuid, request, self->principal,
                                invites_time_now (), created, error);
}

/**
 * invites_access_find_send:
 * @self: a view
 * @uuid: a send, in lower case
 * @error: an error
 *
 * Returns: (transfer full): the send, if it is of one of the user's divisions
 */
InvitesSend *
invites_access_find_send (InvitesAccess *self,
                          const char    *uuid,
                          GError       **error)
{
  g_autoptr(InvitesSend) send = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (uuid != NULL, NULL);

  if (!invites_access_may_read (self, error)
      || !(send = invites_store_find_send (self->store, uuid, error)))
    return NULL;
  if (invites_access_check_division (self, send->division, NULL))
    return g_steal_pointer (&send);

  g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND,
                       "There is no such send");
  return NULL;
}

/**
 * invites_access_list_sends:
 * @self: a view
 * @division: (nullable): only this division's
 * @offset: how many to pass over
 * @limit: how many at most
 * @total: (out): how many there are
 * @error: an error
 *
 * Returns: (transfer full) (element-type InvitesSend): sends, newest first
 */
GPtrArray *
invites_access_list_sends (InvitesAccess *self,
                           const char    *division,
                           guint64        offset,
                           guint          limit,
                           guint64       *total,
                           GError       **error)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (!invites_access_may_read (self, error)
      || (division != NULL
          && !invites_access_check_division (self, division, error)))
    return NULL;

  return invites_store_list_sends (self->store, self->principal, division,
                                   offset, limit, total, error);
}

/**
 * invites_access_list_entries:
 * @self: a view
 * @uuid: a send, in lower case
 * @listing: which rows, in which order
 * @func: (scope call): called for each
 * @user_data: for @func
 * @total: (out): how many there are in the whole list
 * @error: an error
 *
 * Walks through the ledger of a send.
 *
 * Returns: whether @func has got all that was asked for
 */
gboolean
invites_access_list_entries (InvitesAccess        *self,
                             const char           *uuid,
                             const InvitesListing *listing,
                             InvitesEntryFunc      func,
                             gpointer              user_data,
                             guint64              *total,
                             GError              **error)
{
  g_autoptr(InvitesSend) send = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  return (send = invites_access_find_send (self, uuid, error))
         && invites_store_list_entries (self->store, uuid, listing, func,
                                        user_data, total, error);
}
