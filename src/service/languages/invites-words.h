/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What the service says to the company's customers, in the languages that it
 * knows: a file of keys for each, the same in all. Words may hold {names},
 * which whoever uses them replaces.
 */

/* The languages' tags, English first; NULL behind the last. */
const char *const *invites_words_get_languages (void);

const char        *invites_words_get           (const char *language,
                                                const char *key);
gboolean           invites_words_is_rtl        (const char *language);

G_END_DECLS
