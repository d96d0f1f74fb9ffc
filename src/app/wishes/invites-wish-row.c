/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/widgets/invites-format.h"
#include "app/widgets/invites-line-text.h"
#include "app/wishes/invites-wish-row.h"

struct _InvitesWishRow
{
  AdwActionRow parent_instance;

  /* Template. */
  GtkButton *why_button;
  GtkButton *dismiss_button;

  /* Owned. */
  char *contact_id;
};

enum
{
  SIGNAL_DISMISS,
  SIGNAL_WHY,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (InvitesWishRow, invites_wish_row, ADW_TYPE_ACTION_ROW)

static void
dismiss_clicked_cb (InvitesWishRow *self)
{
  g_signal_emit (self, signals[SIGNAL_DISMISS], 0);
}

static void
why_clicked_cb (InvitesWishRow *self)
{
  g_signal_emit (self, signals[SIGNAL_WHY], 0);
}

static void
name_button (GtkButton  *button,
             const char *what,
             const char *name)
{
  g_autofree char *label = NULL;

  /* Translators: what a button does, and the contact's name. */
  label = g_strdup_printf (_("%s, %s"), what, name);
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (button),
                                 GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
show_wish (InvitesWishRow    *self,
           const InvitesWish *wish,
           GTimeZone         *time_zone)
{
  g_autofree char *time = invites_format_time (wish->asked_at, time_zone);
  g_autofree char *account = invites_line_text_dup_account (
    wish->account_number, wish->account_name);
  g_autofree char *first = invites_line_text_dup (wish->email);
  g_autofree char *second = invites_line_text_dup (account);
  g_autofree char *subtitle = NULL;

  /* Translators: an address, an account, and when it was. */
  subtitle = g_strdup_printf (_("%s\n%s\nAsked on %s"), first, second, time);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self),
                                 *wish->name != '\0' ? wish->name
                                                     : wish->email);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  name_button (self->why_button, _("History of This Contact"), wish->name);
  name_button (self->dismiss_button, _("Dismiss"), wish->name);
}

static void
invites_wish_row_finalize (GObject *object)
{
  g_free (INVITES_WISH_ROW (object)->contact_id);

  G_OBJECT_CLASS (invites_wish_row_parent_class)->finalize (object);
}

static void
invites_wish_row_class_init (InvitesWishRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = invites_wish_row_finalize;

  /**
   * InvitesWishRow::dismiss:
   *
   * The wish is to be put aside.
   */
  signals[SIGNAL_DISMISS]
    = g_signal_new ("dismiss", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                    NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * InvitesWishRow::why:
   *
   * All that is known of the contact was asked for.
   */
  signals[SIGNAL_WHY]
    = g_signal_new ("why", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                    NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/portalinvites/PortalInvites/wishes/"
                  "invites-wish-row.ui");
  gtk_widget_class_bind_template_child (widget_class, InvitesWishRow,
                                        why_button);
  gtk_widget_class_bind_template_child (widget_class, InvitesWishRow,
                                        dismiss_button);
  gtk_widget_class_bind_template_callback (widget_class, dismiss_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, why_clicked_cb);
}

static void
invites_wish_row_init (InvitesWishRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * invites_wish_row_new:
 * @wish: who asked
 * @time_zone: (nullable): the division's, or %NULL for the user's own
 * @can_dismiss: whether the user may put the wish aside
 *
 * Returns: (transfer floating): a row of the list
 */
GtkWidget *
invites_wish_row_new (const InvitesWish *wish,
                      GTimeZone         *time_zone,
                      gboolean           can_dismiss)
{
  InvitesWishRow *self;

  g_return_val_if_fail (wish != NULL, NULL);

  self = g_object_new (INVITES_TYPE_WISH_ROW, NULL);
  self->contact_id = g_strdup (wish->id);
  gtk_widget_set_visible (GTK_WIDGET (self->dismiss_button), can_dismiss);
  show_wish (self, wish, time_zone);

  return GTK_WIDGET (self);
}

/**
 * invites_wish_row_get_contact_id:
 * @self: an #InvitesWishRow
 *
 * Returns: (transfer none): the contact who asked
 */
const char *
invites_wish_row_get_contact_id (InvitesWishRow *self)
{
  g_return_val_if_fail (INVITES_IS_WISH_ROW (self), NULL);

  return self->contact_id;
}
