/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/http/invites-access-private.h"

typedef InvitesSend *(*StoreAct) (InvitesStore           *store,
                                  const char             *uuid,
                                  const InvitesPrincipal *principal,
                                  InvitesTime             now,
                                  GError                **error);

/* Whether the user may do something with this send. */
static gboolean
check_act (InvitesAccess *self,
           const char    *uuid,
           GError       **error)
{
  g_autoptr(InvitesSend) send = NULL;

  return invites_access_may_send (self, error)
         && (send = invites_access_find_send (self, uuid, error));
}

static InvitesSend *
act (InvitesAccess *self,
     const char    *uuid,
     StoreAct       store_act,
     GError       **error)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (uuid != NULL, NULL);

  if (!check_act (self, uuid, error))
    return NULL;

  return store_act (self->store, uuid, self->principal, invites_time_now (),
                    error);
}

/**
 * invites_access_start:
 * @self: a view
 * @uuid: a send, in lower case
 * @error: an error
 *
 * Starts a prepared send; any other stays as it is.
 *
 * Returns: (transfer full): the send as it is now
 */
InvitesSend *
invites_access_start (InvitesAccess *self,
                     const char    *uuid,
                     GError       **error)
{
  return act (self, uuid, invites_store_start, error);
}

/**
 * invites_access_stop:
 * @self: a view
 * @uuid: a send, in lower case
 * @error: an error
 *
 * Stops a send, or undoes one that is held; one that
 * has ended stays as it is.
 *
 * Returns: (transfer full): the send as it is now
 */
InvitesSend *
invites_access_stop (InvitesAccess *self,
                    const char    *uuid,
                    GError       **error)
{
  return act (self, uuid, invites_store_stop, error);
}

/**
 * invites_access_pause:
 * @self: a view
 * @uuid: a send, in lower case
 * @error: %INVITES_ERROR_CONFLICT when it was never started
 *
 * Pauses a send that is held or goes out; any other stays as it is.
 *
 * Returns: (transfer full): the send as it is now
 */
InvitesSend *
invites_access_pause (InvitesAccess *self,
                     const char    *uuid,
                     GError       **error)
{
  return act (self, uuid, invites_store_pause, error);
}

/**
 * invites_access_resume:
 * @self: a view
 * @uuid: a send, in lower case
 * @error: %INVITES_ERROR_CONFLICT when it was never started
 *
 * Lets a paused send go on; any other stays as it is.
 *
 * Returns: (transfer full): the send as it is now
 */
InvitesSend *
invites_access_resume (InvitesAccess *self,
                      const char    *uuid,
                      GError       **error)
{
  return act (self, uuid, invites_store_resume, error);
}

/**
 * invites_access_revoke:
 * @self: a view
 * @uuid: a send, in lower case
 * @error: %INVITES_ERROR_CONFLICT when it was never started
 *
 * Stops a send and takes its invitations back.
 *
 * Returns: (transfer full): the send as it is now
 */
InvitesSend *
invites_access_revoke (InvitesAccess *self,
                      const char    *uuid,
                      GError       **error)
{
  return act (self, uuid, invites_store_revoke, error);
}

/**
 * invites_access_retry:
 * @self: a view
 * @uuid: a send, in lower case
 * @state: %INVITES_DELIVERY_REFUSED, %INVITES_DELIVERY_UNKNOWN, or
 *   %INVITES_DELIVERY_NONE for both
 * @error: %INVITES_ERROR_CONFLICT when it was never started, or was revoked
 *
 * Sends again what was refused or is unknown, with the link and the
 * Message-ID that it had.
 *
 * Returns: (transfer full): the send as it is now
 */
InvitesSend *
invites_access_retry (InvitesAccess       *self,
                      const char          *uuid,
                      InvitesDeliveryState state,
                      GError             **error)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (uuid != NULL, NULL);

  if (!check_act (self, uuid, error))
    return NULL;

  return invites_store_retry (self->store, uuid, state, self->principal,
                              invites_time_now (), error);
}
