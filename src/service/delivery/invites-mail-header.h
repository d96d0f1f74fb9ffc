/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gmime/gmime.h>

G_BEGIN_DECLS

/* Header fields that hold what people typed. */
void invites_mail_header_add_text    (GMimeMessage *message,
                                      const char   *name,
                                      const char   *text);
void invites_mail_header_add_mailbox (GMimeMessage *message,
                                      const char   *name,
                                      const char   *display_name,
                                      const char   *address);

G_END_DECLS
