/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "core/invites-error.h"
#include "service/delivery/invites-letter.h"
#include "service/delivery/invites-mail-file.h"
#include "test-recipient.h"

#define TOKEN "abcdefghijklmnopqrstuvwxyz-_ABCDEFGHIJKLMNO"
#define PUBLIC_URL "https://portal.example.com"
#define LINK  PUBLIC_URL "/i/" TOKEN
#define DATE  1795381200 /* 2026-11-22T21:00:00Z */

#define OPT_OUT "OPTOUT-_ABCDEFGHIJKLMNOPQRSTUVWXYZ012345678"

typedef struct
{
  InvitesLetter *letter;
  char          *folder;
} Fixture;

static InvitesLetter *
make_letter (const char *email_from, const char *public_url)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(InvitesTemplateText) text = invites_template_text_new (
    NULL, "{{division_name}} for {{contact_name}}",
    "Dear {{contact_name}},\n\n.\nFrom us\n  {{accounts}}\n\n{{link}}\n",
    "<p>{{contact_name}}</p>\n<ul>{{accounts}}</ul>\n"
    "<a href=\"{{link}}\">Join</a>\n");
  InvitesLetter *letter
    = invites_letter_new (text, email_from, public_url, &error);

  g_assert_no_error (error);
  return letter;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  self->letter = make_letter ("office@example.com", PUBLIC_URL "/");
  self->folder = g_dir_make_tmp ("letter-XXXXXX", &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_free (self->folder);
  invites_letter_free (self->letter);
}

static InvitesLetterValues
make_values (const InvitesRecipient *recipient)
{
  return (InvitesLetterValues) {
    .recipient = recipient,
    .token = TOKEN,
    .message_id = "0123456789abcdef@example.com",
    .date = DATE,
  };
}

static char *
dup_string (GBytes *message)
{
  return g_strndup (g_bytes_get_data (message, NULL),
                    g_bytes_get_size (message));
}

/* RFC 5322: lines of at most 998 octets, in the body of 76 (RFC 2045), CRLF and
 * nothing else; without SMTPUTF8 nothing but ASCII. */
static void
assert_well_formed (GBytes *message, gboolean utf8)
{
  gsize size;
  const char *bytes = g_bytes_get_data (message, &size);
  gsize line = 0;
  gboolean in_body = FALSE;

  for (gsize i = 0; i < size; i++)
    {
      g_assert_cmpint (bytes[i], !=, '\0');
      if (bytes[i] == '\n')
        g_assert_true (i > 0 && bytes[i - 1] == '\r');
      if (bytes[i] == '\r')
        g_assert_true (i + 1 < size && bytes[i + 1] == '\n');
      if (bytes[i] == '\n')
        {
          in_body = in_body || line <= 1;
          line = 0;
        }
      else
        g_assert_cmpuint (++line, <=, in_body ? 77 : 999);
      if (!utf8 || in_body)
        g_assert_cmpint ((guchar) bytes[i], <, 0x80);
    }
}

static JsonNode *
read_with_python (const char *path)
{
  g_autofree char *script
    = g_test_build_filename (G_TEST_DIST, "read-mail.py", NULL);
  const char *argv[] = { "/usr/bin/python3", script, path, NULL };
  g_autofree char *output = NULL;
  g_autoptr(GError) error = NULL;
  int status;
  JsonNode *node;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL,
                &output, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  node = json_from_string (output, &error);
  g_assert_no_error (error);
  return node;
}

static void
assert_string (JsonObject *object, const char *member, const char *expected)
{
  g_assert_cmpstr (json_object_get_string_member (object, member), ==,
                   expected);
}

/* Composes, and lets two readers that know nothing of each other say what
 * they see. */
static void
check_mail (Fixture                *self,
            const InvitesRecipient *recipient,
            const char             *name,
            const char             *wire)
{
  InvitesLetterValues values = make_values (recipient);
  g_autofree char *path = g_build_filename (self->folder, "mail", NULL);
  g_autofree char *subject = NULL;
  g_autofree char *text = NULL;
  g_auto(InvitesEnvelope) envelope = { 0 };
  g_autoptr(GBytes) message = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(InvitesPreview) seen = NULL;
  g_autoptr(JsonNode) node = NULL;
  JsonObject *read;

  message = invites_letter_compose (self->letter, &values, &envelope, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (envelope.mail_from, ==, "office@example.com");
  g_assert_cmpstr (envelope.rcpt_to, ==, wire);
  g_assert_cmpint (envelope.needs_smtputf8, ==, !g_str_is_ascii (wire));
  assert_well_formed (message, envelope.needs_smtputf8);
  g_file_set_contents (path, g_bytes_get_data (message, NULL),
                       g_bytes_get_size (message), &error);
  g_assert_no_error (error);

  seen = invites_mail_file_read (path, &error);
  g_assert_no_error (error);
  node = read_with_python (path);
  g_unlink (path);
  read = json_node_get_object (node);

  subject = g_strdup_printf ("%s for %s", recipient->division->name,
                             *name != '\0' ? name : "customer");
  text = g_strdup_printf ("Dear %s,\n\n.\nFrom us\n  7 – Seven\n\n" LINK "\n",
                          *name != '\0' ? name : "customer");
  assert_string (read, "type", "multipart/alternative");
  assert_string (read, "from", "office@example.com");
  assert_string (read, "to", wire);
  g_assert_cmpint (json_object_get_int_member (read, "recipients"), ==, 1);
  assert_string (read, "subject", subject);
  g_assert_cmpstr (seen->subject, ==, subject);
  assert_string (read, "text", text);
  g_assert_cmpstr (seen->text, ==, text);
  assert_string (read, "html", seen->html);
  g_assert_nonnull (strstr (seen->html, "href=\"" LINK "\""));
  assert_string (read, "date", "2026-11-22T21:00:00+00:00");
  assert_string (read, "message_id", "<0123456789abcdef@example.com>");
  g_assert_cmpuint (
    json_array_get_length (json_object_get_array_member (read, "defects")),
    ==, 0);
  assert_string (read, "to_name", name);
  if (*name != '\0')
    g_assert_nonnull (strstr (seen->to, wire));
}

static const struct
{
  const char *name;
  const char *address;
  const char *wire;
} people[] = {
  { "Ann Example", "Ann.Example@Example.net", "Ann.Example@example.net" },
  { "", "a@example.net", "a@example.net" },
  { "Zoë Müller, Ltd. 中文", "z@example.net", "z@example.net" },
  { "=?utf-8?q?Evil?=", "z@example.net", "z@example.net" },
  { "a =?utf-8?b?RXZpbA==?= b", "z@example.net", "z@example.net" },
  { "Quote \" back \\ slash", "z@example.net", "z@example.net" },
  { "(comment) a@b <c@d>, e; f: g", "z@example.net", "z@example.net" },
  { "a  double  space", "z@example.net", "z@example.net" },
  { "שלום עולם", "z@example.net", "z@example.net" },
  { "أحمد", "z@example.net", "z@example.net" },
  { "👩‍👩‍👧 fam", "z@example.net", "z@example.net" },
  { "O'Neil & Söhne <b>", "z@bücher.example",
    "z@xn--bcher-kva.example" },
  { "Jörg", "jörg@bücher.example", "jörg@xn--bcher-kva.example" },
  { "Very " "long words and long words and long words and long words and "
    "long words and long words and long words and long words and long words",
    "z@example.net", "z@example.net" },
  { "ЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖ",
    "z@example.net", "z@example.net" },
};

static void
test_people (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    {
      g_autoptr(InvitesRecipient) recipient = test_recipient_new (
        people[i].name, people[i].address, "North", "7", "Seven", NULL);

      g_test_message ("%s", people[i].name);
      check_mail (self, recipient, people[i].name, people[i].wire);
    }
}

/* No line grows beyond 998 octets, whatever is put in. */
static void
test_very_long (Fixture *self, gconstpointer data)
{
  const char *const units[] = { "x", "Ж", "日本", "ab " };

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      g_autoptr(GString) name = g_string_new (NULL);
      g_autoptr(InvitesRecipient) recipient = NULL;

      while (name->len < 5000)
        g_string_append (name, units[i]);
      g_strchomp (name->str);
      recipient = test_recipient_new (name->str, "z@example.net", "North", "7",
                                      "Seven", NULL);
      check_mail (self, recipient, name->str, "z@example.net");
    }
}

static void
test_fields (Fixture *self, gconstpointer data)
{
  g_autoptr(InvitesRecipient) recipient = test_recipient_new (
    "Ann", "z@example.net", "Nörd", "7", "Seven", NULL);
  InvitesLetterValues values = make_values (recipient);
  g_auto(InvitesEnvelope) envelope = { 0 };
  g_autoptr(GBytes) message
    = invites_letter_compose (self->letter, &values, &envelope, NULL);
  g_autofree char *text = dup_string (message);
  const char *const expected[] = {
    "Date: Sun, 22 Nov 2026 21:00:00 +0000\r\n",
    "From: =?UTF-8?Q?N=C3=B6rd?= <office@example.com>\r\n",
    "To: \"Ann\" <z@example.net>\r\n",
    "Message-Id: <0123456789abcdef@example.com>\r\n",
    "Auto-Submitted: auto-generated\r\n",
    "MIME-Version: 1.0\r\n",
    "Content-Type: multipart/alternative;",
    "Content-Type: text/plain; charset=utf-8\r\n",
    "Content-Type: text/html; charset=utf-8\r\n",
    "Content-Transfer-Encoding: quoted-printable\r\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_test_message ("field %u", i);
      g_assert_nonnull (strstr (text, expected[i]));
    }
  g_assert_null (strstr (text, "List-Unsubscribe"));
  g_assert_null (strcasestr (text, "Return-Path"));
}

/* What must never be a mail, and the field that is named for it. */
static void
test_refused (Fixture *self, gconstpointer data)
{
  const char *const controls[] = { "a\r\nBcc: e@example.org", "a\nb", "a\x01",
                                   "a\x7f", "a\xc2\x85" };
  g_autoptr(InvitesRecipient) recipient = test_recipient_new (
    "Ann", "z@example.net", "North", "7", "Seven", NULL);
  InvitesAccountName *account = g_ptr_array_index (recipient->accounts, 0);
  InvitesLetterValues values = make_values (recipient);
  struct
  {
    const char  *field;
    const char **value;
  } places[] = {
    { "contact_name", (const char **) &recipient->name },
    { "division_name", (const char **) &recipient->division->name },
    { "account_number", (const char **) &account->number },
    { "account_name", (const char **) &account->name },
    { "email", (const char **) &recipient->address },
    { "email", &values.to },
    { "bounce_address", &values.bounce_address },
    { "message_id", &values.message_id },
    { "link", &values.token },
    { "link", &values.opt_out_token },
  };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    for (guint j = 0; j < G_N_ELEMENTS (controls); j++)
      {
        const char *kept = *places[i].value;
        g_auto(InvitesEnvelope) envelope = { 0 };
        g_autoptr(GError) error = NULL;

        *places[i].value = controls[j];
        g_assert_null (invites_letter_compose (self->letter, &values, &envelope,
                                               &error));
        g_assert_error (error, INVITES_ERROR, INVITES_ERROR_INVALID);
        g_assert_cmpstr (invites_error_get_field (error), ==, places[i].field);
        *places[i].value = kept;
      }
}

/* What no letter is made of, and the field that is named for it. */
static void
test_no_letter (Fixture *self, gconstpointer data)
{
  g_autofree char *endless = g_strnfill (1000, 'a');
  const struct
  {
    const char *subject, *text, *html, *from, *url, *field;
  } cases[] = {
    { "a\r\nBcc: b", "{{link}}", "{{link}}", "a@b.example", PUBLIC_URL,
      "subject" },
    { "{{link}}", "{{link}}", "{{link}}", "a@b.example", PUBLIC_URL,
      "subject" },
    { "a", "no link", "{{link}}", "a@b.example", PUBLIC_URL, "text" },
    { "a", "{{link}}", "no link", "a@b.example", PUBLIC_URL, "html" },
    { "a", "{{link}}", "{{link}}", "a@b.example\r\nBcc: e@b.example",
      PUBLIC_URL, "email_from" },
    { "a", "{{link}}", "{{link}}", "nobody", PUBLIC_URL, "email_from" },
    { "a", "{{link}}", "{{link}}", "a@b.example", "https://a\r\nb", "link" },
    { "a", "{{link}}", "{{link}}", "a@b.example", "https://a>b", "link" },
    { "a", "{{link}}", "{{link}}", "a@b.example", "https://\303\244", "link" },
    { "a", "{{link}}", "{{link}}", "a@b.example", endless, "link" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(InvitesTemplateText) text = invites_template_text_new (
        NULL, cases[i].subject, cases[i].text, cases[i].html);
      g_autoptr(GError) error = NULL;

      g_assert_null (invites_letter_new (text, cases[i].from, cases[i].url,
                                         &error));
      g_assert_error (error, INVITES_ERROR, INVITES_ERROR_INVALID);
      g_assert_cmpstr (invites_error_get_field (error), ==, cases[i].field);
    }
}

/* However long the address of the service is, the field stands on one line and
 * its URL as it is. */
static void
test_opt_out (Fixture *self, gconstpointer data)
{
  g_autoptr(InvitesRecipient) recipient = test_recipient_new (
    "Ann", "z@example.net", "North", "7", "Seven", NULL);
  g_autofree char *folders = g_strnfill (300, 'p');
  g_autofree char *long_url
    = g_strconcat ("https://portal.example.com/=?a?=/", folders, NULL);
  const char *const urls[] = { PUBLIC_URL, "HTTPS://portal.example.com/a/b/",
                               "http://portal.example.com:8080", long_url };

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autoptr(InvitesLetter) letter
        = make_letter ("office@example.com", urls[i]);
      InvitesLetterValues values = make_values (recipient);
      g_auto(InvitesEnvelope) envelope = { 0 };
      g_autoptr(GBytes) message = NULL;
      g_autofree char *text = NULL;
      g_autofree char *field = NULL;
      gsize length = strlen (urls[i]);

      values.opt_out_token = OPT_OUT;
      message = invites_letter_compose (letter, &values, &envelope, NULL);
      text = dup_string (message);
      length -= urls[i][length - 1] == '/';
      field = g_strdup_printf ("\r\nList-Unsubscribe: <%.*s/o/" OPT_OUT
                               ">\r\n",
                               (int) length, urls[i]);
      g_assert_nonnull (strstr (text, field));
      g_assert_cmpint (
        strstr (text, "\r\nList-Unsubscribe-Post: "
                      "List-Unsubscribe=One-Click\r\n") != NULL,
        ==, g_ascii_strncasecmp (urls[i], "https:", 6) == 0);
      assert_well_formed (message, FALSE);
    }
}

/* Bounces go to an address of their own; answers do not. */
static void
test_bounce_address (Fixture *self, gconstpointer data)
{
  const char *const senders[] = { "office@example.com", "büro@example.com" };
  g_autoptr(InvitesRecipient) recipient = test_recipient_new (
    "Ann", "z@example.net", "North", "7", "Seven", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (senders); i++)
    {
      g_autoptr(InvitesLetter) letter = make_letter (senders[i], PUBLIC_URL);
      InvitesLetterValues values = make_values (recipient);
      g_auto(InvitesEnvelope) envelope = { 0 };
      g_autoptr(GBytes) message = NULL;
      g_autofree char *text = NULL;
      g_autofree char *from
        = g_strdup_printf ("\r\nFrom: \"North\" <%s>\r\n", senders[i]);

      values.bounce_address = "b-abc@bounce.example";
      message = invites_letter_compose (letter, &values, &envelope, NULL);
      text = dup_string (message);
      g_assert_cmpstr (envelope.mail_from, ==, "b-abc@bounce.example");
      g_assert_cmpint (envelope.needs_smtputf8, ==, i == 1);
      g_assert_nonnull (strstr (text, from));
      g_assert_null (strstr (text, "b-abc"));
    }
}

/* A test goes to somebody else, and not under the contact's name. */
static void
test_to (Fixture *self, gconstpointer data)
{
  g_autoptr(InvitesRecipient) recipient = test_recipient_new (
    "Ann", "z@example.net", "North", "7", "Seven", NULL);
  InvitesLetterValues values = make_values (recipient);
  g_auto(InvitesEnvelope) envelope = { 0 };
  g_autoptr(GBytes) message = NULL;
  g_autofree char *text = NULL;

  values.to = "me@bücher.example";
  message = invites_letter_compose (self->letter, &values, &envelope, NULL);
  text = dup_string (message);
  g_assert_cmpstr (envelope.rcpt_to, ==, "me@xn--bcher-kva.example");
  g_assert_nonnull (strstr (text, "\r\nTo: me@xn--bcher-kva.example\r\n"));
  g_assert_null (strstr (text, "z@example.net"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/letter/people", Fixture, NULL, set_up, test_people,
              tear_down);
  g_test_add ("/letter/very-long", Fixture, NULL, set_up, test_very_long,
              tear_down);
  g_test_add ("/letter/fields", Fixture, NULL, set_up, test_fields,
              tear_down);
  g_test_add ("/letter/refused", Fixture, NULL, set_up, test_refused,
              tear_down);
  g_test_add ("/letter/no-letter", Fixture, NULL, set_up, test_no_letter,
              tear_down);
  g_test_add ("/letter/opt-out", Fixture, NULL, set_up, test_opt_out,
              tear_down);
  g_test_add ("/letter/bounce-address", Fixture, NULL, set_up,
              test_bounce_address, tear_down);
  g_test_add ("/letter/to", Fixture, NULL, set_up, test_to,
              tear_down);
  return g_test_run ();
}
