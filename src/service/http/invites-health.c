/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/http/invites-health.h"

#include "core/invites-json.h"

struct _InvitesHealth
{
  int database_works; /* atomic, as is the next */
  int sender_works;
};

/**
 * invites_health_new:
 *
 * Makes a record in which everything works.
 *
 * Returns: (transfer full): the record
 */
InvitesHealth *
invites_health_new (void)
{
  InvitesHealth *self = g_new0 (InvitesHealth, 1);

  self->database_works = TRUE;
  self->sender_works = TRUE;
  return self;
}

/**
 * invites_health_free:
 * @self: (transfer full) (nullable): a record
 *
 * Frees a record.
 */
void
invites_health_free (InvitesHealth *self)
{
  g_free (self);
}

static void
set (int        *works,
     gboolean    working,
     const char *part,
     const char *why)
{
  if (g_atomic_int_exchange (works, working) == working)
    return;

  if (working)
    g_message ("The %s works again", part);
  else
    g_message ("The %s does not work: %s", part,
               why != NULL ? why : "no reason is known");
}

/**
 * invites_health_set_database:
 * @self: a record
 * @working: whether the database answers
 * @why: (nullable): why not, for the log
 *
 * Notes how the database is.
 */
void
invites_health_set_database (InvitesHealth *self,
                             gboolean       working,
                             const char    *why)
{
  g_return_if_fail (self != NULL);

  set (&self->database_works, working, "database", why);
}

/**
 * invites_health_set_sender:
 * @self: a record
 * @working: whether the sender gets mail out
 * @why: (nullable): why not, for the log
 *
 * Notes how the sender is.
 */
void
invites_health_set_sender (InvitesHealth *self,
                           gboolean       working,
                           const char    *why)
{
  g_return_if_fail (self != NULL);

  set (&self->sender_works, working, "sender", why);
}

/**
 * invites_health_is_good:
 * @self: a record
 *
 * Returns: whether everything works
 */
gboolean
invites_health_is_good (InvitesHealth *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return g_atomic_int_get (&self->database_works)
         && g_atomic_int_get (&self->sender_works);
}

/**
 * invites_health_to_json:
 * @self: a record
 *
 * Returns: (transfer full): the answer to GET /healthz
 */
JsonNode *
invites_health_to_json (InvitesHealth *self)
{
  JsonObject *object = json_object_new ();
  gboolean database = g_atomic_int_get (&self->database_works);
  gboolean sender = g_atomic_int_get (&self->sender_works);

  invites_json_set_string (object, "status",
                           database && sender ? "ok" : "failing");
  invites_json_set_string (object, "database", database ? "ok" : "failing");
  invites_json_set_string (object, "sender", sender ? "ok" : "failing");
  return invites_json_take_object (object);
}
