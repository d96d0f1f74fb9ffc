/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/store/invites-database.h"

G_BEGIN_DECLS

/*
 * A temporary table of the connection, in which rows are gathered that set
 * statements then write: a statement a row would be a round trip each where
 * the engine is far away. Its first column is n, a running number.
 */
typedef struct _InvitesStage InvitesStage;

/* What the table is made of, and how a row gets into it: constants. */
typedef struct
{
  const char *table;   /* such as "import_sites" */
  const char *columns; /* behind n: "name TEXT, at BIGINT" */
  const char *insert;  /* one row, by ?1 (its number), ?2, … */
} InvitesStageTable;

InvitesStage *invites_stage_new        (InvitesDatabase         *database,
                                        const InvitesStageTable *table);
void          invites_stage_free       (InvitesStage            *self);
gboolean      invites_stage_begin      (InvitesStage            *self,
                                        GError                 **error);
gboolean      invites_stage_add        (InvitesStage            *self,
                                        GError                 **error,
                                        const char              *format,
                                        ...);
gboolean      invites_stage_bring      (InvitesStage            *self,
                                        GError                 **error);
gboolean      invites_stage_clear      (InvitesStage            *self,
                                        GError                 **error);
guint         invites_stage_get_n_rows (InvitesStage            *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesStage, invites_stage_free)

G_END_DECLS
