/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/http/invites-json-list.h"

#include "core/invites-json.h"

/**
 * invites_json_list_answer:
 * @items: (transfer none): the rows of this page
 * @total: how many there are in the whole list
 * @as_of: when that was true
 *
 * Makes the answer that every list has.
 *
 * Returns: (transfer full): the answer
 */
InvitesAnswer *
invites_json_list_answer (JsonArray  *items,
                          guint64     total,
                          InvitesTime as_of)
{
  JsonObject *object;

  g_return_val_if_fail (items != NULL, NULL);

  object = json_object_new ();
  json_object_set_int_member (object, "total", (gint64) total);
  invites_json_set_time (object, "as_of", as_of);
  json_object_set_array_member (object, "items", json_array_ref (items));
  return invites_answer_new_json (invites_json_take_object (object));
}
