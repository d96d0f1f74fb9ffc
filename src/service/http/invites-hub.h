/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/invites-time.h"

G_BEGIN_DECLS

/*
 * Knows which requests wait for a send, or the contacts of a division, to
 * change, and what was last said of it. May be used from any thread.
 *
 * Each change raises the serial. What is said of a running send, or of a
 * division, stays the same for a second, however often it changes, so that a
 * thousand watchers cost one read a second.
 */
typedef struct _InvitesHub InvitesHub;

/* What was read of a send or a division. */
typedef struct
{
  char     *topic;    /* (owned) (nullable): what to wait for; NULL: the send */
  char     *division; /* (owned) */
  GBytes   *body;     /* (owned) (nullable): of a division */
  char     *etag;     /* (owned): with its quotes */
  guint64   serial;   /* when the reading began */
  gboolean  running;
  InvitesTime as_of;  /* of a division: when it became so */
} InvitesReading;

typedef enum
{
  INVITES_WAKE_CHANGED,
  INVITES_WAKE_TIME_OVER,
  INVITES_WAKE_STOPPING,
} InvitesWake;

typedef void (*InvitesWakeFunc) (gpointer    waiter,
                                 InvitesWake why,
                                 gpointer    user_data);

InvitesReading *invites_reading_new           (void);
InvitesReading *invites_reading_copy          (const InvitesReading *self);
void            invites_reading_free          (InvitesReading       *self);

InvitesHub     *invites_hub_new               (guint                 max_waiters,
                                               InvitesWakeFunc       wake,
                                               gpointer              user_data);
void            invites_hub_stop              (InvitesHub           *self);
void            invites_hub_free              (InvitesHub           *self);

/* The numbers moved; or the state did, which is told at once. */
void            invites_hub_send_changed      (InvitesHub           *self,
                                               const char           *uuid);
void            invites_hub_send_state_changed (InvitesHub          *self,
                                               const char           *uuid);
/* Something that is said of every send did. */
void            invites_hub_all_changed       (InvitesHub           *self);

/* NULL: of every one. */
void            invites_hub_division_changed  (InvitesHub           *self,
                                               const char           *division);
InvitesReading *invites_hub_read_division     (InvitesHub           *self,
                                               const char           *division);

InvitesReading *invites_hub_lookup            (InvitesHub           *self,
                                               const char           *uuid,
                                               guint64              *serial);
InvitesReading *invites_hub_publish           (InvitesHub           *self,
                                               const char           *uuid,
                                               const InvitesReading *reading);
gboolean        invites_hub_wait              (InvitesHub           *self,
                                               const char           *topic,
                                               guint64               serial,
                                               gint64                deadline,
                                               gpointer              waiter);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesReading, invites_reading_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesHub, invites_hub_free)

G_END_DECLS
