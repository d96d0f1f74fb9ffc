/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>

#include "core/invites-enums.h"
#include "core/invites-time.h"

G_BEGIN_DECLS

/* A boolean from outside that may be unknown: null in JSON, empty in CSV. */
typedef enum
{
  INVITES_FLAG_NO,
  INVITES_FLAG_YES,
  INVITES_FLAG_UNKNOWN,
} InvitesFlag;

#define INVITES_TYPE_CONTACT (invites_contact_get_type ())
typedef struct _InvitesContact InvitesContact;

/* One row of Portal Invitation Details: a person at an account. */
struct _InvitesContact
{
  char          *id;               /* (owned) */
  char          *email;            /* (owned): exactly as imported, may be "" */
  char          *name;             /* (owned) */
  char          *account_number;   /* (owned) */
  char          *account_name;     /* (owned) */
  InvitesGroup   status;
  InvitesReason  reason;           /* NONE but for cannot_be_invited */
  gboolean       expired;
  InvitesTime    last_invite_sent; /* or NONE */
  InvitesTime    last_login;       /* or NONE */
  InvitesFlag    auto_pay;
};

GType           invites_contact_get_type  (void) G_GNUC_CONST;
InvitesContact *invites_contact_new       (void);
InvitesContact *invites_contact_copy      (const InvitesContact *self);
gboolean        invites_contact_equal     (const InvitesContact *a,
                                           const InvitesContact *b);
void            invites_contact_free      (InvitesContact       *self);
JsonNode       *invites_contact_to_json   (const InvitesContact *self);
InvitesContact *invites_contact_from_json (JsonNode             *node,
                                           GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesContact, invites_contact_free)

G_END_DECLS
