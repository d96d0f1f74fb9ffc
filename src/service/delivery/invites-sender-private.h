/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/delivery/invites-lease.h"
#include "service/delivery/invites-relay-answer.h"
#include "service/delivery/invites-sender.h"
#include "service/store/invites-store.h"

G_BEGIN_DECLS

/*
 * Two threads. The coordinator owns the store: it takes all that has gathered
 * and makes one transaction of it, results and new claims together. The loop
 * owns the connections: it tells how many of them wait for a mail, composes
 * what was claimed for them, and hands in what became of it. So at any instant
 * at most as many deliveries are in doubt as connections are open. Where there
 * may be other services, a third one keeps the lease.
 */
typedef struct _InvitesSenderLoop InvitesSenderLoop;

struct _InvitesSender
{
  GObject parent_instance;

  /* Set before the threads start. */
  char                     *database;
  InvitesRelay             *relay;
  InvitesKeys              *keys;
  char                     *public_url;
  char                     *bounce_domain; /* (nullable) */
  InvitesSenderChangedFunc  changed;
  gpointer                  user_data;
  guint                     n_connections;
  InvitesSenderLimits       limits;
  guint                     lease_seconds; /* 0: nobody else sends */
  InvitesLease             *lease;
  InvitesStore             *store;         /* then the coordinator's alone */
  InvitesStore             *keeper_store;  /* (nullable): the keeper's */
  GThread                  *coordinator;   /* (nullable): not running */
  GThread                  *keeper;        /* (nullable): not running */
  InvitesSenderLoop        *loop;          /* (nullable): likewise */

  /* The threads', under the mutex. */
  GMutex                    mutex;
  GCond                     cond;          /* for all but the loop */
  GPtrArray                *reports;       /* of InvitesSenderReport */
  GPtrArray                *claimed;       /* of InvitesDelivery: not yet taken
                                              by the loop */
  guint                     n_asking;      /* connections that want a mail */
  guint                     n_open;
  guint                     n_busy;        /* mails that the loop has */
  gboolean                  has_work;      /* something is due */
  gboolean                  is_flowing;    /* there was as much as was asked
                                              for */
  gboolean                  woken;
  gint64                    spare_until;   /* on the lease's clock: until then
                                              no other service is ended */
  gboolean                  stopping;      /* no new claims */
  gboolean                  cut;           /* what is on the wire ends now */
  gboolean                  settled;       /* all results are in the store */
  gboolean                  ended;         /* the threads leave */

  /* The faults of others; likewise. */
  guint                     n_failures;    /* of the mail system, in a row */
  gint64                    retry_at;      /* on the monotonic clock */
  gboolean                  failed_opening;
  gboolean                  failed_sign_in; /* a person was asked */
  char                     *relay_why;     /* (nullable): reachable */
  char                     *relay_log;     /* (nullable): the same, for a log */
  char                     *store_why;     /* (nullable): working */
};

/* A claimed delivery on its way, or, without one, a failed opening. */
typedef struct
{
  InvitesDelivery    *delivery; /* (owned) (nullable) */
  InvitesRelayAnswer  answer;
  gboolean            is_ours;  /* nobody else was asked */
  gint64              begun_at; /* on the monotonic clock */
  gint64              time;     /* how long it took */
} InvitesSenderReport;

InvitesSenderReport *invites_sender_report_new       (InvitesDelivery *delivery);
void                 invites_sender_report_free      (InvitesSenderReport *self);

/* Under the mutex. */
void                 invites_sender_note_report      (InvitesSender *self,
                                                      const InvitesSenderReport *report);
void                 invites_sender_note_opened      (InvitesSender *self);

gpointer             invites_sender_run_coordinator  (gpointer data);

gpointer             invites_sender_run_keeper       (gpointer data);
gboolean             invites_sender_register         (InvitesSender *self,
                                                      InvitesStore  *store,
                                                      GError       **error);
gboolean             invites_sender_end_expired      (InvitesSender *self,
                                                      InvitesStore  *store,
                                                      GError       **error);

InvitesSenderLoop   *invites_sender_loop_new         (InvitesSender     *sender);
void                 invites_sender_loop_wake        (InvitesSenderLoop *self);
/* After the sender has ended. */
void                 invites_sender_loop_join        (InvitesSenderLoop *self);

G_END_DECLS
