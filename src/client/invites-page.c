/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/invites-page.h"

/**
 * invites_page_new:
 * @free_item: frees one item
 *
 * Returns: (transfer full): an empty page of an empty list
 */
InvitesPage *
invites_page_new (GDestroyNotify free_item)
{
  InvitesPage *self;

  g_return_val_if_fail (free_item != NULL, NULL);

  self = g_new0 (InvitesPage, 1);
  self->as_of = INVITES_TIME_NONE;
  self->items = g_ptr_array_new_with_free_func (free_item);
  return self;
}

/**
 * invites_page_free:
 * @self: (transfer full): a page
 */
void
invites_page_free (InvitesPage *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_free (self);
}
