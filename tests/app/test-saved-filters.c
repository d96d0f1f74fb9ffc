/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

#include "app/invite/invites-delivery-options.h"
#include "app/invite/invites-filter-name-dialog.h"
#include "app/invite/invites-filter-pane.h"
#include "app/invite/invites-filter-variant.h"
#include "app/invite/invites-invite-page.h"
#include "app/invite/invites-saved-filter-row.h"
#include "app/invite/invites-saved-filters-dialog.h"
#include "app/invite/invites-saved-filters-menu.h"
#include "app/settings/invites-settings.h"
#include "app/widgets/invites-choice-row.h"
#include "app/widgets/invites-message-strip.h"
#include "canned-service.h"
#include "test-support.h"
#include "widget-support.h"

#define CHOICES  "/v1/choices"
#define COUNTS   "/v1/contacts/counts"
#define FORECAST "/v1/sends/forecast"
#define WISHES   "/v1/link-wishes"

/* What may be chosen. */
typedef enum
{
  ALL,
  NO_MONTHLY,
  NO_NORTH,
} Offer;

typedef struct
{
  CannedService       *service;
  InvitesClient       *client;
  GSettings           *settings;
  InvitesSavedFilters *saved; /* another view of the same settings */
  InvitesInvitePage   *page;
  GtkWindow           *window;
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
answer_choices (Fixture *fixture, Offer offer)
{
  g_autoptr(InvitesChoices) choices = invites_choices_new ();

  if (offer != NO_NORTH)
    add_division (choices, "north", "North");
  add_division (choices, "south", "South");
  add_division (choices, "west", "West");
  if (offer != NO_MONTHLY)
    g_ptr_array_add (choices->bill_groups,
                     invites_choice_new ("monthly", "Monthly"));
  g_ptr_array_add (choices->bill_groups,
                   invites_choice_new ("weekly", "Weekly"));
  g_ptr_array_add (choices->notification_templates,
                   invites_choice_new ("invitation", "Portal invitation"));
  canned_service_set (fixture->service, CHOICES,
                      invites_choices_to_json (choices));
}

static void
answer_numbers (Fixture *fixture)
{
  g_autoptr(InvitesCounts) counts = invites_counts_new ();
  guint64 outcomes[INVITES_N_OUTCOMES] = { 0 };

  counts->filtered.groups[INVITES_GROUP_PENDING] = 4;
  counts->filtered.total = 4;
  counts->division = counts->filtered;
  counts->as_of = 1794837780;
  canned_service_set (fixture->service, COUNTS,
                      invites_counts_to_json (counts));
  canned_service_set (fixture->service, FORECAST,
                      invites_outcomes_to_json (outcomes));
  canned_service_set (fixture->service, WISHES, canned_wishes (0));
}

static void
open_page (Fixture *fixture)
{
  fixture->page = g_object_new (INVITES_TYPE_INVITE_PAGE, NULL);
  fixture->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (fixture->window, 1180, 760);
  gtk_window_set_child (fixture->window, GTK_WIDGET (fixture->page));
  gtk_window_present (fixture->window);
  invites_invite_page_set_settings (fixture->page, fixture->settings);
}

static gpointer
get_part (Fixture *fixture, const char *name)
{
  return part (fixture->page, INVITES_TYPE_INVITE_PAGE, name);
}

static InvitesFilterPane *
get_pane (Fixture *fixture)
{
  return get_part (fixture, "filter_pane");
}

static gpointer
get_filter (Fixture *fixture, const char *name)
{
  return part (get_pane (fixture), INVITES_TYPE_FILTER_PANE, name);
}

static gpointer
get_option (Fixture *fixture, const char *name)
{
  return part (get_part (fixture, "delivery_options"),
               INVITES_TYPE_DELIVERY_OPTIONS, name);
}

static InvitesSavedFiltersMenu *
get_menu (Fixture *fixture)
{
  return get_filter (fixture, "saved_menu");
}

static void
load (Fixture *fixture)
{
  invites_invite_page_set_client (fixture->page, fixture->client);
  wait_until (widget_support_shows (get_part (fixture, "stack"), "content"));
}

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  fixture->service = canned_service_new ();
  fixture->client = canned_service_make_client (fixture->service, TRUE);
  fixture->settings = invites_settings_new_for_user (NULL, NULL);
  fixture->saved = invites_saved_filters_new (fixture->settings);
  answer_choices (fixture, ALL);
  answer_numbers (fixture);
  open_page (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  gtk_window_destroy (fixture->window);
  g_object_unref (fixture->saved);
  g_object_unref (fixture->settings);
  g_object_unref (fixture->client);
  canned_service_free (fixture->service);
}

/* Everything is closed, and the user comes back. */
static void
restart (Fixture *fixture)
{
  gtk_window_destroy (fixture->window);
  open_page (fixture);
  load (fixture);
}

static InvitesFilter *
make_filter (const char *division, const char *bill_group, gboolean due)
{
  InvitesFilter *filter = invites_filter_new (division);

  filter->bill_group = g_strdup (bill_group);
  filter->balance_due = due;
  return filter;
}

static void
save (Fixture *fixture,
      const char *name,
      const char *division,
      const char *bill_group,
      gboolean due)
{
  g_autoptr(InvitesFilter) filter = make_filter (division, bill_group, due);

  invites_saved_filters_save (fixture->saved, name, filter);
}

static void
choose (Fixture *fixture,
        const char *division,
        const char *bill_group,
        gboolean due)
{
  g_autoptr(InvitesFilter) filter = make_filter (division, bill_group, due);

  invites_filter_pane_set_filter (get_pane (fixture), filter);
}

static void
assert_chosen (Fixture *fixture,
               const char *division,
               const char *bill_group,
               gboolean due)
{
  g_autoptr(InvitesFilter) chosen
      = invites_filter_pane_dup_filter (get_pane (fixture));
  g_autoptr(InvitesFilter) wanted = make_filter (division, bill_group, due);

  g_assert_cmpstr (chosen->division, ==, division);
  g_assert_cmpstr (chosen->bill_group, ==, bill_group);
  g_assert_true (invites_filter_equal (chosen, wanted));
}

static void
assert_names (Fixture *fixture, const char *expected)
{
  g_autoptr(GString) names = g_string_new (NULL);

  for (guint i = 0; i < invites_saved_filters_get_n (fixture->saved); i++)
    g_string_append_printf (
        names, "%s%s", i > 0 ? "|" : "",
        invites_saved_filters_get_name (fixture->saved, i));
  g_assert_cmpstr (names->str, ==, expected);
}

static const char *
get_notice (Fixture *fixture)
{
  InvitesMessageStrip *strip = get_part (fixture, "filter_strip");

  return invites_message_strip_is_shown (strip)
             ? invites_message_strip_get_text (strip)
             : NULL;
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

/* The name of the filter that stands over it. */
static const char *
get_description (Fixture *fixture)
{
  const char *text = invites_saved_filters_menu_get_text (get_menu (fixture));

  if (text == NULL)
    return "";
  g_assert_true (says (get_filter (fixture, "group"), text));
  return text;
}

static void
apply (Fixture *fixture, const char *name)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (get_menu (fixture)),
                                             "saved-filters.apply", "s",
                                             name));
}

static gboolean
do_command (Fixture *fixture, const char *action)
{
  return gtk_widget_activate_action (GTK_WIDGET (get_menu (fixture)), action,
                                     NULL);
}

static guint
count_remembered (Fixture *fixture)
{
  g_autoptr(GVariant) filter
      = g_settings_get_value (fixture->settings, "filter");

  return (guint) g_variant_n_children (filter);
}

static void
test_remembered (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *division = NULL;

  load (fixture);
  g_assert_null (get_notice (fixture));
  choose (fixture, "north", "monthly", TRUE);
  restart (fixture);
  assert_chosen (fixture, "north", "monthly", TRUE);
  g_assert_null (get_notice (fixture));

  division = g_settings_get_string (fixture->settings, "division");
  g_assert_cmpstr (division, ==, "north");
  g_assert_cmpuint (count_remembered (fixture), ==, 2);

  /* By itself as well, when the window stays open. */
  choose (fixture, "south", NULL, FALSE);
  wait_until (count_remembered (fixture) == 0);
}

/* The limit of a send, the sender and the template are of the moment. */
static void
test_not_remembered (Fixture *fixture, gconstpointer user_data)
{
  g_auto(GStrv) keys = NULL;
  g_autoptr(GSettingsSchema) schema = NULL;

  load (fixture);
  choose (fixture, "north", NULL, FALSE);
  gtk_check_button_set_active (get_option (fixture, "limit_check"), FALSE);
  gtk_editable_set_text (get_option (fixture, "email_from_row"),
                         "other@north.example");
  restart (fixture);
  assert_chosen (fixture, "north", NULL, FALSE);
  g_assert_true (
      gtk_check_button_get_active (get_option (fixture, "limit_check")));
  g_assert_cmpstr (
      gtk_editable_get_text (get_option (fixture, "email_from_row")), ==,
      "office@north.example");

  g_object_get (fixture->settings, "settings-schema", &schema, NULL);
  keys = g_settings_schema_list_keys (schema);
  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autoptr(GVariant) value
          = g_settings_get_user_value (fixture->settings, keys[i]);

      if (!g_str_equal (keys[i], "division") && !g_str_equal (keys[i], "filter"))
        g_assert_null (value);
    }
}

static void
test_gone (Fixture *fixture, gconstpointer user_data)
{
  load (fixture);
  choose (fixture, "north", "monthly", TRUE);
  answer_choices (fixture, NO_MONTHLY);
  restart (fixture);
  assert_chosen (fixture, "north", NULL, TRUE);
  g_assert_cmpstr (get_notice (fixture), ==,
                   "No longer there to choose, and so left out: Bill group. "
                   "More contacts may match than before.");
  g_signal_emit_by_name (get_part (fixture, "filter_strip"), "activated");
  g_assert_null (get_notice (fixture));

  answer_choices (fixture, NO_NORTH);
  restart (fixture);
  assert_chosen (fixture, NULL, NULL, FALSE);
  g_assert_cmpstr (get_notice (fixture), ==,
                   "The division that you last chose is no longer yours.");
  /* It may come back: nothing was chosen since. */
  answer_choices (fixture, ALL);
  restart (fixture);
  assert_chosen (fixture, "north", NULL, TRUE);
}

/* While somebody works. */
static void
test_goes (Fixture *fixture, gconstpointer user_data)
{
  load (fixture);
  choose (fixture, "north", "monthly", FALSE);
  answer_choices (fixture, NO_MONTHLY);
  invites_invite_page_reload (fixture->page);
  wait_until (get_notice (fixture) != NULL);
  assert_chosen (fixture, "north", NULL, FALSE);

  answer_choices (fixture, NO_NORTH);
  invites_invite_page_reload (fixture->page);
  wait_until (g_str_equal (get_notice (fixture),
                           "The division that was chosen is no longer yours."));
}

/* Somebody has been at the file. */
static void
test_broken (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr(GVariant) filter
      = g_variant_ref_sink (g_variant_new_parsed ("{'bill_group': '!!'}"));
  g_autoptr(GVariant) saved = g_variant_ref_sink (g_variant_new_parsed (
      "[('', {'division': 'north'}), ('No division', @a{ss} {}),"
      " ('Good', {'division': 'north'}), ('GOOD', {'division': 'south'}),"
      " ('Bad', {'division': 'north', 'balance_due': 'perhaps'})]"));

  g_settings_set_string (fixture->settings, "division", "north");
  g_settings_set_value (fixture->settings, "filter", filter);
  g_settings_set_value (fixture->settings, "saved-filters", saved);
  load (fixture);
  assert_chosen (fixture, NULL, NULL, FALSE);
  assert_names (fixture, "Good");
}

static void
test_variant (void)
{
  g_autoptr(InvitesFilter) filter = make_filter ("north", "monthly", TRUE);
  g_autoptr(InvitesFilter) whole = NULL;
  g_autoptr(InvitesFilter) narrow = NULL;
  g_autoptr(InvitesFilter) nothing = invites_filter_new (NULL);
  g_autoptr(GVariant) variant
      = g_variant_ref_sink (invites_filter_to_variant (filter));
  g_autoptr(GVariant) without
      = g_variant_ref_sink (invites_filter_to_narrow_variant (filter));
  g_autoptr(GVariant) empty
      = g_variant_ref_sink (invites_filter_to_variant (nothing));
  g_autofree char *text = g_variant_print (variant, FALSE);

  g_assert_cmpstr (text, ==,
                   "{'balance_due': 'true', 'bill_group': 'monthly', "
                   "'division': 'north'}");
  whole = invites_filter_from_variant (variant);
  narrow = invites_filter_from_narrow_variant ("north", without);
  g_assert_true (invites_filter_equal (whole, filter));
  g_assert_true (invites_filter_equal (narrow, filter));
  g_assert_cmpuint (g_variant_n_children (without), ==, 2);
  g_assert_cmpuint (g_variant_n_children (empty), ==, 0);
  g_assert_null (invites_filter_from_variant (empty));
  g_assert_null (invites_filter_from_narrow_variant ("", without));
}

static void
count_cb (guint *n)
{
  (*n)++;
}

static void
test_model (Fixture *fixture, gconstpointer user_data)
{
  guint n_changed = 0, position;

  g_signal_connect_swapped (fixture->saved, "changed", G_CALLBACK (count_cb),
                            &n_changed);
  save (fixture, "Overdue", "north", NULL, TRUE);
  save (fixture, "Straße", "south", NULL, FALSE);
  save (fixture, "Third", "west", NULL, FALSE);
  g_assert_cmpuint (n_changed, ==, 3);
  assert_names (fixture, "Overdue|Straße|Third");

  /* In whatever case, and at its place. */
  save (fixture, "OVERDUE", "south", "weekly", FALSE);
  assert_names (fixture, "OVERDUE|Straße|Third");
  g_assert_cmpstr (
      invites_saved_filters_get_filter (fixture->saved, 0)->bill_group, ==,
      "weekly");
  g_assert_true (
      invites_saved_filters_find (fixture->saved, "stRaße", &position));
  g_assert_cmpuint (position, ==, 1);

  invites_saved_filters_move (fixture->saved, 2, 0);
  assert_names (fixture, "Third|OVERDUE|Straße");
  invites_saved_filters_move (fixture->saved, 0, 1);
  assert_names (fixture, "OVERDUE|Third|Straße");
  invites_saved_filters_rename (fixture->saved, 2, "Road");
  assert_names (fixture, "OVERDUE|Third|Road");
  invites_saved_filters_rename (fixture->saved, 2, "overdue");
  assert_names (fixture, "Third|overdue");
  g_assert_cmpstr (
      invites_saved_filters_get_filter (fixture->saved, 1)->division, ==,
      "south");
  invites_saved_filters_remove (fixture->saved, 0);
  assert_names (fixture, "overdue");
}

static void
test_apply (Fixture *fixture, gconstpointer user_data)
{
  save (fixture, "Overdue_North", "north", NULL, TRUE);
  save (fixture, "Monthly <South>", "south", "monthly", FALSE);
  load (fixture);
  g_assert_cmpstr (get_description (fixture), ==, "");

  apply (fixture, "Monthly <South>");
  assert_chosen (fixture, "south", "monthly", FALSE);
  g_assert_cmpstr (get_description (fixture), ==, "Monthly <South>");

  apply (fixture, "Overdue_North");
  assert_chosen (fixture, "north", NULL, TRUE);
  g_assert_cmpstr (get_description (fixture), ==, "Overdue_North");

  gtk_check_button_set_active (get_filter (fixture, "active_service_check"),
                               TRUE);
  g_assert_cmpstr (get_description (fixture), ==, "Overdue_North, changed");
  /* Again: as it was saved. */
  apply (fixture, "Overdue_North");
  assert_chosen (fixture, "north", NULL, TRUE);
  g_assert_cmpstr (get_description (fixture), ==, "Overdue_North");

  /* Another division is another matter. */
  gtk_check_button_set_active (get_filter (fixture, "active_service_check"),
                               TRUE);
  invites_choice_row_set_id (get_filter (fixture, "division_row"), "west");
  g_assert_cmpstr (get_description (fixture), ==, "");

  apply (fixture, "Overdue_North");
  g_signal_emit_by_name (get_filter (fixture, "reset_button"), "clicked");
  g_assert_cmpstr (get_description (fixture), ==, "");

  /* By hand it is the same filter. */
  gtk_check_button_set_active (get_filter (fixture, "balance_due_check"),
                               TRUE);
  g_assert_cmpstr (get_description (fixture), ==, "Overdue_North");
  restart (fixture);
  g_assert_cmpstr (get_description (fixture), ==, "Overdue_North");
}

static void
test_apply_gone (Fixture *fixture, gconstpointer user_data)
{
  save (fixture, "Overdue North", "north", NULL, TRUE);
  save (fixture, "Monthly", "south", "monthly", FALSE);
  answer_choices (fixture, NO_NORTH);
  load (fixture);
  choose (fixture, "west", "weekly", FALSE);

  apply (fixture, "Overdue North");
  g_assert_cmpstr (get_notice (fixture), ==,
                   "“Overdue North” is for a division that is no longer "
                   "yours.");
  assert_chosen (fixture, "west", "weekly", FALSE);

  answer_choices (fixture, NO_MONTHLY);
  invites_invite_page_reload (fixture->page);
  wait_until (invites_choice_row_has (get_filter (fixture, "division_row"),
                                      "north"));
  apply (fixture, "Monthly");
  assert_chosen (fixture, "south", NULL, FALSE);
  g_assert_cmpstr (get_description (fixture), ==, "Monthly, changed");
  g_assert_true (g_str_has_prefix (get_notice (fixture), "No longer there"));
  /* What fits takes the message away. */
  apply (fixture, "Overdue North");
  assert_chosen (fixture, "north", NULL, TRUE);
  g_assert_null (get_notice (fixture));
}

static GtkEditable *
get_name_row (GtkWindow *dialog)
{
  return part (dialog, INVITES_TYPE_FILTER_NAME_DIALOG, "name_row");
}

static gpointer
get_save_button (GtkWindow *dialog)
{
  return part (dialog, INVITES_TYPE_FILTER_NAME_DIALOG, "save_button");
}

static GtkWindow *
open_save (Fixture *fixture)
{
  g_assert_true (do_command (fixture, "saved-filters.save"));
  return widget_support_find_window (INVITES_TYPE_FILTER_NAME_DIALOG);
}

static void
answer_alert (const char *response)
{
  GtkWindow *alert = widget_support_find_window (ADW_TYPE_MESSAGE_DIALOG);

  g_assert_nonnull (alert);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (alert), response);
  gtk_window_destroy (alert);
  wait_until (widget_support_find_window (ADW_TYPE_MESSAGE_DIALOG) == NULL);
}

static void
test_save (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *long_name = g_strnfill (60, 'x');
  g_autofree char *longer = g_strconcat (long_name, "é", NULL);
  GtkWindow *dialog;

  load (fixture);
  /* Without a division there is nothing to save. */
  g_assert_false (do_command (fixture, "saved-filters.save")
                  && widget_support_find_window (
                         INVITES_TYPE_FILTER_NAME_DIALOG)
                         != NULL);
  choose (fixture, "north", "monthly", TRUE);

  dialog = open_save (fixture);
  g_assert_false (gtk_widget_get_sensitive (get_save_button (dialog)));
  gtk_editable_set_text (get_name_row (dialog), "   ");
  g_assert_false (gtk_widget_get_sensitive (get_save_button (dialog)));
  gtk_editable_set_text (get_name_row (dialog), longer);
  g_assert_false (gtk_widget_get_sensitive (get_save_button (dialog)));
  g_assert_true (gtk_widget_get_visible (
      part (dialog, INVITES_TYPE_FILTER_NAME_DIALOG, "error_row")));
  g_signal_emit_by_name (get_name_row (dialog), "entry-activated");
  assert_names (fixture, "");
  gtk_editable_set_text (get_name_row (dialog), long_name);
  g_assert_true (gtk_widget_get_sensitive (get_save_button (dialog)));
  gtk_editable_set_text (get_name_row (dialog), "  Overdue\nNorth ");
  g_signal_emit_by_name (get_save_button (dialog), "clicked");
  assert_names (fixture, "Overdue North");
  g_assert_cmpstr (get_description (fixture), ==, "Overdue North");
  test_iterate ();

  /* The same name, for what it has become. */
  gtk_check_button_set_active (get_filter (fixture, "balance_due_check"),
                               FALSE);
  g_assert_cmpstr (get_description (fixture), ==, "Overdue North, changed");
  dialog = open_save (fixture);
  g_assert_cmpstr (gtk_editable_get_text (get_name_row (dialog)), ==,
                   "Overdue North");
  gtk_editable_set_text (get_name_row (dialog), "overdue north");
  g_signal_emit_by_name (get_name_row (dialog), "entry-activated");
  answer_alert ("cancel");
  g_assert_cmpstr (get_description (fixture), ==, "Overdue North, changed");
  g_signal_emit_by_name (get_name_row (dialog), "entry-activated");
  answer_alert ("confirm");
  wait_until (g_str_equal (get_description (fixture), "overdue north"));
  assert_names (fixture, "overdue north");
  g_assert_false (
      invites_saved_filters_get_filter (fixture->saved, 0)->balance_due);
}

static GtkListBoxRow *
get_row (GtkWindow *dialog, int position)
{
  return gtk_list_box_get_row_at_index (
      part (dialog, INVITES_TYPE_SAVED_FILTERS_DIALOG, "rows"), position);
}

static gboolean
do_row (GtkWindow *dialog, int position, const char *action)
{
  return gtk_widget_activate_action (GTK_WIDGET (get_row (dialog, position)),
                                     action, NULL);
}

static GtkWidget *
find_button (GtkWidget *widget, const char *label)
{
  wait_until (widget_support_find_button (widget, label) != NULL);
  return widget_support_find_button (widget, label);
}

static void
test_manage (Fixture *fixture, gconstpointer user_data)
{
  GtkWindow *dialog, *rename;

  load (fixture);
  g_assert_false (do_command (fixture, "saved-filters.manage")
                  && widget_support_find_window (
                         INVITES_TYPE_SAVED_FILTERS_DIALOG)
                         != NULL);
  save (fixture, "A", "north", "monthly", TRUE);
  save (fixture, "B", "gone", NULL, FALSE);
  save (fixture, "C", "south", NULL, FALSE);
  g_assert_true (do_command (fixture, "saved-filters.manage"));
  dialog = widget_support_find_window (INVITES_TYPE_SAVED_FILTERS_DIALOG);

  g_assert_cmpstr (
      adw_action_row_get_subtitle (ADW_ACTION_ROW (get_row (dialog, 0))), ==,
      "North\nBill group: Monthly\nAccounts with balance due");
  g_assert_cmpstr (
      adw_action_row_get_subtitle (ADW_ACTION_ROW (get_row (dialog, 1))), ==,
      "A division that is no longer yours");
  g_assert_cmpstr (
      adw_action_row_get_subtitle (ADW_ACTION_ROW (get_row (dialog, 2))), ==,
      "South");

  do_row (dialog, 0, "saved-filter.move-up");
  assert_names (fixture, "A|B|C");
  do_row (dialog, 0, "saved-filter.move-down");
  assert_names (fixture, "B|A|C");
  do_row (dialog, 2, "saved-filter.move-up");
  assert_names (fixture, "B|C|A");
  g_assert_true (gtk_window_get_focus (dialog)
                 == GTK_WIDGET (get_row (dialog, 1)));

  do_row (dialog, 1, "saved-filter.rename");
  rename = widget_support_find_window (INVITES_TYPE_FILTER_NAME_DIALOG);
  gtk_editable_set_text (get_name_row (rename), "c");
  g_signal_emit_by_name (get_name_row (rename), "entry-activated");
  assert_names (fixture, "B|c|A");

  do_row (dialog, 0, "saved-filter.delete");
  assert_names (fixture, "c|A");
  do_row (dialog, 0, "saved-filter.delete");
  assert_names (fixture, "A");
  do_row (dialog, 0, "saved-filter.delete");
  assert_names (fixture, "");
  g_assert_true (widget_support_shows (
      part (dialog, INVITES_TYPE_SAVED_FILTERS_DIALOG, "stack"), "none"));
  g_signal_emit_by_name (find_button (GTK_WIDGET (dialog), "Undo"), "clicked");
  assert_names (fixture, "A");
  g_assert_cmpstr (
      invites_saved_filters_get_filter (fixture->saved, 0)->bill_group, ==,
      "monthly");
  gtk_window_close (dialog);
}

int
main (int argc, char **argv)
{
  widget_support_init (&argc, &argv);

  g_test_add_func ("/saved-filters/variant", test_variant);
#define add(name, function)                                                   \
  g_test_add ("/saved-filters/" name, Fixture, NULL, set_up, function,        \
              tear_down)
  add ("remembered", test_remembered);
  add ("not-remembered", test_not_remembered);
  add ("gone", test_gone);
  add ("goes", test_goes);
  add ("broken", test_broken);
  add ("model", test_model);
  add ("apply", test_apply);
  add ("apply-gone", test_apply_gone);
  add ("save", test_save);
  add ("manage", test_manage);
#undef add

  return g_test_run ();
}
