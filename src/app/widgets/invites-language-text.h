/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A language tag in words. */
char *invites_language_text_dup (const char *tag);

G_END_DECLS
