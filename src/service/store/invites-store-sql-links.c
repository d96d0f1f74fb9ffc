/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/invites-error.h"
#include "service/store/invites-store-sql-ledger.h"
#include "service/store/invites-store-sql-private.h"

/* A link works while its mail may have arrived: also when it was unknown and
 * is to go again, or was refused then. One that came back, or that the mail
 * system has never taken, is known to nobody. */
#define FIND_DELIVERY                                                         \
  "SELECT d.delivery_id, d.address_id, d.address, s.uuid, v.name,"            \
  " d.state IN ('sending', 'deferred', 'sent', 'unknown')"                    \
  " OR (d.state = 'queued' AND d.first_attempt_at IS NOT NULL)"               \
  " OR (d.state <> 'bounced' AND d.sent_at IS NOT NULL),"                     \
  " coalesce (d.sent_at, d.first_attempt_at), h.password_hash,"               \
  " s.revoked_at IS NOT NULL, " INVITES_SQL_LANGUAGE                          \
  " FROM deliveries AS d"                                                     \
  " JOIN addresses AS h ON h.address_id = d.address_id"                       \
  " JOIN sends AS s ON s.send_id = d.send_id"                                 \
  " JOIN divisions AS v ON v.division_id = s.division_id"                     \
  " WHERE d.link_hash = ?1"

/*
 * Whom the mail named and who may still join by its link: it has not ended,
 * and no newer invitation has gone out, or it was revoked. Newer is what went
 * out later, in whatever order the sends were prepared; while this one is on
 * its way, none is newer, since it holds the address.
 */
#define FIND_PEOPLE                                                           \
  "SELECT c.contact_id, c.id, c.accepted_at IS NOT NULL,"                     \
  " e.link_ended = 1 OR c.address_id IS DISTINCT FROM d.address_id,"          \
  " EXISTS (SELECT 1 FROM send_entries AS n"                                  \
  "  JOIN deliveries AS o ON o.delivery_id = n.delivery_id"                   \
  "  JOIN sends AS b ON b.send_id = o.send_id"                                \
  "  WHERE n.contact_id = e.contact_id AND n.named = 1"                       \
  "  AND b.revoked_at IS NULL AND o.state IN ('sent', 'bounced')"             \
  "  AND (o.sent_at, o.delivery_id) > (d.sent_at, d.delivery_id)),"           \
  " a.number, a.name"                                                         \
  " FROM send_entries AS e"                                                   \
  " JOIN deliveries AS d ON d.delivery_id = e.delivery_id"                    \
  " JOIN contacts AS c ON c.contact_id = e.contact_id"                        \
  " JOIN accounts AS a ON a.account_id = c.account_id"                        \
  " WHERE e.delivery_id = ?1 AND e.named = 1 ORDER BY a.number, c.id"

#define JOIN_PORTAL                                                           \
  "UPDATE contacts SET accepted_at = ?2, accepted_delivery_id = ?3,"          \
  " pending = 0 WHERE contact_id = ?1 AND accepted_at IS NULL"

#define SET_PASSWORD                                                          \
  "UPDATE addresses SET password_hash = ?2"                                   \
  " WHERE address_id = ?1 AND password_hash IS NULL"

typedef struct
{
  gint64  contact_id;
  char   *id;
} Person;

/* A delivery seen through its link. */
typedef struct
{
  gint64       delivery_id; /* 0: there is none */
  gint64       address_id;
  char        *uuid;
  gboolean     works;       /* its state is one in which a link works */
  gboolean     is_revoked;  /* its send is */
  InvitesTime  since;
  GArray      *joining;     /* of Person: those who would join */
  guint        n_joined;    /* have joined, by this link or otherwise */
  guint        n_valid;     /* named and not ended, n_joined included */
  InvitesLink *link;
} View;

static void
person_clear (gpointer data)
{
  Person *person = data;

  g_free (person->id);
}

static void
view_init (View *self)
{
  self->joining = g_array_new (FALSE, FALSE, sizeof (Person));
  g_array_set_clear_func (self->joining, person_clear);
  self->link = g_new0 (InvitesLink, 1);
  self->link->accounts =
    g_ptr_array_new_with_free_func ((GDestroyNotify) invites_account_name_free);
}

static void
view_clear (View *self)
{
  g_free (self->uuid);
  g_clear_pointer (&self->joining, g_array_unref);
  g_clear_pointer (&self->link, invites_link_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (View, view_clear)

static gboolean
find_delivery (InvitesDatabase *database,
               GBytes          *token_hash,
               View            *view,
               GError         **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  gboolean failed;

  if (!(cursor = invites_database_query (database, FIND_DELIVERY, error, "b",
                                         token_hash)))
    return FALSE;
  if (!invites_ledger_step (cursor, &failed, error))
    return !failed;

  view->delivery_id = invites_cursor_get_int (cursor, 0);
  view->address_id = invites_cursor_get_int (cursor, 1);
  view->link->address = invites_cursor_dup_text (cursor, 2);
  view->uuid = invites_cursor_dup_text (cursor, 3);
  view->link->division_name = invites_cursor_dup_text (cursor, 4);
  view->works = invites_cursor_get_int (cursor, 5) != 0;
  view->since = invites_cursor_get_time (cursor, 6);
  view->link->password_hash = invites_cursor_dup_text (cursor, 7);
  view->is_revoked = invites_cursor_get_int (cursor, 8) != 0;
  view->link->language = invites_cursor_dup_text (cursor, 9);
  return TRUE;
}

static gboolean
has_account (GPtrArray  *accounts,
             const char *number)
{
  for (guint i = 0; i < accounts->len; i++)
    {
      const InvitesAccountName *account = g_ptr_array_index (accounts, i);

      if (g_str_equal (account->number, number))
        return TRUE;
    }

  return FALSE;
}

static void
add_joining (View          *view,
             InvitesCursor *cursor)
{
  InvitesLink *link = view->link;
  const char *number = invites_cursor_get_text (cursor, 5);
  Person person = { invites_cursor_get_int (cursor, 0),
                    invites_cursor_dup_text (cursor, 1) };

  g_array_append_val (view->joining, person);
  if (!has_account (link->accounts, number))
    g_ptr_array_add (link->accounts,
                     invites_account_name_new (number,
                                               invites_cursor_get_text (cursor,
                                                                        6)));
}

static gboolean
find_people (InvitesDatabase *database,
             View            *view,
             GError         **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  gboolean failed;

  if (!(cursor = invites_database_query (database, FIND_PEOPLE, error, "i",
                                         view->delivery_id)))
    return FALSE;
  while (invites_ledger_step (cursor, &failed, error))
    {
      gboolean has_joined = invites_cursor_get_int (cursor, 2) != 0;
      gboolean has_ended = invites_cursor_get_int (cursor, 3) != 0;
      gboolean is_replaced = invites_cursor_get_int (cursor, 4) != 0;

      if (has_ended)
        continue;
      view->n_valid++;
      if (has_joined)
        view->n_joined++;
      else if (!is_replaced)
        add_joining (view, cursor);
    }

  return !failed;
}

static InvitesLinkState
decide_state (const View  *view,
              InvitesTime  now)
{
  InvitesTime days = invites_rules_get ()->link_days;

  if (view->delivery_id == 0)
    return INVITES_LINK_UNKNOWN;
  if (view->joining->len == 0 || view->is_revoked)
    return view->n_valid > 0 && view->n_joined == view->n_valid
           ? INVITES_LINK_USED : INVITES_LINK_REVOKED;
  if (!view->works)
    return INVITES_LINK_UNKNOWN;
  return view->since + days * 24 * 3600 >= now ? INVITES_LINK_LIVE
                                               : INVITES_LINK_EXPIRED;
}

static gboolean
find_view (InvitesDatabase *database,
           GBytes          *token_hash,
           InvitesTime      now,
           View            *view,
           GError         **error)
{
  if (!find_delivery (database, token_hash, view, error))
    return FALSE;
  if (view->delivery_id != 0 && !find_people (database, view, error))
    return FALSE;

  view->link->state = decide_state (view, now);
  return TRUE;
}

/* A dead link tells nothing of anybody, but in which language to say so. */
static InvitesLink *
new_dead_link (InvitesLink *found)
{
  InvitesLink *link = g_new0 (InvitesLink, 1);

  link->state = found->state;
  link->language = g_steal_pointer (&found->language);
  link->accounts =
    g_ptr_array_new_with_free_func ((GDestroyNotify) invites_account_name_free);
  return link;
}

InvitesLink *
invites_store_sql_find_link (InvitesStore  *self,
                             GBytes        *token_hash,
                             InvitesTime    now,
                             GError       **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_autoptr(InvitesTransaction) transaction = NULL;
  g_auto(View) view = { 0, };

  view_init (&view);
  if (!(transaction = invites_transaction_begin (database, INVITES_READ, error))
      || !find_view (database, token_hash, now, &view, error)
      || !invites_transaction_commit (transaction, error))
    return NULL;

  if (view.link->state != INVITES_LINK_LIVE)
    return new_dead_link (view.link);
  return g_steal_pointer (&view.link);
}

static gboolean
refuse_link (InvitesLinkState   state,
             GError           **error)
{
  if (state == INVITES_LINK_UNKNOWN)
    g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND,
                         "There is no such link");
  else
    g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_CONFLICT,
                         "The link can no longer be used");
  return FALSE;
}

/* The caller has looked at the pass phrase by what it knew of the address a
 * moment ago: one that was chosen in the meantime, through another link, must
 * be asked for, not passed by. */
static gboolean
check_password (const View  *view,
                const char  *password_hash,
                GError     **error)
{
  const char *known = view->link->password_hash;

  if (known == NULL ? password_hash != NULL
                    : password_hash == NULL
                      || g_str_equal (known, password_hash))
    return TRUE;

  g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_CONFLICT,
                       "The address's pass phrase has changed");
  return FALSE;
}

static gboolean
join_people (InvitesDatabase *database,
             const View      *view,
             InvitesTime      now,
             GError         **error)
{
  for (guint i = 0; i < view->joining->len; i++)
    {
      const Person *person = &g_array_index (view->joining, Person, i);

      if (!invites_database_run (database, JOIN_PORTAL, NULL, error, "iii",
                                 person->contact_id, now, view->delivery_id)
          || !invites_store_sql_audit (database, now, 0, "accept", person->id,
                                       error))
        return FALSE;
    }

  return TRUE;
}

gboolean
invites_store_sql_accept (InvitesStore  *self,
                          GBytes        *token_hash,
                          const char    *password_hash,
                          InvitesTime    now,
                          char         **send_uuid,
                          GError       **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_autoptr(InvitesTransaction) transaction = NULL;
  g_auto(View) view = { 0, };

  view_init (&view);
  if (!(transaction
        = invites_transaction_begin (database, INVITES_WRITE, error))
      || !find_view (database, token_hash, now, &view, error))
    return FALSE;
  if (view.link->state != INVITES_LINK_LIVE)
    return refuse_link (view.link->state, error);

  if (!check_password (&view, password_hash, error)
      || !join_people (database, &view, now, error)
      || (password_hash != NULL
          && !invites_database_run (database, SET_PASSWORD, NULL, error, "is",
                                    view.address_id, password_hash))
      || !invites_changes_tell_send (database, view.uuid, FALSE, error)
      || !invites_transaction_commit (transaction, error))
    return FALSE;

  if (send_uuid != NULL)
    *send_uuid = g_steal_pointer (&view.uuid);
  return TRUE;
}
