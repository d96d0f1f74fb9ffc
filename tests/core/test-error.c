/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <string.h>

#include "core/invites-problem.h"
#include "test-support.h"

static void
test_field (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) copy = NULL;

  invites_set_field_error (&error, INVITES_ERROR_INVALID, "email_from",
                           "Not %s", "valid");
  test_assert_field_error (error, INVITES_ERROR_INVALID, "email_from");
  g_assert_cmpstr (error->message, ==, "Not valid");

  invites_error_set_retry_after (error, 17);
  copy = g_error_copy (error);
  invites_error_set_field (error, NULL);
  g_assert_null (invites_error_get_field (error));
  g_assert_cmpstr (invites_error_get_field (copy), ==, "email_from");
  g_assert_cmpuint (invites_error_get_retry_after (copy), ==, 17);

  /* Its own field, set again. */
  invites_error_set_field (copy, invites_error_get_field (copy));
  g_assert_cmpstr (invites_error_get_field (copy), ==, "email_from");

  invites_set_field_error (NULL, INVITES_ERROR_INVALID, "x", "Ignored");
}

static void
test_foreign (void)
{
  g_autoptr(GError) error = NULL;

  error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "Inner matters");

  g_assert_null (invites_error_get_field (error));
  g_assert_cmpuint (invites_error_get_retry_after (error), ==, 0);
  g_assert_null (invites_error_get_field (NULL));
  g_assert_cmpuint (invites_error_get_retry_after (NULL), ==, 0);
}

static void
test_table (void)
{
  g_autoptr(GHashTable) codes = g_hash_table_new (g_str_hash, g_str_equal);

  for (int i = INVITES_ERROR_INTERNAL; i <= INVITES_ERROR_UNAVAILABLE; i++)
    {
      InvitesError code = (InvitesError) i;
      g_autoptr(GError) error = NULL;
      g_autoptr(GError) back = NULL;
      g_autoptr(JsonNode) problem = NULL;

      error = g_error_new (INVITES_ERROR, i, "Detail %d", i);
      problem = invites_problem_from_error (error);
      /* Whatever the status: the code has the say. */
      back = invites_problem_to_error (problem, 418);

      g_assert_error (back, INVITES_ERROR, i);
      g_assert_true (g_hash_table_add (codes,
                                       (char *) invites_problem_get_code (code)));
      g_assert_cmpuint (invites_problem_get_status (code), >=, 400);
      if (code != INVITES_ERROR_INTERNAL)
        g_assert_cmpstr (back->message, ==, error->message);
    }
}

static void
test_document (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) back = NULL;
  g_autoptr(JsonNode) problem = NULL;

  invites_set_field_error (&error, INVITES_ERROR_INVALID, "email_from",
                           "No address");
  problem = invites_problem_from_error (error);
  test_assert_json (problem,
                    "{\"type\": \"about:blank\", \"title\": \"Invalid value\","
                    " \"status\": 400, \"code\": \"invalid\","
                    " \"detail\": \"No address\", \"field\": \"email_from\"}");

  back = invites_problem_to_error (problem, 400);
  test_assert_field_error (back, INVITES_ERROR_INVALID, "email_from");
}

/* Nothing of what went wrong inside gets out. */
static void
test_secretive (void)
{
  g_autoptr(GError) foreign = NULL;
  g_autoptr(GError) internal = NULL;
  g_autoptr(GError) local = NULL;
  const GError *errors[3];

  foreign = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "SQL inside");
  internal = g_error_new_literal (INVITES_ERROR, INVITES_ERROR_INTERNAL,
                                  "SQL inside");
  local = g_error_new_literal (INVITES_ERROR, INVITES_ERROR_CERTIFICATE,
                               "SQL inside");
  errors[0] = foreign;
  errors[1] = internal;
  errors[2] = local;

  for (gsize i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      g_autoptr(JsonNode) problem = invites_problem_from_error (errors[i]);
      g_autofree char *text = json_to_string (problem, FALSE);

      g_assert_null (strstr (text, "SQL"));
      g_assert_nonnull (strstr (text, "\"code\":\"internal\""));
      g_assert_nonnull (strstr (text, "\"status\":500"));
    }
}

typedef struct
{
  guint         status;
  const char   *document;
  InvitesError  expected;
} Answer;

static const Answer answers[] = {
  { 400, NULL, INVITES_ERROR_BAD_ANSWER },
  { 401, NULL, INVITES_ERROR_SIGNED_OUT },
  { 403, NULL, INVITES_ERROR_PERMISSION_REQUIRED },
  { 404, NULL, INVITES_ERROR_NOT_FOUND },
  { 409, NULL, INVITES_ERROR_CONFLICT },
  { 413, NULL, INVITES_ERROR_TOO_LARGE },
  { 418, NULL, INVITES_ERROR_BAD_ANSWER },
  { 429, NULL, INVITES_ERROR_TOO_MANY_ATTEMPTS },
  { 500, NULL, INVITES_ERROR_INTERNAL },
  { 502, NULL, INVITES_ERROR_UNAVAILABLE },
  { 503, NULL, INVITES_ERROR_UNAVAILABLE },
  { 302, NULL, INVITES_ERROR_BAD_ANSWER },
  { 404, "[]", INVITES_ERROR_NOT_FOUND },
  { 404, "\"gone\"", INVITES_ERROR_NOT_FOUND },
  { 404, "null", INVITES_ERROR_NOT_FOUND },
  { 403, "{\"code\": 7, \"detail\": [], \"field\": {}}",
    INVITES_ERROR_PERMISSION_REQUIRED },
  { 409, "{\"code\": \"never-heard-of\"}", INVITES_ERROR_CONFLICT },
  { 409, "{\"code\": \"send-lapsed\"}", INVITES_ERROR_SEND_LAPSED },
  { 401, "{\"code\": \"bad-credentials\", \"detail\": \"\"}",
    INVITES_ERROR_BAD_CREDENTIALS },
};

static void
test_answers (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      const Answer *answer = &answers[i];
      g_autoptr(JsonNode) node = NULL;
      g_autoptr(GError) error = NULL;

      if (answer->document != NULL)
        node = test_parse (answer->document);
      error = invites_problem_to_error (node, answer->status);

      g_test_message ("%u %s", answer->status, answer->document);
      test_assert_field_error (error, answer->expected, NULL);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/error/field", test_field);
  g_test_add_func ("/error/foreign", test_foreign);
  g_test_add_func ("/problem/table", test_table);
  g_test_add_func ("/problem/document", test_document);
  g_test_add_func ("/problem/secretive", test_secretive);
  g_test_add_func ("/problem/answers", test_answers);

  return g_test_run ();
}
