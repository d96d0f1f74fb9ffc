/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How fast the dialogue alone is: one ready message again and again, no queue
 * and no database. Prints the rate, the processor time of one message, and, as
 * the last word, the seconds that it took from the first connection on.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "service/delivery/invites-carrier.h"

typedef struct
{
  InvitesCarrier *carrier;
  GBytes         *message;
  guint64         n_wanted;
  guint64         n_begun;
  guint64         n_sent;
  guint64         n_failed;
} Bench;

static void
answered_cb (gpointer            mail,
             InvitesRelayAnswer *answer,
             gpointer            user_data)
{
  Bench *bench = user_data;

  if (answer->state == INVITES_DELIVERY_SENT)
    bench->n_sent++;
  else if (bench->n_failed++ == 0)
    fprintf (stderr, "%d %s\n", answer->code,
             answer->text != NULL ? answer->text : "");
}

static void
failed_cb (InvitesRelayAnswer *fault,
           gpointer            user_data)
{
  fprintf (stderr, "%s\n", fault->text);
  exit (1);
}

static GBytes *
read_message (const char *path)
{
  g_autoptr(GError) error = NULL;
  char *text;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, &error))
    {
      fprintf (stderr, "%s\n", error->message);
      exit (1);
    }
  return g_bytes_new_take (text, length);
}

static void
begin_mails (Bench *bench)
{
  while (bench->n_begun < bench->n_wanted
         && invites_carrier_get_n_ready (bench->carrier) > 0)
    {
      char recipient[64];
      const InvitesEnvelope envelope
        = { (char *) "noreply@example.com", recipient, FALSE };

      g_snprintf (recipient, sizeof recipient,
                  "user%" G_GUINT64_FORMAT "@example.net", bench->n_begun);
      bench->n_begun++;
      invites_carrier_carry (bench->carrier, bench, &envelope,
                             bench->message);
    }
}

static double
get_cpu_seconds (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_utime.tv_sec + usage.ru_utime.tv_usec / 1e6
         + usage.ru_stime.tv_sec + usage.ru_stime.tv_usec / 1e6;
}

int
main (int argc, char **argv)
{
  const InvitesCarrierEvents events = { answered_cb, NULL, failed_cb };
  Bench bench = { 0 };
  g_autoptr(InvitesRelay) relay = NULL;
  g_autoptr(GError) error = NULL;
  guint n_connections;
  gint64 start;
  double seconds;

  if (argc != 5)
    {
      fprintf (stderr, "usage: %s URL CONNECTIONS MESSAGES FILE\n", argv[0]);
      return 2;
    }
  if ((relay = invites_relay_new_smtp (argv[1], &error)) == NULL)
    {
      fprintf (stderr, "%s\n", error->message);
      return 1;
    }
  n_connections = (guint) CLAMP (g_ascii_strtoull (argv[2], NULL, 10), 1, 1000);
  bench.n_wanted = g_ascii_strtoull (argv[3], NULL, 10);
  bench.message = read_message (argv[4]);
  bench.carrier = invites_carrier_new (relay, n_connections, &events, &bench);

  start = g_get_monotonic_time ();
  invites_carrier_open (bench.carrier, n_connections);
  while (bench.n_sent + bench.n_failed < bench.n_wanted)
    {
      begin_mails (&bench);
      invites_carrier_iterate (bench.carrier, G_MAXINT64);
    }
  seconds = (g_get_monotonic_time () - start) / 1e6;
  printf ("connections %u messages %" G_GUINT64_FORMAT " failed %"
          G_GUINT64_FORMAT " rate %.0f cpu-us %.1f seconds %.3f\n",
          n_connections, bench.n_sent, bench.n_failed,
          bench.n_sent / seconds,
          get_cpu_seconds () * 1e6 / MAX (bench.n_sent, 1), seconds);

  invites_carrier_leave (bench.carrier);
  invites_carrier_free (bench.carrier);
  g_bytes_unref (bench.message);
  return bench.n_failed == 0 ? 0 : 1;
}
