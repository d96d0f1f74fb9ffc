/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/sends/invites-send-card.h"
#include "app/sends/invites-send-follower.h"
#include "app/sends/invites-send-row.h"
#include "app/sends/invites-send-view.h"
#include "app/sends/invites-sends-page.h"
#include "app/widgets/invites-accessibility.h"
#include "app/widgets/invites-filter-text.h"
#include "app/widgets/invites-format.h"
#include "app/widgets/invites-message-strip.h"
#include "client/invites-pace.h"

#define PAGE_SIZE 50

struct _InvitesSendsPage
{
  GtkWidget parent_instance;

  /* Template. */
  GtkWidget           *box;
  InvitesMessageStrip *strip;
  GtkStack            *stack;
  AdwStatusPage       *failed_page;
  GtkBox              *cards;
  AdwPreferencesGroup *history;
  GtkListBox          *rows;
  GtkButton           *more_button;
  InvitesSendView     *view;

  /* Owned. */
  InvitesClient  *client;    /* (nullable): signed out */
  InvitesChoices *choices;   /* (nullable): not known yet */
  GPtrArray      *sends;     /* (element-type InvitesSend): as listed */
  GPtrArray      *followers; /* (element-type InvitesSendFollower) */
  GCancellable   *cancellable;
  InvitesPace    *pace;      /* (nullable) once disposed */
  guint64         offset;    /* where the page being loaded begins */
  guint64         total;
  gboolean        loaded;
};

enum
{
  SIGNAL_SEND_STARTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (InvitesSendsPage, invites_sends_page, GTK_TYPE_WIDGET)

static gboolean
is_running (const InvitesSend *send)
{
  return send->state == INVITES_SEND_SENDING
         || send->state == INVITES_SEND_PAUSED
         || send->state == INVITES_SEND_HELD;
}

static const InvitesSend *
find_send (GPtrArray  *sends,
           const char *id)
{
  for (guint i = 0; i < sends->len; i++)
    {
      const InvitesSend *send = g_ptr_array_index (sends, i);

      if (g_str_equal (send->id, id))
        return send;
    }

  return NULL;
}

static void
close_followers (InvitesSendsPage *self)
{
  for (guint i = 0; i < self->followers->len; i++)
    {
      InvitesSendFollower *follower = g_ptr_array_index (self->followers, i);

      g_signal_handlers_disconnect_by_data (follower, self);
      invites_send_follower_close (follower);
    }
  g_ptr_array_set_size (self->followers, 0);
}

static void
renew_cancellable (InvitesSendsPage *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
}

static gboolean
is_send_shown (InvitesSendsPage *self)
{
  return invites_send_view_get_send_id (self->view) != NULL;
}

static void
show_page (InvitesSendsPage *self,
           const char       *name)
{
  if (!is_send_shown (self))
    gtk_stack_set_visible_child_name (self->stack, name);
}

static void
card_open_cb (InvitesSendsPage *self,
              InvitesSendCard  *card)
{
  const InvitesSend *send
    = invites_send_follower_get_send (invites_send_card_get_follower (card));

  if (send != NULL)
    invites_sends_page_show_send (self, send->id);
}

static void
row_open_cb (InvitesSendsPage *self,
             InvitesSendRow   *row)
{
  invites_sends_page_show_send (self, invites_send_row_get_send_id (row));
}

/* A send that has ended goes from the cards into the history. */
static void
follower_changed_cb (InvitesSendsPage    *self,
                     InvitesSendFollower *follower)
{
  if (invites_send_follower_has_ended (follower))
    invites_sends_page_refresh (self);
}

static GtkWidget *
make_card (InvitesSendsPage  *self,
           const InvitesSend *send)
{
  g_autoptr(InvitesSendFollower) follower
    = invites_send_follower_new (self->client, send->id);
  GtkWidget *card = invites_send_card_new (follower, TRUE);

  g_signal_connect_object (card, "open", G_CALLBACK (card_open_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (follower, "changed",
                           G_CALLBACK (follower_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_ptr_array_add (self->followers, g_steal_pointer (&follower));
  return card;
}

static GtkWidget *
make_row (InvitesSendsPage  *self,
          const InvitesSend *send,
          GTimeZone         *time_zone)
{
  GtkWidget *row = invites_send_row_new (send, time_zone);

  g_signal_connect_object (row, "open", G_CALLBACK (row_open_cb), self,
                           G_CONNECT_SWAPPED);
  return row;
}

static GtkWidget *
find_card (InvitesSendsPage *self,
           const char       *id)
{
  for (GtkWidget *card = gtk_widget_get_first_child (GTK_WIDGET (self->cards));
       card != NULL; card = gtk_widget_get_next_sibling (card))
    {
      InvitesSendFollower *follower
        = invites_send_card_get_follower (INVITES_SEND_CARD (card));

      if (g_str_equal (invites_send_follower_get_uuid (follower), id))
        return card;
    }

  return NULL;
}

static gboolean
is_card_current (InvitesSendsPage *self,
                 GtkWidget        *card)
{
  InvitesSendFollower *follower
    = invites_send_card_get_follower (INVITES_SEND_CARD (card));
  const InvitesSend *send
    = find_send (self->sends, invites_send_follower_get_uuid (follower));

  return send != NULL && is_running (send)
         && g_ptr_array_find (self->followers, follower, NULL);
}

static void
remove_card (InvitesSendsPage *self,
             GtkWidget        *card)
{
  InvitesSendFollower *follower
    = invites_send_card_get_follower (INVITES_SEND_CARD (card));

  g_signal_handlers_disconnect_by_data (follower, self);
  invites_send_follower_close (follower);
  g_ptr_array_remove (self->followers, follower);
  gtk_box_remove (self->cards, card);
}

/* What is there already stays the same widget: whoever is on it keeps the
 * focus, and nothing flickers. */
static void
show_cards (InvitesSendsPage *self)
{
  GtkWidget *card = gtk_widget_get_first_child (GTK_WIDGET (self->cards));
  GtkWidget *before = NULL;

  while (card != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (card);

      if (!is_card_current (self, card))
        remove_card (self, card);
      card = next;
    }
  for (guint i = 0; i < self->sends->len; i++)
    {
      const InvitesSend *send = g_ptr_array_index (self->sends, i);
      g_autoptr(GTimeZone) time_zone
        = invites_choices_dup_time_zone (self->choices, send->division);

      if (!is_running (send))
        continue;
      if ((card = find_card (self, send->id)) == NULL)
        {
          card = make_card (self, send);
          gtk_box_insert_child_after (self->cards, card, before);
        }
      invites_send_card_set_time_zone (INVITES_SEND_CARD (card), time_zone);
      before = card;
    }
}

static const char *
get_row_id (InvitesSendsPage *self,
            int               index)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->rows, index);

  return row != NULL ? invites_send_row_get_send_id (INVITES_SEND_ROW (row))
                     : NULL;
}

static gboolean
is_row_current (InvitesSendsPage *self,
                const char       *id)
{
  const InvitesSend *send = find_send (self->sends, id);

  return send != NULL && !is_running (send);
}

static void
remove_row_at (InvitesSendsPage *self,
               int               index)
{
  gtk_list_box_remove (
    self->rows,
    GTK_WIDGET (gtk_list_box_get_row_at_index (self->rows, index)));
}

/* The order of two sends never changes. */
static void
show_rows (InvitesSendsPage *self)
{
  int index = 0;
  const char *id;

  while ((id = get_row_id (self, index)) != NULL)
    if (is_row_current (self, id))
      index++;
    else
      remove_row_at (self, index);

  index = 0;
  for (guint i = 0; i < self->sends->len; i++)
    {
      const InvitesSend *send = g_ptr_array_index (self->sends, i);
      g_autoptr(GTimeZone) time_zone
        = invites_choices_dup_time_zone (self->choices, send->division);

      if (is_running (send))
        continue;
      if (g_strcmp0 (get_row_id (self, index), send->id) == 0)
        invites_send_row_update (
          INVITES_SEND_ROW (gtk_list_box_get_row_at_index (self->rows, index)),
          send, time_zone);
      else
        gtk_list_box_insert (self->rows, make_row (self, send, time_zone),
                             index);
      index++;
    }
}

static void
clear_list (InvitesSendsPage *self)
{
  GtkWidget *child;

  close_followers (self);
  g_ptr_array_set_size (self->sends, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->cards))))
    gtk_box_remove (self->cards, child);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->rows))))
    gtk_list_box_remove (self->rows, child);
}

static void
show_sends (InvitesSendsPage *self)
{
  gboolean has_rows = gtk_widget_get_first_child (GTK_WIDGET (self->rows))
                      != NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->cards), self->followers->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->history), has_rows);
  gtk_widget_set_visible (GTK_WIDGET (self->more_button),
                          self->sends->len < self->total);
  gtk_widget_set_sensitive (GTK_WIDGET (self->more_button), TRUE);
  show_page (self, self->sends->len > 0 ? "list" : "empty");
}

/* Those that were listed below what has come now, as far as there are more. */
static GPtrArray *
steal_older (InvitesSendsPage  *self,
             const InvitesPage *page)
{
  GPtrArray *older
    = g_ptr_array_new_with_free_func ((GDestroyNotify) invites_send_free);
  guint last = 0;

  for (guint i = 0; i < self->sends->len; i++)
    if (find_send (page->items, ((InvitesSend *) self->sends->pdata[i])->id))
      last = i + 1;
  while (last > 0 && self->sends->len > last
         && page->items->len + older->len < page->total)
    g_ptr_array_add (older, g_ptr_array_steal_index (self->sends, last));
  return older;
}

static void
take_page (InvitesSendsPage *self,
           InvitesPage      *page)
{
  g_autoptr(GPtrArray) older = NULL;

  if (self->offset == 0)
    {
      older = steal_older (self, page);
      g_ptr_array_set_size (self->sends, 0);
    }

  self->total = page->total;
  for (guint i = 0; i < page->items->len; i++)
    {
      const InvitesSend *send = g_ptr_array_index (page->items, i);

      /* A send that began meanwhile pushes the others down by one. */
      if (find_send (self->sends, send->id) == NULL)
        g_ptr_array_add (self->sends, invites_send_copy (send));
    }
  if (older != NULL)
    g_ptr_array_extend_and_steal (self->sends, g_steal_pointer (&older));

  self->loaded = TRUE;
  invites_message_strip_hide (self->strip);
  show_cards (self);
  show_rows (self);
  show_sends (self);
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(InvitesSendsPage) self = user_data;
  g_autoptr(InvitesPage) page = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  page = invites_client_list_sends_finish (INVITES_CLIENT (object), result,
                                           &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (page != NULL)
    {
      invites_pace_end (self->pace);
      take_page (self, page);
      return;
    }

  invites_pace_fail (self->pace, error);
  gtk_widget_set_sensitive (GTK_WIDGET (self->more_button), TRUE);
  if (self->loaded)
    {
      invites_message_strip_show_error (self->strip, error);
      return;
    }

  text = invites_format_error (error);
  adw_status_page_set_description (self->failed_page, text);
  show_page (self, "failed");
}

static void
load (InvitesSendsPage *self,
      guint64           offset)
{
  renew_cancellable (self);
  invites_pace_begin (self->pace);
  self->offset = offset;
  invites_client_list_sends_async (self->client, NULL, offset, PAGE_SIZE,
                                   self->cancellable, loaded_cb,
                                   g_object_ref (self));
}

static void
more_clicked_cb (InvitesSendsPage *self)
{
  if (self->client == NULL)
    return;

  gtk_widget_set_sensitive (GTK_WIDGET (self->more_button), FALSE);
  load (self, self->sends->len);
}

static void
retry_cb (InvitesSendsPage *self)
{
  if (self->client == NULL)
    return;

  invites_message_strip_hide (self->strip);
  if (!self->loaded)
    show_page (self, "loading");
  load (self, self->offset);
}

static void
back_cb (InvitesSendsPage *self)
{
  invites_send_view_close (self->view);
  if (!self->loaded)
    gtk_stack_set_visible_child_name (self->stack, "loading");
  else
    show_sends (self);
  invites_sends_page_refresh (self);
}

static void
send_started_cb (InvitesSendsPage *self,
                 const char       *uuid)
{
  invites_sends_page_show_send (self, uuid);
  g_signal_emit (self, signals[SIGNAL_SEND_STARTED], 0, uuid);
}

static void
invites_sends_page_dispose (GObject *object)
{
  InvitesSendsPage *self = INVITES_SENDS_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  if (self->followers != NULL)
    close_followers (self);
  g_clear_pointer (&self->pace, invites_pace_free);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (invites_sends_page_parent_class)->dispose (object);
}

static void
invites_sends_page_finalize (GObject *object)
{
  InvitesSendsPage *self = INVITES_SENDS_PAGE (object);

  g_clear_pointer (&self->choices, invites_choices_free);
  g_clear_pointer (&self->sends, g_ptr_array_unref);
  g_clear_pointer (&self->followers, g_ptr_array_unref);

  G_OBJECT_CLASS (invites_sends_page_parent_class)->finalize (object);
}

static void
invites_sends_page_class_init (InvitesSendsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = invites_sends_page_dispose;
  object_class->finalize = invites_sends_page_finalize;

  /**
   * InvitesSendsPage::send-started:
   * @uuid: a new send that was made from another
   */
  signals[SIGNAL_SEND_STARTED]
    = g_signal_new ("send-started", G_TYPE_FROM_CLASS (klass),
                    G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                    G_TYPE_STRING);

  g_type_ensure (INVITES_TYPE_MESSAGE_STRIP);
  g_type_ensure (INVITES_TYPE_SEND_VIEW);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/portalinvites/PortalInvites/sends/"
                  "invites-sends-page.ui");
  gtk_widget_class_bind_template_child (widget_class, InvitesSendsPage, box);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendsPage, strip);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendsPage,
                                        failed_page);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendsPage, cards);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendsPage,
                                        history);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendsPage, rows);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendsPage,
                                        more_button);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendsPage, view);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class,
                                           invites_sends_page_refresh);
  gtk_widget_class_bind_template_callback (widget_class, more_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class,
                                           invites_sends_page_show_send);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, send_started_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class,
                                        GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
due_cb (gpointer user_data)
{
  InvitesSendsPage *self = user_data;

  if (self->client != NULL)
    load (self, 0);
}

static void
invites_sends_page_init (InvitesSendsPage *self)
{
  self->pace = invites_pace_new (INVITES_PACE_USUAL, due_cb, self);
  self->sends
    = g_ptr_array_new_with_free_func ((GDestroyNotify) invites_send_free);
  self->followers = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  invites_accessibility_mend (GTK_WIDGET (self));
}

/**
 * invites_sends_page_set_client:
 * @self: an #InvitesSendsPage
 * @client: (nullable): a client that is signed in, or %NULL
 *
 * Forgets everything of the client before, and loads the new one's sends.
 */
void
invites_sends_page_set_client (InvitesSendsPage *self,
                               InvitesClient    *client)
{
  g_return_if_fail (INVITES_IS_SENDS_PAGE (self));
  g_return_if_fail (client == NULL || INVITES_IS_CLIENT (client));

  if (!g_set_object (&self->client, client))
    return;

  renew_cancellable (self);
  invites_pace_stop (self->pace);
  invites_send_view_close (self->view);
  clear_list (self);
  invites_message_strip_hide (self->strip);
  self->loaded = FALSE;
  gtk_stack_set_visible_child_name (self->stack, "loading");
  invites_sends_page_refresh (self);
}

/**
 * invites_sends_page_set_choices:
 * @self: an #InvitesSendsPage
 * @choices: (nullable): where names and time zones stand
 *
 * Tells the names behind the ids. Loads again, so that all times are shown in
 * their division's zone.
 */
void
invites_sends_page_set_choices (InvitesSendsPage     *self,
                                const InvitesChoices *choices)
{
  g_return_if_fail (INVITES_IS_SENDS_PAGE (self));

  g_clear_pointer (&self->choices, invites_choices_free);
  self->choices = choices != NULL ? invites_choices_copy (choices) : NULL;
  if (is_send_shown (self))
    invites_send_view_set_choices (self->view, choices);
  invites_sends_page_refresh (self);
}

/**
 * invites_sends_page_show_send:
 * @self: an #InvitesSendsPage with a client
 * @uuid: the send's id
 *
 * Opens that send's page and follows it.
 */
void
invites_sends_page_show_send (InvitesSendsPage *self,
                              const char       *uuid)
{
  g_return_if_fail (INVITES_IS_SENDS_PAGE (self));
  g_return_if_fail (uuid != NULL);
  g_return_if_fail (self->client != NULL);

  /* Its own page follows it now: no number stands in two places. */
  close_followers (self);
  invites_send_view_show (self->view, self->client, self->choices, uuid);
  gtk_stack_set_visible_child_name (self->stack, "send");
}

/**
 * invites_sends_page_refresh:
 * @self: an #InvitesSendsPage
 *
 * Asks again for what is shown, the list or one send. It stays until the
 * answer is there.
 */
void
invites_sends_page_refresh (InvitesSendsPage *self)
{
  g_return_if_fail (INVITES_IS_SENDS_PAGE (self));

  if (self->client == NULL)
    return;
  if (is_send_shown (self))
    invites_send_view_refresh (self->view);
  else
    load (self, 0);
}

/**
 * invites_sends_page_catch_up:
 * @self: an #InvitesSendsPage
 *
 * Asks again because contacts have changed, and so perhaps sends have. What
 * runs is followed anyway.
 */
void
invites_sends_page_catch_up (InvitesSendsPage *self)
{
  g_return_if_fail (INVITES_IS_SENDS_PAGE (self));

  if (self->client == NULL)
    return;
  if (is_send_shown (self))
    invites_send_view_refresh (self->view);
  else
    invites_pace_want (self->pace);
}
