/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/store/invites-store-sql-private.h"

#include <string.h>

#include "core/invites-error.h"
#include "core/invites-id.h"
#include "core/invites-text.h"
#include "service/store/invites-store-sql-ledger.h"

#define SELECT_DIVISION                                                       \
  "SELECT id, name, email_from, time_zone FROM divisions WHERE id = ?1"

/* ?1 is a JSON array of the ids of divisions. */
#define MY_DIVISIONS                                                          \
  "(SELECT division_id FROM divisions"                                        \
  " WHERE id IN (SELECT value FROM json_each (?1)))"
#define SELECT_DIVISIONS                                                      \
  "SELECT id, name, email_from, time_zone FROM divisions"                     \
  " WHERE division_id IN " MY_DIVISIONS
#define SELECT_OF_ACCOUNTS(column)                                            \
  "SELECT DISTINCT a." column " FROM accounts AS a"                           \
  " WHERE a.division_id IN " MY_DIVISIONS                                     \
  " AND a." column " <> ''"
#define SELECT_ACCOUNT_CLASSES SELECT_OF_ACCOUNTS ("account_class")
#define SELECT_BILL_GROUPS     SELECT_OF_ACCOUNTS ("bill_group")
#define SELECT_ACCOUNT_SOURCES SELECT_OF_ACCOUNTS ("account_source")
#define SELECT_SITE_SOURCES                                                   \
  "SELECT DISTINCT s.site_source FROM accounts AS a"                          \
  " JOIN sites AS s ON s.account_id = a.account_id"                           \
  " WHERE a.division_id IN " MY_DIVISIONS                                     \
  " AND s.site_source <> ''"
/* A row for each language, the own one first. */
#define SELECT_TEMPLATES                                                      \
  "SELECT id, name, language, 0 AS place FROM templates WHERE active = 1"     \
  " UNION ALL SELECT t.id, t.name, x.language, 1 FROM templates AS t"         \
  " JOIN template_texts AS x ON x.template_id = t.template_id"                \
  " WHERE t.active = 1 ORDER BY 1, 4, 3"

InvitesDivision *
invites_store_sql_find_division (InvitesStore  *self,
                                 const char    *id,
                                 GError       **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  InvitesDivision *division;

  cursor = invites_database_query (invites_store_sql_get (self),
                                   SELECT_DIVISION, error, "s", id);
  if (cursor == NULL
      || !invites_cursor_find (cursor, INVITES_ERROR_NOT_FOUND,
                               "There is no such division", error))
    return NULL;

  division = g_new0 (InvitesDivision, 1);
  division->id = invites_cursor_dup_text (cursor, 0);
  division->name = invites_cursor_dup_text (cursor, 1);
  division->email_from = invites_cursor_dup_text (cursor, 2);
  division->time_zone = invites_cursor_dup_text (cursor, 3);
  return division;
}

static InvitesChoice *
read_division (InvitesCursor *cursor)
{
  InvitesChoice *choice;

  choice = invites_choice_new (invites_cursor_get_text (cursor, 0),
                               invites_cursor_get_text (cursor, 1));
  choice->email_from = invites_cursor_dup_text (cursor, 2);
  choice->time_zone = invites_cursor_dup_text (cursor, 3);
  return choice;
}

static InvitesChoice *
read_text (InvitesCursor *cursor)
{
  const char *text = invites_cursor_get_text (cursor, 0);
  g_autofree char *id = invites_id_from_key (text);

  return invites_choice_new (id, text);
}

static int
compare_choices (gconstpointer a,
                 gconstpointer b)
{
  const InvitesChoice *choice_a = *(InvitesChoice *const *) a;
  const InvitesChoice *choice_b = *(InvitesChoice *const *) b;
  g_autofree char *fold_a = invites_text_fold (choice_a->name);
  g_autofree char *fold_b = invites_text_fold (choice_b->name);
  int order = strcmp (fold_a, fold_b);

  return order != 0 ? order : strcmp (choice_a->id, choice_b->id);
}

static gboolean
read_choices (InvitesDatabase   *database,
              const char      *sql,
              const char      *divisions,
              InvitesChoice *(*read_row) (InvitesCursor *cursor),
              GPtrArray       *choices,
              GError         **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  g_autoptr(GError) step_error = NULL;

  if (!(cursor = invites_database_prepare (database, sql, error)))
    return FALSE;

  invites_cursor_bind_text (cursor, 1, divisions);
  while (invites_cursor_step (cursor, &step_error))
    g_ptr_array_add (choices, read_row (cursor));
  if (step_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&step_error));
      return FALSE;
    }

  g_ptr_array_sort (choices, compare_choices);
  return TRUE;
}

static void
add_language (InvitesChoice *template,
              const char    *language)
{
  guint n = g_strv_length (template->languages);

  template->languages = g_renew (char *, template->languages, n + 2);
  template->languages[n] = g_strdup (language);
  template->languages[n + 1] = NULL;
}

static gboolean
read_templates (InvitesDatabase  *database,
                GPtrArray        *templates,
                GError          **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  InvitesChoice *template = NULL;
  gboolean failed;

  if (!(cursor = invites_database_query (database, SELECT_TEMPLATES, error,
                                         "")))
    return FALSE;

  while (invites_ledger_step (cursor, &failed, error))
    {
      const char *id = invites_cursor_get_text (cursor, 0);

      if (template == NULL || !g_str_equal (template->id, id))
        {
          template = invites_choice_new (id,
                                         invites_cursor_get_text (cursor, 1));
          template->languages = g_new0 (char *, 1);
          g_ptr_array_add (templates, template);
        }
      if (!invites_cursor_is_null (cursor, 2))
        add_language (template, invites_cursor_get_text (cursor, 2));
    }

  g_ptr_array_sort (templates, compare_choices);
  return !failed;
}

/* Ids need no escaping: all their characters are unreserved. */
static char *
write_ids (char **ids)
{
  g_autofree char *joined = g_strjoinv ("\",\"", ids);

  return *ids != NULL ? g_strdup_printf ("[\"%s\"]", joined)
                      : g_strdup ("[]");
}

InvitesChoices *
invites_store_sql_get_choices (InvitesStore            *self,
                               const InvitesPrincipal  *principal,
                               GError                 **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_autofree char *ids = write_ids (principal->divisions);
  g_autoptr(InvitesChoices) choices = invites_choices_new ();
  g_autoptr(InvitesTransaction) transaction = NULL;

  if (!(transaction = invites_transaction_begin (database, INVITES_READ, error))
      || !read_choices (database, SELECT_DIVISIONS, ids, read_division,
                        choices->divisions, error)
      || !read_choices (database, SELECT_ACCOUNT_CLASSES, ids, read_text,
                        choices->account_classes, error)
      || !read_choices (database, SELECT_BILL_GROUPS, ids, read_text,
                        choices->bill_groups, error)
      || !read_choices (database, SELECT_ACCOUNT_SOURCES, ids, read_text,
                        choices->account_sources, error)
      || !read_choices (database, SELECT_SITE_SOURCES, ids, read_text,
                        choices->site_sources, error)
      || !read_templates (database, choices->notification_templates, error))
    return NULL;

  return g_steal_pointer (&choices);
}
