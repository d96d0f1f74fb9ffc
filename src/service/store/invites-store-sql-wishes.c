/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contacts who asked for a new link, from the page of an expired one. */
#include "service/store/invites-store-sql-wishes.h"

#include "core/invites-error.h"
#include "service/store/invites-store-sql-addresses.h"
#include "service/store/invites-store-sql-ledger.h"
#include "service/store/invites-store-sql-private.h"

/* Whom the link is still for, each with whether this wish is there already. */
#define FIND_WISHERS                                                          \
  "SELECT c.contact_id, c.id, d.delivery_id, d.address_id,"                   \
  " EXISTS (SELECT 1 FROM link_wishes AS w"                                   \
  "  WHERE w.contact_id = c.contact_id AND w.delivery_id = d.delivery_id"     \
  "  AND w.dismissed_at IS NULL)"                                             \
  " FROM deliveries AS d"                                                     \
  " JOIN send_entries AS e ON e.delivery_id = d.delivery_id"                  \
  " JOIN contacts AS c ON c.contact_id = e.contact_id"                        \
  " WHERE d.link_hash = ?1 AND e.named = 1 AND e.link_ended = 0"              \
  " AND c.accepted_at IS NULL AND c.address_id = d.address_id"                \
  " AND (c.invite_delivery_id IS NULL"                                        \
  "      OR c.invite_delivery_id = d.delivery_id)"                            \
  " ORDER BY c.id"

#define PUT_WISH                                                              \
  "INSERT INTO link_wishes (contact_id, delivery_id, asked_at)"               \
  " VALUES (?1, ?2, ?3) ON CONFLICT (contact_id) DO UPDATE SET"               \
  " delivery_id = excluded.delivery_id, asked_at = excluded.asked_at,"        \
  " dismissed_at = NULL, dismissed_by = NULL"

/* From the wishes to the rest: they are few, and a division's contacts many. */
#define OPEN_WISHES                                                           \
  " FROM link_wishes AS w"                                                    \
  " CROSS JOIN contacts AS c ON c.contact_id = w.contact_id"                  \
  " CROSS JOIN accounts AS a ON a.account_id = c.account_id"                  \
  " CROSS JOIN divisions AS v ON v.division_id = a.division_id"               \
  " CROSS JOIN deliveries AS d ON d.delivery_id = w.delivery_id"              \
  " CROSS JOIN sends AS s ON s.send_id = d.send_id"                           \
  " LEFT JOIN addresses AS h ON h.address_id = c.address_id"                  \
  " WHERE v.id = ?1 AND " INVITES_SQL_WISH_IS_OPEN
#define COUNT_WISHES "SELECT count(*)" OPEN_WISHES
#define LIST_WISHES                                                           \
  "SELECT c.id, c.email, c.name, a.number, a.name, s.uuid, w.asked_at"        \
  OPEN_WISHES " ORDER BY w.asked_at DESC, c.id LIMIT ?2 OFFSET ?3"

#define HAS_WISH                                                              \
  "SELECT w.contact_id FROM link_wishes AS w"                                 \
  " JOIN contacts AS c ON c.contact_id = w.contact_id WHERE c.id = ?1"
#define DISMISS_WISH                                                          \
  "UPDATE link_wishes SET dismissed_at = ?2, dismissed_by = ?3"               \
  " WHERE contact_id = ?1 AND dismissed_at IS NULL"

/* Only an expired link has the page with the button. */
static gboolean
check_link (InvitesStore  *self,
            GBytes        *token_hash,
            InvitesTime    now,
            GError       **error)
{
  g_autoptr(InvitesLink) link = NULL;

  if (!(link = invites_store_sql_find_link (self, token_hash, now, error)))
    return FALSE;

  if (link->state == INVITES_LINK_EXPIRED)
    return TRUE;
  if (link->state == INVITES_LINK_UNKNOWN)
    g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND,
                         "There is no such link");
  else
    g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_CONFLICT,
                         "The link has not expired");
  return FALSE;
}

/* One who presses the button again wishes nothing new. */
static gboolean
put_wish (InvitesDatabase *database,
          InvitesCursor   *wisher,
          InvitesTime      now,
          gint64          *address_id,
          GError         **error)
{
  gint64 delivery_id = invites_cursor_get_int (wisher, 2);
  gboolean is_known = invites_cursor_get_int (wisher, 4) != 0;

  if (!invites_database_run (database, PUT_WISH, NULL, error, "iii",
                             invites_cursor_get_int (wisher, 0), delivery_id,
                             now))
    return FALSE;
  if (is_known)
    return TRUE;

  if (*address_id == 0)
    {
      *address_id = invites_cursor_get_int (wisher, 3);
      if (!invites_addresses_add_event (database, *address_id, now,
                                        INVITES_ADDRESS_ASKED_FOR_LINK,
                                        delivery_id, NULL, NULL, error))
        return FALSE;
    }
  return invites_store_sql_audit (database, now, 0, "ask-for-link",
                                  invites_cursor_get_text (wisher, 1),
                                  error);
}

static gboolean
put_wishes (InvitesDatabase *database,
            GBytes          *token_hash,
            InvitesTime      now,
            GError         **error)
{
  g_autoptr(InvitesCursor) wisher = NULL;
  gint64 address_id = 0;
  gboolean failed;

  wisher
      = invites_database_query (database, FIND_WISHERS, error, "b", token_hash);
  if (wisher == NULL)
    return FALSE;
  while (invites_ledger_step (wisher, &failed, error))
    {
      if (!put_wish (database, wisher, now, &address_id, error))
        return FALSE;
    }

  return !failed;
}

gboolean
invites_store_sql_ask_for_link (InvitesStore  *self,
                                GBytes        *token_hash,
                                InvitesTime    now,
                                GError       **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_autoptr(InvitesTransaction) transaction = NULL;

  /* What becomes of the link until the transaction begins, the statements of
   * the list see. */
  return check_link (self, token_hash, now, error)
         && (transaction
             = invites_transaction_begin (database, INVITES_WRITE, error))
         && put_wishes (database, token_hash, now, error)
         && invites_transaction_commit (transaction, error);
}

static gboolean
count_wishes (InvitesDatabase *database,
              const char      *division,
              guint64         *total,
              GError         **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;

  cursor
      = invites_database_query (database, COUNT_WISHES, error, "s", division);
  if (cursor == NULL || !invites_cursor_step (cursor, error))
    return FALSE;

  *total = (guint64) invites_cursor_get_int (cursor, 0);
  return TRUE;
}

static InvitesWish *
read_wish (InvitesCursor *cursor)
{
  InvitesWish *wish = invites_wish_new ();

  wish->id = invites_cursor_dup_text (cursor, 0);
  wish->email = invites_cursor_dup_text (cursor, 1);
  wish->name = invites_cursor_dup_text (cursor, 2);
  wish->account_number = invites_cursor_dup_text (cursor, 3);
  wish->account_name = invites_cursor_dup_text (cursor, 4);
  wish->send = invites_cursor_dup_text (cursor, 5);
  wish->asked_at = invites_cursor_get_time (cursor, 6);
  return wish;
}

gboolean
invites_store_sql_list_wishes (InvitesStore     *self,
                               const char       *division,
                               guint64           offset,
                               guint             limit,
                               InvitesWishFunc   func,
                               gpointer          user_data,
                               guint64          *total,
                               GError          **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_autoptr(InvitesTransaction) transaction = NULL;
  g_autoptr(InvitesCursor) cursor = NULL;
  gboolean failed;

  if (!(transaction = invites_transaction_begin (database, INVITES_READ, error))
      || (total != NULL && !count_wishes (database, division, total, error))
      || !(cursor = invites_database_query (database, LIST_WISHES, error, "sii",
                                            division, (gint64) limit,
                                            (gint64) MIN (offset, G_MAXINT64))))
    return FALSE;

  while (invites_ledger_step (cursor, &failed, error))
    {
      g_autoptr(InvitesWish) wish = read_wish (cursor);

      if (!func (wish, user_data, error))
        return FALSE;
    }

  return !failed;
}

static gboolean
dismiss (InvitesDatabase        *database,
         const char             *contact_id,
         const InvitesPrincipal *principal,
         InvitesTime             now,
         GError                **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  guint64 n_dismissed;

  cursor = invites_database_query (database, HAS_WISH, error, "s", contact_id);
  if (cursor == NULL
      || !invites_cursor_find (cursor, INVITES_ERROR_NOT_FOUND,
                               "The contact has not asked for a link", error)
      || !invites_database_run (database, DISMISS_WISH, &n_dismissed, error,
                                "iis", invites_cursor_get_int (cursor, 0), now,
                                principal->name))
    return FALSE;

  return n_dismissed == 0
         || invites_store_sql_audit (database, now, principal->user_id,
                                     "dismiss-wish", contact_id, error);
}

gboolean
invites_store_sql_dismiss_wish (InvitesStore            *self,
                                const char              *contact_id,
                                const InvitesPrincipal  *principal,
                                InvitesTime              now,
                                GError                 **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_autoptr(InvitesTransaction) transaction = NULL;

  return (transaction
          = invites_transaction_begin (database, INVITES_WRITE, error))
         && dismiss (database, contact_id, principal, now, error)
         && invites_transaction_commit (transaction, error);
}
