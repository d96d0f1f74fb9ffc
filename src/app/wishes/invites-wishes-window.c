/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/details/invites-why-dialog.h"
#include "app/sends/invites-follow-up-dialog.h"
#include "app/widgets/invites-accessibility.h"
#include "app/widgets/invites-filter-text.h"
#include "app/widgets/invites-format.h"
#include "app/widgets/invites-line-text.h"
#include "app/widgets/invites-message-strip.h"
#include "app/wishes/invites-wish-row.h"
#include "app/wishes/invites-wishes-window.h"
#include "core/invites-wish.h"

#define PAGE_SIZE 100

struct _InvitesWishesWindow
{
  AdwWindow parent_instance;

  /* Template. */
  AdwWindowTitle      *title;
  InvitesMessageStrip *strip;
  GtkStack            *stack;
  AdwStatusPage       *failed_page;
  GtkListBox          *rows;
  GtkButton           *more_button;
  GtkWidget           *foot;

  /* Owned. */
  InvitesClient  *client;
  InvitesChoices *choices;
  char           *division;
  GTimeZone      *time_zone; /* (nullable): the user's own */
  char           *dismissed; /* (nullable): whose Dismiss failed last */
  GCancellable   *cancellable;
  guint64         total;
  guint           n_rows;
  guint64         offset;
  gboolean        loaded;
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_SEND_STARTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (InvitesWishesWindow, invites_wishes_window,
                     ADW_TYPE_WINDOW)

static gboolean
may_send (InvitesWishesWindow *self)
{
  const InvitesUser *user = invites_client_get_user (self->client);

  return user != NULL && user->may_send;
}

static void
show_total (InvitesWishesWindow *self)
{
  const InvitesChoice *division
    = invites_choices_find (self->choices->divisions, self->division);
  g_autofree char *contacts = invites_format_contacts (self->total);
  g_autofree char *subtitle = NULL;

  subtitle = invites_line_text_join (
    contacts, division != NULL ? division->name : self->division);
  adw_window_title_set_subtitle (self->title, subtitle);
  gtk_widget_set_visible (GTK_WIDGET (self->more_button),
                          self->n_rows < self->total);
  gtk_widget_set_visible (self->foot, self->total > 0 && may_send (self));
  gtk_stack_set_visible_child_name (self->stack,
                                    self->total > 0 ? "list" : "empty");
}

static GtkWidget *
find_row (InvitesWishesWindow *self,
          const char          *contact)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->rows));
       row != NULL; row = gtk_widget_get_next_sibling (row))
    if (g_str_equal (invites_wish_row_get_contact_id (INVITES_WISH_ROW (row)),
                     contact))
      return row;

  return NULL;
}

/* The focus goes on to the one after it, or before. */
static void
remove_row (InvitesWishesWindow *self,
            GtkWidget           *row)
{
  GtkWidget *next = gtk_widget_get_next_sibling (row);

  if (next == NULL)
    next = gtk_widget_get_prev_sibling (row);
  if (next != NULL)
    gtk_widget_child_focus (next, GTK_DIR_TAB_FORWARD);
  gtk_list_box_remove (self->rows, row);
  self->n_rows--;
  self->total--;
}

typedef struct
{
  InvitesWishesWindow *self;    /* (owned) */
  char                *contact; /* (owned) */
} Dismissal;

static void
dismissal_free (Dismissal *dismissal)
{
  g_object_unref (dismissal->self);
  g_free (dismissal->contact);
  g_free (dismissal);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Dismissal, dismissal_free)

static void
dismissed_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(Dismissal) dismissal = user_data;
  InvitesWishesWindow *self = dismissal->self;
  g_autoptr(GError) error = NULL;
  GtkWidget *row;

  invites_client_dismiss_wish_finish (INVITES_CLIENT (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  row = find_row (self, dismissal->contact);
  if (error != NULL)
    {
      if (row != NULL)
        gtk_widget_set_sensitive (row, TRUE);
      self->dismissed = g_steal_pointer (&dismissal->contact);
      invites_message_strip_show_error (self->strip, error);
      return;
    }

  invites_message_strip_hide (self->strip);
  if (row != NULL)
    remove_row (self, row);
  show_total (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
dismiss (InvitesWishesWindow *self,
         const char          *contact)
{
  Dismissal *dismissal = g_new0 (Dismissal, 1);

  dismissal->self = g_object_ref (self);
  dismissal->contact = g_strdup (contact);
  g_clear_pointer (&self->dismissed, g_free);
  invites_client_dismiss_wish_async (self->client, dismissal->contact,
                                     self->cancellable, dismissed_cb,
                                     dismissal);
}

static void
row_dismiss_cb (InvitesWishesWindow *self,
                InvitesWishRow      *row)
{
  gtk_widget_set_sensitive (GTK_WIDGET (row), FALSE);
  dismiss (self, invites_wish_row_get_contact_id (row));
}

static void
row_why_cb (InvitesWishesWindow *self,
            InvitesWishRow      *row)
{
  g_autoptr(InvitesFilter) filter = invites_filter_new (self->division);
  GtkWindow *dialog
    = invites_why_dialog_new (self->client,
                              invites_wish_row_get_contact_id (row), filter,
                              self->time_zone);

  gtk_window_set_transient_for (dialog, GTK_WINDOW (self));
  gtk_window_present (dialog);
}

static void
add_row (InvitesWishesWindow *self,
         const InvitesWish   *wish)
{
  GtkWidget *row;

  /* One who asked meanwhile pushes the others down by one. */
  if (find_row (self, wish->id) != NULL)
    return;

  row = invites_wish_row_new (wish, self->time_zone, may_send (self));
  g_signal_connect_object (row, "dismiss", G_CALLBACK (row_dismiss_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "why", G_CALLBACK (row_why_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_list_box_append (self->rows, row);
  self->n_rows++;
}

static void
take_page (InvitesWishesWindow *self,
           InvitesPage         *page)
{
  self->total = page->total;
  self->loaded = TRUE;
  for (guint i = 0; i < page->items->len; i++)
    add_row (self, g_ptr_array_index (page->items, i));

  invites_message_strip_hide (self->strip);
  gtk_widget_set_sensitive (GTK_WIDGET (self->more_button), TRUE);
  show_total (self);
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(InvitesWishesWindow) self = user_data;
  g_autoptr(InvitesPage) page = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  page = invites_client_list_wishes_finish (INVITES_CLIENT (object), result,
                                            &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (page != NULL)
    {
      take_page (self, page);
      return;
    }

  gtk_widget_set_sensitive (GTK_WIDGET (self->more_button), TRUE);
  if (self->loaded)
    {
      invites_message_strip_show_error (self->strip, error);
      return;
    }

  text = invites_format_error (error);
  adw_status_page_set_description (self->failed_page, text);
  gtk_stack_set_visible_child_name (self->stack, "failed");
}

static void
load (InvitesWishesWindow *self,
      guint64              offset)
{
  self->offset = offset;
  invites_client_list_wishes_async (self->client, self->division, offset,
                                    PAGE_SIZE, self->cancellable, listed_cb,
                                    g_object_ref (self));
}

static void
more_clicked_cb (InvitesWishesWindow *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->more_button), FALSE);
  load (self, self->n_rows);
}

static void
retry_cb (InvitesWishesWindow *self)
{
  g_autofree char *contact = g_steal_pointer (&self->dismissed);

  invites_message_strip_hide (self->strip);
  if (contact != NULL)
    {
      dismiss (self, contact);
      return;
    }

  if (!self->loaded)
    gtk_stack_set_visible_child_name (self->stack, "loading");
  load (self, self->offset);
}

static void
started_cb (InvitesWishesWindow *self,
            const char          *uuid)
{
  g_signal_emit (self, signals[SIGNAL_SEND_STARTED], 0, uuid);
  gtk_window_close (GTK_WINDOW (self));
}

static void
invite_clicked_cb (InvitesWishesWindow *self)
{
  GtkWindow *dialog
    = invites_follow_up_dialog_new (self->client, self->choices,
                                    self->division, INVITES_SEND_SET_WISHES,
                                    NULL);

  g_signal_connect_object (dialog, "started", G_CALLBACK (started_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_set_transient_for (dialog, GTK_WINDOW (self));
  gtk_window_present (dialog);
}

static void
invites_wishes_window_dispose (GObject *object)
{
  InvitesWishesWindow *self = INVITES_WISHES_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (invites_wishes_window_parent_class)->dispose (object);
}

static void
invites_wishes_window_finalize (GObject *object)
{
  InvitesWishesWindow *self = INVITES_WISHES_WINDOW (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->choices, invites_choices_free);
  g_clear_pointer (&self->time_zone, g_time_zone_unref);
  g_free (self->division);
  g_free (self->dismissed);

  G_OBJECT_CLASS (invites_wishes_window_parent_class)->finalize (object);
}

static void
install_signals (GType type)
{
  /**
   * InvitesWishesWindow::changed:
   *
   * A wish was put aside.
   */
  signals[SIGNAL_CHANGED]
    = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 0);

  /**
   * InvitesWishesWindow::send-started:
   * @uuid: the send to those who asked. The window closes by itself.
   */
  signals[SIGNAL_SEND_STARTED]
    = g_signal_new ("send-started", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/portalinvites/PortalInvites/wishes/"
                  "invites-wishes-window.ui");
  gtk_widget_class_bind_template_child (widget_class, InvitesWishesWindow,
                                        title);
  gtk_widget_class_bind_template_child (widget_class, InvitesWishesWindow,
                                        strip);
  gtk_widget_class_bind_template_child (widget_class, InvitesWishesWindow,
                                        stack);
  gtk_widget_class_bind_template_child (widget_class, InvitesWishesWindow,
                                        failed_page);
  gtk_widget_class_bind_template_child (widget_class, InvitesWishesWindow,
                                        rows);
  gtk_widget_class_bind_template_child (widget_class, InvitesWishesWindow,
                                        more_button);
  gtk_widget_class_bind_template_child (widget_class, InvitesWishesWindow,
                                        foot);
  gtk_widget_class_bind_template_callback (widget_class, invite_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, more_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
}

static void
invites_wishes_window_class_init (InvitesWishesWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = invites_wishes_window_dispose;
  object_class->finalize = invites_wishes_window_finalize;

  install_signals (G_TYPE_FROM_CLASS (klass));
  g_type_ensure (INVITES_TYPE_MESSAGE_STRIP);
  bind_template (widget_class);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0,
                                       "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w,
                                       GDK_CONTROL_MASK, "window.close", NULL);
  gtk_widget_class_set_accessible_role (widget_class,
                                        GTK_ACCESSIBLE_ROLE_DIALOG);
}

static void
invites_wishes_window_init (InvitesWishesWindow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  invites_accessibility_mend (GTK_WIDGET (self));
}

/**
 * invites_wishes_window_new:
 * @client: a client that is signed in
 * @choices: where names, templates and time zones stand
 * @division: whose customers
 *
 * Lists who followed an expired link and asked for a new one, newest first.
 *
 * Returns: (transfer full): the window, for the caller to present
 */
GtkWindow *
invites_wishes_window_new (InvitesClient        *client,
                           const InvitesChoices *choices,
                           const char           *division)
{
  InvitesWishesWindow *self;

  g_return_val_if_fail (INVITES_IS_CLIENT (client), NULL);
  g_return_val_if_fail (choices != NULL, NULL);
  g_return_val_if_fail (division != NULL, NULL);

  self = g_object_new (INVITES_TYPE_WISHES_WINDOW, NULL);
  self->client = g_object_ref (client);
  self->choices = invites_choices_copy (choices);
  self->division = g_strdup (division);
  self->time_zone = invites_choices_dup_time_zone (choices, division);
  load (self, 0);

  return GTK_WINDOW (self);
}
