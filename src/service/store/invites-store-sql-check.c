/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/store/invites-store-sql-check.h"

#include "core/invites-address.h"
#include "core/invites-text.h"
#include "service/languages/invites-language.h"
#include "service/store/invites-store-sql-ledger.h"
#include "service/store/invites-store-sql-private.h"

#define DELIVERY_STATES                                                       \
  "('queued', 'sending', 'deferred', 'sent', 'refused', 'unknown',"           \
  " 'bounced', 'cancelled', 'skipped')"

#define IS_UNWRITTEN(condition, act)                                          \
  "(" condition " AND uuid NOT IN (SELECT subject FROM audit"                 \
  "  WHERE act = '" act "' AND subject IS NOT NULL))"

/* An invitation in one text. */
#define IN_ONE(delivery_id, at, counts)                                       \
  "coalesce (" delivery_id ", 0) || ' ' || coalesce (" at ", 0)"              \
  " || CASE WHEN " counts " THEN ' 1' ELSE ' 0' END"

#define IS_RUNNING "s.state IN " INVITES_SQL_RUNNING

#define REFERS(table, key, column, other, other_key)                          \
  "SELECT 'table " table ", row ' || t." key                                  \
  " || ': refers to no row of " other "' FROM " table " AS t"                 \
  " WHERE t." column " IS NOT NULL AND NOT EXISTS"                            \
  " (SELECT 1 FROM " other " AS o WHERE o." other_key " = t." column ")"

/* Each gives a line for whatever is broken; none names an address. */
static const char *const of_sqlite[] = {
  "SELECT 'the file: ' || integrity_check FROM pragma_integrity_check"
  " WHERE integrity_check <> 'ok'",
  "SELECT 'table ' || \"table\" || ', row ' || coalesce (rowid, 'without a"
  " number') || ': refers to no row of ' || parent FROM"
  " pragma_foreign_key_check",
};

/* What has no foreign keys there. */
static const char *const of_postgresql[] = {
  REFERS ("accounts", "account_id", "division_id", "divisions", "division_id"),
  REFERS ("sites", "site_id", "account_id", "accounts", "account_id"),
  REFERS ("contacts", "contact_id", "account_id", "accounts", "account_id"),
  REFERS ("contacts", "contact_id", "address_id", "addresses", "address_id"),
  REFERS ("contacts", "contact_id", "accepted_delivery_id", "deliveries",
          "delivery_id"),
  REFERS ("contacts", "contact_id", "invite_delivery_id", "deliveries",
          "delivery_id"),
  REFERS ("deliveries", "delivery_id", "send_id", "sends", "send_id"),
  REFERS ("deliveries", "delivery_id", "address_id", "addresses",
          "address_id"),
  REFERS ("deliveries", "delivery_id", "contact_id", "contacts", "contact_id"),
  REFERS ("send_entries", "contact_id", "send_id", "sends", "send_id"),
  REFERS ("send_entries", "contact_id", "contact_id", "contacts",
          "contact_id"),
  REFERS ("send_entries", "contact_id", "delivery_id", "deliveries",
          "delivery_id"),
};

#define LIST_LANGUAGES                                                        \
  "SELECT 'template ' || id, language FROM templates"                         \
  " WHERE language IS NOT NULL"                                               \
  " UNION ALL SELECT 'template ' || t.id, x.language FROM template_texts AS x"\
  " JOIN templates AS t ON t.template_id = x.template_id"                     \
  " UNION ALL SELECT 'send ' || uuid, language FROM sends"                    \
  " WHERE language IS NOT NULL"                                               \
  " UNION ALL SELECT 'send ' || s.uuid, x.language FROM send_texts AS x"      \
  " JOIN sends AS s ON s.send_id = x.send_id"

static const char *const statements[] = {
  /* Contacts, accounts and addresses. */
  "SELECT 'contact ' || id || ': has accepted, and is pending'"
  " FROM contacts WHERE accepted_at IS NOT NULL AND pending = 1",
  "SELECT 'contact ' || id || ': is pending, but was never invited'"
  " FROM contacts WHERE pending = 1 AND last_invite_sent IS NULL",
  "SELECT 'contact ' || id || ': has joined by a delivery, but not accepted'"
  " FROM contacts WHERE accepted_delivery_id IS NOT NULL"
  " AND accepted_at IS NULL",
  "SELECT 'contact ' || c.id || ': has joined by delivery ' ||"
  " c.accepted_delivery_id || ', which did not name it'"
  " FROM contacts AS c WHERE c.accepted_delivery_id IS NOT NULL"
  " AND NOT EXISTS (SELECT 1 FROM send_entries AS e"
  " WHERE e.contact_id = c.contact_id"
  " AND e.delivery_id = c.accepted_delivery_id AND e.named = 1)",
  "SELECT 'account ' || number || ': balance due does not fit the balance'"
  " FROM accounts WHERE balance_due <> CASE WHEN balance NOT LIKE '-%'"
  " AND replace (replace (balance, '0', ''), '.', '') <> '' THEN 1"
  " ELSE 0 END",

  /* Sends. */
  "SELECT 'send ' || uuid || ': has no valid state' FROM sends"
  " WHERE state NOT IN ('preparing', 'prepared', 'held', 'sending', 'paused',"
  " 'stopped', 'finished')",
  "SELECT 'send ' || uuid || ': is prepared, and was started or ended'"
  " FROM sends WHERE state = 'prepared' AND (started_at IS NOT NULL"
  " OR finished_at IS NOT NULL OR stopping = 1 OR revoked_at IS NOT NULL)",
  "SELECT 'send ' || s.uuid || ': is running, and was not started or has"
  " ended' FROM sends AS s WHERE " IS_RUNNING
  " AND (s.started_at IS NULL OR s.finished_at IS NOT NULL)",
  "SELECT 'send ' || uuid || ': is held without an end, or has one and is"
  " not' FROM sends WHERE (state = 'held') <> (held_until IS NOT NULL)",
  "SELECT 'send ' || uuid || ': is paused without a reason, or has one and"
  " is not' FROM sends WHERE CASE state WHEN 'paused' THEN paused_at IS NULL"
  " OR coalesce (pause_reason NOT IN ('by_user',  'sender_refused',"
  " 'sign_in_refused'), TRUE) OR (pause_reason = 'by_user') <> (paused_by IS"
  " NOT NULL) ELSE pause_reason IS NOT NULL OR paused_at IS NOT NULL"
  " OR paused_by IS NOT NULL OR pause_code IS NOT NULL"
  " OR pause_text IS NOT NULL END",
  "SELECT 'send ' || uuid || ': stops, and is not running' FROM sends"
  " WHERE stopping = 1 AND state IN ('held', 'paused')",
  "SELECT 'send ' || uuid || ': is revoked by nobody, or goes on'"
  " FROM sends WHERE (revoked_at IS NULL) <> (revoked_by IS NULL)"
  " OR (revoked_at IS NOT NULL AND state NOT IN ('stopped', 'finished')"
  " AND stopping = 0)",
  "SELECT 'send ' || s.uuid || ': is not made from what it says'"
  " FROM sends AS s LEFT JOIN sends AS f ON f.send_id = s.from_send_id"
  " WHERE s.from_set IS DISTINCT FROM json_extract (s.body, '$.from.set')"
  " OR f.uuid IS DISTINCT FROM lower (json_extract (s.body, '$.from.send'))"
  " OR s.only_expired <> coalesce (CAST (json_extract (s.body,"
  " '$.only_expired') AS INTEGER), 0)"
  " OR coalesce (s.from_set NOT IN ('rest', 'corrected', 'wishes'), FALSE)"
  " OR (f.send_id IS NOT NULL) <> coalesce (s.from_set IN ('rest',"
  " 'corrected'), FALSE) OR coalesce (f.division_id <> s.division_id, FALSE)"
  " OR (s.only_expired = 1 AND s.only_without_invitation = 1"
  " AND coalesce (s.from_set NOT IN ('corrected', 'wishes'), TRUE))",
  "SELECT 'send ' || uuid || ': overrides the gap without having been asked"
  " to, or the other way round' FROM sends WHERE (gap_override = 1) <>"
  " (coalesce (from_set = 'corrected', FALSE)"
  " OR coalesce (CAST (json_extract (body, '$.gap_override') AS INTEGER), 0)"
  " = 1)",
  "SELECT 'send ' || uuid || ': has ended, and says not when'"
  " FROM sends WHERE state IN ('stopped', 'finished')"
  " AND (finished_at IS NULL OR (state = 'finished'"
  " AND started_at IS NULL) OR stopping = 1)",
  "SELECT 'send ' || s.uuid || ': is running without an open delivery'"
  " FROM sends AS s WHERE " IS_RUNNING " AND NOT EXISTS"
  " (SELECT 1 FROM deliveries AS d WHERE d.send_id = s.send_id"
  "  AND d.state IN " INVITES_SQL_OPEN ")",
  "SELECT 'send ' || uuid || ': was prepared, started or revoked, or"
  " overrides the gap, and nobody wrote it down' FROM sends"
  " WHERE " IS_UNWRITTEN ("state <> 'preparing'", "prepare-send")
  " OR " IS_UNWRITTEN ("started_at IS NOT NULL", "start-send")
  " OR " IS_UNWRITTEN ("revoked_at IS NOT NULL", "revoke-send")
  " OR " IS_UNWRITTEN ("gap_override = 1", "override-gap"),

  /* Templates, and what was frozen of them. */
  "SELECT 'template ' || t.id || ': is translated into its own language'"
  " FROM templates AS t JOIN template_texts AS x"
  " ON x.template_id = t.template_id AND x.language = t.language",
  "SELECT 'send ' || s.uuid || ': is translated into its own language'"
  " FROM sends AS s JOIN send_texts AS x"
  " ON x.send_id = s.send_id AND x.language = s.language",
  "SELECT 'template ' || t.id || ': says nothing in ' || x.language"
  " FROM templates AS t JOIN template_texts AS x"
  " ON x.template_id = t.template_id"
  " WHERE x.subject = '' OR x.text = '' OR x.html = ''",

  /* The ledger. */
  "SELECT 'send ' || s.uuid || ', contact ' || c.id || ': has no valid"
  " outcome' FROM send_entries AS e JOIN sends AS s ON s.send_id = e.send_id"
  " JOIN contacts AS c ON c.contact_id = e.contact_id"
  " WHERE e.outcome NOT IN ('accepted', 'no_address', 'invalid_address',"
  " 'bounced', 'opted_out', 'left_out', 'already_invited', 'too_recent',"
  " 'shared_too_widely', 'merged', 'will_be_sent')",
  "SELECT 'send ' || s.uuid || ', contact ' || c.id || ': will be sent, and"
  " leads no delivery' FROM send_entries AS e JOIN sends AS s ON s.send_id ="
  " e.send_id JOIN contacts AS c ON c.contact_id = e.contact_id"
  " LEFT JOIN deliveries AS d ON d.delivery_id = e.delivery_id"
  " WHERE e.outcome = 'will_be_sent' AND (d.delivery_id IS NULL"
  " OR d.send_id <> e.send_id OR d.contact_id <> e.contact_id)",
  "SELECT 'send ' || s.uuid || ', contact ' || c.id || ': is merged into no"
  " delivery of the send' FROM send_entries AS e JOIN sends AS s ON"
  " s.send_id = e.send_id JOIN contacts AS c ON c.contact_id = e.contact_id"
  " LEFT JOIN deliveries AS d ON d.delivery_id = e.delivery_id"
  " WHERE e.outcome = 'merged' AND (d.delivery_id IS NULL"
  " OR d.send_id <> e.send_id OR d.contact_id = e.contact_id)",
  "SELECT 'send ' || s.uuid || ', contact ' || c.id || ': gets no mail, and"
  " has a delivery' FROM send_entries AS e JOIN sends AS s ON s.send_id ="
  " e.send_id JOIN contacts AS c ON c.contact_id = e.contact_id"
  " WHERE e.outcome NOT IN ('will_be_sent', 'merged')"
  " AND (e.delivery_id IS NOT NULL OR e.named = 1)",
  "SELECT 'send ' || s.uuid || ', delivery ' || d.delivery_id || ': is led"
  " by no contact that will be sent to' FROM deliveries AS d JOIN sends AS s"
  " ON s.send_id = d.send_id WHERE s.state <> 'preparing'"
  " AND NOT EXISTS (SELECT 1"
  " FROM send_entries AS e WHERE e.send_id = d.send_id"
  " AND e.contact_id = d.contact_id AND e.delivery_id = d.delivery_id"
  " AND e.outcome = 'will_be_sent')",
  "SELECT 'send ' || uuid || ': ' || n_entries || ' contacts will be sent"
  " to, in ' || n_deliveries || ' deliveries' FROM (SELECT s.uuid, (SELECT"
  " count (*) FROM send_entries AS e WHERE e.send_id = s.send_id"
  " AND e.outcome = 'will_be_sent') AS n_entries, (SELECT count (*)"
  " FROM deliveries AS d WHERE d.send_id = s.send_id"
  "  AND d.state IN " DELIVERY_STATES ") AS n_deliveries FROM sends AS s"
  " WHERE s.state <> 'preparing')"
  " AS n WHERE n_entries <> n_deliveries",

  /* Deliveries. */
  "SELECT 'delivery ' || delivery_id || ': has no valid state'"
  " FROM deliveries WHERE state NOT IN " DELIVERY_STATES,
  "SELECT 'delivery ' || delivery_id || ': is skipped without a reason, or"
  " has one and is not' FROM deliveries WHERE (state = 'skipped') <>"
  " coalesce (skipped IN ('accepted', 'already_invited', 'in_another_send',"
  " 'too_recent', 'opted_out', 'bounced', 'address_changed'), FALSE)",
  "SELECT 'send ' || s.uuid || ': has ' || count (*) || ' deliveries to one"
  " address' FROM deliveries AS d JOIN sends AS s ON s.send_id = d.send_id"
  " GROUP BY s.uuid, d.address_id HAVING count (*) > 1",
  "SELECT 'deliveries ' || min (delivery_id) || ' and ' || max (delivery_id)"
  " || ': hold the same address' FROM deliveries"
  " WHERE armed = 1 AND state IN " INVITES_SQL_HOLDING
  " GROUP BY address_id HAVING count (*) > 1",
  "SELECT 'send ' || s.uuid || ', delivery ' || d.delivery_id || ': may be"
  " sent before the start' FROM deliveries AS d JOIN sends AS s ON s.send_id"
  " = d.send_id WHERE s.state = 'prepared' AND (d.armed = 1"
  " OR d.state <> 'queued')",
  "SELECT 'send ' || s.uuid || ', delivery ' || d.delivery_id || ': waits in"
  " vain' FROM deliveries AS d JOIN sends AS s ON s.send_id = d.send_id"
  " WHERE " IS_RUNNING " AND d.armed = 0"
  " AND d.state IN " INVITES_SQL_OPEN,
  "SELECT 'send ' || s.uuid || ', delivery ' || d.delivery_id || ': is open,"
  " and the send has ended' FROM deliveries AS d JOIN sends AS s ON"
  " s.send_id = d.send_id WHERE s.state IN ('stopped', 'finished')"
  " AND d.state IN " INVITES_SQL_OPEN,
  "SELECT 'delivery ' || delivery_id || ': went out without a link or a"
  " Message-ID' FROM deliveries WHERE state IN ('sending', 'sent',"
  " 'unknown', 'bounced') AND (link_hash IS NULL"
  " OR length (link_hash) <> 32 OR message_id IS NULL OR attempts < 1"
  " OR first_attempt_at IS NULL)",
  "SELECT 'delivery ' || delivery_id || ': went out, and says not when'"
  " FROM deliveries WHERE state IN ('sent', 'unknown', 'bounced')"
  " AND sent_at IS NULL",
  "SELECT 'delivery ' || d.delivery_id || ': is unknown, and its address may"
  " be written to again' FROM deliveries AS d JOIN sends AS s ON s.send_id ="
  " d.send_id WHERE d.state = 'unknown' AND d.armed = 0"
  " AND s.revoked_at IS NULL",
  "SELECT 'delivery ' || delivery_id || ': has gone out before it was to go"
  " again, and is not marked so' FROM deliveries WHERE sent_at IS NOT NULL"
  " AND retried = 0 AND state NOT IN ('sent', 'unknown', 'bounced')",
  "SELECT 'delivery ' || delivery_id || ': is deferred without an end'"
  " FROM deliveries WHERE state = 'deferred' AND next_attempt_at IS NULL",
  "SELECT 'deliveries ' || min (delivery_id) || ' and ' || max (delivery_id)"
  " || ': have the same Message-ID' FROM deliveries"
  " WHERE message_id IS NOT NULL GROUP BY message_id HAVING count (*) > 1",

  /* Invitations. */
  "SELECT 'address ' || h.address_id || ': has a newer invitation than it"
  " knows of' FROM addresses AS h JOIN (SELECT address_id, max (at) AS at"
  " FROM (SELECT address_id, sent_at AS at FROM deliveries "
  " WHERE sent_at IS NOT NULL  UNION ALL SELECT address_id, imported_invite"
  " FROM contacts  WHERE imported_invite IS NOT NULL) AS m GROUP BY"
  " address_id) AS n ON n.address_id = h.address_id"
  " WHERE coalesce (h.last_invite_sent, 0) < n.at",
  /* Without one, what was ended by a change of address may still show. */
  "WITH newest AS MATERIALIZED (SELECT c.id, c.pending,"
  " " IN_ONE ("c.invite_delivery_id", "c.last_invite_sent", "c.pending = 1")
  " AS known, (" INVITES_SQL_NEWEST (
    IN_ONE ("n.delivery_id", "n.at", "n.counts")) ") AS found"
  " FROM contacts AS c WHERE c.accepted_at IS NULL)"
  " SELECT 'contact ' || id || ': its newest invitation is another than it"
  " knows of' FROM newest WHERE known <> found AND NOT (found = '0 0 0' AND"
  " pending = 0)",
  "SELECT 'contact ' || c.id || ': has asked for a link that was not for it'"
  " FROM link_wishes AS w JOIN contacts AS c ON c.contact_id = w.contact_id"
  " WHERE NOT EXISTS (SELECT 1 FROM send_entries AS e"
  " WHERE e.contact_id = w.contact_id AND e.delivery_id = w.delivery_id)",
  "SELECT 'contact ' || c.id || ': its wish is dismissed by nobody'"
  " FROM link_wishes AS w JOIN contacts AS c ON c.contact_id = w.contact_id"
  " WHERE (w.dismissed_at IS NULL) <> (w.dismissed_by IS NULL)",
};

#define LIST_CONTACTS                                                         \
  "SELECT c.id, c.email, c.fold_email, c.name, c.fold_name, d.key"            \
  " FROM contacts AS c LEFT JOIN addresses AS d ON d.address_id = c.address_id"
#define LIST_ACCOUNTS                                                         \
  "SELECT number, number, fold_number, name, fold_name FROM accounts"

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

static gboolean
check_statements (InvitesCheck       *check,
                  const char *const  *sql,
                  gsize               n_statements,
                  GError            **error)
{
  for (gsize i = 0; i < n_statements; i++)
    {
      if (!check_statement (check, sql[i], error))
        return FALSE;
    }

  return TRUE;
}

/* That rows are there which others refer to. */
static gboolean
check_engine (InvitesCheck  *check,
              GError       **error)
{
  if (invites_database_is_shared (invites_store_sql_get (check->store)))
    return check_statements (check, of_postgresql,
                             G_N_ELEMENTS (of_postgresql), error);
  return check_statements (check, of_sqlite, G_N_ELEMENTS (of_sqlite), error);
}

/* Whether @column, and behind it what is searched and sorted by, fit. */
static gboolean
is_folded (InvitesCursor *cursor,
           int            column)
{
  g_autofree char *folded = NULL;

  folded = invites_text_fold (invites_cursor_get_text (cursor, column));
  return g_strcmp0 (folded, invites_cursor_get_text (cursor, column + 1)) == 0;
}

static void
check_folded (InvitesCheck  *check,
              const char    *what,
              InvitesCursor *cursor)
{
  if (!is_folded (cursor, 1) || !is_folded (cursor, 3))
    invites_check_report (check, "%s %s: what is searched and sorted by does"
                          " not fit", what,
                          invites_cursor_get_text (cursor, 0));
}

/* What an address is compared by is made of the address. */
static gboolean
check_contacts (InvitesCheck  *check,
                GError       **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  gboolean failed;

  cursor = invites_database_query_long (invites_store_sql_get (check->store),
                                        LIST_CONTACTS, error, "");
  if (cursor == NULL)
    return FALSE;
  while (invites_ledger_step (cursor, &failed, error))
    {
      g_autofree char *key = NULL;

      check_folded (check, "contact", cursor);
      key = invites_address_dup_key (invites_cursor_get_text (cursor, 1));
      if (g_strcmp0 (key, invites_cursor_get_text (cursor, 5)) != 0)
        invites_check_report (check, "contact %s: belongs to another address",
                              invites_cursor_get_text (cursor, 0));
    }

  return !failed;
}

static gboolean
check_accounts (InvitesCheck  *check,
                GError       **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  gboolean failed;

  cursor = invites_database_query_long (invites_store_sql_get (check->store),
                                        LIST_ACCOUNTS, error, "");
  if (cursor == NULL)
    return FALSE;
  while (invites_ledger_step (cursor, &failed, error))
    check_folded (check, "account", cursor);

  return !failed;
}

/* What languages are called by is how they are found. */
static gboolean
check_languages (InvitesCheck  *check,
                 GError       **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  gboolean failed;

  cursor = invites_database_query (invites_store_sql_get (check->store),
                                   LIST_LANGUAGES, error, "");
  if (cursor == NULL)
    return FALSE;
  while (invites_ledger_step (cursor, &failed, error))
    {
      const char *language = invites_cursor_get_text (cursor, 1);
      g_autofree char *written = invites_language_canonicalize (language);

      if (g_strcmp0 (language, written) != 0)
        invites_check_report (check, "%s: “%s” is no language tag",
                              invites_cursor_get_text (cursor, 0), language);
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
  if (!check_engine (&check, error)
      || !check_statements (&check, statements, G_N_ELEMENTS (statements),
                            error)
      || !check_contacts (&check, error)
      || !check_accounts (&check, error)
      || !check_languages (&check, error)
      || !invites_check_counts (&check, error)
      || !invites_transaction_commit (transaction, error))
    return FALSE;

  if (n_broken != NULL)
    *n_broken = check.n_broken;
  return TRUE;
}
