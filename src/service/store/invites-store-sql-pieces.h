/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/store/invites-database.h"

G_BEGIN_DECLS

/*
 * What is too long for one transaction where there is one writer at a time is
 * done in several, each of which has the lock for some dozens of milliseconds.
 * Where others can write meanwhile it stays one, which the caller begins.
 */

/* Does the next @n rows; *done when there are none left. */
typedef gboolean (*InvitesPieceFunc) (InvitesDatabase *database,
                                      guint            n,
                                      gpointer         data,
                                      gboolean        *done,
                                      GError         **error);

gboolean invites_pieces_do (InvitesDatabase  *database,
                            InvitesPieceFunc  func,
                            gpointer          data,
                            GError          **error);

G_END_DECLS
