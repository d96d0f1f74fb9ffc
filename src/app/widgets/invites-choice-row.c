/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/widgets/invites-choice-popover.h"
#include "app/widgets/invites-choice-row.h"

#define LONG      12   /* entries: from here on, a list is searched */
#define ARROW     18   /* pixels: from the row's end */
#define MIN_WIDTH 260  /* pixels: of the list */
#define MAX_WIDTH 420  /* pixels */

struct _InvitesChoiceRow
{
  AdwComboRow parent_instance;

  /* Borrowed: made when it is first opened. */
  InvitesChoicePopover *popover; /* (nullable): of a long list */

  /* Owned. */
  char *none_label;
  char *id;     /* (nullable): none of them */
  GStrv ids;    /* (nullable): that of the entry n + 1 is ids[n] */
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (InvitesChoiceRow, invites_choice_row, ADW_TYPE_COMBO_ROW)

enum
{
  PROP_NONE_LABEL = 1,
  N_PROPS,
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static guint
find_position (InvitesChoiceRow *self, const char *id)
{
  if (id == NULL || self->ids == NULL)
    return 0;
  for (guint i = 0; self->ids[i] != NULL; i++)
    if (g_str_equal (self->ids[i], id))
      return i + 1;
  return 0;
}

static void
take_selected (InvitesChoiceRow *self)
{
  guint position = adw_combo_row_get_selected (ADW_COMBO_ROW (self));
  const char *id = NULL;

  if (position != GTK_INVALID_LIST_POSITION && position > 0)
    id = self->ids[position - 1];
  if (g_strcmp0 (id, self->id) == 0)
    return;

  g_free (self->id);
  self->id = g_strdup (id);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
notify_selected_cb (InvitesChoiceRow *self)
{
  if (!self->filling)
    take_selected (self);
}

static gboolean
is_long (InvitesChoiceRow *self)
{
  return self->ids != NULL && g_strv_length (self->ids) >= LONG;
}

static gboolean
is_open (InvitesChoiceRow *self)
{
  return self->popover != NULL
         && gtk_widget_get_visible (GTK_WIDGET (self->popover));
}

static void
popover_visible_cb (InvitesChoiceRow *self)
{
  /* As AdwComboRow says it of its own list. */
  if (is_open (self))
    gtk_widget_add_css_class (GTK_WIDGET (self), "has-open-popup");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "has-open-popup");
}

static void
chosen_cb (InvitesChoiceRow *self, guint position)
{
  adw_combo_row_set_selected (ADW_COMBO_ROW (self), position);
}

static InvitesChoicePopover *
ensure_popover (InvitesChoiceRow *self)
{
  GtkWidget *popover;

  if (self->popover != NULL)
    return self->popover;

  popover = invites_choice_popover_new (
      adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self)));
  self->popover = INVITES_CHOICE_POPOVER (popover);
  gtk_widget_set_parent (popover, GTK_WIDGET (self));
  g_signal_connect_object (popover, "chosen", G_CALLBACK (chosen_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (popover, "notify::visible",
                           G_CALLBACK (popover_visible_cb), self,
                           G_CONNECT_SWAPPED);
  invites_choice_popover_set_names (
      self->popover, adw_combo_row_get_model (ADW_COMBO_ROW (self)));
  return self->popover;
}

/* Under the arrow, where a short list opens, and as wide as the row has room
 * for. */
static void
place_popover (InvitesChoiceRow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  int width = gtk_widget_get_width (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GdkRectangle arrow = { rtl ? ARROW : width - ARROW, 0, 1,
                         gtk_widget_get_height (widget) };

  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), &arrow);
  gtk_widget_set_size_request (GTK_WIDGET (self->popover),
                               CLAMP (width, MIN_WIDTH, MAX_WIDTH), -1);
}

static void
open (InvitesChoiceRow *self, const char *search)
{
  InvitesChoicePopover *popover = ensure_popover (self);

  place_popover (self);
  invites_choice_popover_open (
      popover, adw_combo_row_get_selected (ADW_COMBO_ROW (self)), search);
}

/* Whoever knows the name begins to type it. */
static gboolean
key_cb (InvitesChoiceRow *self,
        guint keyval,
        guint keycode,
        GdkModifierType state)
{
  gunichar c = gdk_keyval_to_unicode (keyval);
  char search[7] = "";

  if (!is_long (self) || is_open (self) || !g_unichar_isgraph (c)
      || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)))
    return GDK_EVENT_PROPAGATE;
  g_unichar_to_utf8 (c, search);
  open (self, search);
  return GDK_EVENT_STOP;
}

static void
invites_choice_row_activate (AdwActionRow *row)
{
  InvitesChoiceRow *self = INVITES_CHOICE_ROW (row);

  if (is_long (self))
    open (self, "");
  else
    ADW_ACTION_ROW_CLASS (invites_choice_row_parent_class)->activate (row);
}

static gboolean
invites_choice_row_focus (GtkWidget *widget, GtkDirectionType direction)
{
  InvitesChoiceRow *self = INVITES_CHOICE_ROW (widget);

  if (is_open (self))
    return gtk_widget_child_focus (GTK_WIDGET (self->popover), direction);
  return GTK_WIDGET_CLASS (invites_choice_row_parent_class)
      ->focus (widget, direction);
}

static void
drop_popover (InvitesChoiceRow *self)
{
  if (self->popover != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->popover));
  self->popover = NULL;
}

static gboolean
is_filled_with (InvitesChoiceRow *self, GPtrArray *choices)
{
  GListModel *names = adw_combo_row_get_model (ADW_COMBO_ROW (self));
  guint n = choices != NULL ? choices->len : 0;

  if (self->ids == NULL || g_strv_length (self->ids) != n)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      const InvitesChoice *choice = g_ptr_array_index (choices, i);

      if (!g_str_equal (self->ids[i], choice->id)
          || !g_str_equal (gtk_string_list_get_string (
                               GTK_STRING_LIST (names), i + 1),
                           choice->name))
        return FALSE;
    }
  return TRUE;
}

static void
fill (InvitesChoiceRow *self, GPtrArray *choices)
{
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);
  g_autoptr(GStrvBuilder) ids = g_strv_builder_new ();
  g_autoptr(GtkListItemFactory) nothing = NULL;

  gtk_string_list_append (names, self->none_label);
  for (guint i = 0; choices != NULL && i < choices->len; i++)
    {
      const InvitesChoice *choice = g_ptr_array_index (choices, i);

      gtk_string_list_append (names, choice->name);
      g_strv_builder_add (ids, choice->id);
    }

  /* AdwComboRow makes hundreds of lines for a long list that never opens. */
  if (choices != NULL && choices->len >= LONG)
    nothing = gtk_signal_list_item_factory_new ();
  drop_popover (self);

  /* Setting the model selects its first entry, which is no change of mind. */
  self->filling = TRUE;
  g_strfreev (self->ids);
  self->ids = g_strv_builder_end (ids);
  adw_combo_row_set_list_factory (ADW_COMBO_ROW (self), nothing);
  adw_combo_row_set_model (ADW_COMBO_ROW (self), G_LIST_MODEL (names));
  adw_combo_row_set_selected (ADW_COMBO_ROW (self),
                              find_position (self, self->id));
  self->filling = FALSE;

  take_selected (self);
}

static void
invites_choice_row_constructed (GObject *object)
{
  G_OBJECT_CLASS (invites_choice_row_parent_class)->constructed (object);

  fill (INVITES_CHOICE_ROW (object), NULL);
}

static void
invites_choice_row_dispose (GObject *object)
{
  InvitesChoiceRow *self = INVITES_CHOICE_ROW (object);

  drop_popover (self);

  G_OBJECT_CLASS (invites_choice_row_parent_class)->dispose (object);
}

static void
invites_choice_row_finalize (GObject *object)
{
  InvitesChoiceRow *self = INVITES_CHOICE_ROW (object);

  g_free (self->none_label);
  g_free (self->id);
  g_strfreev (self->ids);

  G_OBJECT_CLASS (invites_choice_row_parent_class)->finalize (object);
}

static void
invites_choice_row_get_property (GObject *object,
                                 guint prop_id,
                                 GValue *value,
                                 GParamSpec *pspec)
{
  InvitesChoiceRow *self = INVITES_CHOICE_ROW (object);

  if (prop_id == PROP_NONE_LABEL)
    g_value_set_string (value, self->none_label);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
invites_choice_row_set_property (GObject *object,
                                 guint prop_id,
                                 const GValue *value,
                                 GParamSpec *pspec)
{
  InvitesChoiceRow *self = INVITES_CHOICE_ROW (object);

  if (prop_id == PROP_NONE_LABEL)
    self->none_label = g_value_dup_string (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
invites_choice_row_class_init (InvitesChoiceRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = invites_choice_row_constructed;
  object_class->dispose = invites_choice_row_dispose;
  object_class->finalize = invites_choice_row_finalize;
  object_class->get_property = invites_choice_row_get_property;
  object_class->set_property = invites_choice_row_set_property;
  GTK_WIDGET_CLASS (klass)->focus = invites_choice_row_focus;
  ADW_ACTION_ROW_CLASS (klass)->activate = invites_choice_row_activate;

  properties[PROP_NONE_LABEL]
      = g_param_spec_string ("none-label", NULL, NULL, "",
                             G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY
                                 | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass),
                                   G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
invites_choice_row_init (InvitesChoiceRow *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  /* Names come from the company's data: "R&D" is no mark-up. */
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (self), FALSE);
  g_signal_connect (self, "notify::selected", G_CALLBACK (notify_selected_cb),
                    NULL);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

/**
 * invites_choice_row_set_choices:
 * @self: the row
 * @choices: (nullable) (element-type InvitesChoice): what may be chosen
 *
 * What is chosen stays chosen when it is still there; otherwise "changed" is
 * emitted.
 */
void
invites_choice_row_set_choices (InvitesChoiceRow *self, GPtrArray *choices)
{
  g_return_if_fail (INVITES_IS_CHOICE_ROW (self));

  if (!is_filled_with (self, choices))
    fill (self, choices);
}

/**
 * invites_choice_row_get_id:
 * @self: the row
 *
 * Returns: (transfer none) (nullable): what is chosen, or %NULL for none
 */
const char *
invites_choice_row_get_id (InvitesChoiceRow *self)
{
  g_return_val_if_fail (INVITES_IS_CHOICE_ROW (self), NULL);

  return self->id;
}

/**
 * invites_choice_row_has:
 * @self: the row
 * @id: (nullable): what might be chosen
 *
 * Returns: whether @id is there to be chosen
 */
gboolean
invites_choice_row_has (InvitesChoiceRow *self, const char *id)
{
  g_return_val_if_fail (INVITES_IS_CHOICE_ROW (self), FALSE);

  return find_position (self, id) > 0;
}

/**
 * invites_choice_row_set_id:
 * @self: the row
 * @id: (nullable): what to choose, or %NULL for none
 *
 * Returns: whether @id is there to be chosen
 */
gboolean
invites_choice_row_set_id (InvitesChoiceRow *self, const char *id)
{
  guint position;

  g_return_val_if_fail (INVITES_IS_CHOICE_ROW (self), FALSE);

  position = find_position (self, id);
  if (id != NULL && position == 0)
    return FALSE;
  adw_combo_row_set_selected (ADW_COMBO_ROW (self), position);
  return TRUE;
}
