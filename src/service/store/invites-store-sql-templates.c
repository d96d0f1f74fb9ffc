/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/store/invites-store-sql-private.h"

#include "core/invites-error.h"

#define SELECT_TEMPLATE                                                       \
  "SELECT id, name, active, subject, text, html FROM templates WHERE id = ?1"
#define SELECT_TEMPLATES                                                      \
  "SELECT id, name, active, subject, text, html FROM templates ORDER BY id"
#define PUT_TEMPLATE                                                          \
  "INSERT INTO templates (id, name, active, subject, text, html)"             \
  " VALUES (?1, ?2, ?3, ?4, ?5, ?6)"                                          \
  " ON CONFLICT (id) DO UPDATE SET name = excluded.name,"                     \
  " active = excluded.active, subject = excluded.subject,"                    \
  " text = excluded.text, html = excluded.html"

static InvitesTemplateRecord *
read_template (InvitesCursor *cursor)
{
  InvitesTemplateRecord *record = g_new0 (InvitesTemplateRecord, 1);

  record->id = invites_cursor_dup_text (cursor, 0);
  record->name = invites_cursor_dup_text (cursor, 1);
  record->active = invites_cursor_get_int (cursor, 2) != 0;
  record->subject = invites_cursor_dup_text (cursor, 3);
  record->text = invites_cursor_dup_text (cursor, 4);
  record->html = invites_cursor_dup_text (cursor, 5);
  return record;
}

/**
 * invites_store_sql_write_template:
 * @database: a connection within a transaction
 * @record: a template
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Adds or changes a template, with its audit row.
 *
 * Returns: whether it was written
 */
gboolean
invites_store_sql_write_template (InvitesDatabase             *database,
                                  const InvitesTemplateRecord *record,
                                  GError                     **error)
{
  return invites_database_run (database, PUT_TEMPLATE, NULL, error, "ssisss",
                               record->id, record->name,
                               (gint64) (record->active ? 1 : 0),
                               record->subject, record->text, record->html)
         && invites_store_sql_audit (database, invites_time_now (), 0,
                                     "put-template", record->id, error);
}

InvitesTemplateRecord *
invites_store_sql_find_template (InvitesStore  *self,
                                 const char    *id,
                                 GError       **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;

  cursor = invites_database_query (invites_store_sql_get (self),
                                   SELECT_TEMPLATE, error, "s", id);
  if (cursor == NULL
      || !invites_cursor_find (cursor, INVITES_ERROR_NOT_FOUND,
                               "There is no such template", error))
    return NULL;

  return read_template (cursor);
}

GPtrArray *
invites_store_sql_list_templates (InvitesStore  *self,
                                  GError       **error)
{
  g_autoptr(GPtrArray) templates = NULL;
  g_autoptr(InvitesCursor) cursor = NULL;
  g_autoptr(GError) step_error = NULL;

  cursor = invites_database_prepare (invites_store_sql_get (self),
                                     SELECT_TEMPLATES, error);
  if (cursor == NULL)
    return NULL;

  templates = g_ptr_array_new_with_free_func (
    (GDestroyNotify) invites_template_record_free);
  while (invites_cursor_step (cursor, &step_error))
    g_ptr_array_add (templates, read_template (cursor));
  if (step_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&step_error));
      return NULL;
    }

  return g_steal_pointer (&templates);
}

gboolean
invites_store_sql_put_template (InvitesStore                 *self,
                                const InvitesTemplateRecord  *record,
                                GError                      **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_autoptr(InvitesTransaction) transaction = NULL;

  if (!(transaction
        = invites_transaction_begin (database, INVITES_WRITE, error))
      || !invites_store_sql_write_template (database, record, error))
    return FALSE;

  return invites_transaction_commit (transaction, error);
}
