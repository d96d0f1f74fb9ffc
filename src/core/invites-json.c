/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/invites-json.h"

#include <string.h>

#include "core/invites-json-check.h"

/**
 * invites_json_parse:
 * @bytes: what came from outside
 * @max_size: how many octets are allowed
 * @error: (out) (optional): where the error goes
 *
 * Parses one JSON document, strictly: nothing that RFC 8259 does not allow, no
 * doubled names, no U+0000, integers within 64 bits, at most
 * %INVITES_JSON_MAX_DEPTH levels.
 *
 * Returns: (transfer full): the value, or %NULL with %INVITES_ERROR_TOO_LARGE
 *   or %INVITES_ERROR_MALFORMED
 */
JsonNode *
invites_json_parse (GBytes  *bytes,
                    gsize    max_size,
                    GError **error)
{
  g_autoptr(JsonParser) parser = NULL;
  g_autoptr(GError) parse_error = NULL;
  JsonNode *root = NULL;
  const char *text;
  gsize length;

  g_return_val_if_fail (bytes != NULL, NULL);

  text = g_bytes_get_data (bytes, &length);
  if (length > max_size)
    {
      g_set_error (error, INVITES_ERROR, INVITES_ERROR_TOO_LARGE,
                   "More than %" G_GSIZE_FORMAT " octets", max_size);
      return NULL;
    }

  if (!invites_json_check (text != NULL ? text : "", length, error))
    return NULL;

  parser = json_parser_new ();
  if (json_parser_load_from_data (parser, text, (gssize) length, &parse_error))
    root = json_parser_steal_root (parser);
  if (root == NULL)
    {
      /* A message of json-glib may quote the text. */
      g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_MALFORMED,
                           "Not JSON as RFC 8259 has it");
      return NULL;
    }

  return root;
}

/**
 * invites_json_get_root:
 * @node: (nullable): a document
 * @error: (out) (optional): where the error goes
 *
 * Gets the object that a document is.
 *
 * Returns: (transfer none): the object, which lives as long as @node, or %NULL
 *   with %INVITES_ERROR_MALFORMED
 */
JsonObject *
invites_json_get_root (JsonNode  *node,
                       GError   **error)
{
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_MALFORMED,
                           "Not a JSON object");
      return NULL;
    }

  return json_node_get_object (node);
}

/**
 * invites_json_only_members:
 * @object: an object
 * @members: (array zero-terminated=1): the names that it may have
 * @error: (out) (optional): where the error goes
 *
 * Refuses an object with a member that nobody knows.
 *
 * Returns: whether all are known; %INVITES_ERROR_UNKNOWN otherwise
 */
gboolean
invites_json_only_members (JsonObject         *object,
                           const char *const  *members,
                           GError            **error)
{
  JsonObjectIter iter;
  const char *name;

  g_return_val_if_fail (object != NULL, FALSE);
  g_return_val_if_fail (members != NULL, FALSE);

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, NULL))
    {
      if (!g_strv_contains (members, name))
        {
          invites_set_field_error (error, INVITES_ERROR_UNKNOWN, name,
                                   "Unknown field");
          return FALSE;
        }
    }

  return TRUE;
}

static JsonNode *
get_member (JsonObject  *object,
            const char  *member,
            GError     **error)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node == NULL)
    invites_set_field_error (error, INVITES_ERROR_MISSING, member,
                             "“%s” is missing", member);

  return node;
}

static gboolean
holds (JsonNode *node,
       GType     type)
{
  return JSON_NODE_HOLDS_VALUE (node)
         && json_node_get_value_type (node) == type;
}

static void
set_invalid (GError     **error,
             const char  *member,
             const char  *expected)
{
  invites_set_field_error (error, INVITES_ERROR_INVALID, member,
                           "“%s” must be %s", member, expected);
}

/**
 * invites_json_get_string:
 * @object: an object
 * @member: the name of a member
 * @error: (out) (optional): where the error goes
 *
 * Gets a member that must be there and be a string.
 *
 * Returns: (transfer none): the string, or %NULL with %INVITES_ERROR_MISSING
 *   or %INVITES_ERROR_INVALID
 */
const char *
invites_json_get_string (JsonObject  *object,
                         const char  *member,
                         GError     **error)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL, NULL);

  if (!(node = get_member (object, member, error)))
    return NULL;
  if (!holds (node, G_TYPE_STRING))
    {
      set_invalid (error, member, "a string");
      return NULL;
    }

  return json_node_get_string (node);
}

/**
 * invites_json_get_string_or_null:
 * @object: an object
 * @member: the name of a member
 * @value: (out) (transfer none) (nullable): the string, or %NULL for null
 * @error: (out) (optional): where the error goes
 *
 * Gets a member that must be there and be a string or null.
 *
 * Returns: whether it is; %INVITES_ERROR_MISSING or %INVITES_ERROR_INVALID
 *   otherwise
 */
gboolean
invites_json_get_string_or_null (JsonObject  *object,
                                 const char  *member,
                                 const char **value,
                                 GError     **error)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL, FALSE);
  g_return_val_if_fail (value != NULL, FALSE);

  if (!(node = get_member (object, member, error)))
    return FALSE;
  if (!JSON_NODE_HOLDS_NULL (node) && !holds (node, G_TYPE_STRING))
    {
      set_invalid (error, member, "a string or null");
      return FALSE;
    }

  *value = JSON_NODE_HOLDS_NULL (node) ? NULL : json_node_get_string (node);
  return TRUE;
}

/**
 * invites_json_dup_string:
 * @object: an object
 * @member: the name of a member
 * @value: (out) (transfer full): a copy of the string; what is there is freed
 * @error: (out) (optional): where the error goes
 *
 * Copies a member that must be there and be a string.
 *
 * Returns: whether it is; %INVITES_ERROR_MISSING or %INVITES_ERROR_INVALID
 *   otherwise
 */
gboolean
invites_json_dup_string (JsonObject  *object,
                         const char  *member,
                         char       **value,
                         GError     **error)
{
  const char *text;

  g_return_val_if_fail (value != NULL, FALSE);

  if (!(text = invites_json_get_string (object, member, error)))
    return FALSE;

  g_free (*value);
  *value = g_strdup (text);
  return TRUE;
}

/**
 * invites_json_get_boolean:
 * @object: an object
 * @member: the name of a member
 * @value: (out): the value
 * @error: (out) (optional): where the error goes
 *
 * Gets a member that must be there and be true or false.
 *
 * Returns: whether it is; %INVITES_ERROR_MISSING or %INVITES_ERROR_INVALID
 *   otherwise
 */
gboolean
invites_json_get_boolean (JsonObject  *object,
                          const char  *member,
                          gboolean    *value,
                          GError     **error)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL, FALSE);
  g_return_val_if_fail (value != NULL, FALSE);

  if (!(node = get_member (object, member, error)))
    return FALSE;
  if (!holds (node, G_TYPE_BOOLEAN))
    {
      set_invalid (error, member, "true or false");
      return FALSE;
    }

  *value = json_node_get_boolean (node);
  return TRUE;
}

/**
 * invites_json_get_count:
 * @object: an object
 * @member: the name of a member
 * @value: (out): the number, 0 to %G_MAXINT64
 * @error: (out) (optional): where the error goes
 *
 * Gets a member that must be there and be a whole number that is not
 * negative; 1.0 is not written as one.
 *
 * Returns: whether it is; %INVITES_ERROR_MISSING or %INVITES_ERROR_INVALID
 *   otherwise
 */
gboolean
invites_json_get_count (JsonObject  *object,
                        const char  *member,
                        guint64     *value,
                        GError     **error)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL, FALSE);
  g_return_val_if_fail (value != NULL, FALSE);

  if (!(node = get_member (object, member, error)))
    return FALSE;
  if (!holds (node, G_TYPE_INT64) || json_node_get_int (node) < 0)
    {
      set_invalid (error, member, "a whole number, 0 or more");
      return FALSE;
    }

  *value = (guint64) json_node_get_int (node);
  return TRUE;
}

/**
 * invites_json_get_time:
 * @object: an object
 * @member: the name of a member
 * @value: (out): the time, %INVITES_TIME_NONE for null
 * @error: (out) (optional): where the error goes
 *
 * Gets a member that must be there and be a time of RFC 3339 or null.
 *
 * Returns: whether it is; %INVITES_ERROR_MISSING or %INVITES_ERROR_INVALID
 *   otherwise
 */
gboolean
invites_json_get_time (JsonObject   *object,
                       const char   *member,
                       InvitesTime  *value,
                       GError      **error)
{
  const char *text;

  g_return_val_if_fail (value != NULL, FALSE);

  if (!invites_json_get_string_or_null (object, member, &text, error))
    return FALSE;

  if (text == NULL)
    *value = INVITES_TIME_NONE;
  else if (!invites_time_from_string (text, value))
    {
      set_invalid (error, member, "a time as RFC 3339 has it");
      return FALSE;
    }

  return TRUE;
}

/**
 * invites_json_get_object:
 * @object: an object
 * @member: the name of a member
 * @error: (out) (optional): where the error goes
 *
 * Gets a member that must be there and be an object.
 *
 * Returns: (transfer none): it, or %NULL with %INVITES_ERROR_MISSING or
 *   %INVITES_ERROR_INVALID
 */
JsonObject *
invites_json_get_object (JsonObject  *object,
                         const char  *member,
                         GError     **error)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL, NULL);

  if (!(node = get_member (object, member, error)))
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      set_invalid (error, member, "an object");
      return NULL;
    }

  return json_node_get_object (node);
}

/**
 * invites_json_get_array:
 * @object: an object
 * @member: the name of a member
 * @error: (out) (optional): where the error goes
 *
 * Gets a member that must be there and be an array.
 *
 * Returns: (transfer none): it, or %NULL with %INVITES_ERROR_MISSING or
 *   %INVITES_ERROR_INVALID
 */
JsonArray *
invites_json_get_array (JsonObject  *object,
                        const char  *member,
                        GError     **error)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL, NULL);

  if (!(node = get_member (object, member, error)))
    return NULL;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      set_invalid (error, member, "an array");
      return NULL;
    }

  return json_node_get_array (node);
}

/**
 * invites_json_get_objects:
 * @object: an object
 * @member: the name of a member
 * @error: (out) (optional): where the error goes
 *
 * Gets a member that must be there and be an array of nothing but objects, so
 * that json_array_get_object_element() may be used on each.
 *
 * Returns: (transfer none): it, or %NULL with %INVITES_ERROR_MISSING or
 *   %INVITES_ERROR_INVALID
 */
JsonArray *
invites_json_get_objects (JsonObject  *object,
                          const char  *member,
                          GError     **error)
{
  JsonArray *array;

  if (!(array = invites_json_get_array (object, member, error)))
    return NULL;

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      if (!JSON_NODE_HOLDS_OBJECT (json_array_get_element (array, i)))
        {
          set_invalid (error, member, "an array of objects");
          return NULL;
        }
    }

  return array;
}

/**
 * invites_json_blame_answer:
 * @error: (inout) (optional): what reading an answer failed with
 *
 * Turns the error into %INVITES_ERROR_BAD_ANSWER, with its message and field:
 * in a request the sender is wrong, in an answer the service is.
 */
void
invites_json_blame_answer (GError **error)
{
  if (error == NULL || *error == NULL)
    return;

  g_return_if_fail ((*error)->domain == INVITES_ERROR);

  (*error)->code = INVITES_ERROR_BAD_ANSWER;
}

/**
 * invites_json_set_string:
 * @object: an object
 * @member: the name of a member
 * @value: (nullable): UTF-8; %NULL becomes null
 *
 * Sets a member.
 */
void
invites_json_set_string (JsonObject *object,
                         const char *member,
                         const char *value)
{
  g_return_if_fail (object != NULL);

  if (value != NULL)
    json_object_set_string_member (object, member, value);
  else
    json_object_set_null_member (object, member);
}

/**
 * invites_json_set_time:
 * @object: an object
 * @member: the name of a member
 * @value: a time; %INVITES_TIME_NONE becomes null
 *
 * Sets a member.
 */
void
invites_json_set_time (JsonObject  *object,
                       const char  *member,
                       InvitesTime  value)
{
  g_autofree char *text = invites_time_to_string (value);

  invites_json_set_string (object, member, text);
}

/**
 * invites_json_take_object:
 * @object: (transfer full): an object
 *
 * Makes a document of an object.
 *
 * Returns: (transfer full): the document
 */
JsonNode *
invites_json_take_object (JsonObject *object)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL, NULL);

  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, object);
  return node;
}

/* json-glib 1.6 escapes every control character but this one. */
static GBytes *
escape_unit_separators (const char *text,
                        gsize       length)
{
  GString *escaped = g_string_sized_new (length + 16);

  for (gsize i = 0; i < length; i++)
    {
      if (text[i] == 0x1f)
        g_string_append (escaped, "\\u001f");
      else
        g_string_append_c (escaped, text[i]);
    }

  return g_string_free_to_bytes (escaped);
}

/**
 * invites_json_to_bytes:
 * @node: a document
 *
 * Writes a document, as short as it can be.
 *
 * Returns: (transfer full): UTF-8, without a NUL at the end
 */
GBytes *
invites_json_to_bytes (JsonNode *node)
{
  g_autoptr(JsonGenerator) generator = NULL;
  g_autofree char *text = NULL;
  gsize length;

  g_return_val_if_fail (node != NULL, NULL);

  generator = json_generator_new ();
  json_generator_set_root (generator, node);
  text = json_generator_to_data (generator, &length);
  if (memchr (text, 0x1f, length) != NULL)
    return escape_unit_separators (text, length);

  return g_bytes_new_take (g_steal_pointer (&text), length);
}
