/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/details/invites-details-table.h"
#include "app/details/invites-details-window.h"
#include "app/widgets/invites-message-strip.h"
#include "client/invites-row-list.h"

G_BEGIN_DECLS

struct _InvitesDetailsWindow
{
  AdwWindow parent_instance;

  /* Template. */
  AdwToastOverlay     *toasts;
  AdwWindowTitle      *title;
  GtkMenuButton       *menu_button;
  GtkButton           *export_button;
  InvitesMessageStrip *strip;
  GtkEditable         *search_entry;
  GtkStack            *stack;
  GtkSpinner          *spinner;
  InvitesDetailsTable *table;
  AdwStatusPage       *failed_page;
  GtkLabel            *total_label;
  GtkLabel            *selected_label;
  GtkSpinner          *export_spinner;
  GtkButton           *leave_out_button;

  /* Owned. */
  InvitesClient  *client;
  InvitesQuery   *query;
  InvitesFilter  *why_filter; /* (nullable): no Why… without it */
  GTimeZone      *time_zone;  /* (nullable): the user's own */
  InvitesRowList *list;
  InvitesChanges *changes; /* (nullable): nothing to follow */
  GSettings      *settings;   /* (nullable): nothing is remembered */
  InvitesChoices *choices;    /* (nullable): filters go by their ids */
  InvitesRow     *menu_row;   /* (nullable): what the open menu is about */
  GCancellable   *cancellable;
  GCancellable   *printing;   /* (nullable): of the list that is being read */
  guint           spinner_id;
  guint           layout_id;  /* source id, or 0: columns to remember */
  gboolean        exporting;
  gboolean        can_leave_out;
};

/* invites-details-window.c */
void invites_details_window_retry           (InvitesDetailsWindow *self);
void invites_details_window_update_print    (InvitesDetailsWindow *self);

/* invites-details-window-actions.c */
void invites_details_window_install_actions (GtkWidgetClass       *widget_class);
void invites_details_window_show_toast      (InvitesDetailsWindow *self,
                                             const char           *text);

/* invites-details-window-habits.c */
void invites_details_window_remember        (InvitesDetailsWindow *self);
void invites_details_window_show_columns    (InvitesDetailsWindow *self);

/* invites-details-window-print.c */
void invites_details_window_print           (InvitesDetailsWindow *self);

G_END_DECLS
