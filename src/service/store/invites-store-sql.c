/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/store/invites-store-sql-private.h"

#define INSERT_AUDIT                                                          \
  "INSERT INTO audit (at, user_id, act, subject)"                             \
  " VALUES (?1, nullif (?2, 0), ?3, ?4)"

static void invites_store_iface_init (InvitesStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (InvitesStoreSql, invites_store_sql,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (INVITES_TYPE_STORE,
                                                      invites_store_iface_init))

static void
invites_store_sql_finalize (GObject *object)
{
  InvitesStoreSql *self = INVITES_STORE_SQL (object);

  g_clear_pointer (&self->import, invites_import_free);
  invites_database_free (self->database);
  G_OBJECT_CLASS (invites_store_sql_parent_class)->finalize (object);
}

static void
invites_store_iface_init (InvitesStoreInterface *iface)
{
  iface->migrate = invites_store_sql_migrate;
  iface->ping = invites_store_sql_ping;
  iface->is_empty = invites_store_sql_is_empty;
  iface->dup_setting = invites_store_sql_dup_setting;
  iface->put_setting = invites_store_sql_put_setting;
  iface->add_user = invites_store_sql_add_user;
  iface->change_user = invites_store_sql_change_user;
  iface->remove_user = invites_store_sql_remove_user;
  iface->list_users = invites_store_sql_list_users;
  iface->find_user = invites_store_sql_find_user;
  iface->add_session = invites_store_sql_add_session;
  iface->find_session = invites_store_sql_find_session;
  iface->touch_sessions = invites_store_sql_touch_sessions;
  iface->end_session = invites_store_sql_end_session;
  iface->find_division = invites_store_sql_find_division;
  iface->get_choices = invites_store_sql_get_choices;
  iface->find_template = invites_store_sql_find_template;
  iface->list_templates = invites_store_sql_list_templates;
  iface->put_template = invites_store_sql_put_template;
  iface->count = invites_store_sql_count;
  iface->list_contacts = invites_store_sql_list_contacts;
  iface->list_numbers = invites_store_sql_list_numbers;
  iface->list_divisions = invites_store_sql_list_divisions;
  iface->load_division = invites_store_sql_load_division;
  iface->follow = invites_store_sql_follow;
  iface->prune_changes = invites_store_sql_prune_changes;
  iface->find_recipient = invites_store_sql_find_recipient;
  iface->why = invites_store_sql_why;
  iface->begin_import = invites_store_sql_begin_import;
  iface->put_division = invites_store_sql_put_division;
  iface->put_account = invites_store_sql_put_account;
  iface->forget_sites = invites_store_sql_forget_sites;
  iface->put_site = invites_store_sql_put_site;
  iface->put_contact = invites_store_sql_put_contact;
  iface->watch_import = invites_store_sql_watch_import;
  iface->write_import = invites_store_sql_write_import;
  iface->end_import = invites_store_sql_end_import;
  iface->forecast = invites_store_sql_forecast;
  iface->forecast_entries = invites_store_sql_forecast_entries;
  iface->prepare = invites_store_sql_prepare;
  iface->find_send = invites_store_sql_find_send;
  iface->list_sends = invites_store_sql_list_sends;
  iface->list_entries = invites_store_sql_list_entries;
  iface->start = invites_store_sql_start;
  iface->stop = invites_store_sql_stop;
  iface->pause = invites_store_sql_pause;
  iface->resume = invites_store_sql_resume;
  iface->revoke = invites_store_sql_revoke;
  iface->retry = invites_store_sql_retry;
  iface->turn = invites_store_sql_turn;
  iface->recover = invites_store_sql_recover;
  iface->find_next_due = invites_store_sql_find_next_due;
  iface->register_service = invites_store_sql_register_service;
  iface->renew_lease = invites_store_sql_renew_lease;
  iface->end_service = invites_store_sql_end_service;
  iface->end_expired = invites_store_sql_end_expired;
  iface->give_back = invites_store_sql_give_back;
  iface->find_proof = invites_store_sql_find_proof;
  iface->opt_out = invites_store_sql_opt_out;
  iface->bounce = invites_store_sql_bounce;
  iface->keep_report = invites_store_sql_keep_report;
  iface->list_reports = invites_store_sql_list_reports;
  iface->ask_for_link = invites_store_sql_ask_for_link;
  iface->list_wishes = invites_store_sql_list_wishes;
  iface->dismiss_wish = invites_store_sql_dismiss_wish;
  iface->lift = invites_store_sql_lift;
  iface->find_link = invites_store_sql_find_link;
  iface->accept = invites_store_sql_accept;
  iface->check = invites_store_sql_check;
}

static void
invites_store_sql_class_init (InvitesStoreSqlClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = invites_store_sql_finalize;
}

static void
invites_store_sql_init (InvitesStoreSql *self)
{
}

/**
 * invites_store_sql_new:
 * @database: "sqlite:PATH" or "postgresql://…"
 * @error: as invites_database_open()
 *
 * Opens a database, as invites_database_open() does. It is not yet migrated.
 *
 * Returns: (transfer full) (nullable): the store, or %NULL with @error set
 */
InvitesStore *
invites_store_sql_new (const char  *database,
                       GError     **error)
{
  g_autoptr(InvitesDatabase) connection = NULL;
  InvitesStoreSql *self;

  if (!(connection = invites_database_open (database, error)))
    return NULL;

  self = g_object_new (INVITES_TYPE_STORE_SQL, NULL);
  self->database = g_steal_pointer (&connection);
  return INVITES_STORE (self);
}

/**
 * invites_store_sql_audit:
 * @database: a connection within a transaction
 * @now: the present time
 * @user_id: who acts, or 0 for the administrator and the service itself
 * @act: what is done, such as "start-send"
 * @subject: (nullable): the public id of what it is done to
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Writes down an act, in the transaction that does it.
 *
 * Returns: whether it was written
 */
gboolean
invites_store_sql_audit (InvitesDatabase *database,
                         InvitesTime      now,
                         gint64           user_id,
                         const char      *act,
                         const char      *subject,
                         GError         **error)
{
  return invites_database_run (database, INSERT_AUDIT, NULL, error, "iiss",
                               now, user_id, act, subject);
}

/* The connection of a store, for the other files of this type. */
InvitesDatabase *
invites_store_sql_get (InvitesStore *self)
{
  return INVITES_STORE_SQL (self)->database;
}
