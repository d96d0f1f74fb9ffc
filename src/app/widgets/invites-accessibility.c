/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>

#include "app/widgets/invites-accessibility.h"

static void
set_hidden (GtkWidget *widget,
            gboolean   hidden)
{
  gtk_accessible_update_state (GTK_ACCESSIBLE (widget),
                               GTK_ACCESSIBLE_STATE_HIDDEN, hidden, -1);
}

static void
page_shown_cb (GtkWidget *pages)
{
  g_autoptr(GtkWidget) shown = NULL;
  GtkWidget *child = gtk_widget_get_first_child (pages);

  g_object_get (pages, "visible-child", &shown, NULL);
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    set_hidden (child, child != shown);
}

static void
revealed_cb (GtkRevealer *revealer)
{
  GtkWidget *child = gtk_revealer_get_child (revealer);

  if (child != NULL)
    set_hidden (child, !gtk_revealer_get_reveal_child (revealer));
}

/* GTK 4.8 presents what is on another page, or folded away, as if it were on
 * the screen. */
static void
hide_unseen (GtkWidget *widget)
{
  if (GTK_IS_STACK (widget) || ADW_IS_VIEW_STACK (widget)
      || ADW_IS_SQUEEZER (widget))
    {
      g_signal_connect_object (widget, "notify::visible-child",
                               G_CALLBACK (page_shown_cb), widget,
                               G_CONNECT_SWAPPED);
      page_shown_cb (widget);
    }
  else if (GTK_IS_REVEALER (widget))
    {
      g_signal_connect_object (widget, "notify::reveal-child",
                               G_CALLBACK (revealed_cb), widget,
                               G_CONNECT_SWAPPED);
      revealed_cb (GTK_REVEALER (widget));
    }
}

static GtkWidget *
find_title (GtkWidget *widget)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);
  GtkWidget *found = NULL;

  if (GTK_IS_LABEL (widget) && gtk_widget_has_css_class (widget, "title"))
    return widget;
  for (; child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_title (child);
  return found;
}

/* Where nothing in it can have the focus, it goes to what scrolls it. */
static void
name_scroller (GtkWidget *scroller)
{
  GtkWidget *page = gtk_widget_get_ancestor (scroller, ADW_TYPE_STATUS_PAGE);
  GtkWidget *title = page != NULL ? find_title (scroller) : NULL;

  if (title != NULL)
    gtk_accessible_update_relation (GTK_ACCESSIBLE (scroller),
                                    GTK_ACCESSIBLE_RELATION_LABELLED_BY, title,
                                    NULL, -1);
}

/* The arrow of a combo row, the icon beside a tab's title. */
static gboolean
is_ornament (GtkWidget *widget)
{
  return GTK_IS_IMAGE (widget)
         && (gtk_widget_get_ancestor (widget, ADW_TYPE_COMBO_ROW) != NULL
             || gtk_widget_get_ancestor (widget, ADW_TYPE_VIEW_SWITCHER)
                  != NULL);
}

/**
 * invites_accessibility_mend:
 * @widget: a widget whose children are there
 *
 * Mends what GTK 4.8 and libadwaita 1.2 tell a screen reader of @widget and of
 * everything in it: pages that are not shown are not there, what scrolls has a
 * name, and ornaments say nothing.
 */
void
invites_accessibility_mend (GtkWidget *widget)
{
  GtkWidget *child;

  g_return_if_fail (GTK_IS_WIDGET (widget));

  hide_unseen (widget);
  if (GTK_IS_SCROLLED_WINDOW (widget))
    name_scroller (widget);
  else if (is_ornament (widget))
    g_object_set (widget, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                  NULL);

  for (child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    invites_accessibility_mend (child);
}

/**
 * invites_accessibility_name_list:
 * @widget: what holds a list of rows, for instance a preferences group without
 *   a title
 * @label: what is listed
 *
 * Names the list box in @widget.
 */
void
invites_accessibility_name_list (GtkWidget  *widget,
                                 const char *label)
{
  GtkWidget *child;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (label != NULL);

  if (GTK_IS_LIST_BOX (widget))
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  else
    for (child = gtk_widget_get_first_child (widget); child != NULL;
         child = gtk_widget_get_next_sibling (child))
      invites_accessibility_name_list (child, label);
}
