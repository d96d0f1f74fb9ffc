/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/bounces/invites-bounce-report.h"

#include "core/invites-address.h"
#include "service/bounces/invites-bounce-addresses.h"
#include "service/bounces/invites-bounce-forms.h"
#include "service/bounces/invites-bounce-signs.h"
#include "service/bounces/invites-bounce-status.h"
#include "service/delivery/invites-gmime.h"

static GMimeMessage *
parse (GBytes *message)
{
  gsize size;
  const char *data = g_bytes_get_data (message, &size);
  g_autoptr(GMimeStream) stream = NULL;
  g_autoptr(GMimeParser) parser = NULL;

  if (size == 0)
    return NULL;
  stream = g_mime_stream_mem_new_with_buffer (
    data, MIN (size, INVITES_BOUNCE_MAX_READ));
  parser = g_mime_parser_new_with_stream (stream);
  return g_mime_parser_construct_message (parser, NULL);
}

/* Mail to the bounce address that came back: ours never is. */
static gboolean
is_about_ourselves (GPtrArray *recipients)
{
  for (guint i = 0; i < recipients->len; i++)
    {
      const InvitesBounceRecipient *recipient = recipients->pdata[i];

      if (invites_bounce_addresses_is_one (recipient->final)
          || invites_bounce_addresses_is_one (recipient->original))
        return TRUE;
    }
  return FALSE;
}

/* A part for programs is believed before headers are, for Postfix says of its
 * reports that they are automatic replies. */
static void
examine (InvitesBounceReport *self,
         GMimeMessage        *message)
{
  InvitesBounceRecipient *recipient;

  g_clear_pointer (&self->recipients, g_ptr_array_unref);
  self->recipients = invites_bounce_status_read (message);
  if (invites_bounce_signs_of_loop (message)
      || is_about_ourselves (self->recipients))
    self->verdict = INVITES_BOUNCE_LOOP;
  else if (self->recipients->len > 0)
    self->verdict = INVITES_BOUNCE_FAILED;
  else if (invites_bounce_signs_of_reply (message))
    self->verdict = INVITES_BOUNCE_AUTO_REPLY;
  else if ((recipient = invites_bounce_forms_read (message)) != NULL)
    {
      self->verdict = INVITES_BOUNCE_FAILED;
      g_ptr_array_add (self->recipients, recipient);
    }
}

/**
 * invites_bounce_report_read:
 * @message: a message as it came; at most 1 MiB of it is read
 * @recipient: (nullable): for whom the mail system took it, if it tells
 *
 * Reads a message that came to a bounce address, whatever it may be. Nothing
 * of it is proved: that is done with its addresses, by InvitesKeys.
 *
 * Returns: (transfer full): what it says
 */
InvitesBounceReport *
invites_bounce_report_read (GBytes     *message,
                            const char *recipient)
{
  InvitesBounceReport *self = g_new0 (InvitesBounceReport, 1);
  g_autoptr(GMimeMessage) parsed = NULL;

  g_return_val_if_fail (message != NULL, NULL);

  invites_gmime_init ();
  self->verdict = INVITES_BOUNCE_UNREADABLE;
  self->recipients = g_ptr_array_new_with_free_func (
    (GDestroyNotify) invites_bounce_recipient_free);
  if ((parsed = parse (message)) == NULL)
    {
      self->addresses = g_ptr_array_new_with_free_func (g_free);
      return self;
    }
  self->addresses = invites_bounce_addresses_find (parsed, recipient);
  self->message_id = g_strdup (g_mime_message_get_message_id (parsed));
  examine (self, parsed);
  if (self->verdict == INVITES_BOUNCE_FAILED)
    self->verdict = invites_bounce_report_judge (self, NULL, NULL);
  return self;
}

/**
 * invites_bounce_report_free:
 * @self: (transfer full) (nullable): a report
 *
 * Frees a report.
 */
void
invites_bounce_report_free (InvitesBounceReport *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->recipients, g_ptr_array_unref);
  g_clear_pointer (&self->addresses, g_ptr_array_unref);
  g_free (self->message_id);
  g_free (self);
}

static gboolean
is_address (const char *text,
            const char *address_key)
{
  g_autofree char *key = NULL;

  if (text == NULL || !g_utf8_validate (text, -1, NULL)
      || !invites_address_is_valid (text))
    return FALSE;
  key = invites_address_dup_key (text);
  return g_strcmp0 (key, address_key) == 0;
}

/* Those that are about the address; else all: it has been forwarded, or an
 * older form does not name it. */
static GPtrArray *
select_recipients (const InvitesBounceReport *self,
                   const char                *address_key)
{
  g_autoptr(GPtrArray) selected = g_ptr_array_new ();

  for (guint i = 0; address_key != NULL && i < self->recipients->len; i++)
    {
      const InvitesBounceRecipient *recipient = self->recipients->pdata[i];

      if (is_address (recipient->original, address_key)
          || is_address (recipient->final, address_key))
        g_ptr_array_add (selected, (gpointer) recipient);
    }
  return selected->len > 0 ? g_steal_pointer (&selected)
                           : g_ptr_array_ref (self->recipients);
}

static void
fill (InvitesBounce                *bounce,
      const InvitesBounceRecipient *recipient,
      gboolean                      is_hard)
{
  bounce->failed = recipient->action == INVITES_BOUNCE_FAILED;
  bounce->is_hard = is_hard;
  bounce->code = recipient->code;
  bounce->status = g_strdup (recipient->status);
  bounce->text = g_strdup (recipient->text);
}

/**
 * invites_bounce_report_judge:
 * @self: a report
 * @address_key: (nullable): the key of the address that the mail was for
 * @bounce: (out caller-allocates) (optional): what is to be noted, when it
 *   failed or is delayed; its delivery is left to the caller
 *
 * Tells what a report says of one address. It names one as a rule; where the
 * address stands for several, that one of them failed counts as failed, but
 * the address is only to blame when nobody behind it can be reached.
 *
 * Returns: its verdict; for a report, %INVITES_BOUNCE_FAILED,
 *   %INVITES_BOUNCE_DELAYED or %INVITES_BOUNCE_DELIVERED
 */
InvitesBounceVerdict
invites_bounce_report_judge (const InvitesBounceReport *self,
                             const char                *address_key,
                             InvitesBounce             *bounce)
{
  g_autoptr(GPtrArray) selected = NULL;
  const InvitesBounceRecipient *worst = NULL;
  gboolean all_hard = TRUE;

  g_return_val_if_fail (self != NULL, INVITES_BOUNCE_UNREADABLE);

  if (self->verdict > INVITES_BOUNCE_DELIVERED || self->recipients->len == 0)
    return self->verdict;

  selected = select_recipients (self, address_key);
  for (guint i = 0; i < selected->len; i++)
    {
      const InvitesBounceRecipient *recipient = selected->pdata[i];

      /* In the enumeration's order: the worst comes first. */
      if (worst == NULL || recipient->action < worst->action)
        worst = recipient;
      all_hard = all_hard && invites_bounce_recipient_is_hard (recipient);
    }
  if (bounce != NULL)
    fill (bounce, worst, all_hard);
  return worst->action;
}
