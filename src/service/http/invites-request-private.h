/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/http/invites-request.h"
#include "service/http/invites-router.h"

G_BEGIN_DECLS

/* The server's and the router's side of a request. */
struct _InvitesRequest
{
  /* Constant once the head has arrived. */
  InvitesService     *service;  /* (unowned) */
  const InvitesRoute *route;
  GPtrArray          *segments; /* (owned) (element-type utf8): the values of
                                   the pattern's "{}" */
  char               *allow;    /* (owned) (nullable): methods, for a 405 */
  char               *client;   /* (owned): address */
  GHashTable         *headers;  /* (owned) (element-type utf8 utf8): name in
                                   lower case → value */
  GHashTable         *query;    /* (owned) (nullable) (element-type utf8 utf8) */
  GError             *broken;   /* (owned) (nullable): what is wrong with path
                                   or query, told once it is known who asks */
  gboolean            head;
  int                 fd;       /* of the connection, which stays open while a
                                   worker is at it; -1: none */

  /* Constant once the body has arrived. */
  GBytes             *body;     /* (owned) (nullable): none */

  /* While a worker is at it. */
  InvitesStore       *store;    /* (unowned) (nullable): the worker's */
  InvitesAccess      *access;   /* (owned) (nullable) */
  JsonNode           *json;     /* (owned) (nullable): the parsed body */
  GHashTable         *form;     /* (owned) (nullable): likewise */
  gboolean            waited;   /* was held until its time was over */
};

InvitesRequest *invites_request_new         (InvitesService  *service,
                                             const char      *method,
                                             const char      *target,
                                             const char      *client);
void            invites_request_free        (InvitesRequest  *self);
void            invites_request_set_header  (InvitesRequest  *self,
                                             const char      *name,
                                             const char      *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesRequest, invites_request_free)

G_END_DECLS
