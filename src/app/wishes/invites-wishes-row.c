/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/widgets/invites-format.h"
#include "app/wishes/invites-wishes-row.h"

struct _InvitesWishesRow
{
  GtkWidget parent_instance;

  /* Template. */
  GtkWidget    *group;
  AdwActionRow *row;
  GtkButton    *button;

  /* Owned. */
  InvitesClient *client;      /* (nullable): no division */
  char          *division;    /* (nullable): no division */
  GCancellable  *cancellable; /* (nullable): nothing is asked */
};

enum
{
  SIGNAL_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (InvitesWishesRow, invites_wishes_row, GTK_TYPE_WIDGET)

static void
clicked_cb (InvitesWishesRow *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0);
}

static void
show_number (InvitesWishesRow *self,
             guint64           number)
{
  g_autofree char *digits = invites_format_number (number);
  g_autofree char *title = NULL;
  g_autofree char *label = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), number > 0);
  if (number == 0)
    return;

  title = g_strdup_printf (ngettext ("%s customer asks for a new link",
                                     "%s customers ask for a new link",
                                     number),
                           digits);
  /* Translators: %s is "3 customers ask for a new link". */
  label = g_strdup_printf (_("%s, show them"), title);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

/* A number that cannot be had is not shown: the same failure is told of beside
 * the counts, which were asked for at the same time. */
static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(InvitesWishesRow) self = user_data;
  g_autoptr(InvitesPage) page = NULL;
  g_autoptr(GError) error = NULL;

  page = invites_client_list_wishes_finish (INVITES_CLIENT (object), result,
                                            &error);
  if (page != NULL)
    show_number (self, page->total);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_debug ("Wishes: %s", error->message);
}

static void
cancel (InvitesWishesRow *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
invites_wishes_row_dispose (GObject *object)
{
  InvitesWishesRow *self = INVITES_WISHES_ROW (object);

  cancel (self);
  g_clear_object (&self->client);
  g_clear_pointer (&self->group, gtk_widget_unparent);

  G_OBJECT_CLASS (invites_wishes_row_parent_class)->dispose (object);
}

static void
invites_wishes_row_finalize (GObject *object)
{
  g_free (INVITES_WISHES_ROW (object)->division);

  G_OBJECT_CLASS (invites_wishes_row_parent_class)->finalize (object);
}

static void
invites_wishes_row_class_init (InvitesWishesRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = invites_wishes_row_dispose;
  object_class->finalize = invites_wishes_row_finalize;

  /**
   * InvitesWishesRow::activated:
   *
   * The list of who asked was asked for.
   */
  signals[SIGNAL_ACTIVATED]
    = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                    0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/portalinvites/PortalInvites/wishes/"
                  "invites-wishes-row.ui");
  gtk_widget_class_bind_template_child (widget_class, InvitesWishesRow, group);
  gtk_widget_class_bind_template_child (widget_class, InvitesWishesRow, row);
  gtk_widget_class_bind_template_child (widget_class, InvitesWishesRow,
                                        button);
  gtk_widget_class_bind_template_callback (widget_class, clicked_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class,
                                        GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
invites_wishes_row_init (InvitesWishesRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* The row labels its button, which has a name of its own. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (self->button),
                                 GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_widget_hide (GTK_WIDGET (self));
}

/**
 * invites_wishes_row_set_division:
 * @self: an #InvitesWishesRow
 * @client: a client that is signed in
 * @division: (nullable): a division's id, or %NULL for none
 *
 * Asks how many customers of that division wish for a new link.
 */
void
invites_wishes_row_set_division (InvitesWishesRow *self,
                                 InvitesClient    *client,
                                 const char       *division)
{
  g_return_if_fail (INVITES_IS_WISHES_ROW (self));
  g_return_if_fail (INVITES_IS_CLIENT (client));

  g_set_object (&self->client, client);
  if (g_strcmp0 (division, self->division) == 0)
    return;

  g_free (self->division);
  self->division = g_strdup (division);
  gtk_widget_hide (GTK_WIDGET (self));
  invites_wishes_row_refresh (self);
}

/**
 * invites_wishes_row_refresh:
 * @self: an #InvitesWishesRow
 *
 * Asks again. What is shown stays until the answer is there.
 */
void
invites_wishes_row_refresh (InvitesWishesRow *self)
{
  g_return_if_fail (INVITES_IS_WISHES_ROW (self));

  cancel (self);
  if (self->division == NULL || self->client == NULL)
    return;

  self->cancellable = g_cancellable_new ();
  invites_client_list_wishes_async (self->client, self->division, 0, 1,
                                    self->cancellable, listed_cb,
                                    g_object_ref (self));
}
