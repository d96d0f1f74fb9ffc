/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/widgets/invites-choice-row.h"

struct _InvitesChoiceRow
{
  AdwComboRow parent_instance;

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

static void
fill (InvitesChoiceRow *self, GPtrArray *choices)
{
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);
  g_autoptr(GStrvBuilder) ids = g_strv_builder_new ();

  gtk_string_list_append (names, self->none_label);
  for (guint i = 0; choices != NULL && i < choices->len; i++)
    {
      const InvitesChoice *choice = g_ptr_array_index (choices, i);

      gtk_string_list_append (names, choice->name);
      g_strv_builder_add (ids, choice->id);
    }

  /* Setting the model selects its first entry, which is no change of mind. */
  self->filling = TRUE;
  g_strfreev (self->ids);
  self->ids = g_strv_builder_end (ids);
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
  object_class->finalize = invites_choice_row_finalize;
  object_class->get_property = invites_choice_row_get_property;
  object_class->set_property = invites_choice_row_set_property;

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
  /* Names come from the company's data: "R&D" is no mark-up. */
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (self), FALSE);
  g_signal_connect (self, "notify::selected", G_CALLBACK (notify_selected_cb),
                    NULL);
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
