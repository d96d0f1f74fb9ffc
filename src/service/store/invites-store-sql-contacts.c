/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/store/invites-store-sql-private.h"

#include "core/invites-error.h"
#include "service/store/invites-store-sql-filter.h"

/* ?1 is always the time before which an invitation has expired. */
#define STATUS INVITES_SQL_STATUS ("?1")

#define SELECT_RECIPIENT                                                      \
  "SELECT c.id, c.name, c.email, c.language, a.number, a.name,"               \
  " v.id, v.name, v.email_from, v.time_zone"                                  \
  " FROM contacts AS c"                                                       \
  " JOIN accounts AS a ON a.account_id = c.account_id"                        \
  " JOIN divisions AS v ON v.division_id = a.division_id"                     \
  " WHERE c.id = ?1"

#define LIST_NUMBERS                                                          \
  "SELECT " INVITES_SQL_CONTACT ("?1") " FROM json_each (?2) AS j"            \
  " CROSS JOIN contacts AS c ON c.contact_id = CAST (j.value AS BIGINT)"      \
  " JOIN accounts AS a ON a.account_id = c.account_id"                        \
  " LEFT JOIN addresses AS d ON d.address_id = c.address_id ORDER BY j.key"

/* A column that a list may be sorted by. Where empty is true, the value is
 * none, and comes last whichever way the others go. */
static const struct
{
  const char *field;
  const char *empty;
  const char *value;
} sort_columns[] = {
  { "id", NULL, "c.id" },
  { "email", "c.fold_email = ''", "c.fold_email" },
  { "name", "c.fold_name = ''", "c.fold_name" },
  { "account_number", "a.fold_number = ''", "a.fold_number" },
  { "account_name", "a.fold_name = ''", "a.fold_name" },
  { "status", NULL, STATUS },
  { "last_invite_sent", "c.last_invite_sent IS NULL", "c.last_invite_sent" },
  { "last_login", "c.last_login IS NULL", "c.last_login" },
  { "auto_pay", "a.auto_pay IS NULL", "-a.auto_pay" }, /* yes before no */
};

/* Counting: one pass over the division. */

static void
add_count (InvitesGroupCounts *counts,
           int                 status,
           guint64             n)
{
  counts->total += n;
  switch (status)
    {
    case INVITES_SQL_STATUS_ACCEPTED:
      counts->groups[INVITES_GROUP_ACCEPTED] += n;
      break;
    case INVITES_SQL_STATUS_EXPIRED:
      counts->pending_expired += n;
      counts->groups[INVITES_GROUP_PENDING] += n;
      break;
    case INVITES_SQL_STATUS_PENDING:
      counts->groups[INVITES_GROUP_PENDING] += n;
      break;
    case INVITES_SQL_STATUS_NOT_SENT:
      counts->groups[INVITES_GROUP_NOT_SENT] += n;
      break;
    default:
      counts->reasons[status - INVITES_SQL_STATUS_REASON] += n;
      counts->groups[INVITES_GROUP_CANNOT_BE_INVITED] += n;
      break;
    }
}

/* The first condition is the division; whether the others hold is a column.
 * SQLite's rows are cheaper to count here than to put in groups; those of a
 * server would have to come over first. */
static char *
write_count (GPtrArray *terms,
             gboolean   is_shared)
{
  g_autoptr(GString) sql = NULL;
  int index = 3;

  sql = g_string_new ("SELECT " STATUS ", coalesce (TRUE");
  for (guint i = 1; i < terms->len; i++)
    {
      const InvitesFilterTerm *term = g_ptr_array_index (terms, i);

      g_string_append (sql, " AND ");
      invites_filter_term_append (term, sql, index);
      index += term->has_value ? 1 : 0;
    }
  g_string_append_printf (sql, ", FALSE), %s FROM " INVITES_SQL_CONTACTS
                               " WHERE ", is_shared ? "count (*)" : "1");
  invites_filter_term_append (g_ptr_array_index (terms, 0), sql, 2);
  if (is_shared)
    g_string_append (sql, " GROUP BY 1, 2");

  return g_string_free (g_steal_pointer (&sql), FALSE);
}

InvitesCounts *
invites_store_sql_count (InvitesStore         *self,
                         const InvitesFilter  *filter,
                         InvitesTime           now,
                         GError              **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_autoptr(GPtrArray) terms = invites_filter_terms_new (filter);
  g_autofree char *sql = write_count (terms,
                                      invites_database_is_shared (database));
  g_autoptr(InvitesCounts) counts = invites_counts_new ();
  g_autoptr(InvitesCursor) cursor = NULL;
  g_autoptr(GError) step_error = NULL;

  if (!(cursor = invites_database_prepare (database, sql, error)))
    return NULL;

  counts->as_of = now;
  invites_cursor_bind_int (cursor, 1, invites_rules_get_cutoff (now));
  invites_filter_terms_bind (terms, cursor, 2);
  while (invites_cursor_step (cursor, &step_error))
    {
      int status = (int) invites_cursor_get_int (cursor, 0);
      guint64 n = (guint64) invites_cursor_get_int (cursor, 2);

      add_count (&counts->division, status, n);
      if (invites_cursor_get_int (cursor, 1) != 0)
        add_count (&counts->filtered, status, n);
    }
  if (step_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&step_error));
      return NULL;
    }

  return g_steal_pointer (&counts);
}

/* Listing. */

static void
append_status (GString              *sql,
               const InvitesListing *listing)
{
  switch (listing->group)
    {
    case INVITES_GROUP_ACCEPTED:
      g_string_append (sql, " AND " STATUS " = 0");
      break;
    case INVITES_GROUP_PENDING:
      g_string_append (sql, " AND " STATUS " IN (1, 2)");
      break;
    case INVITES_GROUP_NOT_SENT:
      g_string_append (sql, " AND " STATUS " = 3");
      break;
    case INVITES_GROUP_CANNOT_BE_INVITED:
      g_string_append (sql, " AND " STATUS " >= 4");
      break;
    default:
      break;
    }

  if (listing->reason != INVITES_REASON_NONE)
    g_string_append_printf (sql, " AND " STATUS " = %d",
                            INVITES_SQL_STATUS_REASON + listing->reason);
  if (listing->expired == 1)
    g_string_append (sql, " AND " STATUS " = 2");
  else if (listing->expired == 0)
    g_string_append (sql, " AND " STATUS " <> 2");
}

static int
append_words (GString              *sql,
              const InvitesListing *listing,
              int                   index)
{
  for (guint i = 0; listing->words != NULL && listing->words[i] != NULL; i++)
    {
      g_string_append_printf (sql,
                              " AND (instr (c.fold_email, ?%d) > 0"
                              " OR instr (c.fold_name, ?%d) > 0"
                              " OR instr (a.fold_number, ?%d) > 0"
                              " OR instr (a.fold_name, ?%d) > 0)",
                              index, index, index, index);
      index++;
    }

  return index;
}

static gboolean
append_order (GString               *sql,
              const InvitesListing  *listing,
              GError               **error)
{
  const char *field = listing->sort != NULL ? listing->sort : "id";

  for (gsize i = 0; i < G_N_ELEMENTS (sort_columns); i++)
    {
      if (!g_str_equal (sort_columns[i].field, field))
        continue;

      g_string_append (sql, " ORDER BY ");
      if (sort_columns[i].empty != NULL)
        g_string_append_printf (sql, "%s, ", sort_columns[i].empty);
      g_string_append_printf (sql, "%s%s, c.id", sort_columns[i].value,
                              listing->descending ? " DESC" : "");
      return TRUE;
    }

  invites_set_field_error (error, INVITES_ERROR_INVALID, "sort",
                           "Contacts have no such column to sort by");
  return FALSE;
}

/* " FROM … WHERE …", with the values from ?2 on. */
static char *
write_matches (const InvitesListing *listing,
               GPtrArray            *terms,
               int                  *next)
{
  g_autoptr(GString) sql = NULL;

  sql = g_string_new (" FROM " INVITES_SQL_CONTACTS " WHERE TRUE");
  *next = invites_filter_terms_append (terms, sql, 2);
  append_status (sql, listing);
  *next = append_words (sql, listing, *next);
  return g_string_free (g_steal_pointer (&sql), FALSE);
}

/* Gives the number of the next value. */
static int
bind_matches (InvitesCursor        *cursor,
              const InvitesListing *listing,
              GPtrArray            *terms,
              InvitesTime           now)
{
  int next;

  invites_cursor_bind_int (cursor, 1, invites_rules_get_cutoff (now));
  next = invites_filter_terms_bind (terms, cursor, 2);
  for (guint i = 0; listing->words != NULL && listing->words[i] != NULL; i++)
    invites_cursor_bind_text (cursor, next++, listing->words[i]);

  return next;
}

static gboolean
count_matches (InvitesDatabase      *database,
               const InvitesListing *listing,
               GPtrArray            *terms,
               const char           *matches,
               InvitesTime           now,
               guint64              *total,
               GError              **error)
{
  /* ?1 stands in every such statement, whether it is used or not. */
  g_autofree char *sql = g_strconcat ("SELECT count (*), ?1", matches, NULL);
  g_autoptr(InvitesCursor) cursor = NULL;

  if (!(cursor = invites_database_prepare (database, sql, error)))
    return FALSE;

  bind_matches (cursor, listing, terms, now);
  if (!invites_cursor_find (cursor, INVITES_ERROR_INTERNAL,
                            "Nothing was counted", error))
    return FALSE;

  *total = (guint64) invites_cursor_get_int (cursor, 0);
  return TRUE;
}

static void
read_status (InvitesContact *contact,
             int             status)
{
  contact->reason = INVITES_REASON_NONE;
  switch (status)
    {
    case INVITES_SQL_STATUS_ACCEPTED:
      contact->status = INVITES_GROUP_ACCEPTED;
      break;
    case INVITES_SQL_STATUS_EXPIRED:
      contact->expired = TRUE;
      contact->status = INVITES_GROUP_PENDING;
      break;
    case INVITES_SQL_STATUS_PENDING:
      contact->status = INVITES_GROUP_PENDING;
      break;
    case INVITES_SQL_STATUS_NOT_SENT:
      contact->status = INVITES_GROUP_NOT_SENT;
      break;
    default:
      contact->status = INVITES_GROUP_CANNOT_BE_INVITED;
      contact->reason = (InvitesReason) (status - INVITES_SQL_STATUS_REASON);
      break;
    }
}

/**
 * invites_store_sql_read_contact:
 * @cursor: a cursor on a row that begins with %INVITES_SQL_CONTACT
 *
 * Reads a contact.
 *
 * Returns: (transfer full): the contact
 */
InvitesContact *
invites_store_sql_read_contact (InvitesCursor *cursor)
{
  InvitesContact *contact = invites_contact_new ();

  contact->id = invites_cursor_dup_text (cursor, 0);
  contact->email = invites_cursor_dup_text (cursor, 1);
  contact->name = invites_cursor_dup_text (cursor, 2);
  contact->account_number = invites_cursor_dup_text (cursor, 3);
  contact->account_name = invites_cursor_dup_text (cursor, 4);
  read_status (contact, (int) invites_cursor_get_int (cursor, 5));
  contact->last_invite_sent = invites_cursor_get_time (cursor, 6);
  contact->last_login = invites_cursor_get_time (cursor, 7);
  if (invites_cursor_is_null (cursor, 8))
    contact->auto_pay = INVITES_FLAG_UNKNOWN;
  else
    contact->auto_pay = invites_cursor_get_int (cursor, 8) != 0
                        ? INVITES_FLAG_YES : INVITES_FLAG_NO;

  return contact;
}

static gboolean
walk_contacts (InvitesCursor       *cursor,
               InvitesContactFunc   func,
               gpointer             user_data,
               GError             **error)
{
  g_autoptr(GError) step_error = NULL;

  while (invites_cursor_step (cursor, &step_error))
    {
      g_autoptr(InvitesContact) contact = NULL;

      contact = invites_store_sql_read_contact (cursor);
      if (!func (contact, user_data, error))
        return FALSE;
    }
  if (step_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&step_error));
  return FALSE;
}

/**
 * invites_store_sql_walk_contacts:
 * @database: a connection within a transaction
 * @listing: which contacts, in which order
 * @now: the present time
 * @func: (scope call): called for each
 * @user_data: for @func
 * @total: (out) (optional): how many match, on all pages
 * @error: return location, as invites_store_list_contacts()
 *
 * Walks over a page of the contacts.
 *
 * Returns: whether the walk went to its end
 */
gboolean
invites_store_sql_walk_contacts (InvitesDatabase      *database,
                                 const InvitesListing *listing,
                                 InvitesTime           now,
                                 InvitesContactFunc    func,
                                 gpointer              user_data,
                                 guint64              *total,
                                 GError              **error)
{
  int next;
  g_autoptr(GPtrArray) terms = invites_filter_terms_new (listing->filter);
  g_autofree char *matches = write_matches (listing, terms, &next);
  g_autoptr(GString) sql = g_string_new ("SELECT " INVITES_SQL_CONTACT ("?1"));
  g_autoptr(InvitesCursor) cursor = NULL;

  g_string_append (sql, matches);
  if (!append_order (sql, listing, error))
    return FALSE;
  g_string_append_printf (sql, " LIMIT ?%d OFFSET ?%d", next, next + 1);

  if ((total != NULL
       && !count_matches (database, listing, terms, matches, now, total, error))
      || !(cursor = invites_database_prepare_rows (database, sql->str,
                                                   listing->limit, error)))
    return FALSE;

  next = bind_matches (cursor, listing, terms, now);
  invites_cursor_bind_int (cursor, next,
                           (gint64) MIN (listing->limit, G_MAXINT64));
  invites_cursor_bind_int (cursor, next + 1,
                           (gint64) MIN (listing->offset, G_MAXINT64));
  return walk_contacts (cursor, func, user_data, error);
}

gboolean
invites_store_sql_list_contacts (InvitesStore          *self,
                                 const InvitesListing  *listing,
                                 InvitesTime            now,
                                 InvitesContactFunc     func,
                                 gpointer               user_data,
                                 guint64               *total,
                                 GError               **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_autoptr(InvitesTransaction) transaction = NULL;

  return (transaction
          = invites_transaction_begin (database, INVITES_READ, error))
         && invites_store_sql_walk_contacts (database, listing, now, func,
                                             user_data, total, error);
}

/* [1,2,3] */
static char *
write_numbers (GArray *contact_ids)
{
  g_autoptr(GString) json = g_string_new ("[");

  for (guint i = 0; i < contact_ids->len; i++)
    g_string_append_printf (json, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "",
                            g_array_index (contact_ids, gint64, i));
  g_string_append_c (json, ']');
  return g_string_free (g_steal_pointer (&json), FALSE);
}

gboolean
invites_store_sql_list_numbers (InvitesStore        *self,
                                GArray              *contact_ids,
                                InvitesTime          now,
                                InvitesContactFunc   func,
                                gpointer             user_data,
                                GError             **error)
{
  g_autofree char *json = write_numbers (contact_ids);
  g_autoptr(InvitesCursor) cursor = NULL;

  cursor = invites_database_query (invites_store_sql_get (self), LIST_NUMBERS,
                                   error, "is", invites_rules_get_cutoff (now),
                                   json);
  return cursor != NULL && walk_contacts (cursor, func, user_data, error);
}

static InvitesRecipient *
read_recipient (InvitesCursor *cursor)
{
  InvitesRecipient *recipient = g_new0 (InvitesRecipient, 1);

  recipient->contact = invites_cursor_dup_text (cursor, 0);
  recipient->name = invites_cursor_dup_text (cursor, 1);
  recipient->address = invites_cursor_dup_text (cursor, 2);
  recipient->language = invites_cursor_dup_text (cursor, 3);
  recipient->accounts = g_ptr_array_new_with_free_func (
    (GDestroyNotify) invites_account_name_free);
  g_ptr_array_add (recipient->accounts,
                   invites_account_name_new (
                     invites_cursor_get_text (cursor, 4),
                     invites_cursor_get_text (cursor, 5)));
  recipient->division = g_new0 (InvitesDivision, 1);
  recipient->division->id = invites_cursor_dup_text (cursor, 6);
  recipient->division->name = invites_cursor_dup_text (cursor, 7);
  recipient->division->email_from = invites_cursor_dup_text (cursor, 8);
  recipient->division->time_zone = invites_cursor_dup_text (cursor, 9);
  return recipient;
}

InvitesRecipient *
invites_store_sql_find_recipient (InvitesStore  *self,
                                  const char    *contact_id,
                                  GError       **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;

  cursor = invites_database_query (invites_store_sql_get (self),
                                   SELECT_RECIPIENT, error, "s", contact_id);
  if (cursor == NULL
      || !invites_cursor_find (cursor, INVITES_ERROR_NOT_FOUND,
                               "There is no such contact", error))
    return NULL;

  return read_recipient (cursor);
}
