/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/invites-why.h"

G_BEGIN_DECLS

/* The rows of the dialog that says why. */
GtkWidget *invites_why_rows_new_filter (const InvitesVerdict     *verdict);
GtkWidget *invites_why_rows_new_rule   (const InvitesVerdict     *verdict);
GtkWidget *invites_why_rows_new_past   (const InvitesPast        *past,
                                        GTimeZone                *time_zone);
GtkWidget *invites_why_rows_new_note   (const InvitesAddressNote *note,
                                        GTimeZone                *time_zone);

G_END_DECLS
