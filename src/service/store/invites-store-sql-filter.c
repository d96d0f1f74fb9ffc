/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/store/invites-store-sql-filter.h"

#include "core/invites-enums.h"
#include "core/invites-id.h"

/* The statements say these in numbers. */
G_STATIC_ASSERT (INVITES_GROUP_ACCEPTED == 0);
G_STATIC_ASSERT (INVITES_GROUP_PENDING == 1);
G_STATIC_ASSERT (INVITES_GROUP_NOT_SENT == 2);
G_STATIC_ASSERT (INVITES_GROUP_CANNOT_BE_INVITED == 3);
G_STATIC_ASSERT (INVITES_REASON_NO_ADDRESS == 0);
G_STATIC_ASSERT (INVITES_REASON_INVALID_ADDRESS == 1);
G_STATIC_ASSERT (INVITES_REASON_BOUNCED == 2);
G_STATIC_ASSERT (INVITES_REASON_OPTED_OUT == 3);

static void
free_term (gpointer data)
{
  InvitesFilterTerm *term = data;

  g_free (term->value);
  g_free (term);
}

static InvitesFilterTerm *
add_term (GPtrArray  *terms,
          const char *rule,
          const char *before,
          const char *after)
{
  InvitesFilterTerm *term = g_new0 (InvitesFilterTerm, 1);

  term->rule = rule;
  term->before = before;
  term->after = after;
  g_ptr_array_add (terms, term);
  return term;
}

/* The columns hold texts, the filter has ids that were made of them. */
static void
add_text_term (GPtrArray  *terms,
               const char *rule,
               const char *id,
               const char *before,
               const char *after)
{
  InvitesFilterTerm *term;

  if (id == NULL)
    return;

  term = add_term (terms, rule, before, after);
  term->value = invites_id_to_key (id);
  term->has_value = TRUE;
}

static void
add_division_term (GPtrArray  *terms,
                   const char *id)
{
  InvitesFilterTerm *term;

  term = add_term (terms, "division",
                   "a.division_id = (SELECT division_id FROM divisions"
                   " WHERE id = ", ")");
  term->value = g_strdup (id);
  term->has_value = TRUE;
}

/**
 * invites_filter_terms_new:
 * @filter: a filter
 *
 * Makes the conditions of those filters that are set, the division first. All
 * of them speak of the tables as %INVITES_SQL_CONTACTS names them. A filter
 * without a division, and an id that nothing can have, match nothing.
 *
 * Returns: (transfer full) (element-type InvitesFilterTerm): the conditions
 */
GPtrArray *
invites_filter_terms_new (const InvitesFilter *filter)
{
  GPtrArray *terms;

  g_return_val_if_fail (filter != NULL, NULL);

  terms = g_ptr_array_new_with_free_func (free_term);
  add_division_term (terms, filter->division);
  add_text_term (terms, "account_class", filter->account_class,
                 "a.account_class = ", "");
  add_text_term (terms, "bill_group", filter->bill_group,
                 "a.bill_group = ", "");
  add_text_term (terms, "account_source", filter->account_source,
                 "a.account_source = ", "");
  add_text_term (terms, "site_source", filter->site_source,
                 "EXISTS (SELECT 1 FROM sites AS s"
                 " WHERE s.account_id = a.account_id AND s.site_source = ",
                 ")");
  if (filter->active_service)
    add_term (terms, "active_service",
              "EXISTS (SELECT 1 FROM sites AS s"
              " WHERE s.account_id = a.account_id AND s.active_services > 0)",
              "");
  if (filter->balance_due)
    add_term (terms, "balance_due", "a.balance_due = 1", "");
  if (filter->billing_contacts)
    add_term (terms, "billing_contacts", "c.billing_contact = 1", "");
  if (filter->without_auto_pay)
    add_term (terms, "without_auto_pay", "a.auto_pay = 0", "");

  return terms;
}

/**
 * invites_filter_term_append:
 * @self: a condition
 * @sql: the statement so far
 * @index: the number of the value, from 1; of no matter when the condition has
 *   none
 *
 * Appends one condition, in parentheses. It may be NULL where a column is.
 */
void
invites_filter_term_append (const InvitesFilterTerm *self,
                            GString                 *sql,
                            int                      index)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (sql != NULL);

  g_string_append_printf (sql, "(%s", self->before);
  if (self->has_value)
    g_string_append_printf (sql, "?%d", index);
  g_string_append_printf (sql, "%s)", self->after);
}

/**
 * invites_filter_terms_append:
 * @terms: (element-type InvitesFilterTerm): conditions
 * @sql: the statement so far, which has a WHERE
 * @first: the number of the first value, from 1
 *
 * Appends " AND (…)" for each condition.
 *
 * Returns: the number of the next value
 */
int
invites_filter_terms_append (GPtrArray *terms,
                             GString   *sql,
                             int        first)
{
  g_return_val_if_fail (terms != NULL, first);
  g_return_val_if_fail (sql != NULL, first);

  for (guint i = 0; i < terms->len; i++)
    {
      const InvitesFilterTerm *term = g_ptr_array_index (terms, i);

      g_string_append (sql, " AND ");
      invites_filter_term_append (term, sql, first);
      first += term->has_value ? 1 : 0;
    }

  return first;
}

/**
 * invites_filter_terms_bind:
 * @terms: (element-type InvitesFilterTerm): the conditions that were appended
 * @cursor: the statement
 * @first: the number of the first value, as it was when they were appended
 *
 * Binds the values of the conditions.
 *
 * Returns: the number of the next value
 */
int
invites_filter_terms_bind (GPtrArray     *terms,
                           InvitesCursor *cursor,
                           int            first)
{
  g_return_val_if_fail (terms != NULL, first);
  g_return_val_if_fail (cursor != NULL, first);

  for (guint i = 0; i < terms->len; i++)
    {
      const InvitesFilterTerm *term = g_ptr_array_index (terms, i);

      if (term->has_value)
        invites_cursor_bind_text (cursor, first++, term->value);
    }

  return first;
}
