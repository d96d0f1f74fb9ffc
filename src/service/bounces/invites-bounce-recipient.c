/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/bounces/invites-bounce-recipient.h"

#include <stdlib.h>
#include <string.h>

#include "core/invites-text.h"

#define MAX_WORDS 500 /* octets */

/* No part of an IP address, of a date or of a version. */
#define STATUS  "(?<![0-9.])([245]\\.[0-7]\\.[0-9]{1,3})(?![0-9]|\\.[0-9])"
#define CODE    "(?<![0-9.])([245][0-9]{2})(?=[ -]|$)"

/* What mail systems write where a status says nothing. */
static const char *const full_words[] = {
  "quota", "mailbox full", " is full", "storage", "disk full", "disk space",
  "too large", "too big", "size limit", "exceeds the", "message size",
};
static const char *const policy_words[] = {
  "spam", "blocked", "blacklist", "blocklist", "block list", "policy",
  "denied", "reputation", "dmarc", "spf ", "dkim", "virus", "content",
  "not authorized", "relay", "sender",
};
static const char *const unknown_words[] = {
  "user unknown", "unknown user", "unknown recipient", "recipient unknown",
  "unknown address", "unknown local", "no such user", "no such recipient",
  "no such mailbox", "no such address", "no such person", "no mailbox",
  "mailbox not found", "mailbox unavailable", "mailbox disabled",
  "not a valid mailbox", "invalid recipient", "invalid mailbox",
  "invalid address", "does not exist", "doesn't exist", "not listed in",
  "not recognized", "not found", "not our customer", "unrouteable",
  "account is disabled", "account disabled", "account has been disabled",
  "inactive", "addressee unknown", "host unknown",
};

static GRegex *
get_regex (GRegex    **regex,
           const char *pattern)
{
  if (g_once_init_enter (regex))
    g_once_init_leave (regex, g_regex_new (pattern, G_REGEX_OPTIMIZE, 0, NULL));
  return *regex;
}

static char *
find (GRegex     *regex,
      const char *text)
{
  g_autoptr(GMatchInfo) match = NULL;

  g_regex_match (regex, text, 0, &match);
  return g_match_info_matches (match) ? g_match_info_fetch (match, 1) : NULL;
}

static char *
find_status (const char *text)
{
  static GRegex *regex;

  return find (get_regex (&regex, STATUS), text);
}

static int
find_code (const char *text)
{
  static GRegex *regex;
  g_autofree char *code = find (get_regex (&regex, CODE), text);

  return code != NULL ? atoi (code) : 0;
}

/* One line of printable text, as long as the database keeps words. */
static char *
dup_line (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *plain = invites_text_strip_bidi (valid);
  GString *line = g_string_new (NULL);

  for (const char *p = plain; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gboolean is_gap = g_unichar_isspace (c) || g_unichar_iscntrl (c);

      if (line->len > MAX_WORDS - 6)
        {
          g_string_append (line, "…");
          break;
        }
      if (!is_gap)
        g_string_append_unichar (line, c);
      else if (line->len > 0 && line->str[line->len - 1] != ' ')
        g_string_append_c (line, ' ');
    }
  return g_strchomp (g_string_free (line, FALSE));
}

static gboolean
is_general (const char *status)
{
  return g_str_has_suffix (status, ".0");
}

static gboolean
has_word (const char        *text,
          const char *const *words,
          gsize              n_words)
{
  for (gsize i = 0; i < n_words; i++)
    {
      if (strstr (text, words[i]) != NULL)
        return TRUE;
    }
  return FALSE;
}

/* TRUE, FALSE, or @otherwise when the words say nothing of it either. */
static gboolean
judge_words (const char *text,
             gboolean    otherwise)
{
  g_autofree char *folded = g_ascii_strdown (text != NULL ? text : "", -1);

  if (has_word (folded, full_words, G_N_ELEMENTS (full_words))
      || has_word (folded, policy_words, G_N_ELEMENTS (policy_words)))
    return FALSE;
  return otherwise
         || has_word (folded, unknown_words, G_N_ELEMENTS (unknown_words));
}

/**
 * invites_bounce_recipient_new:
 * @action: %INVITES_BOUNCE_FAILED, %INVITES_BOUNCE_DELAYED or
 *   %INVITES_BOUNCE_DELIVERED
 *
 * Returns: (transfer full): a recipient of which nothing else is known
 */
InvitesBounceRecipient *
invites_bounce_recipient_new (InvitesBounceVerdict action)
{
  InvitesBounceRecipient *self = g_new0 (InvitesBounceRecipient, 1);

  self->action = action;
  return self;
}

/**
 * invites_bounce_recipient_free:
 * @self: (transfer full) (nullable): a recipient
 *
 * Frees a recipient.
 */
void
invites_bounce_recipient_free (InvitesBounceRecipient *self)
{
  if (self == NULL)
    return;

  g_free (self->original);
  g_free (self->final);
  g_free (self->status);
  g_free (self->text);
  g_free (self);
}

/**
 * invites_bounce_recipient_set_status:
 * @self: a recipient
 * @text: where an enhanced status (RFC 3463) stands, perhaps with a comment
 *
 * Takes the first status of @text, if it has one. A status that says more
 * than the one that is known takes its place: reports often say 5.0.0 and
 * quote a reply that says 5.1.1.
 */
void
invites_bounce_recipient_set_status (InvitesBounceRecipient *self,
                                     const char             *text)
{
  g_autofree char *status = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (text != NULL);

  status = find_status (text);
  if (status == NULL)
    return;
  if (self->status != NULL
      && (!is_general (self->status) || status[0] != self->status[0]))
    return;
  g_free (self->status);
  self->status = g_steal_pointer (&status);
}

/**
 * invites_bounce_recipient_set_words:
 * @self: a recipient
 * @text: what a mail system said, in any number of lines
 *
 * Takes the words, as one line of printable text of at most 500 octets.
 */
void
invites_bounce_recipient_set_words (InvitesBounceRecipient *self,
                                    const char             *text)
{
  g_autofree char *line = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (text != NULL);

  line = dup_line (text);
  if (*line == '\0')
    return;
  g_free (self->text);
  self->text = g_steal_pointer (&line);
}

/**
 * invites_bounce_recipient_set_reply:
 * @self: a recipient
 * @text: an SMTP reply, perhaps among other words
 *
 * Takes code, status and words.
 */
void
invites_bounce_recipient_set_reply (InvitesBounceRecipient *self,
                                    const char             *text)
{
  g_autofree char *valid = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (text != NULL);

  valid = g_utf8_make_valid (text, -1);
  self->code = find_code (valid);
  invites_bounce_recipient_set_status (self, valid);
  invites_bounce_recipient_set_words (self, valid);
}

/**
 * invites_bounce_recipient_is_hard:
 * @self: a recipient
 *
 * Tells whether it failed in a way that the address is to blame for, so that
 * nothing should be sent there again. That is every status of class 5 (RFC
 * 3463) but those for: a full mailbox or mail system (5.2.2, 5.3.1), a mail
 * that is too big (5.2.3, 5.3.4), a sender that is refused (5.1.7, 5.1.8),
 * time that ran out (5.4.7), the mail's form (5.6) and policy (5.7). Where
 * the status is a general one, or there is none, the words decide; with
 * neither, nobody is blamed.
 *
 * Returns: %TRUE if the address is to blame
 */
gboolean
invites_bounce_recipient_is_hard (const InvitesBounceRecipient *self)
{
  const char *const soft[] = {
    "5.1.7", "5.1.8", "5.2.2", "5.2.3", "5.3.1", "5.3.4", "5.4.7", NULL
  };

  g_return_val_if_fail (self != NULL, FALSE);

  if (self->action != INVITES_BOUNCE_FAILED)
    return FALSE;
  if (self->status == NULL)
    return self->code / 100 != 4 && self->code != 552
           && judge_words (self->text, FALSE);
  if (self->status[0] != '5' || g_strv_contains (soft, self->status)
      || g_str_has_prefix (self->status, "5.6.")
      || g_str_has_prefix (self->status, "5.7."))
    return FALSE;
  return !is_general (self->status)
         || (self->code != 552 && judge_words (self->text, TRUE));
}
