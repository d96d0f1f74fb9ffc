/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/widgets/invites-format.h"
#include "app/widgets/invites-reply-text.h"
#include "app/widgets/invites-standing-text.h"

/**
 * invites_standing_text_dup_hold:
 * @seconds_left: how long the send is still held, at least about
 *
 * Returns: (transfer full): "Goes out in 8 seconds"
 */
char *
invites_standing_text_dup_hold (double seconds_left)
{
  guint seconds = seconds_left > 0 ? (guint) (seconds_left + 0.999) : 0;

  if (seconds == 0)
    return g_strdup (_("Goes out at any moment"));

  return g_strdup_printf (ngettext ("Goes out in %u second",
                                    "Goes out in %u seconds", seconds),
                          seconds);
}

/**
 * invites_standing_text_get_pause:
 * @send: a paused send
 *
 * Returns: (transfer none): why it is paused, as a heading
 */
const char *
invites_standing_text_get_pause (const InvitesSend *send)
{
  g_return_val_if_fail (send != NULL, NULL);

  switch ((int) send->pause_reason)
    {
    case INVITES_PAUSE_SENDER_REFUSED:
      return _("Paused: the mail system refuses the sender");

    case INVITES_PAUSE_SIGN_IN_REFUSED:
      return _("Paused: the mail system refuses the service’s sign-in");

    case INVITES_PAUSE_BY_USER:
    default:
      return _("Paused");
    }
}

static char *
describe_who_paused (const InvitesSend *send,
                     GTimeZone         *time_zone)
{
  g_autofree char *clock = invites_format_clock (send->paused_at, time_zone);

  if (send->paused_by == NULL)
    return g_strdup (_("Nothing more goes out until somebody resumes. What "
                       "has been handed over already will arrive."));

  /* Translators: a colleague's name, and a time of day. */
  return g_strdup_printf (_("By %s at %s. Nothing more goes out until somebody "
                            "resumes. What has been handed over already will "
                            "arrive."),
                          send->paused_by, clock);
}

/**
 * invites_standing_text_dup_advice:
 * @send: a paused send
 * @time_zone: (nullable): where times are shown, or %NULL for the user's own
 *
 * Returns: (transfer full): what holds meanwhile, and what to do
 */
char *
invites_standing_text_dup_advice (const InvitesSend *send,
                                  GTimeZone         *time_zone)
{
  g_return_val_if_fail (send != NULL, NULL);

  switch ((int) send->pause_reason)
    {
    case INVITES_PAUSE_SENDER_REFUSED:
      /* Translators: %s is the sender's address. */
      return g_strdup_printf (
        _("It does not take mail from %s, so nothing more was tried. Ask your "
          "administrator to allow this address there, then resume; or stop, "
          "and send to the rest from another address."),
        send->email_from);

    case INVITES_PAUSE_SIGN_IN_REFUSED:
      return g_strdup (
        _("The account service cannot sign in to the mail system, so nothing "
          "more was tried. Ask your administrator to correct its user name and "
          "password, then resume. Nobody has to be invited again."));

    case INVITES_PAUSE_BY_USER:
    default:
      return describe_who_paused (send, time_zone);
    }
}

/**
 * invites_standing_text_dup_reply:
 * @send: a paused send
 *
 * Returns: (transfer full) (nullable): the mail system's code and words that
 *   it was paused for; %NULL when it was no mail system
 */
char *
invites_standing_text_dup_reply (const InvitesSend *send)
{
  g_autofree char *words = NULL;

  g_return_val_if_fail (send != NULL, NULL);

  words = invites_reply_text_dup_words (send->pause_code, NULL,
                                        send->pause_text);
  if (words == NULL)
    words = invites_reply_text_dup_code (send->pause_code, NULL);
  if (words == NULL)
    return NULL;

  /* Translators: %s is a code and words, as "553 Sender rejected". */
  return g_strdup_printf (_("The mail system’s answer: %s"), words);
}

/**
 * invites_standing_text_dup_trouble:
 * @send: a send
 *
 * Returns: (transfer full) (nullable): what keeps it from going on just now;
 *   %NULL when nothing does
 */
char *
invites_standing_text_dup_trouble (const InvitesSend *send)
{
  const char *what;

  g_return_val_if_fail (send != NULL, NULL);

  switch ((int) send->trouble)
    {
    case INVITES_TROUBLE_RELAY:
      what = _("The mail system cannot be reached just now. The send goes on "
               "by itself as soon as it can; nobody is left out.");
      break;

    case INVITES_TROUBLE_STORAGE:
      what = _("The account service cannot store what it does, so it sends "
               "nothing. Its disk may be full: tell your administrator. The "
               "send goes on by itself as soon as there is room.");
      break;

    default:
      return NULL;
    }

  if (send->trouble_text == NULL || *send->trouble_text == '\0')
    return g_strdup (what);

  /* Translators: what is wrong, and a program's own words for it. */
  return g_strdup_printf (_("%s (%s)"), what, send->trouble_text);
}

/**
 * invites_standing_text_get_short:
 * @trouble: what keeps a send from going on
 *
 * Returns: (transfer none): it in a few words
 */
const char *
invites_standing_text_get_short (InvitesTrouble trouble)
{
  if (trouble == INVITES_TROUBLE_STORAGE)
    return _("A send waits: the account service cannot store its results.");

  return _("A send waits: the mail system cannot be reached just now.");
}

/**
 * invites_standing_text_get_from:
 * @set: whom a send was made from
 *
 * Returns: (transfer none) (nullable): it in words; %NULL for all that the
 *   filter reaches
 */
const char *
invites_standing_text_get_from (InvitesSendSet set)
{
  switch ((int) set)
    {
    case INVITES_SEND_SET_REST:
      return _("Those who did not get an earlier send");

    case INVITES_SEND_SET_CORRECTED:
      return _("Those who got an earlier send and have not accepted");

    case INVITES_SEND_SET_WISHES:
      return _("Those who asked for a new link");

    default:
      return NULL;
    }
}

/**
 * invites_standing_text_dup_revoked:
 * @send: a send
 * @time_zone: (nullable): where times are shown, or %NULL for the user's own
 *
 * Returns: (transfer full) (nullable): when and by whom it was taken back;
 *   %NULL when it was not
 */
char *
invites_standing_text_dup_revoked (const InvitesSend *send,
                                   GTimeZone         *time_zone)
{
  g_autofree char *time = NULL;

  g_return_val_if_fail (send != NULL, NULL);

  if (send->revoked_at == INVITES_TIME_NONE)
    return NULL;

  time = invites_format_time (send->revoked_at, time_zone);
  if (send->revoked_by == NULL)
    return g_steal_pointer (&time);

  /* Translators: a time, and a colleague's name. */
  return g_strdup_printf (_("%s by %s"), time, send->revoked_by);
}
