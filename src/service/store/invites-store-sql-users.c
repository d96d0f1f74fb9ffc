/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/store/invites-store-sql-private.h"

#include "core/invites-error.h"

#define SELECT_USER_ID "SELECT user_id FROM users WHERE username = ?1"
#define SELECT_USER                                                           \
  "SELECT user_id, username, name, email, all_divisions, password_hash"       \
  " FROM users WHERE username = ?1"
#define SELECT_USERS                                                          \
  "SELECT user_id, username, name, email, all_divisions, NULL"                \
  " FROM users ORDER BY username"
#define SELECT_PERMISSIONS                                                    \
  "SELECT permission FROM user_permissions WHERE user_id = ?1"                \
  " ORDER BY permission"
#define SELECT_DIVISIONS                                                      \
  "SELECT v.id FROM user_divisions AS u"                                      \
  " JOIN divisions AS v ON v.division_id = u.division_id"                     \
  " WHERE u.user_id = ?1 ORDER BY v.id"
#define INSERT_USER                                                           \
  "INSERT INTO users (username, name, email, password_hash, all_divisions)"   \
  " VALUES (?1, ?2, ?3, ?4, ?5) RETURNING user_id"
#define UPDATE_USER                                                           \
  "UPDATE users SET name = coalesce (?2, name),"                              \
  " email = coalesce (?3, email),"                                            \
  " password_hash = coalesce (?4, password_hash),"                            \
  " all_divisions = coalesce (?5, all_divisions) WHERE user_id = ?1"
#define DELETE_USER        "DELETE FROM users WHERE user_id = ?1"
#define DELETE_SESSIONS    "DELETE FROM sessions WHERE user_id = ?1"
#define DELETE_PERMISSIONS "DELETE FROM user_permissions WHERE user_id = ?1"
#define DELETE_DIVISIONS   "DELETE FROM user_divisions WHERE user_id = ?1"
#define INSERT_PERMISSION                                                     \
  "INSERT INTO user_permissions (user_id, permission)"                        \
  " VALUES (?1, ?2) ON CONFLICT DO NOTHING"
#define SELECT_DIVISION_ID "SELECT division_id FROM divisions WHERE id = ?1"
#define INSERT_DIVISION                                                       \
  "INSERT INTO user_divisions (user_id, division_id)"                         \
  " VALUES (?1, ?2) ON CONFLICT DO NOTHING"

static InvitesUserRecord *
read_user (InvitesCursor *cursor)
{
  InvitesUserRecord *record = invites_user_record_new ();

  record->user_id = invites_cursor_get_int (cursor, 0);
  record->username = invites_cursor_dup_text (cursor, 1);
  record->name = invites_cursor_dup_text (cursor, 2);
  record->email = invites_cursor_dup_text (cursor, 3);
  record->all_divisions = invites_cursor_get_int (cursor, 4) != 0;
  record->password_hash = invites_cursor_dup_text (cursor, 5);
  return record;
}

static gboolean
read_permissions (InvitesDatabase   *database,
                  InvitesUserRecord *record,
                  GError           **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  g_autoptr(GError) step_error = NULL;

  record->permissions = g_array_new (FALSE, FALSE, sizeof (int));
  cursor = invites_database_query (database, SELECT_PERMISSIONS, error, "i",
                                   record->user_id);
  if (cursor == NULL)
    return FALSE;

  while (invites_cursor_step (cursor, &step_error))
    {
      int permission = (int) invites_cursor_get_int (cursor, 0);

      g_array_append_val (record->permissions, permission);
    }
  if (step_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&step_error));
  return FALSE;
}

static gboolean
read_divisions (InvitesDatabase   *database,
                InvitesUserRecord *record,
                GError           **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;

  cursor = invites_database_query (database, SELECT_DIVISIONS, error, "i",
                                   record->user_id);
  if (cursor == NULL)
    return FALSE;

  record->divisions = invites_cursor_dup_texts (cursor, error);
  return record->divisions != NULL;
}

static gboolean
read_rights (InvitesDatabase   *database,
             InvitesUserRecord *record,
             GError           **error)
{
  return read_permissions (database, record, error)
         && read_divisions (database, record, error);
}

static gboolean
write_permissions (InvitesDatabase *database,
                   gint64           user_id,
                   GArray          *permissions,
                   GError         **error)
{
  if (!invites_database_run (database, DELETE_PERMISSIONS, NULL, error, "i",
                             user_id))
    return FALSE;

  for (guint i = 0; i < permissions->len; i++)
    {
      gint64 permission = g_array_index (permissions, int, i);

      if (!invites_database_run (database, INSERT_PERMISSION, NULL, error, "ii",
                                 user_id, permission))
        return FALSE;
    }

  return TRUE;
}

static gboolean
write_division (InvitesDatabase *database,
                gint64           user_id,
                const char      *division,
                GError         **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;

  cursor = invites_database_query (database, SELECT_DIVISION_ID, error, "s",
                                   division);
  return cursor != NULL
         && invites_cursor_find (cursor, INVITES_ERROR_NOT_FOUND,
                                 "There is no such division", error)
         && invites_database_run (database, INSERT_DIVISION, NULL, error, "ii",
                                  user_id, invites_cursor_get_int (cursor, 0));
}

static gboolean
write_rights (InvitesDatabase         *database,
              gint64                   user_id,
              const InvitesUserRecord *user,
              GError                 **error)
{
  if (user->permissions != NULL
      && !write_permissions (database, user_id, user->permissions, error))
    return FALSE;
  if (user->divisions == NULL)
    return TRUE;

  if (!invites_database_run (database, DELETE_DIVISIONS, NULL, error, "i",
                             user_id))
    return FALSE;
  for (guint i = 0; user->divisions[i] != NULL; i++)
    {
      if (!write_division (database, user_id, user->divisions[i], error))
        return FALSE;
    }

  return TRUE;
}

/* 0 without an error when there is none. */
static gboolean
find_user_id (InvitesDatabase *database,
              const char      *username,
              gint64          *user_id,
              GError         **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  g_autoptr(GError) step_error = NULL;

  *user_id = 0;
  cursor
      = invites_database_query (database, SELECT_USER_ID, error, "s", username);
  if (cursor == NULL)
    return FALSE;

  if (invites_cursor_step (cursor, &step_error))
    *user_id = invites_cursor_get_int (cursor, 0);
  if (step_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&step_error));
  return FALSE;
}

static gboolean
require_user_id (InvitesDatabase *database,
                 const char      *username,
                 gint64          *user_id,
                 GError         **error)
{
  if (!find_user_id (database, username, user_id, error))
    return FALSE;
  if (*user_id != 0)
    return TRUE;

  g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND,
                       "There is no such user");
  return FALSE;
}

static gboolean
refuse_taken (InvitesDatabase *database,
              const char      *username,
              GError         **error)
{
  gint64 user_id;

  if (!find_user_id (database, username, &user_id, error))
    return FALSE;
  if (user_id == 0)
    return TRUE;

  g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_CONFLICT,
                       "There is a user of that name already");
  return FALSE;
}

gboolean
invites_store_sql_add_user (InvitesStore             *self,
                            const InvitesUserRecord  *user,
                            GError                  **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_autoptr(InvitesTransaction) transaction = NULL;
  gint64 user_id;

  if (!(transaction
        = invites_transaction_begin (database, INVITES_WRITE, error))
      || !refuse_taken (database, user->username, error)
      || !invites_database_get_number (database, INSERT_USER, &user_id, error,
                                       "ssssi", user->username, user->name,
                                       user->email, user->password_hash,
                                       (gint64) (user->all_divisions ? 1 : 0))
      || !write_rights (database, user_id, user, error)
      || !invites_store_sql_audit (database, invites_time_now (), 0, "add-user",
                                   user->username, error))
    return FALSE;

  return invites_transaction_commit (transaction, error);
}

gboolean
invites_store_sql_change_user (InvitesStore             *self,
                               const InvitesUserRecord  *user,
                               GError                  **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_autoptr(InvitesTransaction) transaction = NULL;
  int all_divisions = -1;
  gint64 user_id;

  if (user->divisions != NULL)
    all_divisions = user->all_divisions ? 1 : 0;

  /* Whoever is signed in has to do so again, and has then the new rights. */
  if (!(transaction
        = invites_transaction_begin (database, INVITES_WRITE, error))
      || !require_user_id (database, user->username, &user_id, error)
      || !invites_database_run (database, UPDATE_USER, NULL, error, "isssf",
                                user_id, user->name, user->email,
                                user->password_hash, all_divisions)
      || !write_rights (database, user_id, user, error)
      || !invites_database_run (database, DELETE_SESSIONS, NULL, error, "i",
                                user_id)
      || !invites_store_sql_audit (database, invites_time_now (), 0,
                                   "change-user", user->username, error))
    return FALSE;

  return invites_transaction_commit (transaction, error);
}

gboolean
invites_store_sql_remove_user (InvitesStore  *self,
                               const char    *username,
                               GError       **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_autoptr(InvitesTransaction) transaction = NULL;
  gint64 user_id;

  /* Sessions and rights go with the user by their foreign keys. */
  if (!(transaction
        = invites_transaction_begin (database, INVITES_WRITE, error))
      || !require_user_id (database, username, &user_id, error)
      || !invites_database_run (database, DELETE_USER, NULL, error, "i",
                                user_id)
      || !invites_store_sql_audit (database, invites_time_now (), 0,
                                   "remove-user", username, error))
    return FALSE;

  return invites_transaction_commit (transaction, error);
}

GPtrArray *
invites_store_sql_list_users (InvitesStore  *self,
                              GError       **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_autoptr(GPtrArray) users = NULL;
  g_autoptr(InvitesTransaction) transaction = NULL;
  g_autoptr(InvitesCursor) cursor = NULL;
  g_autoptr(GError) step_error = NULL;

  users = g_ptr_array_new_with_free_func (
    (GDestroyNotify) invites_user_record_free);
  if (!(transaction = invites_transaction_begin (database, INVITES_READ, error))
      || !(cursor = invites_database_prepare (database, SELECT_USERS, error)))
    return NULL;

  while (invites_cursor_step (cursor, &step_error))
    {
      InvitesUserRecord *user = read_user (cursor);

      g_ptr_array_add (users, user);
      if (!read_rights (database, user, error))
        return NULL;
    }
  if (step_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&step_error));
      return NULL;
    }

  return g_steal_pointer (&users);
}

InvitesUserRecord *
invites_store_sql_find_user (InvitesStore  *self,
                             const char    *username,
                             GError       **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_autoptr(InvitesUserRecord) user = NULL;
  g_autoptr(InvitesTransaction) transaction = NULL;
  g_autoptr(InvitesCursor) cursor = NULL;

  if (!(transaction = invites_transaction_begin (database, INVITES_READ, error))
      || !(cursor = invites_database_query (database, SELECT_USER, error, "s",
                                            username))
      || !invites_cursor_find (cursor, INVITES_ERROR_NOT_FOUND,
                               "There is no such user", error))
    return NULL;

  user = read_user (cursor);
  if (!read_rights (database, user, error))
    return NULL;

  return g_steal_pointer (&user);
}
