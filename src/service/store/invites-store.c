/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/store/invites-store.h"

#include "service/store/invites-store-sql.h"

G_DEFINE_INTERFACE (InvitesStore, invites_store, G_TYPE_OBJECT)

static void
invites_store_default_init (InvitesStoreInterface *iface)
{
}

/**
 * invites_store_open:
 * @database: "sqlite:PATH" or "postgresql://…", as invites_database_open()
 *   takes it
 * @error: return location for %INVITES_ERROR_INVALID when @database names no
 *   engine, %INVITES_ERROR_UNAVAILABLE when it cannot be opened,
 *   %INVITES_ERROR_CONFLICT when it is of a newer version
 *
 * Opens a database, which is made and brought up to date where necessary.
 *
 * Returns: (transfer full) (nullable): a connection, or %NULL with @error set
 */
InvitesStore *
invites_store_open (const char  *database,
                    GError     **error)
{
  g_autoptr(InvitesStore) store = NULL;

  g_return_val_if_fail (database != NULL, NULL);

  if (!(store = invites_store_sql_new (database, error))
      || !invites_store_migrate (store, error))
    return NULL;

  return g_steal_pointer (&store);
}

/**
 * invites_store_open_again:
 * @database: as invites_store_open() took it
 * @error: as invites_store_open()
 *
 * Makes one more connection to a database that this process has opened, and
 * brought up to date, before.
 *
 * Returns: (transfer full) (nullable): a connection, or %NULL with @error set
 */
InvitesStore *
invites_store_open_again (const char  *database,
                          GError     **error)
{
  g_return_val_if_fail (database != NULL, NULL);

  return invites_store_sql_new (database, error);
}

/**
 * invites_store_migrate:
 * @self: a store
 * @error: return location for an error: %INVITES_ERROR_UNAVAILABLE when the
 *   database cannot be used, else as below
 *
 * Brings the database up to date. Safe when two programs do it together.
 *
 * Returns: whether it is up to date; %INVITES_ERROR_CONFLICT when the database
 *   is of a newer version or another program's
 */
gboolean
invites_store_migrate (InvitesStore  *self,
                       GError       **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);

  return INVITES_STORE_GET_IFACE (self)->migrate (self, error);
}

/**
 * invites_store_ping:
 * @self: a store
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Asks whether the database answers.
 *
 * Returns: whether it does
 */
gboolean
invites_store_ping (InvitesStore  *self,
                    GError       **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);

  return INVITES_STORE_GET_IFACE (self)->ping (self, error);
}

/**
 * invites_store_is_empty:
 * @self: a store
 * @empty: (out): whether it is empty
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Asks whether nobody has put anything in yet: no division and no user.
 *
 * Returns: whether the question could be answered
 */
gboolean
invites_store_is_empty (InvitesStore  *self,
                        gboolean      *empty,
                        GError       **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);

  return INVITES_STORE_GET_IFACE (self)->is_empty (self, empty, error);
}

/**
 * invites_store_dup_setting:
 * @self: a store
 * @name: the name
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Gets what was remembered under a name.
 *
 * Returns: (transfer full) (nullable): the value; %NULL without an error when
 *   there is none
 */
char *
invites_store_dup_setting (InvitesStore  *self,
                           const char    *name,
                           GError       **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), NULL);

  return INVITES_STORE_GET_IFACE (self)->dup_setting (self, name, error);
}

/**
 * invites_store_put_setting:
 * @self: a store
 * @name: the name
 * @value: (nullable): the value; %NULL forgets it
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Remembers a value.
 *
 * Returns: whether it is remembered
 */
gboolean
invites_store_put_setting (InvitesStore  *self,
                           const char    *name,
                           const char    *value,
                           GError       **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);

  return INVITES_STORE_GET_IFACE (self)->put_setting (self, name, value, error);
}

/**
 * invites_store_add_user:
 * @self: a store
 * @user: all members but user_id
 * @error: return location for an error: %INVITES_ERROR_UNAVAILABLE when the
 *   database cannot be used, else as below
 *
 * Adds a user.
 *
 * Returns: whether the user was added; %INVITES_ERROR_CONFLICT when the name
 *   is taken, %INVITES_ERROR_NOT_FOUND when a division is unknown
 */
gboolean
invites_store_add_user (InvitesStore             *self,
                        const InvitesUserRecord  *user,
                        GError                  **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);

  return INVITES_STORE_GET_IFACE (self)->add_user (self, user, error);
}

/**
 * invites_store_change_user:
 * @self: a store
 * @user: what is to be changed
 * @error: return location for an error: %INVITES_ERROR_UNAVAILABLE when the
 *   database cannot be used, else as below
 *
 * Changes what is not %NULL of a user, found by username, and ends the
 * sessions of the user. all_divisions counts when divisions is not %NULL.
 *
 * Returns: whether the user was changed; %INVITES_ERROR_NOT_FOUND when there
 *   is none or a division is unknown
 */
gboolean
invites_store_change_user (InvitesStore             *self,
                           const InvitesUserRecord  *user,
                           GError                  **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);

  return INVITES_STORE_GET_IFACE (self)->change_user (self, user, error);
}

/**
 * invites_store_remove_user:
 * @self: a store
 * @username: who
 * @error: return location for an error: %INVITES_ERROR_UNAVAILABLE when the
 *   database cannot be used, else as below
 *
 * Removes a user, whose sends stay.
 *
 * Returns: whether the user was removed; %INVITES_ERROR_NOT_FOUND when there
 *   is none
 */
gboolean
invites_store_remove_user (InvitesStore  *self,
                           const char    *username,
                           GError       **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);

  return INVITES_STORE_GET_IFACE (self)->remove_user (self, username, error);
}

/**
 * invites_store_list_users:
 * @self: a store
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Lists the users by username, without the hashes of their passwords.
 *
 * Returns: (transfer full) (element-type InvitesUserRecord) (nullable): the
 *   users
 */
GPtrArray *
invites_store_list_users (InvitesStore  *self,
                          GError       **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), NULL);

  return INVITES_STORE_GET_IFACE (self)->list_users (self, error);
}

/**
 * invites_store_find_user:
 * @self: a store
 * @username: who
 * @error: return location for an error: %INVITES_ERROR_UNAVAILABLE when the
 *   database cannot be used, else as below
 *
 * Finds a user, with the hash of the password.
 *
 * Returns: (transfer full) (nullable): the user, or %NULL with
 *   %INVITES_ERROR_NOT_FOUND
 */
InvitesUserRecord *
invites_store_find_user (InvitesStore  *self,
                         const char    *username,
                         GError       **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), NULL);

  return INVITES_STORE_GET_IFACE (self)->find_user (self, username, error);
}

/**
 * invites_store_add_session:
 * @self: a store
 * @user_id: whose
 * @token_hash: what invites_token_hash() made of its token
 * @now: the present time
 * @error: return location for an error: %INVITES_ERROR_UNAVAILABLE when the
 *   database cannot be used, else as below
 *
 * Begins a session.
 *
 * Returns: whether it has begun; %INVITES_ERROR_SIGNED_OUT when the user is
 *   gone
 */
gboolean
invites_store_add_session (InvitesStore  *self,
                           gint64         user_id,
                           GBytes        *token_hash,
                           InvitesTime    now,
                           GError       **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);

  return INVITES_STORE_GET_IFACE (self)->add_session (self, user_id, token_hash,
                                                      now, error);
}

/**
 * invites_store_find_session:
 * @self: a store
 * @token_hash: the hash of its token
 * @now: the present time
 * @error: return location for an error: %INVITES_ERROR_UNAVAILABLE when the
 *   database cannot be used, else as below
 *
 * Finds a session that has not been idle for too long, and the rights that its
 * user has at this moment.
 *
 * Returns: (transfer full) (nullable): who asks, or %NULL with
 *   %INVITES_ERROR_SIGNED_OUT
 */
InvitesPrincipal *
invites_store_find_session (InvitesStore  *self,
                            GBytes        *token_hash,
                            InvitesTime    now,
                            GError       **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), NULL);

  return INVITES_STORE_GET_IFACE (self)->find_session (self, token_hash, now,
                                                       error);
}

/**
 * invites_store_touch_sessions:
 * @self: a store
 * @used: (element-type GBytes gint64): hash of the token → pointer to an
 *   InvitesTime, owned by the table
 * @now: the present time
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Notes when sessions were used, and removes those that are over.
 *
 * Returns: whether it was noted
 */
gboolean
invites_store_touch_sessions (InvitesStore  *self,
                              GHashTable    *used,
                              InvitesTime    now,
                              GError       **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);

  return INVITES_STORE_GET_IFACE (self)->touch_sessions (self, used, now,
                                                         error);
}

/**
 * invites_store_end_session:
 * @self: a store
 * @token_hash: the hash of its token
 * @now: the present time
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Ends a session. One that is not there has ended.
 *
 * Returns: whether it has ended
 */
gboolean
invites_store_end_session (InvitesStore  *self,
                           GBytes        *token_hash,
                           InvitesTime    now,
                           GError       **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);

  return INVITES_STORE_GET_IFACE (self)->end_session (self, token_hash, now,
                                                      error);
}

/**
 * invites_store_find_division:
 * @self: a store
 * @id: its public id
 * @error: return location for an error: %INVITES_ERROR_UNAVAILABLE when the
 *   database cannot be used, else as below
 *
 * Finds a division.
 *
 * Returns: (transfer full) (nullable): the division, or %NULL with
 *   %INVITES_ERROR_NOT_FOUND
 */
InvitesDivision *
invites_store_find_division (InvitesStore  *self,
                             const char    *id,
                             GError       **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), NULL);

  return INVITES_STORE_GET_IFACE (self)->find_division (self, id, error);
}

/**
 * invites_store_get_choices:
 * @self: a store
 * @principal: who asks
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Gets what may be chosen: what occurs in the divisions of @principal, and the
 * active templates. By folded name.
 *
 * Returns: (transfer full) (nullable): the choices
 */
InvitesChoices *
invites_store_get_choices (InvitesStore            *self,
                           const InvitesPrincipal  *principal,
                           GError                 **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), NULL);

  return INVITES_STORE_GET_IFACE (self)->get_choices (self, principal, error);
}

/**
 * invites_store_find_template:
 * @self: a store
 * @id: its public id
 * @error: return location for an error: %INVITES_ERROR_UNAVAILABLE when the
 *   database cannot be used, else as below
 *
 * Finds a notification template, active or not.
 *
 * Returns: (transfer full) (nullable): the template, or %NULL with
 *   %INVITES_ERROR_NOT_FOUND
 */
InvitesTemplateRecord *
invites_store_find_template (InvitesStore  *self,
                             const char    *id,
                             GError       **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), NULL);

  return INVITES_STORE_GET_IFACE (self)->find_template (self, id, error);
}

/**
 * invites_store_list_templates:
 * @self: a store
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Lists all notification templates by id.
 *
 * Returns: (transfer full) (element-type InvitesTemplateRecord) (nullable):
 *   the templates
 */
GPtrArray *
invites_store_list_templates (InvitesStore  *self,
                              GError       **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), NULL);

  return INVITES_STORE_GET_IFACE (self)->list_templates (self, error);
}

/**
 * invites_store_put_template:
 * @self: a store
 * @record: the template
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Adds a notification template, or changes the one with its id. Sends that are
 * prepared keep their text.
 *
 * Returns: whether it was put
 */
gboolean
invites_store_put_template (InvitesStore                 *self,
                            const InvitesTemplateRecord  *record,
                            GError                      **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);

  return INVITES_STORE_GET_IFACE (self)->put_template (self, record, error);
}
