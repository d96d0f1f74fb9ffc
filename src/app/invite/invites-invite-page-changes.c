/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/invite/invites-invite-page-private.h"

/**
 * invites_invite_page_show_error:
 * @self: the page
 * @about: what failed
 * @error: why
 *
 * Says so until it is known better; what is on the screen stays.
 */
void
invites_invite_page_show_error (InvitesInvitePage *self,
                                About about,
                                const GError *error)
{
  /* The sign-in page says so. */
  if (g_error_matches (error, INVITES_ERROR, INVITES_ERROR_SIGNED_OUT))
    return;
  self->about = about;
  invites_message_strip_show_error (self->strip, error);
}

/**
 * invites_invite_page_hide_error:
 * @self: the page
 * @about: what does not fail any more
 */
void
invites_invite_page_hide_error (InvitesInvitePage *self, About about)
{
  if (self->about != about)
    return;
  self->about = ABOUT_NOTHING;
  invites_message_strip_hide (self->strip);
}

/* What failed because the user asked for it is told before this. */
static void
changes_failed_cb (InvitesInvitePage *self)
{
  const GError *error = invites_changes_get_error (self->changes);

  if (error == NULL)
    invites_invite_page_hide_error (self, ABOUT_CHANGES);
  else if (self->about == ABOUT_NOTHING)
    invites_invite_page_show_error (self, ABOUT_CHANGES, error);
}

/**
 * invites_invite_page_unfollow:
 * @self: the page
 *
 * Follows no division any more; what is held for it is cancelled, unless a
 * window that was opened from here follows it still.
 */
void
invites_invite_page_unfollow (InvitesInvitePage *self)
{
  invites_invite_page_hide_error (self, ABOUT_CHANGES);
  if (self->changes != NULL)
    g_signal_handlers_disconnect_by_data (self->changes, self);
  g_clear_object (&self->changes);
}

/**
 * invites_invite_page_follow:
 * @self: the page
 *
 * Follows the division that is chosen now, and no other.
 */
void
invites_invite_page_follow (InvitesInvitePage *self)
{
  invites_invite_page_unfollow (self);
  if (self->division == NULL)
    return;

  self->changes = invites_changes_new (self->client, self->division);
  g_signal_connect_object (self->changes, "changed",
                           G_CALLBACK (invites_invite_page_tell_changed),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->changes, "notify::error",
                           G_CALLBACK (changes_failed_cb), self,
                           G_CONNECT_SWAPPED);
}
