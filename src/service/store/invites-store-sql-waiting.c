/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What waits, in lines that take turns. */
#include "service/store/invites-store-sql-waiting.h"

#include "core/invites-address.h"
#include "service/store/invites-store-sql-ledger.h"
#include "service/store/invites-store-sql-templates.h"

/* Behind the one that was claimed from last, and round. */
#define LIST_RUNNING                                                          \
  "SELECT s.send_id, s.uuid, s.email_from,"                                   \
  " v.id, v.name, v.email_from, v.time_zone"                                  \
  " FROM sends AS s JOIN divisions AS v ON v.division_id = s.division_id"     \
  " WHERE s.state IN " INVITES_SQL_RUNNING " AND s.state = 'sending'"         \
  " AND s.stopping = 0 ORDER BY s.send_id <= ?1, s.send_id"

#define WAITS                                                                 \
  "SELECT delivery_id FROM deliveries"                                        \
  " WHERE send_id = ?1 AND armed = 1 AND state IN ('queued', 'deferred')"
#define TAKE_DUE                                                              \
  WAITS " AND next_attempt_at <= ?3"                                          \
        " ORDER BY next_attempt_at, delivery_id LIMIT ?2"
/* The same values, so that one call serves both, and the order of the index. */
#define TAKE_FRESH                                                            \
  WAITS " AND next_attempt_at IS NULL AND ?3 IS NOT NULL"                     \
        " ORDER BY next_attempt_at, delivery_id LIMIT ?2"

/* Those of one send that wait for a time that has come, or that wait for
 * nothing. */
typedef struct
{
  gint64      send_id;
  const char *sql;
  gboolean    ended; /* nothing more is in it */
} Line;

struct _InvitesWaiting
{
  InvitesDatabase *database; /* (unowned) */
  InvitesTime    now;
  GPtrArray     *sends;  /* of InvitesRunningSend */
  GArray        *lines;  /* of Line: first the due ones of all sends */
  gint64         last_send;
};

static void
free_send (gpointer data)
{
  InvitesRunningSend *send = data;

  g_free (send->uuid);
  g_free (send->email_from);
  g_free (send->domain);
  invites_division_free (send->division);
  g_clear_pointer (&send->texts, g_ptr_array_unref);
  g_free (send);
}

static InvitesRunningSend *
read_send (InvitesCursor *cursor)
{
  InvitesRunningSend *send = g_new0 (InvitesRunningSend, 1);

  send->send_id = invites_cursor_get_int (cursor, 0);
  send->uuid = invites_cursor_dup_text (cursor, 1);
  send->email_from = invites_cursor_dup_text (cursor, 2);
  send->domain = invites_address_dup_domain (send->email_from);
  send->division = g_new0 (InvitesDivision, 1);
  send->division->id = invites_cursor_dup_text (cursor, 3);
  send->division->name = invites_cursor_dup_text (cursor, 4);
  send->division->email_from = invites_cursor_dup_text (cursor, 5);
  send->division->time_zone = invites_cursor_dup_text (cursor, 6);
  return send;
}

static void
add_lines (InvitesWaiting *self,
           const char     *sql)
{
  for (guint i = 0; i < self->sends->len; i++)
    {
      const InvitesRunningSend *send = g_ptr_array_index (self->sends, i);
      Line line = { send->send_id, sql, FALSE };

      g_array_append_val (self->lines, line);
    }
}

/**
 * invites_waiting_new:
 * @database: a connection within a transaction that writes
 * @last_send: the number of the send that was claimed from last, or 0
 * @now: the present time
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Finds the sends that give claims: those that are held, paused or about to
 * stop give none.
 *
 * Returns: (transfer full) (nullable): their lines, or %NULL with @error set
 */
InvitesWaiting *
invites_waiting_new (InvitesDatabase *database,
                     gint64           last_send,
                     InvitesTime      now,
                     GError         **error)
{
  g_autoptr(InvitesWaiting) self = g_new0 (InvitesWaiting, 1);
  g_autoptr(InvitesCursor) cursor = NULL;
  gboolean failed;

  self->database = database;
  self->now = now;
  self->last_send = last_send;
  self->sends = g_ptr_array_new_with_free_func (free_send);
  self->lines = g_array_new (FALSE, FALSE, sizeof (Line));

  if (!(cursor = invites_database_query (database, LIST_RUNNING, error, "i",
                                         last_send)))
    return NULL;
  while (invites_ledger_step (cursor, &failed, error))
    g_ptr_array_add (self->sends, read_send (cursor));
  if (failed)
    return NULL;

  add_lines (self, TAKE_DUE);
  add_lines (self, TAKE_FRESH);
  return g_steal_pointer (&self);
}

/**
 * invites_waiting_free:
 * @self: (transfer full) (nullable): what waits
 *
 * Frees the lines; nothing happens to what waits in them.
 */
void
invites_waiting_free (InvitesWaiting *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->sends);
  g_array_unref (self->lines);
  g_free (self);
}

static gboolean
take_from (InvitesWaiting  *self,
           Line            *line,
           guint            n_wanted,
           GArray          *ids,
           GError         **error)
{
  guint n_before = ids->len;
  g_autofree char *sql = NULL;
  g_autoptr(InvitesCursor) cursor = NULL;
  gboolean failed;

  /* What another service takes at this moment is not waited for. */
  sql = g_strconcat (line->sql,
                     invites_database_get_skip_locked (self->database), NULL);
  cursor = invites_database_query (self->database, sql, error, "iii",
                                   line->send_id, (gint64) n_wanted, self->now);
  if (cursor == NULL)
    return FALSE;
  while (invites_ledger_step (cursor, &failed, error))
    {
      gint64 id = invites_cursor_get_int (cursor, 0);

      g_array_append_val (ids, id);
    }

  line->ended = ids->len - n_before < n_wanted;
  if (ids->len > n_before)
    self->last_send = line->send_id;
  return !failed;
}

static guint
count_lines (InvitesWaiting *self)
{
  guint n_lines = 0;

  for (guint i = 0; i < self->lines->len; i++)
    {
      if (!g_array_index (self->lines, Line, i).ended)
        n_lines++;
    }

  return n_lines;
}

/**
 * invites_waiting_take:
 * @self: what waits
 * @n_wanted: how many at most, at least 1
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Takes a fair share from each line: of those whose time has come the one that
 * waits longest first, of the others the oldest. What a line does not give, the
 * lines behind it may. Whatever was taken must have left its line, one way or
 * another, before the next call.
 *
 * Returns: (transfer full) (element-type gint64) (nullable): numbers of
 *   deliveries, none when nothing more waits; %NULL with @error set
 */
GArray *
invites_waiting_take (InvitesWaiting  *self,
                      guint            n_wanted,
                      GError         **error)
{
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint n_lines = count_lines (self);

  for (guint i = 0; i < self->lines->len && ids->len < n_wanted; i++)
    {
      Line *line = &g_array_index (self->lines, Line, i);
      guint n_missing = n_wanted - ids->len;

      if (line->ended)
        continue;
      if (!take_from (self, line, (n_missing + n_lines - 1) / n_lines, ids,
                      error))
        return NULL;
      n_lines--;
    }

  return g_steal_pointer (&ids);
}

/**
 * invites_waiting_get_last:
 * @self: what waits
 *
 * Returns: the number of the send that something was taken from last, for the
 *   next turn to begin behind it
 */
gint64
invites_waiting_get_last (InvitesWaiting *self)
{
  return self->last_send;
}

/**
 * invites_waiting_find_send:
 * @self: what waits
 * @send_id: the number of a send that something was taken from
 *
 * Returns: (transfer none): the send
 */
InvitesRunningSend *
invites_waiting_find_send (InvitesWaiting *self,
                           gint64          send_id)
{
  for (guint i = 0; i < self->sends->len; i++)
    {
      InvitesRunningSend *send = g_ptr_array_index (self->sends, i);

      if (send->send_id == send_id)
        return send;
    }

  g_assert_not_reached ();
}

/**
 * invites_waiting_read_letter:
 * @self: what waits
 * @send: one of its sends
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Reads the frozen template of a send, in all its languages, once.
 *
 * Returns: whether @send has it now
 */
gboolean
invites_waiting_read_letter (InvitesWaiting      *self,
                             InvitesRunningSend  *send,
                             GError             **error)
{
  if (send->texts == NULL)
    send->texts = invites_templates_read_frozen (self->database, send->send_id,
                                                 error);
  return send->texts != NULL;
}
