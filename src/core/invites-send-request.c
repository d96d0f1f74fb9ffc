/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/invites-send-private.h"

#include <string.h>

#include "core/invites-address.h"
#include "core/invites-error.h"
#include "core/invites-id.h"
#include "core/invites-json.h"

static const char *const members[] = {
  "filter",
  "template",
  "email_from",
  "only_without_invitation",
  "leave_out",
  "gap_override",
  "only_expired",
  "from",
  NULL,
};

static const char *const from_members[] = { "send", "set", NULL };

G_DEFINE_BOXED_TYPE (InvitesSendRequest, invites_send_request,
                     invites_send_request_copy, invites_send_request_free)

static gboolean
refuse (GError     **error,
        const char  *member,
        const char  *expected)
{
  invites_set_field_error (error, INVITES_ERROR_INVALID, member,
                           "“%s” must be %s", member, expected);
  return FALSE;
}

static gboolean
read_filter (InvitesSendRequest  *self,
             JsonObject          *object,
             GError             **error)
{
  JsonObject *filter;

  if (!(filter = invites_json_get_object (object, "filter", error)))
    return FALSE;

  self->filter = invites_filter_from_json (filter, error);
  return self->filter != NULL;
}

static gboolean
read_template (InvitesSendRequest  *self,
               JsonObject          *object,
               GError             **error)
{
  if (!invites_json_dup_string (object, "template", &self->template_id, error))
    return FALSE;

  return invites_id_is_valid (self->template_id)
         || refuse (error, "template", "an id");
}

static gboolean
read_email_from (InvitesSendRequest  *self,
                 JsonObject          *object,
                 GError             **error)
{
  if (!invites_json_dup_string (object, "email_from", &self->email_from, error))
    return FALSE;

  return invites_address_is_valid (self->email_from)
         || refuse (error, "email_from", "a valid e-mail address");
}

static int
compare_ids (gconstpointer a,
             gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Sorted and each once, so that two requests compare as sets. */
static char **
make_set (GPtrArray *ids)
{
  g_autoptr(GPtrArray) set = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_sort (ids, compare_ids);
  for (guint i = 0; i < ids->len; i++)
    {
      const char *id = g_ptr_array_index (ids, i);

      if (i == 0 || strcmp (id, g_ptr_array_index (ids, i - 1)) != 0)
        g_ptr_array_add (set, g_strdup (id));
    }

  g_ptr_array_add (set, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&set), FALSE);
}

static gboolean
read_leave_out (InvitesSendRequest  *self,
                JsonObject          *object,
                GError             **error)
{
  g_autoptr(GPtrArray) ids = g_ptr_array_new ();
  JsonArray *array;

  if (!json_object_has_member (object, "leave_out"))
    return TRUE;
  if (!(array = invites_json_get_array (object, "leave_out", error)))
    return FALSE;
  if (json_array_get_length (array) > INVITES_SEND_MAX_LEAVE_OUT)
    return refuse (error, "leave_out", "100,000 ids at most");

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      const char *id = NULL;

      if (JSON_NODE_HOLDS_VALUE (node)
          && json_node_get_value_type (node) == G_TYPE_STRING)
        id = json_node_get_string (node);
      if (!invites_id_is_valid (id))
        return refuse (error, "leave_out", "an array of ids");
      g_ptr_array_add (ids, (gpointer) id);
    }

  g_strfreev (self->leave_out);
  self->leave_out = make_set (ids);
  return TRUE;
}

static gboolean
read_flag (JsonObject  *object,
           const char  *member,
           gboolean    *value,
           GError     **error)
{
  return !json_object_has_member (object, member)
         || invites_json_get_boolean (object, member, value, error);
}

static gboolean
read_from (InvitesSendRequest  *self,
           JsonObject          *object,
           GError             **error)
{
  JsonObject *from;

  return !json_object_has_member (object, "from")
         || ((from = invites_json_get_object (object, "from", error))
             && invites_json_only_members (from, from_members, error)
             && invites_send_from_read (from, &self->from_set,
                                        &self->from_send, error));
}

static gboolean
read_choices (InvitesSendRequest  *self,
              JsonObject          *object,
              GError             **error)
{
  if (!read_flag (object, "gap_override", &self->gap_override, error)
      || !read_flag (object, "only_expired", &self->only_expired, error)
      || !read_from (self, object, error))
    return FALSE;
  if (!self->only_expired || !self->only_without_invitation)
    return TRUE;

  invites_set_field_error (error, INVITES_ERROR_INVALID, "only_expired",
                           "Whoever has an expired invitation has one: this "
                           "cannot be with “only_without_invitation”");
  return FALSE;
}

/* What is not chosen is left out, so that a request says the same as it did
 * before there was the choice. */
static void
write_choices (const InvitesSendRequest *self,
               JsonObject               *object)
{
  if (self->gap_override)
    json_object_set_boolean_member (object, "gap_override", TRUE);
  if (self->only_expired)
    json_object_set_boolean_member (object, "only_expired", TRUE);
  if (self->from_set != INVITES_SEND_SET_NONE)
    json_object_set_object_member (object, "from",
                                   invites_send_from_write (self->from_set,
                                                            self->from_send));
}

/**
 * invites_send_request_new:
 *
 * Makes a request with the limit to contacts without an existing invitation on
 * and nobody left out, from all that the filter reaches; filter, template and
 * sender are %NULL.
 *
 * Returns: (transfer full): the request
 */
InvitesSendRequest *
invites_send_request_new (void)
{
  InvitesSendRequest *self = g_new0 (InvitesSendRequest, 1);

  self->only_without_invitation = TRUE;
  self->from_set = INVITES_SEND_SET_NONE;
  self->leave_out = g_new0 (char *, 1);
  return self;
}

/**
 * invites_send_request_copy:
 * @self: a request
 *
 * Copies a request.
 *
 * Returns: (transfer full): the copy
 */
InvitesSendRequest *
invites_send_request_copy (const InvitesSendRequest *self)
{
  InvitesSendRequest *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  if (self->filter != NULL)
    copy->filter = invites_filter_copy (self->filter);
  copy->template_id = g_strdup (self->template_id);
  copy->email_from = g_strdup (self->email_from);
  copy->leave_out = g_strdupv (self->leave_out);
  copy->from_send = g_strdup (self->from_send);
  return copy;
}

/**
 * invites_send_request_free:
 * @self: (transfer full) (nullable): a request
 *
 * Frees a request.
 */
void
invites_send_request_free (InvitesSendRequest *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->filter, invites_filter_free);
  g_free (self->template_id);
  g_free (self->email_from);
  g_strfreev (self->leave_out);
  g_free (self->from_send);
  g_free (self);
}

/**
 * invites_send_request_equal:
 * @a: a whole request, as invites_send_request_from_json() makes it
 * @b: another
 *
 * Tells whether two requests ask for the same. Their sets of contacts left out
 * must be sorted and hold each id once.
 *
 * Returns: whether they do
 */
gboolean
invites_send_request_equal (const InvitesSendRequest *a,
                            const InvitesSendRequest *b)
{
  g_return_val_if_fail (a != NULL, FALSE);
  g_return_val_if_fail (b != NULL, FALSE);

  return invites_filter_equal (a->filter, b->filter)
         && g_strcmp0 (a->template_id, b->template_id) == 0
         && g_strcmp0 (a->email_from, b->email_from) == 0
         && !a->only_without_invitation == !b->only_without_invitation
         && g_strv_equal ((const char *const *) a->leave_out,
                          (const char *const *) b->leave_out)
         && !a->gap_override == !b->gap_override
         && !a->only_expired == !b->only_expired
         && a->from_set == b->from_set
         && g_strcmp0 (a->from_send, b->from_send) == 0;
}

/**
 * invites_send_request_to_json:
 * @self: a whole request
 *
 * Writes a request as the body of PUT and of a forecast.
 *
 * Returns: (transfer full): the document
 */
JsonNode *
invites_send_request_to_json (const InvitesSendRequest *self)
{
  JsonObject *object;
  JsonArray *leave_out;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (self->filter != NULL, NULL);

  object = json_object_new ();
  json_object_set_member (object, "filter",
                          invites_filter_to_json (self->filter));
  invites_json_set_string (object, "template", self->template_id);
  invites_json_set_string (object, "email_from", self->email_from);
  json_object_set_boolean_member (object, "only_without_invitation",
                                  self->only_without_invitation);

  leave_out = json_array_new ();
  for (char **id = self->leave_out; id != NULL && *id != NULL; id++)
    json_array_add_string_element (leave_out, *id);
  json_object_set_array_member (object, "leave_out", leave_out);
  write_choices (self, object);

  return invites_json_take_object (object);
}

/**
 * invites_send_request_from_json:
 * @node: (nullable): the body of a request
 * @error: (out) (optional): where the error goes
 *
 * Reads a request. Nothing but leave_out, gap_override, only_expired and from
 * may be absent.
 *
 * Returns: (transfer full): the request, or %NULL with
 *   %INVITES_ERROR_MALFORMED, or with %INVITES_ERROR_UNKNOWN,
 *   %INVITES_ERROR_MISSING or %INVITES_ERROR_INVALID and the field; a field of
 *   the filter or of from is named by its own name
 */
InvitesSendRequest *
invites_send_request_from_json (JsonNode  *node,
                                GError   **error)
{
  g_autoptr(InvitesSendRequest) self = invites_send_request_new ();
  JsonObject *object;

  if (!(object = invites_json_get_root (node, error))
      || !invites_json_only_members (object, members, error)
      || !read_filter (self, object, error)
      || !read_template (self, object, error)
      || !read_email_from (self, object, error)
      || !invites_json_get_boolean (object, "only_without_invitation",
                                    &self->only_without_invitation, error)
      || !read_leave_out (self, object, error)
      || !read_choices (self, object, error))
    return NULL;

  return g_steal_pointer (&self);
}
