/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/sends/invites-about-send.h"
#include "app/widgets/invites-fact-row.h"
#include "app/widgets/invites-filter-text.h"
#include "app/widgets/invites-format.h"
#include "app/widgets/invites-standing-text.h"

typedef enum
{
  FACT_DIVISION,
  FACT_FILTERS,
  FACT_FROM,
  FACT_LIMIT,
  FACT_GAP,
  FACT_EMAIL_FROM,
  FACT_TEMPLATE,
  FACT_PREPARED,
  FACT_STARTED,
  FACT_ENDED,
  FACT_REVOKED,
} Fact;
#define N_FACTS 11

static const char *const fact_names[N_FACTS] = {
  [FACT_DIVISION] = N_("Account division"),
  [FACT_FILTERS] = N_("Filters"),
  [FACT_FROM] = N_("Made from"),
  [FACT_LIMIT] = N_("Limit to contacts without an existing invitation"),
  [FACT_GAP] = N_("Minimum time between invitations"),
  [FACT_EMAIL_FROM] = N_("Email from"),
  [FACT_TEMPLATE] = N_("Notification template"),
  [FACT_PREPARED] = N_("Prepared"),
  [FACT_STARTED] = N_("Started"),
  [FACT_ENDED] = N_("Ended"),
  [FACT_REVOKED] = N_("Revoked"),
};

struct _InvitesAboutSend
{
  AdwPreferencesGroup parent_instance;

  /* Rows: made once, so that a running send does not take the focus away. */
  GtkWidget *facts[N_FACTS];
  GtkWidget *from_button;

  /* Owned. */
  char *from_send; /* (nullable) */
};

enum
{
  SIGNAL_SHOW_SEND,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (InvitesAboutSend, invites_about_send,
                     ADW_TYPE_PREFERENCES_GROUP)

/* %NULL: nothing to say, and no row. */
static void
set_fact (InvitesAboutSend *self,
          Fact              fact,
          const char       *value)
{
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->facts[fact]),
                               value != NULL ? value : "");
  gtk_widget_set_visible (self->facts[fact], value != NULL);
}

static const char *
describe_limit (const InvitesSend *send)
{
  if (send->only_expired)
    return _("Off: only those whose invitation has expired");

  return send->only_without_invitation ? _("On") : _("Off");
}

static void
show_times (InvitesAboutSend  *self,
            const InvitesSend *send,
            GTimeZone         *time_zone)
{
  g_autofree char *prepared = invites_format_time (send->prepared_at,
                                                   time_zone);
  g_autofree char *started = invites_format_time (send->started_at, time_zone);
  g_autofree char *ended = invites_format_time (send->finished_at, time_zone);
  g_autofree char *revoked = invites_standing_text_dup_revoked (send,
                                                                time_zone);
  g_autofree char *by = NULL;

  /* Translators: a time, and a colleague's name. */
  by = g_strdup_printf (_("%s by %s"), prepared, send->prepared_by);
  set_fact (self, FACT_PREPARED, by);
  set_fact (self, FACT_STARTED, started);
  set_fact (self, FACT_ENDED, ended);
  set_fact (self, FACT_REVOKED, revoked);
}

static void
show_whom (InvitesAboutSend     *self,
           const InvitesSend    *send,
           const InvitesChoices *choices)
{
  g_auto(GStrv) filters = invites_filter_describe (send->filter, choices);
  g_autofree char *joined = g_strjoinv ("\n", filters);
  gboolean whole = *joined == '\0';
  gboolean from = send->from_set != INVITES_SEND_SET_NONE;

  /* One that is made from others has no filter but these. */
  if (!whole || !from)
    set_fact (self, FACT_FILTERS,
              whole ? _("None: the whole division") : joined);
  else
    set_fact (self, FACT_FILTERS, NULL);
  set_fact (self, FACT_FROM, invites_standing_text_get_from (send->from_set));
  set_fact (self, FACT_LIMIT, from ? NULL : describe_limit (send));
  set_fact (self, FACT_GAP,
            send->gap_override ? _("Not kept for this send; this was recorded")
                               : NULL);

  g_free (self->from_send);
  self->from_send = g_strdup (send->from_send);
  gtk_widget_set_visible (self->from_button, send->from_send != NULL);
}

static void
from_clicked_cb (InvitesAboutSend *self)
{
  if (self->from_send != NULL)
    g_signal_emit (self, signals[SIGNAL_SHOW_SEND], 0, self->from_send);
}

static void
add_rows (InvitesAboutSend *self)
{
  for (guint i = 0; i < N_FACTS; i++)
    {
      self->facts[i] = invites_fact_row_new (_(fact_names[i]), "–");
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), self->facts[i]);
    }

  self->from_button = gtk_button_new_with_label (_("Show That Send"));
  gtk_widget_set_valign (self->from_button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->from_button, "flat");
  g_signal_connect_object (self->from_button, "clicked",
                           G_CALLBACK (from_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->facts[FACT_FROM]),
                             self->from_button);
}

static void
invites_about_send_finalize (GObject *object)
{
  g_free (INVITES_ABOUT_SEND (object)->from_send);

  G_OBJECT_CLASS (invites_about_send_parent_class)->finalize (object);
}

static void
invites_about_send_class_init (InvitesAboutSendClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = invites_about_send_finalize;

  /**
   * InvitesAboutSend::show-send:
   * @uuid: the send that this one was made from
   */
  signals[SIGNAL_SHOW_SEND]
    = g_signal_new ("show-send", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                    0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
invites_about_send_init (InvitesAboutSend *self)
{
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self),
                                   _("About this send"));
  add_rows (self);
}

/**
 * invites_about_send_show:
 * @self: an #InvitesAboutSend
 * @send: the send
 * @choices: (nullable): where names and time zones stand
 *
 * Says what is known of @send beside its numbers.
 */
void
invites_about_send_show (InvitesAboutSend     *self,
                         const InvitesSend    *send,
                         const InvitesChoices *choices)
{
  g_autoptr(GTimeZone) time_zone = NULL;

  g_return_if_fail (INVITES_IS_ABOUT_SEND (self));
  g_return_if_fail (send != NULL);

  time_zone = invites_choices_dup_time_zone (choices, send->division);
  set_fact (self, FACT_DIVISION, send->division_name);
  show_whom (self, send, choices);
  set_fact (self, FACT_EMAIL_FROM, send->email_from);
  set_fact (self, FACT_TEMPLATE, send->template_name);
  show_times (self, send, time_zone);
}
