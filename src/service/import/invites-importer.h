/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/import/invites-import-problems.h"
#include "service/store/invites-store.h"

G_BEGIN_DECLS

/* How many rows were imported. */
typedef struct
{
  guint64 divisions;
  guint64 accounts;
  guint64 sites;
  guint64 contacts;
} InvitesImportTotals;

/* How far an import is: the file that is read, its rows until now, and how
 * much of all files has been read, in thousandths. */
typedef void (*InvitesImportFunc) (const char *file,
                                   guint64     n_rows,
                                   guint       thousandths,
                                   gpointer    user_data);

gboolean invites_import_folder (InvitesStore           *store,
                                const char             *folder,
                                InvitesTime             now,
                                InvitesImportFunc       func,
                                gpointer                user_data,
                                InvitesImportProblems  *problems,
                                InvitesImportTotals    *totals,
                                GError                **error);

G_END_DECLS
