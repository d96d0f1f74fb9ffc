/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/details/invites-details-entries.h"
#include "app/details/invites-details-window.h"
#include "app/widgets/invites-format.h"
#include "app/widgets/invites-line-text.h"

/**
 * invites_details_show_entries:
 * @from: where the number stands that was pressed
 * @client: a client that is signed in
 * @send: whose ledger
 * @outcome: only these, or %INVITES_OUTCOME_NONE
 * @state: only those whose delivery is there, or %INVITES_DELIVERY_NONE
 * @time_zone: (nullable): the division's, or %NULL for the user's own
 *
 * Shows exactly the rows that a number of @send counts.
 */
void
invites_details_show_entries (GtkWidget            *from,
                              InvitesClient        *client,
                              const InvitesSend    *send,
                              InvitesOutcome        outcome,
                              InvitesDeliveryState  state,
                              GTimeZone            *time_zone)
{
  g_autoptr(InvitesQuery) query = NULL;
  g_autoptr(InvitesChanges) changes = NULL;
  g_autofree char *subtitle = NULL;
  const char *title = _("Contacts considered");
  GtkWindow *window;

  g_return_if_fail (GTK_IS_WIDGET (from));
  g_return_if_fail (INVITES_IS_CLIENT (client));
  g_return_if_fail (send != NULL);

  query = invites_query_new_entries (send->id);
  query->outcome = outcome;
  query->state = state;

  if (state != INVITES_DELIVERY_NONE)
    title = invites_delivery_state_title (state);
  else if (outcome != INVITES_OUTCOME_NONE)
    title = invites_outcome_title (outcome);
  subtitle = invites_line_text_join (title, send->division_name);

  window = invites_details_window_new (client, query, subtitle, time_zone);
  invites_details_window_set_why_filter (INVITES_DETAILS_WINDOW (window),
                                         send->filter);
  /* What is only prepared is frozen. */
  if (send->state != INVITES_SEND_PREPARED)
    {
      changes = invites_changes_new_for_send (client, send->id);
      invites_details_window_follow (INVITES_DETAILS_WINDOW (window), changes);
    }
  invites_details_window_open (INVITES_DETAILS_WINDOW (window), from);
}
