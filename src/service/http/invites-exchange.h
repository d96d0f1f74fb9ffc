/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <microhttpd.h>

#include "service/http/invites-connections.h"
#include "service/http/invites-request-private.h"

G_BEGIN_DECLS

/* What all bodies that are being read may take together, in octets. */
#define INVITES_EXCHANGE_MAX_MEMORY (256 * 1024 * 1024)

/* One request and its answer, from the first line that comes in to the last
 * octet that goes out. */
typedef struct
{
  /* Borrowed. */
  InvitesService        *service;
  struct MHD_Connection *connection;
  InvitesDeadline       *deadline;
  int                   *memory;      /* atomic: of all bodies, in octets */

  /* Owned. */
  char                  *target;      /* path and query, not decoded */
  InvitesRequest        *request;     /* (nullable): until the head is in */
  GByteArray            *body;        /* (nullable) */
  GError                *refusal;     /* (nullable): the body is not wanted */
  InvitesAnswer         *answer;      /* (nullable): until there is one */

  gsize                  n_discarded; /* octets */
  gint64                 hold_until;  /* monotonic, µs; 0: was never held */
} InvitesExchange;

InvitesExchange *invites_exchange_new    (InvitesService        *service,
                                          struct MHD_Connection *connection,
                                          const char            *target,
                                          int                   *memory);
void             invites_exchange_free   (InvitesExchange       *self);
gboolean         invites_exchange_begin  (InvitesExchange       *self,
                                          const char            *method);
gboolean         invites_exchange_append (InvitesExchange       *self,
                                          const char            *data,
                                          gsize                  length);
void             invites_exchange_end    (InvitesExchange       *self);
void             invites_exchange_refuse (InvitesExchange       *self,
                                          InvitesError           code,
                                          const char            *message);
enum MHD_Result  invites_exchange_queue  (InvitesExchange       *self);

G_END_DECLS
