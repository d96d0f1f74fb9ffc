/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/invites-notification.h"
#include "app/widgets/invites-format.h"
#include "app/widgets/invites-send-text.h"

/* Longer than this, whoever pressed Send does something else by now. */
#define LONG_SECONDS 30

static char *
dup_id (const char *uuid)
{
  return g_strconcat ("send-", uuid, NULL);
}

/**
 * invites_notification_is_due:
 * @send: a send that has ended
 * @own: whether the user made it
 * @looked_at: whether the user looks at the application
 *
 * Returns: whether the user should be told by the desktop
 */
gboolean
invites_notification_is_due (const InvitesSend *send,
                             gboolean           own,
                             gboolean           looked_at)
{
  g_return_val_if_fail (send != NULL, FALSE);

  if (!own)
    return FALSE;

  return !looked_at || send->finished_at - send->started_at > LONG_SECONDS;
}

/**
 * invites_notification_dup_title:
 * @send: a send that has ended
 *
 * Returns: (transfer full): "Sending to North has finished"
 */
char *
invites_notification_dup_title (const InvitesSend *send)
{
  g_return_val_if_fail (send != NULL, NULL);

  /* Translators: %s is a division. */
  return g_strdup_printf (send->state == INVITES_SEND_STOPPED
                            ? _("Sending to %s was stopped")
                            : _("Sending to %s has finished"),
                          send->division_name);
}

/**
 * invites_notification_dup_body:
 * @send: a send that has ended
 *
 * Returns: (transfer full): "1,204 of 1,216 sent · 12 refused"
 */
char *
invites_notification_dup_body (const InvitesSend *send)
{
  g_return_val_if_fail (send != NULL, NULL);

  return invites_send_text_dup_progress (send, -1);
}

/* The service in a line of its own, where a desktop shows several. */
static char *
dup_whole_body (const InvitesSend *send, const char *service_name)
{
  g_autofree char *body = invites_notification_dup_body (send);

  return service_name != NULL ? g_strdup_printf ("%s\n%s", body, service_name)
                              : g_steal_pointer (&body);
}

/**
 * invites_notification_send:
 * @application: the application, with the action "show-send"
 * @send: a send that has ended
 * @key: what tells the window which service it is of
 * @service_name: (nullable): what to call that service, where there are others
 *
 * Tells that @send has ended. Pressing it opens the send's page. Of one send
 * there is never more than one.
 */
void
invites_notification_send (GApplication      *application,
                           const InvitesSend *send,
                           const char        *key,
                           const char        *service_name)
{
  g_autoptr(GNotification) notification = NULL;
  g_autofree char *title = NULL;
  g_autofree char *body = NULL;
  g_autofree char *id = NULL;

  g_return_if_fail (G_IS_APPLICATION (application));
  g_return_if_fail (send != NULL);
  g_return_if_fail (key != NULL);

  title = invites_notification_dup_title (send);
  body = dup_whole_body (send, service_name);
  id = dup_id (send->id);
  notification = g_notification_new (title);
  g_notification_set_body (notification, body);
  g_notification_set_default_action_and_target (notification, "app.show-send",
                                                "(ss)", key, send->id);
  g_application_send_notification (application, id, notification);
}

/**
 * invites_notification_withdraw:
 * @application: the application
 * @uuid: a send that the user looks at now
 *
 * Takes away what was told of it.
 */
void
invites_notification_withdraw (GApplication *application,
                               const char   *uuid)
{
  g_autofree char *id = NULL;

  g_return_if_fail (G_IS_APPLICATION (application));
  g_return_if_fail (uuid != NULL);

  id = dup_id (uuid);
  g_application_withdraw_notification (application, id);
}
