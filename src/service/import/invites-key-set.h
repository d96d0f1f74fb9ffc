/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A set of texts of any number: what does not fit into a little memory is in
 * a file without a name. */
typedef struct _InvitesKeySet InvitesKeySet;

InvitesKeySet *invites_key_set_new      (GError        **error);
void           invites_key_set_free     (InvitesKeySet  *self);
gboolean       invites_key_set_add      (InvitesKeySet  *self,
                                         const char     *key);
gboolean       invites_key_set_contains (InvitesKeySet  *self,
                                         const char     *key);
gboolean       invites_key_set_check    (InvitesKeySet  *self,
                                         GError        **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesKeySet, invites_key_set_free)

G_END_DECLS
