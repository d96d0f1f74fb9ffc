/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <string.h>

#include "service/delivery/invites-template.h"
#include "service/languages/invites-language.h"
#include "service/languages/invites-words.h"
#include "service/store/invites-bundled.h"
#include "test-recipient.h"

#define FOLDER "/io/github/portalinvites/service/languages/"
#define LINK   "https://portal.example/i/token"

static void
test_canonicalize (void)
{
  static const struct
  {
    const char *tag, *expected;
  } cases[] = {
    { "de", "de" },
    { "DE-at", "de-AT" },
    { "zh-hANT-tw", "zh-Hant-TW" },
    { "es-419", "es-419" },
    { "sl-ROZAJ-biske-1994", "sl-rozaj-biske-1994" },
    { "en-x-US", "en-x-us" },
    { "en-a-BBB-x-ABCD", "en-a-bbb-x-abcd" },
    { "", NULL },
    { "d", NULL },
    { "d-e", NULL },
    { "de_AT", NULL },
    { "de-", NULL },
    { "-de", NULL },
    { "de--AT", NULL },
    { "de-AT\r\nBcc: x", NULL },
    { "d3", NULL },
    { "german-verylongsubtag", NULL },
    { "a-de", NULL },
    { "de-aaaaaaaa-bbbbbbbb-cccccccc-dddddddd", NULL },
    { "français", NULL },
    { NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *tag = invites_language_canonicalize (cases[i].tag);

      g_test_message ("case %u", i);
      g_assert_cmpstr (tag, ==, cases[i].expected);
    }
}

static void
test_lookup (void)
{
  static const char *const available[]
    = { "en", "de", "pt-BR", "zh-Hant", "de-AT", NULL };
  static const struct
  {
    const char *range, *expected;
  } cases[] = {
    { "de", "de" },
    { "DE-ch", "de" },
    { "de-AT", "de-AT" },
    { "de-at-1996", "de-AT" },
    { "pt-BR", "pt-BR" },
    { "pt", NULL }, /* only ever wider */
    { "zh-Hant-TW", "zh-Hant" },
    { "zh-Hant-x-one", "zh-Hant" }, /* with the single letter */
    { "den", NULL },
    { "fr", NULL },
    { "", NULL },
    { "-", NULL },
    { "x-de", NULL },
    { NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (invites_language_lookup (cases[i].range, available), ==,
                     cases[i].expected);
}

static void
test_negotiate (void)
{
  static const char *const available[] = { "en", "de", "fr", "ar", NULL };
  static const struct
  {
    const char *accepted, *expected;
  } cases[] = {
    { "de", "de" },
    { "de-CH, fr;q=0.9", "de" },
    { "fr;q=0.8, de;q=0.9", "de" },
    { "fr;q=0.8,de;q=0.8", "fr" },
    { "pl, cs;q=0.9, ar;q=0.1", "ar" },
    { "pl", NULL },
    { "pl, *;q=0.5", "en" },
    { "*, en;q=0", "de" },
    { "en;q=0, *", "de" },
    { "de;q=0", NULL },
    { "de-AT, de;q=0", NULL },
    { "fr;q=0.001", "fr" },
    { "fr;q=1.000", "fr" },
    { "fr;Q=0.5 , de ; q=0.6", "de" },
    /* What cannot be read is passed over. */
    { "fr;q=2, de;q=0.1", "de" },
    { "fr;q=, de", "de" },
    { "fr;q=0.1234, de;q=0.1", "de" },
    { "fr;level=1, de", "de" },
    { "fr_FR, de", "de" },
    { ",,, de", "de" },
    { "", NULL },
    { ";q=1", NULL },
    { "x", NULL },
    { NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %u", i);
      g_assert_cmpstr (invites_language_negotiate (cases[i].accepted,
                                                   available),
                       ==, cases[i].expected);
    }
}

/* Nothing that a browser sends keeps the service busy. */
static void
test_long_header (void)
{
  g_autoptr(GString) header = g_string_new (NULL);

  for (guint i = 0; i < 10000; i++)
    g_string_append (header, "pl;q=0.5,");
  g_string_append (header, "de");
  g_assert_null (invites_language_negotiate (
    header->str, invites_words_get_languages ()));
}

static InvitesTemplateText *
make_text (const char *language)
{
  return invites_template_text_new (language, "Hello", "{{contact_name}} "
                                    "{{link}}", "<p>{{link}}</p>");
}

static void
test_texts (void)
{
  static const struct
  {
    const char *language;
    guint       expected;
  } cases[] = {
    { NULL, 0 }, { "pl", 0 }, { "nl", 0 }, { "nl-BE", 0 }, { "de", 1 },
    { "de-AT", 1 }, { "AR-eg", 2 }, { "pt-PT", 0 },
  };
  g_autoptr(GPtrArray) texts = invites_template_texts_new ();

  g_ptr_array_add (texts, make_text ("nl"));
  g_ptr_array_add (texts, make_text ("de"));
  g_ptr_array_add (texts, make_text ("ar"));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_true (invites_template_texts_find (texts, cases[i].language)
                   == g_ptr_array_index (texts, cases[i].expected));
}

/* An own text whose language nobody has said is for everybody. */
static void
test_unsaid (void)
{
  g_autoptr(GPtrArray) texts = invites_template_texts_new ();

  g_ptr_array_add (texts, make_text (NULL));
  g_ptr_array_add (texts, make_text ("de"));
  g_assert_true (invites_template_texts_find (texts, "en") == texts->pdata[0]);
  g_assert_true (invites_template_texts_find (texts, "de-AT")
                 == texts->pdata[1]);
}

static void
test_nameless (void)
{
  static const struct
  {
    const char *language, *expected;
  } cases[] = {
    { NULL, "customer" }, { "en", "customer" }, { "pl", "customer" },
    { "de-AT", "liebe Kundin, lieber Kunde" }, { "ar", "عميلنا العزيز" },
  };
  g_autoptr(InvitesRecipient) recipient
    = test_recipient_new (" ", "z@example.net", "North", "7", "Seven", NULL);
  InvitesTemplateValues values = { recipient, LINK, 30 };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(InvitesTemplateText) text = make_text (cases[i].language);
      g_autoptr(InvitesTemplate) template
        = invites_template_compile (text, NULL);
      g_autofree char *filled = invites_template_dup_part (
        template, INVITES_TEMPLATE_TEXT, &values);

      g_assert_true (g_str_has_prefix (filled, cases[i].expected));
    }
}

static GKeyFile *
read_words (const char *language)
{
  g_autofree char *path = g_strconcat (FOLDER, language, ".ini", NULL);
  g_autofree char *text = invites_bundled_dup_text (path, NULL);
  g_autoptr(GKeyFile) file = g_key_file_new ();

  g_assert_nonnull (text);
  g_assert_true (g_key_file_load_from_data (file, text, (gsize) -1,
                                            G_KEY_FILE_NONE, NULL));
  return g_steal_pointer (&file);
}

static guint
count (const char *text, const char *what)
{
  guint n = 0;

  for (const char *p = text; (p = strstr (p, what)) != NULL; p++)
    n++;
  return n;
}

static void
assert_same_names (const char *key, const char *english, const char *other)
{
  static const char *const names[]
    = { "{division}", "{address}", "{minimum}", "{maximum}" };
  guint n_known = 0;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_test_message ("%s: %s", key, names[i]);
      g_assert_cmpuint (count (other, names[i]), ==, count (english, names[i]));
      n_known += count (other, names[i]);
    }
  g_assert_cmpuint (count (other, "{"), ==, n_known);
  g_assert_cmpuint (count (other, "}"), ==, n_known);
}

/* Each language has the same words as English, none left as it is there. */
static void
test_words (void)
{
  static const char *const alike[] = { "direction", NULL };
  const char *const *languages = invites_words_get_languages ();
  g_autoptr(GKeyFile) english = read_words (languages[0]);
  gsize n_keys;
  g_auto(GStrv) keys = g_key_file_get_keys (english, "words", &n_keys, NULL);

  g_assert_cmpuint (n_keys, >, 40);
  for (guint i = 1; languages[i] != NULL; i++)
    {
      g_autoptr(GKeyFile) other = read_words (languages[i]);
      gsize n_others;
      G_GNUC_UNUSED g_auto(GStrv) others
        = g_key_file_get_keys (other, "words", &n_others, NULL);

      g_assert_cmpuint (n_others, ==, n_keys);
      for (gsize j = 0; j < n_keys; j++)
        {
          const char *said = invites_words_get (languages[0], keys[j]);
          const char *words = invites_words_get (languages[i], keys[j]);

          g_test_message ("%s: %s", languages[i], keys[j]);
          g_assert_nonnull (words);
          g_assert_cmpstr (words, !=, "");
          g_assert_true (g_strv_contains (alike, keys[j])
                         || !g_str_equal (said, words));
          assert_same_names (keys[j], said, words);
        }
    }
  g_assert_true (invites_words_is_rtl ("ar"));
  g_assert_false (invites_words_is_rtl ("de"));
}

/* Every bundled template says in every language all that it says in English,
 * and says in its HTML which language that is. */
static void
test_bundled (gconstpointer data)
{
  static const char *const placeholders[]
    = { "{{contact_name}}", "{{division_name}}", "{{accounts}}",
        "{{link_days}}" };
  g_autoptr(GError) error = NULL;
  g_autoptr(InvitesTemplateRecord) record
    = invites_bundled_new_template (data, "Name", &error);
  const InvitesTemplateText *own;

  g_assert_no_error (error);
  own = g_ptr_array_index (record->texts, 0);
  g_assert_cmpuint (record->texts->len, ==, 5);
  for (guint i = 0; i < record->texts->len; i++)
    {
      const InvitesTemplateText *text = g_ptr_array_index (record->texts, i);
      g_autofree char *html = g_strdup_printf (
        "<html lang=\"%s\"%s>", text->language,
        invites_words_is_rtl (text->language) ? " dir=\"rtl\"" : "");
      G_GNUC_UNUSED g_autoptr(InvitesTemplate) template
        = invites_template_compile (text, &error);

      g_assert_no_error (error);
      g_assert_nonnull (strstr (text->html, html));
      g_assert_nonnull (strstr (text->subject, "{{division_name}}"));
      for (guint j = 0; j < G_N_ELEMENTS (placeholders); j++)
        {
          g_assert_nonnull (strstr (text->text, placeholders[j]));
          g_assert_cmpuint (count (text->html, placeholders[j]), ==,
                            count (own->html, placeholders[j]));
        }
      if (i > 0)
        g_assert_cmpstr (text->subject, !=, own->subject);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/languages/canonicalize", test_canonicalize);
  g_test_add_func ("/languages/lookup", test_lookup);
  g_test_add_func ("/languages/negotiate", test_negotiate);
  g_test_add_func ("/languages/long-header", test_long_header);
  g_test_add_func ("/languages/texts", test_texts);
  g_test_add_func ("/languages/unsaid", test_unsaid);
  g_test_add_func ("/languages/nameless", test_nameless);
  g_test_add_func ("/languages/words", test_words);
  g_test_add_data_func ("/languages/bundled/portal-invitation",
                        "portal-invitation", test_bundled);
  g_test_add_data_func ("/languages/bundled/reminder", "reminder",
                        test_bundled);
  return g_test_run ();
}
