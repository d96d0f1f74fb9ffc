/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "service/store/invites-records.h"

G_BEGIN_DECLS

/* The pages of the portal, as HTML; they know no HTTP and no store. */

/* Pages that are the same for everybody, and so name nobody. */
typedef enum
{
  INVITES_NOTE_WISH_PASSED_ON,
  INVITES_NOTE_OPT_OUT,         /* with the button */
  INVITES_NOTE_NOT_OPTED_OUT,   /* likewise: it was not pressed */
  INVITES_NOTE_OPTED_OUT,
  INVITES_NOTE_OPTED_OUT_BEFORE,
  INVITES_NOTE_OPT_OUT_UNKNOWN,
  INVITES_NOTE_FAULT,           /* the service cannot answer now */
} InvitesNote;

/* What the buttons of such pages post. */
#define INVITES_FIELD_WISH     "wish"
#define INVITES_WISH_NEW_LINK  "new-link"
#define INVITES_FIELD_OPT_OUT  "List-Unsubscribe" /* RFC 8058 */
#define INVITES_OPT_OUT_ONE_CLICK "One-Click"

/* Of their address, for who reads another language than they are in. */
#define INVITES_PARAMETER_LANGUAGE "lang"

/* For Content-Security-Policy: nothing but the pages' own style and form. */
const char *invites_portal_pages_get_policy   (void);

char       *invites_portal_pages_render_link  (const InvitesLink *link,
                                               const char        *language,
                                               const char        *problem);
char       *invites_portal_pages_render_done  (const InvitesLink *link,
                                               const char        *language);
char       *invites_portal_pages_render_state (InvitesLinkState   state,
                                               const char        *language);
char       *invites_portal_pages_render_note  (InvitesNote        note,
                                               const char        *language);

G_END_DECLS
