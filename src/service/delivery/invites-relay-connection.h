/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "service/delivery/invites-lease.h"
#include "service/delivery/invites-relay-answer.h"

G_BEGIN_DECLS

/* What the mail system is told beside the message: both as they go over the
 * wire, domains as A-labels. */
typedef struct
{
  char     *mail_from;      /* (owned) */
  char     *rcpt_to;        /* (owned) */
  gboolean  needs_smtputf8; /* a local part, and so a header, is in UTF-8 */

  /* Whoever has claimed it must still have the lease when the message itself
   * is about to go out. */
  InvitesLease *lease;      /* (unowned) (nullable) */
  gint64        service;
} InvitesEnvelope;

void invites_envelope_clear (InvitesEnvelope *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (InvitesEnvelope, invites_envelope_clear)

typedef enum
{
  INVITES_RELAY_STARTING, /* takes no mail yet */
  INVITES_RELAY_READY,
  INVITES_RELAY_BUSY,     /* has a mail, or its answer, which nobody took */
  INVITES_RELAY_LEAVING,
  INVITES_RELAY_CLOSED,   /* of no more use than to be freed */
} InvitesRelayState;

/*
 * One open way into the mail system, for one mail at a time. It belongs to one
 * thread at a time. Nothing blocks: who uses it waits for its descriptor and
 * its deadline and then lets it advance. Or who has time to wait uses
 * invites_relay_connection_send().
 */
#define INVITES_TYPE_RELAY_CONNECTION (invites_relay_connection_get_type ())
G_DECLARE_DERIVABLE_TYPE (InvitesRelayConnection, invites_relay_connection,
                          INVITES, RELAY_CONNECTION, GObject)

struct _InvitesRelayConnectionClass
{
  GObjectClass parent_class;

  InvitesRelayState (*get_state)    (InvitesRelayConnection *self);
  /* The descriptor, or -1 if there is none, and what to wait for. */
  int               (*get_poll)     (InvitesRelayConnection *self,
                                     GIOCondition           *wanted);
  gint64            (*get_deadline) (InvitesRelayConnection *self);
  void              (*begin)        (InvitesRelayConnection *self,
                                     const InvitesEnvelope  *envelope,
                                     GBytes                 *message,
                                     gint64                  now);
  void              (*advance)      (InvitesRelayConnection *self,
                                     GIOCondition            ready,
                                     gint64                  now);
  gboolean          (*take_answer)  (InvitesRelayConnection *self,
                                     InvitesRelayAnswer     *answer);
  void              (*leave)        (InvitesRelayConnection *self,
                                     gint64                  now);
  void              (*cut)          (InvitesRelayConnection *self);
};

InvitesRelayState invites_relay_connection_get_state    (InvitesRelayConnection *self);
int               invites_relay_connection_get_poll     (InvitesRelayConnection *self,
                                                         GIOCondition           *wanted);
gint64            invites_relay_connection_get_deadline (InvitesRelayConnection *self);
void              invites_relay_connection_begin        (InvitesRelayConnection *self,
                                                         const InvitesEnvelope  *envelope,
                                                         GBytes                 *message,
                                                         gint64                  now);
void              invites_relay_connection_advance      (InvitesRelayConnection *self,
                                                         GIOCondition            ready,
                                                         gint64                  now);
gboolean          invites_relay_connection_take_answer  (InvitesRelayConnection *self,
                                                         InvitesRelayAnswer     *answer);
void              invites_relay_connection_leave        (InvitesRelayConnection *self,
                                                         gint64                  now);
void              invites_relay_connection_cut          (InvitesRelayConnection *self);

/* These block. */
gboolean          invites_relay_connection_wait_ready   (InvitesRelayConnection *self,
                                                         GCancellable           *cancellable);
gboolean          invites_relay_connection_send         (InvitesRelayConnection *self,
                                                         const InvitesEnvelope  *envelope,
                                                         GBytes                 *message,
                                                         GCancellable           *cancellable,
                                                         InvitesDeliveryResult  *result);
void              invites_relay_connection_close        (InvitesRelayConnection *self);

G_END_DECLS
