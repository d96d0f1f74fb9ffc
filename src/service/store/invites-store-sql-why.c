/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/invites-error.h"
#include "service/store/invites-store-sql-entries.h"
#include "service/store/invites-store-sql-filter.h"
#include "service/store/invites-store-sql-ledger.h"
#include "service/store/invites-store-sql-private.h"
#include "service/store/invites-store-sql-resolve.h"

/* ?1: the time before which an invitation has expired. Only a contact in a
 * division of the one who asks. */
#define FIND_CONTACT                                                          \
  "SELECT " INVITES_SQL_CONTACT ("?1") ", c.contact_id, "                     \
  INVITES_SQL_REASON ", c.pending,"                                           \
  " (SELECT 1 FROM contacts AS o WHERE o.address_id = c.address_id"           \
  "  LIMIT 1 OFFSET ?2) IS NOT NULL,"                                         \
  " coalesce (d.last_invite_sent > ?5, FALSE)"                                \
  " FROM " INVITES_SQL_CONTACTS                                               \
  " JOIN divisions AS v ON v.division_id = a.division_id"                     \
  " WHERE c.id = ?3 AND v.id IN (SELECT value FROM json_each (?4))"

/* Behind the columns of INVITES_SQL_CONTACT. */
#define COLUMN_CONTACT_ID 9
#define COLUMN_REASON     10
#define COLUMN_PENDING    11
#define COLUMN_SHARED     12
#define COLUMN_RECENT     13

#define LIST_PAST                                                             \
  "SELECT s.send_id, s.uuid, s.prepared_at, s.started_at, s.prepared_by"      \
  " FROM send_entries AS e"                                                   \
  " JOIN sends AS s ON s.send_id = e.send_id"                                 \
  " JOIN divisions AS v ON v.division_id = s.division_id"                     \
  " WHERE e.contact_id = ?1 AND s.state <> 'preparing'"                       \
  " AND v.id IN (SELECT value FROM json_each (?2))"                          \
  " ORDER BY s.send_id DESC"

/* Of a send that is not for the one who asks, nothing is told. */
#define LIST_NOTES                                                            \
  "SELECT n.at, n.event, n.by, n.text,"                                       \
  " CASE WHEN v.id IN (SELECT value FROM json_each (?2)) THEN s.uuid END"     \
  " FROM contacts AS c"                                                       \
  " JOIN address_events AS n ON n.address_id = c.address_id"                  \
  " LEFT JOIN deliveries AS d ON d.delivery_id = n.delivery_id"               \
  " LEFT JOIN sends AS s ON s.send_id = d.send_id"                            \
  " LEFT JOIN divisions AS v ON v.division_id = s.division_id"                \
  " WHERE c.contact_id = ?1 ORDER BY n.event_id DESC"

static const char *const filter_rules[] = {
  "division", "account_class", "bill_group", "account_source", "site_source",
  "active_service", "balance_due", "billing_contacts", "without_auto_pay",
};

static void
add_verdict (GPtrArray  *verdicts,
             const char *rule,
             gboolean    holds)
{
  g_ptr_array_add (verdicts, invites_verdict_new (rule, holds));
}

static void
add_rule (InvitesWhy     *why,
          InvitesOutcome  outcome,
          gboolean        holds)
{
  add_verdict (why->rules, invites_outcome_to_string (outcome), holds);
}

/* Each rule on its own, whether or not one before it applies too. */
static void
read_rules (InvitesWhy    *why,
            InvitesCursor *cursor)
{
  gint64 reason = invites_cursor_get_int (cursor, COLUMN_REASON);

  add_rule (why, INVITES_OUTCOME_ACCEPTED,
            why->contact->status == INVITES_GROUP_ACCEPTED);
  add_rule (why, INVITES_OUTCOME_NO_ADDRESS,
            reason == INVITES_REASON_NO_ADDRESS);
  add_rule (why, INVITES_OUTCOME_INVALID_ADDRESS,
            reason == INVITES_REASON_INVALID_ADDRESS);
  add_rule (why, INVITES_OUTCOME_BOUNCED, reason == INVITES_REASON_BOUNCED);
  add_rule (why, INVITES_OUTCOME_OPTED_OUT,
            reason == INVITES_REASON_OPTED_OUT);
  add_rule (why, INVITES_OUTCOME_ALREADY_INVITED,
            invites_cursor_get_int (cursor, COLUMN_PENDING) != 0);
  add_rule (why, INVITES_OUTCOME_TOO_RECENT,
            invites_cursor_get_int (cursor, COLUMN_RECENT) != 0);
  add_rule (why, INVITES_OUTCOME_SHARED_TOO_WIDELY,
            invites_cursor_get_int (cursor, COLUMN_SHARED) != 0);
}

static gboolean
find_contact (InvitesDatabase *database,
              const char      *contact,
              const char      *mine,
              InvitesTime      now,
              InvitesWhy      *why,
              gint64          *contact_id,
              GError         **error)
{
  const InvitesRules *rules = invites_rules_get ();
  g_autoptr(InvitesCursor) cursor = NULL;

  cursor = invites_database_query (database, FIND_CONTACT, error, "iisst",
                                   now - (gint64) rules->link_days * 24 * 3600,
                                   (gint64) rules->shared_limit, contact, mine,
                                   invites_ledger_get_gap (now));
  if (cursor == NULL
      || !invites_cursor_find (cursor, INVITES_ERROR_NOT_FOUND,
                               "There is no such contact", error))
    return FALSE;

  why->contact = invites_store_sql_read_contact (cursor);
  *contact_id = invites_cursor_get_int (cursor, COLUMN_CONTACT_ID);
  read_rules (why, cursor);
  return TRUE;
}

static const InvitesFilterTerm *
find_term (GPtrArray  *terms,
           const char *rule)
{
  for (guint i = 0; i < terms->len; i++)
    {
      const InvitesFilterTerm *term = g_ptr_array_index (terms, i);

      if (g_str_equal (term->rule, rule))
        return term;
    }

  return NULL;
}

/* A column for each filter; one that is not set lets everybody pass. */
static char *
write_verdicts (GPtrArray *terms)
{
  g_autoptr(GString) sql = g_string_new ("SELECT ");
  int index = 2;

  for (guint i = 0; i < G_N_ELEMENTS (filter_rules); i++)
    {
      const InvitesFilterTerm *term = find_term (terms, filter_rules[i]);

      g_string_append (sql, i > 0 ? ", " : "");
      if (term == NULL)
        {
          g_string_append (sql, "TRUE");
          continue;
        }
      g_string_append (sql, "coalesce (");
      invites_filter_term_append (term, sql, index);
      g_string_append (sql, ", FALSE)");
      index += term->has_value ? 1 : 0;
    }

  g_string_append (sql, " FROM " INVITES_SQL_CONTACTS
                        " WHERE c.contact_id = ?1");
  return g_string_free (g_steal_pointer (&sql), FALSE);
}

static gboolean
judge_filters (InvitesDatabase     *database,
               const InvitesFilter *filter,
               gint64               contact_id,
               InvitesWhy          *why,
               GError             **error)
{
  g_autoptr(GPtrArray) terms = invites_filter_terms_new (filter);
  g_autofree char *sql = write_verdicts (terms);
  g_autoptr(InvitesCursor) cursor = NULL;

  if (!(cursor = invites_database_prepare (database, sql, error)))
    return FALSE;
  invites_cursor_bind_int (cursor, 1, contact_id);
  invites_filter_terms_bind (terms, cursor, 2);
  if (!invites_cursor_step (cursor, error))
    return FALSE;

  why->matches = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (filter_rules); i++)
    {
      gboolean holds = invites_cursor_get_int (cursor, (int) i) != 0;

      add_verdict (why->filters, filter_rules[i], holds);
      why->matches = why->matches && holds;
    }

  return TRUE;
}

/* What a new send with this filter, and the limit on, would make of it. */
static gboolean
judge_outcome (InvitesDatabase     *database,
               const InvitesFilter *filter,
               gint64               contact_id,
               InvitesTime          now,
               InvitesWhy          *why,
               GError             **error)
{
  g_autoptr(InvitesSendRequest) request = invites_send_request_new ();

  request->filter = invites_filter_copy (filter);
  request->only_without_invitation = TRUE;
  if (!invites_resolution_find (database, request, now, contact_id,
                                &why->outcome, error))
    return FALSE;

  add_rule (why, INVITES_OUTCOME_MERGED,
            why->outcome == INVITES_OUTCOME_MERGED);
  return TRUE;
}

static gboolean
read_history (InvitesDatabase *database,
              gint64           contact_id,
              const char      *mine,
              InvitesWhy      *why,
              GError         **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  gboolean failed;

  if (!(cursor = invites_database_query (database, LIST_PAST, error, "is",
                                         contact_id, mine)))
    return FALSE;
  while (invites_ledger_step (cursor, &failed, error))
    {
      InvitesPast *past = invites_past_new ();

      g_ptr_array_add (why->history, past);
      past->send = invites_cursor_dup_text (cursor, 1);
      past->prepared_at = invites_cursor_get_time (cursor, 2);
      past->started_at = invites_cursor_get_time (cursor, 3);
      past->prepared_by = invites_cursor_dup_text (cursor, 4);
      past->entry = invites_entries_find (database,
                                          invites_cursor_get_int (cursor, 0),
                                          contact_id, error);
      if (past->entry == NULL)
        return FALSE;
    }

  return !failed;
}

static gboolean
add_note (InvitesWhy     *why,
          InvitesCursor  *cursor,
          GError        **error)
{
  InvitesAddressNote *note = invites_address_note_new ();

  g_ptr_array_add (why->notes, note);
  note->at = invites_cursor_get_time (cursor, 0);
  note->by = invites_cursor_dup_text (cursor, 2);
  note->text = invites_cursor_dup_text (cursor, 3);
  note->send = invites_cursor_dup_text (cursor, 4);
  if (invites_address_event_from_string (invites_cursor_get_text (cursor, 1),
                                         &note->event))
    return TRUE;

  g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_INTERNAL,
                       "What happened to an address cannot be understood");
  return FALSE;
}

static gboolean
read_notes (InvitesDatabase *database,
            gint64           contact_id,
            const char      *mine,
            InvitesWhy      *why,
            GError         **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  gboolean failed;

  if (!(cursor = invites_database_query (database, LIST_NOTES, error, "is",
                                         contact_id, mine)))
    return FALSE;
  while (invites_ledger_step (cursor, &failed, error))
    {
      if (!add_note (why, cursor, error))
        return FALSE;
    }

  return !failed;
}

InvitesWhy *
invites_store_sql_why (InvitesStore            *self,
                       const char              *contact_id,
                       const InvitesFilter     *filter,
                       const InvitesPrincipal  *principal,
                       InvitesTime              now,
                       GError                 **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_autofree char *mine = invites_ledger_dup_json_ids (principal->divisions);
  g_autoptr(InvitesTransaction) transaction = NULL;
  g_autoptr(InvitesWhy) why = invites_why_new ();
  gint64 row;

  if (!(transaction = invites_transaction_begin (database, INVITES_READ, error))
      || !find_contact (database, contact_id, mine, now, why, &row, error)
      || !judge_filters (database, filter, row, why, error)
      || !judge_outcome (database, filter, row, now, why, error)
      || !read_history (database, row, mine, why, error)
      || !read_notes (database, row, mine, why, error)
      || !invites_transaction_commit (transaction, error))
    return NULL;

  return g_steal_pointer (&why);
}
