/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define INVITES_FORM_MAX_SIZE 4096

/* What a browser posts (application/x-www-form-urlencoded), read strictly.
 * Values are secrets: they are wiped when the form is freed. */
typedef struct _InvitesForm InvitesForm;

InvitesForm *invites_form_parse (GBytes       *body,
                                 GError      **error);
void         invites_form_free  (InvitesForm  *self);
const char  *invites_form_get   (InvitesForm  *self,
                                 const char   *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesForm, invites_form_free)

G_END_DECLS
