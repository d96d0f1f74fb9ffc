/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define INVITES_FORM_MAX_SIZE 4096 /* bytes */

/* What a browser posted (application/x-www-form-urlencoded), read strictly.
 * Values may be secrets: they are wiped when the form is freed. */
typedef struct _InvitesForm InvitesForm;

InvitesForm *invites_form_parse (const char   *content_type,
                                 GBytes       *body,
                                 GError      **error);
void         invites_form_free  (InvitesForm  *self);
const char  *invites_form_get   (InvitesForm  *self,
                                 const char   *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesForm, invites_form_free)

G_END_DECLS
