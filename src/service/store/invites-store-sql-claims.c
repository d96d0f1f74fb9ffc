/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is to be sent next. */
#include "service/store/invites-store-sql-queue.h"

#include <string.h>

#include "service/store/invites-store-sql-ledger.h"
#include "service/store/invites-store-sql-waiting.h"

/* Of each delivery all for whom the mail would be, the lowest id first, each
 * with the reason why it must not be for this one. Nothing that is claimed
 * meanwhile changes that: they have addresses of their own. */
#define FIND_PEOPLE                                                           \
  "SELECT d.delivery_id, d.send_id, h.key, d.address, d.attempts,"            \
  " c.contact_id = d.contact_id, c.contact_id, c.id, c.name, c.language,"     \
  " a.number, a.name, c.accepted_delivery_id IS d.delivery_id,"               \
  " e.named = 1 AND e.link_ended = 0, "                                       \
  INVITES_SQL_DROPS (INVITES_SQL_ONLY, INVITES_SQL_GAP ("?2"), "FALSE")       \
  " FROM json_each (?1) AS j"                                                 \
  " CROSS JOIN deliveries AS d ON d.delivery_id = j.value"                    \
  " CROSS JOIN sends AS s ON s.send_id = d.send_id"                           \
  " CROSS JOIN addresses AS h ON h.address_id = d.address_id"                 \
  " CROSS JOIN send_entries AS e ON e.delivery_id = d.delivery_id"            \
  " CROSS JOIN contacts AS c ON c.contact_id = e.contact_id"                  \
  " CROSS JOIN accounts AS a ON a.account_id = c.account_id"                  \
  " ORDER BY j.key, c.id"

#define COLUMN_DELIVERY  0
#define COLUMN_SEND      1
#define COLUMN_KEY       2
#define COLUMN_ADDRESS   3
#define COLUMN_ATTEMPTS  4
#define COLUMN_LEADS     5
#define COLUMN_CONTACT   6
#define COLUMN_ID        7
#define COLUMN_NAME      8
#define COLUMN_LANGUAGE  9
#define COLUMN_NUMBER    10
#define COLUMN_ACCOUNT   11
#define COLUMN_JOINED    12
#define COLUMN_IS_NAMED  13
#define COLUMN_REASON    14

#define SKIP                                                                  \
  "UPDATE deliveries SET state = 'skipped', skipped = ?2, changed_at = ?3,"   \
  " next_attempt_at = NULL WHERE delivery_id = ?1"

#define CLAIM                                                                 \
  "UPDATE deliveries SET state = 'sending', link_hash = ?2, message_id = ?3," \
  " attempts = attempts + 1, changed_at = ?4, next_attempt_at = NULL,"        \
  " first_attempt_at = coalesce (first_attempt_at, ?4)"                       \
  " WHERE delivery_id = ?1 AND armed = 1 AND state IN ('queued', 'deferred')"

#define PUT_OFF                                                               \
  "UPDATE deliveries SET next_attempt_at = ?2 WHERE delivery_id = ?1"

/* The link is new at this moment: a change of address that came before has
 * not ended it. */
#define NAME                                                                  \
  "UPDATE send_entries SET named = 1, link_ended = 0"                         \
  " WHERE send_id = ?1 AND contact_id = ?2"
/* At an earlier attempt it was named. A mail that may have arrived has named
 * it for good. */
#define NAME_NOT                                                              \
  "UPDATE send_entries AS e SET named = 0"                                    \
  " WHERE send_id = ?1 AND contact_id = ?2 AND NOT EXISTS"                    \
  " (SELECT 1 FROM deliveries AS d"                                           \
  "  WHERE d.delivery_id = e.delivery_id AND d.sent_at IS NOT NULL)"

/* In one turn, so that a long line for a domain that is slow holds up neither
 * the others nor the results. */
#define MAX_PUT_OFF 1000

typedef struct
{
  InvitesDatabase     *database;
  const InvitesTurn *turn;
  InvitesKeys       *keys;
  InvitesTime        now;
  InvitesWaiting    *waiting;
  GHashTable        *changed;
  GPtrArray         *claimed;
  guint              n_tried;
  guint              n_put_off;
} Claiming;

/* A delivery that may be claimed, while its people are read. */
typedef struct
{
  gint64              delivery_id; /* 0: none yet */
  InvitesRunningSend *send;        /* (unowned) */
  InvitesDelivery    *delivery;    /* its recipient's contact NULL: nobody
                                      remains */
  char               *reason;      /* (nullable): the leading contact's */
  InvitesTime         put_off;     /* its domain is blocked until then */
} Candidate;

static void
candidate_clear (Candidate *self)
{
  self->delivery_id = 0;
  g_clear_pointer (&self->delivery, invites_delivery_free);
  g_clear_pointer (&self->reason, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Candidate, candidate_clear)

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
  const char *number = invites_cursor_get_text (cursor, COLUMN_NUMBER);

  for (guint i = 0; i < accounts->len; i++)
    {
      const InvitesAccountName *account = g_ptr_array_index (accounts, i);

      if (strcmp (account->number, number) == 0)
        return;
    }

  g_ptr_array_add (accounts,
                   invites_account_name_new (
                     number, invites_cursor_get_text (cursor,
                                                      COLUMN_ACCOUNT)));
}

static void
add_person (InvitesRecipient *recipient,
            InvitesCursor    *cursor)
{
  if (recipient->contact == NULL)
    {
      recipient->contact = invites_cursor_dup_text (cursor, COLUMN_ID);
      recipient->name = invites_cursor_dup_text (cursor, COLUMN_NAME);
      recipient->language = invites_cursor_dup_text (cursor, COLUMN_LANGUAGE);
    }
  add_account (recipient->accounts, cursor);
}

static InvitesDivision *
copy_division (const InvitesDivision *division)
{
  InvitesDivision *copy = g_new0 (InvitesDivision, 1);

  copy->id = g_strdup (division->id);
  copy->name = g_strdup (division->name);
  copy->email_from = g_strdup (division->email_from);
  copy->time_zone = g_strdup (division->time_zone);
  return copy;
}

static InvitesRecipient *
new_recipient (const InvitesRunningSend *send,
               InvitesCursor            *cursor)
{
  InvitesRecipient *recipient = g_new0 (InvitesRecipient, 1);

  recipient->address = invites_cursor_dup_text (cursor, COLUMN_ADDRESS);
  recipient->division = copy_division (send->division);
  recipient->accounts =
    g_ptr_array_new_with_free_func ((GDestroyNotify) invites_account_name_free);
  return recipient;
}

/* Until when nothing is to be claimed for the domain of an address. */
static InvitesTime
find_block (const Claiming *claiming,
            const char     *key)
{
  const char *at;
  const InvitesTime *until;

  if (claiming->turn->blocked == NULL || !(at = strrchr (key, '@')))
    return INVITES_TIME_NONE;

  until = g_hash_table_lookup (claiming->turn->blocked, at + 1);
  return until != NULL && *until > claiming->now ? *until : INVITES_TIME_NONE;
}

static void
begin_candidate (Claiming      *claiming,
                 Candidate     *candidate,
                 InvitesCursor *cursor)
{
  InvitesDelivery *delivery = g_new0 (InvitesDelivery, 1);

  candidate->delivery_id = invites_cursor_get_int (cursor, COLUMN_DELIVERY);
  candidate->delivery = delivery;
  candidate->send =
    invites_waiting_find_send (claiming->waiting,
                               invites_cursor_get_int (cursor, COLUMN_SEND));
  delivery->delivery_id = candidate->delivery_id;
  delivery->address_key = invites_cursor_dup_text (cursor, COLUMN_KEY);
  delivery->attempts =
    (guint) invites_cursor_get_int (cursor, COLUMN_ATTEMPTS) + 1;
  delivery->recipient = new_recipient (candidate->send, cursor);
  candidate->put_off = find_block (claiming, delivery->address_key);
}

/* Who has joined by this very delivery, by a mail that came through although
 * the mail system said later, stays named. */
static gboolean
judge_person (Claiming       *claiming,
              Candidate      *candidate,
              InvitesCursor  *cursor,
              GError        **error)
{
  gboolean drops = !invites_cursor_is_null (cursor, COLUMN_REASON);
  gboolean is_named = invites_cursor_get_int (cursor, COLUMN_IS_NAMED) != 0;

  if (drops && invites_cursor_get_int (cursor, COLUMN_LEADS) != 0)
    candidate->reason = invites_cursor_dup_text (cursor, COLUMN_REASON);
  if (!drops)
    add_person (candidate->delivery->recipient, cursor);

  if (drops ? invites_cursor_get_int (cursor, COLUMN_JOINED) != 0 : is_named)
    return TRUE;
  return invites_database_run (claiming->database, drops ? NAME_NOT : NAME,
                               NULL, error, "ii", candidate->send->send_id,
                               invites_cursor_get_int (cursor, COLUMN_CONTACT));
}

static void
fill_delivery (Claiming                 *claiming,
               const InvitesRunningSend *send,
               InvitesDelivery          *delivery)
{
  delivery->send = g_strdup (send->uuid);
  delivery->subject = g_strdup (send->subject);
  delivery->text = g_strdup (send->text);
  delivery->html = g_strdup (send->html);
  delivery->email_from = g_strdup (send->email_from);
  delivery->token = invites_keys_dup_link_token (claiming->keys, send->uuid,
                                                 delivery->address_key);
  delivery->message_id = invites_keys_dup_message_id (claiming->keys,
                                                      send->uuid,
                                                      delivery->address_key,
                                                      send->domain);
  g_ptr_array_sort (delivery->recipient->accounts, compare_numbers);
}

static gboolean
claim (Claiming   *claiming,
       Candidate  *candidate,
       GError    **error)
{
  InvitesDelivery *delivery = candidate->delivery;
  g_autoptr(GBytes) hash = NULL;

  if (!invites_waiting_read_letter (claiming->waiting, candidate->send, error))
    return FALSE;

  fill_delivery (claiming, candidate->send, delivery);
  hash = invites_token_hash (delivery->token);
  if (!invites_database_run (claiming->database, CLAIM, NULL, error, "ibsi",
                             delivery->delivery_id, hash, delivery->message_id,
                             claiming->now))
    return FALSE;

  g_ptr_array_add (claiming->claimed, g_steal_pointer (&candidate->delivery));
  return TRUE;
}

/* When all its people are known: claims it, lets it drop out, or puts it
 * off. */
static gboolean
end_candidate (Claiming   *claiming,
               Candidate  *candidate,
               GError    **error)
{
  const char *uuid = candidate->send->uuid;

  claiming->n_tried++;
  if (candidate->put_off != INVITES_TIME_NONE)
    {
      claiming->n_put_off++;
      return invites_database_run (claiming->database, PUT_OFF, NULL, error,
                                   "ii", candidate->delivery_id,
                                   candidate->put_off);
    }

  if (!g_hash_table_contains (claiming->changed, uuid))
    g_hash_table_add (claiming->changed, g_strdup (uuid));
  if (candidate->delivery->recipient->contact == NULL)
    return invites_database_run (claiming->database, SKIP, NULL, error, "isi",
                                 candidate->delivery_id, candidate->reason,
                                 claiming->now);
  return claim (claiming, candidate, error);
}

/* Applies the rules to everybody whom the mails would be for. */
static gboolean
try_all (Claiming      *claiming,
         const GArray  *ids,
         GError       **error)
{
  g_autofree char *json = invites_ledger_dup_json_numbers (ids);
  g_autoptr(InvitesCursor) cursor = NULL;
  g_auto(Candidate) candidate = { 0, };
  gboolean failed;

  cursor
      = invites_database_query (claiming->database, FIND_PEOPLE, error, "st",
                                json, invites_ledger_get_gap (claiming->now));
  if (cursor == NULL)
    return FALSE;

  while (invites_ledger_step (cursor, &failed, error))
    {
      if (candidate.delivery_id
          != invites_cursor_get_int (cursor, COLUMN_DELIVERY))
        {
          if (candidate.delivery_id != 0
              && !end_candidate (claiming, &candidate, error))
            return FALSE;
          candidate_clear (&candidate);
          begin_candidate (claiming, &candidate, cursor);
        }
      if (candidate.put_off == INVITES_TIME_NONE
          && !judge_person (claiming, &candidate, cursor, error))
        return FALSE;
    }

  return !failed && (candidate.delivery_id == 0
                     || end_candidate (claiming, &candidate, error));
}

/* Until there are enough, or nothing more can be tried. */
static gboolean
claim_enough (Claiming  *claiming,
              GError   **error)
{
  guint n_wanted = claiming->turn->n_wanted;
  guint n_tried;

  do
    {
      g_autoptr(GArray) ids = NULL;

      n_tried = claiming->n_tried;
      ids = invites_waiting_take (claiming->waiting,
                                  n_wanted - claiming->claimed->len, error);
      if (ids == NULL || !try_all (claiming, ids, error))
        return FALSE;
    }
  while (claiming->claimed->len < n_wanted && claiming->n_tried > n_tried
         && claiming->n_put_off < MAX_PUT_OFF);

  return TRUE;
}

/**
 * invites_queue_claim:
 * @database: a connection within a transaction that writes
 * @turn: how many at most, and which domains are blocked
 * @keys: what links are made with
 * @now: the present time
 * @last_send: (inout): the number of the send that was claimed from last
 * @changed: the UUIDs of the sends that it touches are added
 * @claimed: (element-type InvitesDelivery): what was claimed is added
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Claims deliveries that are due, from all running sends in turn, after
 * applying every rule again: those of which nobody remains drop out.
 *
 * Returns: whether all went well
 */
gboolean
invites_queue_claim (InvitesDatabase   *database,
                     const InvitesTurn *turn,
                     InvitesKeys       *keys,
                     InvitesTime        now,
                     gint64            *last_send,
                     GHashTable        *changed,
                     GPtrArray         *claimed,
                     GError           **error)
{
  g_autoptr(InvitesWaiting) waiting = NULL;
  Claiming claiming = { database, turn, keys, now, NULL, changed, claimed, 0,
                        0 };

  if (turn->n_wanted == 0)
    return TRUE;
  if (!(waiting = invites_waiting_new (database, *last_send, now, error)))
    return FALSE;

  claiming.waiting = waiting;
  if (!claim_enough (&claiming, error))
    return FALSE;

  *last_send = invites_waiting_get_last (waiting);
  return TRUE;
}
