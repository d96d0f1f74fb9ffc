/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>

#include "core/invites-contact.h"
#include "core/invites-entry.h"

G_BEGIN_DECLS

#define INVITES_TYPE_WHY (invites_why_get_type ())

typedef struct _InvitesWhy InvitesWhy;

/* What one filter or rule says of one contact. */
typedef struct
{
  char     *rule;  /* (owned): a filter's query name, or an outcome's word */
  gboolean  holds; /* a filter: the contact passes; a rule: it applies */
} InvitesVerdict;

/* One send that considered the contact. */
typedef struct
{
  char         *send;        /* (owned): UUID */
  InvitesTime   prepared_at;
  InvitesTime   started_at;  /* or NONE */
  char         *prepared_by; /* (owned) */
  InvitesEntry *entry;       /* (owned) */
} InvitesPast;

/* What happened to the contact's address. */
typedef struct
{
  InvitesTime          at;
  InvitesAddressEvent  event;
  char                *by;   /* (owned) (nullable): the user's name */
  char                *send; /* (owned) (nullable): UUID, if it came of one */
  char                *text; /* (owned) (nullable): a mail system's words */
} InvitesAddressNote;

/* "Did this contact get it, and if not, why?" */
struct _InvitesWhy
{
  InvitesContact *contact;  /* (owned) */
  gboolean        matches;  /* every filter passes */
  InvitesOutcome  outcome;  /* of a new send with this filter and the limit on;
                               NONE when a filter leaves the contact out */
  GPtrArray      *filters;  /* (owned) (element-type InvitesVerdict) */
  GPtrArray      *rules;    /* (owned) (element-type InvitesVerdict) */
  GPtrArray      *history;  /* (owned) (element-type InvitesPast): newest first */
  GPtrArray      *notes;    /* (owned) (element-type InvitesAddressNote): likewise */
};

InvitesVerdict *invites_verdict_new   (const char        *rule,
                                       gboolean           holds);
void            invites_verdict_free  (InvitesVerdict    *self);
InvitesPast    *invites_past_new      (void);
void            invites_past_free     (InvitesPast       *self);
InvitesAddressNote *invites_address_note_new  (void);
void            invites_address_note_free (InvitesAddressNote *self);

GType           invites_why_get_type  (void) G_GNUC_CONST;
InvitesWhy     *invites_why_new       (void);
InvitesWhy     *invites_why_copy      (const InvitesWhy  *self);
void            invites_why_free      (InvitesWhy        *self);
JsonNode       *invites_why_to_json   (const InvitesWhy  *self);
InvitesWhy     *invites_why_from_json (JsonNode          *node,
                                       GError           **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesVerdict, invites_verdict_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesPast, invites_past_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesAddressNote, invites_address_note_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesWhy, invites_why_free)

G_END_DECLS
