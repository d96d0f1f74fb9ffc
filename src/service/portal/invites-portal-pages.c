/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/portal/invites-portal-pages.h"

#include <gio/gio.h>

#include "core/invites-text.h"
#include "service/invites-password.h"
#include "service/languages/invites-words.h"

#define STYLE_RESOURCE "/io/github/portalinvites/service/portal/portal.css"

/* Only the page's own style, known by its hash, and its own form. */
#define POLICY                                                                \
  "default-src 'none'; style-src 'sha256-%s'; form-action 'self'; "           \
  "frame-ancestors 'none'; base-uri 'none'"

static const char *
get_style (void)
{
  static gsize style = 0;

  if (g_once_init_enter (&style))
    {
      g_autoptr(GBytes) bytes = g_resources_lookup_data (
        STYLE_RESOURCE, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
      char *text = g_strndup (g_bytes_get_data (bytes, NULL),
                              g_bytes_get_size (bytes));

      g_once_init_leave (&style, (gsize) text);
    }
  return (const char *) style;
}

static char *
dup_style_hash (void)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) get_style (), -1);
  g_checksum_get_digest (checksum, digest, &length);
  return g_base64_encode (digest, length);
}

/**
 * invites_portal_pages_get_policy:
 *
 * Says what the pages may load and do.
 *
 * Returns: (transfer none): the value of Content-Security-Policy
 */
const char *
invites_portal_pages_get_policy (void)
{
  static gsize policy = 0;

  if (g_once_init_enter (&policy))
    {
      g_autofree char *hash = dup_style_hash ();

      g_once_init_leave (&policy, (gsize) g_strdup_printf (POLICY, hash));
    }
  return (const char *) policy;
}

/* For text and for attributes in double quotes. */
static char *
escape (const char *value)
{
  g_autofree char *plain = invites_text_strip_bidi (value);

  return g_markup_escape_text (plain, -1);
}

static char *
dup_words (const char *language, const char *key)
{
  return escape (invites_words_get (language, key));
}

static char *
replace (char *html, const char *name, const char *value)
{
  g_autofree char *words = html;
  GString *replaced = g_string_new (words);

  g_string_replace (replaced, name, value, 0);
  return g_string_free (replaced, FALSE);
}

/* @value stands apart from the words around it, whatever it is written in. */
static char *
dup_words_with (const char *language,
                const char *key,
                const char *name,
                const char *value,
                const char *element)
{
  g_autofree char *escaped = escape (value);
  g_autofree char *marked
    = g_strdup_printf ("<%s dir=\"auto\">%s</%s>", element, escaped, element);

  return replace (dup_words (language, key), name, marked);
}

/* In a title nothing can stand apart. */
static char *
dup_title_with (const char *language,
                const char *key,
                const char *name,
                const char *value)
{
  g_autofree char *escaped = escape (value);

  return replace (dup_words (language, key), name, escaped);
}

/* Those that say how long a pass phrase is have it put in. */
static char *
dup_sentence (const char *language, const char *key)
{
  char *sentence = dup_words (language, key);

  sentence = replace (sentence, "{minimum}",
                      G_STRINGIFY (INVITES_PASSWORD_MIN_LENGTH));
  return replace (sentence, "{maximum}",
                  G_STRINGIFY (INVITES_PASSWORD_MAX_LENGTH));
}

/* @title and @heading: HTML */
static GString *
begin_page (const char *language, const char *title, const char *heading)
{
  GString *page = g_string_new (NULL);

  g_string_append_printf (
    page,
    "<!DOCTYPE html>\n"
    "<html lang=\"%s\" dir=\"%s\">\n"
    "<head>\n"
    "<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, "
    "initial-scale=1\">\n"
    "<meta name=\"robots\" content=\"noindex\">\n"
    "<title>%s</title>\n"
    "<style>%s</style>\n"
    "</head>\n"
    "<body>\n"
    "<main>\n"
    "<h1>%s</h1>\n",
    language, invites_words_is_rtl (language) ? "rtl" : "ltr", title,
    get_style (), heading);
  return page;
}

static GString *
begin_plain_page (const char *language, const char *key)
{
  g_autofree char *title = dup_words (language, key);

  return begin_page (language, title, title);
}

/* Each in its own words, as links that change nothing. */
static void
append_languages (GString *page, const char *language)
{
  const char *const *languages = invites_words_get_languages ();
  g_autofree char *label = dup_words (language, "languages");

  g_string_append_printf (page, "<nav aria-label=\"%s\">\n<ul>\n", label);
  for (guint i = 0; languages[i] != NULL; i++)
    {
      g_autofree char *name = dup_words (languages[i], "language");

      if (g_str_equal (languages[i], language))
        g_string_append_printf (
          page, "<li lang=\"%s\" aria-current=\"true\">%s</li>\n",
          languages[i], name);
      else
        g_string_append_printf (
          page,
          "<li><a href=\"?" INVITES_PARAMETER_LANGUAGE "=%s\" lang=\"%s\" "
          "hreflang=\"%s\">%s</a></li>\n",
          languages[i], languages[i], languages[i], name);
    }
  g_string_append (page, "</ul>\n</nav>\n");
}

/* Where something was done, the same page cannot be had again. */
static char *
end_page (GString *page, const char *language, gboolean is_done)
{
  g_string_append (page, "</main>\n");
  if (!is_done)
    append_languages (page, language);
  g_string_append (page, "</body>\n</html>\n");
  return g_string_free (page, FALSE);
}

static void
append_paragraph (GString *page, const char *language, const char *key)
{
  g_autofree char *words = dup_words (language, key);

  g_string_append_printf (page, "<p>%s</p>\n", words);
}

static void
append_problem (GString *page, const char *language, const char *key)
{
  g_autofree char *sentence = dup_sentence (language, key);

  g_string_append_printf (
    page, "<p class=\"problem\" role=\"alert\">%s</p>\n", sentence);
}

static void
append_accounts (GString *page, const GPtrArray *accounts)
{
  g_string_append (page, "<ul>\n");
  for (guint i = 0; i < accounts->len; i++)
    {
      const InvitesAccountName *account = g_ptr_array_index (accounts, i);
      g_autofree char *number = escape (account->number);
      g_autofree char *name = escape (account->name);

      g_string_append_printf (page, "<li><bdi>%s%s%s</bdi></li>\n", number,
                              *name != '\0' ? " – " : "", name);
    }
  g_string_append (page, "</ul>\n");
}

/* A pass phrase may be in any script: which way it runs, it says itself. */
static void
append_input (GString    *page,
              const char *language,
              const char *name,
              const char *label,
              const char *autocomplete,
              gboolean    is_new)
{
  g_autofree char *words = dup_words (language, label);

  g_string_append_printf (
    page,
    "<label for=\"%s\">%s</label>\n"
    "<input type=\"password\" id=\"%s\" name=\"%s\" autocomplete=\"%s\" "
    "required minlength=\"%d\" maxlength=\"%d\"%s>\n",
    name, words, name, name, autocomplete, INVITES_PASSWORD_MIN_LENGTH,
    INVITES_PASSWORD_MAX_LENGTH,
    is_new ? " aria-describedby=\"hint\"" : "");
}

static void
append_new_inputs (GString *page, const char *language)
{
  g_autofree char *hint = dup_sentence (language, "hint");

  append_input (page, language, "pass_phrase", "choose-pass-phrase",
                "new-password", TRUE);
  g_string_append_printf (page, "<p class=\"hint\" id=\"hint\">%s</p>\n",
                          hint);
  append_input (page, language, "pass_phrase_again", "same-again",
                "new-password", FALSE);
}

static void
append_button (GString *page, const char *language, const char *key)
{
  g_autofree char *words = dup_words (language, key);

  g_string_append_printf (
    page, "<button type=\"submit\">%s</button>\n</form>\n", words);
}

/* The log-in name goes along, hidden, for browsers that keep pass phrases. */
static void
append_form (GString *page, const InvitesLink *link, const char *language)
{
  g_autofree char *address = escape (link->address);

  g_string_append_printf (page,
                          "<form method=\"post\">\n"
                          "<input type=\"hidden\" name=\"username\" "
                          "value=\"%s\" autocomplete=\"username\">\n",
                          address);
  if (link->password_hash != NULL)
    append_input (page, language, "pass_phrase", "your-pass-phrase",
                  "current-password", FALSE);
  else
    append_new_inputs (page, language);
  append_button (page, language, "join");
}

static const char *
count_accounts (const InvitesLink *link, const char *one, const char *several)
{
  return link->accounts->len == 1 ? one : several;
}

/**
 * invites_portal_pages_render_link:
 * @link: a link that is %INVITES_LINK_LIVE
 * @language: one of invites_words_get_languages()
 * @problem: (nullable): what was wrong with what was posted: the key of the
 *   words for it
 *
 * Renders the page of a link that works, with its form.
 *
 * Returns: (transfer full): HTML
 */
char *
invites_portal_pages_render_link (const InvitesLink *link,
                                  const char        *language,
                                  const char        *problem)
{
  g_autofree char *title = NULL;
  g_autofree char *heading = NULL;
  g_autofree char *log_in = NULL;
  GString *page;

  g_return_val_if_fail (link != NULL && link->division_name != NULL, NULL);
  g_return_val_if_fail (link->address != NULL && language != NULL, NULL);

  title = dup_title_with (language, "join-title", "{division}",
                          link->division_name);
  heading = dup_words_with (language, "join-title", "{division}",
                            link->division_name, "bdi");
  log_in = dup_words_with (language, "log-in", "{address}", link->address,
                           "strong");
  page = begin_page (language, title, heading);
  if (problem != NULL)
    append_problem (page, language, problem);
  append_paragraph (page, language,
                    count_accounts (link, "invited-for-one",
                                    "invited-for-several"));
  append_accounts (page, link->accounts);
  g_string_append_printf (page, "<p>%s</p>\n", log_in);
  if (link->password_hash != NULL)
    append_paragraph (page, language, "known");
  append_form (page, link, language);
  return end_page (page, language, FALSE);
}

/**
 * invites_portal_pages_render_done:
 * @link: the link, as it was before it was used
 * @language: one of invites_words_get_languages()
 *
 * Renders the page of somebody who has joined.
 *
 * Returns: (transfer full): HTML
 */
char *
invites_portal_pages_render_done (const InvitesLink *link,
                                  const char        *language)
{
  g_autofree char *welcome = NULL;
  GString *page;

  g_return_val_if_fail (link != NULL && link->division_name != NULL, NULL);
  g_return_val_if_fail (language != NULL, NULL);

  welcome = dup_words_with (language, "welcome", "{division}",
                            link->division_name, "bdi");
  page = begin_plain_page (language, "done-title");
  g_string_append_printf (page, "<p>%s</p>\n", welcome);
  append_paragraph (page, language,
                    count_accounts (link, "yours-one", "yours-several"));
  append_accounts (page, link->accounts);
  append_paragraph (page, language, "done-text");
  return end_page (page, language, TRUE);
}

/* A page that is the same for everybody; the words by their keys. */
typedef struct
{
  const char *title;
  const char *problem; /* (nullable): what was wrong with what was posted */
  const char *text;
  const char *button;  /* (nullable): posts the field below */
  const char *field;
  const char *value;
  gboolean    is_done;
} Note;

static const Note states[] = {
  [INVITES_LINK_USED] = {
    .title = "used-title",
    .text = "used-text",
  },
  [INVITES_LINK_EXPIRED] = {
    .title = "expired-title",
    .text = "expired-text",
    .button = "expired-button",
    .field = INVITES_FIELD_WISH,
    .value = INVITES_WISH_NEW_LINK,
  },
  [INVITES_LINK_REVOKED] = {
    .title = "revoked-title",
    .text = "revoked-text",
  },
  [INVITES_LINK_UNKNOWN] = {
    .title = "unknown-title",
    .text = "unknown-text",
  },
};

static const Note notes[] = {
  [INVITES_NOTE_WISH_PASSED_ON] = {
    .title = "wish-title",
    .text = "wish-text",
    .is_done = TRUE,
  },
  [INVITES_NOTE_OPT_OUT] = {
    .title = "opt-out-title",
    .text = "opt-out-text",
    .button = "opt-out-button",
    .field = INVITES_FIELD_OPT_OUT,
    .value = INVITES_OPT_OUT_ONE_CLICK,
  },
  [INVITES_NOTE_NOT_OPTED_OUT] = {
    .title = "opt-out-title",
    .problem = "problem-not-opted-out",
    .text = "opt-out-text",
    .button = "opt-out-button",
    .field = INVITES_FIELD_OPT_OUT,
    .value = INVITES_OPT_OUT_ONE_CLICK,
  },
  [INVITES_NOTE_OPTED_OUT] = {
    .title = "opted-out-title",
    .text = "opted-out-text",
    .is_done = TRUE,
  },
  [INVITES_NOTE_OPTED_OUT_BEFORE] = {
    .title = "opted-out-before-title",
    .text = "opted-out-before-text",
  },
  [INVITES_NOTE_OPT_OUT_UNKNOWN] = {
    .title = "opt-out-unknown-title",
    .text = "opt-out-unknown-text",
  },
  [INVITES_NOTE_FAULT] = {
    .title = "fault-title",
    .text = "fault-text",
  },
};

static char *
render_note (const Note *note, const char *language)
{
  GString *page = begin_plain_page (language, note->title);

  if (note->problem != NULL)
    append_problem (page, language, note->problem);
  append_paragraph (page, language, note->text);
  if (note->button != NULL)
    {
      g_string_append_printf (page,
                              "<form method=\"post\">\n"
                              "<input type=\"hidden\" name=\"%s\" "
                              "value=\"%s\">\n",
                              note->field, note->value);
      append_button (page, language, note->button);
    }
  return end_page (page, language, note->is_done);
}

/**
 * invites_portal_pages_render_state:
 * @state: anything but %INVITES_LINK_LIVE
 * @language: one of invites_words_get_languages()
 *
 * Renders the page of a link that does not work. It names nobody.
 *
 * Returns: (transfer full): HTML
 */
char *
invites_portal_pages_render_state (InvitesLinkState state,
                                   const char      *language)
{
  g_return_val_if_fail (state != INVITES_LINK_LIVE, NULL);
  g_return_val_if_fail (state < G_N_ELEMENTS (states), NULL);
  g_return_val_if_fail (language != NULL, NULL);

  return render_note (&states[state], language);
}

/**
 * invites_portal_pages_render_note:
 * @note: which
 * @language: one of invites_words_get_languages()
 *
 * Renders a page that is the same for everybody.
 *
 * Returns: (transfer full): HTML
 */
char *
invites_portal_pages_render_note (InvitesNote note, const char *language)
{
  g_return_val_if_fail (note < G_N_ELEMENTS (notes), NULL);
  g_return_val_if_fail (language != NULL, NULL);

  return render_note (&notes[note], language);
}
