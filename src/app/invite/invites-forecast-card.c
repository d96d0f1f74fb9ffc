/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/invite/invites-forecast-card.h"
#include "app/widgets/invites-count-row.h"
#include "app/widgets/invites-format.h"

struct _InvitesForecastCard
{
  GtkWidget parent_instance;

  /* Template. */
  AdwPreferencesGroup *group;
  AdwActionRow        *pending_row;
  GtkSpinner          *spinner;

  /* Borrowed: by outcome; made when first shown. */
  InvitesCountRow *rows[INVITES_N_OUTCOMES];
};

G_DEFINE_FINAL_TYPE (InvitesForecastCard,
                     invites_forecast_card,
                     GTK_TYPE_WIDGET)

enum
{
  OUTCOME_ACTIVATED,
  CLEAR_LEFT_OUT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* From what matters most to the user to what matters least. */
static const InvitesOutcome order[INVITES_N_OUTCOMES] = {
  INVITES_OUTCOME_WILL_BE_SENT,   INVITES_OUTCOME_MERGED,
  INVITES_OUTCOME_ALREADY_INVITED, INVITES_OUTCOME_ACCEPTED,
  INVITES_OUTCOME_LEFT_OUT,       INVITES_OUTCOME_TOO_RECENT,
  INVITES_OUTCOME_NO_ADDRESS,     INVITES_OUTCOME_INVALID_ADDRESS,
  INVITES_OUTCOME_BOUNCED,        INVITES_OUTCOME_OPTED_OUT,
  INVITES_OUTCOME_SHARED_TOO_WIDELY,
};

static const char *
get_title (InvitesOutcome outcome)
{
  if (outcome == INVITES_OUTCOME_WILL_BE_SENT)
    return _("Will get an invitation");
  if (outcome == INVITES_OUTCOME_MERGED)
    return _("Share an address with another contact");
  if (outcome == INVITES_OUTCOME_LEFT_OUT)
    return _("Left out by hand");
  return invites_outcome_title (outcome);
}

static const char *
get_subtitle (InvitesOutcome outcome)
{
  if (outcome == INVITES_OUTCOME_MERGED)
    return _("They get one mail together");
  if (outcome == INVITES_OUTCOME_ALREADY_INVITED)
    return _("Left out while the limit is on");
  if (outcome == INVITES_OUTCOME_TOO_RECENT)
    return _("Their address got an invitation a short while ago");
  if (outcome == INVITES_OUTCOME_SHARED_TOO_WIDELY)
    return _("So many contacts have this address that it looks made up");
  return "";
}

static void
row_clicked_cb (InvitesCountRow *row, InvitesForecastCard *self)
{
  for (int i = 0; i < INVITES_N_OUTCOMES; i++)
    if (self->rows[i] == row)
      g_signal_emit (self, signals[OUTCOME_ACTIVATED], 0, i);
}

static void
clear_cb (InvitesForecastCard *self)
{
  g_signal_emit (self, signals[CLEAR_LEFT_OUT], 0);
}

static void
add_clear_button (InvitesForecastCard *self, InvitesCountRow *row)
{
  GtkWidget *button = gtk_button_new_with_label (_("Clear"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _("Leave nobody out by hand"));
  g_signal_connect_object (button, "clicked", G_CALLBACK (clear_cb), self,
                           G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static void
make_rows (InvitesForecastCard *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      InvitesOutcome outcome = order[i];
      GtkWidget *row = invites_count_row_new (get_title (outcome), 0);

      self->rows[outcome] = INVITES_COUNT_ROW (row);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row),
                                   get_subtitle (outcome));
      if (outcome == INVITES_OUTCOME_LEFT_OUT)
        add_clear_button (self, self->rows[outcome]);
      g_signal_connect_object (row, "clicked", G_CALLBACK (row_clicked_cb),
                               self, 0);
      adw_preferences_group_add (self->group, row);
    }
}

static void
invites_forecast_card_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (invites_forecast_card_parent_class)->dispose (object);
}

static void
invites_forecast_card_class_init (InvitesForecastCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = invites_forecast_card_dispose;

  signals[OUTCOME_ACTIVATED]
      = g_signal_new ("outcome-activated", G_TYPE_FROM_CLASS (klass),
                      G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                      G_TYPE_INT);
  signals[CLEAR_LEFT_OUT]
      = g_signal_new ("clear-left-out", G_TYPE_FROM_CLASS (klass),
                      G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/portalinvites/PortalInvites/invite/"
                    "invites-forecast-card.ui");
  gtk_widget_class_bind_template_child (widget_class, InvitesForecastCard,
                                        group);
  gtk_widget_class_bind_template_child (widget_class, InvitesForecastCard,
                                        pending_row);
  gtk_widget_class_bind_template_child (widget_class, InvitesForecastCard,
                                        spinner);
  gtk_widget_class_set_accessible_role (widget_class,
                                        GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
invites_forecast_card_init (InvitesForecastCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
show_rows (InvitesForecastCard *self, const guint64 *outcomes)
{
  for (int i = 0; i < INVITES_N_OUTCOMES; i++)
    {
      gboolean always = i == INVITES_OUTCOME_WILL_BE_SENT;
      gboolean shown = outcomes != NULL && (outcomes[i] > 0 || always);

      if (self->rows[i] == NULL)
        continue;
      if (shown)
        invites_count_row_set_number (self->rows[i], outcomes[i]);
      gtk_widget_set_visible (GTK_WIDGET (self->rows[i]), shown);
    }
}

/**
 * invites_forecast_card_set_outcomes:
 * @self: the card
 * @outcomes: (array fixed-size=11): contacts by #InvitesOutcome
 *
 * Shows a number for each outcome that occurs.
 */
void
invites_forecast_card_set_outcomes (InvitesForecastCard *self,
                                    const guint64 *outcomes)
{
  g_return_if_fail (INVITES_IS_FORECAST_CARD (self));
  g_return_if_fail (outcomes != NULL);

  if (self->rows[0] == NULL)
    make_rows (self);
  gtk_spinner_stop (self->spinner);
  gtk_widget_set_visible (GTK_WIDGET (self->pending_row), FALSE);
  show_rows (self, outcomes);
}

/**
 * invites_forecast_card_set_pending:
 * @self: the card
 * @text: why there are no numbers
 * @spinning: whether they are on their way
 */
void
invites_forecast_card_set_pending (InvitesForecastCard *self,
                                   const char *text,
                                   gboolean spinning)
{
  g_return_if_fail (INVITES_IS_FORECAST_CARD (self));
  g_return_if_fail (text != NULL);

  show_rows (self, NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->pending_row), text);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), spinning);
  gtk_spinner_set_spinning (self->spinner, spinning);
  gtk_widget_set_visible (GTK_WIDGET (self->pending_row), TRUE);
}

/**
 * invites_forecast_card_set_stale:
 * @self: the card
 * @stale: whether the numbers are not (or not yet) those of what is chosen
 */
void
invites_forecast_card_set_stale (InvitesForecastCard *self, gboolean stale)
{
  g_return_if_fail (INVITES_IS_FORECAST_CARD (self));

  if (stale)
    gtk_widget_add_css_class (GTK_WIDGET (self->group), "stale");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->group), "stale");
}
