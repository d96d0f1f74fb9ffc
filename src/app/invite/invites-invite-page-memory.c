/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/invite/invites-filter-variant.h"
#include "app/invite/invites-invite-page-private.h"

#define KEY_DIVISION "division"
#define KEY_FILTER   "filter"

/* Several changes in a row are written once: in a sandbox, that is to a file. */
#define SETTLE 500 /* milliseconds */

/**
 * invites_invite_page_set_settings:
 * @self: the page; it must not have a client yet
 * @settings: what the user has set up for this service
 *
 * Begins with the division and the filters that were last chosen, and offers
 * those that were saved.
 */
void
invites_invite_page_set_settings (InvitesInvitePage *self, GSettings *settings)
{
  g_autoptr(InvitesSavedFilters) saved = NULL;

  g_return_if_fail (INVITES_IS_INVITE_PAGE (self));
  g_return_if_fail (G_IS_SETTINGS (settings));
  g_return_if_fail (self->client == NULL && self->settings == NULL);

  self->settings = g_object_ref (settings);
  saved = invites_saved_filters_new (settings);
  invites_filter_pane_set_saved (self->filter_pane, saved);
}

/**
 * invites_invite_page_restore:
 * @self: the page, with its choices
 *
 * Chooses what was chosen last, as far as it is still there.
 */
void
invites_invite_page_restore (InvitesInvitePage *self)
{
  g_autofree char *division = NULL;
  g_autoptr(GVariant) narrow = NULL;
  g_autoptr(InvitesFilter) filter = NULL;

  if (self->settings == NULL)
    return;
  division = g_settings_get_string (self->settings, KEY_DIVISION);
  narrow = g_settings_get_value (self->settings, KEY_FILTER);
  filter = invites_filter_from_narrow_variant (division, narrow);
  if (filter != NULL)
    invites_filter_pane_restore (self->filter_pane, filter);
}

/**
 * invites_invite_page_remember_now:
 * @self: the page
 *
 * Writes what is chosen, unless that is done.
 */
void
invites_invite_page_remember_now (InvitesInvitePage *self)
{
  g_autoptr(InvitesFilter) filter = NULL;

  if (self->remember_id == 0)
    return;
  g_clear_handle_id (&self->remember_id, g_source_remove);
  filter = invites_filter_pane_dup_filter (self->filter_pane);
  g_settings_set_string (self->settings, KEY_DIVISION,
                         filter->division != NULL ? filter->division : "");
  g_settings_set_value (self->settings, KEY_FILTER,
                        invites_filter_to_narrow_variant (filter));
}

static gboolean
remember_cb (gpointer user_data)
{
  invites_invite_page_remember_now (user_data);
  return G_SOURCE_REMOVE;
}

/**
 * invites_invite_page_remember:
 * @self: the page
 *
 * What is chosen has changed, and is what the next start begins with.
 */
void
invites_invite_page_remember (InvitesInvitePage *self)
{
  if (self->settings == NULL)
    return;
  g_clear_handle_id (&self->remember_id, g_source_remove);
  self->remember_id = g_timeout_add (SETTLE, remember_cb, self);
}
