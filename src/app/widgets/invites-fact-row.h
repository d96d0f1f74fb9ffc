/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A row that says one thing: its name, small, and below it what it is. */
GtkWidget *invites_fact_row_new (const char *name,
                                 const char *value);

G_END_DECLS
