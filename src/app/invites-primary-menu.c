/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/invites-primary-menu.h"

static void
add_item (GMenu *menu, const char *label, const char *action)
{
  g_autoptr(GMenuItem) item = g_menu_item_new (label, action);

  g_menu_item_set_attribute (item, "hidden-when", "s", "action-disabled");
  g_menu_append_item (menu, item);
}

/**
 * invites_primary_menu_new:
 * @services: the section of services, which may change later
 * @who: (nullable): who is signed in, and where
 *
 * Returns: (transfer full): the menu
 */
GMenuModel *
invites_primary_menu_new (GMenuModel *services, const char *who)
{
  g_autoptr(GMenu) menu = g_menu_new ();
  g_autoptr(GMenu) view = g_menu_new ();
  g_autoptr(GMenu) account = g_menu_new ();
  g_autoptr(GMenu) application = g_menu_new ();

  g_return_val_if_fail (G_IS_MENU_MODEL (services), NULL);

  add_item (view, _("_Refresh"), "win.refresh");
  add_item (view, _("_Find a Contact…"), "win.find-contact");
  add_item (view, _("Show _Last Mail"), "win.show-last-mail");
  add_item (account, _("Sign _Out"), "win.sign-out");
  add_item (application, _("_Preferences"), "win.preferences");
  add_item (application, _("_Keyboard Shortcuts"), "win.shortcuts");
  add_item (application, _("_Help"), "app.help");
  add_item (application, _("_About Portal Invites"), "app.about");

  g_menu_append_section (menu, NULL, G_MENU_MODEL (view));
  g_menu_append_section (menu, _("Services"), services);
  if (who != NULL)
    g_menu_append_section (menu, who, G_MENU_MODEL (account));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (application));

  return G_MENU_MODEL (g_steal_pointer (&menu));
}

/* An underscore in a name is no mnemonic. */
static char *
dup_label (const char *name)
{
  g_auto(GStrv) parts = g_strsplit (name, "_", -1);

  return g_strjoinv ("__", parts);
}

/**
 * invites_primary_menu_fill_services:
 * @services: the section
 * @keys: (array zero-terminated=1): what "win.service" knows each by
 * @names: (array zero-terminated=1): what to call each
 */
void
invites_primary_menu_fill_services (GMenu *services,
                                    const char *keys[],
                                    const char *names[])
{
  g_return_if_fail (G_IS_MENU (services));

  g_menu_remove_all (services);
  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autofree char *label = dup_label (names[i]);
      g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "win.service", "s", keys[i]);
      g_menu_append_item (services, item);
    }
  add_item (services, _("_Add a Service…"), "win.add-service");
}
