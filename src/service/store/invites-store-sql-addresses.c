/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What comes back from mails, and what users lift at a customer's request. */
#include "service/store/invites-store-sql-addresses.h"

#include "core/invites-error.h"
#include "service/store/invites-store-sql-ledger.h"
#include "service/store/invites-store-sql-private.h"

#define FIND_PROOF                                                            \
  "SELECT s.uuid, h.key, h.opted_out_at IS NOT NULL, " INVITES_SQL_LANGUAGE   \
  " FROM deliveries AS d"                                                     \
  " JOIN sends AS s ON s.send_id = d.send_id"                                 \
  " JOIN addresses AS h ON h.address_id = d.address_id"                       \
  " WHERE d.delivery_id = ?1"

#define FIND_DELIVERY                                                         \
  "SELECT d.delivery_id, d.address_id, s.uuid, c.id"                          \
  " FROM deliveries AS d"                                                     \
  " JOIN sends AS s ON s.send_id = d.send_id"                                 \
  " JOIN contacts AS c ON c.contact_id = d.contact_id"                        \
  " WHERE d.delivery_id = ?1"

#define FIND_ADDRESS "SELECT address_id FROM contacts WHERE id = ?1"

#define INSERT_EVENT                                                          \
  "INSERT INTO address_events (address_id, at, event, delivery_id, by, text)" \
  " VALUES (?1, ?2, ?3, nullif (?4, 0), ?5, ?6)"

#define OPT_OUT                                                               \
  "UPDATE addresses SET opted_out_at = ?2"                                    \
  " WHERE address_id = ?1 AND opted_out_at IS NULL"

/* A report may be here before the mail system's answer is written down: it is
 * the proof that the mail was taken. */
#define FAIL_DELIVERY                                                         \
  "UPDATE deliveries SET state = 'bounced', changed_at = ?2,"                 \
  " sent_at = coalesce (sent_at, ?2), reply_code = nullif (?3, 0),"           \
  " reply_status = ?4, reply_text = ?5"                                       \
  " WHERE delivery_id = ?1 AND armed = 1"                                     \
  " AND state IN ('sending', 'sent', 'unknown')"
#define MARK_ADDRESS                                                          \
  "UPDATE addresses AS h SET last_invite_sent ="                              \
  " max (coalesce (h.last_invite_sent, d.sent_at), d.sent_at)"                \
  " FROM deliveries AS d"                                                     \
  " WHERE d.delivery_id = ?1 AND h.address_id = d.address_id"

/* ?3: whether the report is the first of its delivery. One that comes again
 * does not undo what was lifted since. */
#define MARK_BOUNCED                                                          \
  "UPDATE addresses AS h SET bounced_at = ?2"                                 \
  " FROM deliveries AS d WHERE d.delivery_id = ?1"                            \
  " AND h.address_id = d.address_id AND h.bounced_at IS NULL"                 \
  " AND (?3 = 1 OR h.bounce_lifted_at IS NULL"                                \
  "      OR h.bounce_lifted_at < d.changed_at)"

#define LIFT_BOUNCE                                                           \
  "UPDATE addresses SET bounced_at = NULL, bounce_lifted_at = ?2"             \
  " WHERE address_id = ?1 AND bounced_at IS NOT NULL"
#define LIFT_OPT_OUT                                                          \
  "UPDATE addresses SET opted_out_at = NULL, opt_out_lifted_at = ?2"          \
  " WHERE address_id = ?1 AND opted_out_at IS NOT NULL"

/* A delivery that a token named. */
typedef struct
{
  gint64  delivery_id;
  gint64  address_id;
  char   *send;    /* UUID */
  char   *contact; /* id of the leading one */
} Named;

static void
named_clear (Named *self)
{
  g_free (self->send);
  g_free (self->contact);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Named, named_clear)

static gboolean
find_named (InvitesDatabase *database,
            gint64           delivery_id,
            Named           *named,
            GError         **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;

  cursor = invites_database_query (database, FIND_DELIVERY, error, "i",
                                   delivery_id);
  if (cursor == NULL
      || !invites_cursor_find (cursor, INVITES_ERROR_NOT_FOUND,
                               "There is no such delivery", error))
    return FALSE;

  named->delivery_id = invites_cursor_get_int (cursor, 0);
  named->address_id = invites_cursor_get_int (cursor, 1);
  named->send = invites_cursor_dup_text (cursor, 2);
  named->contact = invites_cursor_dup_text (cursor, 3);
  return TRUE;
}

/**
 * invites_addresses_add_event:
 * @database: a connection within a transaction that writes
 * @address_id: the number of an address
 * @now: the present time
 * @event: what happened to it
 * @delivery_id: the delivery that it came of, or 0
 * @by: (nullable): the name of the user who did it
 * @text: (nullable): a mail system's words
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Writes down what happened to an address.
 *
 * Returns: whether it was written
 */
gboolean
invites_addresses_add_event (InvitesDatabase    *database,
                             gint64              address_id,
                             InvitesTime         now,
                             InvitesAddressEvent event,
                             gint64              delivery_id,
                             const char         *by,
                             const char         *text,
                             GError            **error)
{
  return invites_database_run (database, INSERT_EVENT, NULL, error, "iisiss",
                               address_id, now,
                               invites_address_event_to_string (event),
                               delivery_id, by, text);
}

/**
 * invites_addresses_mark_refused:
 * @database: a connection within a transaction that writes
 * @delivery_id: a delivery that was refused because of its address
 * @text: (nullable): the mail system's words
 * @now: the present time
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Makes the address of the delivery bounced.
 *
 * Returns: whether it was written
 */
gboolean
invites_addresses_mark_refused (InvitesDatabase *database,
                                gint64           delivery_id,
                                const char      *text,
                                InvitesTime      now,
                                GError         **error)
{
  g_auto(Named) named = { 0, };
  guint64 n_marked;

  if (!find_named (database, delivery_id, &named, error)
      || !invites_database_run (database, MARK_BOUNCED, &n_marked, error, "iii",
                                delivery_id, now, (gint64) TRUE))
    return FALSE;

  return n_marked == 0
         || invites_addresses_add_event (database, named.address_id, now,
                                         INVITES_ADDRESS_BOUNCED, delivery_id,
                                         NULL, text, error);
}

InvitesDeliveryProof *
invites_store_sql_find_proof (InvitesStore  *self,
                              gint64         delivery_id,
                              GError       **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  InvitesDeliveryProof *proof;

  cursor = invites_database_query (invites_store_sql_get (self), FIND_PROOF,
                                   error, "i", delivery_id);
  if (cursor == NULL
      || !invites_cursor_find (cursor, INVITES_ERROR_NOT_FOUND,
                               "There is no such delivery", error))
    return NULL;

  proof = g_new0 (InvitesDeliveryProof, 1);
  proof->send = invites_cursor_dup_text (cursor, 0);
  proof->address_key = invites_cursor_dup_text (cursor, 1);
  proof->opted_out = invites_cursor_get_int (cursor, 2) != 0;
  proof->language = invites_cursor_dup_text (cursor, 3);
  return proof;
}

static gboolean
opt_out (InvitesDatabase *database,
         const Named     *named,
         InvitesTime      now,
         GError         **error)
{
  guint64 n_changed;

  if (!invites_database_run (database, OPT_OUT, &n_changed, error, "ii",
                             named->address_id, now))
    return FALSE;

  return n_changed == 0
         || (invites_addresses_add_event (database, named->address_id, now,
                                          INVITES_ADDRESS_OPTED_OUT,
                                          named->delivery_id, NULL, NULL,
                                          error)
             && invites_store_sql_audit (database, now, 0, "opt-out",
                                         named->contact, error));
}

gboolean
invites_store_sql_opt_out (InvitesStore  *self,
                           gint64         delivery_id,
                           InvitesTime    now,
                           char         **send_uuid,
                           GError       **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_autoptr(InvitesTransaction) transaction = NULL;
  g_auto(Named) named = { 0, };

  if (!(transaction
        = invites_transaction_begin (database, INVITES_WRITE, error))
      || !find_named (database, delivery_id, &named, error)
      || !opt_out (database, &named, now, error)
      || !invites_changes_tell_send (database, named.send, FALSE, error)
      || !invites_transaction_commit (transaction, error))
    return FALSE;

  if (send_uuid != NULL)
    *send_uuid = g_steal_pointer (&named.send);
  return TRUE;
}

/* Writes the bounce at the delivery and, if it is hard, at the address;
 * whether anything was new. */
static gboolean
write_bounce (InvitesDatabase     *database,
              const InvitesBounce *bounce,
              InvitesTime          now,
              gboolean            *is_new,
              GError             **error)
{
  guint64 n_failed;
  guint64 n_marked = 0;

  if (!invites_database_run (database, FAIL_DELIVERY, &n_failed, error, "iiiss",
                             bounce->delivery_id, now, (gint64) bounce->code,
                             bounce->status, bounce->text))
    return FALSE;
  if (bounce->is_hard
      && !invites_database_run (database, MARK_BOUNCED, &n_marked, error, "iii",
                                bounce->delivery_id, now, (gint64) n_failed))
    return FALSE;

  *is_new = n_failed + n_marked > 0;
  return n_failed == 0
         || (invites_database_run (database, MARK_ADDRESS, NULL, error, "i",
                                   bounce->delivery_id)
             && invites_ledger_recompute_contacts (database,
                                                   bounce->delivery_id, error)
             && invites_ledger_end_sends (database, now, NULL, error));
}

static gboolean
note_bounce (InvitesDatabase     *database,
             const Named         *named,
             const InvitesBounce *bounce,
             InvitesTime          now,
             GError             **error)
{
  InvitesAddressEvent event = INVITES_ADDRESS_DELAYED;
  gboolean is_new = TRUE;

  if (bounce->failed)
    {
      event = INVITES_ADDRESS_BOUNCED;
      if (!write_bounce (database, bounce, now, &is_new, error))
        return FALSE;
    }

  return !is_new
         || (invites_addresses_add_event (database, named->address_id, now,
                                          event, named->delivery_id, NULL,
                                          bounce->text, error)
             && invites_store_sql_audit (database, now, 0, "bounce",
                                         named->contact, error));
}

gboolean
invites_store_sql_bounce (InvitesStore         *self,
                          const InvitesBounce  *bounce,
                          InvitesTime           now,
                          char                **send_uuid,
                          GError              **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_autoptr(InvitesTransaction) transaction = NULL;
  g_auto(Named) named = { 0, };

  if (!(transaction
        = invites_transaction_begin (database, INVITES_WRITE, error))
      || !find_named (database, bounce->delivery_id, &named, error)
      || !note_bounce (database, &named, bounce, now, error)
      || !invites_changes_tell_send (database, named.send, FALSE, error)
      || !invites_transaction_commit (transaction, error))
    return FALSE;

  if (send_uuid != NULL)
    *send_uuid = g_steal_pointer (&named.send);
  return TRUE;
}

static gboolean
find_address (InvitesDatabase *database,
              const char      *contact_id,
              gint64          *address_id,
              GError         **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;

  cursor
      = invites_database_query (database, FIND_ADDRESS, error, "s", contact_id);
  if (cursor == NULL
      || !invites_cursor_find (cursor, INVITES_ERROR_NOT_FOUND,
                               "There is no such contact", error))
    return FALSE;

  if (invites_cursor_is_null (cursor, 0))
    {
      g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_CONFLICT,
                           "The contact has no valid address");
      return FALSE;
    }
  *address_id = invites_cursor_get_int (cursor, 0);
  return TRUE;
}

static gboolean
lift (InvitesDatabase        *database,
      const char             *contact_id,
      InvitesReason           reason,
      const InvitesPrincipal *principal,
      InvitesTime             now,
      GError                **error)
{
  gboolean bounced = reason == INVITES_REASON_BOUNCED;
  gint64 address_id;
  guint64 n_lifted;

  if (!find_address (database, contact_id, &address_id, error)
      || !invites_database_run (database, bounced ? LIFT_BOUNCE : LIFT_OPT_OUT,
                                &n_lifted, error, "ii", address_id, now))
    return FALSE;

  return n_lifted == 0
         || (invites_addresses_add_event (database, address_id, now,
                                          bounced
                                          ? INVITES_ADDRESS_BOUNCE_LIFTED
                                          : INVITES_ADDRESS_OPT_OUT_LIFTED,
                                          0, principal->name, NULL, error)
             && invites_store_sql_audit (database, now, principal->user_id,
                                         bounced ? "lift-bounced"
                                                 : "lift-opted-out",
                                         contact_id, error));
}

gboolean
invites_store_sql_lift (InvitesStore            *self,
                        const char              *contact_id,
                        InvitesReason            reason,
                        const InvitesPrincipal  *principal,
                        InvitesTime              now,
                        GError                 **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_autoptr(InvitesTransaction) transaction = NULL;

  g_return_val_if_fail (reason == INVITES_REASON_BOUNCED
                        || reason == INVITES_REASON_OPTED_OUT, FALSE);

  return (transaction
          = invites_transaction_begin (database, INVITES_WRITE, error))
         && lift (database, contact_id, reason, principal, now, error)
         && invites_transaction_commit (transaction, error);
}
