/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/invite/invites-counts-card.h"
#include "app/invite/invites-delivery-options.h"
#include "app/invite/invites-filter-pane.h"
#include "app/invite/invites-forecast-card.h"
#include "app/invite/invites-invite-page.h"
#include "app/invite/invites-send-bar.h"
#include "app/invite/invites-send-flow.h"
#include "app/invite/invites-tally.h"
#include "app/widgets/invites-message-strip.h"
#include "app/wishes/invites-wishes-row.h"
#include "client/invites-changes.h"
#include "client/invites-pace.h"

G_BEGIN_DECLS

/* What the message strip is about, and so what its button does. */
typedef enum
{
  ABOUT_NOTHING,
  ABOUT_CHOICES,
  ABOUT_NUMBERS,
  ABOUT_SEND,
  ABOUT_CHANGES,
} About;

struct _InvitesInvitePage
{
  GtkWidget parent_instance;

  /* Template. */
  InvitesMessageStrip    *strip;
  InvitesMessageStrip    *trouble_strip;
  InvitesMessageStrip    *filter_strip;
  GtkStack               *stack;
  GtkWidget              *loading_page;
  GtkSpinner             *loading_spinner;
  InvitesFilterPane      *filter_pane;
  GtkStack               *right_stack;
  InvitesCountsCard      *counts_card;
  InvitesWishesRow       *wishes_row;
  InvitesDeliveryOptions *delivery_options;
  InvitesForecastCard    *forecast_card;
  InvitesSendBar         *send_bar;

  /* Owned. */
  InvitesClient   *client;      /* (nullable): until it is set */
  InvitesTally    *tally;       /* (nullable) */
  InvitesSendFlow *flow;        /* (nullable) */
  InvitesChanges  *changes;     /* (nullable): of the division chosen */
  InvitesChoices  *choices;     /* (nullable): until they are loaded */
  InvitesPace     *choices_pace; /* (nullable) once disposed */
  GCancellable    *cancellable; /* of loading the choices */
  char            *division;    /* (nullable): whose sender is filled in */
  GStrv            leave_out;   /* (nullable): sorted, no doubles */
  GSettings       *settings;    /* (nullable): of the user, until it is set */
  guint            remember_id; /* of the source that writes there, or 0 */

  gboolean may_send;
  About    about;
};

/* invites-invite-page.c */
void        invites_invite_page_update            (InvitesInvitePage *self);
void        invites_invite_page_tell_started      (InvitesInvitePage *self,
                                                   const char        *uuid);

void        invites_invite_page_tell_changed      (InvitesInvitePage *self);

/* invites-invite-page-changes.c: the strip, and who follows the division. */
void        invites_invite_page_show_error        (InvitesInvitePage *self,
                                                   About              about,
                                                   const GError      *error);
void        invites_invite_page_hide_error        (InvitesInvitePage *self,
                                                   About              about);
void        invites_invite_page_follow            (InvitesInvitePage *self);
void        invites_invite_page_unfollow          (InvitesInvitePage *self);

/* invites-invite-page-memory.c: what was chosen at the last start. */
void        invites_invite_page_restore           (InvitesInvitePage *self);
void        invites_invite_page_remember          (InvitesInvitePage *self);
void        invites_invite_page_remember_now      (InvitesInvitePage *self);

/* invites-invite-page-links.c: the windows that the page opens. */
GtkWindow  *invites_invite_page_get_window        (InvitesInvitePage *self);
const char *invites_invite_page_get_division_name (InvitesInvitePage *self,
                                                   const char        *id);
void        invites_invite_page_open_count        (InvitesInvitePage *self,
                                                   int                group);
void        invites_invite_page_open_outcome      (InvitesInvitePage *self,
                                                   int                outcome);
void        invites_invite_page_open_preview      (InvitesInvitePage *self);
void        invites_invite_page_open_wishes       (InvitesInvitePage *self);

G_END_DECLS
