/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define INVITES_TYPE_PRINT_DIALOG (invites_print_dialog_get_type ())
G_DECLARE_FINAL_TYPE (InvitesPrintDialog, invites_print_dialog, INVITES,
                      PRINT_DIALOG, AdwWindow)

/* How far a list has been read that is to be printed. Closing it cancels. */
GtkWindow *invites_print_dialog_new           (GCancellable       *cancellable);
void       invites_print_dialog_show_progress (InvitesPrintDialog *self,
                                               guint64             n_read,
                                               guint64             total);

G_END_DECLS
