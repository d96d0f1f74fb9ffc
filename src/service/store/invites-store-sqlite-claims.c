/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is to be sent next. */
#include "service/store/invites-store-sqlite-queue.h"

#include <string.h>

#include "core/invites-address.h"
#include "core/invites-error.h"
#include "service/store/invites-store-sqlite-ledger.h"

/* The oldest send first. Both halves walk along the index. */
#define FIND_WAITING                                                          \
  "SELECT delivery_id FROM ("                                                 \
  " SELECT * FROM (SELECT delivery_id FROM deliveries WHERE armed = 1"        \
  "  AND state IN ('queued', 'deferred') AND next_attempt_at IS NULL"         \
  "  ORDER BY delivery_id LIMIT ?2)"                                          \
  " UNION ALL"                                                                \
  " SELECT * FROM (SELECT delivery_id FROM deliveries WHERE armed = 1"        \
  "  AND state IN ('queued', 'deferred') AND next_attempt_at <= ?1"           \
  "  ORDER BY next_attempt_at LIMIT ?2))"                                     \
  " ORDER BY delivery_id LIMIT ?2"

#define FIND_DELIVERY                                                         \
  "SELECT d.send_id, s.uuid, h.key, d.address, d.attempts, d.contact_id,"     \
  " v.id, v.name, v.email_from, v.time_zone"                                  \
  " FROM deliveries AS d"                                                     \
  " JOIN addresses AS h ON h.address_id = d.address_id"                       \
  " JOIN sends AS s ON s.send_id = d.send_id"                                 \
  " JOIN divisions AS v ON v.division_id = s.division_id"                     \
  " WHERE d.delivery_id = ?1"

/* All for whom the mail would be, the lowest id first, each with the reason
 * why it must not be for this one. */
#define FIND_PEOPLE                                                           \
  "SELECT c.contact_id, c.id, c.name, c.language, a.number, a.name,"          \
  " c.accepted_delivery_id IS d.delivery_id, "                                \
  INVITES_SQL_DROPS (INVITES_SQL_ONLY, INVITES_SQL_GAP ("?2"), "FALSE")       \
  " FROM send_entries AS e"                                                   \
  " JOIN deliveries AS d ON d.delivery_id = e.delivery_id"                    \
  " JOIN sends AS s ON s.send_id = d.send_id"                                 \
  " JOIN addresses AS h ON h.address_id = d.address_id"                       \
  " JOIN contacts AS c ON c.contact_id = e.contact_id"                        \
  " JOIN accounts AS a ON a.account_id = c.account_id"                        \
  " WHERE e.delivery_id = ?1 ORDER BY c.id"

#define FIND_LETTER                                                           \
  "SELECT subject, text, html, email_from FROM sends WHERE send_id = ?1"

#define SKIP                                                                  \
  "UPDATE deliveries SET state = 'skipped', skipped = ?2, changed_at = ?3,"   \
  " next_attempt_at = NULL WHERE delivery_id = ?1"

#define CLAIM                                                                 \
  "UPDATE deliveries SET state = 'sending', link_hash = ?2, message_id = ?3," \
  " attempts = attempts + 1, changed_at = ?4, next_attempt_at = NULL,"        \
  " first_attempt_at = coalesce (first_attempt_at, ?4)"                       \
  " WHERE delivery_id = ?1 AND armed = 1 AND state IN ('queued', 'deferred')"

/* The link is new at this moment: a change of address that came before has
 * not ended it. */
#define NAME                                                                  \
  "UPDATE send_entries SET named = 1, link_ended = 0"                         \
  " WHERE send_id = ?1 AND contact_id = ?2"
/* At an earlier attempt it was named. */
#define NAME_NOT                                                              \
  "UPDATE send_entries SET named = 0 WHERE send_id = ?1 AND contact_id = ?2"

/* A send's frozen template, read once a turn. */
typedef struct
{
  char *subject;
  char *text;
  char *html;
  char *email_from;
  char *domain; /* of email_from, as A-labels */
} Letter;

typedef struct
{
  InvitesSqlite *sqlite;
  InvitesKeys   *keys;
  InvitesTime    now;
  GHashTable    *letters; /* send_id → Letter */
  GHashTable    *changed;
  GPtrArray     *claimed;
} Claiming;

static void
free_letter (gpointer data)
{
  Letter *letter = data;

  g_free (letter->subject);
  g_free (letter->text);
  g_free (letter->html);
  g_free (letter->email_from);
  g_free (letter->domain);
  g_free (letter);
}

static const Letter *
find_letter (Claiming  *claiming,
             gint64     send_id,
             GError   **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  Letter *letter = g_hash_table_lookup (claiming->letters, &send_id);

  if (letter != NULL)
    return letter;

  cursor = invites_sqlite_query (claiming->sqlite, FIND_LETTER, error, "i",
                                 send_id);
  if (cursor == NULL || !invites_cursor_step (cursor, error))
    return NULL;

  letter = g_new0 (Letter, 1);
  letter->subject = invites_cursor_dup_text (cursor, 0);
  letter->text = invites_cursor_dup_text (cursor, 1);
  letter->html = invites_cursor_dup_text (cursor, 2);
  letter->email_from = invites_cursor_dup_text (cursor, 3);
  letter->domain = invites_address_dup_domain (letter->email_from);
  g_hash_table_insert (claiming->letters,
                       g_memdup2 (&send_id, sizeof send_id), letter);
  return letter;
}

static int
compare_numbers (gconstpointer a,
                 gconstpointer b)
{
  const InvitesAccountName *first = *(InvitesAccountName *const *) a;
  const InvitesAccountName *second = *(InvitesAccountName *const *) b;

  return strcmp (first->number, second->number);
}

/* Two people of one account may share an address: the account stands once. */
static void
add_account (GPtrArray     *accounts,
             InvitesCursor *cursor)
{
  const char *number = invites_cursor_get_text (cursor, 4);

  for (guint i = 0; i < accounts->len; i++)
    {
      const InvitesAccountName *account = g_ptr_array_index (accounts, i);

      if (strcmp (account->number, number) == 0)
        return;
    }

  g_ptr_array_add (accounts,
                   invites_account_name_new (number,
                                             invites_cursor_get_text (cursor,
                                                                      5)));
}

static void
add_person (InvitesRecipient *recipient,
            InvitesCursor    *cursor)
{
  if (recipient->contact == NULL)
    {
      recipient->contact = invites_cursor_dup_text (cursor, 1);
      recipient->name = invites_cursor_dup_text (cursor, 2);
      recipient->language = invites_cursor_dup_text (cursor, 3);
    }
  add_account (recipient->accounts, cursor);
}

/* Applies the rules to everybody whom the mail would be for. Nobody is left
 * when @recipient has no contact then; *reason is the leading one's. Who has
 * joined by this very delivery, by a mail that came through although the mail
 * system said later, stays named. */
static gboolean
name_people (Claiming          *claiming,
             gint64             delivery_id,
             gint64             send_id,
             gint64             lead_id,
             InvitesRecipient  *recipient,
             char             **reason,
             GError           **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  gboolean failed;

  cursor = invites_sqlite_query (claiming->sqlite, FIND_PEOPLE, error, "it",
                                 delivery_id,
                                 invites_ledger_get_gap (claiming->now));
  if (cursor == NULL)
    return FALSE;

  while (invites_ledger_step (cursor, &failed, error))
    {
      gint64 contact_id = invites_cursor_get_int (cursor, 0);
      gboolean drops = !invites_cursor_is_null (cursor, 7);

      if (contact_id == lead_id)
        {
          g_free (*reason);
          *reason = invites_cursor_dup_text (cursor, 7);
        }
      if (!drops)
        add_person (recipient, cursor);
      else if (invites_cursor_get_int (cursor, 6) != 0)
        continue;
      if (!invites_sqlite_run (claiming->sqlite, drops ? NAME_NOT : NAME, NULL,
                               error, "ii", send_id, contact_id))
        return FALSE;
    }

  g_ptr_array_sort (recipient->accounts, compare_numbers);
  return !failed;
}

static InvitesRecipient *
new_recipient (InvitesCursor *cursor)
{
  InvitesRecipient *recipient = g_new0 (InvitesRecipient, 1);

  recipient->address = invites_cursor_dup_text (cursor, 3);
  recipient->division = g_new0 (InvitesDivision, 1);
  recipient->division->id = invites_cursor_dup_text (cursor, 6);
  recipient->division->name = invites_cursor_dup_text (cursor, 7);
  recipient->division->email_from = invites_cursor_dup_text (cursor, 8);
  recipient->division->time_zone = invites_cursor_dup_text (cursor, 9);
  recipient->accounts =
    g_ptr_array_new_with_free_func ((GDestroyNotify) invites_account_name_free);
  return recipient;
}

static InvitesDelivery *
new_delivery (Claiming          *claiming,
              gint64             delivery_id,
              InvitesCursor     *cursor,
              InvitesRecipient  *recipient,
              GError           **error)
{
  const char *uuid = invites_cursor_get_text (cursor, 1);
  const char *key = invites_cursor_get_text (cursor, 2);
  const Letter *letter;
  InvitesDelivery *delivery;

  if (!(letter = find_letter (claiming, invites_cursor_get_int (cursor, 0),
                              error)))
    {
      invites_recipient_free (recipient);
      return NULL;
    }

  delivery = g_new0 (InvitesDelivery, 1);
  delivery->delivery_id = delivery_id;
  delivery->send = g_strdup (uuid);
  delivery->subject = g_strdup (letter->subject);
  delivery->text = g_strdup (letter->text);
  delivery->html = g_strdup (letter->html);
  delivery->email_from = g_strdup (letter->email_from);
  delivery->token = invites_keys_dup_link_token (claiming->keys, uuid, key);
  delivery->message_id = invites_keys_dup_message_id (claiming->keys, uuid,
                                                      key, letter->domain);
  delivery->attempts = (guint) invites_cursor_get_int (cursor, 4) + 1;
  delivery->recipient = recipient;
  return delivery;
}

static gboolean
write_claim (Claiming               *claiming,
             const InvitesDelivery  *delivery,
             GError                **error)
{
  g_autoptr(GBytes) hash = invites_token_hash (delivery->token);

  return invites_sqlite_run (claiming->sqlite, CLAIM, NULL, error, "ibsi",
                             delivery->delivery_id, hash, delivery->message_id,
                             claiming->now);
}

/* Claims one delivery, or lets it drop out. */
static gboolean
claim_one (Claiming  *claiming,
           gint64     delivery_id,
           GError   **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  g_autoptr(InvitesRecipient) recipient = NULL;
  g_autoptr(InvitesDelivery) delivery = NULL;
  g_autofree char *reason = NULL;

  cursor = invites_sqlite_query (claiming->sqlite, FIND_DELIVERY, error, "i",
                                 delivery_id);
  if (cursor == NULL || !invites_cursor_step (cursor, error))
    return FALSE;

  recipient = new_recipient (cursor);
  g_hash_table_add (claiming->changed, invites_cursor_dup_text (cursor, 1));
  if (!name_people (claiming, delivery_id, invites_cursor_get_int (cursor, 0),
                    invites_cursor_get_int (cursor, 5), recipient, &reason,
                    error))
    return FALSE;
  if (recipient->contact == NULL)
    return invites_sqlite_run (claiming->sqlite, SKIP, NULL, error, "isi",
                               delivery_id, reason, claiming->now);

  delivery = new_delivery (claiming, delivery_id, cursor,
                           g_steal_pointer (&recipient), error);
  if (delivery == NULL || !write_claim (claiming, delivery, error))
    return FALSE;

  g_ptr_array_add (claiming->claimed, g_steal_pointer (&delivery));
  return TRUE;
}

static GArray *
find_waiting (Claiming  *claiming,
              guint      limit,
              GError   **error)
{
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(InvitesCursor) cursor = NULL;
  gboolean failed;

  cursor = invites_sqlite_query (claiming->sqlite, FIND_WAITING, error, "ii",
                                 claiming->now, (gint64) limit);
  if (cursor == NULL)
    return NULL;
  while (invites_ledger_step (cursor, &failed, error))
    {
      gint64 id = invites_cursor_get_int (cursor, 0);

      g_array_append_val (ids, id);
    }

  return failed ? NULL : g_steal_pointer (&ids);
}

/* One after the other until there are enough, or none waits any more. */
static gboolean
claim_enough (Claiming  *claiming,
              guint      n_wanted,
              GError   **error)
{
  while (claiming->claimed->len < n_wanted)
    {
      g_autoptr(GArray) ids = NULL;

      ids = find_waiting (claiming, n_wanted - claiming->claimed->len, error);
      if (ids == NULL)
        return FALSE;
      if (ids->len == 0)
        return TRUE;

      for (guint i = 0; i < ids->len; i++)
        {
          if (!claim_one (claiming, g_array_index (ids, gint64, i), error))
            return FALSE;
        }
    }

  return TRUE;
}

/**
 * invites_queue_claim:
 * @sqlite: a connection within a transaction that writes
 * @n_wanted: how many at most
 * @keys: what links are made with
 * @now: the present time
 * @changed: the UUIDs of the sends that it touches are added
 * @claimed: (element-type InvitesDelivery): what was claimed is added
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Claims deliveries that are due, the oldest send's first, after applying
 * every rule again: those of which nobody remains drop out.
 *
 * Returns: whether all went well
 */
gboolean
invites_queue_claim (InvitesSqlite  *sqlite,
                     guint           n_wanted,
                     InvitesKeys    *keys,
                     InvitesTime     now,
                     GHashTable     *changed,
                     GPtrArray      *claimed,
                     GError        **error)
{
  g_autoptr(GHashTable) letters = NULL;
  Claiming claiming = { sqlite, keys, now, NULL, changed, claimed };

  letters = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                   free_letter);
  claiming.letters = letters;
  return claim_enough (&claiming, n_wanted, error);
}
