/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/widgets/invites-file-chooser.h"

static void
response_cb (GtkNativeDialog *dialog,
             int              response,
             gpointer         user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_pointer (task, g_steal_pointer (&file), g_object_unref);

  /* Nobody else holds a native dialog. */
  g_object_unref (dialog);
}

/**
 * invites_file_chooser_save_async:
 * @parent: the window that asks
 * @title: the dialog's title, in header case
 * @name: the file name that stands there first
 * @cancellable: (nullable): a #GCancellable
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Asks where to save; the system's dialog asks before it overwrites.
 */
void
invites_file_chooser_save_async (GtkWindow           *parent,
                                 const char          *title,
                                 const char          *name,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  GtkFileChooserNative *chooser;
  GTask *task;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (title != NULL && name != NULL);

  task = g_task_new (parent, cancellable, callback, user_data);
  g_task_set_source_tag (task, invites_file_chooser_save_async);

  chooser = gtk_file_chooser_native_new (title, parent,
                                         GTK_FILE_CHOOSER_ACTION_SAVE, NULL,
                                         NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  g_signal_connect (chooser, "response", G_CALLBACK (response_cb), task);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/**
 * invites_file_chooser_save_finish:
 * @result: what the callback got
 * @error: return location for G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the file, or %NULL without an error
 *   when the user thought better of it
 */
GFile *
invites_file_chooser_save_finish (GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * invites_file_chooser_open_async:
 * @parent: the window that asks
 * @title: the dialog's title, in header case
 * @filter_name: what to call the files that fit
 * @patterns: (array zero-terminated=1): their names: "*.pem"
 * @cancellable: (nullable): a #GCancellable
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Asks which file to read. The user can look at all files, too.
 */
void
invites_file_chooser_open_async (GtkWindow           *parent,
                                 const char          *title,
                                 const char          *filter_name,
                                 const char *const   *patterns,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  GtkFileChooserNative *chooser;
  g_autoptr(GtkFileFilter) filter = gtk_file_filter_new ();
  g_autoptr(GtkFileFilter) all = gtk_file_filter_new ();
  GTask *task;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (title != NULL && filter_name != NULL && patterns != NULL);

  task = g_task_new (parent, cancellable, callback, user_data);
  g_task_set_source_tag (task, invites_file_chooser_open_async);

  chooser = gtk_file_chooser_native_new (title, parent,
                                         GTK_FILE_CHOOSER_ACTION_OPEN, NULL,
                                         NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_filter_set_name (filter, filter_name);
  for (guint i = 0; patterns[i] != NULL; i++)
    gtk_file_filter_add_pattern (filter, patterns[i]);
  gtk_file_filter_set_name (all, _("All Files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), all);
  g_signal_connect (chooser, "response", G_CALLBACK (response_cb), task);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/**
 * invites_file_chooser_open_finish:
 * @result: what the callback got
 * @error: return location for G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the file, or %NULL without an error
 *   when the user thought better of it
 */
GFile *
invites_file_chooser_open_finish (GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
