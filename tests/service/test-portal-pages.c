/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "service/languages/invites-words.h"
#include "service/portal/invites-portal-pages.h"

static InvitesLink *
make_link (void)
{
  InvitesLink *link = g_new0 (InvitesLink, 1);

  link->division_name = g_strdup ("North & <South>");
  link->address = g_strdup ("\"><script>@example.com");
  link->accounts = g_ptr_array_new_with_free_func (
    (GDestroyNotify) invites_account_name_free);
  g_ptr_array_add (link->accounts,
                   invites_account_name_new ("17", "Ann's </li>\xe2\x80\xae"));
  return link;
}

static guint
count (const char *page, const char *what)
{
  guint n = 0;

  for (const char *p = page; (p = strstr (p, what)) != NULL; p++)
    n++;
  return n;
}

static void
assert_plain (const char *page)
{
  g_assert_true (g_str_has_prefix (page, "<!DOCTYPE html>\n<html lang=\"en\""));
  g_assert_nonnull (strstr (page, "name=\"viewport\""));
  g_assert_null (strstr (page, "<script"));
  g_assert_null (strstr (page, "<South>"));
  g_assert_null (strstr (page, "</li>\xe2\x80\xae"));
  g_assert_null (strstr (page, " style="));
  g_assert_cmpuint (count (page, "<h1>"), ==, 1);
  g_assert_true (g_utf8_validate (page, -1, NULL));
}

static void
test_new (void)
{
  g_autoptr(InvitesLink) link = make_link ();
  g_autofree char *page = invites_portal_pages_render_link (link, "en", NULL);

  assert_plain (page);
  g_assert_nonnull (strstr (page, "North &amp; &lt;South&gt;"));
  g_assert_nonnull (strstr (page, "17 – Ann&apos;s &lt;/li&gt;</bdi></li>"));
  g_assert_nonnull (strstr (page, "<form method=\"post\">"));
  g_assert_cmpuint (count (page, "type=\"password\""), ==, 2);
  g_assert_cmpuint (count (page, "type=\"hidden\""), ==, 1);
  g_assert_cmpuint (count (page, "<input "), ==, 3);
  g_assert_cmpuint (count (page, "<label for="), ==, 2);
  g_assert_cmpuint (count (page, "minlength=\"10\" maxlength=\"128\""), ==, 2);
  g_assert_cmpuint (count (page, "autocomplete=\"new-password\""), ==, 2);
  g_assert_null (strstr (page, "role=\"alert\""));
}

static void
test_known (void)
{
  g_autoptr(InvitesLink) link = make_link ();
  g_autofree char *page = NULL;

  link->password_hash = g_strdup ("hash");
  page = invites_portal_pages_render_link (link, "en", "problem-short");
  assert_plain (page);
  g_assert_cmpuint (count (page, "type=\"password\""), ==, 1);
  g_assert_nonnull (strstr (page, "autocomplete=\"current-password\""));
  g_assert_nonnull (strstr (page, "role=\"alert\">The pass phrase needs at "
                                 "least 10 characters.</p>"));
  g_assert_null (strstr (page, "hash\""));
}

static void
test_done (void)
{
  g_autoptr(InvitesLink) link = make_link ();
  g_autofree char *page = invites_portal_pages_render_done (link, "en");

  assert_plain (page);
  g_assert_nonnull (strstr (page, "You have joined"));
  g_assert_nonnull (strstr (page, "17 – Ann"));
  g_assert_null (strstr (page, "<form"));
  /* A GET would show another page. */
  g_assert_null (strstr (page, "?lang="));
}

static void
test_states (void)
{
  const char *const words[] = {
    [INVITES_LINK_USED] = "been used",
    [INVITES_LINK_EXPIRED] = "ask for a new link",
    [INVITES_LINK_REVOKED] = "no longer valid",
    [INVITES_LINK_UNKNOWN] = "no such invitation",
  };

  for (guint i = INVITES_LINK_USED; i <= INVITES_LINK_UNKNOWN; i++)
    {
      g_autofree char *page = invites_portal_pages_render_state (i, "en");

      assert_plain (page);
      g_assert_nonnull (strstr (page, words[i]));
      g_assert_cmpint (strstr (page, "<form method=\"post\">") != NULL, ==,
                       i == INVITES_LINK_EXPIRED);
      g_assert_cmpint (strstr (page, "<input type=\"hidden\" name=\"wish\" "
                                     "value=\"new-link\">")
                         != NULL,
                       ==, i == INVITES_LINK_EXPIRED);
    }
}

/* Nobody is named on them, and only two have a button. */
static void
test_notes (void)
{
  const char *const words[] = {
    [INVITES_NOTE_WISH_PASSED_ON] = "We have passed it on",
    [INVITES_NOTE_OPT_OUT] = "Stop these invitations?",
    [INVITES_NOTE_NOT_OPTED_OUT] = "role=\"alert\">Nothing has changed",
    [INVITES_NOTE_OPTED_OUT] = "no more invitations",
    [INVITES_NOTE_OPTED_OUT_BEFORE] = "already",
    [INVITES_NOTE_OPT_OUT_UNKNOWN] = "There is no such page",
    [INVITES_NOTE_FAULT] = "try again in a moment",
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autofree char *page = invites_portal_pages_render_note (i, "en");
      gboolean asks
        = i == INVITES_NOTE_OPT_OUT || i == INVITES_NOTE_NOT_OPTED_OUT;

      assert_plain (page);
      g_assert_nonnull (strstr (page, words[i]));
      g_assert_cmpuint (count (page, "<form method=\"post\">"), ==, asks);
      g_assert_cmpuint (count (page, "<input "), ==, asks);
      g_assert_cmpuint (count (page, "<button type=\"submit\">"), ==, asks);
      g_assert_cmpuint (count (page, "<input type=\"hidden\" "
                                     "name=\"List-Unsubscribe\" "
                                     "value=\"One-Click\">"),
                        ==, asks);
    }
}

/* Every page in every language: its own words, and the way to the others. */
static void
test_languages (void)
{
  const char *const *languages = invites_words_get_languages ();
  g_autoptr(InvitesLink) link = make_link ();

  for (guint i = 0; languages[i] != NULL; i++)
    {
      g_autofree char *html = g_strdup_printf (
        "<html lang=\"%s\" dir=\"%s\">", languages[i],
        g_str_equal (languages[i], "ar") ? "rtl" : "ltr");
      g_autofree char *mine = g_strdup_printf (
        "<li lang=\"%s\" aria-current=\"true\">", languages[i]);
      g_autofree char *page
        = invites_portal_pages_render_link (link, languages[i], "problem-long");

      g_assert_nonnull (strstr (page, html));
      g_assert_nonnull (strstr (page, mine));
      g_assert_nonnull (strstr (page, "<bdi dir=\"auto\">North &amp; &lt;"));
      g_assert_nonnull (strstr (page, "<strong dir=\"auto\">&quot;&gt;"));
      g_assert_nonnull (strstr (page, invites_words_get (languages[i],
                                                         "join")));
      g_assert_nonnull (strstr (page, "128"));
      g_assert_null (strstr (page, "{minimum}"));
      g_assert_null (strstr (page, "{maximum}"));
      g_assert_null (strstr (page, "{division}"));
      g_assert_null (strstr (page, "{address}"));
      g_assert_cmpuint (count (page, "<a href=\"?lang="), ==,
                        g_strv_length ((GStrv) languages) - 1);
      g_assert_true (g_utf8_validate (page, -1, NULL));
    }
}

/* The policy lets exactly the style through that stands on the pages. */
static void
test_policy (void)
{
  g_autofree char *page
    = invites_portal_pages_render_state (INVITES_LINK_USED, "en");
  const char *start = strstr (page, "<style>") + strlen ("<style>");
  const char *end = strstr (page, "</style>");
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;
  g_autofree char *hash = NULL;
  g_autofree char *expected = NULL;

  g_checksum_update (checksum, (const guchar *) start, end - start);
  g_checksum_get_digest (checksum, digest, &length);
  hash = g_base64_encode (digest, length);
  expected = g_strdup_printf (
    "default-src 'none'; style-src 'sha256-%s'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    hash);
  g_assert_cmpstr (invites_portal_pages_get_policy (), ==, expected);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/portal-pages/new", test_new);
  g_test_add_func ("/portal-pages/known", test_known);
  g_test_add_func ("/portal-pages/done", test_done);
  g_test_add_func ("/portal-pages/states", test_states);
  g_test_add_func ("/portal-pages/notes", test_notes);
  g_test_add_func ("/portal-pages/languages", test_languages);
  g_test_add_func ("/portal-pages/policy", test_policy);
  return g_test_run ();
}
