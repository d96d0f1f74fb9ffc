/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/details/invites-why-text.h"
#include "app/widgets/invites-filter-text.h"
#include "app/widgets/invites-format.h"
#include "app/widgets/invites-line-text.h"
#include "app/widgets/invites-reply-text.h"

/* What became of the newest mail to somebody who has no invitation. */
static char *
describe_newest (const InvitesWhy *why,
                 GTimeZone        *time_zone)
{
  for (guint i = 0; i < why->history->len; i++)
    {
      const InvitesPast *past = g_ptr_array_index (why->history, i);
      g_autofree char *words = NULL;

      if (past->entry->state == INVITES_DELIVERY_NONE
          || past->started_at == INVITES_TIME_NONE)
        continue;

      words = invites_why_text_dup_past (past, time_zone);
      /* Translators: %s is what became of a mail, as "Refused: …". */
      return g_strdup_printf (_("Has no invitation. Of the newest mail: %s."),
                              words);
    }

  return g_strdup (_("Has no invitation; no mail was sent."));
}

static char *
describe_pending (const InvitesContact *contact,
                  GTimeZone            *time_zone)
{
  g_autofree char *time = invites_format_time (contact->last_invite_sent,
                                               time_zone);

  return g_strdup_printf (contact->expired
                            ? _("Got an invitation on %s. Its link has "
                                "expired.")
                            : _("Got an invitation on %s, and has not accepted "
                                "it yet."),
                          time);
}

/**
 * invites_why_text_dup_standing:
 * @why: what the service says of a contact
 * @time_zone: (nullable): where times are shown, or %NULL for the user's own
 *
 * Returns: (transfer full): whether the contact has got an invitation
 */
char *
invites_why_text_dup_standing (const InvitesWhy *why,
                               GTimeZone        *time_zone)
{
  g_return_val_if_fail (why != NULL, NULL);

  switch (why->contact->status)
    {
    case INVITES_GROUP_ACCEPTED:
      return g_strdup (_("Has accepted, and is in the portal."));

    case INVITES_GROUP_PENDING:
      return describe_pending (why->contact, time_zone);

    case INVITES_GROUP_CANNOT_BE_INVITED:
      /* Translators: %s is the reason, as "Bounced". */
      return g_strdup_printf (_("Cannot be invited: %s."),
                              invites_reason_title (why->contact->reason));

    case INVITES_GROUP_NOT_SENT:
    default:
      return describe_newest (why, time_zone);
    }
}

static char *
describe_filters (const InvitesWhy *why)
{
  g_autoptr(GString) names = g_string_new (NULL);

  for (guint i = 0; i < why->filters->len; i++)
    {
      const InvitesVerdict *verdict = g_ptr_array_index (why->filters, i);

      if (verdict->holds)
        continue;
      if (names->len > 0)
        g_string_append (names, _(", "));
      /* Translators: %s is the title of a filter. */
      g_string_append_printf (names, _("“%s”"),
                              invites_filter_title (verdict->rule));
    }

  /* Translators: %s are the titles of filters. */
  return g_strdup_printf (_("A new send with these filters would not consider "
                            "this contact: %s leaves it out."),
                          names->str);
}

/**
 * invites_why_text_dup_verdict:
 * @why: what the service says of a contact
 *
 * Returns: (transfer full): whether a new send would invite the contact, and
 *   which filter or rule is against it
 */
char *
invites_why_text_dup_verdict (const InvitesWhy *why)
{
  g_return_val_if_fail (why != NULL, NULL);

  if (!why->matches)
    return describe_filters (why);
  if (why->outcome == INVITES_OUTCOME_WILL_BE_SENT)
    return g_strdup (_("A new send would invite this contact."));
  if (why->outcome == INVITES_OUTCOME_MERGED)
    return g_strdup (_("A new send would invite this contact in a mail that "
                       "it shares with others at the same address."));
  if (why->contact->status == INVITES_GROUP_CANNOT_BE_INVITED)
    return g_strdup (_("A new send would leave this contact out for that "
                       "reason."));
  if (why->outcome == INVITES_OUTCOME_ALREADY_INVITED)
    return g_strdup (_("A new send would leave this contact out while it is "
                       "limited to contacts without an existing invitation."));

  /* Translators: %s is the reason, as "No address". */
  return g_strdup_printf (_("A new send would not invite this contact: %s."),
                          invites_outcome_title (why->outcome));
}

static const char *
describe_state (const InvitesEntry *entry)
{
  if (entry->state == INVITES_DELIVERY_NONE)
    return invites_outcome_title (entry->outcome);
  if (entry->state == INVITES_DELIVERY_SKIPPED)
    return invites_skip_title (entry->skipped);

  return invites_delivery_state_title (entry->state);
}

static void
append (char **text,
        char  *part)
{
  invites_line_text_append (text, part);
  g_free (part);
}

/**
 * invites_why_text_dup_past:
 * @past: a contact's row in the ledger of a send
 * @time_zone: (nullable): where times are shown, or %NULL for the user's own
 *
 * Returns: (transfer full): what became of the contact there, with the mail
 *   system's answer
 */
char *
invites_why_text_dup_past (const InvitesPast *past,
                           GTimeZone         *time_zone)
{
  const InvitesEntry *entry;
  g_autofree char *text = NULL;

  g_return_val_if_fail (past != NULL, NULL);

  if (past->started_at == INVITES_TIME_NONE)
    return g_strdup (_("Not started, nobody was mailed"));

  entry = past->entry;
  text = g_strdup (describe_state (entry));
  if (entry->accepted)
    append (&text, g_strdup (_("accepted")));
  if (entry->changed_at != INVITES_TIME_NONE)
    append (&text, invites_format_time (entry->changed_at, time_zone));
  if (entry->state != INVITES_DELIVERY_SENT)
    append (&text, invites_reply_text_dup (entry->reply_code,
                                           entry->reply_status,
                                           entry->reply_text));
  if (entry->attempts > 1 || entry->state == INVITES_DELIVERY_DEFERRED)
    append (&text, invites_format_attempts (entry->attempts));
  if (entry->next_attempt_at != INVITES_TIME_NONE)
    {
      g_autofree char *time = invites_format_time (entry->next_attempt_at,
                                                   time_zone);

      /* Translators: %s is a time. */
      append (&text, g_strdup_printf (_("next try %s"), time));
    }

  return g_steal_pointer (&text);
}

/**
 * invites_why_text_dup_note:
 * @note: what happened to an address
 * @time_zone: (nullable): where times are shown, or %NULL for the user's own
 *
 * Returns: (transfer full): when it was, by whom, and the mail system's words
 */
char *
invites_why_text_dup_note (const InvitesAddressNote *note,
                           GTimeZone                *time_zone)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (note != NULL, NULL);

  text = invites_format_time (note->at, time_zone);
  if (note->by != NULL)
    /* Translators: %s is a colleague's name. */
    append (&text, g_strdup_printf (_("by %s"), note->by));
  invites_line_text_append (&text, note->text);

  return g_steal_pointer (&text);
}
