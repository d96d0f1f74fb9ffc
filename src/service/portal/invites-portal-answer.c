/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/portal/invites-portal-answer.h"

#include "core/invites-problem.h"
#include "service/languages/invites-language.h"
#include "service/languages/invites-words.h"

/**
 * invites_reader_find:
 * @request: for a page
 * @known: (nullable): what the contact reads
 *
 * Finds the language for a page: the one that the reader has chosen on a page
 * before, or the contact's, or the browser's, or the first that there is.
 *
 * Returns: the reader
 */
InvitesReader
invites_reader_find (InvitesRequest *request, const char *known)
{
  const char *const *languages = invites_words_get_languages ();
  const char *chosen = g_hash_table_lookup (
    invites_request_get_query (request), INVITES_PARAMETER_LANGUAGE);
  InvitesReader reader = { 0 };

  reader.language = invites_language_lookup (chosen, languages);
  if (reader.language == NULL)
    reader.language = invites_language_lookup (known, languages);
  if (reader.language != NULL)
    return reader;

  reader.is_negotiated = TRUE;
  reader.language = invites_language_negotiate (
    invites_request_get_header (request, "accept-language"), languages);
  if (reader.language == NULL)
    reader.language = languages[0];
  return reader;
}

/**
 * invites_portal_answer_new:
 * @reader: whom it is for
 * @status: of HTTP
 * @html: (transfer full): a page in the reader's language
 *
 * Makes an answer of a page. Its address is a secret: nobody else learns it.
 *
 * Returns: (transfer full): the answer
 */
InvitesAnswer *
invites_portal_answer_new (const InvitesReader *reader,
                           guint                status,
                           char                *html)
{
  g_autofree char *page = html;
  InvitesAnswer *answer
    = invites_answer_new_text (status, "text/html; charset=utf-8", page);

  invites_answer_add_header (answer, "Content-Language", reader->language);
  if (reader->is_negotiated)
    invites_answer_add_header (answer, "Vary", "Accept-Language");
  invites_answer_add_header (answer, "Content-Security-Policy",
                             invites_portal_pages_get_policy ());
  invites_answer_add_header (answer, "Referrer-Policy", "no-referrer");
  return answer;
}

/**
 * invites_portal_answer_new_note:
 * @reader: whom it is for
 * @status: of HTTP
 * @note: which page
 *
 * Makes an answer of a page that is the same for everybody.
 *
 * Returns: (transfer full): the answer
 */
InvitesAnswer *
invites_portal_answer_new_note (const InvitesReader *reader,
                                guint                status,
                                InvitesNote          note)
{
  return invites_portal_answer_new (
    reader, status, invites_portal_pages_render_note (note, reader->language));
}

/**
 * invites_portal_answer_new_fault:
 * @reader: whom it is for
 * @error: why there is no better answer
 *
 * Makes a page instead of a problem document: somebody at a telephone reads
 * it.
 *
 * Returns: (transfer full): the answer, with the status of @error
 */
InvitesAnswer *
invites_portal_answer_new_fault (const InvitesReader *reader,
                                 const GError        *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  return invites_portal_answer_new_note (
    reader, invites_problem_get_status (error->code), INVITES_NOTE_FAULT);
}
