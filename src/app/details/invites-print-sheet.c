/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/details/invites-print-sheet.h"
#include "app/widgets/invites-format.h"

/* Points. */
#define TITLE_SIZE    15
#define SUBTITLE_SIZE 11
#define TEXT_SIZE     8.5
#define GAP           8 /* between columns, and between parts */

/* Of a line of text: how high a row is. */
#define ROW_HEIGHT 1.45

/* How many rows are measured to know how wide a column should be. */
#define MAX_SAMPLES 200

struct _InvitesPrintSheet
{
  GObject parent_instance;

  /* Owned. */
  char                 *title;
  char                 *subtitle;
  char                **notes;
  char                 *total;
  InvitesDetailsPlace   places[INVITES_N_DETAILS_COLUMNS]; /* what is shown */
  guint                 n_places;
  GPtrArray            *rows;      /* (element-type InvitesRow) */
  GTimeZone            *time_zone; /* (nullable) */

  /* Of the paper, in points. */
  gboolean from_right;
  double   width;
  double   height;
  double   row_height;
  double   head_height; /* of the title, on the first page */
  double   widths[INVITES_N_DETAILS_COLUMNS];
  guint    n_first;     /* lines on the first page */
  guint    n_others;    /* lines on each other page */
  guint    n_pages;
};

G_DEFINE_FINAL_TYPE (InvitesPrintSheet, invites_print_sheet, G_TYPE_OBJECT)

static PangoLayout *
make_layout (PangoContext *context,
             double        size,
             PangoWeight   weight)
{
  PangoLayout *layout = pango_layout_new (context);
  g_autoptr(PangoFontDescription) font = pango_font_description_new ();

  pango_font_description_set_family_static (font, "Sans");
  pango_font_description_set_size (font, (int) (size * PANGO_SCALE));
  pango_font_description_set_weight (font, weight);
  pango_layout_set_font_description (layout, font);
  return layout;
}

static double
get_height (PangoLayout *layout)
{
  int height;

  pango_layout_get_size (layout, NULL, &height);
  return (double) height / PANGO_SCALE;
}

/* Draws one line at most, which begins where the window's lines begin, in
 * whatever script it is. */
static void
draw_line (InvitesPrintSheet *self,
           cairo_t           *cr,
           PangoLayout       *layout,
           const char        *text,
           double             x,
           double             y,
           double             width)
{
  PangoRectangle extents;
  double at = self->from_right ? self->width - x - width : x;

  pango_layout_set_text (layout, text, -1);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_get_extents (layout, NULL, &extents);
  if (self->from_right)
    at += width - (double) extents.width / PANGO_SCALE;
  cairo_move_to (cr, at - (double) extents.x / PANGO_SCALE, y);
  pango_cairo_show_layout (cr, layout);
}

/* Returns how high it is; draws it only with a @cr. */
static double
put_paragraph (InvitesPrintSheet *self,
               cairo_t           *cr,
               PangoContext      *context,
               const char        *text,
               double             size,
               PangoWeight        weight,
               double             y)
{
  g_autoptr(PangoLayout) layout = make_layout (context, size, weight);

  pango_layout_set_auto_dir (layout, FALSE);
  pango_layout_set_alignment (layout, self->from_right ? PANGO_ALIGN_RIGHT
                                                       : PANGO_ALIGN_LEFT);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_width (layout, (int) (self->width * PANGO_SCALE));
  pango_layout_set_text (layout, text, -1);
  if (cr != NULL)
    {
      cairo_move_to (cr, 0, y);
      pango_cairo_show_layout (cr, layout);
    }
  return get_height (layout);
}

static double
put_head (InvitesPrintSheet *self,
          cairo_t           *cr,
          PangoContext      *context)
{
  double y = 0;

  y += put_paragraph (self, cr, context, self->title, TITLE_SIZE,
                      PANGO_WEIGHT_BOLD, y);
  y += put_paragraph (self, cr, context, self->subtitle, SUBTITLE_SIZE,
                      PANGO_WEIGHT_NORMAL, y);
  y += GAP / 2.0;
  for (guint i = 0; self->notes[i] != NULL; i++)
    y += put_paragraph (self, cr, context, self->notes[i], TEXT_SIZE,
                        PANGO_WEIGHT_NORMAL, y);
  return y + GAP;
}

static double
measure_text (PangoLayout *layout,
              const char  *text)
{
  int width;

  pango_layout_set_width (layout, -1);
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_size (layout, &width, NULL);
  return (double) width / PANGO_SCALE;
}

/* What a column needs, going by some rows from all over the list. */
static double
measure_column (InvitesPrintSheet    *self,
                PangoContext         *context,
                InvitesDetailsColumn  column)
{
  g_autoptr(PangoLayout) header = make_layout (context, TEXT_SIZE,
                                               PANGO_WEIGHT_BOLD);
  g_autoptr(PangoLayout) cell = make_layout (context, TEXT_SIZE,
                                             PANGO_WEIGHT_NORMAL);
  double width = measure_text (header, invites_details_column_title (column));
  guint step = self->rows->len / MAX_SAMPLES + 1;

  for (guint i = 0; i < self->rows->len; i += step)
    {
      g_autofree char *text
        = invites_details_column_dup_text (column,
                                           g_ptr_array_index (self->rows, i),
                                           self->time_zone);

      width = MAX (width, measure_text (cell, text));
    }
  /* A hair more, for what rounding takes away. */
  return width + 1;
}

/* The widest give way first, down to one width; what is left over is shared
 * out. */
static void
fit_columns (InvitesPrintSheet *self)
{
  double room = self->width - GAP * ((double) self->n_places - 1);
  double needed = 0;
  guint n_wide = 0;

  for (guint i = 0; i < self->n_places; i++)
    needed += self->widths[i];
  if (needed <= room)
    {
      for (guint i = 0; i < self->n_places; i++)
        self->widths[i] *= room / needed;
      return;
    }

  for (double most = room / self->n_places, before = 0; most > before;)
    {
      double left = room;

      before = most;
      n_wide = 0;
      for (guint i = 0; i < self->n_places; i++)
        if (self->widths[i] <= most)
          left -= self->widths[i];
        else
          n_wide++;
      most = n_wide > 0 ? left / n_wide : most;
      if (most <= before)
        for (guint i = 0; i < self->n_places; i++)
          self->widths[i] = MIN (self->widths[i], most);
    }
}

static void
draw_rule (InvitesPrintSheet *self,
           cairo_t           *cr,
           double             y,
           double             thickness,
           double             grey)
{
  cairo_save (cr);
  cairo_set_line_width (cr, thickness);
  cairo_set_source_rgb (cr, grey, grey, grey);
  cairo_move_to (cr, 0, y);
  cairo_line_to (cr, self->width, y);
  cairo_stroke (cr);
  cairo_restore (cr);
}

/* Where a line of text stands in a row. */
static double
get_text_y (InvitesPrintSheet *self,
            double             y)
{
  return y + self->row_height * (1 - 1 / ROW_HEIGHT) / 2;
}

static void
draw_headers (InvitesPrintSheet *self,
              cairo_t           *cr,
              PangoContext      *context,
              double             y)
{
  g_autoptr(PangoLayout) layout = make_layout (context, TEXT_SIZE,
                                               PANGO_WEIGHT_BOLD);
  double x = 0;

  for (guint i = 0; i < self->n_places; i++)
    {
      draw_line (self, cr, layout,
                 invites_details_column_title (self->places[i].column), x,
                 get_text_y (self, y), self->widths[i]);
      x += self->widths[i] + GAP;
    }
  draw_rule (self, cr, y + self->row_height, 0.75, 0.2);
}

static void
draw_row (InvitesPrintSheet *self,
          cairo_t           *cr,
          PangoLayout       *layout,
          InvitesRow        *row,
          double             y)
{
  double x = 0;

  for (guint i = 0; i < self->n_places; i++)
    {
      g_autofree char *text
        = invites_details_column_dup_text (self->places[i].column, row,
                                           self->time_zone);

      draw_line (self, cr, layout, text, x, get_text_y (self, y),
                 self->widths[i]);
      x += self->widths[i] + GAP;
    }
  draw_rule (self, cr, y + self->row_height, 0.25, 0.7);
}

static void
draw_rows (InvitesPrintSheet *self,
           cairo_t           *cr,
           PangoContext      *context,
           guint              page,
           double             y)
{
  guint first = page == 0 ? 0 : self->n_first + (page - 1) * self->n_others;
  guint n_lines = page == 0 ? self->n_first : self->n_others;
  g_autoptr(PangoLayout) layout = make_layout (context, TEXT_SIZE,
                                               PANGO_WEIGHT_NORMAL);

  for (guint i = first; i < first + n_lines && i <= self->rows->len; i++)
    {
      if (i < self->rows->len)
        draw_row (self, cr, layout, g_ptr_array_index (self->rows, i), y);
      else
        put_paragraph (self, cr, context, self->total, TEXT_SIZE,
                       PANGO_WEIGHT_BOLD, get_text_y (self, y));
      y += self->row_height;
    }
}

static void
draw_foot (InvitesPrintSheet *self,
           cairo_t           *cr,
           PangoContext      *context,
           guint              page)
{
  g_autoptr(PangoLayout) layout = make_layout (context, TEXT_SIZE,
                                               PANGO_WEIGHT_NORMAL);
  g_autofree char *number = invites_format_number (page + 1);
  g_autofree char *n_pages = invites_format_number (self->n_pages);
  g_autofree char *text = NULL;
  double y = self->height - self->row_height / ROW_HEIGHT;
  double width;

  /* Translators: numbers, at the foot of a printed page. */
  text = g_strdup_printf (_("Page %s of %s"), number, n_pages);
  width = measure_text (layout, text) + 1;
  draw_line (self, cr, layout, text, self->width - width, y, width);
  draw_line (self, cr, layout, self->subtitle, 0, y,
             self->width - width - GAP);
}

static void
invites_print_sheet_finalize (GObject *object)
{
  InvitesPrintSheet *self = INVITES_PRINT_SHEET (object);

  g_free (self->title);
  g_free (self->subtitle);
  g_strfreev (self->notes);
  g_free (self->total);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->time_zone, g_time_zone_unref);

  G_OBJECT_CLASS (invites_print_sheet_parent_class)->finalize (object);
}

static void
invites_print_sheet_class_init (InvitesPrintSheetClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = invites_print_sheet_finalize;
}

static void
invites_print_sheet_init (InvitesPrintSheet *self)
{
}

/**
 * invites_print_sheet_new:
 * @words: what stands around the rows
 * @layout: the columns that are shown
 * @rows: (element-type InvitesRow): all rows, which have arrived
 * @time_zone: (nullable): where times are shown, or %NULL for the user's own
 *
 * Returns: (transfer full): the list, to be put on paper
 */
InvitesPrintSheet *
invites_print_sheet_new (const InvitesPrintWords    *words,
                         const InvitesDetailsLayout *layout,
                         GPtrArray                  *rows,
                         GTimeZone                  *time_zone)
{
  InvitesPrintSheet *self;

  g_return_val_if_fail (words != NULL && layout != NULL && rows != NULL, NULL);

  self = g_object_new (INVITES_TYPE_PRINT_SHEET, NULL);
  self->title = g_strdup (words->title);
  self->subtitle = g_strdup (words->subtitle);
  self->notes = g_strdupv ((char **) words->notes);
  self->total = g_strdup (words->total);
  for (guint i = 0; i < layout->n_places; i++)
    if (layout->places[i].shown)
      self->places[self->n_places++] = layout->places[i];
  self->rows = g_ptr_array_ref (rows);
  self->time_zone = time_zone != NULL ? g_time_zone_ref (time_zone) : NULL;
  self->from_right
    = gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL;

  return self;
}

static guint
count_lines (InvitesPrintSheet *self,
             double             room)
{
  return (guint) MAX (room / self->row_height, 1);
}

/**
 * invites_print_sheet_paginate:
 * @self: an #InvitesPrintSheet
 * @context: of the paper
 * @width: of the paper within its margins, in points
 * @height: likewise
 *
 * Lays the list out.
 *
 * Returns: how many pages it takes
 */
guint
invites_print_sheet_paginate (InvitesPrintSheet *self,
                              PangoContext      *context,
                              double             width,
                              double             height)
{
  g_autoptr(PangoLayout) line = NULL;
  double room;
  guint n_lines;

  g_return_val_if_fail (INVITES_IS_PRINT_SHEET (self), 0);
  g_return_val_if_fail (PANGO_IS_CONTEXT (context), 0);

  pango_context_set_base_dir (context, self->from_right
                                         ? PANGO_DIRECTION_RTL
                                         : PANGO_DIRECTION_LTR);
  self->width = width;
  self->height = height;
  line = make_layout (context, TEXT_SIZE, PANGO_WEIGHT_NORMAL);
  self->row_height = ROW_HEIGHT * get_height (line);
  self->head_height = put_head (self, NULL, context);
  for (guint i = 0; i < self->n_places; i++)
    self->widths[i] = measure_column (self, context, self->places[i].column);
  fit_columns (self);

  /* The headers above, the foot below; the total takes a line too. */
  room = height - 2 * self->row_height - GAP;
  n_lines = self->rows->len + 1;
  self->n_first = count_lines (self, room - self->head_height);
  self->n_others = count_lines (self, room);
  self->n_pages = 1;
  if (n_lines > self->n_first)
    self->n_pages += (n_lines - self->n_first + self->n_others - 1)
                     / self->n_others;
  return self->n_pages;
}

/**
 * invites_print_sheet_draw:
 * @self: an #InvitesPrintSheet that was laid out
 * @cr: where to, in points
 * @context: of the paper
 * @page: which page, from 0
 *
 * Draws one page.
 */
void
invites_print_sheet_draw (InvitesPrintSheet *self,
                          cairo_t           *cr,
                          PangoContext      *context,
                          guint              page)
{
  double y;

  g_return_if_fail (INVITES_IS_PRINT_SHEET (self));
  g_return_if_fail (page < self->n_pages);

  pango_context_set_base_dir (context, self->from_right
                                         ? PANGO_DIRECTION_RTL
                                         : PANGO_DIRECTION_LTR);
  cairo_set_source_rgb (cr, 0, 0, 0);
  y = page == 0 ? put_head (self, cr, context) : 0;
  draw_headers (self, cr, context, y);
  draw_rows (self, cr, context, page, y + self->row_height);
  draw_foot (self, cr, context, page);
}

static void
begin_print_cb (GtkPrintOperation *operation,
                GtkPrintContext   *context,
                InvitesPrintSheet *self)
{
  PangoContext *pango = gtk_print_context_create_pango_context (context);
  guint n_pages
    = invites_print_sheet_paginate (self, pango,
                                    gtk_print_context_get_width (context),
                                    gtk_print_context_get_height (context));

  gtk_print_operation_set_n_pages (operation, (int) n_pages);
  g_object_unref (pango);
}

static void
draw_page_cb (GtkPrintOperation *operation,
              GtkPrintContext   *context,
              int                page,
              InvitesPrintSheet *self)
{
  PangoContext *pango = gtk_print_context_create_pango_context (context);

  invites_print_sheet_draw (self, gtk_print_context_get_cairo_context (context),
                            pango, (guint) page);
  g_object_unref (pango);
}

static void
release_sheet (gpointer  data,
               GClosure *closure)
{
  g_object_unref (data);
}

/**
 * invites_print_sheet_make_operation:
 * @self: an #InvitesPrintSheet
 *
 * Returns: (transfer full): prints it, without holding up the program; on
 *   paper that lies across, unless the user turns it
 */
GtkPrintOperation *
invites_print_sheet_make_operation (InvitesPrintSheet *self)
{
  GtkPrintOperation *operation;
  g_autoptr(GtkPageSetup) setup = gtk_page_setup_new ();
  g_autofree char *name = NULL;

  g_return_val_if_fail (INVITES_IS_PRINT_SHEET (self), NULL);

  operation = gtk_print_operation_new ();
  name = g_strdup_printf ("%s - %s", self->title, self->subtitle);
  gtk_print_operation_set_job_name (operation, name);
  gtk_page_setup_set_orientation (setup, GTK_PAGE_ORIENTATION_LANDSCAPE);
  gtk_print_operation_set_default_page_setup (operation, setup);
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_allow_async (operation, TRUE);
  gtk_print_operation_set_show_progress (operation, TRUE);
  g_signal_connect_data (operation, "begin-print",
                         G_CALLBACK (begin_print_cb), g_object_ref (self),
                         release_sheet, 0);
  g_signal_connect_data (operation, "draw-page", G_CALLBACK (draw_page_cb),
                         g_object_ref (self), release_sheet, 0);

  return operation;
}
