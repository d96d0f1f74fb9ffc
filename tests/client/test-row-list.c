/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/invites-row-list.h"

#include "fake-service.h"
#include "test-support.h"

typedef struct
{
  FakeService    *service;
  InvitesClient  *client;
  InvitesRowList *list;
  GString        *changes; /* every items-changed: "(position,removed,added)" */
} Fixture;

static void
items_changed_cb (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  gpointer    user_data)
{
  Fixture *fixture = user_data;

  g_string_append_printf (fixture->changes, "(%u,%u,%u)", position, removed,
                          added);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->service = fake_service_new ();
  fixture->client = fake_service_make_client (fixture->service);
  test_sign_in (fixture->client);
  fixture->list = invites_row_list_new (fixture->client);
  fixture->changes = g_string_new (NULL);
  g_signal_connect (fixture->list, "items-changed",
                    G_CALLBACK (items_changed_cb), fixture);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_assert_finalize_object (fixture->list);
  /* What the list had asked for is cancelled with it: nothing is left that
   * needs the client. */
  g_object_add_weak_pointer (G_OBJECT (fixture->client),
                             (gpointer *) &fixture->client);
  g_object_unref (fixture->client);
  wait_until (fixture->client == NULL);
  fake_service_free (fixture->service);
  g_string_free (fixture->changes, TRUE);
}

static void
set_query (Fixture    *fixture,
           const char *search)
{
  g_autoptr(InvitesFilter) filter = invites_filter_new ("north");
  g_autoptr(InvitesQuery) query = invites_query_new_contacts (filter);

  query->search = g_strdup (search);
  invites_row_list_set_query (fixture->list, query);
}

static void
load (Fixture *fixture,
      guint64  total)
{
  fake_service_set_total (fixture->service, total);
  set_query (fixture, NULL);
  wait_until (!invites_row_list_is_loading (fixture->list));
  g_assert_no_error (invites_row_list_get_error (fixture->list));
}

static guint
get_n_items (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (fixture->list));
}

static InvitesRow *
dup_row (Fixture *fixture,
         guint    position)
{
  return g_list_model_get_item (G_LIST_MODEL (fixture->list), position);
}

/* As a view holds what it shows. */
static GPtrArray *
hold_rows (Fixture *fixture,
           guint    first,
           guint    n_rows)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n_rows; i++)
    g_ptr_array_add (rows, dup_row (fixture, first + i));
  return rows;
}

static gboolean
all_in_state (GPtrArray      *rows,
              InvitesRowState state)
{
  for (guint i = 0; i < rows->len; i++)
    {
      if (invites_row_get_state (g_ptr_array_index (rows, i)) != state)
        return FALSE;
    }
  return TRUE;
}

static void
assert_row (InvitesRow *row,
            guint       number)
{
  g_autofree char *id = g_strdup_printf ("c%u", number);

  g_assert_cmpint (invites_row_get_state (row), ==, INVITES_ROW_LOADED);
  g_assert_cmpuint (invites_row_get_position (row), ==, number);
  g_assert_nonnull (invites_row_get_contact (row));
  g_assert_null (invites_row_get_entry (row));
  g_assert_cmpstr (invites_row_get_contact (row)->id, ==, id);
}

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          gpointer    user_data)
{
  guint *n_notified = user_data;

  (*n_notified)++;
}

static void
test_first_page (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr(GPtrArray) rows = NULL;

  g_assert_cmpuint (get_n_items (fixture), ==, 0);
  g_assert_false (invites_row_list_is_loading (fixture->list));
  fake_service_set_total (fixture->service, 450);
  set_query (fixture, NULL);
  g_assert_true (invites_row_list_is_loading (fixture->list));
  wait_until (!invites_row_list_is_loading (fixture->list));

  g_assert_cmpuint (get_n_items (fixture), ==, 450);
  g_assert_cmpuint (invites_row_list_get_total (fixture->list), ==, 450);
  g_assert_cmpint (invites_row_list_get_as_of (fixture->list), ==, 1700000000);
  g_assert_cmpstr (fixture->changes->str, ==, "(0,0,450)");

  rows = hold_rows (fixture, 0, 200);
  g_assert_true (all_in_state (rows, INVITES_ROW_LOADED));
  assert_row (g_ptr_array_index (rows, 0), 0);
  assert_row (g_ptr_array_index (rows, 199), 199);
  g_assert_null (dup_row (fixture, 450));
}

static void
test_asked_once (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr(GPtrArray) rows = NULL;
  g_autoptr(GPtrArray) again = NULL;
  guint n_notified = 0;

  load (fixture, 1000);
  fake_service_reset (fixture->service);
  g_string_truncate (fixture->changes, 0);
  rows = hold_rows (fixture, 200, 205);
  again = hold_rows (fixture, 200, 205);
  for (guint i = 0; i < rows->len; i++)
    g_assert_true (g_ptr_array_index (rows, i) == g_ptr_array_index (again, i));
  g_assert_true (all_in_state (rows, INVITES_ROW_LOADING));
  g_signal_connect (g_ptr_array_index (rows, 0), "notify::state",
                    G_CALLBACK (count_cb), &n_notified);
  /* get_item starts nothing by itself. */
  g_assert_cmpuint (fake_service_get_n_requests (fixture->service), ==, 0);

  wait_until (all_in_state (rows, INVITES_ROW_LOADED));
  assert_row (g_ptr_array_index (rows, 0), 200);
  assert_row (g_ptr_array_index (rows, 204), 404);
  test_run_for (200);
  g_assert_cmpuint (fake_service_get_n_asked (fixture->service, 200), ==, 1);
  g_assert_cmpuint (fake_service_get_n_asked (fixture->service, 400), ==, 1);
  g_assert_cmpuint (fake_service_get_n_requests (fixture->service), ==, 2);
  g_assert_cmpuint (n_notified, ==, 1);
  g_assert_cmpstr (fixture->changes->str, ==, "");
}

static void
test_stale_pages (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr(GPtrArray) rows = NULL;

  load (fixture, 1000000);
  fake_service_reset (fixture->service);
  fake_service_set_held (fixture->service, TRUE);

  /* Two pages go out; nobody looks at them any more; another is wanted, and
   * does not wait for them though only two may be on their way. */
  rows = hold_rows (fixture, 100000, 400);
  wait_until (fake_service_get_n_waiting (fixture->service) == 2);
  g_clear_pointer (&rows, g_ptr_array_unref);
  rows = hold_rows (fixture, 500000, 30);
  wait_until (fake_service_get_n_asked (fixture->service, 500000) == 1);
  fake_service_release (fixture->service);
  wait_until (all_in_state (rows, INVITES_ROW_LOADED));
  assert_row (g_ptr_array_index (rows, 29), 500029);
}

static void
test_never_asked (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr(GPtrArray) rows = NULL;

  load (fixture, 1000000);
  fake_service_reset (fixture->service);

  /* Scrolled past before it settled. */
  for (guint i = 1; i < 20; i++)
    {
      g_clear_pointer (&rows, g_ptr_array_unref);
      rows = hold_rows (fixture, i * 1000, 100);
    }
  wait_until (all_in_state (rows, INVITES_ROW_LOADED));
  g_assert_cmpuint (fake_service_get_n_requests (fixture->service), ==, 1);
  g_assert_cmpuint (fake_service_get_last_offset (fixture->service), ==, 19000);
}

static void
test_two_at_once_newest_first (Fixture      *fixture,
                               gconstpointer data)
{
  g_autoptr(GPtrArray) rows = NULL;

  load (fixture, 100000);
  fake_service_reset (fixture->service);
  fake_service_set_held (fixture->service, TRUE);
  rows = hold_rows (fixture, 10000, 1000);
  wait_until (fake_service_get_n_waiting (fixture->service) == 2);
  g_assert_cmpuint (fake_service_get_n_asked (fixture->service, 10800), ==, 1);
  g_assert_cmpuint (fake_service_get_n_asked (fixture->service, 10600), ==, 1);
  test_run_for (200);
  g_assert_cmpuint (fake_service_get_n_requests (fixture->service), ==, 2);

  while (!all_in_state (rows, INVITES_ROW_LOADED))
    {
      fake_service_release (fixture->service);
      test_iterate ();
    }
  g_assert_cmpuint (fake_service_get_n_requests (fixture->service), ==, 5);
  g_assert_cmpuint (fake_service_get_max_waiting (fixture->service), ==, 2);
}

static void
test_other_query (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr(InvitesRow) row = NULL;
  g_autoptr(InvitesRow) other = NULL;

  load (fixture, 300);
  row = dup_row (fixture, 0);
  fake_service_set_held (fixture->service, TRUE);
  set_query (fixture, "first");
  wait_until (fake_service_get_n_waiting (fixture->service) == 1);
  fake_service_set_total (fixture->service, 7);
  set_query (fixture, "second");
  g_assert_cmpuint (get_n_items (fixture), ==, 0);
  g_assert_true (invites_row_list_is_loading (fixture->list));
  wait_until (fake_service_get_n_asked (fixture->service, 0) == 3);
  fake_service_release (fixture->service);
  wait_until (!invites_row_list_is_loading (fixture->list));

  g_assert_cmpstr (fixture->changes->str, ==, "(0,0,300)(0,300,0)(0,0,7)");
  other = dup_row (fixture, 0);
  g_assert_true (other != row);
  g_assert_cmpstr (invites_row_get_contact (other)->name, ==, "second");
  /* Whoever still holds a row of the old list can still read it. */
  g_assert_cmpstr (invites_row_get_contact (row)->name, ==, "Contact");
}

static void
test_no_query (Fixture      *fixture,
               gconstpointer data)
{
  load (fixture, 300);
  invites_row_list_set_query (fixture->list, NULL);
  g_assert_cmpuint (get_n_items (fixture), ==, 0);
  g_assert_false (invites_row_list_is_loading (fixture->list));
  g_assert_null (invites_row_list_get_query (fixture->list));
  g_assert_cmpstr (fixture->changes->str, ==, "(0,0,300)(0,300,0)");
}

static void
test_empty (Fixture      *fixture,
            gconstpointer data)
{
  load (fixture, 0);
  g_assert_cmpuint (get_n_items (fixture), ==, 0);
  g_assert_cmpstr (fixture->changes->str, ==, "");
  g_assert_cmpint (invites_row_list_get_as_of (fixture->list), ==, 1700000000);

  fake_service_set_total (fixture->service, 3);
  invites_row_list_refresh (fixture->list);
  wait_until (get_n_items (fixture) == 3);
}

static void
test_first_load_fails (Fixture      *fixture,
                       gconstpointer data)
{
  fake_service_set_total (fixture->service, 300);
  fake_service_set_failing (fixture->service, TRUE);
  set_query (fixture, NULL);
  wait_until (invites_row_list_get_error (fixture->list) != NULL);
  g_assert_error (invites_row_list_get_error (fixture->list), INVITES_ERROR,
                  INVITES_ERROR_UNAVAILABLE);
  g_assert_false (invites_row_list_is_loading (fixture->list));
  g_assert_cmpuint (get_n_items (fixture), ==, 0);

  fake_service_set_failing (fixture->service, FALSE);
  invites_row_list_retry (fixture->list);
  g_assert_no_error (invites_row_list_get_error (fixture->list));
  g_assert_true (invites_row_list_is_loading (fixture->list));
  wait_until (get_n_items (fixture) == 300);
}

static void
test_page_fails (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr(GPtrArray) rows = NULL;
  g_autoptr(InvitesRow) neighbour = NULL;

  load (fixture, 1000);
  fake_service_set_failing (fixture->service, TRUE);
  rows = hold_rows (fixture, 600, 10);
  wait_until (all_in_state (rows, INVITES_ROW_FAILED));
  g_assert_error (invites_row_list_get_error (fixture->list), INVITES_ERROR,
                  INVITES_ERROR_UNAVAILABLE);
  g_assert_cmpuint (get_n_items (fixture), ==, 1000);
  neighbour = dup_row (fixture, 620);
  g_assert_cmpint (invites_row_get_state (neighbour), ==, INVITES_ROW_FAILED);

  fake_service_reset (fixture->service);
  fake_service_set_failing (fixture->service, FALSE);
  invites_row_list_retry (fixture->list);
  g_assert_no_error (invites_row_list_get_error (fixture->list));
  g_assert_true (all_in_state (rows, INVITES_ROW_LOADING));
  wait_until (all_in_state (rows, INVITES_ROW_LOADED));
  assert_row (neighbour, 620);
  /* What was there is not asked for again. */
  g_assert_cmpuint (fake_service_get_n_requests (fixture->service), ==, 1);
}

/* Scrolling away from what failed and back tries it again by itself. */
static void
test_failed_page_again (Fixture      *fixture,
                        gconstpointer data)
{
  g_autoptr(GPtrArray) rows = NULL;

  load (fixture, 1000);
  fake_service_set_failing (fixture->service, TRUE);
  rows = hold_rows (fixture, 600, 10);
  wait_until (all_in_state (rows, INVITES_ROW_FAILED));
  g_clear_pointer (&rows, g_ptr_array_unref);
  fake_service_set_failing (fixture->service, FALSE);
  rows = hold_rows (fixture, 600, 10);
  wait_until (all_in_state (rows, INVITES_ROW_LOADED));
  g_assert_no_error (invites_row_list_get_error (fixture->list));
}

static void
test_refresh (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr(GPtrArray) rows = NULL;
  guint n_notified = 0;

  load (fixture, 1000);
  rows = hold_rows (fixture, 400, 20);
  wait_until (all_in_state (rows, INVITES_ROW_LOADED));
  g_string_truncate (fixture->changes, 0);
  fake_service_reset (fixture->service);
  fake_service_set_edition (fixture->service, "2");
  fake_service_set_total (fixture->service, 1003);
  g_signal_connect (g_ptr_array_index (rows, 7), "notify::state",
                    G_CALLBACK (count_cb), &n_notified);

  invites_row_list_refresh (fixture->list);
  g_assert_false (invites_row_list_is_loading (fixture->list));
  /* Nothing on screen goes away meanwhile. */
  g_assert_true (all_in_state (rows, INVITES_ROW_LOADED));
  wait_until (n_notified == 1);
  g_assert_cmpstr (
    invites_row_get_contact (g_ptr_array_index (rows, 7))->account_number, ==,
    "2");
  assert_row (g_ptr_array_index (rows, 7), 407);
  wait_until (get_n_items (fixture) == 1003);
  g_assert_cmpstr (fixture->changes->str, ==, "(1000,0,3)");
  /* What nobody looks at is not asked for. */
  test_run_for (200);
  g_assert_cmpuint (fake_service_get_n_asked (fixture->service, 400), ==, 1);
  g_assert_cmpuint (fake_service_get_n_requests (fixture->service), ==, 1);
}

static void
test_refresh_shrinks (Fixture      *fixture,
                      gconstpointer data)
{
  g_autoptr(GPtrArray) rows = NULL;

  load (fixture, 1000);
  rows = hold_rows (fixture, 800, 20);
  wait_until (all_in_state (rows, INVITES_ROW_LOADED));
  g_string_truncate (fixture->changes, 0);
  fake_service_set_total (fixture->service, 150);
  invites_row_list_refresh (fixture->list);
  wait_until (get_n_items (fixture) == 150);
  g_assert_cmpstr (fixture->changes->str, ==, "(150,850,0)");
  g_assert_null (dup_row (fixture, 150));
}

static void
test_refresh_fails (Fixture      *fixture,
                    gconstpointer data)
{
  g_autoptr(GPtrArray) rows = NULL;

  load (fixture, 1000);
  rows = hold_rows (fixture, 0, 20);
  fake_service_set_failing (fixture->service, TRUE);
  invites_row_list_refresh (fixture->list);
  wait_until (invites_row_list_get_error (fixture->list) != NULL);
  g_assert_true (all_in_state (rows, INVITES_ROW_LOADED));
  g_assert_cmpuint (get_n_items (fixture), ==, 1000);

  fake_service_set_failing (fixture->service, FALSE);
  fake_service_set_edition (fixture->service, "2");
  invites_row_list_retry (fixture->list);
  wait_until (g_str_equal (invites_row_get_contact (g_ptr_array_index (rows, 0))
                             ->account_number, "2"));
  g_assert_no_error (invites_row_list_get_error (fixture->list));
}

/* Rows that say the same as before are not drawn again. */
static void
test_refresh_of_the_same (Fixture      *fixture,
                          gconstpointer data)
{
  g_autoptr(GPtrArray) rows = NULL;
  guint n_notified = 0;

  load (fixture, 1000);
  rows = hold_rows (fixture, 400, 20);
  wait_until (all_in_state (rows, INVITES_ROW_LOADED));
  fake_service_reset (fixture->service);
  for (guint i = 0; i < rows->len; i++)
    g_signal_connect (g_ptr_array_index (rows, i), "notify::state",
                      G_CALLBACK (count_cb), &n_notified);
  invites_row_list_refresh (fixture->list);
  wait_until (fake_service_get_n_asked (fixture->service, 400) == 1);
  test_run_for (200);
  g_assert_cmpuint (n_notified, ==, 0);
}

/* However often something changes, one answer is let arrive before the next is
 * asked for, and what is shown is the newest in the end. */
static void
test_catch_up (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr(GPtrArray) rows = NULL;

  load (fixture, 1000);
  rows = hold_rows (fixture, 0, 20);
  fake_service_reset (fixture->service);
  fake_service_set_held (fixture->service, TRUE);
  invites_row_list_catch_up (fixture->list);
  wait_until (fake_service_get_n_waiting (fixture->service) == 1);
  for (guint i = 0; i < 50; i++)
    {
      invites_row_list_catch_up (fixture->list);
      test_iterate ();
    }
  g_assert_cmpuint (fake_service_get_n_requests (fixture->service), ==, 1);
  fake_service_set_held (fixture->service, FALSE);
  fake_service_release (fixture->service);
  fake_service_set_edition (fixture->service, "2");
  wait_until (fake_service_get_n_requests (fixture->service) == 2);
  wait_until (g_str_equal (invites_row_get_contact (
                g_ptr_array_index (rows, 3))->account_number, "2"));
  test_run_for (1000);
  g_assert_cmpuint (fake_service_get_n_requests (fixture->service), ==, 2);
}

/* A million rows from the top to the bottom, as a view goes over them: some two
 * hundred are held at a time, and rests now and then. */
static void
test_million (Fixture      *fixture,
              gconstpointer data)
{
  const guint n_rows = 1000000;
  const guint n_held = 205;
  gint64 began = g_get_monotonic_time ();
  guint n_rests;
  GPtrArray *rows;
  g_autoptr(GPtrArray) shown = NULL;
  guint n_settled = 0;

  load (fixture, n_rows);
  fake_service_reset (fixture->service);
  for (guint i = 0; i < 1000; i++)
    {
      rows = hold_rows (fixture, i * ((n_rows - n_held) / 999), n_held);
      g_clear_pointer (&shown, g_ptr_array_unref);
      shown = rows;
      if (i % 50 == 49)
        {
          wait_until (all_in_state (shown, INVITES_ROW_LOADED));
          n_settled++;
        }
      else
        test_iterate ();
      g_assert_cmpuint (invites_row_list_get_n_alive (fixture->list), <=,
                        4000);
    }
  wait_until (all_in_state (shown, INVITES_ROW_LOADED));
  assert_row (g_ptr_array_index (shown, n_held - 1),
              999 * ((n_rows - n_held) / 999) + n_held - 1);

  /* A view that covers four pages, wherever it rested, or was so slow that it
   * seemed to: that takes 40 ms each. */
  n_rests = n_settled
            + (guint) ((g_get_monotonic_time () - began) / (40 * 1000)) + 1;
  g_assert_cmpuint (fake_service_get_n_requests (fixture->service), <=,
                    4 * n_rests);
  g_clear_pointer (&shown, g_ptr_array_unref);
  shown = hold_rows (fixture, 0, 1);
  g_assert_cmpuint (invites_row_list_get_n_alive (fixture->list), <=, 2401);
}

/* The total changes between two pages. */
static void
test_total_changes (Fixture      *fixture,
                    gconstpointer data)
{
  g_autoptr(GPtrArray) top = NULL;
  g_autoptr(GPtrArray) rows = NULL;

  load (fixture, 1000000);
  top = hold_rows (fixture, 0, 30);
  g_string_truncate (fixture->changes, 0);
  fake_service_set_total (fixture->service, 999990);
  rows = hold_rows (fixture, 999900, 100);
  wait_until (get_n_items (fixture) == 999990);
  g_assert_cmpstr (fixture->changes->str, ==, "(999990,10,0)");
  g_assert_true (all_in_state (top, INVITES_ROW_LOADED));
  assert_row (g_ptr_array_index (rows, 89), 999989);
  /* Nothing is asked for that is not there. */
  test_run_for (300);
  g_assert_no_error (invites_row_list_get_error (fixture->list));
}

/* Two pages are looked at and one of them fails: the other is there. */
static void
test_one_page_fails (Fixture      *fixture,
                     gconstpointer data)
{
  g_autoptr(GPtrArray) good = NULL;
  g_autoptr(GPtrArray) bad = NULL;

  load (fixture, 1000000);
  good = hold_rows (fixture, 500000, 20);
  wait_until (all_in_state (good, INVITES_ROW_LOADED));
  fake_service_set_failing (fixture->service, TRUE);
  bad = hold_rows (fixture, 500200, 20);
  wait_until (all_in_state (bad, INVITES_ROW_FAILED));
  g_assert_true (all_in_state (good, INVITES_ROW_LOADED));
  fake_service_set_failing (fixture->service, FALSE);
  invites_row_list_retry (fixture->list);
  wait_until (all_in_state (bad, INVITES_ROW_LOADED));
  g_assert_no_error (invites_row_list_get_error (fixture->list));
}

typedef struct
{
  guint first;
  guint n_rows;
} Arrived;

static void
rows_arrived_cb (InvitesRowList *list,
                 guint           first,
                 guint           n_rows,
                 gpointer        user_data)
{
  Arrived *arrived = user_data;

  arrived->first = first;
  arrived->n_rows = n_rows;
}

static void
test_arrived (Fixture      *fixture,
              gconstpointer data)
{
  Arrived arrived = { 0 };
  g_autoptr(InvitesRow) row = NULL;

  load (fixture, 450);
  g_signal_connect (fixture->list, "rows-arrived",
                    G_CALLBACK (rows_arrived_cb), &arrived);
  row = dup_row (fixture, 449);
  wait_until (arrived.n_rows != 0);
  g_assert_cmpuint (arrived.first, ==, 400);
  g_assert_cmpuint (arrived.n_rows, ==, 50);
}

static void
test_bounded (Fixture      *fixture,
              gconstpointer data)
{
  GWeakRef first;
  GWeakRef last;
  g_autoptr(InvitesRow) alive = NULL;
  g_autoptr(InvitesRow) row = NULL;

  load (fixture, 100000);
  row = dup_row (fixture, 5);
  g_weak_ref_init (&first, row);
  for (guint page = 1; page <= 20; page++)
    {
      g_clear_object (&row);
      row = dup_row (fixture, page * 200 + 5);
      wait_until (invites_row_get_state (row) == INVITES_ROW_LOADED);
    }
  g_weak_ref_init (&last, row);
  g_clear_object (&row);

  /* The first page was of use longest ago; the last is kept. */
  alive = g_weak_ref_get (&first);
  g_assert_null (alive);
  alive = g_weak_ref_get (&last);
  g_assert_nonnull (alive);
  g_weak_ref_clear (&first);
  g_weak_ref_clear (&last);
}

static void
test_gaps (Fixture      *fixture,
           gconstpointer data)
{
  fake_service_set_total (fixture->service, 300);
  fake_service_set_short (fixture->service, TRUE);
  set_query (fixture, NULL);
  wait_until (invites_row_list_get_error (fixture->list) != NULL);
  g_assert_error (invites_row_list_get_error (fixture->list), INVITES_ERROR,
                  INVITES_ERROR_BAD_ANSWER);
  g_assert_cmpuint (get_n_items (fixture), ==, 0);
}

static void
test_very_long (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr(InvitesRow) row = NULL;

  load (fixture, G_GUINT64_CONSTANT (10000000000));
  g_assert_cmpuint (get_n_items (fixture), ==, G_MAXUINT - 1);
  g_assert_true (invites_row_list_get_total (fixture->list)
                 == G_GUINT64_CONSTANT (10000000000));
  row = dup_row (fixture, G_MAXUINT - 2);
  wait_until (invites_row_get_state (row) == INVITES_ROW_LOADED);
  assert_row (row, G_MAXUINT - 2);
}

static void
ask_anew_cb (GObject    *object,
             GParamSpec *pspec,
             gpointer    user_data)
{
  Fixture *fixture = user_data;

  g_signal_handlers_disconnect_by_func (object, ask_anew_cb, user_data);
  set_query (fixture, "anew");
}

/* A view may ask for something else while it is told of an answer. */
static void
test_asked_anew_while_told (Fixture      *fixture,
                            gconstpointer data)
{
  g_autoptr(GPtrArray) rows = NULL;
  g_autoptr(InvitesRow) row = NULL;

  load (fixture, 1000);
  rows = hold_rows (fixture, 400, 20);
  g_signal_connect (g_ptr_array_index (rows, 3), "notify::state",
                    G_CALLBACK (ask_anew_cb), fixture);
  wait_until (all_in_state (rows, INVITES_ROW_LOADED));
  wait_until (!invites_row_list_is_loading (fixture->list));
  row = dup_row (fixture, 3);
  g_assert_cmpstr (invites_row_get_contact (row)->name, ==, "anew");
}

static void
test_dropped_under_way (Fixture      *fixture,
                        gconstpointer data)
{
  g_autoptr(InvitesRowList) list = invites_row_list_new (fixture->client);
  g_autoptr(InvitesFilter) filter = invites_filter_new ("north");
  g_autoptr(InvitesQuery) query = invites_query_new_contacts (filter);

  fake_service_set_total (fixture->service, 10);
  fake_service_set_held (fixture->service, TRUE);
  invites_row_list_set_query (list, query);
  wait_until (fake_service_get_n_waiting (fixture->service) == 1);
  g_assert_finalize_object (g_steal_pointer (&list));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, test)                                                       \
  g_test_add ("/client/row-list/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("first-page", test_first_page);
  ADD ("asked-once", test_asked_once);
  ADD ("stale-pages", test_stale_pages);
  ADD ("never-asked", test_never_asked);
  ADD ("two-at-once-newest-first", test_two_at_once_newest_first);
  ADD ("other-query", test_other_query);
  ADD ("no-query", test_no_query);
  ADD ("empty", test_empty);
  ADD ("first-load-fails", test_first_load_fails);
  ADD ("page-fails", test_page_fails);
  ADD ("failed-page-again", test_failed_page_again);
  ADD ("refresh", test_refresh);
  ADD ("refresh-shrinks", test_refresh_shrinks);
  ADD ("refresh-fails", test_refresh_fails);
  ADD ("refresh-of-the-same", test_refresh_of_the_same);
  ADD ("catch-up", test_catch_up);
  ADD ("million", test_million);
  ADD ("total-changes", test_total_changes);
  ADD ("one-page-fails", test_one_page_fails);
  ADD ("arrived", test_arrived);
  ADD ("bounded", test_bounded);
  ADD ("gaps", test_gaps);
  ADD ("very-long", test_very_long);
  ADD ("asked-anew-while-told", test_asked_anew_while_told);
  ADD ("dropped-under-way", test_dropped_under_way);
  return g_test_run ();
}
