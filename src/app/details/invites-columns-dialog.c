/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/details/invites-columns-dialog.h"
#include "app/widgets/invites-accessibility.h"

/* Pixels: what one press of Narrower or Wider does. */
#define STEP 24

/* Pixels: from where to go on with a column that nobody can see. */
#define SOME_WIDTH 160

struct _InvitesColumnsDialog
{
  AdwWindow parent_instance;

  /* Template. */
  GtkListBox *list;
  GtkWidget  *up_button;
  GtkWidget  *down_button;
  GtkWidget  *narrower_button;
  GtkWidget  *wider_button;
  GtkWidget  *reset_button;

  /* Children: a row for each place, whatever column stands there. */
  AdwActionRow   *rows[INVITES_N_DETAILS_COLUMNS];
  GtkCheckButton *checks[INVITES_N_DETAILS_COLUMNS];

  /* Owned. */
  InvitesDetailsTable  *table;
  InvitesDetailsLayout *layout;
};

G_DEFINE_FINAL_TYPE (InvitesColumnsDialog, invites_columns_dialog,
                     ADW_TYPE_WINDOW)

static InvitesDetailsPlace *
get_selected (InvitesColumnsDialog *self,
              guint                *index)
{
  GtkListBoxRow *row;

  /* GTK 4.18 takes the selection back when the list is gone already. */
  if (self->layout == NULL)
    return NULL;
  row = gtk_list_box_get_selected_row (self->list);
  if (row == NULL)
    return NULL;
  *index = (guint) gtk_list_box_row_get_index (row);
  return &self->layout->places[*index];
}

/* "184 pixels wide" */
static char *
dup_width (const InvitesDetailsPlace *place)
{
  if (!place->shown)
    return g_strdup (_("Not shown"));
  if (place->width == -1)
    return g_strdup (_("Automatic width"));

  /* Translators: %d is a number of pixels. */
  return g_strdup_printf (ngettext ("%d pixel wide", "%d pixels wide",
                                    (gulong) place->width),
                          place->width);
}

/* Whoever has pressed a button until it does no more stays near it. */
static void
set_enabled (InvitesColumnsDialog *self,
             const char           *action,
             GtkWidget            *button,
             gboolean              enabled)
{
  if (!enabled && gtk_widget_has_focus (button))
    gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_DOWN);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), action, enabled);
}

static void
update_actions (InvitesColumnsDialog *self)
{
  g_autoptr(InvitesDetailsLayout) usual = NULL;
  guint index = 0;
  const InvitesDetailsPlace *place = get_selected (self, &index);

  if (place == NULL)
    return;

  usual = invites_details_layout_new (self->layout->kind);
  set_enabled (self, "columns.move-up", self->up_button, index > 0);
  set_enabled (self, "columns.move-down", self->down_button,
               index + 1 < self->layout->n_places);
  set_enabled (self, "columns.narrower", self->narrower_button,
               place->shown && place->width != INVITES_DETAILS_MIN_WIDTH);
  set_enabled (self, "columns.wider", self->wider_button,
               place->shown && place->width != INVITES_DETAILS_MAX_WIDTH);
  set_enabled (self, "columns.reset", self->reset_button,
               !invites_details_layout_equal (self->layout, usual));
}

static void check_toggled_cb (InvitesColumnsDialog *self,
                              GtkCheckButton       *check);

static void
show_place (InvitesColumnsDialog *self,
            guint                 index)
{
  const InvitesDetailsPlace *place = &self->layout->places[index];
  GtkCheckButton *check = self->checks[index];
  const char *title = invites_details_column_title (place->column);
  g_autofree char *width = dup_width (place);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->rows[index]),
                                 title);
  adw_action_row_set_subtitle (self->rows[index], width);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_widget_set_sensitive (GTK_WIDGET (check),
                            invites_details_layout_can_hide (self->layout,
                                                             index));
  g_signal_handlers_block_by_func (check, check_toggled_cb, self);
  gtk_check_button_set_active (check, place->shown);
  g_signal_handlers_unblock_by_func (check, check_toggled_cb, self);
}

static void
show_layout (InvitesColumnsDialog *self)
{
  for (guint i = 0; i < self->layout->n_places; i++)
    show_place (self, i);
  update_actions (self);
}

static void
apply_layout (InvitesColumnsDialog *self)
{
  invites_details_table_set_layout (self->table, self->layout);
  show_layout (self);
}

static void
check_toggled_cb (InvitesColumnsDialog *self,
                  GtkCheckButton       *check)
{
  for (guint i = 0; i < self->layout->n_places; i++)
    if (self->checks[i] == check)
      {
        self->layout->places[i].shown = gtk_check_button_get_active (check);
        gtk_list_box_select_row (self->list, GTK_LIST_BOX_ROW (self->rows[i]));
      }
  apply_layout (self);
}

static void
row_selected_cb (InvitesColumnsDialog *self)
{
  update_actions (self);
}

/* The selection goes along with the column, and the focus if it was there. */
static void
move (InvitesColumnsDialog *self,
      int                   by)
{
  guint index = 0;
  GtkWidget *row;
  gboolean was_in_list;

  if (get_selected (self, &index) == NULL
      || !invites_details_layout_move (self->layout, index, by))
    return;
  was_in_list = gtk_widget_get_focus_child (GTK_WIDGET (self->list)) != NULL;
  row = GTK_WIDGET (self->rows[(int) index + by]);
  gtk_list_box_select_row (self->list, GTK_LIST_BOX_ROW (row));
  apply_layout (self);
  if (was_in_list)
    gtk_widget_grab_focus (row);
}

static void
resize (InvitesColumnsDialog *self,
        int                   by)
{
  guint index = 0;
  InvitesDetailsPlace *place = get_selected (self, &index);
  int width;

  if (place == NULL || !place->shown)
    return;

  width = place->width;
  if (width == -1)
    width = invites_details_table_get_width (self->table, place->column);
  if (width <= 0)
    width = SOME_WIDTH;
  place->width = CLAMP (width + by, INVITES_DETAILS_MIN_WIDTH,
                        INVITES_DETAILS_MAX_WIDTH);
  apply_layout (self);
}

static void
move_up_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  move (INVITES_COLUMNS_DIALOG (widget), -1);
}

static void
move_down_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  move (INVITES_COLUMNS_DIALOG (widget), 1);
}

static void
narrower_action (GtkWidget  *widget,
                 const char *action_name,
                 GVariant   *parameter)
{
  resize (INVITES_COLUMNS_DIALOG (widget), -STEP);
}

static void
wider_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  resize (INVITES_COLUMNS_DIALOG (widget), STEP);
}

static void
reset_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  InvitesColumnsDialog *self = INVITES_COLUMNS_DIALOG (widget);
  InvitesQueryKind kind = self->layout->kind;

  g_clear_pointer (&self->layout, invites_details_layout_free);
  self->layout = invites_details_layout_new (kind);
  apply_layout (self);
}

static void
add_rows (InvitesColumnsDialog *self)
{
  for (guint i = 0; i < self->layout->n_places; i++)
    {
      GtkWidget *row = adw_action_row_new ();
      GtkWidget *check = gtk_check_button_new ();

      self->rows[i] = ADW_ACTION_ROW (row);
      self->checks[i] = GTK_CHECK_BUTTON (check);
      gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
      g_signal_connect_object (check, "toggled",
                               G_CALLBACK (check_toggled_cb), self,
                               G_CONNECT_SWAPPED);
      adw_action_row_add_prefix (self->rows[i], check);
      adw_action_row_set_activatable_widget (self->rows[i], check);
      gtk_list_box_append (self->list, row);
    }
}

static void
invites_columns_dialog_dispose (GObject *object)
{
  InvitesColumnsDialog *self = INVITES_COLUMNS_DIALOG (object);

  g_clear_object (&self->table);
  g_clear_pointer (&self->layout, invites_details_layout_free);

  G_OBJECT_CLASS (invites_columns_dialog_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char                 *name;
    GtkWidgetActionActivateFunc activate;
    guint                       key; /* with Alt; 0: none */
  } actions[] = {
    { "columns.move-up", move_up_action, GDK_KEY_Up },
    { "columns.move-down", move_down_action, GDK_KEY_Down },
    { "columns.narrower", narrower_action, GDK_KEY_Left },
    { "columns.wider", wider_action, GDK_KEY_Right },
    { "columns.reset", reset_action, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      gtk_widget_class_install_action (widget_class, actions[i].name, NULL,
                                       actions[i].activate);
      if (actions[i].key != 0)
        gtk_widget_class_add_binding_action (widget_class, actions[i].key,
                                             GDK_ALT_MASK, actions[i].name,
                                             NULL);
    }
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0,
                                       "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w,
                                       GDK_CONTROL_MASK, "window.close", NULL);
}

static void
invites_columns_dialog_class_init (InvitesColumnsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = invites_columns_dialog_dispose;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/portalinvites/PortalInvites/details/"
                  "invites-columns-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, InvitesColumnsDialog,
                                        list);
  gtk_widget_class_bind_template_child (widget_class, InvitesColumnsDialog,
                                        up_button);
  gtk_widget_class_bind_template_child (widget_class, InvitesColumnsDialog,
                                        down_button);
  gtk_widget_class_bind_template_child (widget_class, InvitesColumnsDialog,
                                        narrower_button);
  gtk_widget_class_bind_template_child (widget_class, InvitesColumnsDialog,
                                        wider_button);
  gtk_widget_class_bind_template_child (widget_class, InvitesColumnsDialog,
                                        reset_button);
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);
  install_actions (widget_class);
  gtk_widget_class_set_accessible_role (widget_class,
                                        GTK_ACCESSIBLE_ROLE_WINDOW);
}

static void
invites_columns_dialog_init (InvitesColumnsDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  invites_accessibility_mend (GTK_WIDGET (self));
}

/**
 * invites_columns_dialog_new:
 * @table: a table with a list
 *
 * Returns: (transfer full): the dialog, for the caller to present
 */
GtkWindow *
invites_columns_dialog_new (InvitesDetailsTable *table)
{
  InvitesColumnsDialog *self;

  g_return_val_if_fail (INVITES_IS_DETAILS_TABLE (table), NULL);

  self = g_object_new (INVITES_TYPE_COLUMNS_DIALOG, NULL);
  self->table = g_object_ref (table);
  self->layout = invites_details_table_dup_layout (table);
  add_rows (self);
  show_layout (self);
  gtk_list_box_select_row (self->list, GTK_LIST_BOX_ROW (self->rows[0]));
  gtk_widget_grab_focus (GTK_WIDGET (self->rows[0]));

  return GTK_WINDOW (self);
}
