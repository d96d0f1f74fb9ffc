/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "core/invites-address.h"
#include "core/invites-text.h"
#include "service/delivery/invites-gmime.h"
#include "service/delivery/invites-letter.h"
#include "test-recipient.h"

/* Thousands of recipients whom nobody thought of: what a reader finds in their
 * mails is what was put in. */

#define TOKEN      "abcdefghijklmnopqrstuvwxyz-_ABCDEFGHIJKLMNO"
#define PUBLIC_URL "https://portal.example.com"
#define LINK       PUBLIC_URL "/i/" TOKEN
#define SUBJECT    "{{contact_name}}: {{division_name}}, {{contact_name}}"
#define N_MAILS    800 /* a template */
#define N_THREADS  4

static const struct
{
  const char *text;
  const char *html;
} templates[] = {
  { "Dear {{contact_name}},\n\n  {{accounts}}\n\n{{link}}\n",
    "<p>{{contact_name}}</p><ul>{{accounts}}</ul><a href=\"{{link}}\">a</a>" },
  /* Values beside values, at the ends of lines and of the text. */
  { "{{contact_name}}{{division_name}} \t\n.\n..\n.{{contact_name}}.\n"
    "From {{contact_name}}\nFrom\n{{accounts}}{{link}}",
    "{{contact_name}}{{link}}\n.{{accounts}}\n{{division_name}}" },
  /* Lines of every length around the 76th octet. */
  { "1234567890123456789012345678901234567890123456789012345678901234567890123 "
    "\n12345678901234567890123456789012345678901234567890123456789012345678901"
    " {{contact_name}} =3D\n=\n==\n\n\n{{accounts}} \n{{link}} \n\n",
    "<p title=\"{{contact_name}}\">äöü 123456789012345678901234567890123456789"
    "0123456789012345678901234567890123456789012345678901234567890</p>"
    "<b>{{link}}</b>\n\n{{accounts}}" },
};

static const char *const pieces[] = {
  "a", "Ann", " ", "  ", "=", "=20", "=?utf-8?q?x?=", "?=", ".", "..", "From ",
  "\"", "\\", "'", "<b>", "</li>", "&", "&amp;", ",", "@", "(", ")", ";", ":",
  "{{link}}", "%s", "--", "-- ", "ä", "é", "ß", "Ж", "北京", "日本語", "שלום",
  "أحمد", "\342\200\256", "\342\201\246", "\342\200\217", "👩‍👩‍👧", "🌻",
  "e\314\201", "\357\273\277", "\357\277\275", "\302\240", "~", "_", "0", "#",
  "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvw",
};

#define LONG_ADDRESS                                                          \
  "a.very.long.local.part.of.sixty.four.octets.which.is.the.longest"          \
  "@a.very.long.domain.that.goes.on.and.on.and.on.and.on.example"

static const char *const addresses[] = {
  "ann@example.net", "O'Neil+x=y@Example.NET", "z@bücher.example",
  "jörg@bücher.example", "δεσποινα@example.org", LONG_ADDRESS,
};

static char *
make_value (GRand *rand)
{
  GString *value = g_string_new (NULL);
  gint n = g_rand_int_range (rand, 0, 12);

  if (g_rand_int_range (rand, 0, 20) == 0)
    n *= 40;
  for (gint i = 0; i < n; i++)
    g_string_append (
      value, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
  return g_string_free (value, FALSE);
}

static InvitesRecipient *
make_recipient (GRand *rand)
{
  g_autofree char *name = make_value (rand);
  g_autofree char *division = make_value (rand);
  gint n_accounts = g_rand_int_range (rand, 1, 11);
  InvitesRecipient *recipient = test_recipient_new (
    name,
    addresses[g_rand_int_range (rand, 0, G_N_ELEMENTS (addresses))],
    division, NULL);

  for (gint i = 0; i < n_accounts; i++)
    {
      g_autofree char *number = make_value (rand);
      g_autofree char *account = make_value (rand);

      g_ptr_array_add (recipient->accounts,
                       invites_account_name_new (number, account));
    }
  return recipient;
}

/* What a value looks like to a reader. */
static char *
clean (const char *value, gboolean html)
{
  g_autofree char *stripped = invites_text_strip_bidi (value);
  g_autoptr(GString) escaped = g_string_new (g_strstrip (stripped));

  if (html)
    {
      g_string_replace (escaped, "&", "&amp;", 0);
      g_string_replace (escaped, "<", "&lt;", 0);
      g_string_replace (escaped, ">", "&gt;", 0);
      g_string_replace (escaped, "\"", "&quot;", 0);
      g_string_replace (escaped, "'", "&#39;", 0);
    }
  return g_string_free (g_steal_pointer (&escaped), FALSE);
}

static char *
list_accounts (const InvitesRecipient *recipient,
               const char             *indentation,
               gboolean                html)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < recipient->accounts->len; i++)
    {
      const InvitesAccountName *account
        = g_ptr_array_index (recipient->accounts, i);
      g_autofree char *number = clean (account->number, html);
      g_autofree char *name = clean (account->name, html);
      const char *dash = *account->name != '\0' ? " – " : "";

      if (html)
        g_string_append_printf (list, "<li><bdi>%s%s%s</bdi></li>", number,
                                dash, name);
      else
        g_string_append_printf (list, "%s%s%s%s%s", i > 0 ? "\n" : "",
                                i > 0 ? indentation : "", number, dash, name);
    }
  return g_string_free (list, FALSE);
}

/* Each placeholder once, and no value is looked at again. */
static char *
fill (const char *template, const InvitesRecipient *recipient, gboolean html)
{
  GString *filled = g_string_new (NULL);
  const char *name = recipient->name;
  g_autofree char *blank = g_strstrip (g_strdup (name));

  while (*template != '\0')
    {
      g_autofree char *value = NULL;
      const char *end = strstr (template, "}}");

      if (!g_str_has_prefix (template, "{{"))
        {
          g_string_append_c (filled, *template++);
          continue;
        }
      if (g_str_has_prefix (template, "{{contact_name"))
        value = clean (*blank != '\0' ? name : "customer", html);
      else if (g_str_has_prefix (template, "{{division_name"))
        value = clean (recipient->division->name, html);
      else if (g_str_has_prefix (template, "{{accounts"))
        value = list_accounts (
          recipient, g_str_has_suffix (filled->str, "\n  ") ? "  " : "", html);
      else
        value = g_strdup (LINK);
      g_string_append (filled, value);
      template = end + 2;
    }
  return g_string_free (filled, FALSE);
}

static GMimeMessage *
parse (GBytes *message)
{
  g_autoptr(GMimeStream) stream = g_mime_stream_mem_new_with_buffer (
    g_bytes_get_data (message, NULL), g_bytes_get_size (message));
  g_autoptr(GMimeParser) parser = g_mime_parser_new_with_stream (stream);
  GMimeMessage *parsed = g_mime_parser_construct_message (parser, NULL);

  g_assert_nonnull (parsed);
  return parsed;
}

static char *
dup_part (GMimeMessage *message, int n)
{
  GMimeObject *whole = g_mime_message_get_mime_part (message);
  g_autofree char *text = NULL;
  GString *lines;

  g_assert_true (GMIME_IS_MULTIPART (whole));
  g_assert_cmpint (g_mime_multipart_get_count (GMIME_MULTIPART (whole)), ==, 2);
  text = g_mime_text_part_get_text (GMIME_TEXT_PART (
    g_mime_multipart_get_part (GMIME_MULTIPART (whole), n)));
  lines = g_string_new (text);
  g_string_replace (lines, "\r\n", "\n", 0);
  return g_string_free (lines, FALSE);
}

static void
assert_mailbox (InternetAddressList *list,
                const char          *name,
                const char          *address)
{
  InternetAddress *mailbox;
  g_autofree char *stripped = invites_text_strip_bidi (name);
  g_autofree char *seen = NULL;

  g_assert_cmpint (internet_address_list_length (list), ==, 1);
  mailbox = internet_address_list_get_address (list, 0);
  g_assert_cmpstr (internet_address_mailbox_get_idn_addr (
                     INTERNET_ADDRESS_MAILBOX (mailbox)),
                   ==, address);
  /* The reader drops spaces at the ends. */
  if (internet_address_get_name (mailbox) != NULL)
    seen = g_strstrip (g_strdup (internet_address_get_name (mailbox)));
  g_strstrip (stripped);
  g_assert_cmpstr (seen != NULL ? seen : "", ==, stripped);
}

static void
assert_lines (GBytes *message)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (message, NULL),
                                     g_bytes_get_size (message));
  g_auto(GStrv) lines = NULL;
  gboolean in_body = FALSE;

  g_assert_cmpuint (strlen (text), ==, g_bytes_get_size (message));
  lines = g_strsplit (text, "\r\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      gsize length = strlen (lines[i]);

      g_assert_null (strpbrk (lines[i], "\r\n"));
      g_assert_cmpuint (length, <=, in_body ? 76 : 998);
      g_assert_true (length == 0
                     || !g_ascii_isspace (lines[i][length - 1]));
      in_body = in_body || length == 0;
      if (in_body)
        {
          g_assert_true (g_str_is_ascii (lines[i]));
          g_assert_false (g_str_has_prefix (lines[i], "."));
          g_assert_false (g_str_has_prefix (lines[i], "From "));
        }
    }
}

static void
check (const InvitesLetter    *letter,
       guint                   n,
       const InvitesRecipient *recipient)
{
  InvitesLetterValues values = {
    .recipient = recipient,
    .token = TOKEN,
    .message_id = "0123456789abcdef@example.com",
    .opt_out_token = TOKEN,
    .date = 1795381200,
  };
  g_auto(InvitesEnvelope) envelope = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) message
    = invites_letter_compose (letter, &values, &envelope, &error);
  g_autoptr(GMimeMessage) parsed = NULL;
  g_autofree char *wire = invites_address_dup_wire (recipient->address);
  g_autofree char *text = fill (templates[n].text, recipient, FALSE);
  g_autofree char *html = fill (templates[n].html, recipient, TRUE);
  g_autofree char *subject = fill (SUBJECT, recipient, FALSE);
  g_autofree char *seen_text = NULL;
  g_autofree char *seen_html = NULL;

  g_assert_no_error (error);
  assert_lines (message);
  parsed = parse (message);
  seen_text = dup_part (parsed, 0);
  seen_html = dup_part (parsed, 1);
  g_assert_cmpstr (seen_text, ==, text);
  g_assert_cmpstr (seen_html, ==, html);
  assert_mailbox (g_mime_message_get_from (parsed), recipient->division->name,
                  "office@example.com");
  assert_mailbox (g_mime_message_get_to (parsed), recipient->name, wire);
  /* Content-Type is the part's by now; else no value has made a field. */
  g_assert_cmpint (
    g_mime_header_list_get_count (
      g_mime_object_get_header_list (GMIME_OBJECT (parsed))),
    ==, 9);
  g_assert_cmpstr (g_mime_message_get_subject (parsed), ==, subject);
}

static void
test_values (gconstpointer data)
{
  guint n = GPOINTER_TO_UINT (data);
  g_autoptr(GRand) rand = g_rand_new_with_seed (20261122 + n);
  g_autoptr(GError) error = NULL;
  g_autoptr(InvitesTemplateText) text = invites_template_text_new (
    NULL, SUBJECT, templates[n].text, templates[n].html);
  g_autoptr(InvitesLetter) letter
    = invites_letter_new (text, "office@example.com", PUBLIC_URL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < N_MAILS; i++)
    {
      g_autoptr(InvitesRecipient) recipient = make_recipient (rand);

      check (letter, n, recipient);
    }
}

static gpointer
compose_many (gpointer data)
{
  const InvitesLetter *letter = data;
  g_autoptr(GRand) rand
    = g_rand_new_with_seed (GPOINTER_TO_UINT (g_thread_self ()));

  for (guint i = 0; i < N_MAILS / N_THREADS; i++)
    {
      g_autoptr(InvitesRecipient) recipient = make_recipient (rand);

      check (letter, 0, recipient);
    }
  return NULL;
}

/* One letter, many hands. */
static void
test_threads (void)
{
  g_autoptr(InvitesTemplateText) text = invites_template_text_new (
    NULL, SUBJECT, templates[0].text, templates[0].html);
  g_autoptr(InvitesLetter) letter
    = invites_letter_new (text, "office@example.com", PUBLIC_URL, NULL);
  GThread *threads[N_THREADS];

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("compose", compose_many, letter);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  invites_gmime_init ();

  for (guint i = 0; i < G_N_ELEMENTS (templates); i++)
    {
      g_autofree char *name = g_strdup_printf ("/letter-values/%u", i);

      g_test_add_data_func (name, GUINT_TO_POINTER (i), test_values);
    }
  g_test_add_func ("/letter-values/threads", test_threads);
  return g_test_run ();
}
