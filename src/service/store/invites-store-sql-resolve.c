/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/store/invites-store-sql-resolve.h"

#include "service/store/invites-store-sql-filter.h"
#include "service/store/invites-store-sql-ledger.h"
#include "service/store/invites-store-sql-wishes.h"

/* The values in front of the filter's. */
#define VALUE_LEAVE_OUT    1
#define VALUE_ONLY         2
#define VALUE_SHARED_LIMIT 3
#define VALUE_CONTACT      4
#define VALUE_GAP          5
#define VALUE_FROM         6
#define VALUE_EXPIRED      7
#define VALUE_FILTER       8

/*
 * One rule after the other; then of those that remain, the contact with the
 * lowest id leads its address. To tell that an address is shared too widely,
 * no more than the limit's number of contacts are looked at: placeholders may
 * stand on very many.
 */
#define JUDGE                                                                 \
  "(SELECT c.contact_id, c.id, c.address_id, c.email,"                        \
  "   c.pending AS invited,"                                                  \
  "   CASE WHEN c.accepted_at IS NOT NULL THEN 0"                             \
  "    WHEN c.email = '' THEN 1"                                              \
  "    WHEN c.address_id IS NULL THEN 2"                                      \
  "    WHEN d.bounced_at IS NOT NULL THEN 3"                                  \
  "    WHEN d.opted_out_at IS NOT NULL THEN 4"                                \
  "    WHEN c.id IN (SELECT j.value FROM json_each (?1) AS j) THEN 5"         \
  "    WHEN ?2 = 1 AND c.pending = 1 THEN 6"                                  \
  "    WHEN d.last_invite_sent > ?5 THEN 7"                                   \
  "    WHEN (SELECT 1 FROM contacts AS o WHERE o.address_id = c.address_id"   \
  "     LIMIT 1 OFFSET ?3) = 1 THEN 8"                                        \
  "    ELSE 10 END AS outcome"                                                \
  "   FROM " INVITES_SQL_CONTACTS " WHERE TRUE"
#define JUDGE_END ") AS j"

/* The statements say these in numbers. */
G_STATIC_ASSERT (INVITES_OUTCOME_ACCEPTED == 0);
G_STATIC_ASSERT (INVITES_OUTCOME_NO_ADDRESS == 1);
G_STATIC_ASSERT (INVITES_OUTCOME_INVALID_ADDRESS == 2);
G_STATIC_ASSERT (INVITES_OUTCOME_BOUNCED == 3);
G_STATIC_ASSERT (INVITES_OUTCOME_OPTED_OUT == 4);
G_STATIC_ASSERT (INVITES_OUTCOME_LEFT_OUT == 5);
G_STATIC_ASSERT (INVITES_OUTCOME_ALREADY_INVITED == 6);
G_STATIC_ASSERT (INVITES_OUTCOME_TOO_RECENT == 7);
G_STATIC_ASSERT (INVITES_OUTCOME_SHARED_TOO_WIDELY == 8);
G_STATIC_ASSERT (INVITES_OUTCOME_MERGED == 9);
G_STATIC_ASSERT (INVITES_OUTCOME_WILL_BE_SENT == 10);

#define RESOLVE                                                               \
  "SELECT k.contact_id, CASE k.outcome WHEN 0 THEN 'accepted'"                \
  "  WHEN 1 THEN 'no_address' WHEN 2 THEN 'invalid_address'"                  \
  "  WHEN 3 THEN 'bounced' WHEN 4 THEN 'opted_out' WHEN 5 THEN 'left_out'"    \
  "  WHEN 6 THEN 'already_invited' WHEN 7 THEN 'too_recent'"                  \
  "  WHEN 8 THEN 'shared_too_widely' ELSE"                                    \
  "   CASE WHEN k.contact_id <> k.lead_id THEN 'merged'"                      \
  "    ELSE 'will_be_sent' END END AS outcome,"                               \
  " CASE WHEN k.outcome = 10 THEN k.lead_id END AS lead_id,"                  \
  " k.address_id, k.email, k.invited"                                         \
  " FROM (SELECT j.*, first_value (j.contact_id) OVER"                        \
  "  (PARTITION BY j.address_id, j.outcome ORDER BY j.id) AS lead_id"         \
  "  FROM " JUDGE
#define RESOLVE_END JUDGE_END ") AS k"

/* To count, there is no need to know who leads: as many as there are
 * addresses. */
#define COUNT                                                                 \
  "SELECT j.outcome, count(*), count(DISTINCT j.address_id) FROM " JUDGE
#define COUNT_END JUDGE_END " GROUP BY j.outcome"

/* The row of contact c in the ledger of another send, which has ended. */
#define IN_LEDGER                                                             \
  " AND EXISTS (SELECT 1 FROM send_entries AS f"                              \
  "  LEFT JOIN deliveries AS g ON g.delivery_id = f.delivery_id"              \
  "  WHERE f.send_id = (SELECT send_id FROM sends WHERE uuid = ?6)"           \
  "  AND f.contact_id = c.contact_id AND "
/* What is unknown waits for a decision of its own. */
#define IN_REST                                                               \
  IN_LEDGER "(f.outcome = 'too_recent'"                                       \
  " OR g.state IN ('refused', 'bounced', 'cancelled', 'skipped')"             \
  " OR (g.state = 'sent' AND f.named = 0)))"
#define IN_CORRECTED                                                          \
  IN_LEDGER "f.named = 1 AND g.state = 'sent') AND c.accepted_at IS NULL"
#define IN_WISHES                                                             \
  " AND EXISTS (SELECT 1 FROM link_wishes AS w"                               \
  "  LEFT JOIN addresses AS h ON h.address_id = c.address_id"                 \
  "  WHERE w.contact_id = c.contact_id AND " INVITES_SQL_WISH_IS_OPEN ")"

/* Pending, and no longer able to join. */
#define IS_EXPIRED " AND " INVITES_SQL_STATUS ("?7") " = 2"
G_STATIC_ASSERT (INVITES_SQL_STATUS_EXPIRED == 2);

/* Whether it is merged depends on those with the same address only. */
#define NEAR_CONTACT                                                          \
  " AND c.contact_id IN (SELECT ?4 UNION SELECT s.contact_id"                 \
  " FROM contacts AS s JOIN contacts AS o ON o.address_id = s.address_id"     \
  " WHERE o.contact_id = ?4)"

#define MAKE_TABLE                                                            \
  "CREATE TEMP TABLE IF NOT EXISTS resolved ("                                \
  " contact_id INTEGER PRIMARY KEY,"                                          \
  " outcome    TEXT NOT NULL,"                                                \
  " lead_id    BIGINT,"                                                       \
  " address_id BIGINT,"                                                       \
  " email      TEXT NOT NULL,"                                                \
  " invited    BIGINT NOT NULL)"

#define CLEAR_TABLE "DELETE FROM temp.resolved"

/* Whom a send is made from, beside the filter. */
static void
append_sources (GString                  *sql,
                const InvitesSendRequest *request)
{
  switch (request->from_set)
    {
    case INVITES_SEND_SET_REST:
      g_string_append (sql, IN_REST);
      break;
    case INVITES_SEND_SET_CORRECTED:
      g_string_append (sql, IN_CORRECTED);
      break;
    case INVITES_SEND_SET_WISHES:
      g_string_append (sql, IN_WISHES);
      break;
    default:
      break;
    }

  if (request->only_expired)
    g_string_append (sql, IS_EXPIRED);
}

/* A value that is not bound is NULL. */
static void
bind_rules (InvitesCursor            *cursor,
            const InvitesSendRequest *request,
            InvitesTime               now)
{
  const InvitesRules *rules = invites_rules_get ();
  g_autofree char *leave_out = NULL;
  InvitesTime gap = invites_ledger_get_gap (now);

  leave_out = invites_ledger_dup_json_ids (request->leave_out);
  invites_cursor_bind_text (cursor, VALUE_LEAVE_OUT, leave_out);
  invites_cursor_bind_int (cursor, VALUE_ONLY,
                           invites_resolution_is_limited (request) ? 1 : 0);
  invites_cursor_bind_int (cursor, VALUE_SHARED_LIMIT, rules->shared_limit);
  if (invites_resolution_overrides_gap (request))
    gap = INVITES_TIME_NONE;
  invites_cursor_bind_time (cursor, VALUE_GAP, gap);
  if (request->from_send != NULL)
    {
      g_autofree char *uuid = g_ascii_strdown (request->from_send, -1);

      invites_cursor_bind_text (cursor, VALUE_FROM, uuid);
    }
  invites_cursor_bind_int (cursor, VALUE_EXPIRED,
                           now - (gint64) rules->link_days * 24 * 3600);
}

/* @extra comes behind the filter. */
static InvitesCursor *
prepare_resolution (InvitesDatabase          *database,
                    const InvitesSendRequest *request,
                    InvitesTime               now,
                    const char               *before,
                    const char               *extra,
                    const char               *after,
                    GError                  **error)
{
  g_autoptr(GPtrArray) terms = invites_filter_terms_new (request->filter);
  g_autoptr(GString) sql = g_string_new (before);
  InvitesCursor *cursor;

  invites_filter_terms_append (terms, sql, VALUE_FILTER);
  append_sources (sql, request);
  g_string_append (sql, extra);
  g_string_append (sql, after);

  if (!(cursor = invites_database_prepare (database, sql->str, error)))
    return NULL;
  bind_rules (cursor, request, now);
  invites_filter_terms_bind (terms, cursor, VALUE_FILTER);
  return cursor;
}

/**
 * invites_resolution_is_limited:
 * @request: what would be sent
 *
 * Tells whether contacts that have an invitation get none: not so when the
 * send is made from such contacts.
 *
 * Returns: whether it is so
 */
gboolean
invites_resolution_is_limited (const InvitesSendRequest *request)
{
  g_return_val_if_fail (request != NULL, TRUE);

  return request->only_without_invitation
         && request->from_set != INVITES_SEND_SET_CORRECTED
         && request->from_set != INVITES_SEND_SET_WISHES;
}

/**
 * invites_resolution_overrides_gap:
 * @request: what would be sent
 *
 * Tells whether the minimum gap does not count. A corrected mail does not wait
 * for the day after the wrong one.
 *
 * Returns: whether it is so
 */
gboolean
invites_resolution_overrides_gap (const InvitesSendRequest *request)
{
  g_return_val_if_fail (request != NULL, FALSE);

  return request->gap_override
         || request->from_set == INVITES_SEND_SET_CORRECTED;
}

/**
 * invites_resolution_count:
 * @database: a connection within a transaction
 * @request: what would be sent
 * @now: the present time
 * @outcomes: (out): the contacts by outcome
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Counts what a send would make of the contacts.
 *
 * Returns: whether it was counted
 */
gboolean
invites_resolution_count (InvitesDatabase *database,
                          const InvitesSendRequest *request,
                          InvitesTime now,
                          guint64 outcomes[INVITES_N_OUTCOMES],
                          GError **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  gboolean failed;

  for (guint i = 0; i < INVITES_N_OUTCOMES; i++)
    outcomes[i] = 0;

  if (!(cursor = prepare_resolution (database, request, now,
                                     COUNT, "", COUNT_END, error)))
    return FALSE;
  while (invites_ledger_step (cursor, &failed, error))
    {
      gint64 outcome = invites_cursor_get_int (cursor, 0);
      guint64 n = (guint64) invites_cursor_get_int (cursor, 1);
      guint64 n_addresses = (guint64) invites_cursor_get_int (cursor, 2);

      if (outcome != INVITES_OUTCOME_WILL_BE_SENT)
        {
          outcomes[outcome] = n;
          continue;
        }
      outcomes[INVITES_OUTCOME_WILL_BE_SENT] = n_addresses;
      outcomes[INVITES_OUTCOME_MERGED] = n - n_addresses;
    }

  return !failed;
}

/**
 * invites_resolution_find:
 * @database: a connection within a transaction
 * @request: what would be sent
 * @now: the present time
 * @contact_id: the row of a contact
 * @outcome: (out): %INVITES_OUTCOME_NONE when the filter leaves it out
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Finds what a send would make of one contact.
 *
 * Returns: whether it was found out
 */
gboolean
invites_resolution_find (InvitesDatabase          *database,
                         const InvitesSendRequest *request,
                         InvitesTime               now,
                         gint64                    contact_id,
                         InvitesOutcome           *outcome,
                         GError                  **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  gboolean failed;

  *outcome = INVITES_OUTCOME_NONE;
  if (!(cursor = prepare_resolution (database, request, now,
                                     "SELECT n.outcome FROM (" RESOLVE,
                                     NEAR_CONTACT,
                                     RESOLVE_END
                                     ") AS n WHERE n.contact_id = ?4",
                                     error)))
    return FALSE;
  invites_cursor_bind_int (cursor, VALUE_CONTACT, contact_id);

  if (invites_ledger_step (cursor, &failed, error))
    invites_outcome_from_string (invites_cursor_get_text (cursor, 0), outcome);
  return !failed;
}

/**
 * invites_resolution_store:
 * @database: a connection within a transaction, which need not be one that
 *   writes: the table is the connection's own
 * @request: what would be sent
 * @now: the present time
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Puts what a send would make of each contact into temp.resolved, instead of
 * what was there.
 *
 * Returns: whether it is there
 */
gboolean
invites_resolution_store (InvitesDatabase          *database,
                          const InvitesSendRequest *request,
                          InvitesTime               now,
                          GError                  **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  gboolean failed;

  if (!invites_database_exec (database, MAKE_TABLE, error)
      || !invites_resolution_clear (database, error)
      || !(cursor = prepare_resolution (database, request, now,
                                        "INSERT INTO temp.resolved " RESOLVE,
                                        "", RESOLVE_END, error)))
    return FALSE;

  while (invites_ledger_step (cursor, &failed, error))
    ;
  return !failed;
}

/**
 * invites_resolution_clear:
 * @database: a connection within a transaction, with a resolution
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Empties temp.resolved.
 *
 * Returns: whether it is empty
 */
gboolean
invites_resolution_clear (InvitesDatabase *database,
                          GError         **error)
{
  return invites_database_run (database, CLEAR_TABLE, NULL, error, "");
}
