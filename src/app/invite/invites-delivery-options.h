/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "core/invites-choices.h"

G_BEGIN_DECLS

#define INVITES_TYPE_DELIVERY_OPTIONS (invites_delivery_options_get_type ())
G_DECLARE_FINAL_TYPE (InvitesDeliveryOptions, invites_delivery_options,
                      INVITES, DELIVERY_OPTIONS, GtkWidget)

/* How a send goes out: template, sender, and for whom. Signals: "changed" and
 * "preview". */
void        invites_delivery_options_set_choices       (InvitesDeliveryOptions *self,
                                                        const InvitesChoices   *choices);
void        invites_delivery_options_set_division      (InvitesDeliveryOptions *self,
                                                        const InvitesChoice    *division);
const char *invites_delivery_options_get_template_id   (InvitesDeliveryOptions *self);
const char *invites_delivery_options_get_email_from    (InvitesDeliveryOptions *self);
gboolean    invites_delivery_options_get_limit         (InvitesDeliveryOptions *self);
gboolean    invites_delivery_options_get_only_expired  (InvitesDeliveryOptions *self);
gboolean    invites_delivery_options_get_gap_override  (InvitesDeliveryOptions *self);
void        invites_delivery_options_reset             (InvitesDeliveryOptions *self);
void        invites_delivery_options_offer_gap         (InvitesDeliveryOptions *self,
                                                        gboolean                offer);
void        invites_delivery_options_hide_limit        (InvitesDeliveryOptions *self);
void        invites_delivery_options_propose           (InvitesDeliveryOptions *self,
                                                        const char             *template_id,
                                                        const char             *email_from);
void        invites_delivery_options_set_sender_refused (InvitesDeliveryOptions *self,
                                                        gboolean                refused);
gboolean    invites_delivery_options_sender_is_good    (InvitesDeliveryOptions *self);

G_END_DECLS
