/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gstdio.h>
#include <unistd.h>

#include "service/bounces/invites-bounce-mailbox.h"
#include "service/bounces/invites-bounce-maildir.h"
#include "service/bounces/invites-bounce-report.h"

/* To which all messages of the folder came. */
#define ADDRESS "b-aaaaaaaaaaaaabacdefghijklmnopqrstuvwx23"

#define HARD TRUE
#define SOFT FALSE

/* What each message of the folder must be taken for. */
static const struct
{
  const char           *name;
  InvitesBounceVerdict  verdict;
  gboolean              is_hard;
  const char           *status;
  int                   code;
} messages[] = {
  { "postfix-unknown-user", INVITES_BOUNCE_FAILED, HARD, "5.1.1", 550 },
  { "postfix-mailbox-full", INVITES_BOUNCE_FAILED, SOFT, "5.2.2", 552 },
  { "postfix-too-big", INVITES_BOUNCE_FAILED, SOFT, "5.3.4" },
  { "postfix-delayed", INVITES_BOUNCE_DELAYED, SOFT, "4.4.1" },
  { "postfix-expired", INVITES_BOUNCE_FAILED, SOFT, "4.4.1" },
  { "postfix-host-unknown", INVITES_BOUNCE_FAILED, HARD, "5.4.4" },
  { "postfix-spam", INVITES_BOUNCE_FAILED, SOFT, "5.7.1", 554 },
  { "postfix-headers-only", INVITES_BOUNCE_FAILED, HARD, "5.1.1", 550 },
  { "postfix-smtputf8", INVITES_BOUNCE_FAILED, HARD, "5.1.1", 550 },
  { "bad-form-of-mail", INVITES_BOUNCE_FAILED, SOFT, "5.6.0", 550 },
  { "null-mx", INVITES_BOUNCE_FAILED, HARD, "5.1.10", 556 },
  { "sender-domain-unknown", INVITES_BOUNCE_FAILED, SOFT, "5.1.8", 553 },
  { "time-ran-out", INVITES_BOUNCE_FAILED, SOFT, "5.4.7", 550 },
  { "system-full", INVITES_BOUNCE_FAILED, SOFT, "5.3.1", 552 },
  { "general-status-precise-reply", INVITES_BOUNCE_FAILED, SOFT, "5.2.2",
    550 },
  { "general-status-spam-words", INVITES_BOUNCE_FAILED, SOFT, "5.0.0", 554 },
  { "general-status", INVITES_BOUNCE_FAILED, HARD, "5.0.0", 550 },
  { "crlf", INVITES_BOUNCE_FAILED, HARD, "5.1.1", 550 },
  { "shouting-address", INVITES_BOUNCE_FAILED, HARD, "5.1.1", 550 },
  { "no-report-type", INVITES_BOUNCE_FAILED, HARD, "5.1.1", 550 },
  { "no-action", INVITES_BOUNCE_FAILED, HARD, "5.1.1", 550 },
  { "action-with-comment", INVITES_BOUNCE_FAILED, HARD, "5.1.1", 550 },
  { "base64-status", INVITES_BOUNCE_FAILED, HARD, "5.1.1", 550 },
  { "wrapped-by-a-scanner", INVITES_BOUNCE_FAILED, HARD, "5.1.1", 550 },
  { "delivered", INVITES_BOUNCE_DELIVERED },
  { "relayed", INVITES_BOUNCE_DELIVERED },
  { "expanded", INVITES_BOUNCE_DELIVERED },
  { "two-recipients-one-delivered", INVITES_BOUNCE_FAILED, SOFT, "5.1.1",
    550 },
  { "two-recipients-both-failed", INVITES_BOUNCE_FAILED, HARD, "5.1.1", 550 },
  { "two-recipients-one-delayed", INVITES_BOUNCE_FAILED, SOFT, "5.1.1" },
  { "two-recipients-no-empty-line", INVITES_BOUNCE_FAILED, SOFT, "5.2.2",
    552 },
  { "exim-report", INVITES_BOUNCE_FAILED, HARD, "5.1.1", 550 },
  { "exchange-report", INVITES_BOUNCE_FAILED, HARD, "5.1.10", 550 },
  { "exchange-policy", INVITES_BOUNCE_FAILED, SOFT, "5.7.129", 550 },

  { "qmail", INVITES_BOUNCE_FAILED, HARD, "5.1.1" },
  { "qmail-remote", INVITES_BOUNCE_FAILED, HARD, "5.1.1", 550 },
  { "qmail-too-long", INVITES_BOUNCE_FAILED, SOFT, "4.4.1" },
  { "exim-old", INVITES_BOUNCE_FAILED, HARD, "5.1.1", 550 },
  { "exim-old-unrouteable", INVITES_BOUNCE_FAILED, HARD },
  { "exim-old-full", INVITES_BOUNCE_FAILED, SOFT },
  { "exim-old-delayed", INVITES_BOUNCE_DELAYED },
  { "sendmail-old", INVITES_BOUNCE_FAILED, HARD, "5.1.1", 550 },
  { "sendmail-older", INVITES_BOUNCE_FAILED, HARD, NULL, 550 },
  { "sendmail-warning", INVITES_BOUNCE_DELAYED },
  { "exchange-old", INVITES_BOUNCE_FAILED, HARD },
  { "exchange-html", INVITES_BOUNCE_FAILED, HARD, "5.1.1", 550 },
  { "notes", INVITES_BOUNCE_FAILED, HARD },
  { "notes-older", INVITES_BOUNCE_FAILED, HARD },
  { "postfix-text", INVITES_BOUNCE_FAILED, HARD, "5.1.1", 0 },
  { "plain-reply", INVITES_BOUNCE_FAILED, HARD, "5.1.1", 550 },
  { "plain-reply-without-status", INVITES_BOUNCE_FAILED, HARD, NULL, 550 },
  { "plain-refusal-of-spam", INVITES_BOUNCE_FAILED, SOFT, NULL, 554 },
  { "words-only", INVITES_BOUNCE_FAILED, SOFT },
  { "code-in-many-numbers", INVITES_BOUNCE_FAILED, SOFT, "5.2.3", 552 },
  { "date-in-text", INVITES_BOUNCE_FAILED, SOFT },
  { "iso-8859-1", INVITES_BOUNCE_FAILED, HARD, "5.1.1", 550 },

  { "vacation", INVITES_BOUNCE_AUTO_REPLY },
  { "vacation-precedence", INVITES_BOUNCE_AUTO_REPLY },
  { "vacation-exchange", INVITES_BOUNCE_AUTO_REPLY },
  { "vacation-from-nobody", INVITES_BOUNCE_AUTO_REPLY },
  { "auto-notified", INVITES_BOUNCE_AUTO_REPLY },
  { "ticket", INVITES_BOUNCE_AUTO_REPLY },
  { "read-receipt", INVITES_BOUNCE_AUTO_REPLY },

  { "report-about-report", INVITES_BOUNCE_LOOP },
  { "report-about-report-headers", INVITES_BOUNCE_LOOP },
  { "about-the-bounce-address", INVITES_BOUNCE_LOOP },
  { "too-many-hops", INVITES_BOUNCE_LOOP },
  { "delivered-twice-to-one", INVITES_BOUNCE_LOOP },

  { "empty-status", INVITES_BOUNCE_FAILED, SOFT },
  { "status-without-sense", INVITES_BOUNCE_FAILED, SOFT },
  { "person", INVITES_BOUNCE_UNREADABLE },
  { "person-forwards-qmail", INVITES_BOUNCE_UNREADABLE },
  { "person-attaches-report", INVITES_BOUNCE_UNREADABLE },
  { "own-mail", INVITES_BOUNCE_UNREADABLE },
  { "complaint", INVITES_BOUNCE_UNREADABLE },
  { "empty-body", INVITES_BOUNCE_UNREADABLE },
  { "no-header", INVITES_BOUNCE_UNREADABLE },
  { "binary", INVITES_BOUNCE_UNREADABLE },
  { "deep-parts", INVITES_BOUNCE_UNREADABLE },
};

static GBytes *
load (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".eml", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "bounces", file,
                                                 NULL);
  g_autoptr(GError) error = NULL;
  char *data;
  gsize size;

  g_file_get_contents (path, &data, &size, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (data, size);
}

static void
test_messages (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      g_autoptr(GBytes) message = load (messages[i].name);
      g_autoptr(InvitesBounceReport) report = NULL;
      g_auto(InvitesBounce) bounce = { 0 };
      InvitesBounceVerdict verdict;

      report = invites_bounce_report_read (message, NULL);
      verdict = invites_bounce_report_judge (report, NULL, &bounce);
      g_test_message ("%s: %s, %s, %d %s: %s", messages[i].name,
                      invites_bounce_verdict_to_string (verdict),
                      bounce.is_hard ? "hard" : "soft", bounce.code,
                      bounce.status, bounce.text);
      g_assert_cmpint (report->verdict, ==, messages[i].verdict);
      g_assert_cmpint (verdict, ==, messages[i].verdict);
      if (verdict > INVITES_BOUNCE_DELAYED)
        continue;
      g_assert_cmpint (bounce.failed, ==, verdict == INVITES_BOUNCE_FAILED);
      g_assert_cmpint (bounce.is_hard, ==, messages[i].is_hard);
      g_assert_cmpstr (bounce.status, ==, messages[i].status);
      g_assert_cmpint (bounce.code, ==, messages[i].code);
      g_assert_cmpuint (report->addresses->len, ==, 1);
      g_assert_cmpstr (report->addresses->pdata[0], ==, ADDRESS);
      g_assert_true (bounce.text == NULL
                     || g_utf8_validate (bounce.text, -1, NULL));
    }
}

/* No message of the folder is left out of the table. */
static void
test_table_is_whole (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "bounces",
                                                   NULL);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  g_assert_nonnull (dir);
  while (g_dir_read_name (dir) != NULL)
    n++;
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (messages));
}

static void
test_cut_off (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      g_autoptr(GBytes) message = load (messages[i].name);

      for (gsize size = 0; size < g_bytes_get_size (message); size += 50)
        {
          /* A copy of that size, so that reading beyond it is noticed. */
          g_autoptr(GBytes) part
            = g_bytes_new (g_bytes_get_data (message, NULL), size);
          g_autoptr(InvitesBounceReport) report
            = invites_bounce_report_read (part, NULL);
          g_auto(InvitesBounce) bounce = { 0 };

          invites_bounce_report_judge (report, "nina@customer.example",
                                       &bounce);
        }
    }
}

/* A million levels of parts, and one part of many megabytes. */
static void
test_too_much (void)
{
  g_autoptr(GString) deep = g_string_new ("To: " ADDRESS "@b.example\n");
  g_autoptr(GString) wide = g_string_new ("From: postmaster@b.example\n\n");
  g_autoptr(GBytes) first = NULL;
  g_autoptr(GBytes) second = NULL;
  g_autoptr(InvitesBounceReport) report = NULL;
  g_autoptr(InvitesBounceReport) other = NULL;

  for (guint i = 0; i < 50000; i++)
    g_string_append_printf (deep,
                            "Content-Type: multipart/mixed; boundary=%u\n\n"
                            "--%u\n",
                            i, i);
  first = g_bytes_new (deep->str, deep->len);
  report = invites_bounce_report_read (first, NULL);
  g_assert_cmpint (report->verdict, ==, INVITES_BOUNCE_UNREADABLE);

  while (wide->len < 4 * INVITES_BOUNCE_MAX_READ)
    g_string_append (wide, "a line of which there are many\n");
  g_string_append (wide, "550 5.1.1 User unknown\n");
  second = g_bytes_new (wide->str, wide->len);
  other = invites_bounce_report_read (second, NULL);
  g_assert_cmpint (other->verdict, ==, INVITES_BOUNCE_UNREADABLE);
}

static InvitesBounceReport *
read_text (const char *text,
           const char *recipient)
{
  g_autoptr(GBytes) message = g_bytes_new (text, strlen (text));

  return invites_bounce_report_read (message, recipient);
}

#define OTHER "b-bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define THIRD "b-ccccccccccccccccccccccccccccccccccccccc"

static void
test_addresses (void)
{
  const struct
  {
    const char *headers;
    const char *recipient;
    const char *first;
    guint       n;
  } cases[] = {
    { "To: " OTHER "@b.example\n", ADDRESS "@b.example", ADDRESS, 1 },
    { "To: " OTHER "@b.example\n", ADDRESS, ADDRESS, 1 },
    { "To: " OTHER "@b.example\n", "someone@b.example", OTHER, 1 },
    { "To: " OTHER "@b.example\nDelivered-To: " ADDRESS "@b.example\n", NULL,
      ADDRESS, 2 },
    { "To: x@b.example\nDelivered-To: x@b.example\n"
      "X-Original-To: " ADDRESS "@b.example\n", NULL, ADDRESS, 1 },
    { "Envelope-To: " ADDRESS "@b.example\n", NULL, ADDRESS, 1 },
    { "To: \"A\" <" ADDRESS "@b.example>, " OTHER "@b.example\n", NULL, ADDRESS,
      2 },
    { "To: x" ADDRESS "@b.example\n", NULL, NULL, 0 },
    { "To: " ADDRESS "x@b.example\n", NULL, ADDRESS "x", 1 },
    { "To: " ADDRESS ".x@b.example\n", NULL, NULL, 0 },
    { "Cc: " ADDRESS "@b.example\nSubject: " OTHER "\n", NULL, NULL, 0 },
    { "To: b-short@b.example\n", NULL, NULL, 0 },
    { "", "", NULL, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strconcat (cases[i].headers,
                                           "From: x@b.example\n\n"
                                           "To: " THIRD "@b.example\n",
                                           NULL);
      g_autoptr(InvitesBounceReport) report
        = read_text (text, cases[i].recipient);

      g_test_message ("%s", cases[i].headers);
      g_assert_cmpuint (report->addresses->len, ==, cases[i].n);
      if (cases[i].n > 0)
        g_assert_cmpstr (report->addresses->pdata[0], ==, cases[i].first);
    }
}

/* Of several recipients, what is said of the mail's own counts. */
static void
test_recipients (void)
{
  const char *const text
    = "From: mailer-daemon@b.example\n"
      "Content-Type: multipart/report; boundary=x\n\n"
      "--x\nContent-Type: message/delivery-status\n\n"
      "Reporting-MTA: dns; b.example\n\n"
      "Final-Recipient: rfc822; Nina@B.example\nAction: delayed\n"
      "Status: 4.2.0\n\n"
      "Final-Recipient: rfc822; paul@b.example\nAction: failed\n"
      "Status: 5.1.1\n\n--x--\n";
  g_autoptr(InvitesBounceReport) report = read_text (text, NULL);
  g_auto(InvitesBounce) nina = { 0 };
  g_auto(InvitesBounce) paul = { 0 };
  g_auto(InvitesBounce) other = { 0 };

  g_assert_cmpint (invites_bounce_report_judge (report, "nina@b.example",
                                                &nina), ==,
                   INVITES_BOUNCE_DELAYED);
  g_assert_false (nina.failed);
  g_assert_cmpint (invites_bounce_report_judge (report, "paul@b.example",
                                                &paul), ==,
                   INVITES_BOUNCE_FAILED);
  g_assert_true (paul.is_hard);
  g_assert_cmpint (invites_bounce_report_judge (report, "x@b.example", &other),
                   ==, INVITES_BOUNCE_FAILED);
  g_assert_false (other.is_hard);
}

/* What was taken in, and when that is to fail. */
typedef struct
{
  char      *folder; /* (owned) */
  GPtrArray *taken;  /* (owned) (element-type utf8) */
  guint      until;  /* how many may be taken in */
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("bounces-XXXXXX", NULL);
  fixture->taken = g_ptr_array_new_with_free_func (g_free);
  fixture->until = G_MAXUINT;
}

static void
remove_tree (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  remove_tree (fixture->folder);
  g_free (fixture->folder);
  g_ptr_array_unref (fixture->taken);
}

static gboolean
take_cb (GBytes   *message,
         gpointer  user_data,
         GError  **error)
{
  Fixture *fixture = user_data;
  gsize size;
  const char *data = g_bytes_get_data (message, &size);

  if (fixture->taken->len == fixture->until)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "not now");
      return FALSE;
    }
  g_ptr_array_add (fixture->taken, g_strndup (data, size));
  return TRUE;
}

static char *
put (Fixture    *fixture,
     const char *name,
     const char *text)
{
  char *path = g_build_filename (fixture->folder, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static gboolean
is_there (Fixture    *fixture,
          const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
test_maildir (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  /* None yet. */
  g_assert_true (invites_bounce_maildir_scan (fixture->folder, TRUE, take_cb,
                                              fixture, &error));
  g_free (put (fixture, "new/1", "one"));
  g_free (put (fixture, "cur/2:2,FR", "two"));
  g_free (put (fixture, "cur/3:2,S", "three"));
  g_free (put (fixture, "cur/.hidden", "four"));

  fixture->until = 0;
  g_assert_false (invites_bounce_maildir_scan (fixture->folder, FALSE, take_cb,
                                               fixture, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_true (is_there (fixture, "new/1"));

  fixture->until = G_MAXUINT;
  g_assert_true (invites_bounce_maildir_scan (fixture->folder, FALSE, take_cb,
                                              fixture, &error));
  g_assert_cmpuint (fixture->taken->len, ==, 1);
  g_assert_cmpstr (fixture->taken->pdata[0], ==, "one");
  g_assert_false (is_there (fixture, "new/1"));
  g_assert_true (is_there (fixture, "cur/1:2,S"));

  g_assert_true (invites_bounce_maildir_scan (fixture->folder, TRUE, take_cb,
                                              fixture, &error));
  g_assert_cmpuint (fixture->taken->len, ==, 2);
  g_assert_cmpstr (fixture->taken->pdata[1], ==, "two");
  g_assert_true (is_there (fixture, "cur/2:2,FRS"));
  g_assert_true (invites_bounce_maildir_scan (fixture->folder, TRUE, take_cb,
                                              fixture, &error));
  g_assert_cmpuint (fixture->taken->len, ==, 2);
}

#define MBOX                                                                  \
  "From MAILER-DAEMON Mon Nov  2 09:00:00 2026\nTo: one\n\n>From one\n\n"     \
  "From x Mon Nov  2 09:00:01 2026\nTo: two\n\nGo\nFrom here\n\n\n"           \
  "From y Mon Nov  2 09:00:02 2026\nTo: three\n\n"

static void
test_mailbox (Fixture      *fixture,
              gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "mbox", NULL);
  g_autoptr(InvitesBounceMailbox) mailbox = invites_bounce_mailbox_new (path);
  g_autoptr(GError) error = NULL;
  g_autofree char *rest = NULL;

  g_assert_true (invites_bounce_mailbox_scan (mailbox, take_cb, fixture,
                                              &error));
  g_free (put (fixture, "mbox", MBOX));

  /* What is taken in is not taken in again, and nothing is taken off. */
  fixture->until = 2;
  g_assert_false (invites_bounce_mailbox_scan (mailbox, take_cb, fixture,
                                               &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_true (g_file_get_contents (path, &rest, NULL, NULL));
  g_assert_cmpstr (rest, ==, MBOX);

  fixture->until = G_MAXUINT;
  g_assert_true (invites_bounce_mailbox_scan (mailbox, take_cb, fixture,
                                              &error));
  g_assert_cmpuint (fixture->taken->len, ==, 3);
  g_assert_cmpstr (fixture->taken->pdata[0], ==, "To: one\n\n>From one\n\n");
  g_assert_true (g_str_has_prefix (fixture->taken->pdata[1], "To: two\n\n"));
  g_assert_cmpstr (fixture->taken->pdata[2], ==, "To: three\n\n");
  g_clear_pointer (&rest, g_free);
  g_assert_true (g_file_get_contents (path, &rest, NULL, NULL));
  g_assert_cmpstr (rest, ==, "");
  g_assert_false (is_there (fixture, "mbox.lock"));
}

/* The mail system adds one while the others are taken in. */
typedef struct
{
  Fixture    *fixture;
  const char *path;
} Adding;

static gboolean
take_and_add_cb (GBytes   *message,
                 gpointer  user_data,
                 GError  **error)
{
  const char more[] = "From z Mon Nov  2 09:00:03 2026\nTo: more\n\n";
  Adding *adding = user_data;

  if (adding->fixture->taken->len == 0)
    {
      FILE *file = fopen (adding->path, "a");

      g_assert_nonnull (file);
      g_assert_cmpuint (fwrite (more, 1, sizeof more - 1, file), ==,
                        sizeof more - 1);
      g_assert_cmpint (fclose (file), ==, 0);
    }
  return take_cb (message, adding->fixture, error);
}

static void
test_mailbox_grows (Fixture      *fixture,
                    gconstpointer data)
{
  g_autofree char *path = put (fixture, "mbox", MBOX);
  g_autoptr(InvitesBounceMailbox) mailbox = invites_bounce_mailbox_new (path);
  g_autoptr(GError) error = NULL;
  g_autofree char *rest = NULL;
  Adding adding = { fixture, path };

  g_assert_true (invites_bounce_mailbox_scan (mailbox, take_and_add_cb,
                                              &adding, &error));
  g_assert_cmpuint (fixture->taken->len, ==, 4);
  g_assert_cmpstr (fixture->taken->pdata[3], ==, "To: more\n\n");
  g_assert_true (g_file_get_contents (path, &rest, NULL, NULL));
  g_assert_cmpstr (rest, ==, "");
}

/* Large ones, so that a separator stands on the edge of what is read. */
static void
test_mailbox_edges (Fixture      *fixture,
                    gconstpointer data)
{
  for (guint shift = 0; shift < 12; shift++)
    {
      g_autoptr(GString) text = g_string_new ("From a x\nTo: one\n\n");
      g_autofree char *path = NULL;
      g_autoptr(InvitesBounceMailbox) mailbox = NULL;
      g_autoptr(GError) error = NULL;

      while (text->len < 65536 - shift)
        g_string_append_c (text, 'x');
      g_string_append (text, "\n\nFrom b y\nTo: two\n\nend\n\n");
      path = put (fixture, "mbox", text->str);
      mailbox = invites_bounce_mailbox_new (path);
      g_ptr_array_set_size (fixture->taken, 0);
      g_assert_true (invites_bounce_mailbox_scan (mailbox, take_cb, fixture,
                                                  &error));
      g_assert_cmpuint (fixture->taken->len, ==, 2);
      g_assert_cmpstr (fixture->taken->pdata[1], ==, "To: two\n\nend\n\n");
    }
}

static void
test_mailbox_is_locked (Fixture      *fixture,
                        gconstpointer data)
{
  g_autofree char *path = put (fixture, "mbox", MBOX);
  g_autofree char *ours = g_strdup_printf ("%ld", (long) getpid ());
  g_autofree char *lock = put (fixture, "mbox.lock", ours);
  g_autoptr(InvitesBounceMailbox) mailbox = invites_bounce_mailbox_new (path);
  g_autoptr(GError) error = NULL;

  g_assert_true (invites_bounce_mailbox_scan (mailbox, take_cb, fixture,
                                              &error));
  g_assert_cmpuint (fixture->taken->len, ==, 0);
  g_assert_true (is_there (fixture, "mbox.lock"));

  /* Of a process that is gone: no process has such a number. */
  g_assert_true (g_file_set_contents (lock, "999999999\n", -1, NULL));
  g_assert_true (invites_bounce_mailbox_scan (mailbox, take_cb, fixture,
                                              &error));
  g_assert_cmpuint (fixture->taken->len, ==, 3);
  g_assert_false (is_there (fixture, "mbox.lock"));
}

static void
test_no_mailbox (Fixture      *fixture,
                 gconstpointer data)
{
  const char *const text = "This is somebody's letter.\n";
  g_autofree char *path = put (fixture, "mbox", text);
  g_autoptr(InvitesBounceMailbox) mailbox = invites_bounce_mailbox_new (path);
  g_autoptr(GError) error = NULL;
  g_autofree char *rest = NULL;

  g_assert_false (invites_bounce_mailbox_scan (mailbox, take_cb, fixture,
                                               &error));
  g_assert_nonnull (error);
  g_assert_true (g_file_get_contents (path, &rest, NULL, NULL));
  g_assert_cmpstr (rest, ==, text);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/bounces/messages", test_messages);
  g_test_add_func ("/bounces/table-is-whole", test_table_is_whole);
  g_test_add_func ("/bounces/cut-off", test_cut_off);
  g_test_add_func ("/bounces/too-much", test_too_much);
  g_test_add_func ("/bounces/addresses", test_addresses);
  g_test_add_func ("/bounces/recipients", test_recipients);
  g_test_add ("/bounces/maildir", Fixture, NULL, set_up, test_maildir,
              tear_down);
  g_test_add ("/bounces/mailbox", Fixture, NULL, set_up, test_mailbox,
              tear_down);
  g_test_add ("/bounces/mailbox-grows", Fixture, NULL, set_up,
              test_mailbox_grows, tear_down);
  g_test_add ("/bounces/mailbox-edges", Fixture, NULL, set_up,
              test_mailbox_edges, tear_down);
  g_test_add ("/bounces/mailbox-is-locked", Fixture, NULL, set_up,
              test_mailbox_is_locked, tear_down);
  g_test_add ("/bounces/no-mailbox", Fixture, NULL, set_up, test_no_mailbox,
              tear_down);
  return g_test_run ();
}
