/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/store/invites-store-sql-private.h"

#include "core/invites-error.h"
#include "service/store/invites-store-sql-ledger.h"
#include "service/store/invites-store-sql-templates.h"

/* A row for each text, the own one first. */
#define SELECT_TEXTS(where)                                                   \
  "SELECT t.id, t.name, t.active, t.language, t.subject, t.text, t.html,"     \
  " 0 AS place FROM templates AS t" where                                     \
  " UNION ALL SELECT t.id, t.name, t.active, x.language, x.subject, x.text,"  \
  " x.html, 1 FROM templates AS t JOIN template_texts AS x"                   \
  " ON x.template_id = t.template_id" where " ORDER BY 1, 8, 4"
#define SELECT_TEMPLATE  SELECT_TEXTS (" WHERE t.id = ?1")
#define SELECT_TEMPLATES SELECT_TEXTS ("")

#define PUT_TEMPLATE                                                          \
  "INSERT INTO templates (id, name, active, language, subject, text, html)"   \
  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"                                      \
  " ON CONFLICT (id) DO UPDATE SET name = excluded.name,"                     \
  " active = excluded.active, language = excluded.language,"                  \
  " subject = excluded.subject, text = excluded.text, html = excluded.html"
#define DELETE_TEXTS                                                          \
  "DELETE FROM template_texts WHERE template_id ="                            \
  " (SELECT template_id FROM templates WHERE id = ?1)"
#define INSERT_TEXT                                                           \
  "INSERT INTO template_texts (template_id, language, subject, text, html)"   \
  " SELECT template_id, ?2, ?3, ?4, ?5 FROM templates WHERE id = ?1"

/* Of a send. Its own text may have been another a moment ago. */
#define FREEZE_TEXTS                                                          \
  "INSERT INTO send_texts (send_id, language, subject, text, html)"           \
  " SELECT s.send_id, x.language, x.subject, x.text, x.html"                  \
  " FROM sends AS s JOIN template_texts AS x"                                 \
  " ON x.template_id = s.template_id"                                         \
  " AND x.language IS DISTINCT FROM s.language WHERE s.send_id = ?1"
#define SELECT_FROZEN                                                         \
  "SELECT language, subject, text, html, 0 AS place FROM sends"               \
  " WHERE send_id = ?1 UNION ALL SELECT language, subject, text, html, 1"     \
  " FROM send_texts WHERE send_id = ?1 ORDER BY 5, 1"

static InvitesTemplateText *
read_text (InvitesCursor *cursor,
           int            first)
{
  return invites_template_text_new (invites_cursor_get_text (cursor, first),
                                    invites_cursor_get_text (cursor, first + 1),
                                    invites_cursor_get_text (cursor, first + 2),
                                    invites_cursor_get_text (cursor,
                                                             first + 3));
}

/* Rows of one template stand together. */
static void
read_row (InvitesCursor *cursor,
          GPtrArray     *templates)
{
  const char *id = invites_cursor_get_text (cursor, 0);
  InvitesTemplateRecord *record
    = templates->len > 0 ? templates->pdata[templates->len - 1] : NULL;

  if (record == NULL || !g_str_equal (record->id, id))
    {
      record = invites_template_record_new (
        id, invites_cursor_get_text (cursor, 1),
        invites_cursor_get_int (cursor, 2) != 0);
      g_ptr_array_add (templates, record);
    }
  g_ptr_array_add (record->texts, read_text (cursor, 3));
}

/* @id: (nullable): all */
static GPtrArray *
read_templates (InvitesDatabase *database,
                const char      *id,
                GError         **error)
{
  g_autoptr(GPtrArray) templates = g_ptr_array_new_with_free_func (
    (GDestroyNotify) invites_template_record_free);
  g_autoptr(InvitesCursor) cursor = NULL;
  gboolean failed;

  cursor = id != NULL ? invites_database_query (database, SELECT_TEMPLATE,
                                                error, "s", id)
                      : invites_database_query (database, SELECT_TEMPLATES,
                                                error, "");
  if (cursor == NULL)
    return NULL;
  while (invites_ledger_step (cursor, &failed, error))
    read_row (cursor, templates);

  return failed ? NULL : g_steal_pointer (&templates);
}

static gboolean
write_texts (InvitesDatabase             *database,
             const InvitesTemplateRecord *record,
             GError                     **error)
{
  if (!invites_database_run (database, DELETE_TEXTS, NULL, error, "s",
                             record->id))
    return FALSE;

  for (guint i = 1; i < record->texts->len; i++)
    {
      const InvitesTemplateText *text = g_ptr_array_index (record->texts, i);

      if (!invites_database_run (database, INSERT_TEXT, NULL, error, "sssss",
                                 record->id, text->language, text->subject,
                                 text->text, text->html))
        return FALSE;
    }

  return TRUE;
}

/**
 * invites_store_sql_write_template:
 * @database: a connection within a transaction
 * @record: a template, with its own text at least
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Adds or changes a template with all its texts, and with its audit row.
 *
 * Returns: whether it was written
 */
gboolean
invites_store_sql_write_template (InvitesDatabase             *database,
                                  const InvitesTemplateRecord *record,
                                  GError                     **error)
{
  const InvitesTemplateText *own = g_ptr_array_index (record->texts, 0);

  return invites_database_run (database, PUT_TEMPLATE, NULL, error, "ssissss",
                               record->id, record->name,
                               (gint64) (record->active ? 1 : 0),
                               own->language, own->subject, own->text,
                               own->html)
         && write_texts (database, record, error)
         && invites_store_sql_audit (database, invites_time_now (), 0,
                                     "put-template", record->id, error);
}

InvitesTemplateRecord *
invites_store_sql_find_template (InvitesStore  *self,
                                 const char    *id,
                                 GError       **error)
{
  g_autoptr(GPtrArray) templates
    = read_templates (invites_store_sql_get (self), id, error);

  if (templates == NULL)
    return NULL;
  if (templates->len == 0)
    {
      g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND,
                           "There is no such template");
      return NULL;
    }

  return g_ptr_array_steal_index (templates, 0);
}

GPtrArray *
invites_store_sql_list_templates (InvitesStore  *self,
                                  GError       **error)
{
  return read_templates (invites_store_sql_get (self), NULL, error);
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

/**
 * invites_templates_freeze:
 * @database: a connection within a transaction that writes
 * @send_id: the number of a send that has its template's own text
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Copies what the template says in other languages to the send, which keeps
 * it, whatever becomes of the template.
 *
 * Returns: whether it was written
 */
gboolean
invites_templates_freeze (InvitesDatabase  *database,
                          gint64            send_id,
                          GError          **error)
{
  return invites_database_run (database, FREEZE_TEXTS, NULL, error, "i",
                               send_id);
}

/**
 * invites_templates_read_frozen:
 * @database: a connection
 * @send_id: the number of a send
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Reads what a send says, in all its languages.
 *
 * Returns: (transfer full) (element-type InvitesTemplateText) (nullable): the
 *   texts, the own one first, or %NULL with @error set
 */
GPtrArray *
invites_templates_read_frozen (InvitesDatabase  *database,
                               gint64            send_id,
                               GError          **error)
{
  g_autoptr(GPtrArray) texts = invites_template_texts_new ();
  g_autoptr(InvitesCursor) cursor = NULL;
  gboolean failed;

  if (!(cursor = invites_database_query (database, SELECT_FROZEN, error, "i",
                                         send_id)))
    return NULL;
  while (invites_ledger_step (cursor, &failed, error))
    g_ptr_array_add (texts, read_text (cursor, 0));

  return failed ? NULL : g_steal_pointer (&texts);
}
