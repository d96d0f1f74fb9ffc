/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "core/invites-error.h"
#include "service/delivery/invites-composer.h"
#include "service/delivery/invites-mail-file.h"
#include "service/delivery/invites-maildir-relay.h"
#include "service/invites-keys.h"
#include "test-recipient.h"

#define TOKEN "abcdefghijklmnopqrstuvwxyz-_ABCDEFGHIJKLMNO"
#define PUBLIC_URL "https://portal.example.com"
#define LINK  PUBLIC_URL "/i/" TOKEN
#define DATE  1795381200 /* 2026-11-22T21:00:00Z */

typedef struct
{
  InvitesTemplate *template;
  char            *folder;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  self->template = invites_template_compile (
    "{{division_name}} for {{contact_name}}",
    "Dear {{contact_name}},\n\n.\nFrom us\n  {{accounts}}\n\n{{link}}\n",
    "<p>{{contact_name}}</p>\n<ul>{{accounts}}</ul>\n"
    "<a href=\"{{link}}\">Join</a>\n",
    &error);
  g_assert_no_error (error);
  self->folder = g_dir_make_tmp ("composer-XXXXXX", &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_free (self->folder);
  invites_template_free (self->template);
}

static InvitesMail
make_mail (Fixture *self, const InvitesRecipient *recipient)
{
  return (InvitesMail) {
    .template = self->template,
    .recipient = recipient,
    .email_from = "office@example.com",
    .public_url = PUBLIC_URL "/",
    .token = TOKEN,
    .message_id = "0123456789abcdef@example.com",
    .date = DATE,
  };
}

/* RFC 5322: lines of at most 998 octets, CRLF and nothing else; without
 * SMTPUTF8 nothing but ASCII. */
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
        g_assert_cmpuint (++line, <=, 999);
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
  InvitesMail mail = make_mail (self, recipient);
  g_autofree char *path = g_build_filename (self->folder, "mail", NULL);
  g_autofree char *subject = NULL;
  g_autofree char *text = NULL;
  g_auto(InvitesEnvelope) envelope = { 0 };
  g_autoptr(GBytes) message = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(InvitesPreview) seen = NULL;
  g_autoptr(JsonNode) node = NULL;
  JsonObject *read;

  message = invites_composer_compose (&mail, &envelope, &error);
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
  InvitesMail mail = make_mail (self, recipient);
  g_auto(InvitesEnvelope) envelope = { 0 };
  g_autoptr(GBytes) message
    = invites_composer_compose (&mail, &envelope, NULL);
  g_autofree char *text = g_strndup (g_bytes_get_data (message, NULL),
                                     g_bytes_get_size (message));
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
  };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_test_message ("field %u", i);
      g_assert_nonnull (strstr (text, expected[i]));
    }
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
  InvitesMail mail = make_mail (self, recipient);
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
    { "email_from", &mail.email_from },
    { "email", &mail.to },
    { "message_id", &mail.message_id },
    { "link", &mail.public_url },
    { "link", &mail.token },
  };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    for (guint j = 0; j < G_N_ELEMENTS (controls); j++)
      {
        const char *kept = *places[i].value;
        g_auto(InvitesEnvelope) envelope = { 0 };
        g_autoptr(GError) error = NULL;

        *places[i].value = controls[j];
        g_assert_null (invites_composer_compose (&mail, &envelope, &error));
        g_assert_error (error, INVITES_ERROR, INVITES_ERROR_INVALID);
        g_assert_cmpstr (invites_error_get_field (error), ==, places[i].field);
        *places[i].value = kept;
      }
}

static void
test_preview (Fixture *self, gconstpointer data)
{
  g_autoptr(InvitesRecipient) recipient = test_recipient_new (
    "Ann", "z@example.net", "North", "7", "Seven", NULL);
  InvitesTemplateRecord record = { (char *) "t", (char *) "T", TRUE,
                                   (char *) "Hello", (char *) "{{link}}",
                                   (char *) "<p>{{link}}</p>" };
  g_autoptr(GError) error = NULL;
  g_autoptr(InvitesPreview) preview = invites_composer_preview (
    &record, recipient, "office@example.com", PUBLIC_URL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (preview->from, ==, "North <office@example.com>");
  g_assert_cmpstr (preview->to, ==, "Ann <z@example.net>");
  g_assert_cmpstr (preview->subject, ==, "Hello");
  g_assert_cmpstr (preview->text, ==, PUBLIC_URL "/i/" INVITES_SAMPLE_TOKEN);
  g_assert_null (invites_composer_preview (&record, recipient, "nobody",
                                           PUBLIC_URL, &error));
  g_assert_cmpstr (invites_error_get_field (error), ==, "email_from");
}

static void
remove_maildir (const char *folder)
{
  const char *const names[] = { "tmp", "new", "cur" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      g_assert_cmpint (g_rmdir (path), ==, 0);
    }
}

static void
test_send_test (Fixture *self, gconstpointer data)
{
  g_autoptr(InvitesRecipient) recipient = test_recipient_new (
    "Ann", "z@example.net", "North", "7", "Seven", NULL);
  InvitesTemplateRecord record = { (char *) "t", (char *) "T", TRUE,
                                   (char *) "Hello", (char *) "{{link}}",
                                   (char *) "<p>{{link}}</p>" };
  g_autoptr(GError) error = NULL;
  g_autoptr(InvitesRelay) relay
    = invites_relay_new_maildir (self->folder, &error);
  g_autoptr(InvitesPreview) seen = NULL;
  g_autofree char *path = NULL;

  g_assert_no_error (error);
  g_assert_true (invites_composer_send_test (
    relay, &record, recipient, "office@example.com", "me@example.com",
    PUBLIC_URL, &error));
  g_assert_no_error (error);
  path = invites_maildir_find_newest (self->folder, &error);
  seen = invites_mail_file_read (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (seen->to, ==, "me@example.com");
  g_assert_cmpstr (seen->text, ==, PUBLIC_URL "/i/" INVITES_SAMPLE_TOKEN);
  g_unlink (path);
  remove_maildir (self->folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/composer/people", Fixture, NULL, set_up, test_people,
              tear_down);
  g_test_add ("/composer/very-long", Fixture, NULL, set_up, test_very_long,
              tear_down);
  g_test_add ("/composer/fields", Fixture, NULL, set_up, test_fields,
              tear_down);
  g_test_add ("/composer/refused", Fixture, NULL, set_up, test_refused,
              tear_down);
  g_test_add ("/composer/preview", Fixture, NULL, set_up, test_preview,
              tear_down);
  g_test_add ("/composer/send-test", Fixture, NULL, set_up, test_send_test,
              tear_down);
  return g_test_run ();
}
