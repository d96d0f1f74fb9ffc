/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "client/invites-query.h"
#include "client/invites-row.h"

G_BEGIN_DECLS

/* What a column of Portal Invitation Details shows of a row. */
typedef enum
{
  INVITES_DETAILS_EMAIL,
  INVITES_DETAILS_CONTACT,
  INVITES_DETAILS_ACCOUNT,
  INVITES_DETAILS_STATUS,
  INVITES_DETAILS_INVITE_SENT,
  INVITES_DETAILS_LOGIN,
  INVITES_DETAILS_AUTO_PAY,
  INVITES_DETAILS_CHANGED,
  INVITES_DETAILS_REPLY,
  INVITES_DETAILS_ACCEPTED,
} InvitesDetailsColumn;
#define INVITES_N_DETAILS_COLUMNS 10

const InvitesDetailsColumn *
            invites_details_columns_for       (InvitesQueryKind      kind,
                                               guint                *n_columns);
const char *invites_details_column_title      (InvitesDetailsColumn  column);
const char *invites_details_column_sort_name  (InvitesDetailsColumn  column,
                                               InvitesQueryKind      kind);
const char *invites_details_column_name       (InvitesDetailsColumn  column);
const char *invites_details_column_style      (InvitesDetailsColumn  column);
char       *invites_details_column_dup_text   (InvitesDetailsColumn  column,
                                               InvitesRow           *row,
                                               GTimeZone            *time_zone);
const char *invites_details_contact_status    (const InvitesContact *contact);
char       *invites_details_column_dup_hint   (InvitesDetailsColumn  column,
                                               InvitesRow           *row);
const char *invites_details_status_icon       (InvitesRow           *row);
const char *invites_details_status_style      (InvitesRow           *row);

G_END_DECLS
