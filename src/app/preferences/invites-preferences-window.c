/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/preferences/invites-certificate-row.h"
#include "app/preferences/invites-preferences-window.h"
#include "app/preferences/invites-services-group.h"
#include "app/widgets/invites-accessibility.h"
#include "app/widgets/invites-alert.h"

struct _InvitesPreferencesWindow
{
  AdwPreferencesWindow parent_instance;

  /* Template. */
  AdwComboRow           *style_row;
  InvitesServicesGroup  *services_group;
  InvitesCertificateRow *certificate_row;
  GtkButton             *forget_button;

  /* Owned. */
  InvitesServices *services;
};

G_DEFINE_FINAL_TYPE (InvitesPreferencesWindow, invites_preferences_window,
                     ADW_TYPE_PREFERENCES_WINDOW)

enum
{
  ADD_SERVICE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* In the order of the list. */
static const char *const styles[] = { "system", "light", "dark" };

static gboolean
style_to_index (GValue *value, GVariant *variant, gpointer user_data)
{
  const char *style = g_variant_get_string (variant, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (styles); i++)
    if (g_str_equal (styles[i], style))
      {
        g_value_set_uint (value, i);
        return TRUE;
      }
  return FALSE;
}

static GVariant *
index_to_style (const GValue *value,
                const GVariantType *type,
                gpointer user_data)
{
  guint index = g_value_get_uint (value);

  return index < G_N_ELEMENTS (styles) ? g_variant_new_string (styles[index])
                                       : NULL;
}

static void
add_service_cb (InvitesPreferencesWindow *self)
{
  g_signal_emit (self, signals[ADD_SERVICE], 0);
  gtk_window_close (GTK_WINDOW (self));
}

static void
forget_asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(InvitesPreferencesWindow) self
      = INVITES_PREFERENCES_WINDOW (user_data);

  if (!invites_alert_ask_finish (result, NULL) || self->services == NULL)
    return;
  invites_services_forget (self->services);
  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self),
                                    adw_toast_new (_("All is forgotten")));
}

static void
forget_cb (InvitesPreferencesWindow *self)
{
  invites_alert_ask_async (
      GTK_WINDOW (self), _("Forget What Is Remembered?"),
      _("You will be signed out of all services. The list of services, saved "
        "filters, columns and window sizes will be cleared. Sends go on; "
        "style and certificate file stay as they are."),
      _("Cancel"), _("Forget"), NULL, forget_asked_cb, g_object_ref (self));
}

static void
invites_preferences_window_dispose (GObject *object)
{
  InvitesPreferencesWindow *self = INVITES_PREFERENCES_WINDOW (object);

  g_clear_object (&self->services);

  G_OBJECT_CLASS (invites_preferences_window_parent_class)->dispose (object);
}

static void
invites_preferences_window_class_init (InvitesPreferencesWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = invites_preferences_window_dispose;

  signals[ADD_SERVICE] = g_signal_new ("add-service", G_TYPE_FROM_CLASS (klass),
                                       G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 0);

  g_type_ensure (INVITES_TYPE_CERTIFICATE_ROW);
  g_type_ensure (INVITES_TYPE_SERVICES_GROUP);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/portalinvites/PortalInvites/preferences/"
                    "invites-preferences-window.ui");
  gtk_widget_class_bind_template_child (widget_class, InvitesPreferencesWindow,
                                        style_row);
  gtk_widget_class_bind_template_child (widget_class, InvitesPreferencesWindow,
                                        services_group);
  gtk_widget_class_bind_template_child (widget_class, InvitesPreferencesWindow,
                                        certificate_row);
  gtk_widget_class_bind_template_child (widget_class, InvitesPreferencesWindow,
                                        forget_button);
  gtk_widget_class_bind_template_callback (widget_class, add_service_cb);
  gtk_widget_class_bind_template_callback (widget_class, forget_cb);
}

static void
invites_preferences_window_init (InvitesPreferencesWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  invites_accessibility_mend (GTK_WIDGET (self));
}

/**
 * invites_preferences_window_new:
 * @services: the services that are known, and the settings
 *
 * Returns: (transfer floating): the window
 */
GtkWidget *
invites_preferences_window_new (InvitesServices *services)
{
  InvitesPreferencesWindow *self;
  GSettings *settings;

  g_return_val_if_fail (INVITES_IS_SERVICES (services), NULL);

  self = g_object_new (INVITES_TYPE_PREFERENCES_WINDOW, NULL);
  self->services = g_object_ref (services);
  settings = invites_services_get_settings (services);
  g_settings_bind_with_mapping (settings, "style", self->style_row, "selected",
                                G_SETTINGS_BIND_DEFAULT, style_to_index,
                                index_to_style, NULL, NULL);
  invites_services_group_set_services (self->services_group, services);
  invites_certificate_row_set_settings (self->certificate_row, settings);

  return GTK_WIDGET (self);
}
