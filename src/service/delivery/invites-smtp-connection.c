/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-smtp-connection.h"

#include <string.h>

#include "core/invites-error.h"
#include "core/invites-text.h"

/* RFC 5321, section 4.5.3.2, in milliseconds. */
#define MINUTE            (60 * 1000)
#define TIME_OUT_COMMAND  (5 * MINUTE)
#define TIME_OUT_DATA     (2 * MINUTE)
#define TIME_OUT_BLOCK    (3 * MINUTE)
#define TIME_OUT_FINAL    (10 * MINUTE)
#define TIME_OUT_QUIT     2000
#define TIME_OUT_NOOP     10000

/* A connection that was used less long ago is not asked whether it lives. */
#define FRESH_TIME (5 * G_TIME_SPAN_SECOND)

#define MAX_ADDRESS 1024 /* bytes */
#define CODE_CLOSING 421

struct _InvitesSmtpConnection
{
  InvitesRelayConnection parent_instance;

  InvitesSmtpWire *wire;         /* (owned) (nullable): until closed */
  guint            time_out;     /* for every step, or 0: the RFC's */
  gint64           last_used;    /* on the monotonic clock */
  gboolean         needs_reset;  /* a transaction was begun and not ended */

  /* What the server can do. */
  gboolean         has_size;
  gboolean         has_8bitmime;
  gboolean         has_smtputf8;
};

G_DEFINE_FINAL_TYPE (InvitesSmtpConnection, invites_smtp_connection,
                     INVITES_TYPE_RELAY_CONNECTION)

/* One mail while it is sent. */
typedef struct
{
  InvitesSmtpConnection *self;        /* (borrowed), as are those below */
  const InvitesEnvelope *envelope;
  GBytes                *message;
  GCancellable          *cancellable;
  InvitesDeliveryResult *result;
} Transaction;

static guint
get_time_out (InvitesSmtpConnection *self, guint usual)
{
  return self->time_out != 0 ? MIN (self->time_out, usual) : usual;
}

/* NULL with error when the connection is lost. */
static InvitesSmtpReply *
say (InvitesSmtpConnection  *self,
     const char             *command,
     guint                   time_out,
     GCancellable           *cancellable,
     GError                **error)
{
  guint milliseconds = get_time_out (self, time_out);

  if (!invites_smtp_wire_write (self->wire, command, strlen (command),
                                milliseconds, cancellable, error))
    return NULL;
  return invites_smtp_wire_read_reply (self->wire, milliseconds, cancellable,
                                       error);
}

/* libcurl has said EHLO, but keeps what it heard to itself. A server that does
 * not know EHLO has no extensions. */
static gboolean
ask_capabilities (InvitesSmtpConnection  *self,
                  const char             *host_name,
                  GCancellable           *cancellable,
                  GError                **error)
{
  g_autofree char *command = g_strdup_printf ("EHLO %s\r\n", host_name);
  g_autoptr(InvitesSmtpReply) reply
    = say (self, command, TIME_OUT_COMMAND, cancellable, error);

  if (reply == NULL)
    return FALSE;
  if (reply->code == CODE_CLOSING)
    {
      g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_UNAVAILABLE,
                           "The mail system closed the connection");
      return FALSE;
    }
  if (invites_smtp_reply_get_class (reply) != 2)
    return TRUE;
  self->has_size = invites_smtp_reply_find_keyword (reply, "SIZE") != NULL;
  self->has_8bitmime
    = invites_smtp_reply_find_keyword (reply, "8BITMIME") != NULL;
  self->has_smtputf8
    = invites_smtp_reply_find_keyword (reply, "SMTPUTF8") != NULL;
  return TRUE;
}

static void
set_result (Transaction *transaction, InvitesDeliveryState state, int code,
            const char *text)
{
  InvitesDeliveryResult *result = transaction->result;

  result->state = state;
  result->reply_code = code;
  g_free (result->reply_text);
  result->reply_text = g_strdup (text);
}

/* What cannot be part of a command must never become one. */
static gboolean
is_safe_address (const char *address)
{
  return *address != '\0' && strlen (address) <= MAX_ADDRESS
         && invites_text_is_printable (address, -1)
         && strpbrk (address, " <>") == NULL;
}

static gboolean
check_envelope (Transaction *transaction)
{
  const InvitesEnvelope *envelope = transaction->envelope;
  const char *complaint = NULL;

  if (!is_safe_address (envelope->mail_from))
    complaint = "The sender’s address cannot be put into a command";
  else if (!is_safe_address (envelope->rcpt_to))
    complaint = "The address cannot be put into a command";
  else if ((envelope->needs_smtputf8
            || !g_str_is_ascii (envelope->mail_from)
            || !g_str_is_ascii (envelope->rcpt_to))
           && !transaction->self->has_smtputf8)
    complaint = "The mail system does not take internationalised addresses "
                "(SMTPUTF8)";

  if (complaint != NULL)
    set_result (transaction, INVITES_DELIVERY_REFUSED, 0, complaint);
  return complaint == NULL;
}

static gboolean
has_high_bytes (GBytes *message)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (message, &size);

  for (gsize i = 0; i < size; i++)
    if (bytes[i] >= 0x80)
      return TRUE;
  return FALSE;
}

static char *
dup_mail_command (Transaction *transaction)
{
  InvitesSmtpConnection *self = transaction->self;
  GString *command = g_string_new (NULL);

  g_string_printf (command, "MAIL FROM:<%s>",
                   transaction->envelope->mail_from);
  if (self->has_size)
    g_string_append_printf (command, " SIZE=%" G_GSIZE_FORMAT,
                            g_bytes_get_size (transaction->message));
  if (self->has_8bitmime && has_high_bytes (transaction->message))
    g_string_append (command, " BODY=8BITMIME");
  if (transaction->envelope->needs_smtputf8)
    g_string_append (command, " SMTPUTF8");
  g_string_append (command, "\r\n");
  return g_string_free (command, FALSE);
}

/* The other side's no. TRUE if the connection can be used further. */
static gboolean
take_refusal (Transaction *transaction, InvitesSmtpReply *reply)
{
  g_autofree char *text = invites_smtp_reply_dup_text (reply);

  transaction->self->needs_reset = TRUE;
  switch (invites_smtp_reply_get_class (reply))
    {
    case 4:
      set_result (transaction, INVITES_DELIVERY_DEFERRED, reply->code, text);
      return reply->code != CODE_CLOSING;
    case 5:
      set_result (transaction, INVITES_DELIVERY_REFUSED, reply->code, text);
      return TRUE;
    default:
      /* Yes to another question: the two sides are out of step. */
      set_result (transaction, INVITES_DELIVERY_DEFERRED, reply->code, text);
      return FALSE;
    }
}

/*
 * One command of a transaction.
 *
 * Returns TRUE if the answer was the wanted one. Else the result is set, and
 * *alive tells whether the connection can be used further. @lost is what
 * becomes of the mail when the connection breaks here.
 */
static gboolean
do_step (Transaction          *transaction,
         const char           *command,
         guint                 time_out,
         int                   wanted,
         InvitesDeliveryState  lost,
         gboolean             *alive)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(InvitesSmtpReply) reply = say (transaction->self, command,
                                           time_out, transaction->cancellable,
                                           &error);

  if (reply == NULL)
    {
      set_result (transaction, lost, 0, error->message);
      *alive = FALSE;
      return FALSE;
    }
  if (invites_smtp_reply_get_class (reply) == wanted)
    return TRUE;
  *alive = take_refusal (transaction, reply);
  return FALSE;
}

static gboolean
do_recipient (Transaction *transaction, gboolean *alive)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(InvitesSmtpReply) reply = NULL;
  g_autofree char *command = g_strdup_printf ("RCPT TO:<%s>\r\n",
                                              transaction->envelope->rcpt_to);

  reply = say (transaction->self, command, TIME_OUT_COMMAND,
               transaction->cancellable, &error);
  if (reply == NULL)
    {
      set_result (transaction, INVITES_DELIVERY_DEFERRED, 0, error->message);
      *alive = FALSE;
      return FALSE;
    }
  if (invites_smtp_reply_get_class (reply) == 2)
    return TRUE;
  *alive = take_refusal (transaction, reply);
  transaction->result->address_is_bad
    = invites_smtp_reply_is_bad_address (reply);
  return FALSE;
}

/* A line that begins with a dot gets another one, the end is a dot alone
 * (RFC 5321, section 4.5.2). */
static GString *
stuff_dots (GBytes *message)
{
  gsize size;
  const char *line = g_bytes_get_data (message, &size);
  const char *end = line + size;
  GString *stuffed = g_string_sized_new (size + 64);

  while (line < end)
    {
      const char *newline = memchr (line, '\n', end - line);
      gsize length = newline != NULL ? newline + 1 - line : end - line;

      if (*line == '.')
        g_string_append_c (stuffed, '.');
      g_string_append_len (stuffed, line, length);
      line += length;
    }
  if (!g_str_has_suffix (stuffed->str, "\r\n"))
    g_string_append (stuffed, "\r\n");
  g_string_append (stuffed, ".\r\n");
  return stuffed;
}

/* After the last byte of the final dot, and until its reply, nobody can know
 * what became of the mail; before, the server cannot have taken it. */
static gboolean
send_message (Transaction *transaction)
{
  InvitesSmtpConnection *self = transaction->self;
  g_autoptr(GString) stuffed = stuff_dots (transaction->message);
  g_autoptr(InvitesSmtpReply) reply = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  if (!invites_smtp_wire_write (self->wire, stuffed->str, stuffed->len,
                                get_time_out (self, TIME_OUT_BLOCK),
                                transaction->cancellable, &error))
    {
      set_result (transaction, INVITES_DELIVERY_DEFERRED, 0, error->message);
      return FALSE;
    }
  reply = invites_smtp_wire_read_reply (self->wire,
                                        get_time_out (self, TIME_OUT_FINAL),
                                        transaction->cancellable, &error);
  if (reply == NULL)
    {
      set_result (transaction, INVITES_DELIVERY_UNKNOWN, 0, error->message);
      return FALSE;
    }
  self->needs_reset = FALSE;
  if (invites_smtp_reply_get_class (reply) != 2)
    return take_refusal (transaction, reply);
  text = invites_smtp_reply_dup_text (reply);
  set_result (transaction, INVITES_DELIVERY_SENT, reply->code, text);
  return TRUE;
}

static gboolean
reset (Transaction *transaction)
{
  InvitesSmtpConnection *self = transaction->self;
  gboolean alive = TRUE;

  if (!self->needs_reset)
    return TRUE;
  if (!do_step (transaction, "RSET\r\n", TIME_OUT_COMMAND, 2,
                INVITES_DELIVERY_QUEUED, &alive))
    {
      /* A refused RSET says nothing about this mail. */
      transaction->result->state = INVITES_DELIVERY_QUEUED;
      return FALSE;
    }
  self->needs_reset = FALSE;
  return TRUE;
}

static gboolean
do_transaction (Transaction *transaction)
{
  g_autofree char *mail = dup_mail_command (transaction);
  gboolean alive = TRUE;

  if (!reset (transaction))
    return FALSE;
  if (!do_step (transaction, mail, TIME_OUT_COMMAND, 2,
                INVITES_DELIVERY_QUEUED, &alive))
    return alive;
  if (!do_recipient (transaction, &alive))
    return alive;
  if (!do_step (transaction, "DATA\r\n", TIME_OUT_DATA, 3,
                INVITES_DELIVERY_DEFERRED, &alive))
    return alive;
  return send_message (transaction);
}

static gboolean
invites_smtp_connection_send (InvitesRelayConnection *connection,
                              const InvitesEnvelope  *envelope,
                              GBytes                 *message,
                              GCancellable           *cancellable,
                              InvitesDeliveryResult  *result)
{
  InvitesSmtpConnection *self = INVITES_SMTP_CONNECTION (connection);
  Transaction transaction = { self, envelope, message, cancellable, result };
  gboolean alive;

  if (self->wire == NULL)
    {
      set_result (&transaction, INVITES_DELIVERY_QUEUED, 0,
                  "The connection is closed");
      return FALSE;
    }
  if (!check_envelope (&transaction))
    return TRUE;
  alive = do_transaction (&transaction);
  self->last_used = g_get_monotonic_time ();
  if (!alive)
    g_clear_pointer (&self->wire, invites_smtp_wire_free);
  return alive;
}

static gboolean
invites_smtp_connection_check_alive (InvitesRelayConnection *connection,
                                     GCancellable           *cancellable)
{
  InvitesSmtpConnection *self = INVITES_SMTP_CONNECTION (connection);
  g_autoptr(InvitesSmtpReply) reply = NULL;

  if (self->wire == NULL || !invites_smtp_wire_is_quiet (self->wire))
    return FALSE;
  if (g_get_monotonic_time () - self->last_used < FRESH_TIME)
    return TRUE;
  reply = say (self, "NOOP\r\n", TIME_OUT_NOOP, cancellable, NULL);
  self->last_used = g_get_monotonic_time ();
  return reply != NULL && invites_smtp_reply_get_class (reply) == 2;
}

static void
invites_smtp_connection_close (InvitesRelayConnection *connection)
{
  InvitesSmtpConnection *self = INVITES_SMTP_CONNECTION (connection);
  g_autoptr(InvitesSmtpReply) reply = NULL;

  if (self->wire != NULL)
    reply = say (self, "QUIT\r\n", TIME_OUT_QUIT, NULL, NULL);
  g_clear_pointer (&self->wire, invites_smtp_wire_free);
}

static void
invites_smtp_connection_finalize (GObject *object)
{
  InvitesSmtpConnection *self = INVITES_SMTP_CONNECTION (object);

  g_clear_pointer (&self->wire, invites_smtp_wire_free);
  G_OBJECT_CLASS (invites_smtp_connection_parent_class)->finalize (object);
}

static void
invites_smtp_connection_class_init (InvitesSmtpConnectionClass *klass)
{
  InvitesRelayConnectionClass *connection_class
    = INVITES_RELAY_CONNECTION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = invites_smtp_connection_finalize;
  connection_class->check_alive = invites_smtp_connection_check_alive;
  connection_class->send = invites_smtp_connection_send;
  connection_class->close = invites_smtp_connection_close;
}

static void
invites_smtp_connection_init (InvitesSmtpConnection *self)
{
}

/**
 * invites_smtp_connection_new:
 * @wire: (transfer full): a connection that has been greeted and signed in
 * @host_name: what this machine calls itself
 * @time_out: in milliseconds, for every step; 0 leaves it to RFC 5321
 * @cancellable: (nullable): a cancellable
 * @error: return location, or %NULL
 *
 * Takes over the dialogue on @wire and asks what the server can do.
 *
 * Returns: (transfer full) (nullable): the connection, or %NULL with
 *   %INVITES_ERROR_UNAVAILABLE
 */
InvitesRelayConnection *
invites_smtp_connection_new (InvitesSmtpWire  *wire,
                             const char       *host_name,
                             guint             time_out,
                             GCancellable     *cancellable,
                             GError          **error)
{
  g_autoptr(InvitesSmtpConnection) self = NULL;

  g_return_val_if_fail (wire != NULL && host_name != NULL, NULL);

  self = g_object_new (INVITES_TYPE_SMTP_CONNECTION, NULL);
  self->wire = wire;
  self->time_out = time_out;
  self->last_used = g_get_monotonic_time ();
  if (!ask_capabilities (self, host_name, cancellable, error))
    return NULL;
  return INVITES_RELAY_CONNECTION (g_steal_pointer (&self));
}
