/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-carrier.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* A connection that is not used for longer is closed: until then nobody has to
 * ask whether it still lives, for the socket would tell. */
#define IDLE_TIME    (5 * G_TIME_SPAN_SECOND)
#define LEAVE_TIME   (2 * G_TIME_SPAN_SECOND)
/* One that the other side ends sooner, without having been given a mail, was
 * of no use. */
#define USELESS_TIME (1 * G_TIME_SPAN_SECOND)
#define MAX_THREADS  16
#define MAX_EVENTS   64
#define NO_SLOT      G_MAXUINT32

/* A place for a connection. */
typedef struct
{
  InvitesRelayConnection *connection; /* (owned) (nullable) */
  InvitesRelayState       state;      /* as it was last seen */
  GIOCondition            wanted;     /* what epoll waits for */
  gpointer                mail;       /* (nullable) (borrowed) */
  gboolean                was_ready;
  gboolean                was_used;   /* or we end it ourselves */
  gint64                  idle_since;
} Slot;

/* What a connecting thread brings. */
typedef struct
{
  InvitesRelayConnection *connection; /* (owned) (nullable) */
  InvitesRelayAnswer      fault;
} Opened;

struct _InvitesCarrier
{
  InvitesRelay         *relay;      /* (owned) */
  InvitesCarrierEvents  events;
  gpointer              user_data;
  int                   epoll_fd;
  int                   wake_fd;
  GThreadPool          *threads;    /* (owned) */
  GCancellable         *stopped;    /* (owned): nothing is opened any more */
  GAsyncQueue          *opened;     /* (owned) (element-type Opened) */

  Slot                 *slots;      /* (owned) */
  guint                 n_slots;
  guint                 n_by_state[INVITES_RELAY_CLOSED + 1];
  guint                 n_opening;
  gint64                look_at;    /* no deadline is earlier */
};

static void
opened_free (Opened *opened)
{
  g_clear_object (&opened->connection);
  invites_relay_answer_clear (&opened->fault);
  g_free (opened);
}

/* In a thread of the pool. */
static void
connect_in_thread (gpointer data, gpointer user_data)
{
  InvitesCarrier *self = user_data;
  Opened *opened = g_new0 (Opened, 1);

  opened->connection = invites_relay_connect (self->relay, self->stopped,
                                              &opened->fault);
  g_async_queue_push (self->opened, opened);
  invites_carrier_wake (self);
}

static int
to_epoll (GIOCondition wanted)
{
  return (wanted & G_IO_IN ? EPOLLIN : 0) | (wanted & G_IO_OUT ? EPOLLOUT : 0);
}

/* Tells epoll what the connection waits for, if that has changed. */
static void
watch (InvitesCarrier *self, Slot *slot)
{
  GIOCondition wanted;
  int fd = invites_relay_connection_get_poll (slot->connection, &wanted);
  struct epoll_event event = { .events = to_epoll (wanted) };

  if (fd < 0 || wanted == slot->wanted)
    return;
  event.data.u32 = slot - self->slots;
  epoll_ctl (self->epoll_fd, slot->wanted == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD,
             fd, &event);
  slot->wanted = wanted;
}

static void
vacate (InvitesCarrier *self, Slot *slot)
{
  /* A closed descriptor has left epoll by itself. */
  self->n_by_state[slot->state]--;
  g_clear_object (&slot->connection);
  *slot = (Slot) { 0 };
}

static gint64
get_deadline (const Slot *slot)
{
  gint64 deadline = invites_relay_connection_get_deadline (slot->connection);

  return slot->state == INVITES_RELAY_READY
           ? MIN (deadline, slot->idle_since + IDLE_TIME)
           : deadline;
}

static void
tell_answer (InvitesCarrier *self, Slot *slot)
{
  g_auto(InvitesRelayAnswer) answer = { 0 };
  gpointer mail = slot->mail;

  if (!invites_relay_connection_take_answer (slot->connection, &answer))
    return;
  slot->mail = NULL;
  if (mail != NULL)
    self->events.answered (mail, &answer, self->user_data);
  else if (self->events.failed != NULL)
    self->events.failed (&answer, self->user_data);
}

/* The other side has ended a connection that it has just made ready. */
static gboolean
is_useless (const Slot *slot, gint64 now)
{
  return slot->state == INVITES_RELAY_READY && !slot->was_used
         && now - slot->idle_since < USELESS_TIME;
}

/* Else it would be opened again at once, and again. */
static void
tell_useless (InvitesCarrier *self)
{
  g_auto(InvitesRelayAnswer) fault = { 0 };

  if (self->events.failed == NULL)
    return;
  invites_relay_answer_set (&fault, INVITES_DELIVERY_QUEUED,
                            INVITES_BLAME_RELAY,
                            "The mail system closed the connection before it "
                            "was given a mail");
  self->events.failed (&fault, self->user_data);
}

/* After anything that may have changed a connection. */
static void
look_after (InvitesCarrier *self, Slot *slot, gint64 now)
{
  InvitesRelayState state;
  gboolean would_be_useless = is_useless (slot, now);

  tell_answer (self, slot);
  state = invites_relay_connection_get_state (slot->connection);
  self->n_by_state[slot->state]--;
  self->n_by_state[state]++;
  if (state == INVITES_RELAY_READY && slot->state != state)
    slot->idle_since = now;
  slot->state = state;
  if (state == INVITES_RELAY_CLOSED)
    {
      vacate (self, slot);
      if (would_be_useless)
        tell_useless (self);
      return;
    }
  if (state == INVITES_RELAY_READY && !slot->was_ready)
    {
      slot->was_ready = TRUE;
      if (self->events.opened != NULL)
        self->events.opened (self->user_data);
    }
  watch (self, slot);
  self->look_at = MIN (self->look_at, get_deadline (slot));
}

static Slot *
find_slot (InvitesCarrier *self, gboolean (*fits) (const Slot *slot))
{
  for (guint i = 0; i < self->n_slots; i++)
    if (fits (&self->slots[i]))
      return &self->slots[i];
  return NULL;
}

static gboolean
is_free (const Slot *slot)
{
  return slot->connection == NULL;
}

static gboolean
is_ready (const Slot *slot)
{
  return slot->connection != NULL && slot->state == INVITES_RELAY_READY;
}

static void
take_in (InvitesCarrier *self, Opened *opened, gint64 now)
{
  Slot *slot;

  self->n_opening--;
  if (opened->connection == NULL)
    {
      if (self->events.failed != NULL)
        self->events.failed (&opened->fault, self->user_data);
      return;
    }
  slot = find_slot (self, is_free);
  g_assert (slot != NULL);
  slot->connection = g_steal_pointer (&opened->connection);
  slot->state = INVITES_RELAY_STARTING;
  self->n_by_state[slot->state]++;
  invites_relay_connection_advance (slot->connection, 0, now);
  look_after (self, slot, now);
}

static void
take_opened (InvitesCarrier *self, gint64 now)
{
  Opened *opened;

  while ((opened = g_async_queue_try_pop (self->opened)) != NULL)
    {
      take_in (self, opened, now);
      opened_free (opened);
    }
}

/* Lets those advance whose time has come. */
static void
take_time (InvitesCarrier *self, gint64 now)
{
  if (now < self->look_at)
    return;
  self->look_at = G_MAXINT64;
  for (guint i = 0; i < self->n_slots; i++)
    {
      Slot *slot = &self->slots[i];

      if (slot->connection == NULL)
        continue;
      if (get_deadline (slot) > now)
        {
          self->look_at = MIN (self->look_at, get_deadline (slot));
          continue;
        }
      if (slot->state == INVITES_RELAY_READY)
        {
          slot->was_used = TRUE;
          invites_relay_connection_leave (slot->connection, now);
        }
      else
        invites_relay_connection_advance (slot->connection, 0, now);
      look_after (self, slot, now);
    }
}

static int
get_wait (gint64 until)
{
  gint64 left;

  if (until == G_MAXINT64)
    return -1;
  left = (until - g_get_monotonic_time () + 999) / 1000;
  return (int) CLAMP (left, 0, G_MAXINT);
}

static void
empty_wake_fd (InvitesCarrier *self)
{
  guint64 n;

  while (read (self->wake_fd, &n, sizeof n) < 0 && errno == EINTR)
    ;
}

static void
take_event (InvitesCarrier *self, const struct epoll_event *event, gint64 now)
{
  Slot *slot;

  if (event->data.u32 == NO_SLOT)
    {
      empty_wake_fd (self);
      return;
    }
  slot = &self->slots[event->data.u32];
  if (slot->connection == NULL)
    return;
  invites_relay_connection_advance (
    slot->connection,
    (event->events & ~EPOLLOUT ? G_IO_IN : 0)
      | (event->events & EPOLLOUT ? G_IO_OUT : 0),
    now);
  look_after (self, slot, now);
}

/**
 * invites_carrier_new:
 * @relay: where mail goes
 * @n_connections: how many may be open at a time, at least 1
 * @events: whom to tell
 * @user_data: for @events
 *
 * Makes a carrier that has nothing open.
 *
 * Returns: (transfer full): the carrier
 */
InvitesCarrier *
invites_carrier_new (InvitesRelay               *relay,
                     guint                       n_connections,
                     const InvitesCarrierEvents *events,
                     gpointer                    user_data)
{
  struct epoll_event event = { .events = EPOLLIN, .data.u32 = NO_SLOT };
  InvitesCarrier *self;

  g_return_val_if_fail (INVITES_IS_RELAY (relay) && n_connections > 0, NULL);
  g_return_val_if_fail (events != NULL && events->answered != NULL, NULL);

  self = g_new0 (InvitesCarrier, 1);
  self->relay = g_object_ref (relay);
  self->events = *events;
  self->user_data = user_data;
  self->epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  self->wake_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (self->epoll_fd < 0 || self->wake_fd < 0
      || epoll_ctl (self->epoll_fd, EPOLL_CTL_ADD, self->wake_fd, &event) != 0)
    g_error ("No event loop can be made: %s", g_strerror (errno));
  self->stopped = g_cancellable_new ();
  self->opened = g_async_queue_new_full ((GDestroyNotify) opened_free);
  self->threads = g_thread_pool_new (connect_in_thread, self,
                                     MIN (n_connections, MAX_THREADS), FALSE,
                                     NULL);
  self->slots = g_new0 (Slot, n_connections);
  self->n_slots = n_connections;
  self->look_at = G_MAXINT64;
  return self;
}

/**
 * invites_carrier_free:
 * @self: (transfer full): a carrier
 *
 * Cuts off what is still open, and frees @self. Waits for the threads that
 * connect, which give up at once.
 */
void
invites_carrier_free (InvitesCarrier *self)
{
  g_return_if_fail (self != NULL);

  g_cancellable_cancel (self->stopped);
  g_thread_pool_free (self->threads, TRUE, TRUE);
  invites_carrier_cut (self);
  g_async_queue_unref (self->opened);
  g_object_unref (self->stopped);
  g_object_unref (self->relay);
  close (self->epoll_fd);
  close (self->wake_fd);
  g_free (self->slots);
  g_free (self);
}

/**
 * invites_carrier_open:
 * @self: a carrier
 * @n_wanted: how many connections there should be, at most as many as may
 *
 * Begins to open what is missing.
 */
void
invites_carrier_open (InvitesCarrier *self, guint n_wanted)
{
  g_return_if_fail (self != NULL);

  n_wanted = MIN (n_wanted, self->n_slots);
  while (invites_carrier_get_n_open (self) + self->n_opening < n_wanted)
    {
      self->n_opening++;
      /* The datum must only not be NULL. */
      g_thread_pool_push (self->threads, self, NULL);
    }
}

/**
 * invites_carrier_get_n_open:
 * @self: a carrier
 *
 * Counts the connections, whatever their state.
 *
 * Returns: how many
 */
guint
invites_carrier_get_n_open (InvitesCarrier *self)
{
  guint n = 0;

  g_return_val_if_fail (self != NULL, 0);

  for (guint i = 0; i < G_N_ELEMENTS (self->n_by_state); i++)
    n += self->n_by_state[i];
  return n;
}

/**
 * invites_carrier_get_n_opening:
 * @self: a carrier
 *
 * Counts the connections that are being opened or made ready.
 *
 * Returns: how many
 */
guint
invites_carrier_get_n_opening (InvitesCarrier *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_opening + self->n_by_state[INVITES_RELAY_STARTING];
}

/**
 * invites_carrier_get_n_ready:
 * @self: a carrier
 *
 * Counts the connections that wait for a mail.
 *
 * Returns: how many
 */
guint
invites_carrier_get_n_ready (InvitesCarrier *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_by_state[INVITES_RELAY_READY];
}

/**
 * invites_carrier_get_n_busy:
 * @self: a carrier
 *
 * Counts the mails that are on the wire.
 *
 * Returns: how many
 */
guint
invites_carrier_get_n_busy (InvitesCarrier *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_by_state[INVITES_RELAY_BUSY];
}

/**
 * invites_carrier_carry:
 * @self: a carrier with a ready connection
 * @mail: what is told with the answer
 * @envelope: for whom
 * @message: the message, lines ending in CRLF
 *
 * Sends a mail. Its answer may come before this returns.
 */
void
invites_carrier_carry (InvitesCarrier        *self,
                       gpointer               mail,
                       const InvitesEnvelope *envelope,
                       GBytes                *message)
{
  gint64 now = g_get_monotonic_time ();
  Slot *slot;

  g_return_if_fail (self != NULL && mail != NULL);
  g_return_if_fail (invites_carrier_get_n_ready (self) > 0);

  slot = find_slot (self, is_ready);
  slot->mail = mail;
  slot->was_used = TRUE;
  invites_relay_connection_begin (slot->connection, envelope, message, now);
  look_after (self, slot, now);
}

/**
 * invites_carrier_iterate:
 * @self: a carrier
 * @until: a time on the monotonic clock, or %G_MAXINT64
 *
 * Waits until something happens, but not longer than @until, and sees to it.
 */
void
invites_carrier_iterate (InvitesCarrier *self, gint64 until)
{
  struct epoll_event events[MAX_EVENTS];
  gint64 now;
  int n;

  g_return_if_fail (self != NULL);

  n = epoll_wait (self->epoll_fd, events, MAX_EVENTS,
                  get_wait (MIN (until, self->look_at)));
  now = g_get_monotonic_time ();
  for (int i = 0; i < n; i++)
    take_event (self, &events[i], now);
  take_opened (self, now);
  take_time (self, now);
}

/**
 * invites_carrier_wake:
 * @self: a carrier
 *
 * Lets an iteration, now or the next, not wait. From any thread.
 */
void
invites_carrier_wake (InvitesCarrier *self)
{
  guint64 one = 1;

  g_return_if_fail (self != NULL);

  while (write (self->wake_fd, &one, sizeof one) < 0 && errno == EINTR)
    ;
}

/**
 * invites_carrier_cut:
 * @self: a carrier
 *
 * Ends all connections at once. The mails on the wire get their answers.
 */
void
invites_carrier_cut (InvitesCarrier *self)
{
  gint64 now = g_get_monotonic_time ();

  g_return_if_fail (self != NULL);

  for (guint i = 0; i < self->n_slots; i++)
    {
      Slot *slot = &self->slots[i];

      if (slot->connection == NULL)
        continue;
      slot->was_used = TRUE;
      invites_relay_connection_cut (slot->connection);
      look_after (self, slot, now);
    }
}

/**
 * invites_carrier_leave:
 * @self: a carrier
 *
 * Opens nothing more, takes leave on all connections that have no mail, and
 * waits a moment to be understood.
 */
void
invites_carrier_leave (InvitesCarrier *self)
{
  gint64 now = g_get_monotonic_time ();
  gint64 until = now + LEAVE_TIME;

  g_return_if_fail (self != NULL);

  g_cancellable_cancel (self->stopped);
  for (guint i = 0; i < self->n_slots; i++)
    if (is_ready (&self->slots[i]))
      {
        self->slots[i].was_used = TRUE;
        invites_relay_connection_leave (self->slots[i].connection, now);
        look_after (self, &self->slots[i], now);
      }
  while (self->n_by_state[INVITES_RELAY_LEAVING] > 0
         && g_get_monotonic_time () < until)
    invites_carrier_iterate (self, until);
}
