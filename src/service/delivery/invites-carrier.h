/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/delivery/invites-relay.h"

G_BEGIN_DECLS

/*
 * All connections to the mail system, in one event loop. It belongs to one
 * thread, which lets it iterate; only waking may come from any. Connecting,
 * which blocks, happens in threads of its own.
 */
typedef struct _InvitesCarrier InvitesCarrier;

/* What happens while it iterates. */
typedef struct
{
  /* What became of a mail. */
  void (*answered) (gpointer            mail,
                    InvitesRelayAnswer *answer,
                    gpointer            user_data);
  /* A connection is ready for the first time. */
  void (*opened)   (gpointer            user_data);
  /* A connection could not be opened, or not made ready. */
  void (*failed)   (InvitesRelayAnswer *fault,
                    gpointer            user_data);
} InvitesCarrierEvents;

InvitesCarrier *invites_carrier_new           (InvitesRelay               *relay,
                                               guint                       n_connections,
                                               const InvitesCarrierEvents *events,
                                               gpointer                    user_data);
void            invites_carrier_free          (InvitesCarrier             *self);
void            invites_carrier_open          (InvitesCarrier             *self,
                                               guint                       n_wanted);
guint           invites_carrier_get_n_open    (InvitesCarrier             *self);
guint           invites_carrier_get_n_opening (InvitesCarrier             *self);
guint           invites_carrier_get_n_ready   (InvitesCarrier             *self);
guint           invites_carrier_get_n_busy    (InvitesCarrier             *self);
void            invites_carrier_carry         (InvitesCarrier             *self,
                                               gpointer                    mail,
                                               const InvitesEnvelope      *envelope,
                                               GBytes                     *message);
void            invites_carrier_iterate       (InvitesCarrier             *self,
                                               gint64                      until);
void            invites_carrier_wake          (InvitesCarrier             *self);
void            invites_carrier_cut           (InvitesCarrier             *self);
void            invites_carrier_leave         (InvitesCarrier             *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesCarrier, invites_carrier_free)

G_END_DECLS
