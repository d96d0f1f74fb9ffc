/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/invite/invites-filter-variant.h"
#include "app/invite/invites-saved-filters.h"
#include "core/invites-text.h"

#define KEY "saved-filters"

typedef struct
{
  char          *name;
  InvitesFilter *filter;
} Saved;

struct _InvitesSavedFilters
{
  GObject parent_instance;

  GSettings *settings;
  GPtrArray *all; /* (element-type Saved) */
};

G_DEFINE_FINAL_TYPE (InvitesSavedFilters, invites_saved_filters, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static Saved *
saved_new (const char *name, const InvitesFilter *filter)
{
  Saved *self = g_new0 (Saved, 1);

  self->name = g_strdup (name);
  self->filter = invites_filter_copy (filter);
  return self;
}

static void
saved_free (gpointer data)
{
  Saved *self = data;

  g_free (self->name);
  invites_filter_free (self->filter);
  g_free (self);
}

static Saved *
get_saved (InvitesSavedFilters *self, guint position)
{
  return g_ptr_array_index (self->all, position);
}

/* What somebody has written there by hand, and is no filter, is passed over. */
static void
load (InvitesSavedFilters *self)
{
  g_autoptr(GVariant) value = g_settings_get_value (self->settings, KEY);
  GVariantIter iter;
  const char *name;
  GVariant *entry;

  g_ptr_array_set_size (self->all, 0);
  g_variant_iter_init (&iter, value);
  while (g_variant_iter_next (&iter, "(&s@a{ss})", &name, &entry))
    {
      g_autoptr(GVariant) owned G_GNUC_UNUSED = entry;
      g_autoptr(InvitesFilter) filter = invites_filter_from_variant (entry);

      if (filter != NULL && *name != '\0'
          && !invites_saved_filters_find (self, name, NULL))
        g_ptr_array_add (self->all, saved_new (name, filter));
    }
}

/* "changed" comes of it by itself. */
static void
store (InvitesSavedFilters *self)
{
  g_auto(GVariantBuilder) builder
      = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sa{ss})"));

  for (guint i = 0; i < self->all->len; i++)
    g_variant_builder_add (
        &builder, "(s@a{ss})", get_saved (self, i)->name,
        invites_filter_to_variant (get_saved (self, i)->filter));
  g_settings_set_value (self->settings, KEY, g_variant_builder_end (&builder));
}

static void
settings_changed_cb (InvitesSavedFilters *self)
{
  load (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
invites_saved_filters_dispose (GObject *object)
{
  g_clear_object (&INVITES_SAVED_FILTERS (object)->settings);

  G_OBJECT_CLASS (invites_saved_filters_parent_class)->dispose (object);
}

static void
invites_saved_filters_finalize (GObject *object)
{
  g_ptr_array_unref (INVITES_SAVED_FILTERS (object)->all);

  G_OBJECT_CLASS (invites_saved_filters_parent_class)->finalize (object);
}

static void
invites_saved_filters_class_init (InvitesSavedFiltersClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = invites_saved_filters_dispose;
  object_class->finalize = invites_saved_filters_finalize;

  /**
   * InvitesSavedFilters::changed:
   *
   * One has come, gone or changed, by whomever.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass),
                                   G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
invites_saved_filters_init (InvitesSavedFilters *self)
{
  self->all = g_ptr_array_new_with_free_func (saved_free);
}

/**
 * invites_saved_filters_new:
 * @settings: what a user has set up for a service
 *
 * Returns: (transfer full): the filters that this user has saved
 */
InvitesSavedFilters *
invites_saved_filters_new (GSettings *settings)
{
  InvitesSavedFilters *self;

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (INVITES_TYPE_SAVED_FILTERS, NULL);
  self->settings = g_object_ref (settings);
  g_signal_connect_object (settings, "changed::" KEY,
                           G_CALLBACK (settings_changed_cb), self,
                           G_CONNECT_SWAPPED);
  load (self);
  return self;
}

/**
 * invites_saved_filters_get_n:
 * @self: the saved filters
 *
 * Returns: how many there are
 */
guint
invites_saved_filters_get_n (InvitesSavedFilters *self)
{
  g_return_val_if_fail (INVITES_IS_SAVED_FILTERS (self), 0);

  return self->all->len;
}

/**
 * invites_saved_filters_get_name:
 * @self: the saved filters
 * @position: of one of them
 *
 * Returns: (transfer none): its name
 */
const char *
invites_saved_filters_get_name (InvitesSavedFilters *self, guint position)
{
  g_return_val_if_fail (INVITES_IS_SAVED_FILTERS (self), NULL);
  g_return_val_if_fail (position < self->all->len, NULL);

  return get_saved (self, position)->name;
}

/**
 * invites_saved_filters_get_filter:
 * @self: the saved filters
 * @position: of one of them
 *
 * Returns: (transfer none): the filter, with its division
 */
const InvitesFilter *
invites_saved_filters_get_filter (InvitesSavedFilters *self, guint position)
{
  g_return_val_if_fail (INVITES_IS_SAVED_FILTERS (self), NULL);
  g_return_val_if_fail (position < self->all->len, NULL);

  return get_saved (self, position)->filter;
}

/**
 * invites_saved_filters_find:
 * @self: the saved filters
 * @name: a name, in whatever case
 * @position: (out) (optional): where the filter of that name is
 *
 * Returns: whether there is one
 */
gboolean
invites_saved_filters_find (InvitesSavedFilters *self,
                            const char *name,
                            guint *position)
{
  g_autofree char *wanted = NULL;

  g_return_val_if_fail (INVITES_IS_SAVED_FILTERS (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  wanted = invites_text_fold (name);
  for (guint i = 0; i < self->all->len; i++)
    {
      g_autofree char *folded = invites_text_fold (get_saved (self, i)->name);

      if (!g_str_equal (folded, wanted))
        continue;
      if (position != NULL)
        *position = i;
      return TRUE;
    }
  return FALSE;
}

/**
 * invites_saved_filters_insert:
 * @self: the saved filters
 * @position: where to put it; the end when that is further
 * @name: a name that no other has
 * @filter: a filter with a division
 */
void
invites_saved_filters_insert (InvitesSavedFilters *self,
                              guint position,
                              const char *name,
                              const InvitesFilter *filter)
{
  g_return_if_fail (INVITES_IS_SAVED_FILTERS (self));
  g_return_if_fail (name != NULL && *name != '\0');
  g_return_if_fail (filter != NULL && filter->division != NULL);
  g_return_if_fail (!invites_saved_filters_find (self, name, NULL));

  g_ptr_array_insert (self->all, (int) MIN (position, self->all->len),
                      saved_new (name, filter));
  store (self);
}

/**
 * invites_saved_filters_save:
 * @self: the saved filters
 * @name: the name
 * @filter: a filter with a division
 *
 * Takes the place of the one of that name, or comes after all others.
 */
void
invites_saved_filters_save (InvitesSavedFilters *self,
                            const char *name,
                            const InvitesFilter *filter)
{
  guint position;

  g_return_if_fail (INVITES_IS_SAVED_FILTERS (self));
  g_return_if_fail (name != NULL && *name != '\0');
  g_return_if_fail (filter != NULL && filter->division != NULL);

  if (!invites_saved_filters_find (self, name, &position))
    {
      invites_saved_filters_insert (self, G_MAXUINT, name, filter);
      return;
    }

  saved_free (g_steal_pointer (&g_ptr_array_index (self->all, position)));
  g_ptr_array_index (self->all, position) = saved_new (name, filter);
  store (self);
}

/**
 * invites_saved_filters_rename:
 * @self: the saved filters
 * @position: of one of them
 * @name: what it is called from now on; another of that name goes
 */
void
invites_saved_filters_rename (InvitesSavedFilters *self,
                              guint position,
                              const char *name)
{
  Saved *saved;
  guint other;

  g_return_if_fail (INVITES_IS_SAVED_FILTERS (self));
  g_return_if_fail (position < self->all->len);
  g_return_if_fail (name != NULL && *name != '\0');

  saved = get_saved (self, position);
  if (invites_saved_filters_find (self, name, &other) && other != position)
    g_ptr_array_remove_index (self->all, other);
  g_free (saved->name);
  saved->name = g_strdup (name);
  store (self);
}

/**
 * invites_saved_filters_move:
 * @self: the saved filters
 * @position: of one of them
 * @to: where it shall be
 */
void
invites_saved_filters_move (InvitesSavedFilters *self,
                            guint position,
                            guint to)
{
  Saved *saved;

  g_return_if_fail (INVITES_IS_SAVED_FILTERS (self));
  g_return_if_fail (position < self->all->len);
  g_return_if_fail (to < self->all->len);

  if (position == to)
    return;
  saved = g_ptr_array_steal_index (self->all, position);
  g_ptr_array_insert (self->all, (int) to, saved);
  store (self);
}

/**
 * invites_saved_filters_remove:
 * @self: the saved filters
 * @position: of one of them
 */
void
invites_saved_filters_remove (InvitesSavedFilters *self, guint position)
{
  g_return_if_fail (INVITES_IS_SAVED_FILTERS (self));
  g_return_if_fail (position < self->all->len);

  g_ptr_array_remove_index (self->all, position);
  store (self);
}
