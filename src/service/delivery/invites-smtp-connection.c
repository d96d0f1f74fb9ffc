/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-smtp-connection.h"

#include "service/delivery/invites-smtp-dialogue.h"

/* More than a TLS record holds. */
#define READ_SIZE (20 * 1024)

#define LOST "The connection to the mail system was lost"
#define CUT  "The connection to the mail system was cut off here"

struct _InvitesSmtpConnection
{
  InvitesRelayConnection parent_instance;

  InvitesSmtpWire     *wire;     /* (owned) (nullable): until closed */
  InvitesSmtpDialogue *dialogue; /* (owned) */
};

G_DEFINE_FINAL_TYPE (InvitesSmtpConnection, invites_smtp_connection,
                     INVITES_TYPE_RELAY_CONNECTION)

static InvitesRelayState
invites_smtp_connection_get_state (InvitesRelayConnection *connection)
{
  InvitesSmtpConnection *self = INVITES_SMTP_CONNECTION (connection);

  return invites_smtp_dialogue_get_state (self->dialogue);
}

static int
invites_smtp_connection_get_poll (InvitesRelayConnection *connection,
                                  GIOCondition           *wanted)
{
  InvitesSmtpConnection *self = INVITES_SMTP_CONNECTION (connection);
  gsize length;

  invites_smtp_dialogue_get_output (self->dialogue, &length);
  *wanted = length > 0 ? G_IO_IN | G_IO_OUT : G_IO_IN;
  return self->wire != NULL ? invites_smtp_wire_get_fd (self->wire) : -1;
}

static gint64
invites_smtp_connection_get_deadline (InvitesRelayConnection *connection)
{
  InvitesSmtpConnection *self = INVITES_SMTP_CONNECTION (connection);

  return invites_smtp_dialogue_get_deadline (self->dialogue);
}

static void
drop_wire (InvitesSmtpConnection *self, const char *how)
{
  invites_smtp_dialogue_lose (self->dialogue, how);
  g_clear_pointer (&self->wire, invites_smtp_wire_free);
}

static void
write_output (InvitesSmtpConnection *self, gint64 now)
{
  const char *bytes;
  gsize length;
  gssize n;

  while (self->wire != NULL
         && (bytes = invites_smtp_dialogue_get_output (self->dialogue,
                                                       &length),
             length > 0))
    {
      n = invites_smtp_wire_write (self->wire, bytes, length);
      if (n == INVITES_SMTP_WIRE_AGAIN)
        return;
      if (n == INVITES_SMTP_WIRE_LOST)
        drop_wire (self, LOST);
      else
        invites_smtp_dialogue_take_output (self->dialogue, n, now);
    }
}

static void
read_input (InvitesSmtpConnection *self, gint64 now)
{
  char buffer[READ_SIZE];
  gssize n = invites_smtp_wire_read (self->wire, buffer, sizeof buffer);

  if (n == INVITES_SMTP_WIRE_LOST)
    drop_wire (self, LOST);
  else if (n != INVITES_SMTP_WIRE_AGAIN)
    invites_smtp_dialogue_receive (self->dialogue, buffer, n, now);
}

static void
invites_smtp_connection_advance (InvitesRelayConnection *connection,
                                 GIOCondition            ready,
                                 gint64                  now)
{
  InvitesSmtpConnection *self = INVITES_SMTP_CONNECTION (connection);

  if (self->wire == NULL)
    return;
  if (ready & ~G_IO_OUT)
    read_input (self, now);
  write_output (self, now);
  invites_smtp_dialogue_check_time (self->dialogue, now);
  if (invites_smtp_dialogue_is_over (self->dialogue))
    g_clear_pointer (&self->wire, invites_smtp_wire_free);
}

static void
invites_smtp_connection_begin (InvitesRelayConnection *connection,
                               const InvitesEnvelope  *envelope,
                               GBytes                 *message,
                               gint64                  now)
{
  InvitesSmtpConnection *self = INVITES_SMTP_CONNECTION (connection);

  invites_smtp_dialogue_begin (self->dialogue, envelope, message, now);
  write_output (self, now);
}

static gboolean
invites_smtp_connection_take_answer (InvitesRelayConnection *connection,
                                     InvitesRelayAnswer     *answer)
{
  InvitesSmtpConnection *self = INVITES_SMTP_CONNECTION (connection);

  return invites_smtp_dialogue_take_answer (self->dialogue, answer);
}

static void
invites_smtp_connection_leave (InvitesRelayConnection *connection, gint64 now)
{
  InvitesSmtpConnection *self = INVITES_SMTP_CONNECTION (connection);

  invites_smtp_dialogue_leave (self->dialogue, now);
  write_output (self, now);
}

static void
invites_smtp_connection_cut (InvitesRelayConnection *connection)
{
  drop_wire (INVITES_SMTP_CONNECTION (connection), CUT);
}

static void
invites_smtp_connection_finalize (GObject *object)
{
  InvitesSmtpConnection *self = INVITES_SMTP_CONNECTION (object);

  g_clear_pointer (&self->wire, invites_smtp_wire_free);
  invites_smtp_dialogue_free (self->dialogue);
  G_OBJECT_CLASS (invites_smtp_connection_parent_class)->finalize (object);
}

static void
invites_smtp_connection_class_init (InvitesSmtpConnectionClass *klass)
{
  InvitesRelayConnectionClass *connection_class
    = INVITES_RELAY_CONNECTION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = invites_smtp_connection_finalize;
  connection_class->get_state = invites_smtp_connection_get_state;
  connection_class->get_poll = invites_smtp_connection_get_poll;
  connection_class->get_deadline = invites_smtp_connection_get_deadline;
  connection_class->begin = invites_smtp_connection_begin;
  connection_class->advance = invites_smtp_connection_advance;
  connection_class->take_answer = invites_smtp_connection_take_answer;
  connection_class->leave = invites_smtp_connection_leave;
  connection_class->cut = invites_smtp_connection_cut;
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
 *
 * Takes over the dialogue on @wire and asks what the server can do.
 *
 * Returns: (transfer full): the connection, which is starting
 */
InvitesRelayConnection *
invites_smtp_connection_new (InvitesSmtpWire *wire,
                             const char      *host_name,
                             guint            time_out)
{
  InvitesSmtpConnection *self;

  g_return_val_if_fail (wire != NULL && host_name != NULL, NULL);

  self = g_object_new (INVITES_TYPE_SMTP_CONNECTION, NULL);
  self->wire = wire;
  self->dialogue = invites_smtp_dialogue_new (host_name, time_out,
                                              g_get_monotonic_time ());
  return INVITES_RELAY_CONNECTION (self);
}
