/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/store/invites-store-sql-check.h"

#include "core/invites-address.h"
#include "service/store/invites-store-sql-ledger.h"
#include "service/store/invites-store-sql-private.h"

#define DELIVERY_STATES                                                       \
  "('queued', 'sending', 'deferred', 'sent', 'refused', 'unknown',"           \
  " 'bounced', 'cancelled', 'skipped')"

#define IS_UNWRITTEN(condition, act)                                          \
  "(" condition " AND uuid NOT IN (SELECT subject FROM audit"                 \
  "  WHERE act = '" act "' AND subject IS NOT NULL))"

#define IS_RUNNING "s.state IN " INVITES_SQL_RUNNING

/* Each gives a line for whatever is broken; none names an address. */
static const char *const statements[] = {
  /* The database itself. */
  "SELECT 'the file: ' || integrity_check FROM pragma_integrity_check"
  " WHERE integrity_check <> 'ok'",
  "SELECT printf ('table %s, row %d: refers to no row of %s', \"table\","
  " rowid, parent) FROM pragma_foreign_key_check",

  /* Contacts, accounts and addresses. */
  "SELECT printf ('contact %s: has accepted, and is pending', id)"
  " FROM contacts WHERE accepted_at IS NOT NULL AND pending = 1",
  "SELECT printf ('contact %s: is pending, but was never invited', id)"
  " FROM contacts WHERE pending = 1 AND last_invite_sent IS NULL",
  "SELECT printf ('contact %s: has joined by a delivery, but not accepted', id)"
  " FROM contacts"
  " WHERE accepted_delivery_id IS NOT NULL AND accepted_at IS NULL",
  "SELECT printf ('contact %s: has joined by delivery %d, which did not name"
  " it', c.id, c.accepted_delivery_id) FROM contacts AS c"
  " WHERE c.accepted_delivery_id IS NOT NULL AND NOT EXISTS"
  " (SELECT 1 FROM send_entries AS e WHERE e.contact_id = c.contact_id"
  "  AND e.delivery_id = c.accepted_delivery_id AND e.named = 1)",
  "SELECT printf ('contact %s: what is searched and sorted by does not fit',"
  " id) FROM contacts"
  " WHERE fold_email <> fold (email) OR fold_name <> fold (name)",
  "SELECT printf ('account %s: what is searched and sorted by does not fit',"
  " number) FROM accounts"
  " WHERE fold_number <> fold (number) OR fold_name <> fold (name)",
  "SELECT printf ('account %s: balance due does not fit the balance', number)"
  " FROM accounts WHERE balance_due <> (balance IS NOT NULL"
  " AND balance NOT GLOB '-*' AND balance GLOB '*[1-9]*')",

  /* Sends. */
  "SELECT printf ('send %s: has no valid state', uuid) FROM sends"
  " WHERE state NOT IN"
  " ('prepared', 'held', 'sending', 'paused', 'stopped', 'finished')",
  "SELECT printf ('send %s: is prepared, and was started or ended', uuid)"
  " FROM sends WHERE state = 'prepared' AND (started_at IS NOT NULL"
  " OR finished_at IS NOT NULL OR stopping = 1 OR revoked_at IS NOT NULL)",
  "SELECT printf ('send %s: is running, and was not started or has ended',"
  " s.uuid) FROM sends AS s WHERE " IS_RUNNING
  " AND (s.started_at IS NULL OR s.finished_at IS NOT NULL)",
  "SELECT printf ('send %s: is held without an end, or has one and is not',"
  " uuid) FROM sends WHERE (state = 'held') <> (held_until IS NOT NULL)",
  "SELECT printf ('send %s: is paused without a reason, or has one and is"
  " not', uuid) FROM sends WHERE CASE state WHEN 'paused' THEN"
  "  paused_at IS NULL OR coalesce (pause_reason NOT IN ('by_user',"
  "   'sender_refused', 'sign_in_refused'), TRUE)"
  "  OR (pause_reason = 'by_user') <> (paused_by IS NOT NULL)"
  " ELSE coalesce (pause_reason, paused_at, paused_by, pause_code, pause_text)"
  "  IS NOT NULL END",
  "SELECT printf ('send %s: stops, and is not running', uuid) FROM sends"
  " WHERE stopping = 1 AND state IN ('held', 'paused')",
  "SELECT printf ('send %s: is revoked by nobody, or goes on', uuid) FROM sends"
  " WHERE (revoked_at IS NULL) <> (revoked_by IS NULL)"
  " OR (revoked_at IS NOT NULL AND state NOT IN ('stopped', 'finished')"
  "  AND stopping = 0)",
  "SELECT printf ('send %s: is not made from what it says', s.uuid)"
  " FROM sends AS s LEFT JOIN sends AS f ON f.send_id = s.from_send_id"
  " WHERE s.from_set IS NOT json_extract (s.body, '$.from.set')"
  " OR f.uuid IS NOT lower (json_extract (s.body, '$.from.send'))"
  " OR s.only_expired <> coalesce (json_extract (s.body, '$.only_expired'), 0)"
  " OR coalesce (s.from_set NOT IN ('rest', 'corrected', 'wishes'), FALSE)"
  " OR (f.send_id IS NOT NULL) <>"
  "  coalesce (s.from_set IN ('rest', 'corrected'), FALSE)"
  " OR coalesce (f.division_id <> s.division_id, FALSE)"
  " OR (s.only_expired = 1 AND s.only_without_invitation = 1"
  "  AND coalesce (s.from_set NOT IN ('corrected', 'wishes'), TRUE))",
  "SELECT printf ('send %s: overrides the gap without having been asked to, or"
  " the other way round', uuid) FROM sends WHERE gap_override <>"
  " (coalesce (json_extract (body, '$.gap_override'), 0) = 1"
  "  OR coalesce (from_set = 'corrected', FALSE))",
  "SELECT printf ('send %s: has ended, and says not when', uuid) FROM sends"
  " WHERE state IN ('stopped', 'finished') AND (finished_at IS NULL"
  " OR (state = 'finished' AND started_at IS NULL) OR stopping = 1)",
  "SELECT printf ('send %s: is running without an open delivery', s.uuid)"
  " FROM sends AS s WHERE " IS_RUNNING " AND NOT EXISTS"
  " (SELECT 1 FROM deliveries AS d WHERE d.send_id = s.send_id"
  "  AND d.state IN " INVITES_SQL_OPEN ")",
  "SELECT printf ('send %s: was prepared, started or revoked, or overrides"
  " the gap, and nobody wrote it down', uuid) FROM sends"
  " WHERE " IS_UNWRITTEN ("TRUE", "prepare-send")
  " OR " IS_UNWRITTEN ("started_at IS NOT NULL", "start-send")
  " OR " IS_UNWRITTEN ("revoked_at IS NOT NULL", "revoke-send")
  " OR " IS_UNWRITTEN ("gap_override = 1", "override-gap"),

  /* The ledger. */
  "SELECT printf ('send %s, contact %s: has no valid outcome', s.uuid, c.id)"
  " FROM send_entries AS e JOIN sends AS s ON s.send_id = e.send_id"
  " JOIN contacts AS c ON c.contact_id = e.contact_id"
  " WHERE e.outcome NOT IN ('accepted', 'no_address', 'invalid_address',"
  " 'bounced', 'opted_out', 'left_out', 'already_invited', 'too_recent',"
  " 'shared_too_widely', 'merged', 'will_be_sent')",
  "SELECT printf ('send %s, contact %s: will be sent, and leads no delivery',"
  " s.uuid, c.id) FROM send_entries AS e"
  " JOIN sends AS s ON s.send_id = e.send_id"
  " JOIN contacts AS c ON c.contact_id = e.contact_id"
  " LEFT JOIN deliveries AS d ON d.delivery_id = e.delivery_id"
  " WHERE e.outcome = 'will_be_sent' AND (d.delivery_id IS NULL"
  "  OR d.send_id <> e.send_id OR d.contact_id <> e.contact_id)",
  "SELECT printf ('send %s, contact %s: is merged into no delivery of the"
  " send', s.uuid, c.id) FROM send_entries AS e"
  " JOIN sends AS s ON s.send_id = e.send_id"
  " JOIN contacts AS c ON c.contact_id = e.contact_id"
  " LEFT JOIN deliveries AS d ON d.delivery_id = e.delivery_id"
  " WHERE e.outcome = 'merged' AND (d.delivery_id IS NULL"
  "  OR d.send_id <> e.send_id OR d.contact_id = e.contact_id)",
  "SELECT printf ('send %s, contact %s: gets no mail, and has a delivery',"
  " s.uuid, c.id) FROM send_entries AS e"
  " JOIN sends AS s ON s.send_id = e.send_id"
  " JOIN contacts AS c ON c.contact_id = e.contact_id"
  " WHERE e.outcome NOT IN ('will_be_sent', 'merged')"
  " AND (e.delivery_id IS NOT NULL OR e.named = 1)",
  "SELECT printf ('send %s, delivery %d: is led by no contact that will be"
  " sent to', s.uuid, d.delivery_id) FROM deliveries AS d"
  " JOIN sends AS s ON s.send_id = d.send_id WHERE NOT EXISTS"
  " (SELECT 1 FROM send_entries AS e WHERE e.send_id = d.send_id"
  "  AND e.contact_id = d.contact_id AND e.delivery_id = d.delivery_id"
  "  AND e.outcome = 'will_be_sent')",
  "SELECT printf ('send %s: %d contacts will be sent to, in %d deliveries',"
  " uuid, n_entries, n_deliveries) FROM (SELECT s.uuid,"
  " (SELECT count (*) FROM send_entries AS e WHERE e.send_id = s.send_id"
  "  AND e.outcome = 'will_be_sent') AS n_entries,"
  " (SELECT count (*) FROM deliveries AS d WHERE d.send_id = s.send_id"
  "  AND d.state IN " DELIVERY_STATES ") AS n_deliveries FROM sends AS s)"
  " WHERE n_entries <> n_deliveries",

  /* Deliveries. */
  "SELECT printf ('delivery %d: has no valid state', delivery_id)"
  " FROM deliveries WHERE state NOT IN " DELIVERY_STATES,
  "SELECT printf ('delivery %d: is skipped without a reason, or has one and"
  " is not', delivery_id) FROM deliveries"
  " WHERE (state = 'skipped') <> coalesce (skipped IN ('accepted',"
  " 'already_invited', 'in_another_send', 'too_recent', 'opted_out',"
  " 'bounced', 'address_changed'), FALSE)",
  "SELECT printf ('send %s: has %d deliveries to one address', s.uuid,"
  " count (*)) FROM deliveries AS d JOIN sends AS s ON s.send_id = d.send_id"
  " GROUP BY d.send_id, d.address_id HAVING count (*) > 1",
  "SELECT printf ('deliveries %s: hold the same address',"
  " group_concat (delivery_id)) FROM deliveries"
  " WHERE armed = 1 AND state IN " INVITES_SQL_HOLDING
  " GROUP BY address_id HAVING count (*) > 1",
  "SELECT printf ('send %s, delivery %d: may be sent before the start',"
  " s.uuid, d.delivery_id) FROM deliveries AS d"
  " JOIN sends AS s ON s.send_id = d.send_id"
  " WHERE s.state = 'prepared' AND (d.armed = 1 OR d.state <> 'queued')",
  "SELECT printf ('send %s, delivery %d: waits in vain', s.uuid,"
  " d.delivery_id) FROM deliveries AS d"
  " JOIN sends AS s ON s.send_id = d.send_id"
  " WHERE " IS_RUNNING " AND d.armed = 0"
  " AND d.state IN " INVITES_SQL_OPEN,
  "SELECT printf ('send %s, delivery %d: is open, and the send has ended',"
  " s.uuid, d.delivery_id) FROM deliveries AS d"
  " JOIN sends AS s ON s.send_id = d.send_id"
  " WHERE s.state IN ('stopped', 'finished')"
  " AND d.state IN " INVITES_SQL_OPEN,
  "SELECT printf ('delivery %d: went out without a link or a Message-ID',"
  " delivery_id) FROM deliveries"
  " WHERE state IN ('sending', 'sent', 'unknown', 'bounced')"
  " AND (link_hash IS NULL OR length (link_hash) <> 32 OR message_id IS NULL"
  "  OR attempts < 1 OR first_attempt_at IS NULL)",
  "SELECT printf ('delivery %d: went out, and says not when', delivery_id)"
  " FROM deliveries"
  " WHERE state IN ('sent', 'unknown', 'bounced') AND sent_at IS NULL",
  "SELECT printf ('delivery %d: is unknown, and its address may be written to"
  " again', d.delivery_id) FROM deliveries AS d"
  " JOIN sends AS s ON s.send_id = d.send_id"
  " WHERE d.state = 'unknown' AND d.armed = 0 AND s.revoked_at IS NULL",
  "SELECT printf ('delivery %d: has gone out before it was to go again, and is"
  " not marked so', delivery_id) FROM deliveries WHERE sent_at IS NOT NULL"
  " AND retried = 0 AND state NOT IN ('sent', 'unknown', 'bounced')",
  "SELECT printf ('delivery %d: is deferred without an end', delivery_id)"
  " FROM deliveries WHERE state = 'deferred' AND next_attempt_at IS NULL",
  "SELECT printf ('deliveries %s: have the same Message-ID',"
  " group_concat (delivery_id)) FROM deliveries WHERE message_id IS NOT NULL"
  " GROUP BY message_id HAVING count (*) > 1",

  /* Invitations. */
  "SELECT printf ('address %d: has a newer invitation than it knows of',"
  " h.address_id) FROM addresses AS h JOIN"
  " (SELECT address_id, max (at) AS at FROM"
  "  (SELECT address_id, sent_at AS at FROM deliveries"
  "   WHERE sent_at IS NOT NULL"
  "   UNION ALL SELECT address_id, imported_invite FROM contacts"
  "   WHERE imported_invite IS NOT NULL)"
  "  GROUP BY address_id) AS n ON n.address_id = h.address_id"
  " WHERE coalesce (h.last_invite_sent, 0) < n.at",
  /* Without one, what was ended by a change of address may still show. */
  "WITH newest AS MATERIALIZED (SELECT c.id, c.pending,"
  " printf ('%d %d %d', c.invite_delivery_id, c.last_invite_sent, c.pending)"
  " AS known, (" INVITES_SQL_NEWEST (
    "printf ('%d %d %d', n.delivery_id, n.at, n.counts)") ") AS found"
  " FROM contacts AS c WHERE c.accepted_at IS NULL)"
  " SELECT printf ('contact %s: its newest invitation is another than it knows"
  " of', id) FROM newest WHERE known <> found"
  " AND NOT (found = '0 0 0' AND pending = 0)",
  "SELECT printf ('contact %s: has asked for a link that was not for it', c.id)"
  " FROM link_wishes AS w JOIN contacts AS c ON c.contact_id = w.contact_id"
  " WHERE NOT EXISTS (SELECT 1 FROM send_entries AS e"
  "  WHERE e.contact_id = w.contact_id AND e.delivery_id = w.delivery_id)",
  "SELECT printf ('contact %s: its wish is dismissed by nobody', c.id)"
  " FROM link_wishes AS w JOIN contacts AS c ON c.contact_id = w.contact_id"
  " WHERE (w.dismissed_at IS NULL) <> (w.dismissed_by IS NULL)",
};

#define LIST_ADDRESSES                                                        \
  "SELECT c.id, c.email, d.key FROM contacts AS c"                            \
  " LEFT JOIN addresses AS d ON d.address_id = c.address_id"

/**
 * invites_check_report:
 * @self: a check
 * @format: one line, as printf() has it; no address, no secret
 * @...: its values
 *
 * Reports something that is broken.
 */
void
invites_check_report (InvitesCheck *self,
                      const char   *format,
                      ...)
{
  g_autofree char *line = NULL;
  va_list values;

  g_return_if_fail (self != NULL);
  g_return_if_fail (format != NULL);

  va_start (values, format);
  line = g_strdup_vprintf (format, values);
  va_end (values);

  g_strdelimit (line, "\n\r", ' ');
  self->n_broken++;
  self->func (line, self->user_data);
}

static gboolean
check_statement (InvitesCheck  *check,
                 const char    *sql,
                 GError       **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  gboolean failed;

  cursor = invites_database_query (invites_store_sql_get (check->store), sql,
                                   error, "");
  if (cursor == NULL)
    return FALSE;
  while (invites_ledger_step (cursor, &failed, error))
    invites_check_report (check, "%s", invites_cursor_get_text (cursor, 0));

  return !failed;
}

/* What an address is compared by is made of the address. */
static gboolean
check_addresses (InvitesCheck  *check,
                 GError       **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  gboolean failed;

  cursor = invites_database_query (invites_store_sql_get (check->store),
                                   LIST_ADDRESSES, error, "");
  if (cursor == NULL)
    return FALSE;
  while (invites_ledger_step (cursor, &failed, error))
    {
      g_autofree char *key = NULL;

      key = invites_address_dup_key (invites_cursor_get_text (cursor, 1));
      if (g_strcmp0 (key, invites_cursor_get_text (cursor, 2)) != 0)
        invites_check_report (check, "contact %s: belongs to another address",
                              invites_cursor_get_text (cursor, 0));
    }

  return !failed;
}

gboolean
invites_store_sql_check (InvitesStore      *self,
                         InvitesTime        now,
                         InvitesCheckFunc   func,
                         gpointer           user_data,
                         guint             *n_broken,
                         GError           **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_autoptr(InvitesTransaction) transaction = NULL;
  InvitesCheck check = { self, now, func, user_data, 0 };

  if (!(transaction
        = invites_transaction_begin (database, INVITES_READ, error)))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    {
      if (!check_statement (&check, statements[i], error))
        return FALSE;
    }
  if (!check_addresses (&check, error)
      || !invites_check_counts (&check, error)
      || !invites_transaction_commit (transaction, error))
    return FALSE;

  if (n_broken != NULL)
    *n_broken = check.n_broken;
  return TRUE;
}
