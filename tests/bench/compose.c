/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What composing a mail costs: the template of a new database, filled in for
 * different people, by the letter that a send shares, and by GMime from its
 * first header to its last boundary.
 *
 *   compose [MAILS]
 *
 * A line says microseconds of the processor a mail, and its octets.
 */
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/invites-address.h"
#include "service/delivery/invites-gmime.h"
#include "service/delivery/invites-letter.h"
#include "service/delivery/invites-template.h"

#define TEMPLATES  "/io/github/portalinvites/service/templates/portal-invitation"
#define TOKEN      "abcdefghijklmnopqrstuvwxyz-_ABCDEFGHIJKLMNO"
#define PUBLIC_URL "https://portal.example.com"
#define EMAIL_FROM "office@example.com"
#define NOW        1795381200
#define N_PEOPLE   1000
#define N_NAMES    G_N_ELEMENTS (names)

static const char *const names[] = {
  "Ann Example", "Bert O'Neil", "Zoë Müller", "Carla Jones-Smith", "李雷",
  "Dr. Edward Fitzgerald Worthington", "Noa לוי", "Ivan Petrov",
};

typedef struct
{
  char      *subject;
  char      *text;
  char      *html;
  GPtrArray *people; /* of InvitesRecipient */
} Bench;

typedef GBytes *(*Compose) (gpointer how, const InvitesRecipient *recipient);

static char *
load (const char *suffix)
{
  g_autofree char *path = g_strconcat (TEMPLATES, suffix, NULL);
  g_autoptr(GBytes) bytes
    = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  if (bytes == NULL)
    g_error ("There is no %s", path);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static InvitesRecipient *
make_recipient (guint n)
{
  InvitesRecipient *recipient = g_new0 (InvitesRecipient, 1);

  recipient->name = g_strdup_printf ("%s %u", names[n % N_NAMES], n);
  recipient->address = g_strdup_printf ("customer.%u@example.net", n);
  recipient->division = g_new0 (InvitesDivision, 1);
  recipient->division->name = g_strdup ("Northern Waste & Recycling");
  recipient->accounts = g_ptr_array_new_with_free_func (
    (GDestroyNotify) invites_account_name_free);
  for (guint i = 0; i <= n % 3; i++)
    {
      g_autofree char *number = g_strdup_printf ("%u-%u", 100000 + n, i);

      g_ptr_array_add (recipient->accounts,
                       invites_account_name_new (number,
                                                 names[(n + i) % N_NAMES]));
    }
  return recipient;
}

static GBytes *
compose_letter (gpointer how, const InvitesRecipient *recipient)
{
  InvitesLetterValues values = {
    .recipient = recipient,
    .token = TOKEN,
    .message_id = "0123456789abcdef0123456789abcdef@example.com",
    .opt_out_token = TOKEN,
    .bounce_address = "b-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b.example",
    .date = NOW,
  };
  g_auto(InvitesEnvelope) envelope = { 0 };

  return invites_letter_compose (how, &values, &envelope, NULL);
}

static void
add_part (GMimeMultipart *alternatives, const char *subtype, const char *text)
{
  g_autoptr(GMimePart) part = g_mime_part_new_with_type ("text", subtype);
  g_autoptr(GMimeStream) stream
    = g_mime_stream_mem_new_with_buffer (text, strlen (text));
  g_autoptr(GMimeDataWrapper) content = g_mime_data_wrapper_new_with_stream (
    stream, GMIME_CONTENT_ENCODING_DEFAULT);

  g_mime_object_set_content_type_parameter (GMIME_OBJECT (part), "charset",
                                            "utf-8");
  g_mime_part_set_content_encoding (part,
                                    GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  g_mime_part_set_content (part, content);
  g_mime_multipart_add (alternatives, GMIME_OBJECT (part));
}

static GBytes *
write_message (GMimeMessage *message)
{
  g_autoptr(GMimeStream) stream = g_mime_stream_mem_new ();
  g_autoptr(GMimeFormatOptions) options = g_mime_format_options_new ();
  GByteArray *bytes;

  g_mime_format_options_set_newline_format (options, GMIME_NEWLINE_FORMAT_DOS);
  g_mime_object_write_to_stream (GMIME_OBJECT (message), options, stream);
  bytes = g_mime_stream_mem_get_byte_array (GMIME_STREAM_MEM (stream));
  return g_bytes_new (bytes->data, bytes->len);
}

static void
fill_parts (GMimeMessage           *message,
            const InvitesTemplate  *template,
            const InvitesRecipient *recipient)
{
  g_autoptr(GMimeMultipart) alternatives
    = g_mime_multipart_new_with_subtype ("alternative");
  InvitesTemplateValues values = { recipient, PUBLIC_URL "/i/" TOKEN, 30 };
  g_autofree char *subject
    = invites_template_dup_part (template, INVITES_TEMPLATE_SUBJECT, &values);
  g_autofree char *text
    = invites_template_dup_part (template, INVITES_TEMPLATE_TEXT, &values);
  g_autofree char *html
    = invites_template_dup_part (template, INVITES_TEMPLATE_HTML, &values);

  g_mime_message_set_subject (message, subject, "utf-8");
  add_part (alternatives, "plain", text);
  add_part (alternatives, "html", html);
  g_mime_message_set_mime_part (message, GMIME_OBJECT (alternatives));
}

static GBytes *
compose_gmime (gpointer how, const InvitesRecipient *recipient)
{
  g_autoptr(GMimeMessage) message = g_mime_message_new (FALSE);
  g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc (NOW);
  g_autofree char *wire = invites_address_dup_wire (recipient->address);

  g_mime_message_set_date (message, date);
  g_mime_message_add_mailbox (message, GMIME_ADDRESS_TYPE_FROM,
                              recipient->division->name, EMAIL_FROM);
  g_mime_message_add_mailbox (message, GMIME_ADDRESS_TYPE_TO, recipient->name,
                              wire);
  g_mime_message_set_message_id (
    message, "0123456789abcdef0123456789abcdef@example.com");
  g_mime_object_append_header (GMIME_OBJECT (message), "Auto-Submitted",
                               "auto-generated", NULL);
  g_mime_object_append_header (GMIME_OBJECT (message), "List-Unsubscribe",
                               "<" PUBLIC_URL "/o/" TOKEN ">", NULL);
  g_mime_object_append_header (GMIME_OBJECT (message), "List-Unsubscribe-Post",
                               "List-Unsubscribe=One-Click", NULL);
  fill_parts (message, how, recipient);
  return write_message (message);
}

static double
read_processor (void)
{
  struct timespec time;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double) time.tv_sec * 1e6 + (double) time.tv_nsec / 1e3;
}

static void
measure (const Bench *bench,
         const char  *name,
         Compose      compose,
         gpointer     how,
         guint        n_mails)
{
  gsize n_octets = 0;
  double start = read_processor ();

  for (guint i = 0; i < n_mails; i++)
    {
      g_autoptr(GBytes) message = compose (
        how, g_ptr_array_index (bench->people, i % bench->people->len));

      if (message == NULL)
        g_error ("No mail was made");
      n_octets += g_bytes_get_size (message);
    }
  g_print ("%-8s %7.2f µs a mail of %" G_GSIZE_FORMAT " octets\n", name,
           (read_processor () - start) / n_mails, n_octets / n_mails);
}

int
main (int argc, char **argv)
{
  guint n_mails = argc > 1 ? (guint) atoi (argv[1]) : 100000;
  g_autofree char *subject = g_strchomp (load (".subject"));
  g_autofree char *text = load (".txt");
  g_autofree char *html = load (".html");
  g_autoptr(GPtrArray) people = g_ptr_array_new_with_free_func (
    (GDestroyNotify) invites_recipient_free);
  Bench bench = { subject, text, html, people };
  g_autoptr(InvitesTemplateText) own
    = invites_template_text_new ("en", subject, text, html);
  g_autoptr(InvitesLetter) letter
    = invites_letter_new (own, EMAIL_FROM, PUBLIC_URL, NULL);
  g_autoptr(InvitesTemplate) template = invites_template_compile (own, NULL);

  setlocale (LC_ALL, "");
  invites_gmime_init ();
  n_mails = MAX (n_mails, 10);
  for (guint i = 0; i < N_PEOPLE; i++)
    g_ptr_array_add (people, make_recipient (i));
  measure (&bench, "letter", compose_letter, letter, n_mails);
  measure (&bench, "GMime", compose_gmime, template, n_mails / 10);
  return 0;
}
