/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/details/invites-details-column.h"
#include "app/details/invites-find-dialog.h"
#include "app/details/invites-why-dialog.h"
#include "app/widgets/invites-accessibility.h"
#include "app/widgets/invites-choice-row.h"
#include "app/widgets/invites-filter-text.h"
#include "app/widgets/invites-format.h"
#include "app/widgets/invites-line-text.h"
#include "app/widgets/invites-plain-row.h"

/* Whoever has typed so little that more are found types on. */
#define MOST 50
#define STATUS_CHARS 12
/* Until then, what was found before stays. */
#define SPINNER_DELAY_MS 300

struct _InvitesFindDialog
{
  AdwWindow parent_instance;

  /* Template. */
  GtkWidget        *division_group;
  InvitesChoiceRow *division_row;
  GtkEditable      *search_entry;
  GtkStack         *stack;
  AdwStatusPage    *failed_page;
  GtkListBox       *rows;
  GtkLabel         *more_label;

  /* Owned. */
  InvitesClient  *client;
  InvitesChoices *choices;
  InvitesFilter  *filter;      /* what is chosen where this was opened */
  GPtrArray      *found;       /* (element-type utf8): ids of the rows */
  GCancellable   *cancellable; /* (nullable): nothing is asked */
  guint           spinner_id;
};

G_DEFINE_FINAL_TYPE (InvitesFindDialog, invites_find_dialog, ADW_TYPE_WINDOW)

static void
show_page (InvitesFindDialog *self,
           const char        *name)
{
  g_clear_handle_id (&self->spinner_id, g_source_remove);
  gtk_stack_set_visible_child_name (self->stack, name);
}

static void
cancel (InvitesFindDialog *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

/* Short words stand in one line, long ones in several. */
static GtkWidget *
create_status (const InvitesContact *contact)
{
  const char *words = invites_details_contact_status (contact);
  GtkWidget *label = gtk_label_new (words);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (label),
                             (int) MIN (g_utf8_strlen (words, -1),
                                        STATUS_CHARS));
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_RIGHT);
  gtk_widget_add_css_class (label, "dim-label");

  return label;
}

static GtkWidget *
create_row (const InvitesContact *contact)
{
  g_autofree char *account = invites_line_text_dup_account (
    contact->account_number, contact->account_name);
  g_autofree char *second = invites_line_text_dup (account);
  g_autofree char *first = invites_line_text_dup (contact->email);
  g_autofree char *subtitle = *first != '\0'
                                ? g_strdup_printf ("%s\n%s", first, second)
                                : g_strdup (second);
  GtkWidget *row;

  row = invites_plain_row_new (
    *contact->name != '\0' ? contact->name : contact->email, subtitle);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), create_status (contact));

  return row;
}

static void
take_page (InvitesFindDialog *self,
           InvitesPage       *page)
{
  g_autofree char *total = invites_format_number (page->total);
  g_autofree char *text = NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->rows))))
    gtk_list_box_remove (self->rows, child);
  g_ptr_array_set_size (self->found, 0);
  for (guint i = 0; i < page->items->len; i++)
    {
      const InvitesContact *contact = g_ptr_array_index (page->items, i);

      g_ptr_array_add (self->found, g_strdup (contact->id));
      gtk_list_box_append (self->rows, create_row (contact));
    }

  /* Translators: two numbers. */
  text = g_strdup_printf (_("The first %u of %s. Type more to find the one you "
                            "mean."),
                          page->items->len, total);
  gtk_label_set_text (self->more_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->more_label),
                          page->items->len < page->total);
  show_page (self, page->items->len > 0 ? "found" : "nobody");
}

static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(InvitesFindDialog) self = user_data;
  g_autoptr(InvitesPage) page = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  page = invites_client_list_finish (INVITES_CLIENT (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (page != NULL)
    {
      take_page (self, page);
      return;
    }

  text = invites_format_error (error);
  adw_status_page_set_description (self->failed_page, text);
  show_page (self, "failed");
}

static void
spinner_due_cb (gpointer user_data)
{
  InvitesFindDialog *self = user_data;

  self->spinner_id = 0;
  show_page (self, "loading");
}

static char *
dup_words (InvitesFindDialog *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->search_entry)));
}

static void
search (InvitesFindDialog *self)
{
  const char *division = invites_choice_row_get_id (self->division_row);
  g_autofree char *words = dup_words (self);
  g_autoptr(InvitesFilter) filter = NULL;
  g_autoptr(InvitesQuery) query = NULL;

  cancel (self);
  if (*words == '\0' || division == NULL)
    {
      show_page (self, "hint");
      return;
    }

  /* Of the whole division: the filters are what may be the reason. */
  filter = invites_filter_new (division);
  query = invites_query_new_contacts (filter);
  query->search = g_steal_pointer (&words);
  query->sort = g_strdup ("name");
  self->cancellable = g_cancellable_new ();
  if (self->spinner_id == 0)
    self->spinner_id = g_timeout_add_once (SPINNER_DELAY_MS, spinner_due_cb,
                                           self);
  invites_client_list_async (self->client, query, 0, MOST, self->cancellable,
                             found_cb, g_object_ref (self));
}

static void
search_changed_cb (InvitesFindDialog *self)
{
  if (self->client != NULL)
    search (self);
}

static void
stop_search_cb (InvitesFindDialog *self)
{
  if (*gtk_editable_get_text (self->search_entry) != '\0')
    gtk_editable_set_text (self->search_entry, "");
  else
    gtk_window_close (GTK_WINDOW (self));
}

/* By the filters that are chosen, if they are of the same division. */
static InvitesFilter *
dup_filter (InvitesFindDialog *self)
{
  const char *division = invites_choice_row_get_id (self->division_row);

  if (g_strcmp0 (division, self->filter->division) == 0)
    return invites_filter_copy (self->filter);

  return invites_filter_new (division);
}

static void
open_contact (InvitesFindDialog *self,
              guint              position)
{
  g_autoptr(InvitesFilter) filter = NULL;
  g_autoptr(GTimeZone) time_zone = NULL;
  GtkWindow *dialog;

  if (position >= self->found->len)
    return;

  filter = dup_filter (self);
  time_zone = invites_choices_dup_time_zone (self->choices, filter->division);
  dialog = invites_why_dialog_new (self->client,
                                   g_ptr_array_index (self->found, position),
                                   filter, time_zone);
  g_signal_connect_object (dialog, "lifted", G_CALLBACK (search), self,
                           G_CONNECT_SWAPPED);
  gtk_window_set_transient_for (dialog, GTK_WINDOW (self));
  gtk_window_present (dialog);
}

static void
row_activated_cb (InvitesFindDialog *self,
                  GtkListBoxRow     *row)
{
  open_contact (self, (guint) gtk_list_box_row_get_index (row));
}

/* Enter takes who is meant without doubt, and else goes to the list. */
static void
search_activated_cb (InvitesFindDialog *self)
{
  if (self->found->len == 1)
    open_contact (self, 0);
  else if (self->found->len > 1)
    gtk_widget_child_focus (GTK_WIDGET (self->rows), GTK_DIR_TAB_FORWARD);
}

static void
invites_find_dialog_dispose (GObject *object)
{
  InvitesFindDialog *self = INVITES_FIND_DIALOG (object);

  g_clear_handle_id (&self->spinner_id, g_source_remove);
  cancel (self);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (invites_find_dialog_parent_class)->dispose (object);
}

static void
invites_find_dialog_finalize (GObject *object)
{
  InvitesFindDialog *self = INVITES_FIND_DIALOG (object);

  g_clear_pointer (&self->choices, invites_choices_free);
  g_clear_pointer (&self->filter, invites_filter_free);
  g_clear_pointer (&self->found, g_ptr_array_unref);

  G_OBJECT_CLASS (invites_find_dialog_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/portalinvites/PortalInvites/details/"
                  "invites-find-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, InvitesFindDialog,
                                        division_group);
  gtk_widget_class_bind_template_child (widget_class, InvitesFindDialog,
                                        division_row);
  gtk_widget_class_bind_template_child (widget_class, InvitesFindDialog,
                                        search_entry);
  gtk_widget_class_bind_template_child (widget_class, InvitesFindDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, InvitesFindDialog,
                                        failed_page);
  gtk_widget_class_bind_template_child (widget_class, InvitesFindDialog, rows);
  gtk_widget_class_bind_template_child (widget_class, InvitesFindDialog,
                                        more_label);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
}

static void
invites_find_dialog_class_init (InvitesFindDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = invites_find_dialog_dispose;
  object_class->finalize = invites_find_dialog_finalize;

  g_type_ensure (INVITES_TYPE_CHOICE_ROW);
  bind_template (widget_class);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0,
                                       "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w,
                                       GDK_CONTROL_MASK, "window.close", NULL);
  gtk_widget_class_set_accessible_role (widget_class,
                                        GTK_ACCESSIBLE_ROLE_DIALOG);
}

static void
invites_find_dialog_init (InvitesFindDialog *self)
{
  self->found = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  invites_accessibility_mend (GTK_WIDGET (self));
}

/**
 * invites_find_dialog_new:
 * @client: a client that is signed in
 * @choices: where the divisions stand
 * @filter: what is chosen, its division or another may be looked through
 *
 * Returns: (transfer full): the dialog, for the caller to present
 */
GtkWindow *
invites_find_dialog_new (InvitesClient        *client,
                         const InvitesChoices *choices,
                         const InvitesFilter  *filter)
{
  InvitesFindDialog *self;

  g_return_val_if_fail (INVITES_IS_CLIENT (client), NULL);
  g_return_val_if_fail (choices != NULL, NULL);
  g_return_val_if_fail (filter != NULL, NULL);

  self = g_object_new (INVITES_TYPE_FIND_DIALOG, NULL);
  self->choices = invites_choices_copy (choices);
  self->filter = invites_filter_copy (filter);
  invites_choice_row_set_choices (self->division_row, choices->divisions);
  if (filter->division != NULL)
    invites_choice_row_set_id (self->division_row, filter->division);
  else if (choices->divisions->len > 0)
    {
      const InvitesChoice *first
        = g_ptr_array_index (choices->divisions, 0);

      invites_choice_row_set_id (self->division_row, first->id);
    }
  gtk_widget_set_visible (self->division_group, choices->divisions->len > 1);
  self->client = g_object_ref (client);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));

  return GTK_WINDOW (self);
}
