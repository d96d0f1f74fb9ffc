/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/delivery/invites-sender-limits.h"
#include "service/delivery/invites-sender-private.h"

G_BEGIN_DECLS

/* What the thread that owns the store has for itself. */
typedef struct
{
  InvitesSender  *sender;       /* (borrowed) */
  InvitesLimits  *limits;       /* (owned) */
  GPtrArray      *results;      /* (owned) (element-type InvitesDeliveryResult):
                                   not in the store yet */
  GPtrArray      *pauses;       /* (owned) (element-type InvitesPause):
                                   likewise */
  GHashTable     *held;         /* (owned) (element-type gint64 gint64): a set
                                   of what was claimed and not given back, by a
                                   result that is in the store */
  GHashTable     *sends;        /* (owned): those that something was claimed of */
  GHashTable     *stumbles;     /* (owned) (element-type gint64 guint): how
                                   often in a row a mail was given back for a
                                   fault of the mail system */
  InvitesTrouble  told_trouble;
  gboolean        turn_failed;  /* the last one */
  gboolean        is_unclear;   /* whether it was written all the same */

  /* Means, in microseconds. */
  gint64          disk_time;    /* of a turn, beside its own work */
  gint64          send_time;    /* of a mail */
} Coordinator;

/* One transaction. */
typedef struct
{
  gpointer       *reports;     /* (owned) */
  guint           n_reports;
  guint           n_wanted;
  guint           n_claims;
  gboolean        is_due;
  gboolean        has_changed; /* some send */
  gboolean        spares;      /* the other services */
  InvitesTrouble  trouble;
} Turn;

void invites_coordinator_take_report (Coordinator         *self,
                                      InvitesSenderReport *report);
void invites_coordinator_put_back    (Coordinator         *self,
                                      InvitesDelivery     *delivery,
                                      InvitesTime          not_before);

G_END_DECLS
