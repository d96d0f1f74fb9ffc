/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Where to save a file, and which one to read. */
void   invites_file_chooser_save_async  (GtkWindow            *parent,
                                         const char           *title,
                                         const char           *name,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
GFile *invites_file_chooser_save_finish (GAsyncResult         *result,
                                         GError              **error);
void   invites_file_chooser_open_async  (GtkWindow            *parent,
                                         const char           *title,
                                         const char           *filter_name,
                                         const char *const    *patterns,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
GFile *invites_file_chooser_open_finish (GAsyncResult         *result,
                                         GError              **error);

G_END_DECLS
