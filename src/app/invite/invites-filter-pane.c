/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/invite/invites-filter-pane.h"
#include "app/invite/invites-saved-filters-menu.h"
#include "app/widgets/invites-accessibility.h"
#include "app/widgets/invites-choice-row.h"
#include "app/widgets/invites-filter-text.h"

struct _InvitesFilterPane
{
  GtkWidget parent_instance;

  /* Template. */
  AdwPreferencesGroup     *group;
  InvitesSavedFiltersMenu *saved_menu;

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
  NOTICE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
update (InvitesFilterPane *self)
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
  invites_saved_filters_menu_set_filter (self->saved_menu, filter);
}

static void
changed_cb (InvitesFilterPane *self)
{
  if (self->filling)
    return;
  update (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
set_notice (InvitesFilterPane *self, const char *text)
{
  g_signal_emit (self, signals[NOTICE], 0, text);
}

static void
add_if_lost (GStrvBuilder *lost,
             const char *name,
             const char *wanted,
             const char *chosen)
{
  if (wanted != NULL && g_strcmp0 (wanted, chosen) != 0)
    g_strv_builder_add (lost, invites_filter_title (name));
}

/* Fewer filters let more people pass: nobody shall overlook that. */
static void
tell_lost (InvitesFilterPane *self,
           const InvitesFilter *wanted,
           const InvitesFilter *chosen)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) lost = NULL;
  g_autofree char *titles = NULL;
  g_autofree char *text = NULL;

  add_if_lost (builder, "account_class", wanted->account_class,
               chosen->account_class);
  add_if_lost (builder, "bill_group", wanted->bill_group, chosen->bill_group);
  add_if_lost (builder, "account_source", wanted->account_source,
               chosen->account_source);
  add_if_lost (builder, "site_source", wanted->site_source,
               chosen->site_source);
  lost = g_strv_builder_end (builder);
  if (lost[0] != NULL)
    {
      /* Translators: stands between the names of filters. */
      titles = g_strjoinv (_(", "), lost);
      text = g_strdup_printf (
          _("No longer there to choose, and so left out: %s. More contacts "
            "may match than before."),
          titles);
    }
  set_notice (self, text);
}

static void
saved_text_cb (InvitesFilterPane *self)
{
  const char *text = invites_saved_filters_menu_get_text (self->saved_menu);
  g_autofree char *markup
      = g_markup_escape_text (text != NULL ? text : "", -1);

  adw_preferences_group_set_description (self->group, markup);
}

static void
apply_cb (InvitesFilterPane *self, const InvitesFilter *filter)
{
  invites_filter_pane_restore (self, filter);
}

static void
refused_cb (InvitesFilterPane *self, const char *reason)
{
  set_notice (self, reason);
}

static void
reset_cb (InvitesFilterPane *self)
{
  g_autoptr(InvitesFilter) filter
      = invites_filter_new (invites_choice_row_get_id (self->division_row));

  /* The button is about to become insensitive, and focus must not get lost. */
  gtk_widget_grab_focus (GTK_WIDGET (self->division_row));
  set_notice (self, NULL);
  invites_filter_pane_set_filter (self, filter);
  invites_saved_filters_menu_forget (self->saved_menu);
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
                                        group);
  gtk_widget_class_bind_template_child (widget_class, InvitesFilterPane,
                                        saved_menu);
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
  gtk_widget_class_bind_template_callback (widget_class, apply_cb);
  gtk_widget_class_bind_template_callback (widget_class, refused_cb);
  gtk_widget_class_bind_template_callback (widget_class, reset_cb);
  gtk_widget_class_bind_template_callback (widget_class, saved_text_cb);
}

static void
invites_filter_pane_class_init (InvitesFilterPaneClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = invites_filter_pane_dispose;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass),
                                   G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  /**
   * InvitesFilterPane::notice:
   * @self: the pane
   * @text: (nullable): one sentence that matters, or %NULL: no more
   *
   * Something could not be chosen as it was asked for.
   */
  signals[NOTICE] = g_signal_new ("notice", G_TYPE_FROM_CLASS (klass),
                                  G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (INVITES_TYPE_CHOICE_ROW);
  g_type_ensure (INVITES_TYPE_SAVED_FILTERS_MENU);
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
 * invites_filter_pane_set_saved:
 * @self: the pane; it must not have any yet
 * @saved: the filters that the user has given names
 *
 * Offers them, and to save what is chosen.
 */
void
invites_filter_pane_set_saved (InvitesFilterPane *self,
                               InvitesSavedFilters *saved)
{
  g_return_if_fail (INVITES_IS_FILTER_PANE (self));

  invites_saved_filters_menu_set_saved (self->saved_menu, saved);
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
  invites_saved_filters_menu_set_choices (self->saved_menu, choices);
  update (self);
  if (invites_filter_equal (before, after))
    return;
  if (before->division != NULL
      && g_strcmp0 (before->division, after->division) != 0)
    set_notice (self, _("The division that was chosen is no longer yours."));
  else if (before->division != NULL)
    tell_lost (self, before, after);
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

static void
choose (InvitesChoiceRow *row, const char *id)
{
  if (!invites_choice_row_set_id (row, id))
    invites_choice_row_set_id (row, NULL);
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
  g_autoptr(InvitesFilter) after = NULL;

  g_return_if_fail (INVITES_IS_FILTER_PANE (self));
  g_return_if_fail (filter != NULL);

  before = invites_filter_pane_dup_filter (self);
  self->filling = TRUE;
  choose (self->division_row, filter->division);
  choose (self->account_class_row, filter->account_class);
  choose (self->bill_group_row, filter->bill_group);
  choose (self->account_source_row, filter->account_source);
  choose (self->site_source_row, filter->site_source);
  gtk_check_button_set_active (self->active_service_check,
                               filter->active_service);
  gtk_check_button_set_active (self->balance_due_check, filter->balance_due);
  gtk_check_button_set_active (self->billing_contacts_check,
                               filter->billing_contacts);
  gtk_check_button_set_active (self->without_auto_pay_check,
                               filter->without_auto_pay);
  self->filling = FALSE;

  after = invites_filter_pane_dup_filter (self);
  update (self);
  if (!invites_filter_equal (before, after))
    g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * invites_filter_pane_restore:
 * @self: the pane, with its choices
 * @filter: what was chosen some time ago
 *
 * Chooses that again, as far as it is still there; what is not, is told. In a
 * division that is no longer the user's, nothing is chosen.
 */
void
invites_filter_pane_restore (InvitesFilterPane *self,
                             const InvitesFilter *filter)
{
  g_autoptr(InvitesFilter) chosen = NULL;

  g_return_if_fail (INVITES_IS_FILTER_PANE (self));
  g_return_if_fail (filter != NULL);

  if (!invites_choice_row_has (self->division_row, filter->division))
    {
      set_notice (self,
                  _("The division that you last chose is no longer yours."));
      return;
    }
  invites_filter_pane_set_filter (self, filter);
  chosen = invites_filter_pane_dup_filter (self);
  tell_lost (self, filter, chosen);
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
