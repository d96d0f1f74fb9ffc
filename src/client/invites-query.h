/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "core/invites-enums.h"
#include "core/invites-filter.h"
#include "core/invites-send.h"

G_BEGIN_DECLS

typedef enum
{
  INVITES_QUERY_CONTACTS, /* GET  /v1/contacts */
  INVITES_QUERY_FORECAST, /* POST /v1/sends/forecast/entries */
  INVITES_QUERY_ENTRIES,  /* GET  /v1/sends/{uuid}/entries */
} InvitesQueryKind;

#define INVITES_TYPE_QUERY (invites_query_get_type ())
typedef struct _InvitesQuery InvitesQuery;

/* Which list, in which order: all but the page. -1 (…_NONE) and NULL: any. */
struct _InvitesQuery
{
  InvitesQueryKind      kind;

  /* Contacts. */
  InvitesFilter        *filter;  /* (owned) (nullable) */
  int                   group;   /* InvitesGroup or -1 */
  InvitesReason         reason;
  gboolean              expired; /* only expired ones */

  /* A forecast's entries. */
  InvitesSendRequest   *request; /* (owned) (nullable) */

  /* A send's entries. */
  char                 *send;    /* (owned) (nullable): UUID */

  /* A forecast's and a send's entries. */
  InvitesOutcome        outcome;
  InvitesDeliveryState  state;

  /* All. */
  char                 *search;  /* (owned) (nullable) */
  char                 *sort;    /* (owned) (nullable): "-email" descending */
};

GType         invites_query_get_type     (void) G_GNUC_CONST;
InvitesQuery *invites_query_new_contacts (const InvitesFilter      *filter);
InvitesQuery *invites_query_new_forecast (const InvitesSendRequest *request);
InvitesQuery *invites_query_new_entries  (const char               *send);
InvitesQuery *invites_query_copy         (const InvitesQuery       *self);
void          invites_query_free         (InvitesQuery             *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesQuery, invites_query_free)

G_END_DECLS
