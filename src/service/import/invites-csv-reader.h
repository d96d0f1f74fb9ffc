/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "service/import/invites-import-problems.h"

G_BEGIN_DECLS

/*
 * A file of RFC 4180 with a header line, read row by row in constant memory:
 * UTF-8 with or without BOM, LF or CRLF, columns by name in any order. Rows
 * that are not right are noted as problems and left out.
 */
typedef struct _InvitesCsvReader InvitesCsvReader;

#define INVITES_CSV_MAX_FIELD   4096 /* octets */
#define INVITES_CSV_MAX_COLUMNS 32

typedef struct
{
  const char *name;
  gboolean    optional; /* may be absent; its cells are then empty */
} InvitesCsvColumn;

/* @columns ends with a NULL name; columns are asked for by their index. */
InvitesCsvReader *invites_csv_reader_open     (const char             *path,
                                               const InvitesCsvColumn *columns,
                                               InvitesImportProblems  *problems);
void              invites_csv_reader_free     (InvitesCsvReader       *self);
gboolean          invites_csv_reader_next     (InvitesCsvReader       *self);
const char       *invites_csv_reader_get      (InvitesCsvReader       *self,
                                               guint                   column);
guint64           invites_csv_reader_get_line (InvitesCsvReader       *self,
                                               guint                   column);
guint64           invites_csv_reader_get_position (InvitesCsvReader   *self);
const char       *invites_csv_reader_get_file (InvitesCsvReader       *self);
const char       *invites_csv_reader_get_name (InvitesCsvReader       *self,
                                               guint                   column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesCsvReader, invites_csv_reader_free)

G_END_DECLS
