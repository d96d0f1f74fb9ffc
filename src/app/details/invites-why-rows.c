/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/details/invites-why-rows.h"
#include "app/details/invites-why-text.h"
#include "app/widgets/invites-filter-text.h"
#include "app/widgets/invites-format.h"
#include "app/widgets/invites-plain-row.h"
#include "app/widgets/invites-reply-text.h"

static GtkWidget *
create_row (const char *title,
            const char *subtitle,
            const char *icon,
            const char *style)
{
  GtkWidget *row = invites_plain_row_new (title, subtitle);
  GtkWidget *image = gtk_image_new_from_icon_name (icon);

  if (style != NULL)
    gtk_widget_add_css_class (image, style);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), image);

  return row;
}

/**
 * invites_why_rows_new_filter:
 * @verdict: what a filter says of the contact
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
invites_why_rows_new_filter (const InvitesVerdict *verdict)
{
  g_return_val_if_fail (verdict != NULL, NULL);

  return create_row (invites_filter_title (verdict->rule),
                     verdict->holds ? _("Passes") : _("Leaves the contact out"),
                     verdict->holds ? "object-select-symbolic"
                                    : "window-close-symbolic",
                     verdict->holds ? "success" : "error");
}

/**
 * invites_why_rows_new_rule:
 * @verdict: what a rule says of the contact
 *
 * A rule takes somebody out, but for the two that let in.
 *
 * Returns: (transfer floating) (nullable): a row; %NULL when the rule is not
 *   known here
 */
GtkWidget *
invites_why_rows_new_rule (const InvitesVerdict *verdict)
{
  InvitesOutcome outcome;
  gboolean lets_in;

  g_return_val_if_fail (verdict != NULL, NULL);

  if (!invites_outcome_from_string (verdict->rule, &outcome))
    return NULL;

  lets_in = outcome == INVITES_OUTCOME_WILL_BE_SENT
            || outcome == INVITES_OUTCOME_MERGED;
  return create_row (invites_outcome_title (outcome),
                     verdict->holds ? _("Applies") : _("Does not apply"),
                     verdict->holds == lets_in ? "object-select-symbolic"
                     : lets_in                 ? "action-unavailable-symbolic"
                                               : "window-close-symbolic",
                     verdict->holds == lets_in ? "success"
                     : lets_in                 ? "dim-label"
                                               : "error");
}

static const char *
past_icon (const InvitesPast *past)
{
  const InvitesEntry *entry = past->entry;

  if (past->started_at == INVITES_TIME_NONE)
    return "action-unavailable-symbolic";
  switch ((int) entry->state)
    {
    case INVITES_DELIVERY_SENT:
      return entry->accepted ? "object-select-symbolic"
                             : "mail-unread-symbolic";

    case INVITES_DELIVERY_REFUSED:
    case INVITES_DELIVERY_BOUNCED:
      return "dialog-warning-symbolic";

    case INVITES_DELIVERY_UNKNOWN:
      return "dialog-question-symbolic";

    case INVITES_DELIVERY_NONE:
    case INVITES_DELIVERY_CANCELLED:
    case INVITES_DELIVERY_SKIPPED:
      return "action-unavailable-symbolic";

    default:
      return "mail-send-symbolic";
    }
}

/**
 * invites_why_rows_new_past:
 * @past: a send that considered the contact
 * @time_zone: (nullable): where times are shown, or %NULL for the user's own
 *
 * Returns: (transfer floating): a row; the mail system's own words are its tip
 */
GtkWidget *
invites_why_rows_new_past (const InvitesPast *past,
                           GTimeZone         *time_zone)
{
  InvitesTime when;
  g_autofree char *time = NULL;
  g_autofree char *words = NULL;
  g_autofree char *reply = NULL;
  g_autofree char *title = NULL;
  GtkWidget *row;

  g_return_val_if_fail (past != NULL, NULL);

  when = past->started_at != INVITES_TIME_NONE ? past->started_at
                                               : past->prepared_at;
  time = invites_format_time (when, time_zone);
  words = invites_why_text_dup_past (past, time_zone);
  reply = invites_reply_text_dup_words (past->entry->reply_code,
                                        past->entry->reply_status,
                                        past->entry->reply_text);
  /* Translators: a time, and a colleague's name. */
  title = g_strdup_printf (_("%s by %s"), time, past->prepared_by);
  row = create_row (title, words, past_icon (past), "dim-label");
  gtk_widget_set_tooltip_text (row, reply);

  return row;
}

/**
 * invites_why_rows_new_note:
 * @note: what happened to the contact's address
 * @time_zone: (nullable): where times are shown, or %NULL for the user's own
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
invites_why_rows_new_note (const InvitesAddressNote *note,
                           GTimeZone                *time_zone)
{
  g_autofree char *words = NULL;

  g_return_val_if_fail (note != NULL, NULL);

  words = invites_why_text_dup_note (note, time_zone);
  return create_row (invites_address_event_title (note->event), words,
                     "document-edit-symbolic", "dim-label");
}
