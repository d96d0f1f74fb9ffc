/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-support.h"

#include <string.h>

#include "core/invites-json.h"

/**
 * test_parse:
 * @json: a good document
 *
 * Returns: (transfer full): what it says
 */
JsonNode *
test_parse (const char *json)
{
  g_autoptr(GBytes) bytes = g_bytes_new (json, strlen (json));
  g_autoptr(GError) error = NULL;
  JsonNode *node;

  node = invites_json_parse (bytes, G_MAXSIZE, &error);
  g_assert_no_error (error);
  g_assert_nonnull (node);
  return node;
}

/**
 * test_assert_json:
 * @node: what was written
 * @expected: the document that it should be, compared parsed
 */
void
test_assert_json (JsonNode   *node,
                  const char *expected)
{
  g_autoptr(GBytes) bytes = invites_json_to_bytes (node);
  g_autofree char *text = NULL;
  g_autoptr(JsonNode) expected_node = test_parse (expected);
  g_autoptr(JsonNode) again = NULL;

  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  again = test_parse (text);
  if (!json_node_equal (again, expected_node))
    g_error ("Got %s\nnot %s", text, expected);
}

/**
 * test_assert_field_error:
 * @error: what happened
 * @code: what should have
 * @field: (nullable): the field that should be to blame
 */
void
test_assert_field_error (const GError *error,
                         InvitesError  code,
                         const char   *field)
{
  g_assert_error (error, INVITES_ERROR, (int) code);
  g_assert_cmpstr (invites_error_get_field (error), ==, field);
  g_assert_cmpuint (strlen (error->message), >, 0);
}

/**
 * test_replace:
 * @node: an object
 * @member: a member, or "outer.inner"
 * @json: (nullable): its new value, or %NULL to take the member away
 */
void
test_replace (JsonNode   *node,
              const char *member,
              const char *json)
{
  g_auto(GStrv) path = g_strsplit (member, ".", 2);
  JsonObject *object = json_node_get_object (node);

  if (path[1] != NULL)
    object = json_object_get_object_member (object, path[0]);
  member = path[1] != NULL ? path[1] : path[0];

  if (json != NULL)
    json_object_set_member (object, member, test_parse (json));
  else
    json_object_remove_member (object, member);
}

/**
 * test_tell:
 * @text: any octets
 *
 * Names the case that comes next, so that the log shows the one that failed.
 */
void
test_tell (const char *text)
{
  g_autofree char *escaped = g_strescape (text, NULL);

  g_test_message ("“%s”", escaped);
}
