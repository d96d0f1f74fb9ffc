/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "core/invites-contact.h"
#include "core/invites-entry.h"

G_BEGIN_DECLS

#define INVITES_TYPE_ROW (invites_row_get_type ())
G_DECLARE_FINAL_TYPE (InvitesRow, invites_row, INVITES, ROW, GObject)

/*
 * One row of an InvitesRowList. It exists before its page has arrived: state
 * tells; when the page arrives, the same object is filled and notifies
 * "state" (one notification a fill; cells re-read what they show).
 */
typedef enum
{
  INVITES_ROW_LOADING,
  INVITES_ROW_LOADED,
  INVITES_ROW_FAILED,
} InvitesRowState;

InvitesRow           *invites_row_new          (guint64     position);
guint64               invites_row_get_position (InvitesRow *self);
InvitesRowState       invites_row_get_state    (InvitesRow *self);
/* NULL until the row is loaded. */
const char           *invites_row_get_id       (InvitesRow *self);
InvitesRow           *invites_row_copy         (InvitesRow *self);
/* NULL unless the list is of contacts and the row is loaded. */
const InvitesContact *invites_row_get_contact  (InvitesRow *self);
/* NULL unless the list is of entries and the row is loaded. */
const InvitesEntry   *invites_row_get_entry    (InvitesRow *self);

G_END_DECLS
