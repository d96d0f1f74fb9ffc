/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is to be sent next. */
#include "service/store/invites-store-sql-queue.h"

#include <string.h>

#include "service/store/invites-store-sql-ledger.h"
#include "service/store/invites-store-sql-rows.h"
#include "service/store/invites-store-sql-waiting.h"

/* Of each delivery all for whom the mail would be, the lowest id first, each
 * with the reason why it must not be for this one. Nothing that is claimed
 * meanwhile changes that: they have addresses of their own. */
#define FIND_PEOPLE                                                           \
  "SELECT d.delivery_id, d.send_id, h.key, d.address, d.attempts,"            \
  " c.contact_id = d.contact_id, c.contact_id, c.id, c.name, c.language,"     \
  " a.number, a.name, c.accepted_delivery_id IS NOT DISTINCT FROM"            \
  " d.delivery_id,"                                                           \
  " e.named = 1 AND e.link_ended = 0, "                                       \
  INVITES_SQL_DROPS (INVITES_SQL_ONLY, INVITES_SQL_GAP ("?2"), "FALSE")       \
  " FROM json_each (?1) AS j"                                                 \
  " CROSS JOIN deliveries AS d ON d.delivery_id = CAST (j.value AS BIGINT)"   \
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
  "UPDATE deliveries AS d SET state = 'skipped', skipped = v.column2,"        \
  " changed_at = v.column3, next_attempt_at = NULL "
#define CLAIM                                                                 \
  "UPDATE deliveries AS d SET state = 'sending', link_hash = v.column2,"      \
  " message_id = v.column3, attempts = d.attempts + 1,"                       \
  " changed_at = v.column4, next_attempt_at = NULL,"                          \
  " first_attempt_at = coalesce (d.first_attempt_at, v.column4),"             \
  " claimed_by = nullif (v.column5, 0) "
#define PUT_OFF                                                               \
  "UPDATE deliveries AS d SET next_attempt_at = v.column2 "
/* In words that are not those of the index of all that waits: by its number
 * a row is found at once. */
#define WAITING                                                               \
  "WHERE d.delivery_id = v.column1 AND CASE WHEN d.armed = 1"                 \
  " THEN d.state IN ('queued', 'deferred') ELSE FALSE END"

/* The link is new at this moment: a change of address that came before has
 * not ended it. */
#define NAME                                                                  \
  "UPDATE send_entries AS e SET named = 1, link_ended = 0 "
/* At an earlier attempt it was named. A mail that may have arrived has named
 * it for good. */
#define NAME_NOT                                                              \
  "UPDATE send_entries AS e SET named = 0 "
#define ENTRY                                                                 \
  "WHERE e.send_id = v.column1 AND e.contact_id = v.column2"
#define ENTRY_NOT_SENT                                                        \
  ENTRY " AND NOT EXISTS (SELECT 1 FROM deliveries AS d"                      \
  " WHERE d.delivery_id = e.delivery_id AND d.sent_at IS NOT NULL)"

/* In one turn, so that a long line for a domain that is slow holds up neither
 * the others nor the results. */
#define MAX_PUT_OFF 1000

/* A row of the ledger. */
typedef struct
{
  gint64 send_id;
  gint64 contact_id;
} Entry;

/* A delivery that is not claimed. */
typedef struct
{
  gint64      delivery_id;
  char       *reason; /* (nullable): why it drops out; else until when it is */
  InvitesTime until;  /* put off */
} Passed;

/* What was decided of what was tried together, written down at once. */
typedef struct
{
  guint   n_claimed_before;
  GArray *named;     /* of Entry */
  GArray *named_not; /* of Entry */
  GArray *skipped;   /* of Passed */
  GArray *put_off;   /* of Passed */
} Decided;

typedef struct
{
  InvitesDatabase   *database;
  const InvitesTurn *turn;
  InvitesKeys       *keys;
  InvitesTime        now;
  InvitesWaiting    *waiting;
  GHashTable        *changed;
  GPtrArray         *claimed;
  Decided           *decided; /* (unowned) (nullable) */
  guint              n_tried;
  guint              n_put_off;
} Claiming;

static void
passed_clear (gpointer data)
{
  Passed *self = data;

  g_free (self->reason);
}

static void
decided_init (Decided *self,
              guint    n_claimed_before)
{
  self->n_claimed_before = n_claimed_before;
  self->named = g_array_new (FALSE, FALSE, sizeof (Entry));
  self->named_not = g_array_new (FALSE, FALSE, sizeof (Entry));
  self->skipped = g_array_new (FALSE, FALSE, sizeof (Passed));
  self->put_off = g_array_new (FALSE, FALSE, sizeof (Passed));
  g_array_set_clear_func (self->skipped, passed_clear);
}

static void
decided_clear (Decided *self)
{
  g_array_unref (self->named);
  g_array_unref (self->named_not);
  g_array_unref (self->skipped);
  g_array_unref (self->put_off);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Decided, decided_clear)

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
static void
judge_person (Claiming      *claiming,
              Candidate     *candidate,
              InvitesCursor *cursor)
{
  gboolean drops = !invites_cursor_is_null (cursor, COLUMN_REASON);
  gboolean is_named = invites_cursor_get_int (cursor, COLUMN_IS_NAMED) != 0;
  Entry entry = { candidate->send->send_id,
                  invites_cursor_get_int (cursor, COLUMN_CONTACT) };

  if (drops && invites_cursor_get_int (cursor, COLUMN_LEADS) != 0)
    candidate->reason = invites_cursor_dup_text (cursor, COLUMN_REASON);
  if (!drops)
    add_person (candidate->delivery->recipient, cursor);

  if (drops && invites_cursor_get_int (cursor, COLUMN_JOINED) == 0)
    g_array_append_val (claiming->decided->named_not, entry);
  else if (!drops && !is_named)
    g_array_append_val (claiming->decided->named, entry);
}

static void
fill_delivery (Claiming                 *claiming,
               const InvitesRunningSend *send,
               InvitesDelivery          *delivery)
{
  delivery->send = g_strdup (send->uuid);
  delivery->text = invites_template_text_ref (
    invites_template_texts_find (send->texts, delivery->recipient->language));
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
  if (!invites_waiting_read_letter (claiming->waiting, candidate->send, error))
    return FALSE;

  candidate->delivery->claimed_by = claiming->turn->service;
  fill_delivery (claiming, candidate->send, candidate->delivery);
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
  Passed passed = { candidate->delivery_id, NULL, candidate->put_off };

  claiming->n_tried++;
  if (candidate->put_off != INVITES_TIME_NONE)
    {
      claiming->n_put_off++;
      g_array_append_val (claiming->decided->put_off, passed);
      return TRUE;
    }

  if (!g_hash_table_contains (claiming->changed, uuid))
    g_hash_table_add (claiming->changed, g_strdup (uuid));
  if (candidate->delivery->recipient->contact != NULL)
    return claim (claiming, candidate, error);

  passed.reason = g_steal_pointer (&candidate->reason);
  g_array_append_val (claiming->decided->skipped, passed);
  return TRUE;
}

/* Applies the rules to everybody whom the mails would be for. */
static gboolean
judge_all (Claiming      *claiming,
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
      if (candidate.put_off == INVITES_TIME_NONE)
        judge_person (claiming, &candidate, cursor);
    }

  return !failed && (candidate.delivery_id == 0
                     || end_candidate (claiming, &candidate, error));
}

static void
bind_entry (InvitesCursor *cursor,
            int            first,
            guint          row,
            gpointer       user_data)
{
  const Entry *entry = &g_array_index ((GArray *) user_data, Entry, row);

  invites_cursor_bind_int (cursor, first, entry->send_id);
  invites_cursor_bind_int (cursor, first + 1, entry->contact_id);
}

static void
bind_skipped (InvitesCursor *cursor,
              int            first,
              guint          row,
              gpointer       user_data)
{
  const Claiming *claiming = user_data;
  const Passed *passed = &g_array_index (claiming->decided->skipped, Passed,
                                         row);

  invites_cursor_bind_int (cursor, first, passed->delivery_id);
  invites_cursor_bind_text (cursor, first + 1, passed->reason);
  invites_cursor_bind_int (cursor, first + 2, claiming->now);
}

static void
bind_put_off (InvitesCursor *cursor,
              int            first,
              guint          row,
              gpointer       user_data)
{
  const Passed *passed = &g_array_index ((GArray *) user_data, Passed, row);

  invites_cursor_bind_int (cursor, first, passed->delivery_id);
  invites_cursor_bind_int (cursor, first + 1, passed->until);
}

static void
bind_claim (InvitesCursor *cursor,
            int            first,
            guint          row,
            gpointer       user_data)
{
  const Claiming *claiming = user_data;
  const InvitesDelivery *delivery
    = g_ptr_array_index (claiming->claimed,
                         claiming->decided->n_claimed_before + row);
  g_autoptr(GBytes) hash = invites_token_hash (delivery->token);

  invites_cursor_bind_int (cursor, first, delivery->delivery_id);
  invites_cursor_bind_bytes (cursor, first + 1, hash);
  invites_cursor_bind_text (cursor, first + 2, delivery->message_id);
  invites_cursor_bind_int (cursor, first + 3, claiming->now);
  invites_cursor_bind_int (cursor, first + 4, claiming->turn->service);
}

static gboolean
write_decided (Claiming  *claiming,
               GError   **error)
{
  InvitesDatabase *database = claiming->database;
  const Decided *decided = claiming->decided;

  return invites_rows_run (database, NAME, ENTRY, 2, decided->named->len,
                           bind_entry, decided->named, error)
         && invites_rows_run (database, NAME_NOT, ENTRY_NOT_SENT, 2,
                              decided->named_not->len, bind_entry,
                              decided->named_not, error)
         && invites_rows_run (database, SKIP, WAITING, 3,
                              decided->skipped->len, bind_skipped, claiming,
                              error)
         && invites_rows_run (database, PUT_OFF, WAITING, 2,
                              decided->put_off->len, bind_put_off,
                              decided->put_off, error)
         && invites_rows_run (database, CLAIM, WAITING, 5,
                              claiming->claimed->len
                                - decided->n_claimed_before,
                              bind_claim, claiming, error);
}

static gboolean
try_all (Claiming      *claiming,
         const GArray  *ids,
         GError       **error)
{
  g_auto(Decided) decided = { 0 };

  decided_init (&decided, claiming->claimed->len);
  claiming->decided = &decided;
  return judge_all (claiming, ids, error) && write_decided (claiming, error);
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
  Claiming claiming = { database, turn, keys, now, NULL, changed, claimed,
                        NULL, 0, 0 };

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
