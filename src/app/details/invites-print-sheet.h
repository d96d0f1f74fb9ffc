/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/details/invites-details-layout.h"

G_BEGIN_DECLS

#define INVITES_TYPE_PRINT_SHEET (invites_print_sheet_get_type ())
G_DECLARE_FINAL_TYPE (InvitesPrintSheet, invites_print_sheet, INVITES,
                      PRINT_SHEET, GObject)

/* What stands on paper besides the rows; all in the user's words. */
typedef struct
{
  const char        *title;
  const char        *subtitle; /* also at the foot of each page */
  const char *const *notes;    /* lines: by what it was narrowed and sorted */
  const char        *total;    /* after the last row */
} InvitesPrintWords;

/* A list on paper: as many rows a page as fit, the headers on each page. */
InvitesPrintSheet *invites_print_sheet_new            (const InvitesPrintWords    *words,
                                                       const InvitesDetailsLayout *layout,
                                                       GPtrArray                  *rows,
                                                       GTimeZone                  *time_zone);
guint              invites_print_sheet_paginate       (InvitesPrintSheet          *self,
                                                       PangoContext               *context,
                                                       double                      width,
                                                       double                      height);
void               invites_print_sheet_draw           (InvitesPrintSheet          *self,
                                                       cairo_t                    *cr,
                                                       PangoContext               *context,
                                                       guint                       page);
GtkPrintOperation *invites_print_sheet_make_operation (InvitesPrintSheet          *self);

G_END_DECLS
