/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/widgets/invites-alert.h"

static void
response_cb (AdwMessageDialog *dialog,
             const char       *response,
             gpointer          user_data)
{
  g_autoptr(GTask) task = user_data;

  if (!g_task_return_error_if_cancelled (task))
    g_task_return_boolean (task, g_str_equal (response, "confirm"));
}

/* The dialog gives its buttons mnemonics, which double their accessible names
 * ("_Stop Stop") on GTK 4.8. */
static void
drop_mnemonics (GtkWidget *widget)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (GTK_IS_BUTTON (widget))
    {
      gtk_button_set_use_underline (GTK_BUTTON (widget), FALSE);
      gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget),
                                     GTK_ACCESSIBLE_RELATION_LABELLED_BY);
    }
  else
    for (; child != NULL; child = gtk_widget_get_next_sibling (child))
      drop_mnemonics (child);
}

static void
ask (GtkWindow             *parent,
     const char            *heading,
     const char            *body,
     const char            *cancel_label,
     const char            *confirm_label,
     AdwResponseAppearance  appearance,
     GTask                 *task)
{
  GtkWidget *widget = adw_message_dialog_new (parent, heading, body);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (widget);

  adw_message_dialog_add_response (dialog, "cancel", cancel_label);
  if (confirm_label != NULL)
    {
      adw_message_dialog_add_response (dialog, "confirm", confirm_label);
      adw_message_dialog_set_response_appearance (dialog, "confirm",
                                                  appearance);
    }
  drop_mnemonics (widget);
  adw_message_dialog_set_default_response (dialog, "cancel");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (response_cb), task);
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * invites_alert_ask_async:
 * @parent: (nullable): the window that asks
 * @heading: the question, in header case
 * @body: what will happen, honestly
 * @cancel_label: the answer that changes nothing, without a mnemonic
 * @confirm_label: the answer that does it, without a mnemonic
 * @cancellable: (nullable): a #GCancellable
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Asks in a modal dialog. Escape and Enter both change nothing.
 */
void
invites_alert_ask_async (GtkWindow           *parent,
                         const char          *heading,
                         const char          *body,
                         const char          *cancel_label,
                         const char          *confirm_label,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (parent == NULL || GTK_IS_WINDOW (parent));
  g_return_if_fail (heading != NULL && body != NULL);
  g_return_if_fail (cancel_label != NULL && confirm_label != NULL);

  task = g_task_new (parent, cancellable, callback, user_data);
  g_task_set_source_tag (task, invites_alert_ask_async);
  ask (parent, heading, body, cancel_label, confirm_label,
       ADW_RESPONSE_DESTRUCTIVE, task);
}

/**
 * invites_alert_offer_async:
 * @parent: (nullable): the window that tells
 * @heading: what is the matter, in header case
 * @body: why, and what can be done
 * @close_label: the answer that does nothing, without a mnemonic
 * @offer_label: (nullable): the answer that does something else instead,
 *   without a mnemonic
 * @cancellable: (nullable): a #GCancellable
 * @callback: called with the answer: invites_alert_ask_finish()
 * @user_data: for @callback
 *
 * Tells in a modal dialog that something cannot be done, and offers what can.
 */
void
invites_alert_offer_async (GtkWindow           *parent,
                           const char          *heading,
                           const char          *body,
                           const char          *close_label,
                           const char          *offer_label,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (parent == NULL || GTK_IS_WINDOW (parent));
  g_return_if_fail (heading != NULL && body != NULL && close_label != NULL);

  task = g_task_new (parent, cancellable, callback, user_data);
  g_task_set_source_tag (task, invites_alert_offer_async);
  ask (parent, heading, body, close_label, offer_label, ADW_RESPONSE_SUGGESTED,
       task);
}

/**
 * invites_alert_tell:
 * @parent: (nullable): the window that tells
 * @heading: what happened, in header case
 * @body: more of it
 *
 * Tells something in a modal dialog.
 */
void
invites_alert_tell (GtkWindow  *parent,
                    const char *heading,
                    const char *body)
{
  GtkWidget *widget;

  g_return_if_fail (parent == NULL || GTK_IS_WINDOW (parent));
  g_return_if_fail (heading != NULL && body != NULL);

  widget = adw_message_dialog_new (parent, heading, body);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (widget), "close",
                                   _("Close"));
  drop_mnemonics (widget);
  gtk_window_present (GTK_WINDOW (widget));
}

/**
 * invites_alert_ask_finish:
 * @result: what the callback got
 * @error: return location for G_IO_ERROR_CANCELLED
 *
 * Returns: whether the user confirmed
 */
gboolean
invites_alert_ask_finish (GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (G_IS_TASK (result), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
