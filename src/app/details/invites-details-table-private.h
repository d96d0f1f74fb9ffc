/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/details/invites-details-table.h"

G_BEGIN_DECLS

struct _InvitesDetailsTable
{
  GtkWidget parent_instance;

  /* Children. */
  GtkWidget     *scroller;
  GtkColumnView *view;
  GtkWidget     *popover;

  /* Borrowed. */
  GtkWidget *focus; /* (nullable): what had it before the menu opened */

  /* Owned. */
  GtkColumnViewColumn *columns[INVITES_N_DETAILS_COLUMNS]; /* (nullable):
                                         * those of the list, by their kind */
  GtkSelectionModel   *selection;        /* (nullable): no list yet */
  GTimeZone           *time_zone;        /* (nullable) */
  InvitesRow          *probes[2];

  InvitesQueryKind  kind;
  const char       *probed;     /* (nullable): who was asked to compare */
  const char       *sort_column;
  gboolean          descending;
  gboolean          arranging;  /* it is not the user who moves columns now */
};

/* invites-details-table.c */
void invites_details_table_set_sort        (InvitesDetailsTable *self,
                                            const char          *column,
                                            gboolean             descending);
void invites_details_table_tell_layout     (InvitesDetailsTable *self);
void invites_details_table_tell_menu       (InvitesDetailsTable *self,
                                            InvitesRow          *row,
                                            int                  column);

/* invites-details-table-columns.c */
void invites_details_table_watch_columns   (InvitesDetailsTable *self);
void invites_details_table_add_columns     (InvitesDetailsTable *self);
void invites_details_table_clear_columns   (InvitesDetailsTable *self);
void invites_details_table_apply_sort      (InvitesDetailsTable *self,
                                            const char          *field,
                                            gboolean             descending);

/* invites-details-table-menu.c */
void invites_details_table_install_menu    (GtkWidgetClass      *widget_class);
void invites_details_table_add_menu        (InvitesDetailsTable *self);

G_END_DECLS
