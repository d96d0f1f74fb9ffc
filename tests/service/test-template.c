/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <string.h>

#include "core/invites-error.h"
#include "service/delivery/invites-template.h"
#include "test-recipient.h"

#define SUBJECT "Hello"
#define TEXT    "Go to {{link}}\n"
#define HTML    "<a href=\"{{link}}\">Go</a>"
#define LINK    "https://portal.example/i/token"

static InvitesTemplate *
compile (const char *subject, const char *text, const char *html)
{
  g_autoptr(InvitesTemplateText) source
    = invites_template_text_new (NULL, subject, text, html);
  g_autoptr(GError) error = NULL;
  InvitesTemplate *template = invites_template_compile (source, &error);

  g_assert_no_error (error);
  return template;
}

static const struct
{
  const char *field;
  const char *subject;
  const char *text;
  const char *html;
} bad[] = {
  { "subject", "", TEXT, HTML },
  { "subject", " \t", TEXT, HTML },
  { "subject", "a\r\nBcc: b@example.com", TEXT, HTML },
  { "subject", "a\nb", TEXT, HTML },
  { "subject", "a\tb", TEXT, HTML },
  { "subject", "a\x7f", TEXT, HTML },
  { "subject", "a\xc2\x85", TEXT, HTML },
  { "subject", "a\xff", TEXT, HTML },
  { "subject", "{{link}}", TEXT, HTML },
  { "subject", "{{accounts}}", TEXT, HTML },
  { "subject", "{{nonsense}}", TEXT, HTML },
  { "subject", "{{contact_name", TEXT, HTML },
  { "text", SUBJECT, "", HTML },
  { "text", SUBJECT, "No link", HTML },
  { "text", SUBJECT, "{{link}} and {{link}}", HTML },
  { "text", SUBJECT, "{{link}}-and-on", HTML },
  { "text", SUBJECT, "{{link}}{{link_days}", HTML },
  { "text", SUBJECT, "{{ link }}", HTML },
  { "text", SUBJECT, "{{Link}}", HTML },
  { "text", SUBJECT, "{{}} {{link}}", HTML },
  { "text", SUBJECT, "{{link}} }}", HTML },
  { "text", SUBJECT, "{{link", HTML },
  { "text", SUBJECT, "{{link}", HTML },
  { "text", SUBJECT, "{{li\nnk}}", HTML },
  { "text", SUBJECT, "{{email}} {{link}}", HTML },
  { "text", SUBJECT, "{{link}}\x01", HTML },
  { "html", SUBJECT, TEXT, "" },
  { "html", SUBJECT, TEXT, "<p>No link</p>" },
  { "html", SUBJECT, TEXT, "<a href={{link}}>a</a>" },
  { "html", SUBJECT, TEXT, "<a href=\"x{{link}}\">a</a>" },
  { "html", SUBJECT, TEXT, "<a href=\"javascript:{{link}}\">a</a>" },
  { "html", SUBJECT, TEXT, "<a title=\"{{link}}\">a</a>" },
  { "html", SUBJECT, TEXT, "<img src=\"{{link}}\">" },
  { "html", SUBJECT, TEXT, "<!-- {{link}} -->" },
  { "html", SUBJECT, TEXT, "<{{link}}>" },
  { "html", SUBJECT, TEXT, "<style>{{link}}</style>" },
  { "html", SUBJECT, TEXT, "<script>'{{link}}'</script>" },
  { "html", SUBJECT, TEXT, HTML "<a href=\"{{contact_name}}\">a</a>" },
  { "html", SUBJECT, TEXT, HTML "<p style=\"{{contact_name}}\">a</p>" },
  { "html", SUBJECT, TEXT, HTML "<p onclick='{{contact_name}}'>a</p>" },
  { "html", SUBJECT, TEXT, HTML "<p title={{contact_name}}>a</p>" },
  { "html", SUBJECT, TEXT, HTML "<p title=\"{{accounts}}\">a</p>" },
  { "html", SUBJECT, TEXT, HTML "<p {{contact_name}}>a</p>" },
  { "html", SUBJECT, TEXT, HTML "}}" },
};

static void
test_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(InvitesTemplateText) source = invites_template_text_new (
        NULL, bad[i].subject, bad[i].text, bad[i].html);
      g_autoptr(GError) error = NULL;

      g_test_message ("case %u: %s", i, bad[i].field);
      g_assert_null (invites_template_compile (source, &error));
      g_assert_error (error, INVITES_ERROR, INVITES_ERROR_INVALID);
      g_assert_cmpstr (invites_error_get_field (error), ==, bad[i].field);
    }
}

static const char *const good_html[] = {
  HTML,
  "{{link}}",
  "<a class=x href='{{link}}'>Go</a>",
  "<A HREF = \"{{link}}\">Go</A>",
  "<a data-a=\">\" href=\"{{link}}\">a</a>",
  "a < b <p title=\"{{contact_name}}\" >{{link}}</p>",
  "<style>@media x {a{b:c}}</style>{{link}}",
  "<STYLE>a{b:c}</STYLE>{{link}}",
  "<!-- </style> > -->{{link}}",
  "<!---->{{link}}",
  "<!DOCTYPE html><br/><img alt=\"{{division_name}}\" src=x>{{link}}",
  "<input disabled title='{{contact_name}}'>{{link}}",
};

static void
test_taken (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good_html); i++)
    {
      g_test_message ("%s", good_html[i]);
      invites_template_free (compile (SUBJECT, TEXT, good_html[i]));
    }
}

static void
test_filled (void)
{
  g_autoptr(InvitesTemplate) template
    = compile ("{{division_name}} for {{contact_name}}",
               "Dear {{contact_name}},\r\n\r\n  {{accounts}}\r\n"
               "at {{division_name}}: {{accounts}}\n{{link}}\n{{link_days}}",
               "<p title=\"{{contact_name}}\">{{contact_name}}</p>"
               "<ul>{{accounts}}</ul><a href=\"{{link}}\">{{link}}</a>"
               "{{link_days}}");
  g_autoptr(InvitesRecipient) recipient = test_recipient_new (
    "Ann", "ann@example.com", "North", "1", "One", "2", "", NULL);
  InvitesTemplateValues values = { recipient, LINK, 30 };
  g_autofree char *subject = invites_template_dup_part (
    template, INVITES_TEMPLATE_SUBJECT, &values);
  g_autofree char *text = invites_template_dup_part (
    template, INVITES_TEMPLATE_TEXT, &values);
  g_autofree char *html = invites_template_dup_part (
    template, INVITES_TEMPLATE_HTML, &values);

  g_assert_cmpstr (subject, ==, "North for Ann");
  g_assert_cmpstr (text, ==,
                   "Dear Ann,\n\n  1 – One\n  2\nat North: 1 – One\n2\n"
                   LINK "\n30");
  g_assert_cmpstr (html, ==,
                   "<p title=\"Ann\">Ann</p><ul>"
                   "<li><bdi>1 – One</bdi></li><li><bdi>2</bdi></li></ul>"
                   "<a href=\"" LINK "\">" LINK "</a>30");
}

/* Whatever the data holds stays what it is: text. */
static void
test_escaped (void)
{
  g_autoptr(InvitesTemplate) template
    = compile ("{{contact_name}}", "{{contact_name}}|{{accounts}}\n{{link}}",
               "<p title='{{contact_name}}'>{{contact_name}}</p>{{accounts}}"
               "{{link}}");
  g_autoptr(InvitesRecipient) recipient = test_recipient_new (
    "<b>\"A&B'</b>\r\nBcc: {{link}}", "a@example.com", "North",
    "\xe2\x80\xae" "1", "</li><script>\xe2\x81\xa6x\xe2\x80\xa8y", NULL);
  InvitesTemplateValues values = { recipient, LINK, 30 };
  g_autofree char *subject = invites_template_dup_part (
    template, INVITES_TEMPLATE_SUBJECT, &values);
  g_autofree char *text = invites_template_dup_part (
    template, INVITES_TEMPLATE_TEXT, &values);
  g_autofree char *html = invites_template_dup_part (
    template, INVITES_TEMPLATE_HTML, &values);

  g_assert_cmpstr (subject, ==, "<b>\"A&B'</b>  Bcc: {{link}}");
  g_assert_cmpstr (text, ==,
                   "<b>\"A&B'</b>  Bcc: {{link}}|1 – </li><script>x y\n" LINK);
  g_assert_cmpstr (html, ==,
                   "<p title='&lt;b&gt;&quot;A&amp;B&#39;&lt;/b&gt;  Bcc: "
                   "{{link}}'>"
                   "&lt;b&gt;&quot;A&amp;B&#39;&lt;/b&gt;  Bcc: {{link}}</p>"
                   "<li><bdi>1 – &lt;/li&gt;&lt;script&gt;x y</bdi></li>"
                   LINK);
}

static void
test_nameless (void)
{
  g_autoptr(InvitesTemplate) template
    = compile ("{{contact_name}}", "Dear {{contact_name}},\n{{link}}", HTML);
  g_autoptr(InvitesRecipient) recipient
    = test_recipient_new (" ", "a@example.com", "North", "1", "One", NULL);
  InvitesTemplateValues values = { recipient, LINK, 30 };
  g_autofree char *text = invites_template_dup_part (
    template, INVITES_TEMPLATE_TEXT, &values);

  g_assert_cmpstr (text, ==, "Dear customer,\n" LINK);
}

static char *
load (const char *suffix)
{
  g_autofree char *path = g_strconcat (
    "/io/github/portalinvites/service/templates/portal-invitation", suffix,
    NULL);
  g_autoptr(GBytes) bytes
    = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  g_assert_nonnull (bytes);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* The one that every new database gets. */
static void
test_default (void)
{
  g_autofree char *subject = g_strchomp (load (".subject"));
  g_autofree char *text = load (".txt");
  g_autofree char *html = load (".html");
  g_autoptr(InvitesTemplate) template = compile (subject, text, html);
  g_autoptr(InvitesRecipient) recipient = test_recipient_new (
    "Ann", "ann@example.com", "North", "1", "One", "2", "Two", NULL);
  InvitesTemplateValues values = { recipient, LINK, 30 };
  g_autofree char *filled = invites_template_dup_part (
    template, INVITES_TEMPLATE_TEXT, &values);
  g_autofree char *filled_html = invites_template_dup_part (
    template, INVITES_TEMPLATE_HTML, &values);

  g_assert_nonnull (strstr (filled, "\n  1 – One\n  2 – Two\n"));
  g_assert_nonnull (strstr (filled, "\n" LINK "\n"));
  g_assert_null (strstr (filled, "{{"));
  g_assert_null (strstr (filled_html, "{{"));
  g_assert_nonnull (strstr (filled_html, "href=\"" LINK "\""));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/template/refused", test_refused);
  g_test_add_func ("/template/taken", test_taken);
  g_test_add_func ("/template/filled", test_filled);
  g_test_add_func ("/template/escaped", test_escaped);
  g_test_add_func ("/template/nameless", test_nameless);
  g_test_add_func ("/template/default", test_default);
  return g_test_run ();
}
