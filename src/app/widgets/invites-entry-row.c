/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/invites-entry-row.h"

/* AdwEntryRow 1.2 does not tell assistive technology that it has the focus
 * (GtkAccessible's platform state became public in GTK 4.10 only), so that a
 * screen reader says nothing when somebody comes to it. A GtkEntry does. */
struct _InvitesEntryRow
{
  AdwPreferencesRow parent_instance;

  /* Template. */
  GtkBox   *box;
  GtkBox   *suffixes;
  GtkLabel *title_label;

  /* Borrowed: in box. */
  GtkEditable *entry;

  gboolean password;
};

static void editable_init (GtkEditableInterface *iface);
static void buildable_init (GtkBuildableIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (
    InvitesEntryRow, invites_entry_row, ADW_TYPE_PREFERENCES_ROW,
    G_IMPLEMENT_INTERFACE (GTK_TYPE_EDITABLE, editable_init)
    G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE, buildable_init))

enum
{
  PROP_0,
  PROP_PASSWORD,
  PROP_INPUT_PURPOSE,
  PROP_INPUT_HINTS,
  N_PROPERTIES
};

enum
{
  SIGNAL_ENTRY_ACTIVATED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];
static GtkBuildableIface *parent_buildable_iface;

static void
pressed_cb (InvitesEntryRow *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
activate_cb (InvitesEntryRow *self)
{
  g_signal_emit (self, signals[SIGNAL_ENTRY_ACTIVATED], 0);
}

static void
title_changed_cb (InvitesEntryRow *self)
{
  const char *title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

static GtkEditable *
invites_entry_row_get_delegate (GtkEditable *editable)
{
  InvitesEntryRow *self = INVITES_ENTRY_ROW (editable);

  return self->entry != NULL ? gtk_editable_get_delegate (self->entry) : NULL;
}

static void
editable_init (GtkEditableInterface *iface)
{
  iface->get_delegate = invites_entry_row_get_delegate;
}

static void
invites_entry_row_add_child (GtkBuildable *buildable,
                             GtkBuilder   *builder,
                             GObject      *child,
                             const char   *type)
{
  InvitesEntryRow *self = INVITES_ENTRY_ROW (buildable);

  if (g_strcmp0 (type, "suffix") == 0)
    gtk_box_append (self->suffixes, GTK_WIDGET (child));
  else
    parent_buildable_iface->add_child (buildable, builder, child, type);
}

static void
buildable_init (GtkBuildableIface *iface)
{
  parent_buildable_iface = g_type_interface_peek_parent (iface);
  iface->add_child = invites_entry_row_add_child;
}

static GtkWidget *
make_entry (InvitesEntryRow *self)
{
  GtkWidget *entry;

  if (!self->password)
    return gtk_entry_new ();

  entry = gtk_password_entry_new ();
  gtk_password_entry_set_show_peek_icon (GTK_PASSWORD_ENTRY (entry), TRUE);
  return entry;
}

static void
invites_entry_row_constructed (GObject *object)
{
  InvitesEntryRow *self = INVITES_ENTRY_ROW (object);
  GtkWidget *entry = make_entry (self);

  G_OBJECT_CLASS (invites_entry_row_parent_class)->constructed (object);

  self->entry = GTK_EDITABLE (entry);
  gtk_box_append (self->box, entry);
  gtk_editable_init_delegate (GTK_EDITABLE (self));
  g_signal_connect_object (entry, "activate", G_CALLBACK (activate_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::title", G_CALLBACK (title_changed_cb), NULL);
  title_changed_cb (self);
}

static void
invites_entry_row_set_property (GObject      *object,
                                guint         property_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  InvitesEntryRow *self = INVITES_ENTRY_ROW (object);

  if (gtk_editable_delegate_set_property (object, property_id, value, pspec))
    return;

  switch (property_id)
    {
    case PROP_PASSWORD:
      self->password = g_value_get_boolean (value);
      break;
    case PROP_INPUT_PURPOSE:
    case PROP_INPUT_HINTS:
      g_object_set_property (G_OBJECT (gtk_editable_get_delegate (self->entry)),
                             pspec->name, value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
invites_entry_row_get_property (GObject    *object,
                                guint       property_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  InvitesEntryRow *self = INVITES_ENTRY_ROW (object);

  if (gtk_editable_delegate_get_property (object, property_id, value, pspec))
    return;

  switch (property_id)
    {
    case PROP_PASSWORD:
      g_value_set_boolean (value, self->password);
      break;
    case PROP_INPUT_PURPOSE:
    case PROP_INPUT_HINTS:
      g_object_get_property (G_OBJECT (gtk_editable_get_delegate (self->entry)),
                             pspec->name, value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static gboolean
invites_entry_row_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (INVITES_ENTRY_ROW (widget)->entry));
}

/* On the way back, a row takes the focus from what is in it. This one gives it
 * to its entry, where it would stay for good. */
static gboolean
invites_entry_row_focus (GtkWidget        *widget,
                         GtkDirectionType  direction)
{
  GtkWidget *child = gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (widget));

  return gtk_widget_child_focus (child, direction);
}

static void
invites_entry_row_dispose (GObject *object)
{
  InvitesEntryRow *self = INVITES_ENTRY_ROW (object);

  if (self->entry != NULL)
    gtk_editable_finish_delegate (GTK_EDITABLE (self));
  self->entry = NULL;

  G_OBJECT_CLASS (invites_entry_row_parent_class)->dispose (object);
}

static void
invites_entry_row_class_init (InvitesEntryRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = invites_entry_row_constructed;
  object_class->set_property = invites_entry_row_set_property;
  object_class->get_property = invites_entry_row_get_property;
  object_class->dispose = invites_entry_row_dispose;
  widget_class->grab_focus = invites_entry_row_grab_focus;
  widget_class->focus = invites_entry_row_focus;

  /**
   * InvitesEntryRow:password:
   *
   * Whether what is typed is hidden.
   */
  properties[PROP_PASSWORD]
      = g_param_spec_boolean ("password", NULL, NULL, FALSE,
                              G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY
                                  | G_PARAM_STATIC_STRINGS);
  /**
   * InvitesEntryRow:input-purpose:
   *
   * What is typed, for input methods.
   */
  properties[PROP_INPUT_PURPOSE]
      = g_param_spec_enum ("input-purpose", NULL, NULL, GTK_TYPE_INPUT_PURPOSE,
                           GTK_INPUT_PURPOSE_FREE_FORM,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  /**
   * InvitesEntryRow:input-hints:
   *
   * How input methods may help.
   */
  properties[PROP_INPUT_HINTS]
      = g_param_spec_flags ("input-hints", NULL, NULL, GTK_TYPE_INPUT_HINTS,
                            GTK_INPUT_HINT_NONE,
                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  gtk_editable_install_properties (object_class, N_PROPERTIES);

  /**
   * InvitesEntryRow::entry-activated:
   *
   * Enter was pressed.
   */
  signals[SIGNAL_ENTRY_ACTIVATED]
      = g_signal_new ("entry-activated", G_TYPE_FROM_CLASS (klass),
                      G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/portalinvites/PortalInvites/widgets/"
                    "invites-entry-row.ui");
  gtk_widget_class_bind_template_child (widget_class, InvitesEntryRow, box);
  gtk_widget_class_bind_template_child (widget_class, InvitesEntryRow,
                                        suffixes);
  gtk_widget_class_bind_template_child (widget_class, InvitesEntryRow,
                                        title_label);
  gtk_widget_class_bind_template_callback (widget_class, pressed_cb);
}

static void
invites_entry_row_init (InvitesEntryRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * invites_entry_row_set_invalid:
 * @self: the row
 * @invalid: whether what is typed cannot be taken
 *
 * Marks the row, for the eye and for assistive technology. Why has to stand
 * beside it in words.
 */
void
invites_entry_row_set_invalid (InvitesEntryRow *self,
                               gboolean         invalid)
{
  g_return_if_fail (INVITES_IS_ENTRY_ROW (self));

  if (invalid)
    gtk_widget_add_css_class (GTK_WIDGET (self), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
  gtk_accessible_update_state (
      GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID,
      invalid ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}
