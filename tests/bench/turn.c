/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a turn of the queue costs: makes a company of N contacts in a temporary
 * database, starts a send to all of them, and runs turns to its end, with every
 * commit on the disk and without.
 *
 *   turn [CONTACTS [TURN]]
 *
 * A line says microseconds of the processor a delivery, by part, and in
 * brackets those that passed. The parts are those of invites_store_turn().
 */
#include <glib/gstdio.h>
#include <stdlib.h>
#include <time.h>

#include "service/store/invites-store-sql-ledger.h"
#include "service/store/invites-store-sql-private.h"
#include "service/store/invites-store-sql-queue.h"

#define UUID "abcdef00-0000-4000-8000-000000000001"
#define NOW  1790000000

/* Of the template. */
#define TEXT_LENGTH 1000
#define HTML_LENGTH 3000

typedef enum
{
  PART_RESULT,
  PART_CLAIM,
  PART_END,
  PART_COMMIT,
} Part;
#define N_PARTS 4

static const char *const part_names[] = { "result", "claim", "end", "commit" };

typedef struct
{
  gint64 processor; /* nanoseconds */
  gint64 passed;
} Spent;

typedef struct
{
  char             *folder;
  InvitesStore     *store;
  InvitesKeys      *keys;
  InvitesPrincipal  user;
  gint64            last_send;
  Spent             spent[N_PARTS];
  Spent             since;
} Bench;

static gint64
read_clock (clockid_t clock)
{
  struct timespec time;

  clock_gettime (clock, &time);
  return (gint64) time.tv_sec * G_GINT64_CONSTANT (1000000000) + time.tv_nsec;
}

static void
begin_part (Bench *self)
{
  self->since.processor = read_clock (CLOCK_THREAD_CPUTIME_ID);
  self->since.passed = read_clock (CLOCK_MONOTONIC);
}

static void
end_part (Bench *self,
          Part   part)
{
  self->spent[part].processor +=
    read_clock (CLOCK_THREAD_CPUTIME_ID) - self->since.processor;
  self->spent[part].passed +=
    read_clock (CLOCK_MONOTONIC) - self->since.passed;
}

static void
demand (gboolean   succeeded,
        GError   **error)
{
  if (!succeeded)
    g_error ("%s", *error != NULL ? (*error)->message : "It failed");
}

static void
put_contact (Bench *self,
             guint  number)
{
  g_autofree char *id = g_strdup_printf ("c%07u", number);
  g_autofree char *account_number = g_strdup_printf ("A%07u", number);
  g_autofree char *email =
    g_strdup_printf ("person.%07u@customer%03u.example", number, number % 500);
  InvitesAccountRecord account = {
    .number = account_number, .name = account_number,
    .division = (char *) "north", .auto_pay = INVITES_FLAG_NO,
  };
  InvitesContactRecord contact = {
    .id = id, .account_number = account_number, .name = (char *) "Pat Doe",
    .email = email, .billing_contact = INVITES_FLAG_YES,
  };
  g_autoptr(GError) error = NULL;

  demand (invites_store_put_account (self->store, &account, &error), &error);
  demand (invites_store_put_contact (self->store, &contact, &error), &error);
}

static void
put_company (Bench *self,
             guint  n_contacts)
{
  InvitesDivision division = {
    (char *) "north", (char *) "North", (char *) "portal@north.example",
    (char *) "Europe/Vienna",
  };
  g_autofree char *text = g_strnfill (TEXT_LENGTH, 'x');
  g_autofree char *html = g_strnfill (HTML_LENGTH, 'x');
  g_autoptr(InvitesTemplateRecord) template
    = invites_template_record_new ("welcome", "Welcome", TRUE);
  g_autoptr(GError) error = NULL;

  demand (invites_store_begin_import (self->store, NOW, &error), &error);
  demand (invites_store_put_division (self->store, &division, &error), &error);
  for (guint i = 0; i < n_contacts; i++)
    put_contact (self, i);
  demand (invites_store_end_import (self->store, TRUE, &error), &error);
  g_ptr_array_add (template->texts, invites_template_text_new (
                                      "en", "Your account", text, html));
  demand (invites_store_put_template (self->store, template, &error), &error);
}

static void
start_send (Bench *self)
{
  g_autoptr(InvitesSendRequest) request = invites_send_request_new ();
  g_autoptr(InvitesSend) prepared = NULL;
  g_autoptr(InvitesSend) started = NULL;
  g_autoptr(GError) error = NULL;

  request->filter = invites_filter_new ("north");
  request->template_id = g_strdup ("welcome");
  request->email_from = g_strdup ("portal@north.example");
  request->only_without_invitation = TRUE;
  prepared = invites_store_prepare (self->store, UUID, request, &self->user,
                                    NOW, NULL, &error);
  demand (prepared != NULL, &error);
  started = invites_store_start (self->store, UUID, &self->user, NOW, &error);
  demand (started != NULL, &error);
}

static void
set_up (Bench      *self,
        guint       n_contacts,
        const char *synchronous)
{
  static char *divisions[] = { (char *) "north", NULL };
  g_autofree char *database = NULL;
  g_autofree char *key = NULL;
  g_autoptr(GError) error = NULL;

  invites_rules_get ()->hold_seconds = 0;
  self->folder = g_dir_make_tmp ("invites-turn-XXXXXX", &error);
  demand (self->folder != NULL, &error);
  database = g_strconcat ("sqlite:", self->folder, "/invites.db", NULL);
  key = g_build_filename (self->folder, "key", NULL);
  self->store = invites_store_open (database, &error);
  demand (self->store != NULL, &error);
  self->keys = invites_keys_load (key, &error);
  demand (self->keys != NULL, &error);
  demand (invites_database_exec (invites_store_sql_get (self->store),
                                 synchronous, &error),
          &error);

  self->user.name = (char *) "Pat Doe";
  self->user.may_send = TRUE;
  self->user.divisions = divisions;
  put_company (self, n_contacts);
  start_send (self);
}

static void
tear_down (Bench *self)
{
  g_autoptr(GDir) folder = g_dir_open (self->folder, 0, NULL);
  const char *name;

  g_clear_object (&self->store);
  g_clear_object (&self->keys);
  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (self->folder);
  g_free (self->folder);
}

static GPtrArray *
answer (GPtrArray *claimed)
{
  GPtrArray *results;

  results = g_ptr_array_new_with_free_func (
    (GDestroyNotify) invites_delivery_result_free);
  for (guint i = 0; i < claimed->len; i++)
    {
      const InvitesDelivery *delivery = g_ptr_array_index (claimed, i);
      InvitesDeliveryResult *result;

      result = invites_delivery_result_new (delivery->delivery_id,
                                            INVITES_DELIVERY_SENT);
      result->reply_code = 250;
      result->reply_status = g_strdup ("2.0.0");
      result->reply_text = g_strdup ("Ok: queued as 4F2B81C0042");
      g_ptr_array_add (results, result);
    }

  return results;
}

/* One turn, part by part. */
static GPtrArray *
run_turn (Bench     *self,
          GPtrArray *results,
          guint      n_wanted)
{
  InvitesDatabase *sqlite = invites_store_sql_get (self->store);
  g_autoptr(GHashTable) changed = NULL;
  g_autoptr(InvitesTransaction) transaction = NULL;
  g_autoptr(GError) error = NULL;
  InvitesTurn turn = { .n_wanted = n_wanted };
  GPtrArray *claimed;

  changed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  claimed =
    g_ptr_array_new_with_free_func ((GDestroyNotify) invites_delivery_free);
  transaction = invites_transaction_begin (sqlite, INVITES_WRITE, &error);
  demand (transaction != NULL, &error);

  begin_part (self);
  demand (invites_queue_apply_results (sqlite, results, NOW, changed,
                                       &error), &error);
  end_part (self, PART_RESULT);

  begin_part (self);
  demand (invites_queue_claim (sqlite, &turn, self->keys, NOW,
                               &self->last_send, changed, claimed, &error),
          &error);
  end_part (self, PART_CLAIM);

  begin_part (self);
  demand (invites_ledger_end_sends (sqlite, NOW, changed, &error), &error);
  end_part (self, PART_END);

  begin_part (self);
  demand (invites_transaction_commit (transaction, &error), &error);
  end_part (self, PART_COMMIT);
  return claimed;
}

static void
print_spent (Bench      *self,
             const char *name,
             guint       n_deliveries)
{
  double processor = 0;
  double passed = 0;

  g_print ("%-28s", name);
  for (guint i = 0; i < N_PARTS; i++)
    {
      processor += (double) self->spent[i].processor;
      passed += (double) self->spent[i].passed;
      g_print (" %s %5.1f (%5.1f)", part_names[i],
               (double) self->spent[i].processor / 1e3 / n_deliveries,
               (double) self->spent[i].passed / 1e3 / n_deliveries);
    }
  g_print ("  all %5.1f (%5.1f)\n", processor / 1e3 / n_deliveries,
           passed / 1e3 / n_deliveries);
}

static void
measure (guint       n_contacts,
         guint       n_wanted,
         const char *synchronous)
{
  Bench bench = { NULL };
  g_autoptr(GPtrArray) claimed = g_ptr_array_new ();
  guint n_deliveries = 0;

  set_up (&bench, n_contacts, synchronous);
  do
    {
      g_autoptr(GPtrArray) results = answer (claimed);

      g_clear_pointer (&claimed, g_ptr_array_unref);
      claimed = run_turn (&bench, results, n_wanted);
      n_deliveries += claimed->len;
    }
  while (claimed->len > 0);

  g_assert_cmpuint (n_deliveries, ==, n_contacts);
  print_spent (&bench, synchronous, n_deliveries);
  tear_down (&bench);
}

int
main (int    argc,
      char **argv)
{
  guint n_contacts = argc > 1 ? (guint) strtoul (argv[1], NULL, 10) : 20000;
  guint n_wanted = argc > 2 ? (guint) strtoul (argv[2], NULL, 10) : 50;

  g_print ("%u deliveries, turns of %u, microseconds a delivery\n", n_contacts,
           n_wanted);
  measure (n_contacts, n_wanted, "PRAGMA synchronous = FULL");
  measure (n_contacts, n_wanted, "PRAGMA synchronous = OFF");
  return EXIT_SUCCESS;
}
