/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-relay.h"

#include <unistd.h>

#include <glib-unix.h>

#define FAKE_TYPE_CONNECTION (fake_connection_get_type ())
G_DECLARE_FINAL_TYPE (FakeConnection, fake_connection, FAKE, CONNECTION,
                      InvitesRelayConnection)

struct _FakeConnection
{
  InvitesRelayConnection parent_instance;

  FakeRelay          *relay;
  guint               n_sent;
  int                 fd;         /* at its end already; -1: none */
  char               *recipient;  /* (nullable): of the mail on the wire */
  gint64              due;        /* when it is taken */
  InvitesRelayAnswer  answer;
  gboolean            has_answer;
  gboolean            is_closed;
};

static void fake_relay_iface_init (InvitesRelayInterface *iface);

G_DEFINE_FINAL_TYPE (FakeConnection, fake_connection,
                     INVITES_TYPE_RELAY_CONNECTION)
G_DEFINE_FINAL_TYPE_WITH_CODE (FakeRelay, fake_relay, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (INVITES_TYPE_RELAY,
                                                      fake_relay_iface_init))

/* Under the mutex. */
static gboolean
take_one (int *left)
{
  if (*left <= 0)
    return FALSE;
  (*left)--;
  return TRUE;
}

static InvitesRelayState
fake_connection_get_state (InvitesRelayConnection *connection)
{
  FakeConnection *self = FAKE_CONNECTION (connection);

  if (self->recipient != NULL || self->has_answer)
    return INVITES_RELAY_BUSY;
  return self->is_closed ? INVITES_RELAY_CLOSED : INVITES_RELAY_READY;
}

static int
fake_connection_get_poll (InvitesRelayConnection *connection,
                          GIOCondition           *wanted)
{
  *wanted = G_IO_IN;
  return FAKE_CONNECTION (connection)->fd;
}

static gint64
fake_connection_get_deadline (InvitesRelayConnection *connection)
{
  FakeConnection *self = FAKE_CONNECTION (connection);

  return self->recipient != NULL ? self->due : G_MAXINT64;
}

/* Under the mutex. */
static void
answer (FakeConnection *self, InvitesDeliveryState state, InvitesBlame blame)
{
  invites_relay_answer_set (&self->answer, state, blame, "As I was told");
  self->answer.code = state == INVITES_DELIVERY_SENT ? 250 : 450;
  self->answer.status = g_strdup (self->relay->status);
  self->has_answer = TRUE;
  self->is_closed |= blame == INVITES_BLAME_RELAY;
  self->relay->n_on_wire--;
  g_clear_pointer (&self->recipient, g_free);
}

/* Under the mutex. */
static void
take_mail (FakeConnection *self)
{
  FakeRelay *relay = self->relay;
  gint64 now = g_get_monotonic_time ();
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (relay->mails,
                                                   self->recipient));

  g_hash_table_insert (relay->mails, g_strdup (self->recipient),
                       GUINT_TO_POINTER (n + 1));
  g_hash_table_insert (relay->times, g_strdup (self->recipient),
                       g_memdup2 (&now, sizeof now));
  answer (self, INVITES_DELIVERY_SENT, INVITES_BLAME_NONE);
  self->n_sent++;
  if (relay->n_per_connection > 0 && self->n_sent >= relay->n_per_connection)
    self->is_closed = TRUE;
}

static gboolean
is_concerned (FakeRelay *relay, const char *recipient)
{
  return relay->only_domain == NULL
         || g_str_has_suffix (recipient, relay->only_domain);
}

static void
fake_connection_begin (InvitesRelayConnection *connection,
                       const InvitesEnvelope  *envelope,
                       GBytes                 *message,
                       gint64                  now)
{
  FakeConnection *self = FAKE_CONNECTION (connection);
  FakeRelay *relay = self->relay;

  g_assert_cmpint (fake_connection_get_state (connection), ==,
                   INVITES_RELAY_READY);
  g_mutex_lock (&relay->mutex);
  self->recipient = g_strdup (envelope->rcpt_to);
  g_free (relay->mail_from);
  relay->mail_from = g_strdup (envelope->mail_from);
  g_clear_pointer (&relay->message, g_bytes_unref);
  relay->message = g_bytes_ref (message);
  relay->n_on_wire++;
  relay->n_most_on_wire = MAX (relay->n_most_on_wire, relay->n_on_wire);
  if (self->fd >= 0)
    answer (self, INVITES_DELIVERY_QUEUED, INVITES_BLAME_RELAY);
  else if (is_concerned (relay, self->recipient)
           && take_one (&relay->n_answered))
    answer (self, relay->state, relay->blame);
  else if (take_one (&relay->n_hanging))
    self->due = G_MAXINT64;
  else if (relay->slowness > 0)
    self->due = now + relay->slowness;
  else
    take_mail (self);
  g_mutex_unlock (&relay->mutex);
}

static void
fake_connection_advance (InvitesRelayConnection *connection,
                         GIOCondition            ready,
                         gint64                  now)
{
  FakeConnection *self = FAKE_CONNECTION (connection);

  g_mutex_lock (&self->relay->mutex);
  if (self->recipient != NULL && self->due <= now)
    take_mail (self);
  self->is_closed |= ready != 0;
  g_mutex_unlock (&self->relay->mutex);
}

static gboolean
fake_connection_take_answer (InvitesRelayConnection *connection,
                             InvitesRelayAnswer     *taken)
{
  FakeConnection *self = FAKE_CONNECTION (connection);

  if (!self->has_answer)
    return FALSE;
  *taken = self->answer;
  self->answer = (InvitesRelayAnswer) { 0 };
  self->has_answer = FALSE;
  return TRUE;
}

static void
fake_connection_leave (InvitesRelayConnection *connection, gint64 now)
{
  FAKE_CONNECTION (connection)->is_closed = TRUE;
}

static void
fake_connection_cut (InvitesRelayConnection *connection)
{
  FakeConnection *self = FAKE_CONNECTION (connection);

  g_mutex_lock (&self->relay->mutex);
  if (self->recipient != NULL)
    answer (self, INVITES_DELIVERY_UNKNOWN, INVITES_BLAME_RELAY);
  self->is_closed = TRUE;
  g_mutex_unlock (&self->relay->mutex);
}

static void
fake_connection_finalize (GObject *object)
{
  FakeConnection *self = FAKE_CONNECTION (object);

  g_mutex_lock (&self->relay->mutex);
  self->relay->n_open--;
  g_mutex_unlock (&self->relay->mutex);
  g_object_unref (self->relay);
  if (self->fd >= 0)
    close (self->fd);
  g_free (self->recipient);
  invites_relay_answer_clear (&self->answer);
  G_OBJECT_CLASS (fake_connection_parent_class)->finalize (object);
}

static void
fake_connection_class_init (FakeConnectionClass *klass)
{
  InvitesRelayConnectionClass *connection_class
    = INVITES_RELAY_CONNECTION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = fake_connection_finalize;
  connection_class->get_state = fake_connection_get_state;
  connection_class->get_poll = fake_connection_get_poll;
  connection_class->get_deadline = fake_connection_get_deadline;
  connection_class->begin = fake_connection_begin;
  connection_class->advance = fake_connection_advance;
  connection_class->take_answer = fake_connection_take_answer;
  connection_class->leave = fake_connection_leave;
  connection_class->cut = fake_connection_cut;
}

static void
fake_connection_init (FakeConnection *self)
{
  self->fd = -1;
}

/* What it is read from is at its end. */
static void
make_fleeting (FakeConnection *self)
{
  int fds[2];

  if (!g_unix_open_pipe (fds, FD_CLOEXEC, NULL))
    g_assert_not_reached ();
  close (fds[1]);
  self->fd = fds[0];
}

static InvitesRelayConnection *
fake_relay_connect (InvitesRelay       *relay,
                    GCancellable       *cancellable,
                    InvitesRelayAnswer *fault)
{
  FakeRelay *self = FAKE_RELAY (relay);
  FakeConnection *connection = NULL;

  g_mutex_lock (&self->mutex);
  if (take_one (&self->n_refused)
      || (self->n_allowed > 0 && self->n_open >= self->n_allowed))
    invites_relay_answer_set (fault, INVITES_DELIVERY_QUEUED, self->refusal,
                              "Nobody at home");
  else
    {
      connection = g_object_new (FAKE_TYPE_CONNECTION, NULL);
      connection->relay = g_object_ref (self);
      if (take_one (&self->n_fleeting))
        make_fleeting (connection);
      self->n_opened++;
      self->n_open++;
      self->n_most_open = MAX (self->n_most_open, self->n_open);
    }
  g_mutex_unlock (&self->mutex);
  return (InvitesRelayConnection *) connection;
}

static void
fake_relay_iface_init (InvitesRelayInterface *iface)
{
  iface->connect = fake_relay_connect;
}

static void
fake_relay_finalize (GObject *object)
{
  FakeRelay *self = FAKE_RELAY (object);

  g_hash_table_unref (self->mails);
  g_hash_table_unref (self->times);
  g_free (self->mail_from);
  g_clear_pointer (&self->message, g_bytes_unref);
  g_mutex_clear (&self->mutex);
  G_OBJECT_CLASS (fake_relay_parent_class)->finalize (object);
}

static void
fake_relay_class_init (FakeRelayClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_relay_finalize;
}

static void
fake_relay_init (FakeRelay *self)
{
  g_mutex_init (&self->mutex);
  self->refusal = INVITES_BLAME_RELAY;
  self->state = INVITES_DELIVERY_QUEUED;
  self->blame = INVITES_BLAME_RELAY;
  self->mails = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->times = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       g_free);
}

FakeRelay *
fake_relay_new (void)
{
  return g_object_new (FAKE_TYPE_RELAY, NULL);
}

/* Whom it has taken mails for. */
guint
fake_relay_count (FakeRelay *self)
{
  guint n;

  g_mutex_lock (&self->mutex);
  n = g_hash_table_size (self->mails);
  g_mutex_unlock (&self->mutex);
  return n;
}

guint
fake_relay_count_for (FakeRelay *self, const char *recipient)
{
  guint n;

  g_mutex_lock (&self->mutex);
  n = GPOINTER_TO_UINT (g_hash_table_lookup (self->mails, recipient));
  g_mutex_unlock (&self->mutex);
  return n;
}

guint
fake_relay_get_on_wire (FakeRelay *self)
{
  guint n;

  g_mutex_lock (&self->mutex);
  n = self->n_on_wire;
  g_mutex_unlock (&self->mutex);
  return n;
}
