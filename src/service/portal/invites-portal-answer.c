/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/portal/invites-portal-answer.h"

#include "core/invites-problem.h"

/**
 * invites_portal_answer_new:
 * @status: of HTTP
 * @html: (transfer full): a page
 *
 * Makes an answer of a page. Its address is a secret: nobody else learns it.
 *
 * Returns: (transfer full): the answer
 */
InvitesAnswer *
invites_portal_answer_new (guint status, char *html)
{
  g_autofree char *page = html;
  InvitesAnswer *answer
    = invites_answer_new_text (status, "text/html; charset=utf-8", page);

  invites_answer_add_header (answer, "Content-Security-Policy",
                             invites_portal_pages_get_policy ());
  invites_answer_add_header (answer, "Referrer-Policy", "no-referrer");
  return answer;
}

/**
 * invites_portal_answer_new_note:
 * @status: of HTTP
 * @note: which page
 *
 * Makes an answer of a page that is the same for everybody.
 *
 * Returns: (transfer full): the answer
 */
InvitesAnswer *
invites_portal_answer_new_note (guint status, InvitesNote note)
{
  return invites_portal_answer_new (status,
                                    invites_portal_pages_render_note (note));
}

/**
 * invites_portal_answer_new_fault:
 * @error: why there is no better answer
 *
 * Makes a page instead of a problem document: somebody at a telephone reads
 * it.
 *
 * Returns: (transfer full): the answer, with the status of @error
 */
InvitesAnswer *
invites_portal_answer_new_fault (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  return invites_portal_answer_new_note (
    invites_problem_get_status (error->code), INVITES_NOTE_FAULT);
}
