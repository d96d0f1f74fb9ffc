/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Follows HTML byte by byte, only as far as it must to say where the next
 * byte stands, because that decides how a value is escaped there and whether
 * it may stand there at all (HTML, section 13.2.5).
 */
typedef struct _InvitesHtmlScanner InvitesHtmlScanner;

typedef enum
{
  INVITES_HTML_TEXT,      /* between tags */
  INVITES_HTML_ATTRIBUTE, /* inside a quoted attribute value */
  INVITES_HTML_RAW,       /* inside <style> or <script> */
  INVITES_HTML_ELSEWHERE, /* a tag, a comment, an unquoted value */
} InvitesHtmlPlace;

InvitesHtmlScanner *invites_html_scanner_new           (void);
void                invites_html_scanner_free          (InvitesHtmlScanner *self);
void                invites_html_scanner_feed          (InvitesHtmlScanner *self,
                                                        const char         *bytes,
                                                        gsize               length);
InvitesHtmlPlace    invites_html_scanner_get_place     (InvitesHtmlScanner *self);
const char         *invites_html_scanner_get_attribute (InvitesHtmlScanner *self);
gboolean            invites_html_scanner_is_at_start   (InvitesHtmlScanner *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesHtmlScanner, invites_html_scanner_free)

G_END_DECLS
