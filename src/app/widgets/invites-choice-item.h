/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define INVITES_TYPE_CHOICE_ITEM (invites_choice_item_get_type ())
G_DECLARE_FINAL_TYPE (InvitesChoiceItem, invites_choice_item, INVITES,
                      CHOICE_ITEM, GObject)

/* One entry of a list that can be searched: its name, and where it stands in
 * the whole list. */
InvitesChoiceItem *invites_choice_item_new          (const char        *name,
                                                     guint              position);
const char        *invites_choice_item_get_name     (InvitesChoiceItem *self);
guint              invites_choice_item_get_position (InvitesChoiceItem *self);
gboolean           invites_choice_item_matches      (InvitesChoiceItem *self,
                                                     const char *const *words);

/* The words of a search, for invites_choice_item_matches(). */
char             **invites_choice_item_split_words  (const char        *search);

G_END_DECLS
