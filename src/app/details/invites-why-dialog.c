/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/details/invites-why-dialog.h"
#include "app/widgets/invites-filter-text.h"
#include "app/widgets/invites-format.h"

struct _InvitesWhyDialog
{
  AdwWindow parent_instance;

  /* Template. */
  AdwWindowTitle      *title;
  GtkStack            *stack;
  AdwStatusPage       *failed_page;
  GtkLabel            *verdict_label;
  AdwPreferencesGroup *filters_group;
  AdwPreferencesGroup *rules_group;
  AdwPreferencesGroup *history_group;

  /* Owned. */
  InvitesClient *client;
  char          *contact;
  InvitesFilter *filter;
  GTimeZone     *time_zone; /* (nullable) */
  GCancellable  *cancellable;
};

G_DEFINE_FINAL_TYPE (InvitesWhyDialog, invites_why_dialog, ADW_TYPE_WINDOW)

static GtkWidget *
create_row (const char *title,
            const char *subtitle,
            const char *icon,
            const char *style)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE,
                                 "title", title, "subtitle", subtitle, NULL);
  GtkWidget *image = gtk_image_new_from_icon_name (icon);

  if (style != NULL)
    gtk_widget_add_css_class (image, style);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), image);

  return row;
}

static void
add_filter (InvitesWhyDialog     *self,
            const InvitesVerdict *verdict)
{
  GtkWidget *row
    = create_row (invites_filter_title (verdict->rule),
                  verdict->holds ? _("Passes") : _("Does not pass"),
                  verdict->holds ? "object-select-symbolic"
                                 : "window-close-symbolic",
                  verdict->holds ? "success" : "error");

  adw_preferences_group_add (self->filters_group, row);
}

/* A rule takes somebody out, but for the two that let in. */
static void
add_rule (InvitesWhyDialog     *self,
          const InvitesVerdict *verdict)
{
  InvitesOutcome outcome;
  gboolean lets_in;
  GtkWidget *row;

  if (!invites_outcome_from_string (verdict->rule, &outcome))
    return;

  lets_in = outcome == INVITES_OUTCOME_WILL_BE_SENT
            || outcome == INVITES_OUTCOME_MERGED;
  row = create_row (invites_outcome_title (outcome),
                    verdict->holds ? _("Applies") : _("Does not apply"),
                    verdict->holds == lets_in ? "object-select-symbolic"
                    : lets_in                 ? "action-unavailable-symbolic"
                                              : "window-close-symbolic",
                    verdict->holds == lets_in ? "success"
                    : lets_in                 ? "dim-label"
                                              : "error");
  adw_preferences_group_add (self->rules_group, row);
}

static char *
describe_past (const InvitesEntry *entry)
{
  const char *words;

  if (entry->state == INVITES_DELIVERY_NONE)
    words = invites_outcome_title (entry->outcome);
  else if (entry->state == INVITES_DELIVERY_SKIPPED)
    words = invites_skip_title (entry->skipped);
  else
    words = invites_delivery_state_title (entry->state);

  if (entry->accepted)
    /* Translators: what became of a mail, as "Sent". */
    return g_strdup_printf (_("%s, accepted"), words);
  if (entry->reply_text != NULL && *entry->reply_text != '\0')
    /* Translators: what became of a mail, and the mail system's words. */
    return g_strdup_printf (_("%s: %s"), words, entry->reply_text);

  return g_strdup (words);
}

static void
add_past (InvitesWhyDialog  *self,
          const InvitesPast *past)
{
  InvitesTime when = past->started_at != INVITES_TIME_NONE ? past->started_at
                                                           : past->prepared_at;
  g_autofree char *time = invites_format_time (when, self->time_zone);
  g_autofree char *words = describe_past (past->entry);
  g_autofree char *title = NULL;

  /* Translators: a time, and a colleague's name. */
  title = g_strdup_printf (_("%s by %s"), time, past->prepared_by);
  adw_preferences_group_add (self->history_group,
                             create_row (title, words, "mail-send-symbolic",
                                         "dim-label"));
}

static char *
describe_verdict (const InvitesWhy *why)
{
  if (!why->matches)
    return g_strdup (_("A new send would not consider this contact: a filter "
                       "leaves it out."));
  if (why->outcome == INVITES_OUTCOME_WILL_BE_SENT)
    return g_strdup (_("A new send would invite this contact."));
  if (why->outcome == INVITES_OUTCOME_MERGED)
    return g_strdup (_("A new send would invite this contact in a mail that "
                       "it shares with others at the same address."));

  /* Translators: %s is the reason, as "No address". */
  return g_strdup_printf (_("A new send would not invite this contact: %s."),
                          invites_outcome_title (why->outcome));
}

static void
show_answer (InvitesWhyDialog *self,
             const InvitesWhy *why)
{
  g_autofree char *verdict = describe_verdict (why);

  adw_window_title_set_title (self->title, why->contact->name);
  adw_window_title_set_subtitle (self->title, why->contact->email);
  gtk_label_set_text (self->verdict_label, verdict);

  for (guint i = 0; i < why->filters->len; i++)
    add_filter (self, g_ptr_array_index (why->filters, i));
  for (guint i = 0; i < why->rules->len; i++)
    add_rule (self, g_ptr_array_index (why->rules, i));
  for (guint i = 0; i < why->history->len; i++)
    add_past (self, g_ptr_array_index (why->history, i));
  if (why->history->len == 0)
    adw_preferences_group_set_description (self->history_group,
                                           _("No send has considered this "
                                             "contact yet."));

  gtk_stack_set_visible_child_name (self->stack, "answer");
}

static void
answered_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(InvitesWhyDialog) self = user_data;
  g_autoptr(InvitesWhy) why = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  why = invites_client_why_finish (INVITES_CLIENT (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (why != NULL)
    {
      show_answer (self, why);
      return;
    }

  text = invites_format_error (error);
  adw_status_page_set_description (self->failed_page, text);
  gtk_stack_set_visible_child_name (self->stack, "failed");
}

static void
load (InvitesWhyDialog *self)
{
  gtk_stack_set_visible_child_name (self->stack, "loading");
  invites_client_why_async (self->client, self->contact, self->filter,
                            self->cancellable, answered_cb,
                            g_object_ref (self));
}

static void
invites_why_dialog_dispose (GObject *object)
{
  InvitesWhyDialog *self = INVITES_WHY_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->client);
  g_clear_pointer (&self->time_zone, g_time_zone_unref);

  G_OBJECT_CLASS (invites_why_dialog_parent_class)->dispose (object);
}

static void
invites_why_dialog_finalize (GObject *object)
{
  InvitesWhyDialog *self = INVITES_WHY_DIALOG (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->contact, g_free);
  g_clear_pointer (&self->filter, invites_filter_free);

  G_OBJECT_CLASS (invites_why_dialog_parent_class)->finalize (object);
}

static void
invites_why_dialog_class_init (InvitesWhyDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = invites_why_dialog_dispose;
  object_class->finalize = invites_why_dialog_finalize;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/portalinvites/PortalInvites/details/"
                  "invites-why-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, InvitesWhyDialog, title);
  gtk_widget_class_bind_template_child (widget_class, InvitesWhyDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, InvitesWhyDialog,
                                        failed_page);
  gtk_widget_class_bind_template_child (widget_class, InvitesWhyDialog,
                                        verdict_label);
  gtk_widget_class_bind_template_child (widget_class, InvitesWhyDialog,
                                        filters_group);
  gtk_widget_class_bind_template_child (widget_class, InvitesWhyDialog,
                                        rules_group);
  gtk_widget_class_bind_template_child (widget_class, InvitesWhyDialog,
                                        history_group);
  gtk_widget_class_bind_template_callback (widget_class, load);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0,
                                       "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w,
                                       GDK_CONTROL_MASK, "window.close", NULL);
}

static void
invites_why_dialog_init (InvitesWhyDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * invites_why_dialog_new:
 * @client: a client that is signed in
 * @contact: a contact's id
 * @filter: the filter to judge by
 * @time_zone: (nullable): where times are shown, or %NULL for the user's own
 *
 * Asks the service for its verdict by every filter and rule, and for the
 * contact's history.
 *
 * Returns: (transfer full): the dialog, for the caller to present
 */
GtkWindow *
invites_why_dialog_new (InvitesClient       *client,
                        const char          *contact,
                        const InvitesFilter *filter,
                        GTimeZone           *time_zone)
{
  InvitesWhyDialog *self;

  g_return_val_if_fail (INVITES_IS_CLIENT (client), NULL);
  g_return_val_if_fail (contact != NULL, NULL);
  g_return_val_if_fail (filter != NULL, NULL);

  self = g_object_new (INVITES_TYPE_WHY_DIALOG, NULL);
  self->client = g_object_ref (client);
  self->contact = g_strdup (contact);
  self->filter = invites_filter_copy (filter);
  self->time_zone = time_zone != NULL ? g_time_zone_ref (time_zone) : NULL;
  load (self);

  return GTK_WINDOW (self);
}
