/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/invites-send.h"
#include "test-support.h"

#define WHOLE \
  "{\"filter\": {\"division\": \"north\", \"balance_due\": true}," \
  " \"template\": \"welcome\", \"email_from\": \"office@north.example\"," \
  " \"only_without_invitation\": false, \"leave_out\": [\"c1\", \"c2\"]}"

#define OTHER_SEND "6f8fad5b-d9cb-469f-a165-70867728950e"
#define REST       "{\"send\": \"" OTHER_SEND "\", \"set\": \"rest\"}"

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

static const struct
{
  const char *member;
  const char *value;
} choices[] = {
  { "gap_override", "true" },
  { "only_expired", "true" },
  { "from", REST },
  { "from", "{\"send\": \"" OTHER_SEND "\", \"set\": \"corrected\"}" },
  { "from", "{\"set\": \"wishes\"}" },
};

static void
test_choices (void)
{
  g_autoptr(InvitesSendRequest) none = read_request (WHOLE);

  g_assert_false (none->gap_override);
  g_assert_false (none->only_expired);
  g_assert_true (none->from_set == INVITES_SEND_SET_NONE);
  g_assert_null (none->from_send);

  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      g_autoptr(JsonNode) node = test_parse (WHOLE);
      g_autoptr(JsonNode) written = NULL;
      g_autoptr(InvitesSendRequest) request = NULL;
      g_autoptr(InvitesSendRequest) copy = NULL;
      g_autoptr(GError) error = NULL;

      test_replace (node, choices[i].member, choices[i].value);
      request = invites_send_request_from_json (node, &error);
      g_assert_no_error (error);
      copy = invites_send_request_copy (request);
      g_assert_true (invites_send_request_equal (request, copy));
      g_assert_false (invites_send_request_equal (request, none));
      written = invites_send_request_to_json (copy);
      g_assert_true (json_node_equal (written, node));
    }
}

/* Said or not, what is not chosen is written as it always was. */
static void
test_defaults (void)
{
  g_autoptr(JsonNode) node = test_parse (WHOLE);
  g_autoptr(JsonNode) written = NULL;
  g_autoptr(InvitesSendRequest) none = read_request (WHOLE);
  g_autoptr(InvitesSendRequest) said = NULL;

  test_replace (node, "gap_override", "false");
  test_replace (node, "only_expired", "false");
  said = invites_send_request_from_json (node, NULL);
  g_assert_true (invites_send_request_equal (said, none));
  written = invites_send_request_to_json (said);
  test_assert_json (written, WHOLE);
}

/* UUIDs are compared in lower case. */
static void
test_from_case (void)
{
  g_autoptr(JsonNode) node = test_parse (WHOLE);
  g_autoptr(InvitesSendRequest) lower = NULL;
  g_autoptr(InvitesSendRequest) upper = NULL;

  test_replace (node, "from", REST);
  lower = invites_send_request_from_json (node, NULL);
  test_replace (node, "from.send",
                "\"6F8FAD5B-D9CB-469F-A165-70867728950E\"");
  upper = invites_send_request_from_json (node, NULL);
  g_assert_cmpstr (upper->from_send, ==, OTHER_SEND);
  g_assert_true (invites_send_request_equal (lower, upper));
}

static void
test_only_expired (void)
{
  g_autoptr(JsonNode) node = test_parse (WHOLE);
  g_autoptr(GError) error = NULL;

  test_replace (node, "only_expired", "true");
  test_replace (node, "only_without_invitation", "true");
  g_assert_null (invites_send_request_from_json (node, &error));
  test_assert_field_error (error, INVITES_ERROR_INVALID, "only_expired");
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
  { "gap_override", "null", INVITES_ERROR_INVALID, "gap_override" },
  { "gap_override", "1", INVITES_ERROR_INVALID, "gap_override" },
  { "only_expired", "null", INVITES_ERROR_INVALID, "only_expired" },
  { "only_expired", "\"true\"", INVITES_ERROR_INVALID, "only_expired" },
  { "from", "null", INVITES_ERROR_INVALID, "from" },
  { "from", "\"rest\"", INVITES_ERROR_INVALID, "from" },
  { "from", "[]", INVITES_ERROR_INVALID, "from" },
  { "from", "{}", INVITES_ERROR_MISSING, "set" },
  { "from", "{\"set\": null}", INVITES_ERROR_INVALID, "set" },
  { "from", "{\"set\": \"all\"}", INVITES_ERROR_INVALID, "set" },
  { "from", "{\"set\": \"rest\"}", INVITES_ERROR_MISSING, "send" },
  { "from", "{\"set\": \"corrected\"}", INVITES_ERROR_MISSING, "send" },
  { "from", "{\"set\": \"rest\", \"send\": null}", INVITES_ERROR_INVALID,
    "send" },
  { "from", "{\"set\": \"rest\", \"send\": \"x\"}", INVITES_ERROR_INVALID,
    "send" },
  { "from", "{\"set\": \"wishes\", \"send\": \"" OTHER_SEND "\"}",
    INVITES_ERROR_INVALID, "send" },
  { "from", "{\"set\": \"wishes\", \"sent\": 1}", INVITES_ERROR_UNKNOWN,
    "sent" },
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
  { "gap_override", "true" },
  { "only_expired", "true" },
  { "from", REST },
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
  g_test_add_func ("/send-request/choices", test_choices);
  g_test_add_func ("/send-request/defaults", test_defaults);
  g_test_add_func ("/send-request/from-case", test_from_case);
  g_test_add_func ("/send-request/only-expired", test_only_expired);
  g_test_add_func ("/send-request/leave-out", test_leave_out);
  g_test_add_func ("/send-request/leave-out-limit", test_leave_out_limit);
  g_test_add_func ("/send-request/bad", test_bad);
  g_test_add_func ("/send-request/no-object", test_no_object);
  g_test_add_func ("/send-request/different", test_different);

  return g_test_run ();
}
