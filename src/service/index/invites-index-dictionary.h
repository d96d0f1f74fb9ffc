/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Numbers for the texts that a column has, and for sets of them. 0 is no text,
 * and the empty set. */
typedef struct _InvitesIndexDictionary InvitesIndexDictionary;

InvitesIndexDictionary *invites_index_dictionary_new    (void);
void                    invites_index_dictionary_free   (InvitesIndexDictionary *self);
guint32                 invites_index_dictionary_add    (InvitesIndexDictionary *self,
                                                         const char             *text);
guint32                 invites_index_dictionary_add_set (InvitesIndexDictionary *self,
                                                         const char *const      *texts);
gboolean                invites_index_dictionary_find   (InvitesIndexDictionary *self,
                                                         const char             *text,
                                                         guint32                *number);
guint                   invites_index_dictionary_get_n_sets
                                                        (InvitesIndexDictionary *self);
guint8                 *invites_index_dictionary_find_sets
                                                        (InvitesIndexDictionary *self,
                                                         guint32                 number);
gsize                   invites_index_dictionary_get_memory
                                                        (InvitesIndexDictionary *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesIndexDictionary,
                               invites_index_dictionary_free)

G_END_DECLS
