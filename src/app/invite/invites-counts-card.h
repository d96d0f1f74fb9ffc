/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "core/invites-counts.h"

G_BEGIN_DECLS

/* Stands for all groups together. */
#define INVITES_COUNTS_CARD_TOTAL (-1)

#define INVITES_TYPE_COUNTS_CARD (invites_counts_card_get_type ())
G_DECLARE_FINAL_TYPE (InvitesCountsCard, invites_counts_card, INVITES,
                      COUNTS_CARD, GtkWidget)

/* The five counts and how they relate. The signal "count-activated" is emitted
 * with the pressed InvitesGroup or INVITES_COUNTS_CARD_TOTAL. */
void invites_counts_card_set_counts (InvitesCountsCard   *self,
                                     const InvitesCounts *counts,
                                     gboolean             narrow,
                                     const char          *division_name,
                                     GTimeZone           *time_zone);
void invites_counts_card_set_stale  (InvitesCountsCard   *self,
                                     gboolean             stale);

G_END_DECLS
