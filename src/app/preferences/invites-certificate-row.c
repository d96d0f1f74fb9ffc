/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/preferences/invites-certificate-row.h"
#include "app/widgets/invites-file-chooser.h"
#include "client/invites-trust.h"
#include "core/invites-error.h"

#define KEY "ca-file"

struct _InvitesCertificateRow
{
  AdwActionRow parent_instance;

  /* Template. */
  GtkButton *clear_button;
  GtkButton *choose_button;

  /* Owned. */
  GSettings    *settings;
  GCancellable *cancellable; /* of choosing */
};

G_DEFINE_FINAL_TYPE (InvitesCertificateRow, invites_certificate_row,
                     ADW_TYPE_ACTION_ROW)

static void
say (InvitesCertificateRow *self, const char *text, gboolean is_error)
{
  if (is_error)
    gtk_widget_add_css_class (GTK_WIDGET (self), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), text);
}

static char *
dup_reason (const char *path, const GError *error)
{
  g_autofree char *name = g_filename_display_basename (path);

  if (g_error_matches (error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND))
    /* Translators: %s is the name of a file. */
    return g_strdup_printf (_("“%s” cannot be read"), name);
  /* Translators: %s is the name of a file; PEM is a file format. */
  return g_strdup_printf (_("There is no certificate in “%s”. A file in PEM "
                            "form is needed."),
                          name);
}

/* (nullable): why that file cannot be used. */
static char *
dup_flaw (const char *path)
{
  g_autoptr(InvitesTrust) trust = invites_trust_new ();
  g_autoptr(GError) error = NULL;

  if (invites_trust_set_file (trust, path, &error))
    return NULL;
  return dup_reason (path, error);
}

static char *
dup_path (InvitesCertificateRow *self)
{
  g_autoptr(GVariant) value = g_settings_get_value (self->settings, KEY);

  return g_variant_dup_bytestring (value, NULL);
}

static void
show_file (InvitesCertificateRow *self)
{
  g_autofree char *path = dup_path (self);
  g_autofree char *flaw = NULL;
  g_autofree char *name = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->clear_button), *path != '\0');
  if (*path == '\0')
    {
      gtk_widget_set_tooltip_text (GTK_WIDGET (self), NULL);
      say (self, _("None. Services need a certificate that the system trusts."),
           FALSE);
      return;
    }

  name = g_filename_display_name (path);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), name);
  if ((flaw = dup_flaw (path)) != NULL)
    {
      say (self, flaw, TRUE);
      return;
    }
  g_free (name);
  name = g_filename_display_basename (path);
  say (self, name, FALSE);
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(InvitesCertificateRow) self = INVITES_CERTIFICATE_ROW (user_data);
  g_autoptr(GFile) file = invites_file_chooser_open_finish (result, NULL);
  g_autofree char *path = NULL;

  if (file != NULL)
    path = g_file_get_path (file);
  if (path != NULL && self->settings != NULL)
    invites_certificate_row_choose (self, path);
}

static void
choose_cb (InvitesCertificateRow *self)
{
  static const char *const patterns[] = { "*.pem", "*.crt", "*.cer", NULL };
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  invites_file_chooser_open_async (GTK_WINDOW (root),
                                   _("Choose a Certificate File"),
                                   _("Certificates"), patterns,
                                   self->cancellable, chosen_cb,
                                   g_object_ref (self));
}

static void
clear_cb (InvitesCertificateRow *self)
{
  /* It is about to go, and focus must not get lost. */
  gtk_widget_grab_focus (GTK_WIDGET (self->choose_button));
  g_settings_reset (self->settings, KEY);
  show_file (self);
}

static void
invites_certificate_row_dispose (GObject *object)
{
  InvitesCertificateRow *self = INVITES_CERTIFICATE_ROW (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (invites_certificate_row_parent_class)->dispose (object);
}

static void
invites_certificate_row_class_init (InvitesCertificateRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = invites_certificate_row_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/portalinvites/PortalInvites/preferences/"
                    "invites-certificate-row.ui");
  gtk_widget_class_bind_template_child (widget_class, InvitesCertificateRow,
                                        clear_button);
  gtk_widget_class_bind_template_child (widget_class, InvitesCertificateRow,
                                        choose_button);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_cb);
}

static void
invites_certificate_row_init (InvitesCertificateRow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * invites_certificate_row_set_settings:
 * @self: the row
 * @settings: the application's
 */
void
invites_certificate_row_set_settings (InvitesCertificateRow *self,
                                      GSettings *settings)
{
  g_return_if_fail (INVITES_IS_CERTIFICATE_ROW (self));
  g_return_if_fail (G_IS_SETTINGS (settings));

  g_set_object (&self->settings, settings);
  show_file (self);
}

/**
 * invites_certificate_row_choose:
 * @self: the row
 * @path: (type filename): a file
 *
 * Takes that file, or says why it cannot be taken and keeps the one before.
 */
void
invites_certificate_row_choose (InvitesCertificateRow *self, const char *path)
{
  g_autofree char *flaw = NULL;

  g_return_if_fail (INVITES_IS_CERTIFICATE_ROW (self));
  g_return_if_fail (path != NULL);

  if ((flaw = dup_flaw (path)) != NULL)
    {
      say (self, flaw, TRUE);
      return;
    }
  g_settings_set_value (self->settings, KEY, g_variant_new_bytestring (path));
  show_file (self);
}
