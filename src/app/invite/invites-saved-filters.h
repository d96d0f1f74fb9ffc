/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "core/invites-filter.h"

G_BEGIN_DECLS

#define INVITES_SAVED_FILTER_MAX_NAME 60 /* characters */

#define INVITES_TYPE_SAVED_FILTERS (invites_saved_filters_get_type ())
G_DECLARE_FINAL_TYPE (InvitesSavedFilters, invites_saved_filters, INVITES,
                      SAVED_FILTERS, GObject)

/* The filters that a user has given names, in the user's order. No two have the
 * same name. Emits "changed". */
InvitesSavedFilters *invites_saved_filters_new        (GSettings           *settings);
guint                invites_saved_filters_get_n      (InvitesSavedFilters *self);
const char          *invites_saved_filters_get_name   (InvitesSavedFilters *self,
                                                       guint                position);
const InvitesFilter *invites_saved_filters_get_filter (InvitesSavedFilters *self,
                                                       guint                position);
gboolean             invites_saved_filters_find       (InvitesSavedFilters *self,
                                                       const char          *name,
                                                       guint               *position);
void                 invites_saved_filters_save       (InvitesSavedFilters *self,
                                                       const char          *name,
                                                       const InvitesFilter *filter);
void                 invites_saved_filters_insert     (InvitesSavedFilters *self,
                                                       guint                position,
                                                       const char          *name,
                                                       const InvitesFilter *filter);
void                 invites_saved_filters_rename     (InvitesSavedFilters *self,
                                                       guint                position,
                                                       const char          *name);
void                 invites_saved_filters_move       (InvitesSavedFilters *self,
                                                       guint                position,
                                                       guint                to);
void                 invites_saved_filters_remove     (InvitesSavedFilters *self,
                                                       guint                position);

G_END_DECLS
