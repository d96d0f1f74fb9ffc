/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a mail system answered, in plain language, with its code beside it. */
const char *invites_reply_text_explain   (int         code,
                                          const char *status);
char       *invites_reply_text_dup_code  (int         code,
                                          const char *status);
char       *invites_reply_text_dup       (int         code,
                                          const char *status,
                                          const char *words);
char       *invites_reply_text_dup_words (int         code,
                                          const char *status,
                                          const char *words);

G_END_DECLS
