/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/invites-error.h"
#include "core/invites-json.h"
#include "service/store/invites-hold.h"
#include "service/store/invites-store-sql-entries.h"
#include "service/store/invites-store-sql-ledger.h"
#include "service/store/invites-store-sql-preparation.h"
#include "service/store/invites-store-sql-private.h"
#include "service/store/invites-store-sql-resolve.h"
#include "service/store/invites-store-sql-sends.h"
#include "service/store/invites-store-sql-templates.h"

#define HAS_TEMPLATE "SELECT 1 FROM templates WHERE id = ?1 AND active = 1"
#define HAS_DIVISION "SELECT 1 FROM divisions WHERE id = ?1"
/* An id of another division is as unknown as one that nobody has. */
#define HAS_STRANGER                                                          \
  "SELECT 1 FROM json_each (?1) AS j WHERE NOT EXISTS"                        \
  " (SELECT 1 FROM contacts AS c"                                             \
  "  JOIN accounts AS a ON a.account_id = c.account_id"                       \
  "  JOIN divisions AS v ON v.division_id = a.division_id"                    \
  "  WHERE c.id = j.value AND v.id = ?2)"
#define FIND_FROM                                                             \
  "SELECT v.id = ?2, s.state IN ('stopped', 'finished') FROM sends AS s"      \
  " JOIN divisions AS v ON v.division_id = s.division_id"                    \
  " WHERE s.uuid = ?1 AND s.state <> 'preparing'"
#define FIND_BODY                                                             \
  "SELECT send_id, body = ?2 FROM sends"                                      \
  " WHERE uuid = ?1 AND state <> 'preparing'"

#define INSERT_SEND                                                           \
  "INSERT INTO sends (uuid, body, division_id, template_id, template_name,"   \
  " subject, text, html, language, email_from, only_without_invitation,"      \
  " state, user_id,"                                                          \
  " prepared_by, prepared_at, gap_override, only_expired, from_set,"          \
  " from_send_id)"                                                            \
  " SELECT ?1, ?2, v.division_id, t.template_id, t.name, t.subject, t.text,"  \
  " t.html, t.language, ?5, ?6, 'preparing', ?7, ?8, ?9, ?10, ?11, ?12,"                  \
  " (SELECT send_id FROM sends WHERE uuid = ?13)"                             \
  " FROM divisions AS v, templates AS t"                                      \
  " WHERE v.id = ?3 AND t.id = ?4 AND t.active = 1"                           \
  " ON CONFLICT (uuid) DO NOTHING RETURNING send_id"

static gboolean
has_row (InvitesDatabase *database,
         const char      *sql,
         const char      *value,
         const char      *second_value,
         gboolean        *found,
         GError         **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  gboolean failed;

  if (!(cursor = invites_database_query (database, sql, error,
                                         second_value != NULL ? "ss" : "s",
                                         value, second_value)))
    return FALSE;
  *found = invites_ledger_step (cursor, &failed, error);
  return !failed;
}

static gboolean
refuse_template (GError **error)
{
  invites_set_field_error (error, INVITES_ERROR_INVALID, "template",
                           "There is no such template, or it is retired");
  return FALSE;
}

/* (nullable): the other send that it is made from. */
static char *
dup_from (const InvitesSendRequest *request)
{
  if (request->from_send == NULL)
    return NULL;
  return g_ascii_strdown (request->from_send, -1);
}

/* The other send must have ended: until then, who is its rest, or has got its
 * mail, is not settled. */
static gboolean
find_from (InvitesDatabase          *database,
           const InvitesSendRequest *request,
           GError                  **error)
{
  g_autofree char *uuid = dup_from (request);
  g_autoptr(InvitesCursor) cursor = NULL;

  cursor = invites_database_query (database, FIND_FROM, error, "ss", uuid,
                                   request->filter->division);
  if (cursor == NULL
      || !invites_cursor_find (cursor, INVITES_ERROR_NOT_FOUND,
                               "There is no such send", error))
    return FALSE;

  if (invites_cursor_get_int (cursor, 0) == 0)
    invites_set_field_error (error, INVITES_ERROR_INVALID, "from",
                             "The other send is of another division");
  else if (invites_cursor_get_int (cursor, 1) == 0)
    g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_CONFLICT,
                         "The other send has not ended");
  else
    return TRUE;

  return FALSE;
}

/* Whom it is made from. */
static gboolean
check_sources (InvitesDatabase          *database,
               const InvitesSendRequest *request,
               GError                  **error)
{
  gboolean needs_send = request->from_set == INVITES_SEND_SET_REST
                        || request->from_set == INVITES_SEND_SET_CORRECTED;

  if (request->only_expired && invites_resolution_is_limited (request))
    invites_set_field_error (error, INVITES_ERROR_INVALID, "only_expired",
                             "Contacts with an expired invitation have an "
                             "invitation");
  else if (needs_send != (request->from_send != NULL))
    invites_set_field_error (error, INVITES_ERROR_INVALID, "from",
                             "It must name a send for this set, and only "
                             "then");
  else
    return !needs_send || find_from (database, request, error);

  return FALSE;
}

/* What a request names must exist. */
static gboolean
check_request (InvitesDatabase          *database,
               const InvitesSendRequest *request,
               GError                  **error)
{
  g_autofree char *leave_out = NULL;
  gboolean found;

  if (!has_row (database, HAS_TEMPLATE, request->template_id, NULL, &found,
                error))
    return FALSE;
  if (!found)
    return refuse_template (error);

  if (!has_row (database, HAS_DIVISION, request->filter->division, NULL, &found,
                error))
    return FALSE;
  if (!found)
    {
      g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND,
                           "There is no such division");
      return FALSE;
    }

  leave_out = invites_ledger_dup_json_ids (request->leave_out);
  if (!has_row (database, HAS_STRANGER, leave_out, request->filter->division,
                &found, error))
    return FALSE;
  if (found)
    invites_set_field_error (error, INVITES_ERROR_INVALID, "leave_out",
                             "This division has no contact with one of these "
                             "ids");
  return !found && check_sources (database, request, error);
}

gboolean
invites_store_sql_forecast (InvitesStore *self,
                            const InvitesSendRequest *request,
                            InvitesTime now,
                            guint64 outcomes[INVITES_N_OUTCOMES],
                            GError **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_autoptr(InvitesTransaction) transaction = NULL;

  if (!(transaction = invites_transaction_begin (database, INVITES_READ, error))
      || !check_request (database, request, error)
      || !invites_resolution_count (database, request, now, outcomes, error))
    return FALSE;

  return invites_transaction_commit (transaction, error);
}

gboolean
invites_store_sql_forecast_entries (InvitesStore              *self,
                                    const InvitesSendRequest  *request,
                                    const InvitesListing      *listing,
                                    InvitesTime                now,
                                    InvitesEntryFunc           func,
                                    gpointer                   user_data,
                                    guint64                   *total,
                                    GError                   **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_autoptr(InvitesTransaction) transaction = NULL;

  if (!(transaction = invites_transaction_begin (database, INVITES_READ, error))
      || !check_request (database, request, error)
      || !invites_resolution_store (database, request, now, error)
      || !invites_entries_walk (database, INVITES_ENTRIES_OF_FORECAST, 0,
                                listing, func, user_data, total, error)
      || !invites_resolution_clear (database, error))
    return FALSE;

  return invites_transaction_commit (transaction, error);
}

/* The body as it stands in the database: two requests are the same when their
 * bodies are, octet by octet. */
static char *
dup_body (const InvitesSendRequest *request)
{
  g_autoptr(JsonNode) node = invites_send_request_to_json (request);
  g_autoptr(GBytes) bytes = invites_json_to_bytes (node);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* The send that was prepared before under this UUID; *send stays NULL when
 * there is none. */
static gboolean
find_same (InvitesDatabase *database,
           const char      *uuid,
           const char      *body,
           InvitesSend    **send,
           GError         **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  gboolean failed;

  cursor
      = invites_database_query (database, FIND_BODY, error, "ss", uuid, body);
  if (cursor == NULL)
    return FALSE;
  if (!invites_ledger_step (cursor, &failed, error))
    return !failed;

  if (invites_cursor_get_int (cursor, 1) == 0)
    {
      g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_SEND_DIFFERS,
                           "Another send has this id");
      return FALSE;
    }
  *send = invites_ledger_read_send (database,
                                    invites_cursor_get_int (cursor, 0), error);
  return *send != NULL;
}

/* Before the write lock is taken: what is slow, and of one state of the
 * database. Whatever changes until the ledger is written, the rules that are
 * applied at start and at each claim will see. */
static gboolean
resolve (InvitesDatabase          *database,
         const char               *uuid,
         const char               *body,
         const InvitesSendRequest *request,
         InvitesTime               now,
         InvitesSend             **same,
         GError                  **error)
{
  g_autoptr(InvitesTransaction) transaction = NULL;

  if (!(transaction = invites_transaction_begin (database, INVITES_READ, error))
      || !find_same (database, uuid, body, same, error))
    return FALSE;

  if (*same == NULL
      && (!check_request (database, request, error)
          || !invites_resolution_store (database, request, now, error)))
    return FALSE;

  return invites_transaction_commit (transaction, error);
}

static gboolean
insert_send (InvitesDatabase          *database,
             const char               *uuid,
             const char               *body,
             const InvitesSendRequest *request,
             const InvitesPrincipal   *principal,
             InvitesTime               now,
             gint64                   *send_id,
             GError                  **error)
{
  g_autofree char *from = dup_from (request);
  g_autoptr(InvitesCursor) cursor = NULL;
  const char *set = NULL;
  gboolean failed;

  if (request->from_set != INVITES_SEND_SET_NONE)
    set = invites_send_set_to_string (request->from_set);
  cursor = invites_database_query (
      database, INSERT_SEND, error, "sssssitsiiiss", uuid, body,
      request->filter->division, request->template_id, request->email_from,
      (gint64) (request->only_without_invitation ? 1 : 0), principal->user_id,
      principal->name, now,
      (gint64) invites_resolution_overrides_gap (request),
      (gint64) (request->only_expired ? 1 : 0), set, from);
  if (cursor == NULL)
    return FALSE;
  if (!invites_ledger_step (cursor, &failed, error))
    return !failed && refuse_template (error);

  *send_id = invites_cursor_get_int (cursor, 0);
  g_clear_pointer (&cursor, invites_cursor_free);
  return invites_templates_freeze (database, *send_id, error);
}

static gboolean
write_down (InvitesDatabase          *database,
            const char               *uuid,
            const InvitesSendRequest *request,
            const InvitesPrincipal   *principal,
            InvitesTime               now,
            GError                  **error)
{
  return invites_store_sql_audit (database, now, principal->user_id,
                                  "prepare-send", uuid, error)
         && (!invites_resolution_overrides_gap (request)
             || invites_store_sql_audit (database, now, principal->user_id,
                                         "override-gap", uuid, error));
}

/* From now on it is seen. */
static gboolean
show_send (InvitesDatabase          *database,
           gint64                    send_id,
           const char               *uuid,
           const InvitesSendRequest *request,
           const InvitesPrincipal   *principal,
           InvitesTime               now,
           GError                  **error)
{
  return invites_preparation_end (database, send_id, error)
         && write_down (database, uuid, request, principal, now, error);
}

/* Where others can write meanwhile: all of it in one transaction, which waits
 * for nobody and lets nobody wait. */
static gboolean
freeze_at_once (InvitesDatabase          *database,
                const char               *uuid,
                const char               *body,
                const InvitesSendRequest *request,
                const InvitesPrincipal   *principal,
                InvitesTime               now,
                gint64                   *send_id,
                GError                  **error)
{
  g_autoptr(InvitesTransaction) transaction = NULL;

  return (transaction
          = invites_transaction_begin (database, INVITES_NOTE, error)) != NULL
         && insert_send (database, uuid, body, request, principal, now,
                         send_id, error)
         && invites_preparation_write (database, *send_id, now, error)
         && show_send (database, *send_id, uuid, request, principal, now,
                       error)
         && invites_transaction_commit (transaction, error);
}

static gboolean
begin_in_pieces (InvitesDatabase          *database,
                 const char               *uuid,
                 const char               *body,
                 const InvitesSendRequest *request,
                 const InvitesPrincipal   *principal,
                 InvitesTime               now,
                 gint64                   *send_id,
                 GError                  **error)
{
  g_autoptr(InvitesTransaction) transaction = NULL;

  return (transaction
          = invites_transaction_begin (database, INVITES_WRITE, error)) != NULL
         && insert_send (database, uuid, body, request, principal, now,
                         send_id, error)
         && invites_transaction_commit (transaction, error);
}

static gboolean
end_in_pieces (InvitesDatabase          *database,
               gint64                    send_id,
               const char               *uuid,
               const InvitesSendRequest *request,
               const InvitesPrincipal   *principal,
               InvitesTime               now,
               GError                  **error)
{
  g_autoptr(InvitesTransaction) transaction = NULL;

  return (transaction
          = invites_transaction_begin (database, INVITES_WRITE, error)) != NULL
         && show_send (database, send_id, uuid, request, principal, now, error)
         && invites_transaction_commit (transaction, error);
}

/* Where there is one writer at a time: the rows are written under a send that
 * nobody sees, and removed again when that fails. */
static gboolean
freeze_in_pieces (InvitesDatabase          *database,
                  const char               *uuid,
                  const char               *body,
                  const InvitesSendRequest *request,
                  const InvitesPrincipal   *principal,
                  InvitesTime               now,
                  gint64                   *send_id,
                  GError                  **error)
{
  if (!begin_in_pieces (database, uuid, body, request, principal, now,
                        send_id, error))
    return FALSE;
  if (invites_preparation_write (database, *send_id, now, error)
      && end_in_pieces (database, *send_id, uuid, request, principal, now,
                        error))
    return TRUE;

  /* What cannot be removed now either, the next one removes. */
  invites_preparation_remove (database, *send_id, NULL);
  return FALSE;
}

/* While nobody else prepares under this UUID. */
static InvitesSend *
prepare_alone (InvitesDatabase          *database,
               const char               *uuid,
               const InvitesSendRequest *request,
               const InvitesPrincipal   *principal,
               InvitesTime               now,
               gboolean                 *created,
               GError                  **error)
{
  g_autofree char *body = dup_body (request);
  InvitesSend *send = NULL;
  gint64 send_id;

  if (!invites_preparation_clear (database, uuid, error)
      || !resolve (database, uuid, body, request, now, &send, error))
    return NULL;
  if (send != NULL)
    return send;

  *created
    = invites_database_is_shared (database)
        ? freeze_at_once (database, uuid, body, request, principal, now,
                          &send_id, error)
        : freeze_in_pieces (database, uuid, body, request, principal, now,
                            &send_id, error);
  invites_resolution_clear (database, NULL);
  return *created ? invites_sends_read (database, send_id, error) : NULL;
}

InvitesSend *
invites_store_sql_prepare (InvitesStore              *self,
                           const char                *uuid,
                           const InvitesSendRequest  *request,
                           const InvitesPrincipal    *principal,
                           InvitesTime                now,
                           gboolean                  *created,
                           GError                   **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_autofree char *lower = g_ascii_strdown (uuid, -1);
  InvitesSend *send;
  gboolean is_new = FALSE;

  /* Two may prepare the same at once: the second finds the first one's. */
  if (!invites_hold_wait (database, lower, error))
    return NULL;
  send = prepare_alone (database, lower, request, principal, now, &is_new,
                        error);
  invites_hold_let_go (database, lower);

  if (created != NULL)
    *created = is_new;
  return send;
}
