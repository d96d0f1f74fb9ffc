/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/details/invites-details-layout.h"

/* How a column that is not shown is remembered. */
#define NOT_SHOWN 0

static gboolean
find_place (const InvitesDetailsLayout *self,
            InvitesDetailsColumn        column,
            guint                      *place)
{
  for (guint i = 0; i < self->n_places; i++)
    if (self->places[i].column == column)
      {
        *place = i;
        return TRUE;
      }

  return FALSE;
}

static void
insert (InvitesDetailsLayout *self,
        guint                 place,
        InvitesDetailsColumn  column,
        int                   width)
{
  g_assert (self->n_places < INVITES_N_DETAILS_COLUMNS);

  memmove (&self->places[place + 1], &self->places[place],
           (self->n_places - place) * sizeof self->places[0]);
  self->n_places++;
  self->places[place].column = column;
  /* Who a row is about is always to be seen. */
  self->places[place].shown
    = width != NOT_SHOWN || column == INVITES_DETAILS_EMAIL;
  self->places[place].width = invites_details_layout_fit_width (width);
}

/* A column that nobody has placed stands after the one that it follows by
 * itself. */
static void
insert_missing (InvitesDetailsLayout *self)
{
  guint n_columns;
  const InvitesDetailsColumn *columns
    = invites_details_columns_for (self->kind, &n_columns);
  guint next = 0;

  for (guint i = 0; i < n_columns; i++)
    {
      guint place;

      if (!find_place (self, columns[i], &place))
        {
          place = next;
          insert (self, place, columns[i], -1);
        }
      next = place + 1;
    }
}

static gboolean
find_column (InvitesQueryKind      kind,
             const char           *name,
             InvitesDetailsColumn *column)
{
  guint n_columns;
  const InvitesDetailsColumn *columns
    = invites_details_columns_for (kind, &n_columns);

  for (guint i = 0; i < n_columns; i++)
    if (g_str_equal (name, invites_details_column_sort_name (columns[i],
                                                             kind)))
      {
        *column = columns[i];
        return TRUE;
      }

  return FALSE;
}

/**
 * invites_details_layout_new:
 * @kind: which list
 *
 * Returns: (transfer full): its columns as they are by themselves
 */
InvitesDetailsLayout *
invites_details_layout_new (InvitesQueryKind kind)
{
  InvitesDetailsLayout *self = g_new0 (InvitesDetailsLayout, 1);

  self->kind = kind;
  insert_missing (self);
  return self;
}

/**
 * invites_details_layout_new_from_variant:
 * @kind: which list
 * @variant: (nullable): what was remembered, of type a(si): a column's field
 *   and its width; 0 for one that is not shown
 *
 * What @variant says is another version's, or somebody's by hand: columns that
 * are not known or named twice are passed over, widths are brought within what
 * can be used, and columns that are missing are shown.
 *
 * Returns: (transfer full): the columns
 */
InvitesDetailsLayout *
invites_details_layout_new_from_variant (InvitesQueryKind  kind,
                                         GVariant         *variant)
{
  g_autoptr(InvitesDetailsLayout) self = g_new0 (InvitesDetailsLayout, 1);
  GVariantIter iter;
  const char *name;
  int width;

  self->kind = kind;
  if (variant != NULL
      && g_variant_is_of_type (variant, G_VARIANT_TYPE ("a(si)")))
    {
      g_variant_iter_init (&iter, variant);
      while (g_variant_iter_next (&iter, "(&si)", &name, &width))
        {
          InvitesDetailsColumn column;
          guint place;

          if (find_column (kind, name, &column)
              && !find_place (self, column, &place))
            insert (self, self->n_places, column, width);
        }
    }
  insert_missing (self);
  return g_steal_pointer (&self);
}

/**
 * invites_details_layout_to_variant:
 * @self: the columns
 *
 * Returns: (transfer floating): what to remember, of type a(si); empty when
 *   all is as it is by itself
 */
GVariant *
invites_details_layout_to_variant (const InvitesDetailsLayout *self)
{
  g_autoptr(InvitesDetailsLayout) usual = NULL;
  GVariantBuilder builder;

  g_return_val_if_fail (self != NULL, NULL);

  usual = invites_details_layout_new (self->kind);
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(si)"));
  if (!invites_details_layout_equal (self, usual))
    for (guint i = 0; i < self->n_places; i++)
      {
        const InvitesDetailsPlace *place = &self->places[i];

        g_variant_builder_add (
          &builder, "(si)",
          invites_details_column_sort_name (place->column, self->kind),
          place->shown ? place->width : NOT_SHOWN);
      }

  return g_variant_builder_end (&builder);
}

/**
 * invites_details_layout_copy:
 * @self: the columns
 *
 * Returns: (transfer full): the same
 */
InvitesDetailsLayout *
invites_details_layout_copy (const InvitesDetailsLayout *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_memdup2 (self, sizeof *self);
}

/**
 * invites_details_layout_free:
 * @self: (transfer full): the columns
 */
void
invites_details_layout_free (InvitesDetailsLayout *self)
{
  g_return_if_fail (self != NULL);

  g_free (self);
}

/**
 * invites_details_layout_equal:
 * @self: the columns
 * @other: others
 *
 * Returns: whether both look the same
 */
gboolean
invites_details_layout_equal (const InvitesDetailsLayout *self,
                              const InvitesDetailsLayout *other)
{
  g_return_val_if_fail (self != NULL && other != NULL, FALSE);

  if (self->n_places != other->n_places)
    return FALSE;

  for (guint i = 0; i < self->n_places; i++)
    if (self->places[i].column != other->places[i].column
        || self->places[i].width != other->places[i].width
        || self->places[i].shown != other->places[i].shown)
      return FALSE;

  return TRUE;
}

/**
 * invites_details_layout_move:
 * @self: the columns
 * @place: which of them
 * @by: 1: one place towards the end, -1: towards the beginning
 *
 * Returns: whether there was a place to go to
 */
gboolean
invites_details_layout_move (InvitesDetailsLayout *self,
                             guint                 place,
                             int                   by)
{
  InvitesDetailsPlace moved;
  gint64 to = (gint64) place + by;

  g_return_val_if_fail (self != NULL && place < self->n_places, FALSE);
  g_return_val_if_fail (by == 1 || by == -1, FALSE);

  if (to < 0 || to >= self->n_places)
    return FALSE;
  moved = self->places[place];
  self->places[place] = self->places[to];
  self->places[to] = moved;
  return TRUE;
}

/**
 * invites_details_layout_can_hide:
 * @self: the columns
 * @place: which of them
 *
 * Returns: whether the list makes sense without it
 */
gboolean
invites_details_layout_can_hide (const InvitesDetailsLayout *self,
                                 guint                       place)
{
  g_return_val_if_fail (self != NULL && place < self->n_places, FALSE);

  return self->places[place].column != INVITES_DETAILS_EMAIL;
}

/**
 * invites_details_layout_key:
 * @kind: which list
 *
 * Returns: (transfer none): the settings' key for its columns
 */
const char *
invites_details_layout_key (InvitesQueryKind kind)
{
  return kind == INVITES_QUERY_CONTACTS ? "contacts-columns"
                                        : "entries-columns";
}

/**
 * invites_details_layout_fit_width:
 * @width: pixels
 *
 * Returns: a width that can be used; -1 for what is none
 */
int
invites_details_layout_fit_width (int width)
{
  if (width <= 0)
    return -1;

  return CLAMP (width, INVITES_DETAILS_MIN_WIDTH, INVITES_DETAILS_MAX_WIDTH);
}
