/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

#include "app/details/invites-find-dialog.h"
#include "app/details/invites-why-dialog.h"
#include "app/widgets/invites-choice-row.h"
#include "canned-service.h"
#include "test-support.h"
#include "widget-support.h"

#define CONTACTS "/v1/contacts"
#define WHY CONTACTS "/c0/why"

typedef struct
{
  CannedService *service;
  InvitesClient *client;
  GtkWindow     *dialog;
  GtkWidget     *stack;
  GtkEditable   *search;
  GtkListBox    *rows;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  g_autoptr(InvitesChoices) choices = invites_choices_new ();
  g_autoptr(InvitesFilter) filter = invites_filter_new ("north");

  g_ptr_array_add (choices->divisions, invites_choice_new ("north", "North"));
  g_ptr_array_add (choices->divisions, invites_choice_new ("south", "South"));
  filter->balance_due = TRUE;

  fixture->service = canned_service_new ();
  fixture->client = canned_service_make_client (fixture->service, TRUE);
  canned_service_set (fixture->service, CONTACTS, canned_contacts (2));
  fixture->dialog = invites_find_dialog_new (fixture->client, choices, filter);
  fixture->stack = part (fixture->dialog, INVITES_TYPE_FIND_DIALOG, "stack");
  fixture->search = part (fixture->dialog, INVITES_TYPE_FIND_DIALOG,
                          "search_entry");
  fixture->rows = part (fixture->dialog, INVITES_TYPE_FIND_DIALOG, "rows");
  gtk_window_present (fixture->dialog);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  GtkWindow *dialog = fixture->dialog;

  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  gtk_window_destroy (fixture->dialog);
  wait_until (dialog == NULL);
  g_object_unref (fixture->client);
  canned_service_free (fixture->service);
}

/* Nothing is asked before a name is there; the whole division is searched. */
static void
test_search (Fixture       *fixture,
             gconstpointer  user_data)
{
  g_assert_true (widget_support_shows (fixture->stack, "hint"));
  gtk_editable_set_text (fixture->search, "ann li");
  wait_until (widget_support_shows (fixture->stack, "found"));
  g_assert_cmpstr (canned_service_get_last (fixture->service, CONTACTS,
                                            "search"),
                   ==, "ann li");
  g_assert_cmpstr (canned_service_get_last (fixture->service, CONTACTS,
                                            "division"),
                   ==, "north");
  g_assert_null (canned_service_get_last (fixture->service, CONTACTS,
                                          "balance_due"));
  g_assert_nonnull (gtk_list_box_get_row_at_index (fixture->rows, 1));

  canned_service_set (fixture->service, CONTACTS, canned_contacts (0));
  gtk_editable_set_text (fixture->search, "nobody");
  wait_until (widget_support_shows (fixture->stack, "nobody"));
  gtk_editable_set_text (fixture->search, "");
  wait_until (widget_support_shows (fixture->stack, "hint"));
}

static void
test_other_division (Fixture       *fixture,
                     gconstpointer  user_data)
{
  gtk_editable_set_text (fixture->search, "ann");
  wait_until (widget_support_shows (fixture->stack, "found"));
  invites_choice_row_set_id (
    part (fixture->dialog, INVITES_TYPE_FIND_DIALOG, "division_row"), "south");
  wait_until (g_strcmp0 (canned_service_get_last (fixture->service, CONTACTS,
                                                  "division"),
                         "south") == 0);
}

static void
test_failed (Fixture       *fixture,
             gconstpointer  user_data)
{
  canned_service_set_error (fixture->service, CONTACTS,
                            INVITES_ERROR_UNAVAILABLE);
  gtk_editable_set_text (fixture->search, "ann");
  wait_until (widget_support_shows (fixture->stack, "failed"));
  canned_service_set (fixture->service, CONTACTS, canned_contacts (2));
  g_signal_emit_by_name (widget_support_find_button (fixture->stack, "Retry"),
                         "clicked");
  wait_until (widget_support_shows (fixture->stack, "found"));
}

/* The one picked is judged by the filters that are chosen. */
static void
test_pick (Fixture       *fixture,
           gconstpointer  user_data)
{
  GtkWindow *why;

  canned_service_set_error (fixture->service, WHY, INVITES_ERROR_NOT_FOUND);
  gtk_editable_set_text (fixture->search, "ann");
  wait_until (widget_support_shows (fixture->stack, "found"));
  g_signal_emit_by_name (fixture->rows, "row-activated",
                         gtk_list_box_get_row_at_index (fixture->rows, 0));
  why = widget_support_find_window (INVITES_TYPE_WHY_DIALOG);
  g_assert_nonnull (why);
  wait_until (canned_service_get_n_asked (fixture->service, WHY) == 1);
  g_assert_cmpstr (canned_service_get_last (fixture->service, WHY,
                                            "balance_due"),
                   ==, "true");
  gtk_window_destroy (why);
}

int
main (int   argc,
      char *argv[])
{
  widget_support_init (&argc, &argv);

#define add(name, test)                                                       \
  g_test_add ("/find/" name, Fixture, NULL, set_up, test, tear_down)
  add ("search", test_search);
  add ("other-division", test_other_division);
  add ("failed", test_failed);
  add ("pick", test_pick);
#undef add

  return g_test_run ();
}
