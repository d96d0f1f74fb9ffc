/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/invites-client.h"

G_BEGIN_DECLS

#define INVITES_TYPE_SEND_FOLLOWER (invites_send_follower_get_type ())
G_DECLARE_FINAL_TYPE (InvitesSendFollower, invites_send_follower, INVITES,
                      SEND_FOLLOWER, GObject)

/* What can be asked of a send that was started. */
typedef enum
{
  INVITES_SEND_ACT_STOP, /* while it is held: Undo */
  INVITES_SEND_ACT_PAUSE,
  INVITES_SEND_ACT_RESUME,
  INVITES_SEND_ACT_REVOKE,
  INVITES_SEND_ACT_RETRY_REFUSED,
  INVITES_SEND_ACT_RETRY_UNKNOWN,
} InvitesSendAct;
#define INVITES_N_SEND_ACTS 6
#define INVITES_SEND_ACT_NONE ((InvitesSendAct) -1)

/* Follows one send to its end by held requests. The signal "changed" tells
 * that there is a newer answer, or that following fails or works again. */
InvitesSendFollower *invites_send_follower_new         (InvitesClient       *client,
                                                        const char          *uuid);
InvitesClient       *invites_send_follower_get_client  (InvitesSendFollower *self);
const char          *invites_send_follower_get_uuid    (InvitesSendFollower *self);
const InvitesSend   *invites_send_follower_get_send    (InvitesSendFollower *self);
const GError        *invites_send_follower_get_error   (InvitesSendFollower *self);
double               invites_send_follower_get_seconds_left
                                                       (InvitesSendFollower *self);
double               invites_send_follower_get_hold_left
                                                       (InvitesSendFollower *self);
gboolean             invites_send_follower_has_ended   (InvitesSendFollower *self);
gboolean             invites_send_follower_may_act     (InvitesSendFollower *self);
void                 invites_send_follower_act         (InvitesSendFollower *self,
                                                        InvitesSendAct       act);
void                 invites_send_follower_retry       (InvitesSendFollower *self);
void                 invites_send_follower_refresh     (InvitesSendFollower *self);
void                 invites_send_follower_close       (InvitesSendFollower *self);

G_END_DECLS
