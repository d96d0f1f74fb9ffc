/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>

#include "core/invites-time.h"

G_BEGIN_DECLS

#define INVITES_TYPE_WISH (invites_wish_get_type ())
typedef struct _InvitesWish InvitesWish;

/* A contact who asked for a new link, from the page of an expired one. */
struct _InvitesWish
{
  char        *id;             /* (owned): the contact's */
  char        *email;          /* (owned) */
  char        *name;           /* (owned) */
  char        *account_number; /* (owned) */
  char        *account_name;   /* (owned) */
  char        *send;           /* (owned): UUID, whose link had expired */
  InvitesTime  asked_at;
};

GType        invites_wish_get_type  (void) G_GNUC_CONST;
InvitesWish *invites_wish_new       (void);
InvitesWish *invites_wish_copy      (const InvitesWish *self);
void         invites_wish_free      (InvitesWish       *self);
JsonNode    *invites_wish_to_json   (const InvitesWish *self);
InvitesWish *invites_wish_from_json (JsonNode          *node,
                                     GError           **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesWish, invites_wish_free)

G_END_DECLS
