/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Who is left out of a send by hand: a set of contact ids, as the API wants
 * it. */
void invites_leave_out_add (char            ***leave_out,
                            const char *const *contacts);

G_END_DECLS
