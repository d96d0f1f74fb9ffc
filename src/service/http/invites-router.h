/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/http/invites-request.h"

G_BEGIN_DECLS

/* Who may call it. */
typedef enum
{
  INVITES_FOR_EVERYBODY,
  INVITES_FOR_SIGNED_IN,
  INVITES_FOR_READERS,
  INVITES_FOR_SENDERS,
} InvitesAudience;

/* Which threads do it. */
typedef enum
{
  INVITES_LANE_NONE,  /* at once, on the event thread: never blocks */
  INVITES_LANE_READ,
  INVITES_LANE_WRITE,
  INVITES_LANE_HASH,  /* argon2id */
  INVITES_LANE_MAIL,  /* waits for the mail system */
  INVITES_LANE_HELD,  /* asks only to be held, or was: many at once */
} InvitesLane;
#define INVITES_N_LANES 6

typedef enum
{
  INVITES_BODY_NONE,
  INVITES_BODY_ANY,   /* the handler judges it */
  INVITES_BODY_JSON,
} InvitesBody;

typedef struct
{
  const char      *method;
  const char      *pattern;  /* "{}" stands for any one segment */
  InvitesAudience  audience;
  InvitesLane      lane;
  InvitesBody      body;
  gsize            max_body; /* octets */
  InvitesHandler   handler;
} InvitesRoute;

const InvitesRoute *invites_router_find     (const char         *method,
                                             char              **segments,
                                             GPtrArray          *values,
                                             char              **allow);
const InvitesRoute *invites_router_get_lost (gboolean            in_api);
InvitesAnswer      *invites_router_answer   (const InvitesRoute *route,
                                             InvitesRequest     *request);

G_END_DECLS
