/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/invites-row.h"

G_BEGIN_DECLS

void invites_row_take_contact (InvitesRow      *self,
                               InvitesContact  *contact);
void invites_row_take_entry   (InvitesRow      *self,
                               InvitesEntry    *entry);
void invites_row_set_state    (InvitesRow      *self,
                               InvitesRowState  state);

G_END_DECLS
