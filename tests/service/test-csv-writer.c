/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists that go out as CSV. */
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/invites-error.h"
#include "service/http/invites-csv-writer.h"
#include "service/http/invites-request-private.h"
#include "service/http/invites-service.h"

/* Octets, more than a writer keeps in memory. */
#define A_LOT (4 * 1024 * 1024)

static const char *const columns[] = { "id", "name", NULL };

typedef struct
{
  InvitesService  service; /* that does nothing */
  InvitesRequest *request;
  int             client;  /* the other end of its connection; -1: closed */
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  int ends[2];

  g_assert_no_errno (socketpair (AF_UNIX, SOCK_STREAM, 0, ends));
  fixture->client = ends[0];
  fixture->request = invites_request_new (&fixture->service, "GET",
                                          "/v1/contacts", "127.0.0.1");
  fixture->request->fd = ends[1];
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  close (fixture->request->fd);
  if (fixture->client >= 0)
    close (fixture->client);
  invites_request_free (fixture->request);
}

static gboolean
write_a_lot (InvitesCsvWriter  *writer,
             GError           **error)
{
  g_autofree char *name = g_strnfill (1000, 'n');

  for (gsize n = 0; n < A_LOT; n += strlen (name))
    {
      invites_csv_writer_add_text (writer, "=1");
      invites_csv_writer_add_text (writer, name);
      if (!invites_csv_writer_end_row (writer, error))
        return FALSE;
    }

  return TRUE;
}

static void
test_whole (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr(InvitesCsvWriter) writer = NULL;
  g_autoptr(InvitesAnswer) answer = NULL;
  g_autoptr(GError) error = NULL;
  char beginning[] = "id,name\r\n'=1,n";
  char read_back[sizeof beginning] = "";
  guint64 length;
  int fd;

  writer = invites_csv_writer_new (fixture->request, columns, &error);
  g_assert_no_error (error);
  g_assert_true (write_a_lot (writer, &error));
  g_assert_no_error (error);
  answer = invites_csv_writer_finish (writer, &error);
  g_assert_no_error (error);

  fd = invites_answer_steal_file (answer, &length);
  g_assert_cmpuint (length, >, A_LOT);
  g_assert_cmpint (read (fd, read_back, strlen (beginning)), ==,
                   strlen (beginning));
  g_assert_cmpstr (read_back, ==, beginning);
  close (fd);
}

/* Nothing is written for nobody. */
static void
test_client_gone (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr(InvitesCsvWriter) writer = NULL;
  g_autoptr(GError) error = NULL;

  writer = invites_csv_writer_new (fixture->request, columns, &error);
  g_assert_no_error (error);
  g_assert_true (write_a_lot (writer, &error));
  g_assert_no_error (error);

  close (fixture->client);
  fixture->client = -1;
  g_assert_false (write_a_lot (writer, &error));
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_UNAVAILABLE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/csv-writer/whole", Fixture, NULL, set_up, test_whole,
              tear_down);
  g_test_add ("/csv-writer/client-gone", Fixture, NULL, set_up,
              test_client_gone, tear_down);
  return g_test_run ();
}
