/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What customers are called, in whatever script, beside our own words. */
char *invites_line_text_dup_account (const char  *number,
                                     const char  *name);
char *invites_line_text_dup         (const char  *text);
char *invites_line_text_join        (const char  *first,
                                     const char  *second);
void  invites_line_text_append      (char       **line,
                                     const char  *part);
char *invites_line_text_dup_bare    (const char  *line);

G_END_DECLS
