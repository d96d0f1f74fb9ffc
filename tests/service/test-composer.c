/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "core/invites-error.h"
#include "service/delivery/invites-composer.h"
#include "service/delivery/invites-mail-file.h"
#include "service/delivery/invites-maildir-relay.h"
#include "service/invites-keys.h"
#include "test-recipient.h"

#define PUBLIC_URL "https://portal.example.com"

typedef struct
{
  char *folder;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  self->folder = g_dir_make_tmp ("composer-XXXXXX", &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_free (self->folder);
}

static InvitesTemplateRecord *
make_record (void)
{
  InvitesTemplateRecord *record = invites_template_record_new ("t", "T", TRUE);

  g_ptr_array_add (record->texts,
                   invites_template_text_new (NULL, "Hello", "{{link}}",
                                              "<p>{{link}}</p>"));
  return record;
}

static void
test_preview (Fixture *self, gconstpointer data)
{
  g_autoptr(InvitesRecipient) recipient = test_recipient_new (
    "Ann", "z@example.net", "North", "7", "Seven", NULL);
  g_autoptr(InvitesTemplateRecord) record = make_record ();
  g_autoptr(GError) error = NULL;
  g_autoptr(InvitesPreview) preview = invites_composer_preview (
    record, recipient, "office@example.com", PUBLIC_URL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (preview->from, ==, "North <office@example.com>");
  g_assert_cmpstr (preview->to, ==, "Ann <z@example.net>");
  g_assert_cmpstr (preview->subject, ==, "Hello");
  g_assert_cmpstr (preview->text, ==, PUBLIC_URL "/i/" INVITES_SAMPLE_TOKEN);
  g_assert_null (invites_composer_preview (record, recipient, "nobody",
                                           PUBLIC_URL, &error));
  g_assert_cmpstr (invites_error_get_field (error), ==, "email_from");
  g_clear_error (&error);
  g_free (recipient->name);
  recipient->name = g_strdup ("a\r\nb");
  g_assert_null (invites_composer_preview (record, recipient,
                                           "office@example.com", PUBLIC_URL,
                                           &error));
  g_assert_cmpstr (invites_error_get_field (error), ==, "contact_name");
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
  g_autoptr(InvitesTemplateRecord) record = make_record ();
  g_autoptr(GError) error = NULL;
  g_autoptr(InvitesRelay) relay
    = invites_relay_new_maildir (self->folder, &error);
  g_autoptr(InvitesPreview) seen = NULL;
  g_autofree char *path = NULL;
  g_autofree char *raw = NULL;

  g_assert_no_error (error);
  g_assert_true (invites_composer_send_test (
    relay, record, recipient, "office@example.com", "me@example.com",
    PUBLIC_URL, &error));
  g_assert_no_error (error);
  path = invites_maildir_find_newest (self->folder, &error);
  seen = invites_mail_file_read (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (seen->to, ==, "me@example.com");
  g_assert_cmpstr (seen->text, ==, PUBLIC_URL "/i/" INVITES_SAMPLE_TOKEN);
  g_assert_true (g_file_get_contents (path, &raw, NULL, NULL));
  g_assert_nonnull (strstr (raw, "\nList-Unsubscribe: <" PUBLIC_URL
                                 "/o/" INVITES_SAMPLE_TOKEN ">"));
  g_assert_cmpint (invites_opt_out_token_get_delivery (INVITES_SAMPLE_TOKEN),
                   ==, 0);
  g_unlink (path);
  remove_maildir (self->folder);
}

/* As what is sent, so what is looked at. */
static void
test_language (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *reads, *language, *subject;
  } cases[] = {
    { "de-AT", "de", "Hallo" }, { "AR", "ar", "مرحبًا" },
    { "pl", NULL, "Hello" },    { NULL, NULL, "Hello" },
  };
  g_autoptr(InvitesTemplateRecord) record = make_record ();
  g_autoptr(InvitesRecipient) recipient = test_recipient_new (
    "Ann", "z@example.net", "North", "7", "Seven", NULL);
  g_autoptr(InvitesRelay) relay
    = invites_relay_new_maildir (self->folder, NULL);

  for (guint i = 0; i < 2; i++)
    g_ptr_array_add (record->texts, invites_template_text_new (
                                      cases[i].language, cases[i].subject,
                                      "{{link}}", "<p>{{link}}</p>"));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(InvitesPreview) preview = NULL;
      g_autoptr(InvitesPreview) seen = NULL;
      g_autoptr(GError) error = NULL;
      g_autofree char *path = NULL;

      g_free (recipient->language);
      recipient->language = g_strdup (cases[i].reads);
      preview = invites_composer_preview (
        record, recipient, "office@example.com", PUBLIC_URL, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (preview->language, ==, cases[i].language);
      g_assert_cmpstr (preview->subject, ==, cases[i].subject);

      g_assert_true (invites_composer_send_test (
        relay, record, recipient, "office@example.com", "me@example.com",
        PUBLIC_URL, &error));
      path = invites_maildir_find_newest (self->folder, &error);
      seen = invites_mail_file_read (path, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (seen->language, ==, cases[i].language);
      g_assert_cmpstr (seen->subject, ==, cases[i].subject);
      g_unlink (path);
    }
  remove_maildir (self->folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/composer/preview", Fixture, NULL, set_up, test_preview,
              tear_down);
  g_test_add ("/composer/language", Fixture, NULL, set_up, test_language,
              tear_down);
  g_test_add ("/composer/send-test", Fixture, NULL, set_up, test_send_test,
              tear_down);
  return g_test_run ();
}
