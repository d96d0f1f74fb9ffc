/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/invite/invites-filter-pane.h"
#include "app/widgets/invites-accessibility.h"
#include "app/widgets/invites-choice-row.h"

struct _InvitesFilterPane
{
  GtkWidget parent_instance;

  /* Template. */
  GtkWidget        *reset_button;
  InvitesChoiceRow *division_row;
  InvitesChoiceRow *account_class_row;
  InvitesChoiceRow *bill_group_row;
  InvitesChoiceRow *account_source_row;
  InvitesChoiceRow *site_source_row;
  GtkWidget        *check_group;
  GtkCheckButton   *active_service_check;
  GtkCheckButton   *balance_due_check;
  GtkCheckButton   *billing_contacts_check;
  GtkCheckButton   *without_auto_pay_check;

  /* While many fields change at once. */
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (InvitesFilterPane, invites_filter_pane, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
update_sensitivity (InvitesFilterPane *self)
{
  g_autoptr(InvitesFilter) filter = invites_filter_pane_dup_filter (self);
  gboolean chosen = filter->division != NULL;

  gtk_widget_set_sensitive (GTK_WIDGET (self->account_class_row), chosen);
  gtk_widget_set_sensitive (GTK_WIDGET (self->bill_group_row), chosen);
  gtk_widget_set_sensitive (GTK_WIDGET (self->account_source_row), chosen);
  gtk_widget_set_sensitive (GTK_WIDGET (self->site_source_row), chosen);
  gtk_widget_set_sensitive (self->check_group, chosen);
  gtk_widget_set_sensitive (self->reset_button,
                            chosen && invites_filter_is_narrow (filter));
}

static void
changed_cb (InvitesFilterPane *self)
{
  if (self->filling)
    return;
  update_sensitivity (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
reset_cb (InvitesFilterPane *self)
{
  g_autoptr(InvitesFilter) filter
      = invites_filter_new (invites_choice_row_get_id (self->division_row));

  /* The button is about to become insensitive, and focus must not get lost. */
  gtk_widget_grab_focus (GTK_WIDGET (self->division_row));
  invites_filter_pane_set_filter (self, filter);
}

static void
invites_filter_pane_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (invites_filter_pane_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/portalinvites/PortalInvites/invite/"
                    "invites-filter-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, InvitesFilterPane,
                                        reset_button);
  gtk_widget_class_bind_template_child (widget_class, InvitesFilterPane,
                                        division_row);
  gtk_widget_class_bind_template_child (widget_class, InvitesFilterPane,
                                        account_class_row);
  gtk_widget_class_bind_template_child (widget_class, InvitesFilterPane,
                                        bill_group_row);
  gtk_widget_class_bind_template_child (widget_class, InvitesFilterPane,
                                        account_source_row);
  gtk_widget_class_bind_template_child (widget_class, InvitesFilterPane,
                                        site_source_row);
  gtk_widget_class_bind_template_child (widget_class, InvitesFilterPane,
                                        check_group);
  gtk_widget_class_bind_template_child (widget_class, InvitesFilterPane,
                                        active_service_check);
  gtk_widget_class_bind_template_child (widget_class, InvitesFilterPane,
                                        balance_due_check);
  gtk_widget_class_bind_template_child (widget_class, InvitesFilterPane,
                                        billing_contacts_check);
  gtk_widget_class_bind_template_child (widget_class, InvitesFilterPane,
                                        without_auto_pay_check);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, reset_cb);
}

static void
invites_filter_pane_class_init (InvitesFilterPaneClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = invites_filter_pane_dispose;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass),
                                   G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);

  g_type_ensure (INVITES_TYPE_CHOICE_ROW);
  bind_template (GTK_WIDGET_CLASS (klass));
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass),
                                        GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
invites_filter_pane_init (InvitesFilterPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  invites_accessibility_name_list (GTK_WIDGET (self->check_group),
                                   _("More filters"));
}

/**
 * invites_filter_pane_set_choices:
 * @self: the pane
 * @choices: what may be chosen
 *
 * What is chosen stays chosen as far as it is still there. A user who has one
 * division only need not choose it.
 */
void
invites_filter_pane_set_choices (InvitesFilterPane *self,
                                 const InvitesChoices *choices)
{
  g_autoptr(InvitesFilter) before = NULL;
  g_autoptr(InvitesFilter) after = NULL;

  g_return_if_fail (INVITES_IS_FILTER_PANE (self));
  g_return_if_fail (choices != NULL);

  before = invites_filter_pane_dup_filter (self);
  self->filling = TRUE;
  invites_choice_row_set_choices (self->division_row, choices->divisions);
  invites_choice_row_set_choices (self->account_class_row,
                                  choices->account_classes);
  invites_choice_row_set_choices (self->bill_group_row, choices->bill_groups);
  invites_choice_row_set_choices (self->account_source_row,
                                  choices->account_sources);
  invites_choice_row_set_choices (self->site_source_row,
                                  choices->site_sources);
  if (choices->divisions->len == 1)
    {
      const InvitesChoice *only = g_ptr_array_index (choices->divisions, 0);

      invites_choice_row_set_id (self->division_row, only->id);
    }
  self->filling = FALSE;

  after = invites_filter_pane_dup_filter (self);
  update_sensitivity (self);
  if (!invites_filter_equal (before, after))
    g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * invites_filter_pane_dup_filter:
 * @self: the pane
 *
 * Returns: (transfer full): what is chosen; its division may be %NULL
 */
InvitesFilter *
invites_filter_pane_dup_filter (InvitesFilterPane *self)
{
  InvitesFilter *filter;

  g_return_val_if_fail (INVITES_IS_FILTER_PANE (self), NULL);

  filter = invites_filter_new (invites_choice_row_get_id (self->division_row));
  filter->account_class
      = g_strdup (invites_choice_row_get_id (self->account_class_row));
  filter->bill_group
      = g_strdup (invites_choice_row_get_id (self->bill_group_row));
  filter->account_source
      = g_strdup (invites_choice_row_get_id (self->account_source_row));
  filter->site_source
      = g_strdup (invites_choice_row_get_id (self->site_source_row));
  filter->active_service
      = gtk_check_button_get_active (self->active_service_check);
  filter->balance_due = gtk_check_button_get_active (self->balance_due_check);
  filter->billing_contacts
      = gtk_check_button_get_active (self->billing_contacts_check);
  filter->without_auto_pay
      = gtk_check_button_get_active (self->without_auto_pay_check);

  return filter;
}

/**
 * invites_filter_pane_set_filter:
 * @self: the pane
 * @filter: what to choose; an id that is not among the choices chooses nothing
 *
 * Emits "changed" once when anything is different.
 */
void
invites_filter_pane_set_filter (InvitesFilterPane *self,
                                const InvitesFilter *filter)
{
  g_autoptr(InvitesFilter) before = NULL;

  g_return_if_fail (INVITES_IS_FILTER_PANE (self));
  g_return_if_fail (filter != NULL);

  before = invites_filter_pane_dup_filter (self);
  self->filling = TRUE;
  invites_choice_row_set_id (self->division_row, filter->division);
  invites_choice_row_set_id (self->account_class_row, filter->account_class);
  invites_choice_row_set_id (self->bill_group_row, filter->bill_group);
  invites_choice_row_set_id (self->account_source_row, filter->account_source);
  invites_choice_row_set_id (self->site_source_row, filter->site_source);
  gtk_check_button_set_active (self->active_service_check,
                               filter->active_service);
  gtk_check_button_set_active (self->balance_due_check, filter->balance_due);
  gtk_check_button_set_active (self->billing_contacts_check,
                               filter->billing_contacts);
  gtk_check_button_set_active (self->without_auto_pay_check,
                               filter->without_auto_pay);
  self->filling = FALSE;

  update_sensitivity (self);
  if (!invites_filter_equal (before, filter))
    g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * invites_filter_pane_focus:
 * @self: the pane
 *
 * Puts the focus on the division, where everything begins.
 */
void
invites_filter_pane_focus (InvitesFilterPane *self)
{
  g_return_if_fail (INVITES_IS_FILTER_PANE (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->division_row));
}
