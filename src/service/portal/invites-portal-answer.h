/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/http/invites-answer.h"
#include "service/http/invites-request.h"
#include "service/portal/invites-portal-pages.h"

G_BEGIN_DECLS

/* Who looks at a page: which language it is to be in. */
typedef struct
{
  const char *language;      /* one of invites_words_get_languages() */
  gboolean    is_negotiated; /* it is what the browser asked for */
} InvitesReader;

InvitesReader  invites_reader_find             (InvitesRequest      *request,
                                                const char          *known);

/* The portal's pages as answers: with all that keeps their address a secret. */
InvitesAnswer *invites_portal_answer_new       (const InvitesReader *reader,
                                                guint                status,
                                                char                *html);
InvitesAnswer *invites_portal_answer_new_note  (const InvitesReader *reader,
                                                guint                status,
                                                InvitesNote          note);
InvitesAnswer *invites_portal_answer_new_fault (const InvitesReader *reader,
                                                const GError        *error);

G_END_DECLS
