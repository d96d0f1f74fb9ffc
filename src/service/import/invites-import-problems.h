/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is wrong with the files of an import, as lines for a person:
 * "contacts.csv:12: email: …". They name no value but keys. */
typedef struct _InvitesImportProblems InvitesImportProblems;

#define INVITES_IMPORT_MAX_PROBLEMS 100

InvitesImportProblems *invites_import_problems_new     (void);
void                   invites_import_problems_free    (InvitesImportProblems *self);
void                   invites_import_problems_add     (InvitesImportProblems *self,
                                                        const char            *file,
                                                        guint64                line,
                                                        const char            *column,
                                                        const char            *format,
                                                        ...) G_GNUC_PRINTF (5, 6);
void                   invites_import_problems_insert  (InvitesImportProblems *self,
                                                        const char            *file,
                                                        guint64                line,
                                                        const char            *column,
                                                        const char            *words);
guint                  invites_import_problems_get_n   (InvitesImportProblems *self);
gboolean               invites_import_problems_is_full (InvitesImportProblems *self);
const char            *invites_import_problems_get     (InvitesImportProblems *self,
                                                        guint                  n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesImportProblems,
                               invites_import_problems_free)

G_END_DECLS
