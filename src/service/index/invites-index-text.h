/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Two texts for each of many rows, in one block: "ann@example.com\0ann\0" and
 * so on. What is searched for holds no NUL, and so never lies over a border.
 */
typedef struct _InvitesIndexText InvitesIndexText;

#define INVITES_INDEX_TEXT_FIELDS 2

InvitesIndexText *invites_index_text_new        (void);
void              invites_index_text_append     (InvitesIndexText       *self,
                                                 const char             *first,
                                                 const char             *second);
InvitesIndexText *invites_index_text_reorder    (const InvitesIndexText *self,
                                                 const guint32          *rows);
void              invites_index_text_end        (InvitesIndexText       *self);
void              invites_index_text_free       (InvitesIndexText       *self);
guint             invites_index_text_get_size   (const InvitesIndexText *self);
gsize             invites_index_text_get_memory (const InvitesIndexText *self);
const char      **invites_index_text_list       (const InvitesIndexText *self,
                                                 guint                   field);

double            invites_index_text_estimate   (const InvitesIndexText *self,
                                                 const char             *word);
gboolean          invites_index_text_contains   (const InvitesIndexText *self,
                                                 guint                   row,
                                                 const char             *word,
                                                 gsize                   length);
guint             invites_index_text_search     (const InvitesIndexText *self,
                                                 const char             *word,
                                                 guint64                *found);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesIndexText, invites_index_text_free)

G_END_DECLS
