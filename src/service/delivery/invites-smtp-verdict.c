/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-smtp-verdict.h"

#include <string.h>

/* What the other side's words mean: whether they are about the mail, or about
 * something that has to do with many mails. One function a step. */

static gboolean
has_subject (const char *status, char subject)
{
  return status != NULL && status[2] == subject && status[3] == '.';
}

static void
set (InvitesRelayAnswer *answer, InvitesDeliveryState state,
     InvitesBlame blame)
{
  answer->state = state;
  answer->blame = blame;
}

/**
 * invites_smtp_verdict_is_sign_in:
 * @code: a reply's code
 * @status: (nullable): its enhanced code
 *
 * Tells whether the other side wants the service to be signed in, or otherwise
 * than it is (RFC 4954, section 6).
 *
 * Returns: %TRUE if so
 */
gboolean
invites_smtp_verdict_is_sign_in (int code, const char *status)
{
  return code == 530 || g_strcmp0 (status, "5.7.0") == 0;
}

/* About what is said of this mail, not about who says it: its size, and
 * parameters that another mail may not need. */
static gboolean
is_about_mail (int code, const char *status)
{
  if (code == 552 || code == 555)
    return TRUE;
  if (code == 501 && has_subject (status, '5'))
    return TRUE;
  return g_strcmp0 (status, "5.3.4") == 0 || g_strcmp0 (status, "5.6.7") == 0;
}

static void
judge_mail (InvitesRelayAnswer *answer)
{
  if (answer->code < 500)
    set (answer, INVITES_DELIVERY_QUEUED, INVITES_BLAME_RELAY);
  else if (is_about_mail (answer->code, answer->status))
    set (answer, INVITES_DELIVERY_REFUSED, INVITES_BLAME_NONE);
  else if (invites_smtp_verdict_is_sign_in (answer->code, answer->status))
    set (answer, INVITES_DELIVERY_QUEUED, INVITES_BLAME_SIGN_IN);
  else
    set (answer, INVITES_DELIVERY_QUEUED, INVITES_BLAME_SENDER);
}

/* 5.1.7 and 5.1.8 are about the sender's address (RFC 3463, section 3.2). */
static gboolean
is_bad_address (const char *status)
{
  return has_subject (status, '1') && !g_str_equal (status, "5.1.7")
         && !g_str_equal (status, "5.1.8");
}

static void
judge_recipient (InvitesRelayAnswer *answer)
{
  if (answer->code >= 500)
    {
      set (answer, INVITES_DELIVERY_REFUSED, INVITES_BLAME_NONE);
      answer->address_is_bad = is_bad_address (answer->status);
    }
  else if (has_subject (answer->status, '7'))
    set (answer, INVITES_DELIVERY_QUEUED, INVITES_BLAME_DOMAIN);
  else
    set (answer, INVITES_DELIVERY_DEFERRED, INVITES_BLAME_NONE);
}

static void
judge_content (InvitesRelayAnswer *answer)
{
  if (answer->code >= 500)
    set (answer, INVITES_DELIVERY_REFUSED, INVITES_BLAME_NONE);
  else if (has_subject (answer->status, '7'))
    set (answer, INVITES_DELIVERY_DEFERRED, INVITES_BLAME_DOMAIN);
  else
    set (answer, INVITES_DELIVERY_DEFERRED, INVITES_BLAME_NONE);
}

/* It says that it closes, whatever it was asked. */
static void
judge_closing (InvitesSmtpStep step, InvitesRelayAnswer *answer)
{
  gboolean was_given = step == INVITES_SMTP_STEP_DATA
                       || step == INVITES_SMTP_STEP_DOT;

  set (answer,
       was_given ? INVITES_DELIVERY_DEFERRED : INVITES_DELIVERY_QUEUED,
       INVITES_BLAME_RELAY);
}

/* A yes to another question: the two sides are out of step. After the final
 * dot nobody knows what it took. */
static void
judge_out_of_step (InvitesSmtpStep step, InvitesRelayAnswer *answer)
{
  set (answer,
       step == INVITES_SMTP_STEP_DOT ? INVITES_DELIVERY_UNKNOWN
                                     : INVITES_DELIVERY_QUEUED,
       INVITES_BLAME_RELAY);
}

/**
 * invites_smtp_verdict_judge:
 * @step: what the reply is to
 * @reply: a whole reply that is not the wanted one; or the one to the final dot
 * @answer: (inout): is set
 *
 * Decides what becomes of the mail.
 */
void
invites_smtp_verdict_judge (InvitesSmtpStep     step,
                            InvitesSmtpReply   *reply,
                            InvitesRelayAnswer *answer)
{
  g_return_if_fail (reply != NULL && answer != NULL);

  invites_relay_answer_clear (answer);
  answer->code = reply->code;
  answer->status = invites_smtp_reply_dup_status (reply);
  answer->text = invites_smtp_reply_dup_text (reply);

  if (step == INVITES_SMTP_STEP_DOT && reply->code / 100 == 2)
    set (answer, INVITES_DELIVERY_SENT, INVITES_BLAME_NONE);
  else if (reply->code < 400)
    judge_out_of_step (step, answer);
  else if (reply->code == INVITES_SMTP_CLOSING)
    judge_closing (step, answer);
  else if (step == INVITES_SMTP_STEP_MAIL)
    judge_mail (answer);
  else if (step == INVITES_SMTP_STEP_RCPT)
    judge_recipient (answer);
  else if (step == INVITES_SMTP_STEP_DATA || step == INVITES_SMTP_STEP_DOT)
    judge_content (answer);
  else
    set (answer, INVITES_DELIVERY_QUEUED, INVITES_BLAME_RELAY);
}
