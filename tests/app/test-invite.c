/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

#include "app/invite/invites-count-tile.h"
#include "app/invite/invites-counts-card.h"
#include "app/invite/invites-delivery-options.h"
#include "app/invite/invites-filter-pane.h"
#include "app/invite/invites-forecast-card.h"
#include "app/invite/invites-invite-page.h"
#include "app/invite/invites-send-bar.h"
#include "app/widgets/invites-choice-row.h"
#include "app/widgets/invites-message-strip.h"
#include "canned-service.h"
#include "test-support.h"
#include "widget-support.h"

#define CHOICES  "/v1/choices"
#define COUNTS   "/v1/contacts/counts"
#define FORECAST "/v1/sends/forecast"
#define WISHES   "/v1/link-wishes"

typedef struct
{
  CannedService     *service;
  InvitesClient     *client;
  InvitesInvitePage *page;
  GtkWindow         *window;
} Fixture;

static void
add_division (InvitesChoices *choices, const char *id, const char *name)
{
  InvitesChoice *division = invites_choice_new (id, name);

  division->email_from = g_strdup_printf ("office@%s.example", id);
  division->time_zone = g_strdup ("America/Chicago");
  g_ptr_array_add (choices->divisions, division);
}

static void
answer_choices (Fixture *fixture)
{
  g_autoptr(InvitesChoices) choices = invites_choices_new ();

  add_division (choices, "north", "North");
  add_division (choices, "south", "South");
  g_ptr_array_add (choices->bill_groups,
                   invites_choice_new ("monthly", "Monthly"));
  g_ptr_array_add (choices->notification_templates,
                   invites_choice_new ("invitation", "Portal invitation"));
  canned_service_set (fixture->service, CHOICES,
                      invites_choices_to_json (choices));
}

static void
answer_counts (Fixture *fixture, guint64 pending)
{
  g_autoptr(InvitesCounts) counts = invites_counts_new ();

  counts->filtered.groups[INVITES_GROUP_ACCEPTED] = 4;
  counts->filtered.groups[INVITES_GROUP_PENDING] = pending;
  counts->filtered.total = pending + 4;
  counts->division = counts->filtered;
  counts->division.groups[INVITES_GROUP_NOT_SENT] = 100;
  counts->division.total += 100;
  counts->as_of = 1794837780;
  canned_service_set (fixture->service, COUNTS,
                      invites_counts_to_json (counts));
}

static void
answer_forecast (Fixture *fixture, guint64 mails)
{
  guint64 outcomes[INVITES_N_OUTCOMES] = { 0 };

  outcomes[INVITES_OUTCOME_WILL_BE_SENT] = mails;
  outcomes[INVITES_OUTCOME_ACCEPTED] = 4;
  canned_service_set (fixture->service, FORECAST,
                      invites_outcomes_to_json (outcomes));
}

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  gboolean review_only = user_data != NULL;

  fixture->service = canned_service_new ();
  fixture->client = canned_service_make_client (fixture->service,
                                                !review_only);
  answer_choices (fixture);
  answer_counts (fixture, 22);
  answer_forecast (fixture, 22);
  canned_service_set (fixture->service, WISHES, canned_wishes (0));

  fixture->page = g_object_new (INVITES_TYPE_INVITE_PAGE, NULL);
  fixture->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (fixture->window, 1180, 760);
  gtk_window_set_child (fixture->window, GTK_WIDGET (fixture->page));
  gtk_window_present (fixture->window);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  gtk_window_destroy (fixture->window);
  g_object_unref (fixture->client);
  canned_service_free (fixture->service);
}

static gpointer
get_part (Fixture *fixture, const char *name)
{
  return part (fixture->page, INVITES_TYPE_INVITE_PAGE, name);
}

static gpointer
get_filter (Fixture *fixture, const char *name)
{
  return part (get_part (fixture, "filter_pane"), INVITES_TYPE_FILTER_PANE,
               name);
}

static gpointer
get_option (Fixture *fixture, const char *name)
{
  return part (get_part (fixture, "delivery_options"),
               INVITES_TYPE_DELIVERY_OPTIONS, name);
}

static gpointer
get_count (Fixture *fixture, const char *name)
{
  return part (get_part (fixture, "counts_card"), INVITES_TYPE_COUNTS_CARD,
               name);
}

static gboolean
shows_page (Fixture *fixture, const char *stack, const char *name)
{
  return widget_support_shows (get_part (fixture, stack), name);
}

static gboolean
says (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget)
      && g_strcmp0 (gtk_label_get_text (GTK_LABEL (widget)), text) == 0)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_visible (child) && says (child, text))
      return TRUE;
  return FALSE;
}

static gboolean
is_stale (Fixture *fixture)
{
  return gtk_widget_has_css_class (get_count (fixture, "numbers"), "stale");
}

static void
load (Fixture *fixture)
{
  invites_invite_page_set_client (fixture->page, fixture->client);
  wait_until (shows_page (fixture, "stack", "content"));
}

static void
choose_division (Fixture *fixture, const char *id)
{
  g_assert_true (
      invites_choice_row_set_id (get_filter (fixture, "division_row"), id));
}

static void
test_no_division (Fixture *fixture, gconstpointer user_data)
{
  load (fixture);

  g_assert_true (shows_page (fixture, "right_stack", "no-division"));
  g_assert_false (
      gtk_widget_get_sensitive (get_filter (fixture, "bill_group_row")));
  g_assert_false (
      gtk_widget_get_sensitive (get_filter (fixture, "check_group")));
  g_assert_true (says (get_part (fixture, "send_bar"), "Choose a division"));
  g_assert_false (invites_invite_page_can_send (fixture->page));
  g_assert_cmpuint (canned_service_get_n_asked (fixture->service, COUNTS), ==,
                    0);

  choose_division (fixture, "north");
  g_assert_true (
      gtk_widget_get_sensitive (get_filter (fixture, "bill_group_row")));
  g_assert_true (
      gtk_widget_get_sensitive (get_filter (fixture, "check_group")));
  g_assert_true (shows_page (fixture, "right_stack", "division"));
}

static void
test_numbers (Fixture *fixture, gconstpointer user_data)
{
  load (fixture);
  choose_division (fixture, "north");
  wait_until (invites_invite_page_can_send (fixture->page));

  g_assert_true (says (get_count (fixture, "pending_tile"), "22"));
  g_assert_true (says (get_count (fixture, "total_tile"), "26"));
  g_assert_false (says (get_count (fixture, "total_tile"), "of 126"));
  g_assert_true (says (GTK_WIDGET (fixture->page), "North, as of 08:03"));
  g_assert_true (
      says (get_part (fixture, "send_bar"), "22 invitations will be sent"));
  g_assert_cmpstr (
      gtk_editable_get_text (get_option (fixture, "email_from_row")), ==,
      "office@north.example");
  g_assert_cmpuint (canned_service_get_n_asked (fixture->service, COUNTS), ==,
                    1);
  g_assert_cmpuint (canned_service_get_n_asked (fixture->service, FORECAST),
                    ==, 1);
}

static void
test_narrow (Fixture *fixture, gconstpointer user_data)
{
  load (fixture);
  choose_division (fixture, "north");
  wait_until (invites_invite_page_can_send (fixture->page));

  /* Three changes at once are one question. */
  answer_counts (fixture, 7);
  gtk_check_button_set_active (get_filter (fixture, "balance_due_check"), TRUE);
  gtk_check_button_set_active (get_filter (fixture, "active_service_check"),
                               TRUE);
  invites_choice_row_set_id (get_filter (fixture, "bill_group_row"), "monthly");
  g_assert_true (is_stale (fixture));
  g_assert_true (says (get_count (fixture, "pending_tile"), "22"));
  g_assert_false (invites_invite_page_can_send (fixture->page));

  wait_until (!is_stale (fixture));
  g_assert_true (says (get_count (fixture, "pending_tile"), "7"));
  g_assert_true (says (get_count (fixture, "total_tile"), "of 111"));
  g_assert_cmpuint (canned_service_get_n_asked (fixture->service, COUNTS), ==,
                    2);
  g_assert_cmpstr (canned_service_get_last (fixture->service, COUNTS,
                                            "balance_due"), ==, "true");
  g_assert_cmpstr (canned_service_get_last (fixture->service, COUNTS,
                                            "bill_group"), ==, "monthly");

  g_signal_emit_by_name (get_filter (fixture, "reset_button"), "clicked");
  g_assert_cmpstr (
      invites_choice_row_get_id (get_filter (fixture, "division_row")), ==,
      "north");
  g_assert_null (
      invites_choice_row_get_id (get_filter (fixture, "bill_group_row")));
  g_assert_false (
      gtk_widget_get_sensitive (get_filter (fixture, "reset_button")));
  wait_until (!is_stale (fixture));
}

static void
test_failure (Fixture *fixture, gconstpointer user_data)
{
  InvitesMessageStrip *strip = get_part (fixture, "strip");

  load (fixture);
  choose_division (fixture, "north");
  wait_until (invites_invite_page_can_send (fixture->page));

  canned_service_set_error (fixture->service, COUNTS,
                            INVITES_ERROR_UNAVAILABLE);
  gtk_check_button_set_active (get_filter (fixture, "balance_due_check"), TRUE);
  wait_until (invites_message_strip_is_shown (strip));
  /* What was there stays, and does not look true. */
  g_assert_true (says (get_count (fixture, "pending_tile"), "22"));
  g_assert_true (is_stale (fixture));

  answer_counts (fixture, 7);
  g_signal_emit_by_name (strip, "activated");
  wait_until (!is_stale (fixture));
  g_assert_false (invites_message_strip_is_shown (strip));
  g_assert_true (says (get_count (fixture, "pending_tile"), "7"));
}

static void
test_division_changes (Fixture *fixture, gconstpointer user_data)
{
  load (fixture);
  choose_division (fixture, "north");
  wait_until (invites_invite_page_can_send (fixture->page));

  /* Never the numbers of one division under the name of another. */
  choose_division (fixture, "south");
  g_assert_false (gtk_widget_get_visible (get_count (fixture, "numbers")));
  g_assert_cmpstr (
      gtk_editable_get_text (get_option (fixture, "email_from_row")), ==,
      "office@south.example");
  wait_until (gtk_widget_get_visible (get_count (fixture, "numbers")));
  g_assert_true (says (GTK_WIDGET (fixture->page), "South, as of 08:03"));
}

static void
test_sender (Fixture *fixture, gconstpointer user_data)
{
  GtkEditable *row;
  GtkWidget *error_row;

  load (fixture);
  choose_division (fixture, "north");
  wait_until (invites_invite_page_can_send (fixture->page));
  row = get_option (fixture, "email_from_row");
  error_row = get_option (fixture, "error_row");
  g_assert_false (gtk_widget_get_visible (error_row));

  gtk_editable_set_text (row, "office");
  g_assert_true (gtk_widget_get_visible (error_row));
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (row), "error"));
  g_assert_false (invites_invite_page_can_send (fixture->page));

  g_signal_emit_by_name (get_option (fixture, "division_address_button"),
                         "clicked");
  g_assert_cmpstr (gtk_editable_get_text (row), ==, "office@north.example");
  g_assert_false (gtk_widget_get_visible (error_row));
  wait_until (invites_invite_page_can_send (fixture->page));

  /* The service knows better which addresses are allowed. */
  canned_service_set_error (fixture->service, FORECAST,
                            INVITES_ERROR_SENDER_NOT_ALLOWED);
  gtk_editable_set_text (row, "office@elsewhere.example");
  wait_until (gtk_widget_get_visible (error_row));
  g_assert_false (
      invites_message_strip_is_shown (get_part (fixture, "strip")));
  g_assert_false (invites_invite_page_can_send (fixture->page));

  answer_forecast (fixture, 5);
  gtk_editable_set_text (row, "info@north.example");
  wait_until (invites_invite_page_can_send (fixture->page));
}

static void
test_choices_fail (Fixture *fixture, gconstpointer user_data)
{
  InvitesMessageStrip *strip = get_part (fixture, "strip");

  canned_service_set_error (fixture->service, CHOICES,
                            INVITES_ERROR_UNAVAILABLE);
  invites_invite_page_set_client (fixture->page, fixture->client);
  wait_until (invites_message_strip_is_shown (strip));
  answer_choices (fixture);
  g_signal_emit_by_name (strip, "activated");
  wait_until (shows_page (fixture, "stack", "content"));
  g_assert_false (invites_message_strip_is_shown (strip));
}

static void
test_reload_keeps (Fixture *fixture, gconstpointer user_data)
{
  load (fixture);
  choose_division (fixture, "north");
  gtk_check_button_set_active (get_filter (fixture, "balance_due_check"), TRUE);
  gtk_check_button_set_active (get_option (fixture, "limit_check"), FALSE);
  gtk_editable_set_text (get_option (fixture, "email_from_row"),
                         "info@north.example");
  wait_until (invites_invite_page_can_send (fixture->page));

  invites_invite_page_reload (fixture->page);
  wait_until (canned_service_get_n_asked (fixture->service, CHOICES) == 2
              && canned_service_get_n_asked (fixture->service, COUNTS) == 2);
  wait_until (invites_invite_page_can_send (fixture->page));
  g_assert_cmpstr (
      invites_choice_row_get_id (get_filter (fixture, "division_row")), ==,
      "north");
  g_assert_true (gtk_check_button_get_active (
      get_filter (fixture, "balance_due_check")));
  g_assert_false (
      gtk_check_button_get_active (get_option (fixture, "limit_check")));
  g_assert_cmpstr (
      gtk_editable_get_text (get_option (fixture, "email_from_row")), ==,
      "info@north.example");
}

/* The choice between all and the expired is there only without the limit. */
static void
test_only_expired (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *row;
  const char *body;

  load (fixture);
  choose_division (fixture, "north");
  wait_until (invites_invite_page_can_send (fixture->page));
  row = get_option (fixture, "expired_row");
  g_assert_false (gtk_widget_get_visible (row));

  gtk_check_button_set_active (get_option (fixture, "limit_check"), FALSE);
  g_assert_true (gtk_widget_get_visible (row));
  answer_forecast (fixture, 3);
  gtk_check_button_set_active (get_option (fixture, "expired_check"), TRUE);
  wait_until (
      says (get_part (fixture, "send_bar"), "3 invitations will be sent"));
  body = canned_service_get_body (fixture->service, FORECAST);
  g_assert_nonnull (strstr (body, "\"only_expired\":true"));

  gtk_check_button_set_active (get_option (fixture, "limit_check"), TRUE);
  g_assert_false (gtk_widget_get_visible (row));
  g_assert_false (
      gtk_check_button_get_active (get_option (fixture, "expired_check")));
}

static void
test_gap (Fixture *fixture, gconstpointer user_data)
{
  guint64 outcomes[INVITES_N_OUTCOMES] = { 0 };
  GtkWidget *row;

  load (fixture);
  choose_division (fixture, "north");
  wait_until (invites_invite_page_can_send (fixture->page));
  row = get_option (fixture, "gap_row");
  g_assert_false (gtk_widget_get_visible (row));

  outcomes[INVITES_OUTCOME_TOO_RECENT] = 2;
  canned_service_set (fixture->service, FORECAST,
                      invites_outcomes_to_json (outcomes));
  invites_invite_page_refresh (fixture->page);
  wait_until (gtk_widget_get_visible (row));
  g_assert_true (says (get_part (fixture, "send_bar"),
                       "2 contacts were invited very recently. Wait, or choose "
                       "to invite those too."));

  /* It stays while it is on, though nobody is left out any more. */
  answer_forecast (fixture, 2);
  gtk_check_button_set_active (get_option (fixture, "gap_check"), TRUE);
  wait_until (
      says (get_part (fixture, "send_bar"), "2 invitations will be sent"));
  g_assert_nonnull (strstr (
      canned_service_get_body (fixture->service, FORECAST),
      "\"gap_override\":true"));
  g_assert_true (gtk_widget_get_visible (row));
}

static void
test_trouble (Fixture *fixture, gconstpointer user_data)
{
  InvitesMessageStrip *strip = get_part (fixture, "trouble_strip");

  load (fixture);
  invites_invite_page_set_trouble (fixture->page, INVITES_TROUBLE_STORAGE);
  g_assert_true (invites_message_strip_is_shown (strip));
  invites_invite_page_set_trouble (fixture->page, INVITES_TROUBLE_NONE);
  g_assert_false (invites_message_strip_is_shown (strip));
}

static void
test_review_only (Fixture *fixture, gconstpointer user_data)
{
  load (fixture);
  choose_division (fixture, "north");
  wait_until (says (get_count (fixture, "pending_tile"), "22"));

  g_assert_false (
      gtk_widget_get_visible (get_part (fixture, "delivery_options")));
  g_assert_false (gtk_widget_get_visible (get_part (fixture, "forecast_card")));
  g_assert_false (gtk_widget_get_visible (get_part (fixture, "send_bar")));
  g_assert_false (invites_invite_page_can_send (fixture->page));
  g_assert_cmpuint (canned_service_get_n_asked (fixture->service, FORECAST),
                    ==, 0);
}

static void
test_small (Fixture *fixture, gconstpointer user_data)
{
  int minimum;

  load (fixture);
  choose_division (fixture, "north");
  wait_until (invites_invite_page_can_send (fixture->page));

  gtk_widget_measure (GTK_WIDGET (fixture->page), GTK_ORIENTATION_HORIZONTAL,
                      -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  gtk_widget_measure (GTK_WIDGET (fixture->page), GTK_ORIENTATION_VERTICAL,
                      360, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 400);
}

static gboolean
shows_pending (Fixture *fixture, const char *number)
{
  GtkLabel *label = part (get_count (fixture, "pending_tile"),
                          INVITES_TYPE_COUNT_TILE, "number_label");

  return g_str_equal (gtk_label_get_text (label), number);
}

/* Numbers follow what others do, without a click. */
static void
test_follows (Fixture *fixture, gconstpointer user_data)
{
  load (fixture);
  choose_division (fixture, "north");
  wait_until (shows_pending (fixture, "22"));
  answer_counts (fixture, 21);
  canned_service_change (fixture->service);
  wait_until (shows_pending (fixture, "21"));
  answer_counts (fixture, 20);
  canned_service_change (fixture->service);
  wait_until (shows_pending (fixture, "20"));
}

/* What is there stays while the service is away, and is current when it is
 * back, by itself. */
static void
test_service_away (Fixture *fixture, gconstpointer user_data)
{
  InvitesMessageStrip *strip = get_part (fixture, "strip");

  load (fixture);
  choose_division (fixture, "north");
  wait_until (shows_pending (fixture, "22"));
  canned_service_set_error (fixture->service, COUNTS,
                            INVITES_ERROR_UNAVAILABLE);
  canned_service_set_error (fixture->service, CANNED_CHANGES,
                            INVITES_ERROR_UNAVAILABLE);
  wait_until (invites_message_strip_is_shown (strip));
  g_assert_true (shows_pending (fixture, "22"));

  answer_counts (fixture, 11);
  canned_service_change (fixture->service);
  wait_until (shows_pending (fixture, "11"));
  wait_until (!invites_message_strip_is_shown (strip));
}

/* The counts alone fail: they are asked for again. */
static void
test_counts_come_back (Fixture *fixture, gconstpointer user_data)
{
  InvitesMessageStrip *strip = get_part (fixture, "strip");

  canned_service_set_error (fixture->service, COUNTS,
                            INVITES_ERROR_UNAVAILABLE);
  load (fixture);
  choose_division (fixture, "north");
  wait_until (invites_message_strip_is_shown (strip));
  answer_counts (fixture, 9);
  wait_until (shows_pending (fixture, "9"));
  wait_until (!invites_message_strip_is_shown (strip));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "/invite/no-division", test_no_division },
    { "/invite/numbers", test_numbers },
    { "/invite/narrow", test_narrow },
    { "/invite/failure", test_failure },
    { "/invite/division-changes", test_division_changes },
    { "/invite/sender", test_sender },
    { "/invite/choices-fail", test_choices_fail },
    { "/invite/reload-keeps", test_reload_keeps },
    { "/invite/only-expired", test_only_expired },
    { "/invite/gap", test_gap },
    { "/invite/trouble", test_trouble },
    { "/invite/small", test_small },
    { "/invite/follows", test_follows },
    { "/invite/service-away", test_service_away },
    { "/invite/counts-come-back", test_counts_come_back },
  };

  widget_support_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test,
                tear_down);
  g_test_add ("/invite/review-only", Fixture, "review only", set_up,
              test_review_only, tear_down);

  return g_test_run ();
}
