/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/invites-filter.h"
#include "test-support.h"

#define WHOLE \
  "{\"division\": \"north\", \"account_class\": \"res\"," \
  " \"bill_group\": \"b1\", \"account_source\": \"web\"," \
  " \"site_source\": \"~YSBi\", \"active_service\": true," \
  " \"balance_due\": true, \"billing_contacts\": true," \
  " \"without_auto_pay\": true}"

static InvitesFilter *
read_filter (const char  *json,
             GError     **error)
{
  g_autoptr(JsonNode) node = test_parse (json);

  return invites_filter_from_json (json_node_get_object (node), error);
}

static InvitesFilter *
make_whole (void)
{
  g_autoptr(GError) error = NULL;
  InvitesFilter *filter = read_filter (WHOLE, &error);

  g_assert_no_error (error);
  return filter;
}

static GHashTable *
new_query (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static void
test_json (void)
{
  g_autoptr(InvitesFilter) whole = make_whole ();
  g_autoptr(InvitesFilter) copy = invites_filter_copy (whole);
  g_autoptr(JsonNode) node = invites_filter_to_json (copy);

  g_assert_cmpstr (whole->site_source, ==, "~YSBi");
  g_assert_true (invites_filter_equal (whole, copy));
  test_assert_json (node, WHOLE);
}

static void
test_least (void)
{
  g_autoptr(InvitesFilter) filter = invites_filter_new ("north");
  g_autoptr(JsonNode) node = invites_filter_to_json (filter);
  g_autoptr(InvitesFilter) spelt_out = NULL;

  test_assert_json (node, "{\"division\": \"north\"}");
  spelt_out = read_filter ("{\"division\": \"north\", \"balance_due\": false}",
                           NULL);
  g_assert_true (invites_filter_equal (filter, spelt_out));
}

static const struct
{
  const char   *json;
  InvitesError  code;
  const char   *field;
} bad[] = {
  { "{}", INVITES_ERROR_MISSING, "division" },
  { "{\"account_class\": \"res\"}", INVITES_ERROR_MISSING, "division" },
  { "{\"division\": null}", INVITES_ERROR_INVALID, "division" },
  { "{\"division\": 1}", INVITES_ERROR_INVALID, "division" },
  { "{\"division\": \"\"}", INVITES_ERROR_INVALID, "division" },
  { "{\"division\": \"a b\"}", INVITES_ERROR_INVALID, "division" },
  { "{\"division\": \"n\", \"account_class\": null}", INVITES_ERROR_INVALID,
    "account_class" },
  { "{\"division\": \"n\", \"bill_group\": [\"a\"]}", INVITES_ERROR_INVALID,
    "bill_group" },
  { "{\"division\": \"n\", \"account_source\": \"ü\"}", INVITES_ERROR_INVALID,
    "account_source" },
  { "{\"division\": \"n\", \"site_source\": \"~\\n\"}", INVITES_ERROR_INVALID,
    "site_source" },
  { "{\"division\": \"n\", \"active_service\": \"true\"}",
    INVITES_ERROR_INVALID, "active_service" },
  { "{\"division\": \"n\", \"balance_due\": 1}", INVITES_ERROR_INVALID,
    "balance_due" },
  { "{\"division\": \"n\", \"billing_contacts\": null}",
    INVITES_ERROR_INVALID, "billing_contacts" },
  { "{\"division\": \"n\", \"without_auto_pay\": {}}", INVITES_ERROR_INVALID,
    "without_auto_pay" },
  { "{\"division\": \"n\", \"Balance_due\": true}", INVITES_ERROR_UNKNOWN,
    "Balance_due" },
  { "{\"division\": \"n\", \"group\": \"pending\"}", INVITES_ERROR_UNKNOWN,
    "group" },
};

static void
test_bad_json (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", bad[i].json);
      g_assert_null (read_filter (bad[i].json, &error));
      test_assert_field_error (error, bad[i].code, bad[i].field);
    }
}

static void
test_query (void)
{
  g_autoptr(InvitesFilter) whole = make_whole ();
  g_autoptr(InvitesFilter) again = NULL;
  g_autoptr(GHashTable) query = new_query ();
  g_autoptr(GError) error = NULL;

  invites_filter_to_query (whole, query);
  g_assert_cmpuint (g_hash_table_size (query), ==, 9);
  g_assert_cmpstr (g_hash_table_lookup (query, "balance_due"), ==, "true");

  g_hash_table_insert (query, g_strdup ("group"), g_strdup ("pending"));
  again = invites_filter_from_query (query, &error);
  g_assert_no_error (error);
  g_assert_true (invites_filter_equal (whole, again));

  /* What it does not know stays for the caller. */
  g_assert_cmpuint (g_hash_table_size (query), ==, 1);
  g_assert_true (g_hash_table_contains (query, "group"));
}

static const struct
{
  const char   *name;
  const char   *value;
  InvitesError  code;
} bad_parameters[] = {
  { "division", "", INVITES_ERROR_INVALID },
  { "division", "a/b", INVITES_ERROR_INVALID },
  { "account_class", "", INVITES_ERROR_INVALID },
  { "site_source", "a b", INVITES_ERROR_INVALID },
  { "balance_due", "", INVITES_ERROR_INVALID },
  { "balance_due", "1", INVITES_ERROR_INVALID },
  { "balance_due", "TRUE", INVITES_ERROR_INVALID },
  { "without_auto_pay", "true ", INVITES_ERROR_INVALID },
  { "active_service", "yes", INVITES_ERROR_INVALID },
};

static void
test_bad_query (void)
{
  g_autoptr(GHashTable) empty = new_query ();
  g_autoptr(GError) missing = NULL;

  g_assert_null (invites_filter_from_query (empty, &missing));
  test_assert_field_error (missing, INVITES_ERROR_MISSING, "division");

  for (gsize i = 0; i < G_N_ELEMENTS (bad_parameters); i++)
    {
      g_autoptr(GHashTable) query = new_query ();
      g_autoptr(GError) error = NULL;

      g_hash_table_insert (query, g_strdup ("division"), g_strdup ("north"));
      g_hash_table_replace (query, g_strdup (bad_parameters[i].name),
                            g_strdup (bad_parameters[i].value));
      g_assert_null (invites_filter_from_query (query, &error));
      test_assert_field_error (error, bad_parameters[i].code,
                               bad_parameters[i].name);
    }
}

static void
test_false_in_query (void)
{
  g_autoptr(GHashTable) query = new_query ();
  g_autoptr(InvitesFilter) filter = NULL;

  g_hash_table_insert (query, g_strdup ("division"), g_strdup ("north"));
  g_hash_table_insert (query, g_strdup ("balance_due"), g_strdup ("false"));
  filter = invites_filter_from_query (query, NULL);

  g_assert_nonnull (filter);
  g_assert_false (filter->balance_due);
  g_assert_false (invites_filter_is_narrow (filter));
  g_assert_cmpuint (g_hash_table_size (query), ==, 0);
}

/* Each member alone makes a filter narrow and different. */
static void
test_each (void)
{
  g_autoptr(InvitesFilter) wide = invites_filter_new ("north");
  g_autoptr(InvitesFilter) other = invites_filter_new ("south");
  g_autoptr(JsonNode) whole = test_parse (WHOLE);
  g_autoptr(GList) members = NULL;

  g_assert_false (invites_filter_is_narrow (wide));
  g_assert_false (invites_filter_equal (wide, other));

  members = json_object_get_members (json_node_get_object (whole));
  for (GList *it = members; it != NULL; it = it->next)
    {
      JsonObject *object = json_node_get_object (whole);
      g_autoptr(JsonObject) one = json_object_new ();
      g_autoptr(InvitesFilter) filter = NULL;

      if (g_str_equal (it->data, "division"))
        continue;
      json_object_set_string_member (one, "division", "north");
      json_object_set_member (one, it->data,
                              json_object_dup_member (object, it->data));

      filter = invites_filter_from_json (one, NULL);
      g_assert_nonnull (filter);
      g_assert_true (invites_filter_is_narrow (filter));
      g_assert_false (invites_filter_equal (filter, wide));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/filter/json", test_json);
  g_test_add_func ("/filter/least", test_least);
  g_test_add_func ("/filter/bad-json", test_bad_json);
  g_test_add_func ("/filter/query", test_query);
  g_test_add_func ("/filter/bad-query", test_bad_query);
  g_test_add_func ("/filter/false-in-query", test_false_in_query);
  g_test_add_func ("/filter/each", test_each);

  return g_test_run ();
}
