/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/invites-changes.h"

/* Milliseconds. A service that does not hold a request is still not asked more
 * often than news can come. */
#define MIN_INTERVAL 1000

/* The pause after a failure doubles with each. */
#define MIN_PAUSE 1000
#define MAX_PAUSE 30000

struct _InvitesChanges
{
  GObject        parent_instance;

  gboolean       of_send;
  gboolean       failing;    /* the last attempt did */
  gint64         asked_at;   /* monotonic, in microseconds */
  guint          pause;      /* milliseconds; 0: the last attempt worked */
  guint          timeout_id;

  /* Owned. */
  InvitesClient *client;
  char          *id;
  char          *etag;        /* (nullable): nothing known yet */
  GError        *error;       /* (nullable) */
  GCancellable  *cancellable; /* (nullable): while a request is under way */
};

/* A held request does not keep alive who asked it. */
typedef struct
{
  GWeakRef      changes;
  GCancellable *cancellable; /* (owned): tells it from a later one */
} Question;

enum
{
  PROP_ERROR = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (InvitesChanges, invites_changes, G_TYPE_OBJECT)

static void ask (InvitesChanges *self);

static Question *
question_new (InvitesChanges *self)
{
  Question *question = g_new0 (Question, 1);

  g_weak_ref_init (&question->changes, self);
  question->cancellable = g_object_ref (self->cancellable);
  return question;
}

static void
question_free (Question *question)
{
  g_weak_ref_clear (&question->changes);
  g_clear_object (&question->cancellable);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static void
stop (InvitesChanges *self)
{
  g_clear_handle_id (&self->timeout_id, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static gboolean
ask_again_cb (gpointer user_data)
{
  InvitesChanges *self = user_data;

  self->timeout_id = 0;
  ask (self);
  return G_SOURCE_REMOVE;
}

static void
ask_after (InvitesChanges *self,
           guint           milliseconds)
{
  g_clear_handle_id (&self->timeout_id, g_source_remove);
  self->timeout_id = g_timeout_add (milliseconds, ask_again_cb, self);
}

/* Takes @error. */
static void
set_error (InvitesChanges *self,
           GError         *error)
{
  if (self->error == NULL && error == NULL)
    return;
  g_clear_error (&self->error);
  self->error = error;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

/* Asking again cannot help before somebody does something, and whoever reads
 * the data is told so anyway. */
static gboolean
is_final (const GError *error)
{
  return g_error_matches (error, INVITES_ERROR, INVITES_ERROR_SIGNED_OUT)
         || g_error_matches (error, INVITES_ERROR,
                             INVITES_ERROR_PERMISSION_REQUIRED)
         || g_error_matches (error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND);
}

/* A connection that breaks once is taken up again, and nobody is told: what
 * stands on the way closes held requests at its leisure. The pause differs from
 * client to client, so that they do not all come back at the same moment. */
static void
take_failure (InvitesChanges *self,
              GError         *error)
{
  gboolean first = !self->failing;

  self->failing = TRUE;
  if (is_final (error))
    {
      g_error_free (error);
      return;
    }

  self->pause = CLAMP (self->pause * 2, MIN_PAUSE, MAX_PAUSE);
  ask_after (self, self->pause / 2
                     + (guint) g_random_int_range (0, (gint) self->pause));
  if (first)
    g_error_free (error);
  else
    set_error (self, error);
}

/* What was read while nothing was known, or could be, may be old already. */
static void
take_answer (InvitesChanges *self,
             char           *etag)
{
  gboolean changed = etag != NULL || self->failing;
  gint64 since = (g_get_monotonic_time () - self->asked_at) / 1000;

  self->failing = FALSE;
  self->pause = 0;
  if (etag != NULL)
    {
      g_free (self->etag);
      self->etag = etag;
    }
  ask_after (self, since >= MIN_INTERVAL ? 0 : (guint) (MIN_INTERVAL - since));

  g_object_ref (self);
  set_error (self, NULL);
  if (changed)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  g_object_unref (self);
}

static gboolean
finish (InvitesChanges *self,
        InvitesClient  *client,
        GAsyncResult   *result,
        char          **etag,
        GError        **error)
{
  g_autoptr(InvitesSend) send = NULL;
  GError *reason = NULL;

  if (!self->of_send)
    return invites_client_get_changes_finish (client, result, etag, error);

  send = invites_client_get_send_finish (client, result, etag, &reason);
  if (reason == NULL)
    return TRUE;
  g_propagate_error (error, reason);
  return FALSE;
}

static void
answered_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(Question) question = user_data;
  g_autoptr(InvitesChanges) self = g_weak_ref_get (&question->changes);
  g_autofree char *etag = NULL;
  g_autoptr(GError) error = NULL;
  gboolean answered;

  if (self == NULL || self->cancellable != question->cancellable)
    return;
  answered = finish (self, INVITES_CLIENT (object), result, &etag, &error);
  g_clear_object (&self->cancellable);
  if (answered)
    take_answer (self, g_steal_pointer (&etag));
  else
    take_failure (self, g_steal_pointer (&error));
}

static void
ask (InvitesChanges *self)
{
  /* After a failure the service shall say at once that it is back, not when
   * something changes. */
  const char *etag = self->failing ? NULL : self->etag;

  if (self->cancellable != NULL || !invites_client_is_signed_in (self->client))
    return;

  self->cancellable = g_cancellable_new ();
  self->asked_at = g_get_monotonic_time ();
  if (self->of_send)
    invites_client_get_send_async (self->client, self->id, etag,
                                   self->cancellable, answered_cb,
                                   question_new (self));
  else
    invites_client_get_changes_async (self->client, self->id, etag,
                                      self->cancellable, answered_cb,
                                      question_new (self));
}

static void
session_changed_cb (InvitesChanges *self)
{
  stop (self);
  self->pause = 0;
  ask (self);
}

static void
invites_changes_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  InvitesChanges *self = INVITES_CHANGES (object);

  switch (prop_id)
    {
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
invites_changes_dispose (GObject *object)
{
  InvitesChanges *self = INVITES_CHANGES (object);

  stop (self);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (invites_changes_parent_class)->dispose (object);
}

static void
invites_changes_finalize (GObject *object)
{
  InvitesChanges *self = INVITES_CHANGES (object);

  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->etag, g_free);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (invites_changes_parent_class)->finalize (object);
}

static void
invites_changes_class_init (InvitesChangesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = invites_changes_get_property;
  object_class->dispose = invites_changes_dispose;
  object_class->finalize = invites_changes_finalize;

  properties[PROP_ERROR]
    = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS
                            | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * InvitesChanges::changed:
   *
   * What was read before this may be old: something has changed, or may have
   * while nobody could know. Also emitted once at the beginning, when it is
   * known from when on changes are told.
   */
  signals[SIGNAL_CHANGED]
    = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                    NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
invites_changes_init (InvitesChanges *self)
{
}

static InvitesChanges *
changes_new (InvitesClient *client,
             const char    *id,
             gboolean       of_send)
{
  InvitesChanges *self = g_object_new (INVITES_TYPE_CHANGES, NULL);

  self->client = g_object_ref (client);
  self->id = g_strdup (id);
  self->of_send = of_send;
  g_signal_connect_object (client, "notify::signed-in",
                           G_CALLBACK (session_changed_cb), self,
                           G_CONNECT_SWAPPED);
  ask (self);
  return self;
}

/**
 * invites_changes_new:
 * @client: whom to ask
 * @division: a division's id
 *
 * Follows the contacts of one division. What is under way is cancelled when the
 * last reference goes.
 *
 * Returns: (transfer full): the follower, which has asked already
 */
InvitesChanges *
invites_changes_new (InvitesClient *client,
                     const char    *division)
{
  g_return_val_if_fail (INVITES_IS_CLIENT (client), NULL);
  g_return_val_if_fail (division != NULL, NULL);

  return changes_new (client, division, FALSE);
}

/**
 * invites_changes_new_for_send:
 * @client: whom to ask
 * @uuid: a send's id
 *
 * Follows the ledger of one send, also after the send has ended: mails come
 * back later, and contacts accept.
 *
 * Returns: (transfer full): the follower, which has asked already
 */
InvitesChanges *
invites_changes_new_for_send (InvitesClient *client,
                              const char    *uuid)
{
  g_return_val_if_fail (INVITES_IS_CLIENT (client), NULL);
  g_return_val_if_fail (uuid != NULL, NULL);

  return changes_new (client, uuid, TRUE);
}

/**
 * invites_changes_get_error:
 * @self: the follower
 *
 * Returns: (transfer none) (nullable): why the service cannot be asked, as soon
 *   as that is not just one broken connection
 */
const GError *
invites_changes_get_error (InvitesChanges *self)
{
  g_return_val_if_fail (INVITES_IS_CHANGES (self), NULL);

  return self->error;
}

/**
 * invites_changes_retry:
 * @self: the follower
 *
 * Asks at once, instead of when the pause after a failure is over.
 */
void
invites_changes_retry (InvitesChanges *self)
{
  g_return_if_fail (INVITES_IS_CHANGES (self));

  if (!self->failing || self->cancellable != NULL)
    return;
  g_clear_handle_id (&self->timeout_id, g_source_remove);
  self->pause = 0;
  ask (self);
}
