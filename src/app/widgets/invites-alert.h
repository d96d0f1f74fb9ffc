/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Asks once, before something that cannot be undone. */
void      invites_alert_ask_async  (GtkWindow            *parent,
                                    const char           *heading,
                                    const char           *body,
                                    const char           *cancel_label,
                                    const char           *confirm_label,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
/* Tells that something cannot be done; answered as the other. */
void      invites_alert_offer_async (GtkWindow           *parent,
                                     const char          *heading,
                                     const char          *body,
                                     const char          *close_label,
                                     const char          *offer_label,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data);
gboolean  invites_alert_ask_finish (GAsyncResult         *result,
                                    GError              **error);
void      invites_alert_tell       (GtkWindow            *parent,
                                    const char           *heading,
                                    const char           *body);

G_END_DECLS
