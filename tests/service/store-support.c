/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-support.h"

#include <glib/gstdio.h>

#include "database-support.h"

static void
put_account (StoreFixture *self,
             const char   *number,
             const char   *division)
{
  InvitesAccountRecord account = {
    .number = (char *) number,
    .name = (char *) "Acme & Söhne",
    .division = (char *) division,
    .account_class = (char *) (g_str_equal (number, "N1") ? "Roll off"
                                                          : "Residential"),
    .balance = (char *) "12.5000",
    .balance_due = TRUE,
    .auto_pay = g_str_equal (number, "N2") ? INVITES_FLAG_YES : INVITES_FLAG_NO,
  };
  g_autoptr(GError) error = NULL;

  invites_store_put_account (self->store, &account, &error);
  g_assert_no_error (error);
}

static void
begin_import (StoreFixture *self)
{
  g_autoptr(GError) error = NULL;

  invites_store_begin_import (self->store, self->now, &error);
  g_assert_no_error (error);
}

static void
end_import (StoreFixture *self)
{
  g_autoptr(GError) error = NULL;

  invites_store_end_import (self->store, TRUE, &error);
  g_assert_no_error (error);
}

/* A contact as a file has it: what is NONE or NULL keeps what is known. */
void
store_fixture_put (StoreFixture               *self,
                   const InvitesContactRecord *contact)
{
  g_autoptr(GError) error = NULL;

  begin_import (self);
  invites_store_put_contact (self->store, contact, &error);
  g_assert_no_error (error);
  end_import (self);
}

void
store_fixture_put_contact (StoreFixture *self,
                           const char   *id,
                           const char   *account,
                           const char   *email)
{
  InvitesContactRecord contact = {
    .id = (char *) id,
    .account_number = (char *) account,
    .name = (char *) id,
    .email = (char *) email,
    .billing_contact = INVITES_FLAG_YES,
  };

  store_fixture_put (self, &contact);
}

void
store_fixture_put_division (StoreFixture *self,
                            const char   *id,
                            const char   *email_from)
{
  InvitesDivision division = {
    .id = (char *) id,
    .name = (char *) id,
    .email_from = (char *) email_from,
    .time_zone = (char *) "Europe/Vienna",
  };
  g_autoptr(GError) error = NULL;

  begin_import (self);
  invites_store_put_division (self->store, &division, &error);
  g_assert_no_error (error);
  end_import (self);
}

void
store_fixture_put_template (StoreFixture *self,
                            const char   *id,
                            gboolean      active)
{
  g_autoptr(InvitesTemplateRecord) template
    = invites_template_record_new (id, "Welcome", active);
  g_autoptr(GError) error = NULL;

  g_ptr_array_add (template->texts,
                   invites_template_text_new (NULL, "Your account", "{{link}}",
                                              "<p>{{link}}</p>"));
  invites_store_put_template (self->store, template, &error);
  g_assert_no_error (error);
}

static void
put_data (StoreFixture *self)
{
  store_fixture_put_division (self, "north", "portal@north.example");
  store_fixture_put_division (self, "south", "portal@south.example");
  begin_import (self);
  put_account (self, "N1", "north");
  put_account (self, "N2", "north");
  put_account (self, "N3", "north");
  put_account (self, "S1", "south");
  end_import (self);
  store_fixture_put_template (self, "welcome", TRUE);
}

static void
add_user (StoreFixture *self)
{
  InvitesUserRecord user = {
    .username = (char *) "pat",
    .name = (char *) "Pat Doe",
    .email = (char *) "pat@north.example",
    .password_hash = (char *) "none",
    .all_divisions = TRUE,
  };
  const char *const divisions[] = { "north", "south", NULL };
  g_autoptr(InvitesUserRecord) found = NULL;
  g_autoptr(GError) error = NULL;

  invites_store_add_user (self->store, &user, &error);
  g_assert_no_error (error);
  found = invites_store_find_user (self->store, "pat", &error);
  g_assert_no_error (error);

  self->user = g_new0 (InvitesPrincipal, 1);
  self->user->user_id = found->user_id;
  self->user->username = g_strdup (found->username);
  self->user->name = g_strdup (found->name);
  self->user->email = g_strdup (found->email);
  self->user->may_send = TRUE;
  self->user->divisions = g_strdupv ((char **) divisions);
}

/* Another connection to the same database. */
InvitesStore *
store_fixture_open (StoreFixture *self)
{
  g_autoptr(GError) error = NULL;
  InvitesStore *store = invites_store_open (self->database, &error);

  g_assert_no_error (error);
  return store;
}

void
store_fixture_set_up (StoreFixture  *self,
                      gconstpointer  data)
{
  g_autofree char *key_path = NULL;
  g_autoptr(GError) error = NULL;

  /* Tests that are about them set them. */
  invites_rules_get ()->gap_hours = 0;
  invites_rules_get ()->hold_seconds = 0;
  invites_rules_get ()->resend_in_doubt = FALSE;

  self->folder = g_dir_make_tmp ("portal-invites-XXXXXX", &error);
  g_assert_no_error (error);
  self->database = test_database_new (self->folder);
  self->now = STORE_START;
  self->store = store_fixture_open (self);

  key_path = g_build_filename (self->folder, "key", NULL);
  self->keys = invites_keys_load (key_path, &error);
  g_assert_no_error (error);
  put_data (self);
  add_user (self);
}

static void
remove_folder (const char *path)
{
  g_autoptr(GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      g_remove (child);
    }
  g_rmdir (path);
}

static void
note_line (const char *line,
           gpointer    user_data)
{
  g_ptr_array_add (user_data, g_strdup (line));
}

/* Verifies all invariants; gives the number of lines. */
guint
store_fixture_check (StoreFixture *self,
                     GPtrArray    *lines)
{
  g_autoptr(GError) error = NULL;
  guint n_broken = 0;

  invites_store_check (self->store, self->now, note_line, lines, &n_broken,
                       &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_broken, ==, lines->len);
  return n_broken;
}

void
store_fixture_tear_down (StoreFixture  *self,
                         gconstpointer  data)
{
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  if (!self->broken && store_fixture_check (self, lines) > 0)
    g_error ("%s", (const char *) g_ptr_array_index (lines, 0));

  g_clear_object (&self->store);
  g_clear_object (&self->keys);
  g_clear_pointer (&self->user, invites_principal_free);
  test_database_remove (self->database);
  remove_folder (self->folder);
  g_clear_pointer (&self->folder, g_free);
  g_clear_pointer (&self->database, g_free);
}

/* Changes the database behind the store's back. */
void
store_fixture_exec (StoreFixture *self,
                    const char   *sql)
{
  g_autoptr(InvitesDatabase) database = NULL;
  g_autoptr(GError) error = NULL;

  database = invites_database_open (self->database, &error);
  g_assert_no_error (error);
  invites_database_exec (database, sql, &error);
  g_assert_no_error (error);
}

gint64
store_fixture_get_number (StoreFixture *self,
                          const char   *sql)
{
  g_autoptr(InvitesDatabase) database = NULL;
  g_autoptr(InvitesCursor) cursor = NULL;
  g_autoptr(GError) error = NULL;

  database = invites_database_open (self->database, &error);
  g_assert_no_error (error);
  cursor = invites_database_query (database, sql, &error, "");
  g_assert_no_error (error);
  g_assert_true (invites_cursor_step (cursor, &error));
  return invites_cursor_get_int (cursor, 0);
}

char *
store_dup_uuid (guint number)
{
  return g_strdup_printf ("abcdef00-0000-4000-8000-%012u", number);
}

InvitesSendRequest *
store_request_new (gboolean only)
{
  InvitesSendRequest *request = invites_send_request_new ();

  request->filter = invites_filter_new ("north");
  request->template_id = g_strdup ("welcome");
  request->email_from = g_strdup ("portal@north.example");
  request->only_without_invitation = only;
  return request;
}

InvitesSend *
store_fixture_prepare (StoreFixture *self,
                       guint         number,
                       gboolean      only)
{
  g_autoptr(InvitesSendRequest) request = store_request_new (only);
  g_autofree char *uuid = store_dup_uuid (number);
  g_autoptr(GError) error = NULL;
  gboolean created;
  InvitesSend *send;

  send = invites_store_prepare (self->store, uuid, request, self->user,
                                self->now, &created, &error);
  g_assert_no_error (error);
  g_assert_true (created);
  g_assert_true (invites_send_adds_up (send));
  g_assert_cmpstr (send->id, ==, uuid);
  return send;
}

InvitesSend *
store_fixture_start (StoreFixture *self,
                     guint         number)
{
  g_autofree char *uuid = store_dup_uuid (number);
  g_autoptr(GError) error = NULL;
  InvitesSend *send;

  send = invites_store_start (self->store, uuid, self->user, self->now, &error);
  g_assert_no_error (error);
  g_assert_true (invites_send_adds_up (send));
  return send;
}

/* Prepares it and starts it. */
void
store_fixture_begin (StoreFixture *self,
                     guint         number,
                     gboolean      only)
{
  g_autoptr(InvitesSend) prepared = store_fixture_prepare (self, number, only);
  g_autoptr(InvitesSend) started = store_fixture_start (self, number);

  g_assert_cmpint (prepared->state, ==, INVITES_SEND_PREPARED);
  g_assert_cmpuint (invites_send_get_open (started), >, 0);
}

InvitesSend *
store_fixture_stop (StoreFixture *self,
                    guint         number)
{
  g_autofree char *uuid = store_dup_uuid (number);
  g_autoptr(GError) error = NULL;
  InvitesSend *send;

  send = invites_store_stop (self->store, uuid, self->user, self->now, &error);
  g_assert_no_error (error);
  g_assert_true (invites_send_adds_up (send));
  return send;
}

InvitesSend *
store_fixture_find (StoreFixture *self,
                    guint         number)
{
  g_autofree char *uuid = store_dup_uuid (number);
  g_autoptr(GError) error = NULL;
  InvitesSend *send = invites_store_find_send (self->store, uuid, &error);

  g_assert_no_error (error);
  g_assert_true (invites_send_adds_up (send));
  return send;
}

typedef struct
{
  const char   *id;
  InvitesEntry *entry;
} EntrySearch;

static gboolean
find_entry (const InvitesEntry  *entry,
            gpointer             user_data,
            GError             **error)
{
  EntrySearch *search = user_data;

  if (g_str_equal (entry->id, search->id))
    search->entry = invites_entry_copy (entry);
  return TRUE;
}

/* NULL when the send did not consider the contact. */
InvitesEntry *
store_fixture_find_entry (StoreFixture *self,
                          guint         number,
                          const char   *contact)
{
  g_autoptr(InvitesListing) listing = invites_listing_new ();
  g_autofree char *uuid = store_dup_uuid (number);
  g_autoptr(GError) error = NULL;
  EntrySearch search = { contact, NULL };

  invites_store_list_entries (self->store, uuid, listing, find_entry, &search,
                              NULL, &error);
  g_assert_no_error (error);
  return search.entry;
}

static gboolean
append_id (const InvitesEntry  *entry,
           gpointer             user_data,
           GError             **error)
{
  GString *ids = user_data;

  g_string_append_printf (ids, "%s%s", ids->len > 0 ? " " : "", entry->id);
  return TRUE;
}

/* The contacts of a list of entries, with spaces between, then "/total". */
char *
store_fixture_list (StoreFixture         *self,
                    guint                 number,
                    const InvitesListing *listing)
{
  g_autoptr(GString) ids = g_string_new (NULL);
  g_autofree char *uuid = store_dup_uuid (number);
  g_autoptr(GError) error = NULL;
  guint64 total;

  invites_store_list_entries (self->store, uuid, listing, append_id, ids,
                              &total, &error);
  g_assert_no_error (error);
  g_string_append_printf (ids, "/%" G_GUINT64_FORMAT, total);
  return g_string_free (g_steal_pointer (&ids), FALSE);
}

void
store_assert_send (const InvitesSend    *send,
                   InvitesSendState      state,
                   InvitesDeliveryState  delivery,
                   guint64               n)
{
  g_assert_true (invites_send_adds_up (send));
  g_assert_cmpstr (invites_send_state_to_string (send->state), ==,
                   invites_send_state_to_string (state));
  g_assert_cmpuint (send->deliveries[delivery], ==, n);
}

GPtrArray *
store_fixture_turn (StoreFixture      *self,
                    const InvitesTurn *turn)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *claimed;

  claimed = invites_store_turn (self->store, turn, self->keys, self->now,
                                NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (claimed->len, <=, turn->n_wanted);
  return claimed;
}

GPtrArray *
store_fixture_claim (StoreFixture *self,
                     guint         n_wanted)
{
  InvitesTurn turn = { .n_wanted = n_wanted };

  return store_fixture_turn (self, &turn);
}

InvitesDelivery *
store_fixture_claim_one (StoreFixture *self)
{
  g_autoptr(GPtrArray) claimed = store_fixture_claim (self, 1);

  g_assert_cmpuint (claimed->len, ==, 1);
  return g_ptr_array_steal_index (claimed, 0);
}

/* Takes the result. */
void
store_fixture_report_result (StoreFixture          *self,
                             InvitesDeliveryResult *result)
{
  g_autoptr(GPtrArray) results = NULL;
  g_autoptr(GPtrArray) claimed = NULL;
  g_autoptr(GPtrArray) changed = NULL;
  g_autoptr(GError) error = NULL;
  InvitesTurn turn = { NULL };

  results = g_ptr_array_new_with_free_func (
    (GDestroyNotify) invites_delivery_result_free);
  g_ptr_array_add (results, result);

  turn.results = results;
  claimed = invites_store_turn (self->store, &turn, self->keys, self->now,
                                &changed, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (claimed->len, ==, 0);
  g_assert_cmpuint (changed->len, <=, 1);
}

static void
report (StoreFixture          *self,
        const InvitesDelivery *delivery,
        InvitesDeliveryState   state,
        gboolean               address_is_bad)
{
  InvitesDeliveryResult *result;

  result = invites_delivery_result_new (delivery->delivery_id, state);
  result->reply_code = 250;
  result->reply_status = g_strdup ("2.0.0");
  result->reply_text = g_strdup ("As it may be");
  result->address_is_bad = address_is_bad;
  store_fixture_report_result (self, result);
}

void
store_fixture_report (StoreFixture          *self,
                      const InvitesDelivery *delivery,
                      InvitesDeliveryState   state)
{
  report (self, delivery, state, FALSE);
}

void
store_fixture_report_bad_address (StoreFixture          *self,
                                  const InvitesDelivery *delivery)
{
  report (self, delivery, INVITES_DELIVERY_REFUSED, TRUE);
}

typedef struct
{
  const char     *id;
  InvitesContact *contact;
} ContactSearch;

static gboolean
find_contact (const InvitesContact  *contact,
              gpointer               user_data,
              GError               **error)
{
  ContactSearch *search = user_data;

  if (g_str_equal (contact->id, search->id))
    search->contact = invites_contact_copy (contact);
  return TRUE;
}

/* Of the division north. */
InvitesContact *
store_fixture_find_contact (StoreFixture *self,
                            const char   *id)
{
  g_autoptr(InvitesListing) listing = invites_listing_new ();
  g_autoptr(GError) error = NULL;
  ContactSearch search = { id, NULL };

  listing->filter = invites_filter_new ("north");
  invites_store_list_contacts (self->store, listing, self->now, find_contact,
                               &search, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (search.contact);
  return search.contact;
}
