/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "core/invites-enums.h"

G_BEGIN_DECLS

#define INVITES_TYPE_FORECAST_CARD (invites_forecast_card_get_type ())
G_DECLARE_FINAL_TYPE (InvitesForecastCard, invites_forecast_card, INVITES,
                      FORECAST_CARD, GtkWidget)

/* "This Send": what would become of each contact. Signals: "outcome-activated"
 * with the pressed InvitesOutcome, "clear-left-out". */
void invites_forecast_card_set_outcomes (InvitesForecastCard *self,
                                         const guint64       *outcomes);
void invites_forecast_card_set_pending  (InvitesForecastCard *self,
                                         const char          *text,
                                         gboolean             spinning);
void invites_forecast_card_set_stale    (InvitesForecastCard *self,
                                         gboolean             stale);

G_END_DECLS
