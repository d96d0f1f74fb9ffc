/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/invites-contact.h"
#include "core/invites-time.h"
#include "service/import/invites-csv-reader.h"

G_BEGIN_DECLS

/* One row of a file, read as values. Whatever is wrong is noted, so that a
 * person learns of all of it at once, and makes good FALSE. */
typedef struct
{
  InvitesCsvReader      *reader;   /* (unowned) */
  InvitesImportProblems *problems; /* (unowned) */
  gboolean               good;
} InvitesImportRow;

#define INVITES_IMPORT_MAX_KEY 200 /* octets */

void        invites_import_row_blame         (InvitesImportRow *self,
                                              guint             column,
                                              const char       *words);
const char *invites_import_row_get_text      (InvitesImportRow *self,
                                              guint             column);
const char *invites_import_row_get_required  (InvitesImportRow *self,
                                              guint             column);
const char *invites_import_row_get_key       (InvitesImportRow *self,
                                              guint             column);
const char *invites_import_row_get_choice    (InvitesImportRow *self,
                                              guint             column);
const char *invites_import_row_get_address   (InvitesImportRow *self,
                                              guint             column);
const char *invites_import_row_get_time_zone (InvitesImportRow *self,
                                              guint             column);
const char *invites_import_row_get_language  (InvitesImportRow *self,
                                              guint             column);
const char *invites_import_row_get_decimal   (InvitesImportRow *self,
                                              guint             column,
                                              gboolean         *above_zero);
InvitesFlag invites_import_row_get_flag      (InvitesImportRow *self,
                                              guint             column);
guint64     invites_import_row_get_count     (InvitesImportRow *self,
                                              guint             column);
InvitesTime invites_import_row_get_time      (InvitesImportRow *self,
                                              guint             column);

G_END_DECLS
