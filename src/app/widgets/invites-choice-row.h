/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/invites-choices.h"

G_BEGIN_DECLS

#define INVITES_TYPE_CHOICE_ROW (invites_choice_row_get_type ())
G_DECLARE_FINAL_TYPE (InvitesChoiceRow, invites_choice_row, INVITES,
                      CHOICE_ROW, AdwComboRow)

/* A combo row of choices with one entry before them that chooses none of them:
 * property "none-label" ("Any"). Emits "changed" when the id has changed. */
void        invites_choice_row_set_choices (InvitesChoiceRow *self,
                                            GPtrArray        *choices);
const char *invites_choice_row_get_id      (InvitesChoiceRow *self);
gboolean    invites_choice_row_has         (InvitesChoiceRow *self,
                                            const char       *id);
gboolean    invites_choice_row_set_id      (InvitesChoiceRow *self,
                                            const char       *id);

G_END_DECLS
