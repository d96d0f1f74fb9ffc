/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "core/invites-send.h"
#include "service/bounces/invites-bounce-watcher.h"
#include "service/delivery/invites-relay.h"
#include "service/delivery/invites-sender.h"
#include "service/http/invites-health.h"
#include "service/http/invites-hub.h"
#include "service/http/invites-request.h"
#include "service/http/invites-sessions.h"
#include "service/http/invites-throttle.h"
#include "service/index/invites-index.h"
#include "service/invites-keys.h"
#include "service/store/invites-database-listener.h"

G_BEGIN_DECLS

typedef struct _InvitesServer InvitesServer;

/* What all requests share, and what runs beside them. Every member may be used
 * from any thread. */
struct _InvitesService
{
  char            *database;        /* (owned) */
  char            *public_url;      /* (owned): no slash at its end */
  InvitesRelay    *relay;           /* (owned) */
  InvitesKeys     *keys;            /* (owned) */

  InvitesSender   *sender;          /* (owned) */
  InvitesBounceWatcher *bounces;    /* (owned) (nullable): to be watched */
  InvitesHub      *hub;             /* (owned) */
  InvitesIndex    *index;           /* (owned) */
  InvitesDatabaseListener *listener; /* (owned) (nullable): others' changes */
  InvitesHealth   *health;          /* (owned) */
  InvitesSessions *sessions;        /* (owned) */
  InvitesThrottle *pair_throttle;   /* (owned): failed sign-ins by client and
                                       username */
  InvitesThrottle *client_throttle; /* (owned): failed sign-ins by client */
  InvitesThrottle *portal_throttle; /* (owned): failed acceptances by link */
  InvitesServer   *server;          /* (owned) (nullable): until it is started */

  GThread         *keeper;          /* (owned) (nullable) */
  GMutex           keeper_mutex;
  GCond            keeper_cond;
  gboolean         stopping;        /* under keeper_mutex */
  InvitesTrouble   trouble;         /* the keeper's: what was told last */
  char            *trouble_text;    /* (owned) (nullable): likewise */
};

InvitesService *invites_service_new   (const char      *database,
                                       const char      *public_url,
                                       InvitesKeys     *keys,
                                       InvitesRelay    *relay);
void            invites_service_watch_bounces (InvitesService *self,
                                               const char     *maildir,
                                               const char     *mailbox);
void            invites_service_hold_index    (InvitesService *self,
                                               gboolean        hold);
gboolean        invites_service_start (InvitesService  *self,
                                       int              listener,
                                       GError         **error);
void            invites_service_stop  (InvitesService  *self);
gboolean        invites_service_is_ending (InvitesService *self);
/* Adds to what the store says of a send what keeps it from going on. */
void            invites_service_tell_trouble (InvitesService *self,
                                              InvitesSend    *send);
void            invites_service_free  (InvitesService  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesService, invites_service_free)

G_END_DECLS
