/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What preparing a send of a whole division takes, beside bare statements that
 * write as many rows: one for the ledger's rows alone, and one more for the
 * deliveries, into tables with the same columns and indexes. Meanwhile another
 * connection writes, and tells how long it had to wait.
 *
 * usage: size-prepare DATABASE DIVISION EMAIL_FROM
 */
#include "core/invites-time.h"
#include "core/invites-send.h"
#include "service/store/invites-database.h"
#include "service/store/invites-store.h"
#include "size-cases.h"

#define PAUSE_US 2000

#define DROP_BARE                                                             \
  "DROP TABLE IF EXISTS bare_entries; DROP TABLE IF EXISTS bare_deliveries"
#define MAKE_BARE_ENTRIES                                                     \
  "CREATE TABLE bare_entries (send_id INTEGER NOT NULL,"                      \
  " contact_id INTEGER NOT NULL, outcome TEXT NOT NULL, delivery_id INTEGER," \
  " email TEXT NOT NULL, invited INTEGER NOT NULL,"                           \
  " named INTEGER NOT NULL DEFAULT 0, link_ended INTEGER NOT NULL DEFAULT 0," \
  " PRIMARY KEY (send_id, contact_id))"
#define MAKE_BARE_DELIVERIES                                                  \
  "CREATE TABLE bare_deliveries (delivery_id INTEGER PRIMARY KEY,"            \
  " send_id INTEGER NOT NULL, address_id INTEGER NOT NULL,"                   \
  " contact_id INTEGER NOT NULL, address TEXT NOT NULL, state TEXT NOT NULL," \
  " armed INTEGER NOT NULL DEFAULT 0, changed_at INTEGER NOT NULL,"           \
  " UNIQUE (send_id, address_id));"                                           \
  "CREATE INDEX bare_entries_contact ON bare_entries (contact_id);"           \
  "CREATE INDEX bare_entries_delivery ON bare_entries (delivery_id)"          \
  " WHERE delivery_id IS NOT NULL;"                                           \
  "CREATE INDEX bare_entries_outcome ON bare_entries (send_id, outcome);"     \
  "CREATE INDEX bare_deliveries_state ON bare_deliveries (send_id, state)"
#define FROM_CONTACTS                                                         \
  " FROM accounts AS a JOIN contacts AS c ON c.account_id = a.account_id"     \
  " WHERE a.division_id ="                                                    \
  " (SELECT division_id FROM divisions WHERE id = ?1)"
#define INSERT_ENTRIES                                                        \
  "INSERT INTO bare_entries (send_id, contact_id, outcome, delivery_id,"      \
  " email, invited) SELECT 1, c.contact_id, 'will_be_sent', c.contact_id,"    \
  " c.email, c.pending" FROM_CONTACTS
#define INSERT_DELIVERIES                                                     \
  "INSERT INTO bare_deliveries (delivery_id, send_id, address_id, contact_id,"\
  " address, state, changed_at) SELECT c.contact_id, 1, c.contact_id,"        \
  " c.contact_id, c.email, 'queued', 0" FROM_CONTACTS

static void
exec (InvitesDatabase *database,
      const char      *sql)
{
  g_autoptr(GError) error = NULL;

  if (!invites_database_exec (database, sql, &error))
    g_error ("%s", error->message);
}

static void
insert (InvitesDatabase *database,
        const char      *sql,
        const char      *division,
        guint64         *n_rows)
{
  g_autoptr(GError) error = NULL;

  if (!invites_database_run (database, sql, n_rows, &error, "s", division))
    g_error ("%s", error->message);
}

static void
measure_bare (const char *url,
              const char *division,
              gboolean    deliveries)
{
  g_autoptr(InvitesDatabase) database = NULL;
  g_autoptr(InvitesTransaction) transaction = NULL;
  g_autoptr(GError) error = NULL;
  guint64 n_rows;
  gint64 begin;

  if (!(database = invites_database_open (url, &error)))
    g_error ("%s", error->message);
  exec (database, DROP_BARE);
  exec (database, MAKE_BARE_ENTRIES);
  if (deliveries)
    exec (database, MAKE_BARE_DELIVERIES);

  begin = size_times_now ();
  if (!(transaction
        = invites_transaction_begin (database, INVITES_WRITE, &error)))
    g_error ("%s", error->message);
  insert (database, INSERT_ENTRIES, division, &n_rows);
  if (deliveries)
    insert (database, INSERT_DELIVERIES, division, NULL);
  if (!invites_transaction_commit (transaction, &error))
    g_error ("%s", error->message);
  g_print ("%s-seconds %.3f\n", deliveries ? "bare-with-deliveries" : "bare",
           (double) (size_times_now () - begin) / 1e9);
  if (!deliveries)
    g_print ("rows %" G_GUINT64_FORMAT "\n", n_rows);
  g_steal_pointer (&transaction);
  exec (database, DROP_BARE);
}

/* Another one who writes. */

typedef struct
{
  const char *url;
  int         stop; /* atomic */
  GArray     *waits;
} Writer;

static gpointer
write_on (gpointer data)
{
  Writer *self = data;
  g_autoptr(InvitesTemplateRecord) record
    = invites_template_record_new ("bench", "Bench", FALSE);
  g_autoptr(InvitesStore) store = NULL;
  g_autoptr(GError) error = NULL;

  g_ptr_array_add (record->texts,
                   invites_template_text_new (NULL, "Bench", "{{link}}",
                                              "<p>{{link}}</p>"));
  if (!(store = invites_store_open (self->url, &error)))
    g_error ("%s", error->message);
  while (!g_atomic_int_get (&self->stop))
    {
      gint64 begin = size_times_now ();

      if (!invites_store_put_template (store, record, &error))
        g_error ("%s", error->message);
      size_times_add (self->waits, begin);
      g_usleep (PAUSE_US);
    }

  return NULL;
}

static gint64
find_user (InvitesStore *store)
{
  InvitesUserRecord user = {
    .username = (char *) "bench-prepares", .name = (char *) "Bench",
    .email = (char *) "bench@example.com", .password_hash = (char *) "none",
    .all_divisions = TRUE,
  };
  g_autoptr(InvitesUserRecord) found = NULL;
  g_autoptr(GError) error = NULL;

  invites_store_add_user (store, &user, NULL); /* or there already */
  if (!(found = invites_store_find_user (store, user.username, &error)))
    g_error ("%s", error->message);
  return found->user_id;
}

static void
prepare (InvitesStore *store,
         const char   *division,
         const char   *email_from)
{
  g_autoptr(InvitesSendRequest) request = invites_send_request_new ();
  g_autofree char *uuid = g_uuid_string_random ();
  char *divisions[] = { (char *) division, NULL };
  InvitesPrincipal principal = {
    .user_id = find_user (store), .username = (char *) "bench-prepares",
    .name = (char *) "Bench", .email = (char *) "bench@example.com",
    .may_send = TRUE, .divisions = divisions,
  };
  g_autoptr(InvitesSend) send = NULL;
  g_autoptr(GError) error = NULL;
  gboolean created;
  gint64 begin;

  request->filter = invites_filter_new (division);
  request->template_id = g_strdup ("portal-invitation");
  request->email_from = g_strdup (email_from);
  begin = size_times_now ();
  send = invites_store_prepare (store, uuid, request, &principal,
                                invites_time_now (), &created, &error);
  if (send == NULL)
    g_error ("%s", error->message);
  g_print ("prepare-seconds %.3f\n",
           (double) (size_times_now () - begin) / 1e9);
  g_print ("will-be-sent %" G_GUINT64_FORMAT "\n",
           send->outcomes[INVITES_OUTCOME_WILL_BE_SENT]);
  g_print ("merged %" G_GUINT64_FORMAT "\n",
           send->outcomes[INVITES_OUTCOME_MERGED]);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(InvitesStore) store = NULL;
  g_autoptr(GError) error = NULL;
  Writer writer = { NULL };
  GThread *thread;

  if (argc != 4)
    g_error ("usage: size-prepare DATABASE DIVISION EMAIL_FROM");
  if (!(store = invites_store_open (argv[1], &error)))
    g_error ("%s", error->message);

  /* What is read is in memory from the first one on. */
  for (guint i = 0; i < 2; i++)
    measure_bare (argv[1], argv[2], FALSE);
  measure_bare (argv[1], argv[2], TRUE);

  prepare (store, argv[2], argv[3]);

  writer.url = argv[1];
  writer.waits = size_times_new ();
  thread = g_thread_new ("writer", write_on, &writer);
  g_print ("beside-a-writer\n");
  prepare (store, argv[2], argv[3]);
  g_atomic_int_set (&writer.stop, TRUE);
  g_thread_join (thread);
  g_print ("writes %u\n", writer.waits->len);
  size_times_tell (writer.waits, "write");
  g_print ("longest-write %.2f\n",
           (double) g_array_index (writer.waits, gint64,
                                   writer.waits->len - 1) / 1000);
  g_array_unref (writer.waits);
  return 0;
}
