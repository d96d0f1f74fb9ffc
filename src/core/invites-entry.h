/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>

#include "core/invites-enums.h"
#include "core/invites-time.h"

G_BEGIN_DECLS

#define INVITES_TYPE_ENTRY (invites_entry_get_type ())
typedef struct _InvitesEntry InvitesEntry;

/* One row of a send's ledger: a contact and what became of it. */
struct _InvitesEntry
{
  char                 *id;             /* (owned): the contact's */
  char                 *email;          /* (owned): as it was at prepare */
  char                 *name;           /* (owned) */
  char                 *account_number; /* (owned) */
  char                 *account_name;   /* (owned) */
  InvitesOutcome        outcome;
  InvitesDeliveryState  state;          /* NONE but for will_be_sent, merged */
  InvitesSkip           skipped;        /* NONE but for state skipped */
  char                 *merged_into;    /* (owned) (nullable): leading contact */
  InvitesTime           changed_at;     /* when state was reached, or NONE */
  int                   reply_code;     /* the mail system's, or 0 */
  char                 *reply_status;   /* (owned) (nullable): "5.1.1" */
  char                 *reply_text;     /* (owned) (nullable): its words */
  guint                 attempts;       /* how often it was tried */
  InvitesTime           next_attempt_at; /* deferred: when next, or NONE */
  gboolean              accepted;       /* by this send's link */
};

GType         invites_entry_get_type  (void) G_GNUC_CONST;
InvitesEntry *invites_entry_new       (void);
InvitesEntry *invites_entry_copy      (const InvitesEntry *self);
gboolean      invites_entry_equal     (const InvitesEntry *a,
                                       const InvitesEntry *b);
void          invites_entry_free      (InvitesEntry       *self);
JsonNode     *invites_entry_to_json   (const InvitesEntry *self);
InvitesEntry *invites_entry_from_json (JsonNode           *node,
                                       GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesEntry, invites_entry_free)

G_END_DECLS
