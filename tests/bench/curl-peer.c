/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <curl/curl.h>
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * curl-peer URL CONNECTIONS MAILS FILE
 *
 * Sends FILE so many times the way libcurl's documentation does, with one
 * handle and one kept connection a thread, and prints the seconds.
 */

typedef struct
{
  const char *url;
  const char *message;
  gsize       length;
  int         n_mails;
} Job;

typedef struct
{
  const Job *job;
  gsize      read;
} Upload;

static gint next_mail;
static gint n_failed;

static size_t
read_cb (char   *bytes,
         size_t  size,
         size_t  n_items,
         void   *user_data)
{
  Upload *upload = user_data;
  gsize n = MIN (size * n_items, upload->job->length - upload->read);

  memcpy (bytes, upload->job->message + upload->read, n);
  upload->read += n;
  return n;
}

static gboolean
send_one (CURL      *curl,
          const Job *job,
          int        number)
{
  g_autofree char *to = g_strdup_printf ("<user%d@example.net>", number);
  struct curl_slist *recipients = curl_slist_append (NULL, to);
  Upload upload = { job, 0 };
  gboolean done;

  curl_easy_setopt (curl, CURLOPT_MAIL_RCPT, recipients);
  curl_easy_setopt (curl, CURLOPT_READDATA, &upload);
  done = curl_easy_perform (curl) == CURLE_OK;
  curl_slist_free_all (recipients);
  return done;
}

static gpointer
run_thread (gpointer data)
{
  const Job *job = data;
  CURL *curl = curl_easy_init ();
  int number;

  curl_easy_setopt (curl, CURLOPT_URL, job->url);
  curl_easy_setopt (curl, CURLOPT_MAIL_FROM, "<noreply@example.com>");
  curl_easy_setopt (curl, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt (curl, CURLOPT_READFUNCTION, read_cb);
  curl_easy_setopt (curl, CURLOPT_TCP_NODELAY, 1L);
  curl_easy_setopt (curl, CURLOPT_NOSIGNAL, 1L);
  while ((number = g_atomic_int_add (&next_mail, 1)) < job->n_mails)
    {
      if (!send_one (curl, job, number))
        g_atomic_int_inc (&n_failed);
    }
  curl_easy_cleanup (curl);
  return NULL;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GPtrArray) threads = g_ptr_array_new ();
  g_autofree char *message = NULL;
  Job job = { 0 };
  gint64 begin;

  if (argc != 5
      || !g_file_get_contents (argv[4], &message, &job.length, NULL))
    {
      g_printerr ("usage: curl-peer URL CONNECTIONS MAILS FILE\n");
      return 2;
    }
  curl_global_init (CURL_GLOBAL_DEFAULT);
  job.url = argv[1];
  job.message = message;
  job.n_mails = atoi (argv[3]);
  begin = g_get_monotonic_time ();
  for (int i = 0; i < atoi (argv[2]); i++)
    g_ptr_array_add (threads, g_thread_new ("curl", run_thread, &job));
  for (guint i = 0; i < threads->len; i++)
    g_thread_join (g_ptr_array_index (threads, i));
  printf ("%.6f\n", (double) (g_get_monotonic_time () - begin) / 1e6);
  return n_failed == 0 ? 0 : 1;
}
