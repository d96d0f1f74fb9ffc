/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/details/invites-details-menu.h"
#include "app/details/invites-details-selection.h"
#include "app/details/invites-details-window-private.h"
#include "app/widgets/invites-accessibility.h"
#include "app/widgets/invites-format.h"

/* A search that answers within this time does not flash a spinner. */
#define SPINNER_DELAY_MS 300

enum
{
  PROP_CAN_LEAVE_OUT = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

enum
{
  SIGNAL_LEAVE_OUT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (InvitesDetailsWindow, invites_details_window,
                     ADW_TYPE_WINDOW)

static void
show_total (InvitesDetailsWindow *self)
{
  g_autofree char *text
    = invites_format_total (invites_row_list_get_total (self->list),
                            invites_row_list_get_as_of (self->list),
                            self->time_zone);

  gtk_label_set_text (self->total_label, text);
}

/* One row is seen to be selected; of many, the most are out of sight. */
static void
show_selected (InvitesDetailsWindow *self,
               guint64               n_selected)
{
  g_autofree char *number = invites_format_number (n_selected);
  g_autofree char *text = NULL;

  if (n_selected > 1)
    /* Translators: %s is a number of rows, never one. */
    text = g_strdup_printf (ngettext ("%s selected", "%s selected",
                                      n_selected),
                            number);
  gtk_label_set_text (self->selected_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->selected_label), text != NULL);
}

static void
show_page (InvitesDetailsWindow *self,
           const char           *name)
{
  g_clear_handle_id (&self->spinner_id, g_source_remove);
  gtk_spinner_set_spinning (self->spinner, g_str_equal (name, "loading"));
  gtk_stack_set_visible_child_name (self->stack, name);
  invites_details_window_update_print (self);
}

static void
spinner_due_cb (gpointer user_data)
{
  InvitesDetailsWindow *self = user_data;

  self->spinner_id = 0;
  show_page (self, "loading");
}

static void
show_loading (InvitesDetailsWindow *self)
{
  if (gtk_spinner_get_spinning (self->spinner))
    show_page (self, "loading");
  else if (self->spinner_id == 0)
    self->spinner_id = g_timeout_add_once (SPINNER_DELAY_MS, spinner_due_cb,
                                           self);
}

static void
show_failure (InvitesDetailsWindow *self,
              const GError         *error,
              gboolean              has_rows)
{
  g_autofree char *text = invites_format_error (error);

  if (has_rows)
    {
      show_page (self, "list");
      invites_message_strip_show_error (self->strip, error);
      return;
    }

  adw_status_page_set_description (self->failed_page, text);
  gtk_label_set_text (self->total_label, "");
  show_page (self, "failed");
}

static void
list_changed_cb (InvitesDetailsWindow *self)
{
  gboolean has_rows = g_list_model_get_n_items (G_LIST_MODEL (self->list)) > 0;
  const GError *error = invites_row_list_get_error (self->list);

  if (error == NULL && has_rows && self->changes != NULL)
    error = invites_changes_get_error (self->changes);
  if (error != NULL)
    {
      show_failure (self, error, has_rows);
      return;
    }

  invites_message_strip_hide (self->strip);
  if (invites_row_list_is_loading (self->list))
    {
      show_loading (self);
      return;
    }

  show_total (self);
  if (has_rows)
    show_page (self, "list");
  else if (self->query->search != NULL)
    show_page (self, "no-result");
  else
    show_page (self, "empty");
}

static void
selection_changed_cb (InvitesDetailsWindow *self)
{
  GtkSelectionModel *selection
    = invites_details_table_get_selection (self->table);
  guint64 n_selected = invites_details_selection_count (selection);

  show_selected (self, n_selected);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "details.copy",
                                 n_selected > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "details.copy-emails",
                                 n_selected > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "details.why",
                                 n_selected == 1 && self->why_filter != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "details.leave-out",
                                 n_selected > 0 && self->can_leave_out);
}

static void
sort_changed_cb (InvitesDetailsWindow *self)
{
  g_autofree char *sort = invites_details_table_dup_sort (self->table);

  if (g_strcmp0 (sort, self->query->sort) == 0)
    return;

  g_free (self->query->sort);
  self->query->sort = g_steal_pointer (&sort);
  invites_row_list_set_query (self->list, self->query);
}

static void
search_changed_cb (InvitesDetailsWindow *self)
{
  g_autofree char *search
    = g_strstrip (g_strdup (gtk_editable_get_text (self->search_entry)));

  if (*search == '\0')
    g_clear_pointer (&search, g_free);
  if (g_strcmp0 (search, self->query->search) == 0)
    return;

  g_free (self->query->search);
  self->query->search = g_steal_pointer (&search);
  invites_row_list_set_query (self->list, self->query);
}

static void
stop_search_cb (InvitesDetailsWindow *self)
{
  if (*gtk_editable_get_text (self->search_entry) != '\0')
    gtk_editable_set_text (self->search_entry, "");
  else
    gtk_window_close (GTK_WINDOW (self));
}

/**
 * invites_details_window_update_print:
 * @self: an #InvitesDetailsWindow
 *
 * Lets print what there is to print, one after the other.
 */
void
invites_details_window_update_print (InvitesDetailsWindow *self)
{
  const char *page;

  /* What ends after the window does has nothing to update. */
  if (self->client == NULL)
    return;
  page = gtk_stack_get_visible_child_name (self->stack);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "details.print",
                                 g_strcmp0 (page, "list") == 0
                                   && self->printing == NULL);
}

/**
 * invites_details_window_retry:
 * @self: an #InvitesDetailsWindow
 *
 * Does again what failed: reading the rows, or the export.
 */
void
invites_details_window_retry (InvitesDetailsWindow *self)
{
  gboolean away = self->changes != NULL
                  && invites_changes_get_error (self->changes) != NULL;

  invites_message_strip_hide (self->strip);
  if (away)
    invites_changes_retry (self->changes);
  if (away || invites_row_list_get_error (self->list) != NULL)
    invites_row_list_retry (self->list);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "details.export", NULL);
}

static void
row_activated_cb (InvitesDetailsWindow *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "details.why", NULL);
}

static InvitesDetailsMenu
get_menu (InvitesDetailsWindow *self)
{
  GtkSelectionModel *selection
    = invites_details_table_get_selection (self->table);
  InvitesDetailsMenu menu = {
    .kind = self->query->kind,
    .n_selected = invites_details_selection_count (selection),
    .can_ask_why = self->why_filter != NULL,
    .can_leave_out = self->can_leave_out,
    .can_export = self->query->kind != INVITES_QUERY_FORECAST,
  };

  return menu;
}

static void
update_menu (InvitesDetailsWindow *self)
{
  const InvitesDetailsMenu what = get_menu (self);
  g_autoptr(GMenuModel) menu = invites_details_menu_new (&what);

  gtk_menu_button_set_menu_model (self->menu_button, menu);
}

static void
menu_opens_cb (InvitesDetailsWindow *self,
               InvitesRow           *row,
               int                   column)
{
  const InvitesDetailsMenu what = get_menu (self);
  g_autoptr(InvitesDetailsLayout) layout
    = invites_details_table_dup_layout (self->table);
  g_autoptr(GMenuModel) menu
    = invites_details_menu_new_for_cell (&what, row, column, layout,
                                         self->time_zone);

  g_set_object (&self->menu_row, row);
  invites_details_table_set_context_menu (self->table, menu);
}

static void
add_sort_actions (InvitesDetailsWindow *self)
{
  g_autoptr(GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr(GPropertyAction) column
    = g_property_action_new ("column", self->table, "sort-column");
  g_autoptr(GPropertyAction) order
    = g_property_action_new ("order", self->table, "sort-order");

  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (column));
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (order));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "sort",
                                  G_ACTION_GROUP (group));
}

static void
follow_list (InvitesDetailsWindow *self)
{
  static const char *const signal_names[] = {
    "items-changed", "notify::loading", "notify::error", "notify::total",
    "notify::as-of",
  };

  for (guint i = 0; i < G_N_ELEMENTS (signal_names); i++)
    g_signal_connect_object (self->list, signal_names[i],
                             G_CALLBACK (list_changed_cb), self,
                             G_CONNECT_SWAPPED);
  g_signal_connect_object (self->table, "notify::sort-column",
                           G_CALLBACK (sort_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->table, "notify::sort-order",
                           G_CALLBACK (sort_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (invites_details_table_get_selection (self->table),
                           "selection-changed",
                           G_CALLBACK (selection_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (invites_details_table_get_selection (self->table),
                           "items-changed", G_CALLBACK (selection_changed_cb),
                           self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->table, "menu-opens",
                           G_CALLBACK (menu_opens_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
invites_details_window_get_property (GObject    *object,
                                     guint       prop_id,
                                     GValue     *value,
                                     GParamSpec *pspec)
{
  InvitesDetailsWindow *self = INVITES_DETAILS_WINDOW (object);

  switch (prop_id)
    {
    case PROP_CAN_LEAVE_OUT:
      g_value_set_boolean (value, self->can_leave_out);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
invites_details_window_set_property (GObject      *object,
                                     guint         prop_id,
                                     const GValue *value,
                                     GParamSpec   *pspec)
{
  InvitesDetailsWindow *self = INVITES_DETAILS_WINDOW (object);

  switch (prop_id)
    {
    case PROP_CAN_LEAVE_OUT:
      self->can_leave_out = g_value_get_boolean (value);
      gtk_widget_set_visible (GTK_WIDGET (self->leave_out_button),
                              self->can_leave_out);
      update_menu (self);
      selection_changed_cb (self);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static gboolean
invites_details_window_close_request (GtkWindow *window)
{
  invites_details_window_remember (INVITES_DETAILS_WINDOW (window));

  return GTK_WINDOW_CLASS (invites_details_window_parent_class)
    ->close_request (window);
}

static void
invites_details_window_dispose (GObject *object)
{
  InvitesDetailsWindow *self = INVITES_DETAILS_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_cancellable_cancel (self->printing);
  g_clear_handle_id (&self->spinner_id, g_source_remove);
  g_clear_handle_id (&self->layout_id, g_source_remove);
  g_clear_object (&self->settings);
  g_clear_object (&self->menu_row);
  g_clear_object (&self->changes);
  g_clear_object (&self->list);
  g_clear_object (&self->client);
  g_clear_pointer (&self->time_zone, g_time_zone_unref);

  G_OBJECT_CLASS (invites_details_window_parent_class)->dispose (object);
}

static void
invites_details_window_finalize (GObject *object)
{
  InvitesDetailsWindow *self = INVITES_DETAILS_WINDOW (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->query, invites_query_free);
  g_clear_pointer (&self->why_filter, invites_filter_free);
  g_clear_pointer (&self->choices, invites_choices_free);

  G_OBJECT_CLASS (invites_details_window_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/portalinvites/PortalInvites/details/"
                  "invites-details-window.ui");
  gtk_widget_class_bind_template_child (widget_class, InvitesDetailsWindow,
                                        toasts);
  gtk_widget_class_bind_template_child (widget_class, InvitesDetailsWindow,
                                        title);
  gtk_widget_class_bind_template_child (widget_class, InvitesDetailsWindow,
                                        menu_button);
  gtk_widget_class_bind_template_child (widget_class, InvitesDetailsWindow,
                                        export_button);
  gtk_widget_class_bind_template_child (widget_class, InvitesDetailsWindow,
                                        strip);
  gtk_widget_class_bind_template_child (widget_class, InvitesDetailsWindow,
                                        search_entry);
  gtk_widget_class_bind_template_child (widget_class, InvitesDetailsWindow,
                                        stack);
  gtk_widget_class_bind_template_child (widget_class, InvitesDetailsWindow,
                                        spinner);
  gtk_widget_class_bind_template_child (widget_class, InvitesDetailsWindow,
                                        table);
  gtk_widget_class_bind_template_child (widget_class, InvitesDetailsWindow,
                                        failed_page);
  gtk_widget_class_bind_template_child (widget_class, InvitesDetailsWindow,
                                        total_label);
  gtk_widget_class_bind_template_child (widget_class, InvitesDetailsWindow,
                                        selected_label);
  gtk_widget_class_bind_template_child (widget_class, InvitesDetailsWindow,
                                        export_spinner);
  gtk_widget_class_bind_template_child (widget_class, InvitesDetailsWindow,
                                        leave_out_button);
  gtk_widget_class_bind_template_callback_full (
    widget_class, "retry_cb", G_CALLBACK (invites_details_window_retry));
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
}

static void
invites_details_window_class_init (InvitesDetailsWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = invites_details_window_get_property;
  object_class->set_property = invites_details_window_set_property;
  object_class->dispose = invites_details_window_dispose;
  object_class->finalize = invites_details_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request
    = invites_details_window_close_request;

  properties[PROP_CAN_LEAVE_OUT]
    = g_param_spec_boolean ("can-leave-out", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * InvitesDetailsWindow::leave-out:
   * @ids: (type GStrv): the contacts that the user wants left out
   */
  signals[SIGNAL_LEAVE_OUT]
    = g_signal_new ("leave-out", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                    0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRV);

  g_type_ensure (INVITES_TYPE_DETAILS_TABLE);
  g_type_ensure (INVITES_TYPE_MESSAGE_STRIP);
  bind_template (GTK_WIDGET_CLASS (klass));
  invites_details_window_install_actions (GTK_WIDGET_CLASS (klass));
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass),
                                        GTK_ACCESSIBLE_ROLE_WINDOW);
}

static void
invites_details_window_init (InvitesDetailsWindow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  invites_accessibility_mend (GTK_WIDGET (self));
  gtk_spinner_start (self->spinner);
}

/**
 * invites_details_window_new:
 * @client: a client that is signed in
 * @query: which contacts or entries
 * @subtitle: what is counted, as "Invite acceptance pending · North"
 * @time_zone: (nullable): the division's, or %NULL for the user's own
 *
 * Shows exactly the rows of @query. Search and order are the user's.
 *
 * Returns: (transfer full): the window, for the caller to present
 */
GtkWindow *
invites_details_window_new (InvitesClient      *client,
                            const InvitesQuery *query,
                            const char         *subtitle,
                            GTimeZone          *time_zone)
{
  InvitesDetailsWindow *self;

  g_return_val_if_fail (INVITES_IS_CLIENT (client), NULL);
  g_return_val_if_fail (query != NULL, NULL);
  g_return_val_if_fail (subtitle != NULL, NULL);

  self = g_object_new (INVITES_TYPE_DETAILS_WINDOW, NULL);
  self->client = g_object_ref (client);
  self->query = invites_query_copy (query);
  self->time_zone = time_zone != NULL ? g_time_zone_ref (time_zone) : NULL;
  if (query->filter != NULL)
    self->why_filter = invites_filter_copy (query->filter);
  else if (query->request != NULL)
    self->why_filter = invites_filter_copy (query->request->filter);

  adw_window_title_set_subtitle (self->title, subtitle);
  gtk_widget_set_visible (GTK_WIDGET (self->export_button),
                          query->kind != INVITES_QUERY_FORECAST);
  self->list = invites_row_list_new (client);
  invites_details_table_set_list (self->table, self->list, query->kind,
                                  time_zone);
  add_sort_actions (self);
  update_menu (self);
  follow_list (self);
  selection_changed_cb (self);
  invites_row_list_set_query (self->list, query);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));

  return GTK_WINDOW (self);
}

/**
 * invites_details_window_set_why_filter:
 * @self: an #InvitesDetailsWindow
 * @filter: (nullable): the filter that "Why…" judges by
 *
 * A ledger does not tell its filter: with it, "Why…" is offered there too.
 */
void
invites_details_window_set_why_filter (InvitesDetailsWindow *self,
                                       const InvitesFilter  *filter)
{
  g_return_if_fail (INVITES_IS_DETAILS_WINDOW (self));

  g_clear_pointer (&self->why_filter, invites_filter_free);
  self->why_filter = filter != NULL ? invites_filter_copy (filter) : NULL;
  update_menu (self);
  selection_changed_cb (self);
}

/**
 * invites_details_window_set_choices:
 * @self: an #InvitesDetailsWindow
 * @choices: (nullable): where the names of what is filtered by stand
 *
 * Without them, what is printed names filters by their ids.
 */
void
invites_details_window_set_choices (InvitesDetailsWindow *self,
                                    const InvitesChoices *choices)
{
  g_return_if_fail (INVITES_IS_DETAILS_WINDOW (self));

  g_clear_pointer (&self->choices, invites_choices_free);
  self->choices = choices != NULL ? invites_choices_copy (choices) : NULL;
}

/**
 * invites_details_window_follow:
 * @self: an #InvitesDetailsWindow
 * @changes: tells when the rows may be old
 *
 * Keeps what is in sight current. Rows change in their places; focus, selection
 * and scroll position stay.
 */
void
invites_details_window_follow (InvitesDetailsWindow *self,
                               InvitesChanges       *changes)
{
  g_return_if_fail (INVITES_IS_DETAILS_WINDOW (self));
  g_return_if_fail (INVITES_IS_CHANGES (changes));
  g_return_if_fail (self->changes == NULL);

  self->changes = g_object_ref (changes);
  g_signal_connect_object (changes, "changed",
                           G_CALLBACK (invites_row_list_catch_up), self->list,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (changes, "notify::error",
                           G_CALLBACK (list_changed_cb), self,
                           G_CONNECT_SWAPPED);
}
