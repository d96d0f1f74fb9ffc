/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/invite/invites-filter-name-dialog.h"
#include "app/invite/invites-saved-filter-text.h"
#include "app/invite/invites-saved-filters-dialog.h"
#include "app/invite/invites-saved-filters-menu.h"

#define ACTION_APPLY  "saved-filters.apply"
#define ACTION_MANAGE "saved-filters.manage"
#define ACTION_OPEN   "saved-filters.open"
#define ACTION_SAVE   "saved-filters.save"

struct _InvitesSavedFiltersMenu
{
  GtkWidget parent_instance;

  /* Template. */
  GtkMenuButton *button;

  /* Owned. */
  InvitesSavedFilters *saved;   /* (nullable): until it is set */
  InvitesChoices      *choices; /* (nullable): until they are loaded */
  InvitesFilter       *filter;  /* (nullable): what is chosen now */
  char                *last;    /* (nullable): what it began with */
  char                *applied; /* the one that @filter is, or "" */
  char                *text;    /* (nullable) */
};

G_DEFINE_FINAL_TYPE (InvitesSavedFiltersMenu, invites_saved_filters_menu,
                     GTK_TYPE_WIDGET)

enum
{
  PROP_APPLIED = 1,
  PROP_TEXT,
  N_PROPS,
};

enum
{
  APPLY,
  REFUSED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static gboolean
is_chosen (InvitesSavedFiltersMenu *self, guint position)
{
  return self->filter != NULL && self->filter->division != NULL
         && invites_filter_equal (
                invites_saved_filters_get_filter (self->saved, position),
                self->filter);
}

/* The one that it began with comes before others that are the same. */
static gboolean
find_chosen (InvitesSavedFiltersMenu *self, guint *position)
{
  if (self->saved == NULL)
    return FALSE;
  if (self->last != NULL
      && invites_saved_filters_find (self->saved, self->last, position)
      && is_chosen (self, *position))
    return TRUE;
  for (*position = 0; *position < invites_saved_filters_get_n (self->saved);
       (*position)++)
    if (is_chosen (self, *position))
      return TRUE;
  return FALSE;
}

/* Another division is another matter, and no change of that filter. */
static gboolean
began_with_last (InvitesSavedFiltersMenu *self)
{
  guint position;

  return self->saved != NULL && self->last != NULL && self->filter != NULL
         && invites_saved_filters_find (self->saved, self->last, &position)
         && g_strcmp0 (invites_saved_filters_get_filter (self->saved, position)
                           ->division,
                       self->filter->division)
                == 0;
}

static void
set_text (InvitesSavedFiltersMenu *self, char *text)
{
  g_autofree char *owned = text;

  if (g_strcmp0 (text, self->text) == 0)
    return;
  g_free (self->text);
  self->text = g_steal_pointer (&owned);
  if (self->text != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->button),
                                    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    self->text, -1);
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (self->button),
                                   GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

static void
set_applied (InvitesSavedFiltersMenu *self, const char *name)
{
  if (g_strcmp0 (name, self->applied) == 0)
    return;
  g_free (self->applied);
  self->applied = g_strdup (name);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_APPLIED]);
}

static void
update (InvitesSavedFiltersMenu *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  guint position;

  if (find_chosen (self, &position))
    {
      g_free (self->last);
      self->last = g_strdup (
          invites_saved_filters_get_name (self->saved, position));
      set_applied (self, self->last);
      set_text (self, g_strdup (self->last));
    }
  else
    {
      if (!began_with_last (self))
        g_clear_pointer (&self->last, g_free);
      set_applied (self, "");
      /* Translators: the name of a filter that was chosen and then changed. */
      set_text (self, self->last != NULL
                          ? g_strdup_printf (_("%s, changed"), self->last)
                          : NULL);
    }

  gtk_widget_set_visible (widget, self->saved != NULL);
  gtk_widget_action_set_enabled (widget, ACTION_SAVE,
                                 self->saved != NULL && self->choices != NULL
                                     && self->filter != NULL
                                     && self->filter->division != NULL);
  gtk_widget_action_set_enabled (widget, ACTION_MANAGE,
                                 self->saved != NULL && self->choices != NULL
                                     && invites_saved_filters_get_n (self->saved)
                                            > 0);
}

static void
append_item (GMenu *menu,
             const char *label,
             const char *action,
             const char *accel)
{
  g_autoptr(GMenuItem) item = g_menu_item_new (label, action);

  if (accel != NULL)
    g_menu_item_set_attribute (item, "accel", "s", accel);
  g_menu_append_item (menu, item);
}

/* An underscore in a name is no mnemonic. */
static void
append_saved (GMenu *menu, const char *name)
{
  g_autoptr(GString) label = g_string_new (name);
  g_autoptr(GMenuItem) item = NULL;

  g_string_replace (label, "_", "__", 0);
  item = g_menu_item_new (label->str, NULL);
  g_menu_item_set_action_and_target (item, ACTION_APPLY, "s", name);
  g_menu_append_item (menu, item);
}

static void
fill_menu (InvitesSavedFiltersMenu *self)
{
  g_autoptr(GMenu) menu = g_menu_new ();
  g_autoptr(GMenu) names = g_menu_new ();
  g_autoptr(GMenu) commands = g_menu_new ();

  for (guint i = 0; i < invites_saved_filters_get_n (self->saved); i++)
    append_saved (names, invites_saved_filters_get_name (self->saved, i));
  append_item (commands, _("_Save Current Filter…"), ACTION_SAVE,
               "<Control>s");
  append_item (commands, _("_Manage Saved Filters…"), ACTION_MANAGE, NULL);

  g_menu_append_section (menu, NULL, G_MENU_MODEL (names));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (commands));
  gtk_menu_button_set_menu_model (self->button, G_MENU_MODEL (menu));
}

static void
saved_changed_cb (InvitesSavedFiltersMenu *self)
{
  fill_menu (self);
  update (self);
}

static void
apply (InvitesSavedFiltersMenu *self, const char *name)
{
  g_autoptr(InvitesFilter) filter = NULL;
  guint position;

  if (self->saved == NULL || self->choices == NULL
      || !invites_saved_filters_find (self->saved, name, &position))
    return;

  filter = invites_filter_copy (
      invites_saved_filters_get_filter (self->saved, position));
  if (!invites_saved_filter_text_is_mine (filter, self->choices))
    {
      g_autofree char *reason = g_strdup_printf (
          _("“%s” is for a division that is no longer yours."), name);

      g_signal_emit (self, signals[REFUSED], 0, reason);
      return;
    }

  g_free (self->last);
  self->last = g_strdup (name);
  g_signal_emit (self, signals[APPLY], 0, filter);
  update (self);
}

static void
present (InvitesSavedFiltersMenu *self, GtkWindow *dialog)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (dialog, GTK_WINDOW (root));
  gtk_window_present (dialog);
}

static void
named_cb (InvitesSavedFiltersMenu *self, const char *name)
{
  g_free (self->last);
  self->last = g_strdup (name);
  update (self);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  InvitesSavedFiltersMenu *self = INVITES_SAVED_FILTERS_MENU (widget);
  GtkWindow *dialog = invites_filter_name_dialog_new_save (
      self->saved, self->filter, self->choices, self->last);

  g_signal_connect_object (dialog, "named", G_CALLBACK (named_cb), self,
                           G_CONNECT_SWAPPED);
  present (self, dialog);
}

static void
manage_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  InvitesSavedFiltersMenu *self = INVITES_SAVED_FILTERS_MENU (widget);

  present (self, invites_saved_filters_dialog_new (self->saved,
                                                   self->choices));
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_menu_button_popup (INVITES_SAVED_FILTERS_MENU (widget)->button);
}

static void
invites_saved_filters_menu_get_property (GObject *object,
                                         guint prop_id,
                                         GValue *value,
                                         GParamSpec *pspec)
{
  InvitesSavedFiltersMenu *self = INVITES_SAVED_FILTERS_MENU (object);

  switch (prop_id)
    {
    case PROP_APPLIED:
      g_value_set_string (value, self->applied);
      break;
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
invites_saved_filters_menu_set_property (GObject *object,
                                         guint prop_id,
                                         const GValue *value,
                                         GParamSpec *pspec)
{
  if (prop_id == PROP_APPLIED)
    apply (INVITES_SAVED_FILTERS_MENU (object), g_value_get_string (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
invites_saved_filters_menu_dispose (GObject *object)
{
  InvitesSavedFiltersMenu *self = INVITES_SAVED_FILTERS_MENU (object);
  GtkWidget *child;

  g_clear_object (&self->saved);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (invites_saved_filters_menu_parent_class)->dispose (object);
}

static void
invites_saved_filters_menu_finalize (GObject *object)
{
  InvitesSavedFiltersMenu *self = INVITES_SAVED_FILTERS_MENU (object);

  g_clear_pointer (&self->choices, invites_choices_free);
  g_clear_pointer (&self->filter, invites_filter_free);
  g_free (self->last);
  g_free (self->applied);
  g_free (self->text);

  G_OBJECT_CLASS (invites_saved_filters_menu_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  /**
   * InvitesSavedFiltersMenu:applied:
   *
   * The name of the saved filter that is chosen exactly; setting it applies
   * that one.
   */
  properties[PROP_APPLIED]
      = g_param_spec_string ("applied", NULL, NULL, "",
                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                                 | G_PARAM_STATIC_STRINGS);
  /**
   * InvitesSavedFiltersMenu:text:
   *
   * The name of the saved filter that is chosen, and whether it was changed.
   */
  properties[PROP_TEXT]
      = g_param_spec_string ("text", NULL, NULL, NULL,
                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
invites_saved_filters_menu_class_init (InvitesSavedFiltersMenuClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = invites_saved_filters_menu_get_property;
  object_class->set_property = invites_saved_filters_menu_set_property;
  object_class->dispose = invites_saved_filters_menu_dispose;
  object_class->finalize = invites_saved_filters_menu_finalize;
  install_properties (object_class);

  signals[APPLY] = g_signal_new (
      "apply", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
      NULL, G_TYPE_NONE, 1, INVITES_TYPE_FILTER | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[REFUSED] = g_signal_new ("refused", G_TYPE_FROM_CLASS (klass),
                                   G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/portalinvites/PortalInvites/invite/"
                    "invites-saved-filters-menu.ui");
  gtk_widget_class_set_accessible_role (widget_class,
                                        GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_bind_template_child (widget_class, InvitesSavedFiltersMenu,
                                        button);
  gtk_widget_class_install_property_action (widget_class, ACTION_APPLY,
                                            "applied");
  gtk_widget_class_install_action (widget_class, ACTION_SAVE, NULL,
                                   save_action);
  gtk_widget_class_install_action (widget_class, ACTION_MANAGE, NULL,
                                   manage_action);
  gtk_widget_class_install_action (widget_class, ACTION_OPEN, NULL,
                                   open_action);
}

static void
invites_saved_filters_menu_init (InvitesSavedFiltersMenu *self)
{
  self->applied = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
  update (self);
}

/**
 * invites_saved_filters_menu_set_saved:
 * @self: the menu; it must not have any yet
 * @saved: what there is to pick from
 *
 * Until then, there is nothing to be seen.
 */
void
invites_saved_filters_menu_set_saved (InvitesSavedFiltersMenu *self,
                                      InvitesSavedFilters *saved)
{
  g_return_if_fail (INVITES_IS_SAVED_FILTERS_MENU (self));
  g_return_if_fail (INVITES_IS_SAVED_FILTERS (saved));
  g_return_if_fail (self->saved == NULL);

  self->saved = g_object_ref (saved);
  g_signal_connect_object (saved, "changed", G_CALLBACK (saved_changed_cb),
                           self, G_CONNECT_SWAPPED);
  saved_changed_cb (self);
}

/**
 * invites_saved_filters_menu_set_choices:
 * @self: the menu
 * @choices: what may be chosen
 */
void
invites_saved_filters_menu_set_choices (InvitesSavedFiltersMenu *self,
                                        const InvitesChoices *choices)
{
  g_return_if_fail (INVITES_IS_SAVED_FILTERS_MENU (self));
  g_return_if_fail (choices != NULL);

  g_clear_pointer (&self->choices, invites_choices_free);
  self->choices = invites_choices_copy (choices);
  update (self);
}

/**
 * invites_saved_filters_menu_set_filter:
 * @self: the menu
 * @filter: what is chosen now
 */
void
invites_saved_filters_menu_set_filter (InvitesSavedFiltersMenu *self,
                                       const InvitesFilter *filter)
{
  g_return_if_fail (INVITES_IS_SAVED_FILTERS_MENU (self));
  g_return_if_fail (filter != NULL);

  g_clear_pointer (&self->filter, invites_filter_free);
  self->filter = invites_filter_copy (filter);
  update (self);
}

/**
 * invites_saved_filters_menu_forget:
 * @self: the menu
 *
 * What is chosen from now on has nothing to do with what was picked before.
 */
void
invites_saved_filters_menu_forget (InvitesSavedFiltersMenu *self)
{
  g_return_if_fail (INVITES_IS_SAVED_FILTERS_MENU (self));

  g_clear_pointer (&self->last, g_free);
  update (self);
}

/**
 * invites_saved_filters_menu_get_text:
 * @self: the menu
 *
 * Returns: (transfer none) (nullable): the name of the saved filter that is
 *   chosen, and whether it was changed
 */
const char *
invites_saved_filters_menu_get_text (InvitesSavedFiltersMenu *self)
{
  g_return_val_if_fail (INVITES_IS_SAVED_FILTERS_MENU (self), NULL);

  return self->text;
}
