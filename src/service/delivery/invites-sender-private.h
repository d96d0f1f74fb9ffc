/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/delivery/invites-sender.h"
#include "service/store/invites-store.h"

G_BEGIN_DECLS

/*
 * One coordinator owns the store. Each worker owns a connection to the mail
 * system: it asks for work only when that is open, hands in what became of it
 * and asks again. The coordinator takes all that has gathered and makes one
 * transaction of it, results and new claims together.
 */
struct _InvitesSender
{
  GObject parent_instance;

  /* Set before the threads start. */
  char                     *database;
  InvitesRelay             *relay;
  InvitesKeys              *keys;
  char                     *public_url;
  InvitesSenderChangedFunc  changed;
  gpointer                  user_data;
  guint                     n_connections;
  InvitesStore             *store;       /* then the coordinator's alone */
  GThread                  *coordinator; /* (nullable): not running */
  GPtrArray                *workers;     /* of GThread */
  GCancellable             *cut_off;     /* what is on the wire ends now */

  /* The threads', under the mutex. */
  GMutex                    mutex;
  GCond                     for_coordinator;
  GCond                     for_workers;
  GPtrArray                *results;     /* of InvitesDeliveryResult */
  GQueue                    claimed;     /* of InvitesDelivery: not yet taken */
  guint                     n_ready;     /* workers that wait for a claim */
  guint                     n_busy;      /* workers with a delivery */
  gboolean                  has_work;    /* something is due */
  gboolean                  woken;
  gboolean                  stopping;    /* no new claims */
  gboolean                  settled;     /* all results are in the store */
  gboolean                  ended;       /* workers leave */

  /* The mail system's faults; likewise. */
  guint                     n_failures;  /* in a row */
  gint64                    retry_at;    /* on the monotonic clock */
  gboolean                  is_trying;   /* one worker, for all */
  char                     *relay_why;   /* (nullable): reachable */
  char                     *store_why;   /* (nullable): working */
};

gpointer invites_sender_run_worker (gpointer data);

G_END_DECLS
