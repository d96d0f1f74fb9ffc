/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* True for valid UTF-8 with no C0 or C1 control character, DEL, U+2028 or
 * U+2029: what may stand in a name, a header or an SMTP command. */
gboolean  invites_text_is_printable   (const char *text,
                                       gssize      length);

/* NFC and simple, locale-independent case folding: what is searched, sorted
 * and compared. */
char     *invites_text_fold           (const char *text);
/* One code point of it. */
gunichar  invites_text_fold_char      (gunichar    c);

/* Without U+061C, U+200E, U+200F, U+202A–U+202E and U+2066–U+2069. */
char     *invites_text_strip_bidi     (const char *text);

/* A search text as its folded words, no doubles. */
char    **invites_text_split_words    (const char *search);

G_END_DECLS
