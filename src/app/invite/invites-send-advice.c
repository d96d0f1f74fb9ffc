/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/invite/invites-send-advice.h"
#include "app/widgets/invites-format.h"
#include "app/widgets/invites-send-text.h"

static InvitesSendAdvice *
make_advice (gboolean can_send, const char *heading, char *detail)
{
  InvitesSendAdvice *self = g_new0 (InvitesSendAdvice, 1);

  self->can_send = can_send;
  self->heading = g_strdup (heading);
  self->detail = detail;
  return self;
}

static InvitesSendAdvice *
advise_against (const char *heading, const char *detail)
{
  return make_advice (FALSE, heading, g_strdup (detail));
}

/* What is missing before anything can be said, or NULL. */
static InvitesSendAdvice *
advise_what_is_missing (const InvitesSendFacts *facts)
{
  if (facts->division_name == NULL)
    return advise_against (_("Choose a division"),
                           _("Then see who is in it."));
  if (facts->counted && facts->total == 0)
    return advise_against (_("No contacts match"),
                           _("Change the filters, or reset them."));
  if (!facts->has_templates)
    return advise_against (_("No notification template"),
                           _("There is no active template to send. Ask your "
                             "administrator for one."));
  if (!facts->template_chosen)
    return advise_against (_("Choose a notification template"),
                           _("Then see who would get an invitation."));
  if (!facts->sender_good)
    return advise_against (_("Correct the sender"),
                           _("“Email from” has to be an address that this "
                             "division may send from."));
  return NULL;
}

static char *
describe_already_invited (guint64 number)
{
  g_autofree char *text = invites_format_number (number);

  return g_strdup_printf (
      ngettext ("%s contact could get an invitation, and has one already. "
                "Turn off the limit to send again.",
                "All %s who could get an invitation have one already. Turn off "
                "the limit to send again.",
                number),
      text);
}

static char *
describe_too_recent (guint64 number)
{
  g_autofree char *text = invites_format_number (number);

  return g_strdup_printf (
      ngettext ("%s contact was invited very recently. Wait, or choose to "
                "invite those too.",
                "%s contacts were invited very recently. Wait, or choose to "
                "invite those too.",
                number),
      text);
}

static InvitesSendAdvice *
advise_nobody (const InvitesSendFacts *facts)
{
  guint64 invited = facts->outcomes[INVITES_OUTCOME_ALREADY_INVITED];
  const char *heading = _("Nobody to send to");

  if (facts->outcomes[INVITES_OUTCOME_LEFT_OUT] > 0)
    return advise_against (heading,
                           _("Those who could get an invitation are left out "
                             "by hand. Clear that to send to them."));
  if (facts->outcomes[INVITES_OUTCOME_TOO_RECENT] > 0)
    return make_advice (
        FALSE, heading,
        describe_too_recent (facts->outcomes[INVITES_OUTCOME_TOO_RECENT]));
  if (invited > 0 && facts->limited)
    return make_advice (FALSE, heading, describe_already_invited (invited));
  if (facts->only_expired)
    return advise_against (heading, _("Nobody here has an invitation that has "
                                      "expired."));
  return advise_against (heading, _("Everybody here has accepted already or "
                                    "cannot be invited."));
}

static guint64
count_left_out (const InvitesSendFacts *facts)
{
  guint64 others = 0;

  for (int i = 0; i < INVITES_N_OUTCOMES; i++)
    if (i != INVITES_OUTCOME_WILL_BE_SENT && i != INVITES_OUTCOME_MERGED)
      others += facts->outcomes[i];
  return others;
}

static char *
describe_others (guint64 others)
{
  g_autofree char *number = invites_format_number (others);

  return g_strdup_printf (ngettext ("%s other contact gets none.",
                                    "%s other contacts get none.", others),
                          number);
}

static char *
describe_send (const InvitesSendFacts *facts)
{
  g_autoptr(GString) text = g_string_new (NULL);
  guint64 others = count_left_out (facts);

  /* Translators: a division and a sender: "To North, from a@b.example." */
  g_string_printf (text, _("To %s, from %s."), facts->division_name,
                   facts->email_from);
  if (facts->outcomes[INVITES_OUTCOME_MERGED] > 0)
    {
      g_autofree char *who
          = invites_send_text_dup_recipients (facts->outcomes);

      g_string_append_printf (text, " %s", who);
    }
  if (others > 0)
    {
      g_autofree char *rest = describe_others (others);

      g_string_append_printf (text, " %s", rest);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static InvitesSendAdvice *
advise_send (const InvitesSendFacts *facts)
{
  guint64 mails = facts->outcomes[INVITES_OUTCOME_WILL_BE_SENT];
  g_autofree char *number = invites_format_number (mails);
  g_autofree char *heading = NULL;

  heading = g_strdup_printf (ngettext ("%s invitation will be sent",
                                       "%s invitations will be sent", mails),
                             number);
  return make_advice (TRUE, heading, describe_send (facts));
}

/**
 * invites_send_advice_new:
 * @facts: what is known
 *
 * Says what Send Email would do, or why it cannot be pressed. It can only be
 * when the forecast is that of what is chosen.
 *
 * Returns: (transfer full): the advice
 */
InvitesSendAdvice *
invites_send_advice_new (const InvitesSendFacts *facts)
{
  InvitesSendAdvice *missing;

  g_return_val_if_fail (facts != NULL, NULL);

  if ((missing = advise_what_is_missing (facts)) != NULL)
    return missing;
  if (facts->outcomes == NULL && facts->failed)
    return advise_against (_("Not known who would get an invitation"),
                           _("The numbers could not be loaded."));
  if (facts->outcomes == NULL)
    return advise_against (_("Counting…"),
                           _("Working out who would get an invitation."));
  if (facts->outcomes[INVITES_OUTCOME_WILL_BE_SENT] == 0)
    return advise_nobody (facts);
  return advise_send (facts);
}

/**
 * invites_send_advice_free:
 * @self: (transfer full): an advice
 */
void
invites_send_advice_free (InvitesSendAdvice *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->heading);
  g_free (self->detail);
  g_free (self);
}
