/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an import makes of contacts and their addresses. */
#include "service/store/invites-store-sql-import.h"

#include "core/invites-address.h"
#include "core/invites-text.h"

/* Texts are as they stand in the file; key is what the address is compared
 * by, NULL for none and for an invalid one. */
static const InvitesStageTable contacts_table = {
  "import_contacts",
  "line BIGINT NOT NULL, id TEXT NOT NULL, account_number TEXT NOT NULL,"
  " name TEXT NOT NULL, email TEXT NOT NULL, key TEXT,"
  " billing_contact BIGINT NOT NULL, language TEXT, last_login BIGINT,"
  " last_invite_sent BIGINT, accepted_at BIGINT, bounced_at BIGINT,"
  " opted_out_at BIGINT, fold_email TEXT NOT NULL, fold_name TEXT NOT NULL",
  "INSERT INTO temp.import_contacts VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,"
  " ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
};

/* What each of them is known as. contact_id is NULL for a new one; is_news: the
 * file has a newer invitation than is known. */
#define MAKE_KNOWN                                                            \
  "CREATE TEMP TABLE IF NOT EXISTS import_known ("                            \
  " n              INTEGER PRIMARY KEY,"                                      \
  " account_id     BIGINT NOT NULL,"                                          \
  " address_id     BIGINT,"                                                   \
  " contact_id     BIGINT,"                                                   \
  " old_address_id BIGINT,"                                                   \
  " is_news        BIGINT NOT NULL)"

#define CLEAR_KNOWN "DELETE FROM temp.import_known"

#define INSERT_ADDRESSES                                                      \
  "INSERT INTO addresses (key) SELECT r.key FROM temp.import_contacts AS r"   \
  " WHERE r.key IS NOT NULL AND NOT EXISTS"                                   \
  "  (SELECT 1 FROM addresses AS h WHERE h.key = r.key)"                      \
  " GROUP BY r.key ORDER BY min (r.n)"

/* A file that was written before an invitation of ours was taken back brings
 * no news of it: the last mail of ours that named the contact counts, of a
 * revoked send, too, which last_invite_sent does not show. */
#define FIND_KNOWN                                                            \
  "INSERT INTO temp.import_known"                                             \
  " SELECT r.n, a.account_id, h.address_id, c.contact_id, c.address_id,"      \
  " CASE WHEN r.last_invite_sent > coalesce (c.last_invite_sent, 0)"          \
  "  AND (c.contact_id IS NULL OR r.last_invite_sent > coalesce ("            \
  "   (SELECT max (d.sent_at) FROM send_entries AS e"                         \
  "    JOIN deliveries AS d ON d.delivery_id = e.delivery_id"                 \
  "    WHERE e.contact_id = c.contact_id AND e.named = 1), 0))"               \
  "  THEN 1 ELSE 0 END"                                                       \
  " FROM temp.import_contacts AS r"                                           \
  " CROSS JOIN accounts AS a ON a.number = r.account_number"                  \
  " LEFT JOIN addresses AS h ON h.key = r.key"                                \
  " LEFT JOIN contacts AS c ON c.id = r.id"

/* The first in the file counts. What is older than a lift, at the customer's
 * request, does not undo it. */
#define MARK(column, lifted)                                                  \
  "UPDATE addresses AS h SET " column " = f.at FROM"                          \
  " (SELECT k.address_id, r." column " AS at, row_number () OVER"             \
  "   (PARTITION BY k.address_id ORDER BY k.n) AS place"                      \
  "  FROM temp.import_contacts AS r"                                          \
  "  CROSS JOIN temp.import_known AS k ON k.n = r.n"                          \
  "  CROSS JOIN addresses AS o ON o.address_id = k.address_id"                \
  "  WHERE r." column " IS NOT NULL"                                          \
  "  AND r." column " > coalesce (o." lifted ", r." column " - 1)) AS f"      \
  " WHERE f.place = 1 AND h.address_id = f.address_id"                        \
  " AND h." column " IS NULL"
#define MARK_BOUNCED   MARK ("bounced_at", "bounce_lifted_at")
#define MARK_OPTED_OUT MARK ("opted_out_at", "opt_out_lifted_at")
#define MARK_INVITED                                                          \
  "UPDATE addresses AS h SET last_invite_sent ="                              \
  " max (coalesce (h.last_invite_sent, f.at), f.at) FROM"                     \
  " (SELECT k.address_id, max (r.last_invite_sent) AS at"                     \
  "  FROM temp.import_known AS k"                                             \
  "  CROSS JOIN temp.import_contacts AS r ON r.n = k.n"                       \
  "  WHERE k.is_news = 1 AND k.address_id IS NOT NULL"                        \
  "  GROUP BY k.address_id) AS f WHERE h.address_id = f.address_id"

#define INSERT_CONTACTS                                                       \
  "INSERT INTO contacts (id, account_id, name, email, address_id,"            \
  " billing_contact, language, last_login, last_invite_sent, pending,"        \
  " accepted_at, fold_email, fold_name, imported_invite)"                     \
  " SELECT r.id, k.account_id, r.name, r.email, k.address_id,"                \
  " r.billing_contact, r.language, r.last_login, r.last_invite_sent,"         \
  " CASE WHEN r.accepted_at IS NULL THEN k.is_news ELSE 0 END,"               \
  " r.accepted_at, r.fold_email, r.fold_name, r.last_invite_sent"             \
  " FROM temp.import_known AS k"                                              \
  " CROSS JOIN temp.import_contacts AS r ON r.n = k.n"                        \
  " WHERE k.contact_id IS NULL ORDER BY k.n"

/* An invitation ends with the address that it went to; a later one counts
 * again; whoever has joined needs none. Of two log-ins the later one counts. */
#define UPDATE_CONTACTS                                                       \
  "UPDATE contacts AS c SET account_id = k.account_id, name = r.name,"        \
  " email = r.email, address_id = k.address_id,"                              \
  " billing_contact = r.billing_contact,"                                     \
  " language = coalesce (r.language, c.language),"                            \
  " last_login = max (coalesce (r.last_login, c.last_login),"                 \
  "  coalesce (c.last_login, r.last_login)),"                                 \
  " fold_email = r.fold_email, fold_name = r.fold_name,"                      \
  " accepted_at = coalesce (c.accepted_at, r.accepted_at),"                   \
  " pending = CASE"                                                           \
  "  WHEN coalesce (c.accepted_at, r.accepted_at) IS NOT NULL THEN 0"         \
  "  WHEN k.is_news = 1 THEN 1"                                               \
  "  WHEN c.address_id IS DISTINCT FROM k.address_id THEN 0"                  \
  "  ELSE c.pending END,"                                                     \
  " last_invite_sent = CASE WHEN k.is_news = 1 THEN r.last_invite_sent"       \
  "  ELSE c.last_invite_sent END,"                                            \
  " invite_delivery_id = CASE WHEN k.is_news = 1 THEN NULL"                   \
  "  ELSE c.invite_delivery_id END,"                                          \
  " imported_invite = CASE WHEN k.is_news = 1 THEN r.last_invite_sent"        \
  "  WHEN c.address_id IS DISTINCT FROM k.address_id THEN NULL"               \
  "  ELSE c.imported_invite END"                                              \
  " FROM temp.import_known AS k"                                              \
  " CROSS JOIN temp.import_contacts AS r ON r.n = k.n"                        \
  " WHERE k.contact_id IS NOT NULL AND c.contact_id = k.contact_id"
#define END_LINKS                                                             \
  "UPDATE send_entries SET link_ended = 1 WHERE link_ended = 0"               \
  " AND contact_id IN (SELECT k.contact_id FROM temp.import_known AS k"       \
  "  WHERE k.contact_id IS NOT NULL"                                          \
  "  AND k.old_address_id IS DISTINCT FROM k.address_id)"

/* In this order: what is news is told by what was known before. */
static const char *const writes[] = {
  MARK_BOUNCED, MARK_OPTED_OUT, MARK_INVITED, UPDATE_CONTACTS, INSERT_CONTACTS,
  END_LINKS,
};

/**
 * invites_import_contacts_new:
 * @database: a connection
 *
 * Makes the stage of contacts.
 *
 * Returns: (transfer full): the stage
 */
InvitesStage *
invites_import_contacts_new (InvitesDatabase *database)
{
  return invites_stage_new (database, &contacts_table);
}

/**
 * invites_import_contacts_begin:
 * @database: a connection within the import's transaction
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Makes what invites_import_contacts_write() needs.
 *
 * Returns: whether it is there
 */
gboolean
invites_import_contacts_begin (InvitesDatabase  *database,
                               GError          **error)
{
  return invites_database_exec (database, MAKE_KNOWN, error);
}

/**
 * invites_import_contacts_add:
 * @stage: the stage of contacts
 * @contact: a contact
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Adds a contact to the stage.
 *
 * Returns: whether it was added
 */
gboolean
invites_import_contacts_add (InvitesStage                *stage,
                             const InvitesContactRecord  *contact,
                             GError                     **error)
{
  g_autofree char *key = invites_address_dup_key (contact->email);
  g_autofree char *fold_email = invites_text_fold (contact->email);
  g_autofree char *fold_name = invites_text_fold (contact->name);
  gint64 billing = contact->billing_contact == INVITES_FLAG_YES ? 1 : 0;

  return invites_stage_add (stage, error, "isssssistttttss",
                            (gint64) contact->line, contact->id,
                            contact->account_number, contact->name,
                            contact->email, key, billing, contact->language,
                            contact->last_login, contact->last_invite_sent,
                            contact->accepted_at, contact->bounced_at,
                            contact->opted_out_at, fold_email, fold_name);
}

/**
 * invites_import_contacts_write:
 * @database: a connection within the import's transaction
 * @n_written: (out): how many contacts the database has of those in the stage;
 *   those of an account that it does not have are left out
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Writes what was brought to the stage: contacts that are new are added, those
 * that are known are changed.
 *
 * Returns: whether it was written
 */
gboolean
invites_import_contacts_write (InvitesDatabase  *database,
                               guint64          *n_written,
                               GError          **error)
{
  if (!invites_database_exec (database, CLEAR_KNOWN, error)
      || !invites_database_run (database, INSERT_ADDRESSES, NULL, error, "")
      || !invites_database_run (database, FIND_KNOWN, n_written, error, ""))
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (writes); i++)
    {
      if (!invites_database_run (database, writes[i], NULL, error, ""))
        return FALSE;
    }

  return TRUE;
}
