/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/widgets/invites-reply-text.h"

/* By the enhanced code (RFC 3463 and its registry), from the whole of it to
 * its class: "5.7." stands for all that begin so. The first that fits counts. */
static const struct
{
  const char *status;
  const char *sentence;
} by_status[] = {
  { "5.1.1", N_("There is no such mailbox") },
  { "5.1.2", N_("There is no such mail domain") },
  { "5.1.3", N_("The mail system cannot read this address") },
  { "5.1.6", N_("The mailbox has moved away") },
  { "5.1.7", N_("The sender’s address is not accepted") },
  { "5.1.8", N_("The sender’s domain is not accepted") },
  { "5.1.10", N_("This domain takes no mail at all") },
  { "5.1.", N_("The address is not right") },
  { "5.2.1", N_("The mailbox is turned off") },
  { "5.2.2", N_("The mailbox is full") },
  { "5.2.3", N_("The mail is too large for this mailbox") },
  { "5.2.", N_("The mailbox takes no mail") },
  { "5.3.4", N_("The mail is too large for the mail system") },
  { "5.3.", N_("The mail system cannot take this mail") },
  { "5.4.4", N_("Nobody takes mail for this domain") },
  { "5.4.6", N_("The mail went round in a circle") },
  { "5.4.7", N_("It was tried for a long time without success") },
  { "5.4.14", N_("The mail went round in a circle") },
  { "5.4.", N_("The recipient’s mail system cannot be reached") },
  { "5.5.", N_("The two mail systems did not understand each other") },
  { "5.6.7", N_("The mail system cannot write to letters like these") },
  { "5.6.", N_("The mail system cannot take mail of this form") },
  { "5.7.20", N_("The mail system does not trust the sender’s domain") },
  { "5.7.21", N_("The mail system does not trust the sender’s domain") },
  { "5.7.22", N_("The mail system does not trust the sender’s domain") },
  { "5.7.23", N_("The mail system does not trust the sender’s domain") },
  { "5.7.25", N_("The mail system does not trust where the mail comes from") },
  { "5.7.26", N_("The mail system does not trust the sender’s domain") },
  { "5.7.", N_("Refused by the rules of the mail system") },
  { "4.2.2", N_("The mailbox is full for the moment") },
  { "4.2.", N_("The mailbox takes no mail for the moment") },
  { "4.3.1", N_("The mail system has no room for the moment") },
  { "4.3.2", N_("The mail system takes no mail for the moment") },
  { "4.4.7", N_("It was tried for a long time without success") },
  { "4.4.", N_("The recipient’s mail system cannot be reached just now") },
  { "4.7.", N_("The mail system takes mail more slowly just now") },
};

/* By the code alone (RFC 5321), for mail systems that say no more. */
static const struct
{
  int         code;
  const char *sentence;
} by_code[] = {
  { 421, N_("The mail system is not available just now") },
  { 450, N_("The mailbox takes no mail for the moment") },
  { 451, N_("The mail system had an error, and asks to try again later") },
  { 452, N_("The mail system has no room for the moment") },
  { 550, N_("There is no such mailbox, or it takes no mail") },
  { 551, N_("The mailbox is somewhere else") },
  { 552, N_("The mailbox is full, or the mail is too large") },
  { 553, N_("The mail system does not accept this address") },
};

static gboolean
is_text (const char *text)
{
  return text != NULL && *text != '\0';
}

static gboolean
fits (const char *status,
      const char *pattern)
{
  return g_str_has_suffix (pattern, ".") ? g_str_has_prefix (status, pattern)
                                         : g_str_equal (status, pattern);
}

static const char *
find_by_status (const char *status)
{
  for (guint i = 0; i < G_N_ELEMENTS (by_status); i++)
    if (fits (status, by_status[i].status))
      return by_status[i].sentence;

  return NULL;
}

static const char *
find_by_code (int code)
{
  for (guint i = 0; i < G_N_ELEMENTS (by_code); i++)
    if (by_code[i].code == code)
      return by_code[i].sentence;

  return NULL;
}

/* The enhanced code speaks before the plain one when both are there. */
static const char *
find_by_class (int         code,
               const char *status)
{
  int kind = is_text (status) ? g_ascii_digit_value (*status) : code / 100;

  switch (kind)
    {
    case 2:
      return N_("Taken");

    case 4:
      return N_("Asked to try again later");

    case 5:
      return N_("Refused by the mail system");

    default:
      return NULL;
    }
}

/**
 * invites_reply_text_explain:
 * @code: a mail system's answer, as 550, or 0 when there is none
 * @status: (nullable): its enhanced code, as "5.1.1"
 *
 * Returns: (transfer none) (nullable): what that means; %NULL when neither
 *   says anything
 */
const char *
invites_reply_text_explain (int         code,
                            const char *status)
{
  const char *sentence = NULL;

  if (is_text (status))
    sentence = find_by_status (status);
  else
    sentence = find_by_code (code);
  if (sentence == NULL)
    sentence = find_by_class (code, status);

  return sentence != NULL ? _(sentence) : NULL;
}

/**
 * invites_reply_text_dup_code:
 * @code: a mail system's answer, or 0
 * @status: (nullable): its enhanced code
 *
 * Returns: (transfer full) (nullable): "550 5.1.1"; %NULL when there is none
 */
char *
invites_reply_text_dup_code (int         code,
                             const char *status)
{
  if (code > 0 && is_text (status))
    return g_strdup_printf ("%d %s", code, status);
  if (code > 0)
    return g_strdup_printf ("%d", code);

  return is_text (status) ? g_strdup (status) : NULL;
}

/**
 * invites_reply_text_dup:
 * @code: a mail system's answer, or 0
 * @status: (nullable): its enhanced code
 * @words: (nullable): its own words
 *
 * Returns: (transfer full) (nullable): "There is no such mailbox (550 5.1.1)";
 *   the words themselves when there is no code; %NULL when there is nothing
 */
char *
invites_reply_text_dup (int         code,
                        const char *status,
                        const char *words)
{
  const char *sentence = invites_reply_text_explain (code, status);
  g_autofree char *number = invites_reply_text_dup_code (code, status);

  if (sentence != NULL && number != NULL)
    /* Translators: what a mail system's answer means, and its code. */
    return g_strdup_printf (_("%s (%s)"), sentence, number);

  return is_text (words) ? g_strdup (words) : NULL;
}

/**
 * invites_reply_text_dup_words:
 * @code: a mail system's answer, or 0
 * @status: (nullable): its enhanced code
 * @words: (nullable): its own words
 *
 * Returns: (transfer full) (nullable): the answer as the mail system gave it,
 *   "550 5.1.1 No such user here"; %NULL when there are no words
 */
char *
invites_reply_text_dup_words (int         code,
                              const char *status,
                              const char *words)
{
  g_autofree char *number = NULL;

  if (!is_text (words))
    return NULL;

  /* Some words begin with the enhanced code already. */
  number = invites_reply_text_dup_code (
    code, is_text (status) && g_str_has_prefix (words, status) ? NULL : status);
  return number != NULL ? g_strdup_printf ("%s %s", number, words)
                        : g_strdup (words);
}
