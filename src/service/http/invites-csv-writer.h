/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/invites-contact.h"
#include "core/invites-time.h"
#include "service/http/invites-request.h"

G_BEGIN_DECLS

#define INVITES_CSV_CONTENT_TYPE "text/csv; charset=utf-8; header=present"

/* Writes CSV (RFC 4180) row by row into a file without a name, so that a list
 * of any length needs no memory. It ends when nobody waits for it any more. */
typedef struct _InvitesCsvWriter InvitesCsvWriter;

InvitesCsvWriter *invites_csv_writer_new         (InvitesRequest    *request,
                                                  const char *const *columns,
                                                  GError           **error);
void              invites_csv_writer_free        (InvitesCsvWriter  *self);
void              invites_csv_writer_add_text    (InvitesCsvWriter  *self,
                                                  const char        *text);
void              invites_csv_writer_add_boolean (InvitesCsvWriter  *self,
                                                  gboolean           value);
void              invites_csv_writer_add_time    (InvitesCsvWriter  *self,
                                                  InvitesTime        time);
void              invites_csv_writer_add_number  (InvitesCsvWriter  *self,
                                                  int                number);
gboolean          invites_csv_writer_end_row     (InvitesCsvWriter  *self,
                                                  GError           **error);
InvitesAnswer    *invites_csv_writer_finish      (InvitesCsvWriter  *self,
                                                  GError           **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesCsvWriter, invites_csv_writer_free)

G_END_DECLS
