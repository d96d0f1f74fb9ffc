/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/sign-in/invites-start-page.h"

struct _InvitesStartPage
{
  GtkWidget parent_instance;

  /* Template. */
  GtkMenuButton *menu_button;
  AdwStatusPage *status_page;
  GtkSpinner    *spinner;
  GtkButton     *retry_button;
  GtkButton     *sign_in_button;
};

G_DEFINE_FINAL_TYPE (InvitesStartPage, invites_start_page, GTK_TYPE_WIDGET)

enum
{
  RETRY,
  SIGN_IN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
retry_cb (InvitesStartPage *self)
{
  g_signal_emit (self, signals[RETRY], 0);
}

static void
sign_in_cb (InvitesStartPage *self)
{
  g_signal_emit (self, signals[SIGN_IN], 0);
}

static void
invites_start_page_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (invites_start_page_parent_class)->dispose (object);
}

static void
invites_start_page_class_init (InvitesStartPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = invites_start_page_dispose;

  signals[RETRY] = g_signal_new ("retry", G_TYPE_FROM_CLASS (klass),
                                 G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
  signals[SIGN_IN] = g_signal_new ("sign-in", G_TYPE_FROM_CLASS (klass),
                                   G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/portalinvites/PortalInvites/sign-in/"
                    "invites-start-page.ui");
  gtk_widget_class_bind_template_child (widget_class, InvitesStartPage,
                                        menu_button);
  gtk_widget_class_bind_template_child (widget_class, InvitesStartPage,
                                        status_page);
  gtk_widget_class_bind_template_child (widget_class, InvitesStartPage,
                                        spinner);
  gtk_widget_class_bind_template_child (widget_class, InvitesStartPage,
                                        retry_button);
  gtk_widget_class_bind_template_child (widget_class, InvitesStartPage,
                                        sign_in_button);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, sign_in_cb);
  gtk_widget_class_set_accessible_role (widget_class,
                                        GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
invites_start_page_init (InvitesStartPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * invites_start_page_set_menu:
 * @self: the page
 * @menu: the main menu
 */
void
invites_start_page_set_menu (InvitesStartPage *self, GMenuModel *menu)
{
  g_return_if_fail (INVITES_IS_START_PAGE (self));
  g_return_if_fail (G_IS_MENU_MODEL (menu));

  gtk_menu_button_set_menu_model (self->menu_button, menu);
}

static void
show_status (InvitesStartPage *self,
             const char *icon_name,
             const char *title,
             const char *description)
{
  adw_status_page_set_icon_name (self->status_page, icon_name);
  adw_status_page_set_title (self->status_page, title);
  adw_status_page_set_description (self->status_page, description);
}

static void
show_buttons (InvitesStartPage *self, gboolean retry, gboolean sign_in)
{
  gtk_widget_set_visible (GTK_WIDGET (self->retry_button), retry);
  gtk_widget_set_visible (GTK_WIDGET (self->sign_in_button), sign_in);
}

/**
 * invites_start_page_show_busy:
 * @self: the page
 * @title: what goes on
 */
void
invites_start_page_show_busy (InvitesStartPage *self, const char *title)
{
  g_return_if_fail (INVITES_IS_START_PAGE (self));
  g_return_if_fail (title != NULL);

  show_status (self, NULL, title, NULL);
  show_buttons (self, FALSE, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), TRUE);
  gtk_spinner_start (self->spinner);
}

/**
 * invites_start_page_show_failed:
 * @self: the page
 * @title: what did not work
 * @reason: why, in one sentence
 * @can_sign_in: whether signing in by hand would be a way on
 */
void
invites_start_page_show_failed (InvitesStartPage *self,
                                const char *title,
                                const char *reason,
                                gboolean can_sign_in)
{
  g_autofree char *markup = NULL;

  g_return_if_fail (INVITES_IS_START_PAGE (self));
  g_return_if_fail (title != NULL);
  g_return_if_fail (reason != NULL);

  /* The description of a status page is markup. */
  markup = g_markup_escape_text (reason, -1);
  show_status (self, "dialog-warning-symbolic", title, markup);
  show_buttons (self, TRUE, can_sign_in);
  gtk_spinner_stop (self->spinner);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->retry_button));
}
