/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/invites-send.h"
#include "test-support.h"

#define WHOLE \
  "{\"filter\": {\"division\": \"north\", \"balance_due\": true}," \
  " \"template\": \"welcome\", \"email_from\": \"office@north.example\"," \
  " \"only_without_invitation\": false, \"leave_out\": [\"c1\", \"c2\"]}"

static InvitesSendRequest *
read_request (const char *json)
{
  g_autoptr(JsonNode) node = test_parse (json);
  g_autoptr(GError) error = NULL;
  InvitesSendRequest *request;

  request = invites_send_request_from_json (node, &error);
  g_assert_no_error (error);
  return request;
}

static void
test_round_trip (void)
{
  g_autoptr(InvitesSendRequest) request = read_request (WHOLE);
  g_autoptr(InvitesSendRequest) copy = invites_send_request_copy (request);
  g_autoptr(JsonNode) node = invites_send_request_to_json (copy);

  g_assert_cmpstr (request->template_id, ==, "welcome");
  g_assert_true (request->filter->balance_due);
  g_assert_false (request->only_without_invitation);
  g_assert_true (invites_send_request_equal (request, copy));
  test_assert_json (node, WHOLE);
}

static void
test_leave_out (void)
{
  static const char *const expected[] = { "c1", "c10", "c2", NULL };
  g_autoptr(JsonNode) node = test_parse (WHOLE);
  g_autoptr(InvitesSendRequest) one = NULL;
  g_autoptr(InvitesSendRequest) other = NULL;
  g_autoptr(InvitesSendRequest) none = NULL;

  test_replace (node, "leave_out",
                "[\"c2\", \"c10\", \"c1\", \"c2\", \"c10\", \"c2\"]");
  one = invites_send_request_from_json (node, NULL);
  g_assert_cmpstrv (one->leave_out, expected);

  test_replace (node, "leave_out", "[\"c1\", \"c2\", \"c10\"]");
  other = invites_send_request_from_json (node, NULL);
  g_assert_true (invites_send_request_equal (one, other));

  test_replace (node, "leave_out", NULL);
  none = invites_send_request_from_json (node, NULL);
  g_assert_nonnull (none->leave_out);
  g_assert_cmpuint (g_strv_length (none->leave_out), ==, 0);
  g_assert_false (invites_send_request_equal (one, none));
}

static JsonNode *
make_leaving_out (guint n_ids)
{
  JsonNode *node = test_parse (WHOLE);
  JsonArray *array = json_array_sized_new (n_ids);

  for (guint i = 0; i < n_ids; i++)
    {
      g_autofree char *id = g_strdup_printf ("c%u", i);

      json_array_add_string_element (array, id);
    }

  json_object_set_array_member (json_node_get_object (node), "leave_out",
                                array);
  return node;
}

static void
test_leave_out_limit (void)
{
  g_autoptr(JsonNode) most = make_leaving_out (INVITES_SEND_MAX_LEAVE_OUT);
  g_autoptr(JsonNode) more = make_leaving_out (INVITES_SEND_MAX_LEAVE_OUT + 1);
  g_autoptr(InvitesSendRequest) request = NULL;
  g_autoptr(GError) error = NULL;

  request = invites_send_request_from_json (most, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (request->leave_out), ==,
                    INVITES_SEND_MAX_LEAVE_OUT);

  g_assert_null (invites_send_request_from_json (more, &error));
  test_assert_field_error (error, INVITES_ERROR_INVALID, "leave_out");
}

static const struct
{
  const char   *member;
  const char   *value; /* NULL: absent */
  InvitesError  code;
  const char   *field;
} bad[] = {
  { "filter", NULL, INVITES_ERROR_MISSING, "filter" },
  { "filter", "null", INVITES_ERROR_INVALID, "filter" },
  { "filter", "[]", INVITES_ERROR_INVALID, "filter" },
  { "filter", "{}", INVITES_ERROR_MISSING, "division" },
  { "filter.division", "\"a b\"", INVITES_ERROR_INVALID, "division" },
  { "filter.balance_due", "1", INVITES_ERROR_INVALID, "balance_due" },
  { "filter.x", "1", INVITES_ERROR_UNKNOWN, "x" },
  { "template", NULL, INVITES_ERROR_MISSING, "template" },
  { "template", "null", INVITES_ERROR_INVALID, "template" },
  { "template", "\"\"", INVITES_ERROR_INVALID, "template" },
  { "template", "\"a b\"", INVITES_ERROR_INVALID, "template" },
  { "email_from", NULL, INVITES_ERROR_MISSING, "email_from" },
  { "email_from", "null", INVITES_ERROR_INVALID, "email_from" },
  { "email_from", "\"\"", INVITES_ERROR_INVALID, "email_from" },
  { "email_from", "\"office\"", INVITES_ERROR_INVALID, "email_from" },
  { "email_from", "\"a@north.example\\r\\nBcc: b@north.example\"",
    INVITES_ERROR_INVALID, "email_from" },
  { "only_without_invitation", NULL, INVITES_ERROR_MISSING,
    "only_without_invitation" },
  { "only_without_invitation", "null", INVITES_ERROR_INVALID,
    "only_without_invitation" },
  { "only_without_invitation", "\"true\"", INVITES_ERROR_INVALID,
    "only_without_invitation" },
  { "leave_out", "null", INVITES_ERROR_INVALID, "leave_out" },
  { "leave_out", "{}", INVITES_ERROR_INVALID, "leave_out" },
  { "leave_out", "\"c1\"", INVITES_ERROR_INVALID, "leave_out" },
  { "leave_out", "[1]", INVITES_ERROR_INVALID, "leave_out" },
  { "leave_out", "[null]", INVITES_ERROR_INVALID, "leave_out" },
  { "leave_out", "[\"c1\", \"\"]", INVITES_ERROR_INVALID, "leave_out" },
  { "leave_out", "[[\"c1\"]]", INVITES_ERROR_INVALID, "leave_out" },
  { "leave_outs", "[]", INVITES_ERROR_UNKNOWN, "leave_outs" },
};

static void
test_bad (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(JsonNode) node = test_parse (WHOLE);
      g_autoptr(GError) error = NULL;

      test_replace (node, bad[i].member, bad[i].value);
      g_test_message ("%s: %s", bad[i].member, bad[i].value);
      g_assert_null (invites_send_request_from_json (node, &error));
      test_assert_field_error (error, bad[i].code, bad[i].field);
    }
}

static void
test_no_object (void)
{
  g_autoptr(JsonNode) node = test_parse ("[]");
  g_autoptr(GError) error = NULL;

  g_assert_null (invites_send_request_from_json (node, &error));
  test_assert_field_error (error, INVITES_ERROR_MALFORMED, NULL);
}

static const struct
{
  const char *member;
  const char *value;
} others[] = {
  { "filter.division", "\"south\"" },
  { "filter.balance_due", "false" },
  { "filter.bill_group", "\"b1\"" },
  { "template", "\"Welcome\"" },
  { "email_from", "\"Office@north.example\"" },
  { "only_without_invitation", "true" },
  { "leave_out", "[\"c1\"]" },
  { "leave_out", "[\"c1\", \"c3\"]" },
};

static void
test_different (void)
{
  g_autoptr(InvitesSendRequest) request = read_request (WHOLE);

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr(JsonNode) node = test_parse (WHOLE);
      g_autoptr(InvitesSendRequest) other = NULL;

      test_replace (node, others[i].member, others[i].value);
      other = invites_send_request_from_json (node, NULL);
      g_assert_nonnull (other);
      g_assert_false (invites_send_request_equal (request, other));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/send-request/round-trip", test_round_trip);
  g_test_add_func ("/send-request/leave-out", test_leave_out);
  g_test_add_func ("/send-request/leave-out-limit", test_leave_out_limit);
  g_test_add_func ("/send-request/bad", test_bad);
  g_test_add_func ("/send-request/no-object", test_no_object);
  g_test_add_func ("/send-request/different", test_different);

  return g_test_run ();
}
