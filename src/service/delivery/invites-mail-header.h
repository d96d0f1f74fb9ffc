/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Header fields that hold what people typed, as whole lines that end in
 * CRLF. */
void invites_mail_header_append_text    (GString    *to,
                                         const char *name,
                                         const char *text);
void invites_mail_header_append_mailbox (GString    *to,
                                         const char *name,
                                         const char *display_name,
                                         const char *address);

G_END_DECLS
