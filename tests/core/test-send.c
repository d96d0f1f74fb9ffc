/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/invites-send.h"
#include "test-support.h"

#define OUTCOMES \
  "{\"accepted\": 1, \"no_address\": 2, \"invalid_address\": 3," \
  " \"bounced\": 4, \"opted_out\": 5, \"left_out\": 6," \
  " \"already_invited\": 7, \"too_recent\": 8, \"shared_too_widely\": 9," \
  " \"merged\": 10, \"will_be_sent\": 45}"

#define WHOLE \
  "{\"id\": \"0f8fad5b-d9cb-469f-a165-70867728950e\"," \
  " \"state\": \"sending\", \"stopping\": true," \
  " \"filter\": {\"division\": \"north\", \"balance_due\": true}," \
  " \"division\": \"north\", \"division_name\": \"North Ü\"," \
  " \"template\": \"welcome\", \"template_name\": \"Welcome\"," \
  " \"email_from\": \"office@north.example\"," \
  " \"only_without_invitation\": true, \"prepared_by\": \"Ada\"," \
  " \"prepared_at\": \"2026-11-22T21:00:00Z\"," \
  " \"started_at\": \"2026-11-22T21:01:00Z\", \"finished_at\": null," \
  " \"outcomes\": " OUTCOMES "," \
  " \"deliveries\": {\"queued\": 1, \"sending\": 2, \"deferred\": 3," \
  " \"sent\": 4, \"refused\": 5, \"unknown\": 6, \"bounced\": 7," \
  " \"cancelled\": 8, \"skipped\": 9}," \
  " \"previously_invited\": 12, \"accepted_contacts\": 3," \
  " \"gap_override\": true, \"only_expired\": false," \
  " \"from\": {\"send\": \"6f8fad5b-d9cb-469f-a165-70867728950e\"," \
  " \"set\": \"corrected\"}, \"held_until\": \"2026-11-22T21:01:10Z\"," \
  " \"pause\": {\"reason\": \"sender_refused\"," \
  " \"at\": \"2026-11-22T21:02:00Z\", \"by\": null, \"code\": 553," \
  " \"text\": \"5.7.1 Not yours\"}," \
  " \"revoked_at\": \"2026-11-22T22:00:00Z\", \"revoked_by\": \"Ben\"," \
  " \"trouble\": {\"reason\": \"relay\", \"text\": \"Refused\"}}"

static InvitesSend *
read_whole (void)
{
  g_autoptr(JsonNode) node = test_parse (WHOLE);
  g_autoptr(GError) error = NULL;
  InvitesSend *send = invites_send_from_json (node, &error);

  g_assert_no_error (error);
  return send;
}

static void
test_round_trip (void)
{
  g_autoptr(InvitesSend) send = read_whole ();
  g_autoptr(InvitesSend) copy = invites_send_copy (send);
  g_autoptr(JsonNode) node = NULL;

  g_clear_pointer (&send, invites_send_free);
  node = invites_send_to_json (copy);
  test_assert_json (node, WHOLE);

  g_assert_cmpint (copy->state, ==, INVITES_SEND_SENDING);
  g_assert_cmpint (copy->prepared_at, ==, 1795381200);
  g_assert_cmpint (copy->finished_at, ==, INVITES_TIME_NONE);
}

static void
test_standing (void)
{
  g_autoptr(InvitesSend) send = read_whole ();

  g_assert_true (send->gap_override);
  g_assert_false (send->only_expired);
  g_assert_cmpint (send->from_set, ==, INVITES_SEND_SET_CORRECTED);
  g_assert_cmpstr (send->from_send, ==, "6f8fad5b-d9cb-469f-a165-70867728950e");
  g_assert_cmpint (send->held_until, ==, 1795381270);
  g_assert_cmpint (send->pause_reason, ==, INVITES_PAUSE_SENDER_REFUSED);
  g_assert_cmpint (send->paused_at, ==, 1795381320);
  g_assert_null (send->paused_by);
  g_assert_cmpint (send->pause_code, ==, 553);
  g_assert_cmpstr (send->pause_text, ==, "5.7.1 Not yours");
  g_assert_cmpint (send->revoked_at, ==, 1795384800);
  g_assert_cmpstr (send->revoked_by, ==, "Ben");
  g_assert_cmpint (send->trouble, ==, INVITES_TROUBLE_RELAY);
  g_assert_cmpstr (send->trouble_text, ==, "Refused");
}

/* The same, with nothing in its way. */
static void
test_untroubled (void)
{
  static const struct
  {
    const char *member;
    const char *value;
  } changes[] = {
    { "gap_override", "false" },
    { "from", "null" },
    { "held_until", "null" },
    { "pause", "null" },
    { "revoked_at", "null" },
    { "revoked_by", "null" },
    { "trouble", "null" },
  };
  g_autoptr(JsonNode) node = test_parse (WHOLE);
  g_autoptr(JsonNode) written = NULL;
  g_autoptr(InvitesSend) send = NULL;
  g_autoptr(InvitesSend) fresh = invites_send_new ();
  g_autoptr(GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    test_replace (node, changes[i].member, changes[i].value);
  send = invites_send_from_json (node, &error);
  g_assert_no_error (error);
  written = invites_send_to_json (send);
  g_assert_true (json_node_equal (node, written));

  g_assert_cmpint (send->from_set, ==, fresh->from_set);
  g_assert_true (send->from_set == INVITES_SEND_SET_NONE);
  g_assert_cmpint (send->pause_reason, ==, fresh->pause_reason);
  g_assert_true (send->pause_reason == INVITES_PAUSE_NONE);
  g_assert_cmpint (send->trouble, ==, fresh->trouble);
  g_assert_true (send->trouble == INVITES_TROUBLE_NONE);
}

static void
test_from_wishes (void)
{
  g_autoptr(JsonNode) node = test_parse (WHOLE);
  g_autoptr(JsonNode) written = NULL;
  g_autoptr(InvitesSend) send = NULL;
  g_autoptr(GError) error = NULL;

  test_replace (node, "from", "{\"set\": \"wishes\"}");
  send = invites_send_from_json (node, &error);
  g_assert_no_error (error);
  g_assert_cmpint (send->from_set, ==, INVITES_SEND_SET_WISHES);
  g_assert_null (send->from_send);
  written = invites_send_to_json (send);
  g_assert_true (json_node_equal (node, written));
}

static void
test_numbers (void)
{
  g_autoptr(InvitesSend) send = read_whole ();

  g_assert_cmpuint (invites_send_get_considered (send), ==, 100);
  g_assert_cmpuint (invites_send_get_open (send), ==, 1 + 2 + 3);
  g_assert_true (invites_send_adds_up (send));

  send->deliveries[INVITES_DELIVERY_UNKNOWN]--;
  g_assert_false (invites_send_adds_up (send));
}

static const struct
{
  const char *member;
  const char *value; /* NULL: absent */
  const char *field;
} bad[] = {
  { "id", NULL, "id" },
  { "id", "1", "id" },
  { "state", "\"gone\"", "state" },
  { "state", "null", "state" },
  { "stopping", "0", "stopping" },
  { "filter", "null", "filter" },
  { "filter.division", NULL, "division" },
  { "division_name", "null", "division_name" },
  { "template", "{}", "template" },
  { "prepared_at", "null", "prepared_at" },
  { "prepared_at", "\"yesterday\"", "prepared_at" },
  { "started_at", NULL, "started_at" },
  { "finished_at", "0", "finished_at" },
  { "outcomes", "[]", "outcomes" },
  { "outcomes.merged", NULL, "merged" },
  { "outcomes.merged", "-1", "merged" },
  { "outcomes.merged", "1.0", "merged" },
  { "outcomes.merged", "\"1\"", "merged" },
  { "deliveries.unknown", NULL, "unknown" },
  { "previously_invited", "null", "previously_invited" },
  { "accepted_contacts", "-3", "accepted_contacts" },
  { "gap_override", NULL, "gap_override" },
  { "only_expired", "null", "only_expired" },
  { "from", NULL, "from" },
  { "from", "\"rest\"", "from" },
  { "from", "{}", "set" },
  { "from.set", "\"all\"", "set" },
  { "from.send", NULL, "send" },
  { "from.send", "\"x\"", "send" },
  { "from.set", "\"wishes\"", "send" },
  { "held_until", NULL, "held_until" },
  { "pause", NULL, "pause" },
  { "pause", "[]", "pause" },
  { "pause.reason", "\"tired\"", "reason" },
  { "pause.at", "1", "at" },
  { "pause.by", "1", "by" },
  { "pause.code", NULL, "code" },
  { "pause.code", "5530", "code" },
  { "pause.code", "\"553\"", "code" },
  { "pause.text", NULL, "text" },
  { "revoked_at", "\"never\"", "revoked_at" },
  { "revoked_by", NULL, "revoked_by" },
  { "trouble", NULL, "trouble" },
  { "trouble", "\"relay\"", "trouble" },
  { "trouble.reason", "\"moon\"", "reason" },
  { "trouble.text", NULL, "text" },

  /* These do not add up. */
  { "outcomes.will_be_sent", "44", NULL },
  { "outcomes.will_be_sent", "46", NULL },
  { "deliveries.sent", "5", NULL },
  { "deliveries.queued", "9223372036854775807", NULL },
};

static void
test_bad (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(JsonNode) node = test_parse (WHOLE);
      g_autoptr(GError) error = NULL;
      g_autoptr(InvitesSend) send = NULL;

      test_replace (node, bad[i].member, bad[i].value);
      g_test_message ("%s: %s", bad[i].member, bad[i].value);
      send = invites_send_from_json (node, &error);

      g_assert_null (send);
      test_assert_field_error (error, INVITES_ERROR_BAD_ANSWER, bad[i].field);
      g_assert_null (invites_send_from_json (node, NULL));
    }
}

/* Three huge numbers whose sum wraps around to what is expected. */
static void
test_overflow (void)
{
  g_autoptr(InvitesSend) send = read_whole ();

  send->deliveries[INVITES_DELIVERY_QUEUED] += G_MAXINT64;
  send->deliveries[INVITES_DELIVERY_SENT] += G_MAXINT64;
  send->deliveries[INVITES_DELIVERY_SENDING] += 2;
  g_assert_false (invites_send_adds_up (send));
}

/* A newer service may say more. */
static void
test_more (void)
{
  g_autoptr(JsonNode) node = test_parse (WHOLE);
  g_autoptr(InvitesSend) send = NULL;
  g_autoptr(GError) error = NULL;

  test_replace (node, "colour", "\"blue\"");
  test_replace (node, "filter.colour", "\"blue\"");
  test_replace (node, "deliveries.colour", "7");
  test_replace (node, "from.colour", "7");
  test_replace (node, "pause.colour", "7");
  test_replace (node, "trouble.colour", "7");
  send = invites_send_from_json (node, &error);
  g_assert_no_error (error);
  g_assert_nonnull (send);
}

static void
test_forecast (void)
{
  guint64 outcomes[INVITES_N_OUTCOMES] = { 0 };
  g_autoptr(JsonNode) node = test_parse ("{\"outcomes\": " OUTCOMES "}");
  g_autoptr(JsonNode) again = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (invites_outcomes_from_json (node, outcomes, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (outcomes[INVITES_OUTCOME_MERGED], ==, 10);
  again = invites_outcomes_to_json (outcomes);
  test_assert_json (again, "{\"outcomes\": " OUTCOMES "}");

  test_replace (node, "outcomes.bounced", NULL);
  g_assert_false (invites_outcomes_from_json (node, outcomes, &error));
  test_assert_field_error (error, INVITES_ERROR_BAD_ANSWER, "bounced");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/send/round-trip", test_round_trip);
  g_test_add_func ("/send/standing", test_standing);
  g_test_add_func ("/send/untroubled", test_untroubled);
  g_test_add_func ("/send/from-wishes", test_from_wishes);
  g_test_add_func ("/send/numbers", test_numbers);
  g_test_add_func ("/send/bad", test_bad);
  g_test_add_func ("/send/overflow", test_overflow);
  g_test_add_func ("/send/more", test_more);
  g_test_add_func ("/send/forecast", test_forecast);

  return g_test_run ();
}
