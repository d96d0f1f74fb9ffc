/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/details/invites-details-window.h"
#include "app/details/invites-find-dialog.h"
#include "app/invite/invites-invite-page-private.h"
#include "app/invite/invites-leave-out.h"
#include "app/invite/invites-preview-dialog.h"
#include "app/widgets/invites-filter-text.h"
#include "app/widgets/invites-format.h"
#include "app/widgets/invites-line-text.h"
#include "app/wishes/invites-wishes-window.h"

/**
 * invites_invite_page_get_window:
 * @self: the page
 *
 * Returns: (transfer none): the window that it is in
 */
GtkWindow *
invites_invite_page_get_window (InvitesInvitePage *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

/**
 * invites_invite_page_get_division_name:
 * @self: the page
 * @id: (nullable): a division
 *
 * Returns: (transfer none) (nullable): its name, or %NULL when it is none of
 *   the user's
 */
const char *
invites_invite_page_get_division_name (InvitesInvitePage *self, const char *id)
{
  const InvitesChoice *division = NULL;

  if (self->choices != NULL && id != NULL)
    division = invites_choices_find (self->choices->divisions, id);
  return division != NULL ? division->name : NULL;
}

static void
leave_out_cb (GtkWindow *details, GStrv contacts, InvitesInvitePage *self)
{
  invites_leave_out_add (&self->leave_out, (const char *const *) contacts);
  invites_invite_page_update (self);
}

static void
present_details (InvitesInvitePage *self,
                 const InvitesQuery *query,
                 const InvitesFilter *filter,
                 const char *title,
                 gboolean can_leave_out)
{
  const char *name
      = invites_invite_page_get_division_name (self, filter->division);
  g_autofree char *subtitle = invites_line_text_join (title, name);
  g_autoptr(GTimeZone) time_zone = NULL;
  GtkWindow *details;

  time_zone = invites_choices_dup_time_zone (self->choices, filter->division);
  details = invites_details_window_new (self->client, query, subtitle,
                                        time_zone);
  invites_details_window_set_why_filter (INVITES_DETAILS_WINDOW (details),
                                         filter);
  if (self->changes != NULL)
    invites_details_window_follow (INVITES_DETAILS_WINDOW (details),
                                   self->changes);
  g_object_set (details, "can-leave-out", can_leave_out, NULL);
  g_signal_connect_object (details, "leave-out", G_CALLBACK (leave_out_cb),
                           self, 0);
  invites_details_window_open (INVITES_DETAILS_WINDOW (details),
                               GTK_WIDGET (self));
}

/**
 * invites_invite_page_open_count:
 * @self: the page
 * @group: an #InvitesGroup, or %INVITES_COUNTS_CARD_TOTAL
 *
 * Opens whom the number counted, which may differ from what is chosen by now:
 * a link leads to exactly those contacts that it counts.
 */
void
invites_invite_page_open_count (InvitesInvitePage *self, int group)
{
  const InvitesFilter *filter = invites_tally_get_counts_filter (self->tally);
  g_autoptr(InvitesQuery) query = NULL;
  const char *title = _("Total contacts");

  if (filter == NULL)
    return;
  query = invites_query_new_contacts (filter);
  query->group = group;
  if (group != INVITES_COUNTS_CARD_TOTAL)
    title = invites_group_title (group);
  present_details (self, query, filter, title,
                   self->may_send && group != INVITES_GROUP_ACCEPTED
                       && group != INVITES_GROUP_CANNOT_BE_INVITED);
}

/**
 * invites_invite_page_open_outcome:
 * @self: the page
 * @outcome: an #InvitesOutcome
 *
 * Opens whom the forecast counted.
 */
void
invites_invite_page_open_outcome (InvitesInvitePage *self, int outcome)
{
  const InvitesSendRequest *request
      = invites_tally_get_outcomes_request (self->tally);
  g_autoptr(InvitesQuery) query = NULL;

  if (request == NULL)
    return;
  query = invites_query_new_forecast (request);
  query->outcome = outcome;
  present_details (self, query, request->filter,
                   invites_outcome_title (outcome),
                   outcome == INVITES_OUTCOME_WILL_BE_SENT
                       || outcome == INVITES_OUTCOME_MERGED);
}

/**
 * invites_invite_page_open_preview:
 * @self: the page
 *
 * Opens the mail as one of the chosen contacts would get it.
 */
void
invites_invite_page_open_preview (InvitesInvitePage *self)
{
  const char *id
      = invites_delivery_options_get_template_id (self->delivery_options);
  const InvitesChoice *choice;
  g_autoptr(InvitesFilter) filter = NULL;
  GtkWindow *dialog;

  if (id == NULL)
    return;
  choice = invites_choices_find (self->choices->notification_templates, id);
  filter = invites_filter_pane_dup_filter (self->filter_pane);
  dialog = invites_preview_dialog_new (
      self->client, id, choice != NULL ? choice->name : id, filter,
      invites_delivery_options_get_email_from (self->delivery_options),
      self->may_send);
  gtk_window_set_transient_for (dialog, invites_invite_page_get_window (self));
  gtk_window_present (dialog);
}

static void
wish_send_started_cb (InvitesInvitePage *self, const char *uuid)
{
  invites_invite_page_tell_started (self, uuid);
}

/**
 * invites_invite_page_open_wishes:
 * @self: the page
 *
 * Opens the list of who asked for a new link.
 */
void
invites_invite_page_open_wishes (InvitesInvitePage *self)
{
  GtkWindow *window;

  if (self->division == NULL)
    return;
  window = invites_wishes_window_new (self->client, self->choices,
                                      self->division);
  g_signal_connect_object (window, "changed",
                           G_CALLBACK (invites_wishes_row_refresh),
                           self->wishes_row, G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "send-started",
                           G_CALLBACK (wish_send_started_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_set_transient_for (window, invites_invite_page_get_window (self));
  gtk_window_present (window);
}

/**
 * invites_invite_page_can_find:
 * @self: the page
 *
 * Returns: whether contacts can be looked for
 */
gboolean
invites_invite_page_can_find (InvitesInvitePage *self)
{
  g_return_val_if_fail (INVITES_IS_INVITE_PAGE (self), FALSE);

  return self->choices != NULL;
}

/**
 * invites_invite_page_find:
 * @self: the page
 *
 * Looks for a contact by name. The filters that are chosen are what it is then
 * judged by.
 */
void
invites_invite_page_find (InvitesInvitePage *self)
{
  g_autoptr(InvitesFilter) filter = NULL;
  GtkWindow *dialog;

  g_return_if_fail (INVITES_IS_INVITE_PAGE (self));

  if (!invites_invite_page_can_find (self))
    return;
  filter = invites_filter_pane_dup_filter (self->filter_pane);
  dialog = invites_find_dialog_new (self->client, self->choices, filter);
  gtk_window_set_transient_for (dialog, invites_invite_page_get_window (self));
  gtk_window_present (dialog);
}
