/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widget-support.h"

#include <adwaita.h>
#include <locale.h>

void
widget_support_init (int    *argc,
                     char ***argv)
{
  g_test_init (argc, argv, NULL);
  setlocale (LC_ALL, "C.UTF-8");
  adw_init ();
}

GtkWidget *
widget_support_get_part (GtkWidget  *widget,
                         GType       type,
                         const char *name)
{
  GObject *found = gtk_widget_get_template_child (widget, type, name);

  if (found == NULL)
    g_error ("%s has no “%s”", g_type_name (type), name);

  return GTK_WIDGET (found);
}

GtkWidget *
widget_support_find_button (GtkWidget  *widget,
                            const char *label)
{
  if (GTK_IS_BUTTON (widget)
      && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = NULL;

      if (gtk_widget_get_visible (child))
        found = widget_support_find_button (child, label);
      if (found != NULL)
        return found;
    }

  return NULL;
}

gboolean
widget_support_shows (GtkWidget  *stack,
                      const char *page)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (stack)), page)
         == 0;
}

GtkWindow *
widget_support_find_window (GType type)
{
  g_autoptr(GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (G_TYPE_CHECK_INSTANCE_TYPE (l->data, type))
      return GTK_WINDOW (l->data);

  return NULL;
}
