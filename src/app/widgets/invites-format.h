/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "core/invites-enums.h"
#include "core/invites-time.h"

G_BEGIN_DECLS

/* Numbers, times, errors and the field's words, as the user reads them. */
char       *invites_format_number          (guint64               number);
char       *invites_format_contacts        (guint64               number);
char       *invites_format_total           (guint64               number,
                                            InvitesTime           as_of,
                                            GTimeZone            *time_zone);
char       *invites_format_time            (InvitesTime           time,
                                            GTimeZone            *time_zone);
char       *invites_format_clock           (InvitesTime           time,
                                            GTimeZone            *time_zone);
char       *invites_format_error           (const GError         *error);
char       *invites_format_attempts        (guint                 attempts);
char       *invites_format_link_label      (const char           *title,
                                            guint64               number);

const char *invites_group_title            (InvitesGroup          group);
const char *invites_reason_title           (InvitesReason         reason);
const char *invites_outcome_title          (InvitesOutcome        outcome);
const char *invites_delivery_state_title   (InvitesDeliveryState  state);
const char *invites_skip_title             (InvitesSkip           skip);
const char *invites_send_state_title       (InvitesSendState      state);
const char *invites_address_event_title    (InvitesAddressEvent   event);

G_END_DECLS
