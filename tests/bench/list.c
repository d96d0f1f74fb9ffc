/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <libsoup/soup.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/details/invites-details-table.h"
#include "app/details/invites-details-window.h"
#include "app/invite/invites-count-tile.h"
#include "app/invites-main-view.h"
#include "app/settings/invites-settings.h"
#include "app/widgets/invites-choice-row.h"
#include "client/invites-client-private.h"

/* list URL USER DIVISION: signs in with the password that stands on standard
 * input, opens the list of a whole division in the application's own widgets,
 * scrolls it, and prints what it measured, a JSON object. Give it a window
 * manager and xdotool, which presses the End key. */

/* Milliseconds. */
#define PATIENCE 60000
#define PROBE_INTERVAL 1

/* More than the view makes cells for: then the list is there as a whole. */
#define ENOUGH_ROWS 300

/* Looks at the main loop every millisecond. What the window's thread did between
 * two looks is told apart from how long it took, which on a busy machine is more.
 * Microseconds. */
typedef struct
{
  gint64 last;
  gint64 last_work;
  gint64 longest; /* since the probe was read last */
  gint64 longest_work;
} Probe;

typedef struct
{
  InvitesClient    *client;
  GtkWindow        *window;
  GtkWindow        *details;
  GtkWidget        *view;
  GListModel       *rows;
  GtkAdjustment    *scroll;
  GHashTable       *asked; /* offset → how often */
  guint             n_requests;
  gint64            pressed; /* when the key came, in microseconds */
  guint64           n_painted;
  Probe             probe;
} Bench;

#define wait_until(condition)                                                 \
  G_STMT_START                                                                \
  {                                                                           \
    gint64 until_ = g_get_monotonic_time () + PATIENCE * 1000;                \
    while (!(condition))                                                      \
      {                                                                       \
        if (g_get_monotonic_time () > until_)                                 \
          g_error ("Waited in vain until " #condition);                       \
        g_main_context_iteration (NULL, TRUE);                                \
      }                                                                       \
  }                                                                           \
  G_STMT_END

static double
ms_since (gint64 begin)
{
  return (double) (g_get_monotonic_time () - begin) / 1000.0;
}

static gint64
get_work (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (gint64) time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static gboolean
probe_cb (gpointer user_data)
{
  Probe *probe = user_data;
  gint64 now = g_get_monotonic_time ();
  gint64 work = get_work ();

  probe->longest = MAX (probe->longest,
                        now - probe->last - PROBE_INTERVAL * 1000);
  probe->longest_work = MAX (probe->longest_work, work - probe->last_work);
  probe->last = now;
  probe->last_work = work;
  return G_SOURCE_CONTINUE;
}

static void
probe_restart (Probe *probe)
{
  probe->last = g_get_monotonic_time ();
  probe->last_work = get_work ();
  probe->longest = 0;
  probe->longest_work = 0;
}

static void
print_number (const char *name,
              double      value)
{
  printf ("  \"%s\": %.1f,\n", name, value);
}

static void
print_stall (Probe      *probe,
             const char *name)
{
  printf ("  \"stall_%s_ms\": %.1f,\n  \"work_%s_ms\": %.1f,\n", name,
          (double) probe->longest / 1000.0, name,
          (double) probe->longest_work / 1000.0);
  probe_restart (probe);
}

static gint64
get_memory (void)
{
  g_autofree char *text = NULL;
  long size = 0, resident = 0;

  if (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    sscanf (text, "%ld %ld", &size, &resident);
  return (gint64) resident * sysconf (_SC_PAGESIZE);
}

static void
request_queued_cb (SoupSession *session,
                   SoupMessage *message,
                   gpointer     user_data)
{
  Bench *bench = user_data;
  GUri *uri = soup_message_get_uri (message);
  g_autoptr(GHashTable) query = NULL;
  gpointer key;
  guint n_asked;

  if (!g_str_equal (g_uri_get_path (uri), "/v1/contacts")
      || g_uri_get_query (uri) == NULL)
    return;
  query = soup_form_decode (g_uri_get_query (uri));
  key = GUINT_TO_POINTER ((guint) g_ascii_strtoull (
    g_hash_table_lookup (query, "offset"), NULL, 10));
  n_asked = GPOINTER_TO_UINT (g_hash_table_lookup (bench->asked, key));
  g_hash_table_insert (bench->asked, key, GUINT_TO_POINTER (n_asked + 1));
  bench->n_requests++;
}

static guint
most_asked (Bench *bench)
{
  GHashTableIter iter;
  gpointer value;
  guint most = 0;

  g_hash_table_iter_init (&iter, bench->asked);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    most = MAX (most, GPOINTER_TO_UINT (value));
  return most;
}

static void
forget_requests (Bench *bench)
{
  g_hash_table_remove_all (bench->asked);
  bench->n_requests = 0;
}

static GtkWidget *
find_widget (GtkWidget  *widget,
             GType       type,
             const char *property,
             const char *value)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    {
      g_autofree char *text = NULL;

      if (property == NULL)
        return widget;
      g_object_get (widget, property, &text, NULL);
      if (g_strcmp0 (text, value) == 0)
        return widget;
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_widget (child, type, property, value);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWindow *
find_window (GType type)
{
  g_autoptr(GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (G_TYPE_CHECK_INSTANCE_TYPE (l->data, type))
      return l->data;
  return NULL;
}

/* Of what is in sight. */
static gboolean
all_loaded (Bench *bench)
{
  guint n_rows = g_list_model_get_n_items (bench->rows);
  double height, top, bottom;

  if (n_rows == 0 || gtk_adjustment_get_upper (bench->scroll) <= 1)
    return FALSE;
  height = gtk_adjustment_get_upper (bench->scroll) / n_rows;
  top = gtk_adjustment_get_value (bench->scroll) / height;
  bottom = top + gtk_adjustment_get_page_size (bench->scroll) / height;
  for (guint i = (guint) top; i < MIN ((guint) bottom, n_rows); i++)
    {
      g_autoptr(InvitesRow) row = g_list_model_get_item (bench->rows, i);

      if (invites_row_get_state (row) != INVITES_ROW_LOADED)
        return FALSE;
    }
  return TRUE;
}

static void
painted_cb (GdkFrameClock *clock,
            gpointer       user_data)
{
  Bench *bench = user_data;

  bench->n_painted++;
}

static void
wait_for_frame (Bench *bench)
{
  guint64 before = bench->n_painted;

  gtk_widget_queue_draw (bench->view);
  wait_until (bench->n_painted > before);
}

/* Until rows are there and have been painted. */
static void
wait_until_drawn (Bench *bench)
{
  wait_until (all_loaded (bench));
  wait_for_frame (bench);
}

static gboolean
key_cb (GtkEventControllerKey *controller,
        guint                  key,
        guint                  code,
        GdkModifierType        modifiers,
        gpointer               user_data)
{
  Bench *bench = user_data;

  bench->pressed = g_get_monotonic_time ();
  return FALSE;
}

static void
signed_in_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  gboolean *done = user_data;
  g_autoptr(GError) error = NULL;

  if (!invites_client_sign_in_finish (INVITES_CLIENT (source), result, &error))
    g_error ("Could not sign in: %s", error->message);
  *done = TRUE;
}

static void
sign_in (Bench      *bench,
         const char *url,
         const char *user)
{
  g_autoptr(GError) error = NULL;
  char password[256] = "";
  gboolean done = FALSE;

  if (fgets (password, sizeof password, stdin) == NULL)
    g_error ("There is no password");
  password[strcspn (password, "\n")] = '\0';
  bench->client = invites_client_new (url, &error);
  if (bench->client == NULL)
    g_error ("No service: %s", error->message);
  g_signal_connect (invites_client_get_session (bench->client),
                    "request-queued", G_CALLBACK (request_queued_cb), bench);
  invites_client_sign_in_async (bench->client, user, password, NULL,
                                signed_in_cb, &done);
  wait_until (done);
}

static void
open_main_window (Bench      *bench,
                  const char *division)
{
  g_autoptr(GSettings) settings = invites_settings_new_for_user (NULL, NULL);
  GtkWidget *view = invites_main_view_new (bench->client, "Bench", settings);
  GtkWidget *choice;

  bench->window = GTK_WINDOW (adw_window_new ());
  gtk_window_set_default_size (bench->window, 1180, 760);
  adw_window_set_content (ADW_WINDOW (bench->window), view);
  gtk_window_present (bench->window);
  wait_until ((choice = find_widget (view, INVITES_TYPE_CHOICE_ROW, "title",
                                     "Account division")) != NULL
              && invites_choice_row_set_id (INVITES_CHOICE_ROW (choice),
                                            division));
}

/* The biggest number there: "Total contacts". */
static GtkWidget *
find_count (Bench *bench)
{
  GtkWidget *tile = find_widget (GTK_WIDGET (bench->window),
                                 INVITES_TYPE_COUNT_TILE, NULL, NULL);

  return tile != NULL ? find_widget (tile, GTK_TYPE_BUTTON, NULL, NULL) : NULL;
}

static gboolean
has_counts (Bench *bench)
{
  GtkWidget *button = find_count (bench);

  return button != NULL && gtk_widget_is_sensitive (button)
         && gtk_widget_get_mapped (button);
}

static void
look_at_details (Bench *bench)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkWidget *table;

  bench->details = find_window (INVITES_TYPE_DETAILS_WINDOW);
  g_assert (bench->details != NULL);
  table = find_widget (GTK_WIDGET (bench->details), INVITES_TYPE_DETAILS_TABLE,
                       NULL, NULL);
  bench->view = find_widget (table, GTK_TYPE_COLUMN_VIEW, NULL, NULL);
  bench->scroll
    = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (bench->view));
  bench->rows = G_LIST_MODEL (invites_details_table_get_selection (
    INVITES_DETAILS_TABLE (table)));
  g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (bench->details)),
                    "after-paint", G_CALLBACK (painted_cb), bench);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), bench);
  gtk_widget_add_controller (GTK_WIDGET (bench->details), keys);
}

static double
measure_first_rows (Bench *bench)
{
  gint64 begin;

  wait_until (has_counts (bench));
  forget_requests (bench);
  probe_restart (&bench->probe);
  begin = g_get_monotonic_time ();
  g_signal_emit_by_name (find_count (bench), "clicked");
  look_at_details (bench);
  wait_until_drawn (bench);
  return ms_since (begin);
}

static double
measure_key (Bench      *bench,
             const char *key)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *command = g_strconcat ("xdotool key ", key, NULL);
  double before = gtk_adjustment_get_value (bench->scroll);

  bench->pressed = 0;
  if (!g_spawn_command_line_async (command, &error))
    g_error ("xdotool: %s", error->message);
  wait_until (bench->pressed != 0);
  wait_until (gtk_adjustment_get_value (bench->scroll) != before);
  wait_until_drawn (bench);
  return ms_since (bench->pressed);
}

static double
measure_search (Bench *bench)
{
  GtkWidget *entry = find_widget (GTK_WIDGET (bench->details),
                                  GTK_TYPE_SEARCH_ENTRY, NULL, NULL);
  guint n_rows = g_list_model_get_n_items (bench->rows);
  gint64 begin = g_get_monotonic_time ();
  double spent;

  gtk_editable_set_text (GTK_EDITABLE (entry), "77");
  wait_until (g_list_model_get_n_items (bench->rows) != n_rows);
  wait_until_drawn (bench);
  spent = ms_since (begin);
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  wait_until (g_list_model_get_n_items (bench->rows) == n_rows);
  wait_until_drawn (bench);
  return spent;
}

static void
scroll_by (Bench *bench,
           double step,
           guint  n_frames,
           guint  rest_every)
{
  for (guint i = 0; i < n_frames; i++)
    {
      double value = gtk_adjustment_get_value (bench->scroll);

      gtk_adjustment_set_value (bench->scroll, value + step);
      wait_for_frame (bench);
      if (rest_every > 0 && i % rest_every == rest_every - 1)
        wait_until_drawn (bench);
    }
  wait_until_drawn (bench);
}

static void
go_to (Bench *bench,
       double value)
{
  gtk_adjustment_set_value (bench->scroll, value);
  wait_until_drawn (bench);
}

/* As the wheel does it, as Page Down held down, and as the bar is dragged from
 * the top to the bottom. */
static void
measure_scrolling (Bench *bench)
{
  double page = gtk_adjustment_get_page_size (bench->scroll);
  double whole = gtk_adjustment_get_upper (bench->scroll);
  gint64 before;

  go_to (bench, 0);
  before = get_memory ();
  forget_requests (bench);
  probe_restart (&bench->probe);
  scroll_by (bench, 60, 400, 0);
  print_stall (&bench->probe, "wheel");
  scroll_by (bench, page, 300, 10);
  print_stall (&bench->probe, "page_down");
  scroll_by (bench, whole / 300, 300, 10);
  print_stall (&bench->probe, "drag");
  print_number ("requests", bench->n_requests);
  print_number ("pages_asked", g_hash_table_size (bench->asked));
  print_number ("most_requests_a_page", most_asked (bench));
  go_to (bench, 0);
  print_number ("memory_grown_mb",
                (double) (get_memory () - before) / (1 << 20));
}

int
main (int    argc,
      char **argv)
{
  Bench bench = { 0 };

  if (argc != 4)
    return 2;
  adw_init ();
  setlocale (LC_ALL, "C.UTF-8");
  bench.asked = g_hash_table_new (NULL, NULL);
  probe_restart (&bench.probe);
  g_timeout_add_full (G_PRIORITY_HIGH, PROBE_INTERVAL, probe_cb, &bench.probe,
                      NULL);
  sign_in (&bench, argv[1], argv[2]);
  open_main_window (&bench, argv[3]);

  printf ("{\n");
  print_number ("first_rows_ms", measure_first_rows (&bench));
  print_stall (&bench.probe, "first_show");
  print_number ("first_requests", bench.n_requests);
  wait_until (g_list_model_get_n_items (bench.rows) > ENOUGH_ROWS);
  print_stall (&bench.probe, "all_cells");
  gtk_widget_child_focus (bench.view, GTK_DIR_TAB_FORWARD);
  print_number ("end_rows_ms", measure_key (&bench, "End"));
  print_stall (&bench.probe, "end");
  print_number ("home_rows_ms", measure_key (&bench, "Home"));
  probe_restart (&bench.probe);
  print_number ("search_rows_ms", measure_search (&bench));
  print_stall (&bench.probe, "search");
  measure_scrolling (&bench);
  printf ("  \"rows\": %u\n}\n", g_list_model_get_n_items (bench.rows));
  return 0;
}
