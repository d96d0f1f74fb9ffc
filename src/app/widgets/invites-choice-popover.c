/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/widgets/invites-accessibility.h"
#include "app/widgets/invites-choice-cell.h"
#include "app/widgets/invites-choice-popover.h"

struct _InvitesChoicePopover
{
  GtkPopover parent_instance;

  /* Template. */
  GtkSearchEntry *search_entry;
  GtkStack       *stack;
  GtkListView    *list;

  /* Owned. */
  GListStore        *items;   /* all of them */
  GtkCustomFilter   *filter;
  GListModel        *matches; /* of items */
  GtkSelectionModel *shown;   /* the same; selects nothing */
  GStrv              words;   /* (nullable): to look for */

  guint chosen; /* position in items */
  guint marked; /* position in matches: what Enter takes */
};

G_DEFINE_FINAL_TYPE (InvitesChoicePopover, invites_choice_popover,
                     GTK_TYPE_POPOVER)

enum
{
  CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
match_cb (gpointer item, gpointer user_data)
{
  InvitesChoicePopover *self = user_data;

  return self->words == NULL
         || invites_choice_item_matches (item,
                                         (const char *const *) self->words);
}

static void
choose (InvitesChoicePopover *self, guint position)
{
  g_autoptr(InvitesChoiceItem) item
      = g_list_model_get_item (self->matches, position);

  if (item == NULL)
    return;
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[CHOSEN], 0,
                 invites_choice_item_get_position (item));
}

static InvitesChoiceItem *
get_line_item (GtkWidget *line)
{
  GtkWidget *cell = gtk_widget_get_first_child (line);

  return INVITES_IS_CHOICE_CELL (cell)
             ? invites_choice_cell_get_item (INVITES_CHOICE_CELL (cell))
             : NULL;
}

static GtkWidget *
find_line (InvitesChoicePopover *self, guint position)
{
  g_autoptr(InvitesChoiceItem) item
      = g_list_model_get_item (self->matches, position);
  GtkWidget *line = gtk_widget_get_first_child (GTK_WIDGET (self->list));

  while (line != NULL && (item == NULL || get_line_item (line) != item))
    line = gtk_widget_get_next_sibling (line);
  return line;
}

/* Not by selecting it: whatever turns up under the pointer gets selected, and
 * Enter is for whoever types. */
static void
mark (InvitesChoicePopover *self, guint position)
{
  g_autoptr(InvitesChoiceItem) item
      = g_list_model_get_item (self->matches, position);
  GtkWidget *list = GTK_WIDGET (self->list);

  self->marked = position;
  gtk_widget_activate_action (list, "list.scroll-to-item", "u", position);
  /* Some lines were there before, in another place. */
  for (GtkWidget *line = gtk_widget_get_first_child (list); line != NULL;
       line = gtk_widget_get_next_sibling (line))
    if (item != NULL && get_line_item (line) == item)
      gtk_widget_add_css_class (line, "marked");
    else
      gtk_widget_remove_css_class (line, "marked");
}

static void
show_matches (InvitesChoicePopover *self)
{
  GtkAccessible *entry = GTK_ACCESSIBLE (self->search_entry);
  gboolean found = g_list_model_get_n_items (self->matches) > 0;

  gtk_stack_set_visible_child_name (self->stack, found ? "found" : "nothing");
  /* Whoever types hears of the entry alone. */
  if (found)
    gtk_accessible_reset_property (entry, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
  else
    gtk_accessible_update_property (entry, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    _("Nothing found"), -1);
}

static void
set_search (InvitesChoicePopover *self, const char *search)
{
  g_strfreev (self->words);
  self->words = invites_choice_item_split_words (search);
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  show_matches (self);
}

/* Not "search-changed", which comes late: Enter takes the first that matches
 * what was typed until then. */
static void
search_changed_cb (InvitesChoicePopover *self)
{
  set_search (self,
              gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
  mark (self, self->words[0] != NULL ? 0 : self->chosen);
}

static void
search_activated_cb (InvitesChoicePopover *self)
{
  choose (self, self->marked);
}

static void
row_activated_cb (InvitesChoicePopover *self, guint position)
{
  choose (self, position);
}

static gboolean
search_key_cb (GtkEventControllerKey *controller,
               guint keyval,
               guint keycode,
               GdkModifierType state,
               InvitesChoicePopover *self)
{
  GtkWidget *line;

  if (keyval != GDK_KEY_Down && keyval != GDK_KEY_KP_Down)
    return GDK_EVENT_PROPAGATE;
  /* It may have been scrolled away since. */
  mark (self, self->marked);
  if ((line = find_line (self, self->marked)) != NULL)
    gtk_widget_grab_focus (line);
  return GDK_EVENT_STOP;
}

static gboolean
is_first_focused (InvitesChoicePopover *self)
{
  GtkWidget *focus
      = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));

  return focus != NULL && focus == find_line (self, 0);
}

static gboolean
is_text (guint keyval, GdkModifierType state)
{
  gunichar c = gdk_keyval_to_unicode (keyval);

  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK))
    return FALSE;
  return keyval == GDK_KEY_BackSpace || g_unichar_isgraph (c);
}

/* Up from the first line, and typing in any, go on in the search entry. */
static gboolean
list_key_cb (GtkEventControllerKey *controller,
             guint keyval,
             guint keycode,
             GdkModifierType state,
             InvitesChoicePopover *self)
{
  GtkEditable *text
      = gtk_editable_get_delegate (GTK_EDITABLE (self->search_entry));

  if ((keyval == GDK_KEY_Up || keyval == GDK_KEY_KP_Up)
      && is_first_focused (self))
    return gtk_text_grab_focus_without_selecting (GTK_TEXT (text));

  if (!is_text (keyval, state))
    return GDK_EVENT_PROPAGATE;
  gtk_text_grab_focus_without_selecting (GTK_TEXT (text));
  return gtk_event_controller_key_forward (controller, GTK_WIDGET (text));
}

static void
setup_line_cb (GtkSignalListItemFactory *factory, GtkListItem *line)
{
  gtk_list_item_set_child (line, invites_choice_cell_new ());
}

static void
bind_line_cb (GtkSignalListItemFactory *factory,
              GtkListItem *line,
              InvitesChoicePopover *self)
{
  InvitesChoiceItem *item = gtk_list_item_get_item (line);
  GtkWidget *cell = gtk_list_item_get_child (line);

  invites_choice_cell_set_item (
      INVITES_CHOICE_CELL (cell), item,
      invites_choice_item_get_position (item) == self->chosen);
  if (gtk_list_item_get_position (line) == self->marked)
    gtk_widget_add_css_class (gtk_widget_get_parent (cell), "marked");
}

static void
unbind_line_cb (GtkSignalListItemFactory *factory, GtkListItem *line)
{
  GtkWidget *cell = gtk_list_item_get_child (line);

  if (cell == NULL)
    return;
  invites_choice_cell_set_item (INVITES_CHOICE_CELL (cell), NULL, FALSE);
  gtk_widget_remove_css_class (gtk_widget_get_parent (cell), "marked");
}

static GtkListItemFactory *
make_factory (InvitesChoicePopover *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_line_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_line_cb), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_line_cb), NULL);
  return factory;
}

/* The lines are made when they are needed, and not kept while nobody looks. */
static void
invites_choice_popover_unmap (GtkWidget *widget)
{
  InvitesChoicePopover *self = INVITES_CHOICE_POPOVER (widget);

  GTK_WIDGET_CLASS (invites_choice_popover_parent_class)->unmap (widget);

  gtk_list_view_set_model (self->list, NULL);
}

static void
invites_choice_popover_dispose (GObject *object)
{
  InvitesChoicePopover *self = INVITES_CHOICE_POPOVER (object);

  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  g_clear_object (&self->shown);
  g_clear_object (&self->matches);
  g_clear_object (&self->filter);
  g_clear_object (&self->items);

  G_OBJECT_CLASS (invites_choice_popover_parent_class)->dispose (object);
}

static void
invites_choice_popover_finalize (GObject *object)
{
  g_strfreev (INVITES_CHOICE_POPOVER (object)->words);

  G_OBJECT_CLASS (invites_choice_popover_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/portalinvites/PortalInvites/widgets/"
                    "invites-choice-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, InvitesChoicePopover,
                                        search_entry);
  gtk_widget_class_bind_template_child (widget_class, InvitesChoicePopover,
                                        stack);
  gtk_widget_class_bind_template_child (widget_class, InvitesChoicePopover,
                                        list);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_key_cb);
  gtk_widget_class_bind_template_callback (widget_class, list_key_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, gtk_popover_popdown);
}

static void
invites_choice_popover_class_init (InvitesChoicePopoverClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = invites_choice_popover_dispose;
  object_class->finalize = invites_choice_popover_finalize;
  GTK_WIDGET_CLASS (klass)->unmap = invites_choice_popover_unmap;

  /**
   * InvitesChoicePopover::chosen:
   * @self: the popover
   * @position: where it stands in the whole list
   *
   * The user has made up their mind, and the popover closes.
   */
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass),
                                  G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_UINT);

  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
invites_choice_popover_init (InvitesChoicePopover *self)
{
  g_autoptr(GtkListItemFactory) factory = make_factory (self);

  gtk_widget_init_template (GTK_WIDGET (self));
  invites_accessibility_mend (GTK_WIDGET (self));
  gtk_list_view_set_factory (self->list, factory);

  self->items = g_list_store_new (INVITES_TYPE_CHOICE_ITEM);
  self->filter = gtk_custom_filter_new (match_cb, self, NULL);
  self->matches = G_LIST_MODEL (gtk_filter_list_model_new (
      G_LIST_MODEL (g_object_ref (self->items)),
      GTK_FILTER (g_object_ref (self->filter))));
  self->shown = GTK_SELECTION_MODEL (
      gtk_no_selection_new (g_object_ref (self->matches)));
}

/**
 * invites_choice_popover_new:
 * @title: what there is to choose
 *
 * Returns: (transfer floating): a popover with an empty list
 */
GtkWidget *
invites_choice_popover_new (const char *title)
{
  InvitesChoicePopover *self;

  g_return_val_if_fail (title != NULL, NULL);

  self = g_object_new (INVITES_TYPE_CHOICE_POPOVER, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  return GTK_WIDGET (self);
}

/**
 * invites_choice_popover_set_names:
 * @self: the popover
 * @names: (element-type GtkStringObject): the whole list
 */
void
invites_choice_popover_set_names (InvitesChoicePopover *self,
                                  GListModel *names)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_if_fail (INVITES_IS_CHOICE_POPOVER (self));
  g_return_if_fail (G_IS_LIST_MODEL (names));

  for (guint i = 0; i < g_list_model_get_n_items (names); i++)
    {
      g_autoptr(GtkStringObject) name = g_list_model_get_item (names, i);

      g_ptr_array_add (items, invites_choice_item_new (
                                  gtk_string_object_get_string (name), i));
    }
  g_list_store_splice (self->items, 0,
                       g_list_model_get_n_items (G_LIST_MODEL (self->items)),
                       items->pdata, items->len);
}

/**
 * invites_choice_popover_open:
 * @self: the popover, in the widget that opens it
 * @chosen: what is chosen now, as a position in the whole list
 * @search: what is being searched for already, or ""
 *
 * Opens with the focus on the search entry.
 */
void
invites_choice_popover_open (InvitesChoicePopover *self,
                             guint chosen,
                             const char *search)
{
  GtkEditable *entry;

  g_return_if_fail (INVITES_IS_CHOICE_POPOVER (self));
  g_return_if_fail (search != NULL);

  entry = GTK_EDITABLE (self->search_entry);
  self->chosen = chosen;
  gtk_editable_set_text (entry, search);
  gtk_list_view_set_model (self->list, self->shown);
  search_changed_cb (self);
  gtk_popover_popup (GTK_POPOVER (self));
  gtk_text_grab_focus_without_selecting (
      GTK_TEXT (gtk_editable_get_delegate (entry)));
  gtk_editable_set_position (entry, -1);
}
