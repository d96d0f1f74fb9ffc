/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "core/invites-json.h"
#include "test-support.h"

static const char *const good[] = {
  "{}",
  "[]",
  "null",
  "true",
  "\"\"",
  "0",
  "-0",
  " \t\r\n{ } \n",
  "[1, -1, 0.5, -0.0, 1e2, 1E+2, 1e-2, 12.50e10]",
  "9223372036854775807",
  "-9223372036854775808",
  "{\"\": 1, \"a\": {\"a\": [{\"a\": null}]}}",
  "\"\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u00e4 \\uD83D\\uDE00 \\uFFFF\"",
  "\"ü 😀 \x7f \xe2\x80\xa8\"",
  "{\"a\": 1, \"A\": 2, \"\\u00e4\": 3}",
  "[[], {}, \"\", false]",
};

static const char *const bad[] = {
  "",
  " ",
  "[1] [2]",
  "{} x",
  "{}{}",
  "{},",
  "0x1F",
  "010",
  "00",
  "-",
  "--1",
  "+1",
  "-01",
  "1.",
  ".5",
  "1.e5",
  "1e",
  "1e+",
  "1 2",
  "Infinity",
  "NaN",
  "-Infinity",
  "1e400",
  "-1e400",
  "9223372036854775808",
  "-9223372036854775809",
  "18446744073709551616",
  "123456789012345678901234567890",
  "'a'",
  "{'a': 1}",
  "{a: 1}",
  "{1: 1}",
  "{null: 1}",
  "var x = {}",
  "var x = 1;",
  "x",
  "True",
  "TRUE",
  "nul",
  "nulll",
  "truefalse",
  "undefined",
  "[",
  "]",
  "{",
  "}",
  "[1",
  "[1,",
  "[1,]",
  "[,1]",
  "[,]",
  "[1 2]",
  "[1}",
  "{\"a\"}",
  "{\"a\":}",
  "{\"a\" 1}",
  "{\"a\":1,}",
  "{,}",
  "{\"a\":1 \"b\":2}",
  "{\"a\":1]",
  "{\"a\":1",
  "{\"a",
  "[1] // comment",
  "/* comment */ [1]",
  "# comment\n[1]",
  "\"",
  "\"a",
  "\"\\",
  "\"\\\"",
  "\"\\x41\"",
  "\"\\a\"",
  "\"\\'\"",
  "\"\\u\"",
  "\"\\u12\"",
  "\"\\u12g4\"",
  "\"\\U0041\"",
  "\"a\nb\"",
  "\"a\tb\"",
  "\"\x1f\"",
  "\"\\u0000\"",
  "{\"\\u0000\": 1}",
  "\"\\ud800\"",
  "\"\\ud800x\"",
  "\"\\ud800\\n\"",
  "\"\\ud800\\ud800\"",
  "\"\\udc00\"",
  "\"\\udc00\\ud800\"",
  "\"\\ud83d\\u0041\"",
  "\"\\ud83d\\ude\"",
  "{\"a\": 1, \"a\": 2}",
  "{\"a\": 1, \"\\u0061\": 2}",
  "{\"x\": {\"a\": 1, \"b\": 2, \"a\": 1}}",
  "{\"\": 1, \"\": 1}",
  "\xef\xbb\xbf{}",
  "\"\xff\"",
  "\"\xc0\xaf\"",
  "\"\xed\xa0\x80\"",
  "\xff\xfe{\x01}",
  "[1,\xc2\xa0 2]",
  "\v[]",
  "\f[]",
};

static JsonNode *
parse (const char  *text,
       gsize        length,
       GError     **error)
{
  /* An exact copy, so that a checker of addresses sees a read behind it. */
  g_autoptr(GBytes) bytes = g_bytes_new (text, length);

  return invites_json_parse (bytes, 1 << 20, error);
}

static void
test_good (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonNode) node = parse (good[i], strlen (good[i]), &error);

      test_tell (good[i]);
      g_assert_no_error (error);
      g_assert_nonnull (node);
    }
}

static void
test_bad (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonNode) node = parse (bad[i], strlen (bad[i]), &error);

      test_tell (bad[i]);
      g_assert_error (error, INVITES_ERROR, INVITES_ERROR_MALFORMED);
      g_assert_null (node);
      g_assert_null (parse (bad[i], strlen (bad[i]), NULL));
    }
}

/* Every document cut off anywhere is bad, or a shorter good one. */
static void
test_cut_off (void)
{
  static const char document[]
    = "{\"a\": [1, -2.5e3, true, null, \"\\ud83d\\ude00ü\\n\"], \"b\": {}}";

  for (gsize length = 0; length < strlen (document); length++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (parse (document, length, &error));
      g_assert_error (error, INVITES_ERROR, INVITES_ERROR_MALFORMED);
    }
}

static void
test_nul (void)
{
  static const char *const documents[] = { "{}\0", "\0{}", "[\0]", "\"\0\"" };

  for (gsize i = 0; i < G_N_ELEMENTS (documents); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (parse (documents[i], 3, &error));
      g_assert_error (error, INVITES_ERROR, INVITES_ERROR_MALFORMED);
    }
}

static char *
nest (const char *open,
      const char *close,
      guint       depth)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < depth; i++)
    g_string_append (text, open);
  g_string_append (text, "1");
  for (guint i = 0; i < depth; i++)
    g_string_append (text, close);

  return g_string_free (text, FALSE);
}

static void
assert_depth (const char *open,
              const char *close,
              guint       depth,
              gboolean    good_one)
{
  g_autofree char *text = nest (open, close, depth);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = parse (text, strlen (text), &error);

  if (good_one)
    g_assert_no_error (error);
  else
    g_assert_error (error, INVITES_ERROR, INVITES_ERROR_MALFORMED);
  g_assert_true ((node != NULL) == good_one);
}

static void
test_depth (void)
{
  assert_depth ("[", "]", INVITES_JSON_MAX_DEPTH, TRUE);
  assert_depth ("{\"a\":", "}", INVITES_JSON_MAX_DEPTH, TRUE);
  assert_depth ("[", "]", INVITES_JSON_MAX_DEPTH + 1, FALSE);
  assert_depth ("{\"a\":", "}", INVITES_JSON_MAX_DEPTH + 1, FALSE);
  assert_depth ("[", "]", 100000, FALSE);
  assert_depth ("[", "", 100000, FALSE);
  assert_depth ("{\"a\":", "}", 100000, FALSE);
}

static void
test_depth_is_no_count (void)
{
  g_autoptr(GString) text = g_string_new ("[[]");
  g_autoptr(JsonNode) node = NULL;

  for (guint i = 0; i < 1000; i++)
    g_string_append (text, ",[{}]");
  g_string_append (text, "]");
  node = test_parse (text->str);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (node)), ==,
                    1001);
}

static void
assert_members (guint    n_members,
                gboolean good_one)
{
  g_autoptr(GString) text = g_string_new ("{\"0\":0");
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = NULL;

  for (guint i = 1; i < n_members; i++)
    g_string_append_printf (text, ",\"%u\":0", i);
  g_string_append (text, "}");

  node = parse (text->str, text->len, &error);
  if (good_one)
    g_assert_no_error (error);
  else
    g_assert_error (error, INVITES_ERROR, INVITES_ERROR_MALFORMED);
  g_assert_true ((node != NULL) == good_one);
}

static void
test_members (void)
{
  assert_members (256, TRUE);
  assert_members (257, FALSE);
  assert_members (50000, FALSE);
}

static void
test_size (void)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static ("[1234]", 6);
  g_autoptr(GBytes) empty = g_bytes_new (NULL, 0);
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(GError) error = NULL;

  node = invites_json_parse (bytes, 6, &error);
  g_assert_no_error (error);
  g_assert_null (invites_json_parse (bytes, 5, &error));
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_null (invites_json_parse (empty, 5, &error));
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_MALFORMED);
}

/* What was checked is what json-glib then reads. */
static void
test_values (void)
{
  g_autoptr(JsonNode) node = NULL;
  JsonArray *array;

  node = test_parse ("[9223372036854775807, -9223372036854775808, 1e2, -0.5,"
                     " \"\\u00e4\\ud83d\\ude00\\/\\b\\f\\n\\r\\t\\\"\\\\\"]");
  array = json_node_get_array (node);

  g_assert_cmpint (json_array_get_int_element (array, 0), ==, G_MAXINT64);
  g_assert_cmpint (json_array_get_int_element (array, 1), ==, G_MININT64);
  g_assert_cmpfloat (json_array_get_double_element (array, 2), ==, 100.0);
  g_assert_cmpfloat (json_array_get_double_element (array, 3), ==, -0.5);
  g_assert_cmpstr (json_array_get_string_element (array, 4), ==,
                   "ä😀/\b\f\n\r\t\"\\");
}

static void
test_round_trip (void)
{
  static const char text[] = "Ada \"Ü\" \\ / \b\f\n\r\t\x01\x1f\x7f 😀 </script>";
  JsonObject *object = json_object_new ();
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(JsonNode) again = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;

  invites_json_set_string (object, "text", text);
  invites_json_set_string (object, "nothing", NULL);
  invites_json_set_time (object, "time", 1795381200);
  invites_json_set_time (object, "never", INVITES_TIME_NONE);
  node = invites_json_take_object (object);
  bytes = invites_json_to_bytes (node);
  again = invites_json_parse (bytes, 1000, &error);
  g_assert_no_error (error);

  object = invites_json_get_root (again, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (json_object_get_string_member (object, "text"), ==, text);
  g_assert_true (json_object_get_null_member (object, "nothing"));
  g_assert_cmpstr (json_object_get_string_member (object, "time"), ==,
                   "2026-11-22T21:00:00Z");
  g_assert_true (json_object_get_null_member (object, "never"));
}

static void
test_root (void)
{
  static const char *const documents[] = { "[]", "1", "\"{}\"", "null" };

  for (gsize i = 0; i < G_N_ELEMENTS (documents); i++)
    {
      g_autoptr(JsonNode) node = test_parse (documents[i]);
      g_autoptr(GError) error = NULL;

      g_assert_null (invites_json_get_root (node, &error));
      test_assert_field_error (error, INVITES_ERROR_MALFORMED, NULL);
    }

  g_assert_null (invites_json_get_root (NULL, NULL));
}

static void
test_only_members (void)
{
  static const char *const members[] = { "a", "b", NULL };
  g_autoptr(JsonNode) some = test_parse ("{\"b\": 1}");
  g_autoptr(JsonNode) more = test_parse ("{\"a\": 1, \"c\": 2, \"d\": 3}");
  g_autoptr(GError) error = NULL;

  g_assert_true (invites_json_only_members (json_node_get_object (some),
                                            members, &error));
  g_assert_no_error (error);
  g_assert_false (invites_json_only_members (json_node_get_object (more),
                                             members, &error));
  test_assert_field_error (error, INVITES_ERROR_UNKNOWN, "c");
}

typedef enum
{
  STRING,
  STRING_OR_NULL,
  BOOLEAN,
  COUNT,
  TIME,
  OBJECT,
  ARRAY,
  OBJECTS,
} Getter;

static gboolean
get (Getter       getter,
     JsonObject  *object,
     GError     **error)
{
  const char *string;
  gboolean boolean;
  guint64 count;
  InvitesTime time;

  switch (getter)
    {
    case STRING:
      return invites_json_get_string (object, "m", error) != NULL;
    case STRING_OR_NULL:
      return invites_json_get_string_or_null (object, "m", &string, error);
    case BOOLEAN:
      return invites_json_get_boolean (object, "m", &boolean, error);
    case COUNT:
      return invites_json_get_count (object, "m", &count, error);
    case TIME:
      return invites_json_get_time (object, "m", &time, error);
    case OBJECT:
      return invites_json_get_object (object, "m", error) != NULL;
    case ARRAY:
      return invites_json_get_array (object, "m", error) != NULL;
    case OBJECTS:
      return invites_json_get_objects (object, "m", error) != NULL;
    default:
      g_assert_not_reached ();
    }
}

/* Which values each getter takes; it refuses all others. */
static const struct
{
  const char *value;
  guint       takers;
} values[] = {
  { "null", 1 << STRING_OR_NULL | 1 << TIME },
  { "true", 1 << BOOLEAN },
  { "false", 1 << BOOLEAN },
  { "0", 1 << COUNT },
  { "7", 1 << COUNT },
  { "9223372036854775807", 1 << COUNT },
  { "-1", 0 },
  { "1.0", 0 },
  { "1e2", 0 },
  { "\"\"", 1 << STRING | 1 << STRING_OR_NULL },
  { "\"true\"", 1 << STRING | 1 << STRING_OR_NULL },
  { "\"1\"", 1 << STRING | 1 << STRING_OR_NULL },
  { "\"2026-11-22T21:00:00Z\"", 1 << STRING | 1 << STRING_OR_NULL | 1 << TIME },
  { "{}", 1 << OBJECT },
  { "[]", 1 << ARRAY | 1 << OBJECTS },
  { "[{}, {}]", 1 << ARRAY | 1 << OBJECTS },
  { "[{}, null]", 1 << ARRAY },
  { "[[]]", 1 << ARRAY },
};

static void
test_getters (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"m\": %s}", values[i].value);
      g_autoptr(JsonNode) node = test_parse (text);

      for (guint getter = STRING; getter <= OBJECTS; getter++)
        {
          g_autoptr(GError) error = NULL;
          gboolean taken;

          taken = get ((Getter) getter, json_node_get_object (node), &error);
          g_test_message ("%s %u", text, getter);
          g_assert_cmpint (taken, ==, (values[i].takers >> getter) & 1);
          if (taken)
            g_assert_no_error (error);
          else
            test_assert_field_error (error, INVITES_ERROR_INVALID, "m");
        }
    }
}

static void
test_missing (void)
{
  g_autoptr(JsonNode) node = test_parse ("{\"M\": 1}");

  for (guint getter = STRING; getter <= OBJECTS; getter++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_false (get ((Getter) getter, json_node_get_object (node),
                           &error));
      test_assert_field_error (error, INVITES_ERROR_MISSING, "m");
      g_assert_false (get ((Getter) getter, json_node_get_object (node), NULL));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/json/good", test_good);
  g_test_add_func ("/json/bad", test_bad);
  g_test_add_func ("/json/cut-off", test_cut_off);
  g_test_add_func ("/json/nul", test_nul);
  g_test_add_func ("/json/depth", test_depth);
  g_test_add_func ("/json/depth-is-no-count", test_depth_is_no_count);
  g_test_add_func ("/json/members", test_members);
  g_test_add_func ("/json/size", test_size);
  g_test_add_func ("/json/values", test_values);
  g_test_add_func ("/json/round-trip", test_round_trip);
  g_test_add_func ("/json/root", test_root);
  g_test_add_func ("/json/only-members", test_only_members);
  g_test_add_func ("/json/getters", test_getters);
  g_test_add_func ("/json/missing", test_missing);

  return g_test_run ();
}
