/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/preferences/invites-services-group.h"
#include "app/widgets/invites-alert.h"
#include "app/widgets/invites-plain-row.h"

struct _InvitesServicesGroup
{
  AdwPreferencesGroup parent_instance;

  /* Borrowed. */
  GtkWidget *add_button;

  /* Owned. */
  InvitesServices *services;
  GPtrArray       *rows; /* (element-type GtkWidget): borrowed ones */
};

G_DEFINE_FINAL_TYPE (InvitesServicesGroup, invites_services_group,
                     ADW_TYPE_PREFERENCES_GROUP)

enum
{
  ADD_SERVICE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

typedef struct
{
  InvitesServicesGroup *group;
  char                 *service_url;
  char                 *username;
} Removal;

static void
removal_free (Removal *removal)
{
  g_object_unref (removal->group);
  g_free (removal->service_url);
  g_free (removal->username);
  g_free (removal);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Removal, removal_free)

static void
removal_asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(Removal) removal = user_data;
  InvitesServicesGroup *self = removal->group;

  if (!invites_alert_ask_finish (result, NULL) || self->services == NULL)
    return;
  /* The row with the focus is about to go. */
  gtk_widget_grab_focus (self->add_button);
  invites_services_remove (self->services, removal->service_url,
                           removal->username);
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  InvitesServicesGroup *self = INVITES_SERVICES_GROUP (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  Removal *removal = g_new0 (Removal, 1);
  g_autofree char *service = NULL;
  g_autofree char *heading = NULL;

  removal->group = g_object_ref (self);
  g_variant_get (parameter, "(ss)", &removal->service_url, &removal->username);
  service = invites_services_dup_name (removal->service_url,
                                       removal->username);
  /* Translators: %s is the address of a service and a user there. */
  heading = g_strdup_printf (_("Remove %s?"), service);
  invites_alert_ask_async (
      GTK_WINDOW (root), heading,
      _("You will be signed out there, and the filters and columns that you "
        "have set up for it will be forgotten. Its sends go on."),
      _("Cancel"), _("Remove"), NULL, removal_asked_cb, removal);
}

static GtkWidget *
make_remove_button (const InvitesKnownService *service)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *name = invites_services_dup_name (service->service_url,
                                                     service->username);
  g_autofree char *label = NULL;

  /* Translators: %s is the address of a service and a user there. */
  label = g_strdup_printf (_("Remove %s"), name);
  gtk_widget_set_tooltip_text (button, _("Remove"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "services.remove");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(ss)",
                                    service->service_url, service->username);
  return button;
}

static GtkWidget *
make_row (InvitesServicesGroup *self, const InvitesKnownService *service)
{
  g_autofree char *user = NULL;
  GtkWidget *row;

  if (service->stays_signed_in)
    /* Translators: %s is the name of a user. */
    user = g_strdup_printf (_("%s, stays signed in"), service->username);
  else
    /* Translators: %s is the name of a user. */
    user = g_strdup_printf (_("%s, is asked for the password"),
                            service->username);
  row = invites_plain_row_new (service->service_url, user);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             make_remove_button (service));
  return row;
}

static void
update (InvitesServicesGroup *self)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (self);
  guint n = invites_services_get_n (self->services);

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (group, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);

  for (guint i = 0; i < n; i++)
    {
      GtkWidget *row
          = make_row (self, invites_services_get (self->services, i));

      adw_preferences_group_add (group, row);
      g_ptr_array_add (self->rows, row);
    }
  adw_preferences_group_set_description (
      group, n == 0 ? _("None is known yet") : NULL);
}

static void
add_cb (InvitesServicesGroup *self)
{
  g_signal_emit (self, signals[ADD_SERVICE], 0);
}

static void
invites_services_group_dispose (GObject *object)
{
  InvitesServicesGroup *self = INVITES_SERVICES_GROUP (object);

  if (self->services != NULL)
    g_signal_handlers_disconnect_by_data (self->services, self);
  g_clear_object (&self->services);

  G_OBJECT_CLASS (invites_services_group_parent_class)->dispose (object);
}

static void
invites_services_group_finalize (GObject *object)
{
  g_ptr_array_unref (INVITES_SERVICES_GROUP (object)->rows);

  G_OBJECT_CLASS (invites_services_group_parent_class)->finalize (object);
}

static void
invites_services_group_class_init (InvitesServicesGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = invites_services_group_dispose;
  object_class->finalize = invites_services_group_finalize;

  signals[ADD_SERVICE] = g_signal_new ("add-service", G_TYPE_FROM_CLASS (klass),
                                       G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 0);
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "services.remove",
                                   "(ss)", remove_action);
}

static void
invites_services_group_init (InvitesServicesGroup *self)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (self);

  self->rows = g_ptr_array_new ();
  self->add_button = gtk_button_new_with_mnemonic (_("_Add…"));
  gtk_widget_set_valign (self->add_button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->add_button, "flat");
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->add_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
      _("Add a service…"), -1);
  g_signal_connect_object (self->add_button, "clicked", G_CALLBACK (add_cb),
                           self, G_CONNECT_SWAPPED);
  adw_preferences_group_set_title (group, _("Services"));
  adw_preferences_group_set_header_suffix (group, self->add_button);
}

/**
 * invites_services_group_set_services:
 * @self: the group
 * @services: the services that are known
 */
void
invites_services_group_set_services (InvitesServicesGroup *self,
                                     InvitesServices *services)
{
  g_return_if_fail (INVITES_IS_SERVICES_GROUP (self));
  g_return_if_fail (INVITES_IS_SERVICES (services));
  g_return_if_fail (self->services == NULL);

  self->services = g_object_ref (services);
  g_signal_connect_object (services, "changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  update (self);
}
