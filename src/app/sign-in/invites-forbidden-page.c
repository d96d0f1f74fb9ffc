/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/sign-in/invites-forbidden-page.h"

struct _InvitesForbiddenPage
{
  GtkWidget parent_instance;

  /* Template. */
  GtkMenuButton *menu_button;
  AdwStatusPage *status_page;
  GtkButton     *sign_out_button;
};

G_DEFINE_FINAL_TYPE (InvitesForbiddenPage, invites_forbidden_page,
                     GTK_TYPE_WIDGET)

static void
invites_forbidden_page_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (invites_forbidden_page_parent_class)->dispose (object);
}

static void
invites_forbidden_page_class_init (InvitesForbiddenPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = invites_forbidden_page_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/portalinvites/PortalInvites/sign-in/"
                    "invites-forbidden-page.ui");
  gtk_widget_class_bind_template_child (widget_class, InvitesForbiddenPage,
                                        menu_button);
  gtk_widget_class_bind_template_child (widget_class, InvitesForbiddenPage,
                                        status_page);
  gtk_widget_class_bind_template_child (widget_class, InvitesForbiddenPage,
                                        sign_out_button);
  gtk_widget_class_set_accessible_role (widget_class,
                                        GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
invites_forbidden_page_init (InvitesForbiddenPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * invites_forbidden_page_set_menu:
 * @self: the page
 * @menu: the main menu
 */
void
invites_forbidden_page_set_menu (InvitesForbiddenPage *self, GMenuModel *menu)
{
  g_return_if_fail (INVITES_IS_FORBIDDEN_PAGE (self));
  g_return_if_fail (G_IS_MENU_MODEL (menu));

  gtk_menu_button_set_menu_model (self->menu_button, menu);
}

/**
 * invites_forbidden_page_set_name:
 * @self: the page
 * @name: who may not open the screen
 */
void
invites_forbidden_page_set_name (InvitesForbiddenPage *self, const char *name)
{
  g_autofree char *text = NULL;
  g_autofree char *markup = NULL;

  g_return_if_fail (INVITES_IS_FORBIDDEN_PAGE (self));
  g_return_if_fail (name != NULL);

  text = g_strdup_printf (
      _("%s may not open this screen. Ask your administrator for permission "
        "390, “Send Account Portal Invitations”, or 391, “Review Account "
        "Portal Invitations”."),
      name);
  markup = g_markup_escape_text (text, -1);
  adw_status_page_set_description (self->status_page, markup);
}

/**
 * invites_forbidden_page_focus:
 * @self: the page
 *
 * Puts the focus on the one thing to do.
 */
void
invites_forbidden_page_focus (InvitesForbiddenPage *self)
{
  g_return_if_fail (INVITES_IS_FORBIDDEN_PAGE (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->sign_out_button));
}
