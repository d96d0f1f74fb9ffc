/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>

#include "core/invites-time.h"

G_BEGIN_DECLS

#define INVITES_PERMISSION_SEND   390
#define INVITES_PERMISSION_REVIEW 391

#define INVITES_TYPE_USER    (invites_user_get_type ())
#define INVITES_TYPE_SIGN_IN (invites_sign_in_get_type ())

typedef struct _InvitesUser   InvitesUser;
typedef struct _InvitesSignIn InvitesSignIn;

struct _InvitesUser
{
  char     *name;       /* (owned): the person's, to be shown */
  char     *email;      /* (owned) */
  gboolean  may_send;   /* 390 */
  gboolean  may_review; /* 391 */
};

/* The answer of a sign-in. */
struct _InvitesSignIn
{
  char        *token;      /* (owned): a secret */
  InvitesTime  expires_at;
  InvitesUser *user;       /* (owned) */
};

GType          invites_user_get_type     (void) G_GNUC_CONST;
InvitesUser   *invites_user_new          (void);
InvitesUser   *invites_user_copy         (const InvitesUser   *self);
void           invites_user_free         (InvitesUser         *self);
gboolean       invites_user_may_read     (const InvitesUser   *self);
JsonNode      *invites_user_to_json      (const InvitesUser   *self);
InvitesUser   *invites_user_from_json    (JsonNode            *node,
                                          GError             **error);

GType          invites_sign_in_get_type  (void) G_GNUC_CONST;
InvitesSignIn *invites_sign_in_new       (void);
InvitesSignIn *invites_sign_in_copy      (const InvitesSignIn *self);
void           invites_sign_in_free      (InvitesSignIn       *self);
JsonNode      *invites_sign_in_to_json   (const InvitesSignIn *self);
InvitesSignIn *invites_sign_in_from_json (JsonNode            *node,
                                          GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesUser, invites_user_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesSignIn, invites_sign_in_free)

G_END_DECLS
