/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/widgets/invites-format.h"
#include "app/widgets/invites-line-text.h"
#include "app/widgets/invites-send-text.h"

/* One part of "5 cannot be invited: …"; NULL when there is nobody. */
static char *
describe_reason (InvitesOutcome outcome,
                 guint64        number)
{
  g_autofree char *digits = invites_format_number (number);

  if (number == 0)
    return NULL;

  switch ((int) outcome)
    {
    case INVITES_OUTCOME_NO_ADDRESS:
      return g_strdup_printf (ngettext ("%s has no address",
                                        "%s have no address", number),
                              digits);

    case INVITES_OUTCOME_INVALID_ADDRESS:
      return g_strdup_printf (ngettext ("%s has an invalid address",
                                        "%s have an invalid address", number),
                              digits);

    case INVITES_OUTCOME_BOUNCED:
      return g_strdup_printf (ngettext ("%s bounced", "%s bounced", number),
                              digits);

    case INVITES_OUTCOME_OPTED_OUT:
    default:
      return g_strdup_printf (ngettext ("%s opted out", "%s opted out",
                                        number),
                              digits);
    }
}

/* Rounded as somebody would say it. */
static char *
describe_time_left (double seconds)
{
  guint minutes;
  guint hours;

  if (seconds < 45)
    return g_strdup (_("less than a minute left"));

  minutes = (guint) (seconds / 60 + 0.5);
  if (minutes < 90)
    return g_strdup_printf (ngettext ("about %u minute left",
                                      "about %u minutes left", minutes),
                            minutes);

  hours = (guint) (seconds / 3600 + 0.5);
  return g_strdup_printf (ngettext ("about %u hour left",
                                    "about %u hours left", hours),
                          hours);
}

static void
append_part (char **text,
             char  *part)
{
  invites_line_text_append (text, part);
  g_free (part);
}

/* "12 refused", for a state that is named beside what was sent. */
static char *
describe_state (InvitesDeliveryState state,
                guint64              number)
{
  g_autofree char *digits = invites_format_number (number);

  switch ((int) state)
    {
    case INVITES_DELIVERY_REFUSED:
      return g_strdup_printf (ngettext ("%s refused", "%s refused", number),
                              digits);

    case INVITES_DELIVERY_BOUNCED:
      return g_strdup_printf (ngettext ("%s came back", "%s came back",
                                        number),
                              digits);

    case INVITES_DELIVERY_DEFERRED:
      return g_strdup_printf (ngettext ("%s to be tried again",
                                        "%s to be tried again", number),
                              digits);

    case INVITES_DELIVERY_UNKNOWN:
      return g_strdup_printf (ngettext ("%s not known", "%s not known",
                                        number),
                              digits);

    case INVITES_DELIVERY_CANCELLED:
      return g_strdup_printf (ngettext ("%s cancelled", "%s cancelled",
                                        number),
                              digits);

    case INVITES_DELIVERY_SKIPPED:
    default:
      return g_strdup_printf (ngettext ("%s dropped out", "%s dropped out",
                                        number),
                              digits);
    }
}

/* The states that are named beside what was sent, when there are any. */
static void
append_other_states (char          **text,
                     const guint64   deliveries[INVITES_N_DELIVERY_STATES])
{
  static const InvitesDeliveryState others[]
    = { INVITES_DELIVERY_REFUSED,  INVITES_DELIVERY_BOUNCED,
        INVITES_DELIVERY_DEFERRED, INVITES_DELIVERY_UNKNOWN,
        INVITES_DELIVERY_CANCELLED, INVITES_DELIVERY_SKIPPED };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    if (deliveries[others[i]] > 0)
      append_part (text, describe_state (others[i], deliveries[others[i]]));
}

/**
 * invites_send_text_count_invited:
 * @send: a send
 *
 * Returns: how many contacts it invites, with a mail of their own or a shared
 *   one
 */
guint64
invites_send_text_count_invited (const InvitesSend *send)
{
  g_return_val_if_fail (send != NULL, 0);

  return send->outcomes[INVITES_OUTCOME_WILL_BE_SENT]
         + send->outcomes[INVITES_OUTCOME_MERGED];
}

/**
 * invites_send_text_count_deliveries:
 * @send: a send
 *
 * Returns: how many mails it has, in whatever state
 */
guint64
invites_send_text_count_deliveries (const InvitesSend *send)
{
  guint64 total = 0;

  g_return_val_if_fail (send != NULL, 0);

  for (guint i = 0; i < INVITES_N_DELIVERY_STATES; i++)
    total += send->deliveries[i];

  return total;
}

/**
 * invites_send_text_dup_question:
 * @send: a prepared send
 *
 * An invitation is one mail, however many contacts share its address.
 *
 * Returns: (transfer full): "Send 22 invitations?", or that there is nobody
 */
char *
invites_send_text_dup_question (const InvitesSend *send)
{
  guint64 mails;
  g_autofree char *digits = NULL;

  g_return_val_if_fail (send != NULL, NULL);

  mails = send->outcomes[INVITES_OUTCOME_WILL_BE_SENT];
  if (mails == 0)
    return g_strdup (_("Nobody to send to"));

  digits = invites_format_number (mails);
  return g_strdup_printf (ngettext ("Send %s invitation?",
                                    "Send %s invitations?", mails),
                          digits);
}

/* "in 20 mails: 2 share an address" */
static char *
describe_sharing (guint64 mails,
                  guint64 merged)
{
  g_autofree char *mail_digits = invites_format_number (mails);
  g_autofree char *merged_digits = invites_format_number (merged);
  g_autofree char *how = NULL;
  g_autofree char *shared = NULL;

  how = g_strdup_printf (ngettext ("in %s mail", "in %s mails", mails),
                         mail_digits);
  shared = g_strdup_printf (ngettext ("%s shares an address",
                                      "%s share an address", merged),
                            merged_digits);

  /* Translators: "in 20 mails", "2 share an address". */
  return g_strdup_printf (_("%s: %s"), how, shared);
}

/**
 * invites_send_text_dup_recipients:
 * @outcomes: (array fixed-size=11): the outcomes of a send, or of a forecast
 *
 * Returns: (transfer full): "22 contacts will receive this invitation, in 20
 *   mails: 2 share an address."
 */
char *
invites_send_text_dup_recipients (const guint64 outcomes[INVITES_N_OUTCOMES])
{
  guint64 mails;
  guint64 merged;
  g_autofree char *who = NULL;
  g_autofree char *digits = NULL;
  g_autofree char *sharing = NULL;

  g_return_val_if_fail (outcomes != NULL, NULL);

  mails = outcomes[INVITES_OUTCOME_WILL_BE_SENT];
  merged = outcomes[INVITES_OUTCOME_MERGED];
  if (mails == 0)
    return g_strdup (_("No contact will receive this invitation."));

  digits = invites_format_number (mails + merged);
  who = g_strdup_printf (ngettext ("%s contact will receive this invitation",
                                   "%s contacts will receive this invitation",
                                   mails + merged),
                         digits);
  if (merged == 0)
    return g_strconcat (who, ".", NULL);

  sharing = describe_sharing (mails, merged);
  /* Translators: "22 contacts will receive this invitation", "in 20 mails: 2
   * share an address". */
  return g_strdup_printf (_("%s, %s."), who, sharing);
}

/**
 * invites_send_text_dup_previously:
 * @send: a prepared send
 *
 * Returns: (transfer full) (nullable): how many of them were invited before;
 *   %NULL when nobody was
 */
char *
invites_send_text_dup_previously (const InvitesSend *send)
{
  g_autofree char *digits = NULL;

  g_return_val_if_fail (send != NULL, NULL);

  if (send->previously_invited == 0)
    return NULL;

  digits = invites_format_number (send->previously_invited);
  return g_strdup_printf (ngettext ("%s of them has been invited before.",
                                    "%s of them have been invited before.",
                                    send->previously_invited),
                          digits);
}

/**
 * invites_send_text_dup_left_out:
 * @send: a send
 *
 * Returns: (transfer full) (nullable): "5 cannot be invited: 3 have no
 *   address, 2 bounced."; %NULL when everybody can
 */
char *
invites_send_text_dup_left_out (const InvitesSend *send)
{
  g_autoptr(GString) reasons = g_string_new (NULL);
  g_autofree char *digits = NULL;
  g_autofree char *who = NULL;
  guint64 total = 0;

  g_return_val_if_fail (send != NULL, NULL);

  for (int i = INVITES_OUTCOME_NO_ADDRESS; i <= INVITES_OUTCOME_OPTED_OUT; i++)
    {
      g_autofree char *part
        = describe_reason ((InvitesOutcome) i, send->outcomes[i]);

      total += send->outcomes[i];
      if (part != NULL && reasons->len > 0)
        g_string_append (reasons, _(", "));
      if (part != NULL)
        g_string_append (reasons, part);
    }
  if (total == 0)
    return NULL;

  digits = invites_format_number (total);
  who = g_strdup_printf (ngettext ("%s cannot be invited",
                                   "%s cannot be invited", total),
                         digits);
  /* Translators: "5 cannot be invited", and the reasons. */
  return g_strdup_printf (_("%s: %s."), who, reasons->str);
}

/**
 * invites_send_text_went_out:
 * @send: a send
 *
 * Returns: whether any of its mails was handed over, or may have been
 */
gboolean
invites_send_text_went_out (const InvitesSend *send)
{
  g_return_val_if_fail (send != NULL, FALSE);

  return send->deliveries[INVITES_DELIVERY_SENT] > 0
         || send->deliveries[INVITES_DELIVERY_BOUNCED] > 0
         || send->deliveries[INVITES_DELIVERY_UNKNOWN] > 0
         || send->deliveries[INVITES_DELIVERY_REFUSED] > 0;
}

/**
 * invites_send_text_dup_state:
 * @send: a send
 *
 * Returns: (transfer full): how far it has come, in words
 */
char *
invites_send_text_dup_state (const InvitesSend *send)
{
  g_return_val_if_fail (send != NULL, NULL);

  if (send->revoked_at != INVITES_TIME_NONE)
    return g_strdup (_("Revoked"));
  if (send->stopping && invites_send_get_open (send) > 0)
    return g_strdup (_("Stopping"));
  if (send->state == INVITES_SEND_STOPPED && !invites_send_text_went_out (send))
    return g_strdup (_("Stopped, nobody was mailed"));

  return g_strdup (invites_send_state_title (send->state));
}

/**
 * invites_send_text_dup_progress:
 * @send: a send
 * @seconds_left: an estimate, or less than zero when there is none
 *
 * All numbers are those of this one answer.
 *
 * Returns: (transfer full): "1,204 of 22,000 sent · 12 refused · about 3
 *   minutes left"
 */
char *
invites_send_text_dup_progress (const InvitesSend *send,
                                double             seconds_left)
{
  g_autofree char *text = NULL;
  g_autofree char *sent = NULL;
  g_autofree char *total = NULL;

  g_return_val_if_fail (send != NULL, NULL);

  if (send->state == INVITES_SEND_PREPARED)
    return g_strdup (_("Not started, nobody was mailed"));

  /* What bounced later was taken by the mail system before. */
  sent = invites_format_number (send->deliveries[INVITES_DELIVERY_SENT]
                                + send->deliveries[INVITES_DELIVERY_BOUNCED]);
  total = invites_format_number (invites_send_text_count_deliveries (send));
  /* Translators: two numbers. */
  append_part (&text, g_strdup_printf (_("%s of %s sent"), sent, total));
  append_other_states (&text, send->deliveries);

  if (send->stopping && invites_send_get_open (send) > 0)
    append_part (&text, g_strdup (_("stopping")));
  else if (seconds_left >= 0 && invites_send_get_open (send) > 0)
    append_part (&text, describe_time_left (seconds_left));

  return g_steal_pointer (&text);
}

/**
 * invites_send_text_get_fraction:
 * @send: a send
 *
 * Returns: how much of it is not open any more, from 0 to 1
 */
double
invites_send_text_get_fraction (const InvitesSend *send)
{
  guint64 total;

  g_return_val_if_fail (send != NULL, 0);

  total = invites_send_text_count_deliveries (send);
  return total > 0 ? 1.0 - (double) invites_send_get_open (send) / total : 1.0;
}
