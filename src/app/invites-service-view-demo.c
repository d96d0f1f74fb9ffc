/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/invites-service-view-private.h"
#include "app/widgets/invites-format.h"

static void
demo_failed (InvitesServiceView *self, const GError *error)
{
  g_autofree char *reason = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_debug ("Demo: %s", error->message);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    reason = g_strdup (_("The account service’s program, "
                         "portal-invites-service, is not on this computer."));
  else if (error->domain == INVITES_ERROR)
    reason = invites_format_error (error);
  else
    reason = g_strdup (_("Its private account service did not start."));
  invites_service_view_show_failed (self, _("The Demo Could Not Start"),
                                    reason);
}

static void
demo_signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(InvitesServiceView) self = INVITES_SERVICE_VIEW (user_data);
  g_autoptr(GError) error = NULL;

  if (invites_session_sign_in_finish (INVITES_SESSION (source), result, &error))
    invites_service_view_enter (self);
  else
    demo_failed (self, error);
}

static void
demo_started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(InvitesServiceView) self = INVITES_SERVICE_VIEW (user_data);
  InvitesDemo *demo = INVITES_DEMO (source);
  g_autoptr(InvitesSession) session = NULL;
  g_autoptr(GError) error = NULL;

  if (!invites_demo_start_finish (demo, result, &error))
    {
      demo_failed (self, error);
      return;
    }
  if (self->demo != demo)
    return;

  /* Without what is known: the demo leaves nothing behind. */
  session = invites_session_new (NULL, NULL);
  invites_service_view_take_session (self, session);
  invites_session_sign_in_async (session, invites_demo_get_service_url (demo),
                                 INVITES_DEMO_USERNAME,
                                 invites_demo_get_password (demo), FALSE,
                                 self->cancellable, demo_signed_in_cb,
                                 g_object_ref (self));
}

/**
 * invites_service_view_run_demo:
 * @self: the view, with a demo
 *
 * Starts the demo, perhaps not for the first time.
 */
void
invites_service_view_run_demo (InvitesServiceView *self)
{
  invites_service_view_show_busy (self, _("Preparing the demo…"));
  invites_demo_start_async (self->demo, self->cancellable, demo_started_cb,
                            g_object_ref (self));
}

static void
demo_stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GApplication) application = user_data;
  g_autoptr(GError) error = NULL;

  if (!invites_demo_stop_finish (INVITES_DEMO (source), result, &error))
    g_debug ("Demo: %s", error->message);
  if (application != NULL)
    g_application_release (application);
}

/**
 * invites_service_view_stop_demo:
 * @self: the view
 *
 * Clears the demo away, if there is one. The application outlives its window
 * until that is done.
 */
void
invites_service_view_stop_demo (InvitesServiceView *self)
{
  g_autoptr(InvitesDemo) demo = g_steal_pointer (&self->demo);
  GApplication *application = g_application_get_default ();

  if (demo == NULL)
    return;
  if (application != NULL)
    g_application_hold (g_object_ref (application));
  invites_demo_stop_async (demo, demo_stopped_cb, application);
}
