/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/store/invites-store-sql-private.h"

#include "core/invites-error.h"
#include "core/invites-user.h"

#define SELECT_USER "SELECT 1 FROM users WHERE user_id = ?1"
/* Who is being removed at this moment is waited for. */
#define HOLD_USER SELECT_USER " FOR KEY SHARE"
#define INSERT_SESSION                                                        \
  "INSERT INTO sessions (token_hash, user_id, created_at, last_used_at)"      \
  " VALUES (?1, ?2, ?3, ?3)"
#define SELECT_SESSION                                                        \
  "SELECT u.user_id, u.username, u.name, u.email,"                            \
  " EXISTS (SELECT 1 FROM user_permissions AS p"                              \
  "   WHERE p.user_id = u.user_id AND p.permission = ?3),"                    \
  " EXISTS (SELECT 1 FROM user_permissions AS p"                              \
  "   WHERE p.user_id = u.user_id AND p.permission = ?4),"                    \
  " s.last_used_at, (SELECT coalesce (max (audit_id), 0) FROM audit)"         \
  " FROM sessions AS s JOIN users AS u ON u.user_id = s.user_id"              \
  " WHERE s.token_hash = ?1 AND s.last_used_at > ?2"
#define SELECT_DIVISIONS                                                      \
  "SELECT v.id FROM divisions AS v"                                           \
  " WHERE 1 = (SELECT all_divisions FROM users WHERE user_id = ?1)"           \
  " OR EXISTS (SELECT 1 FROM user_divisions AS u"                             \
  "   WHERE u.user_id = ?1 AND u.division_id = v.division_id)"                \
  " ORDER BY v.id"
/* Never backwards: threads hand their batches in in any order. */
#define TOUCH_SESSION                                                         \
  "UPDATE sessions SET last_used_at = ?2"                                     \
  " WHERE token_hash = ?1 AND last_used_at < ?2"
#define DELETE_EXPIRED "DELETE FROM sessions WHERE last_used_at <= ?1"
#define SELECT_SESSION_USER                                                   \
  "SELECT user_id FROM sessions WHERE token_hash = ?1"
#define DELETE_SESSION "DELETE FROM sessions WHERE token_hash = ?1"

static gint64
get_idle_limit (void)
{
  return (gint64) invites_rules_get ()->session_hours * 3600;
}

gboolean
invites_store_sql_add_session (InvitesStore  *self,
                               gint64         user_id,
                               GBytes        *token_hash,
                               InvitesTime    now,
                               GError       **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_autoptr(InvitesTransaction) transaction = NULL;
  g_autoptr(InvitesCursor) cursor = NULL;
  const char *select_user
    = invites_database_is_shared (database) ? HOLD_USER : SELECT_USER;

  if (!(transaction
        = invites_transaction_begin (database, INVITES_NOTE, error))
      || !(cursor = invites_database_query (database, select_user, error, "i",
                                            user_id))
      || !invites_cursor_find (cursor, INVITES_ERROR_SIGNED_OUT,
                               "The user has been removed", error)
      || !invites_database_run (database, INSERT_SESSION, NULL, error, "bit",
                                token_hash, user_id, now)
      || !invites_store_sql_audit (database, now, user_id, "sign-in", NULL,
                                   error))
    return FALSE;

  return invites_transaction_commit (transaction, error);
}

static InvitesPrincipal *
read_principal (InvitesCursor *cursor)
{
  InvitesPrincipal *principal = g_new0 (InvitesPrincipal, 1);

  principal->user_id = invites_cursor_get_int (cursor, 0);
  principal->username = invites_cursor_dup_text (cursor, 1);
  principal->name = invites_cursor_dup_text (cursor, 2);
  principal->email = invites_cursor_dup_text (cursor, 3);
  principal->may_send = invites_cursor_get_int (cursor, 4) != 0;
  principal->may_review = invites_cursor_get_int (cursor, 5) != 0;
  principal->expires_at = invites_cursor_get_time (cursor, 6)
                          + get_idle_limit ();
  principal->acts = invites_cursor_get_int (cursor, 7);
  return principal;
}

static gboolean
read_divisions (InvitesDatabase  *database,
                InvitesPrincipal *principal,
                GError          **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;

  cursor = invites_database_query (database, SELECT_DIVISIONS, error, "i",
                                   principal->user_id);
  if (cursor == NULL)
    return FALSE;

  principal->divisions = invites_cursor_dup_texts (cursor, error);
  return principal->divisions != NULL;
}

InvitesPrincipal *
invites_store_sql_find_session (InvitesStore  *self,
                                GBytes        *token_hash,
                                InvitesTime    now,
                                GError       **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_autoptr(InvitesPrincipal) principal = NULL;
  g_autoptr(InvitesTransaction) transaction = NULL;
  g_autoptr(InvitesCursor) cursor = NULL;

  if (!(transaction = invites_transaction_begin (database, INVITES_READ, error))
      || !(cursor = invites_database_query (database, SELECT_SESSION, error,
                                            "biii", token_hash,
                                            now - get_idle_limit (),
                                            (gint64) INVITES_PERMISSION_SEND,
                                            (gint64) INVITES_PERMISSION_REVIEW))
      || !invites_cursor_find (cursor, INVITES_ERROR_SIGNED_OUT,
                               "The session has ended", error))
    return NULL;

  principal = read_principal (cursor);
  if (!read_divisions (database, principal, error))
    return NULL;

  return g_steal_pointer (&principal);
}

gboolean
invites_store_sql_touch_sessions (InvitesStore  *self,
                                  GHashTable    *used,
                                  InvitesTime    now,
                                  GError       **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_autoptr(InvitesTransaction) transaction = NULL;
  GHashTableIter iter;
  gpointer token_hash, time;

  /* In no order: beside others who do the same, each might wait for the
   * other. */
  if (!(transaction
        = invites_transaction_begin (database, INVITES_WRITE, error)))
    return FALSE;

  g_hash_table_iter_init (&iter, used);
  while (g_hash_table_iter_next (&iter, &token_hash, &time))
    {
      if (!invites_database_run (database, TOUCH_SESSION, NULL, error, "bt",
                                 (GBytes *) token_hash,
                                 *(const InvitesTime *) time))
        return FALSE;
    }

  return invites_database_run (database, DELETE_EXPIRED, NULL, error, "i",
                               now - get_idle_limit ())
         && invites_transaction_commit (transaction, error);
}

/* 0 when the session has ended already. */
static gboolean
find_session_user (InvitesDatabase *database,
                   GBytes          *token_hash,
                   gint64          *user_id,
                   GError         **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  g_autoptr(GError) step_error = NULL;

  *user_id = 0;
  cursor = invites_database_query (database, SELECT_SESSION_USER, error, "b",
                                   token_hash);
  if (cursor == NULL)
    return FALSE;

  if (invites_cursor_step (cursor, &step_error))
    *user_id = invites_cursor_get_int (cursor, 0);
  if (step_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&step_error));
  return FALSE;
}

gboolean
invites_store_sql_end_session (InvitesStore  *self,
                               GBytes        *token_hash,
                               InvitesTime    now,
                               GError       **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_autoptr(InvitesTransaction) transaction = NULL;
  gint64 user_id;

  if (!(transaction
        = invites_transaction_begin (database, INVITES_NOTE, error))
      || !find_session_user (database, token_hash, &user_id, error))
    return FALSE;
  if (user_id == 0)
    return TRUE;

  return invites_database_run (database, DELETE_SESSION, NULL, error, "b",
                               token_hash)
         && invites_store_sql_audit (database, now, user_id, "sign-out", NULL,
                                     error)
         && invites_transaction_commit (transaction, error);
}
