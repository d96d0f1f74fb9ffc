/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/import/invites-csv-reader.h"
#include "service/import/invites-import-row.h"
#include "people-support.h"

#include <string.h>

enum
{
  KEY,
  NAME,
  NOTE,
};

static const InvitesCsvColumn columns[] = {
  { "key", FALSE },
  { "name", FALSE },
  { "note", TRUE },
  { NULL, FALSE },
};

typedef struct
{
  const char *name;
  const char *file;
  gssize      length; /* -1: up to NUL */
  const char *rows;   /* key|name|note, a line a row */
  const char *words;  /* of the problems, a line each; "" is none */
} Case;

#define HEAD "key,name\n"

static const Case cases[] = {
  { "plain", HEAD "1,Ann\n2,Bob\n", -1, "1|Ann|\n2|Bob|\n", "" },
  { "no-last-newline", HEAD "1,Ann", -1, "1|Ann|\n", "" },
  { "crlf", "key,name\r\n1,Ann\r\n2,Bob\r\n", -1, "1|Ann|\n2|Bob|\n", "" },
  { "bom", "\xef\xbb\xbf" "key,name\n1,Ann\n", -1, "1|Ann|\n", "" },
  { "bom-quoted", "\xef\xbb\xbf\"key\",\"name\"\n1,Ann\n", -1, "1|Ann|\n",
    "" },
  { "order", "note,name,key\nhi,Ann,1\n", -1, "1|Ann|hi\n", "" },
  { "quoted", HEAD "\"1\",\"Ann, \"\"the\"\" boss\"\n", -1,
    "1|Ann, \"the\" boss|\n", "" },
  { "empty-quoted", HEAD "1,\"\"\n", -1, "1||\n", "" },
  { "empty-fields", HEAD ",\n", -1, "||\n", "" },
  { "empty-lines", HEAD "\n1,Ann\n\r\n\n2,Bob\n\n", -1, "1|Ann|\n2|Bob|\n",
    "" },
  { "utf-8", HEAD "1,J\xc3\xbcrgen \xe6\x97\xa5\n", -1,
    "1|J\xc3\xbcrgen \xe6\x97\xa5|\n", "" },
  { "only-header", HEAD, -1, "", "" },
  { "spaces-stay", HEAD "1, Ann \n", -1, "1| Ann |\n", "" },

  { "empty", "", -1, "", "f.csv:1: There is no header line" },
  { "only-bom", "\xef\xbb\xbf", -1, "", "f.csv:1: There is no header line" },
  { "missing", "key\n1\n", -1, "", "f.csv:1: name: This column is missing" },
  { "unknown", "key,name,shoe\n", -1, "",
    "f.csv:1: shoe: There is no such column" },
  { "twice", "key,name,key\n", -1, "",
    "f.csv:1: key: This column stands there twice" },
  { "case-matters", "Key,name\n", -1, "",
    "f.csv:1: Key: There is no such column\n"
    "f.csv:1: key: This column is missing" },
  { "too-few", HEAD "1\n2,Bob\n", -1, "2|Bob|\n",
    "f.csv:2: The header has 2 fields, this row has 1" },
  { "too-many", HEAD "1,Ann,x\n2,Bob\n", -1, "2|Bob|\n",
    "f.csv:2: The header has 2 fields, this row has 3" },
  { "open-quote", HEAD "1,Ann\n2,\"Bob\n3,Cy\n", -1, "1|Ann|\n",
    "f.csv:3: A quote is never closed" },
  { "stray-quote", HEAD "1,A\"nn\n2,Bob\n", -1, "2|Bob|\n",
    "f.csv:2: A quote stands in the middle of a field that has none around"
    " it" },
  { "behind-quote", HEAD "1,\"Ann\"x\n2,Bob\n", -1, "2|Bob|\n",
    "f.csv:2: There is text behind a closing quote" },
  { "newline-in-quotes", HEAD "1,\"A\nB\"\n2,Bob\n", -1, "2|Bob|\n",
    "f.csv:2: name: There is a control character in the text" },
  { "line-behind-newline", HEAD "1,\"A\nB\"\n2,\x07\n", -1, "",
    "f.csv:2: name: There is a control character in the text\n"
    "f.csv:4: name: There is a control character in the text" },
  { "lone-cr", HEAD "1,A\rB\n", -1, "",
    "f.csv:2: name: There is a control character in the text" },
  { "tab", HEAD "1,A\tB\n", -1, "",
    "f.csv:2: name: There is a control character in the text" },
  { "nul", HEAD "1,A\0B\n2,Bob\n", sizeof HEAD - 1 + 12, "2|Bob|\n",
    "f.csv:2: name: There is a control character in the text" },
  { "delete", HEAD "1,A\x7f\n", -1, "",
    "f.csv:2: name: There is a control character in the text" },
  { "c1", HEAD "1,A\xc2\x85\n", -1, "",
    "f.csv:2: name: There is a control character in the text" },
  { "line-separator", HEAD "1,A\xe2\x80\xa8\n", -1, "",
    "f.csv:2: name: There is a control character in the text" },
  { "latin-1", HEAD "1,J\xfcrgen\n", -1, "",
    "f.csv:2: name: The text is not UTF-8" },
  { "two-in-a-row", HEAD "\x01,\xff\n", -1, "",
    "f.csv:2: key: There is a control character in the text\n"
    "f.csv:2: name: The text is not UTF-8" },
};

static char *
list_problems (InvitesImportProblems *problems)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < invites_import_problems_get_n (problems); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "",
                            invites_import_problems_get (problems, i));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static InvitesCsvReader *
open_text (TestStore              *store,
           const char             *text,
           gssize                  length,
           const InvitesCsvColumn *file_columns,
           InvitesImportProblems  *problems)
{
  g_autofree char *path = g_build_filename (store->folder, "f.csv", NULL);
  g_autoptr(GError) error = NULL;

  g_file_set_contents (path, text, length, &error);
  g_assert_no_error (error);
  return invites_csv_reader_open (path, file_columns, problems);
}

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  g_autoptr(InvitesImportProblems) problems = invites_import_problems_new ();
  g_autoptr(InvitesCsvReader) reader = NULL;
  g_autoptr(GString) rows = g_string_new (NULL);
  g_autofree char *words = NULL;
  TestStore store;

  test_store_set_up (&store);
  reader = open_text (&store, test->file, test->length, columns, problems);
  while (reader != NULL && invites_csv_reader_next (reader))
    g_string_append_printf (rows, "%s|%s|%s\n",
                            invites_csv_reader_get (reader, KEY),
                            invites_csv_reader_get (reader, NAME),
                            invites_csv_reader_get (reader, NOTE));

  words = list_problems (problems);
  g_assert_cmpstr (rows->str, ==, test->rows);
  g_assert_cmpstr (words, ==, test->words);
  test_store_tear_down (&store);
}

static void
test_long_fields (void)
{
  g_autoptr(InvitesImportProblems) problems = invites_import_problems_new ();
  g_autoptr(InvitesCsvReader) reader = NULL;
  g_autoptr(GString) text = g_string_new (HEAD "1,");
  g_autofree char *words = NULL;
  TestStore store;

  test_store_set_up (&store);
  for (guint i = 0; i < INVITES_CSV_MAX_FIELD; i++)
    g_string_append_c (text, 'x');
  g_string_append (text, "\n2,");
  for (guint i = 0; i < INVITES_CSV_MAX_FIELD + 1; i++)
    g_string_append_c (text, 'x');
  g_string_append (text, "\n3,Cy\n");

  reader = open_text (&store, text->str, -1, columns, problems);
  g_assert_true (invites_csv_reader_next (reader));
  g_assert_cmpuint (strlen (invites_csv_reader_get (reader, NAME)), ==,
                    INVITES_CSV_MAX_FIELD);
  g_assert_true (invites_csv_reader_next (reader));
  g_assert_cmpstr (invites_csv_reader_get (reader, KEY), ==, "3");
  g_assert_cmpuint (invites_csv_reader_get_line (reader, KEY), ==, 4);
  g_assert_false (invites_csv_reader_next (reader));

  words = list_problems (problems);
  g_assert_cmpstr (words, ==, "f.csv:3: name: The text is too long");
  test_store_tear_down (&store);
}

static void
test_many_problems (void)
{
  g_autoptr(InvitesImportProblems) problems = invites_import_problems_new ();
  g_autoptr(InvitesCsvReader) reader = NULL;
  g_autoptr(GString) text = g_string_new (HEAD);
  TestStore store;

  test_store_set_up (&store);
  for (guint i = 0; i < INVITES_IMPORT_MAX_PROBLEMS * 2; i++)
    g_string_append (text, "1\n");
  g_string_append (text, "2,Bob\n");

  reader = open_text (&store, text->str, -1, columns, problems);
  g_assert_false (invites_csv_reader_next (reader));
  g_assert_true (invites_import_problems_is_full (problems));
  g_assert_cmpuint (invites_import_problems_get_n (problems), ==,
                    INVITES_IMPORT_MAX_PROBLEMS);
  test_store_tear_down (&store);
}

static void
test_files (void)
{
  g_autoptr(InvitesImportProblems) problems = invites_import_problems_new ();
  g_autofree char *absent = NULL;
  g_autofree char *words = NULL;
  TestStore store;

  test_store_set_up (&store);
  absent = g_build_filename (store.folder, "absent.csv", NULL);
  g_assert_null (invites_csv_reader_open (absent, columns, problems));
  g_assert_null (invites_csv_reader_open (store.folder, columns, problems));

  words = list_problems (problems);
  g_assert_true (g_str_has_prefix (words, "absent.csv: "));
  g_assert_true (g_str_has_suffix (words, "The file cannot be read"));
  test_store_tear_down (&store);
}

/* One cell, and what each kind of value makes of it. */
typedef struct
{
  char        kind;  /* d decimal, f flag, n count, t time, k key, c choice,
                        a address, z time zone, l language */
  const char *cell;
  gboolean    good;
  gint64      value; /* of d: above zero; of f, n, t: itself */
} Value;

#define TWENTY "12345678901234567890"

static const Value values[] = {
  { 'd', "", TRUE, 0 },
  { 'd', "0", TRUE, 0 },
  { 'd', "0.0001", TRUE, 1 },
  { 'd', "12.50", TRUE, 1 },
  { 'd', "+1", TRUE, 1 },
  { 'd', "-1", TRUE, 0 },
  { 'd', "-0.00", TRUE, 0 },
  { 'd', "00000.0000", TRUE, 0 },
  { 'd', "123456789012345678", TRUE, 1 },
  { 'd', "1234567890123456789", FALSE, 0 },
  { 'd', "0.00001", FALSE, 0 },
  { 'd', "1e2", FALSE, 0 },
  { 'd', ".5", FALSE, 0 },
  { 'd', "5.", FALSE, 0 },
  { 'd', "1,000", FALSE, 0 },
  { 'd', "--1", FALSE, 0 },
  { 'd', " 1", FALSE, 0 },
  { 'd', "0x10", FALSE, 0 },
  { 'd', "$5", FALSE, 0 },
  { 'd', "-", FALSE, 0 },
  { 'f', "", TRUE, INVITES_FLAG_UNKNOWN },
  { 'f', "true", TRUE, INVITES_FLAG_YES },
  { 'f', "false", TRUE, INVITES_FLAG_NO },
  { 'f', "True", FALSE, 0 },
  { 'f', "yes", FALSE, 0 },
  { 'f', "1", FALSE, 0 },
  { 'n', "", TRUE, 0 },
  { 'n', "7", TRUE, 7 },
  { 'n', "-1", FALSE, 0 },
  { 'n', "1.0", FALSE, 0 },
  { 'n', TWENTY, FALSE, 0 },
  { 't', "", TRUE, 0 },
  { 't', "2026-11-22T21:00:00Z", TRUE, 1795381200 },
  { 't', "2026-11-22T16:00:00-05:00", TRUE, 1795381200 },
  { 't', "2126-11-22T21:00:00Z", TRUE, 4951054800 },
  { 't', "1970-01-01T23:59:59Z", FALSE, 0 },
  { 't', "2026-11-22", FALSE, 0 },
  { 't', "2026-02-30T00:00:00Z", FALSE, 0 },
  { 't', "yesterday", FALSE, 0 },
  { 'k', "A-1", TRUE, 0 },
  { 'k', "", FALSE, 0 },
  { 'c', "", TRUE, 0 },
  { 'c', "Residential", TRUE, 0 },
  { 'a', "office@company.example", TRUE, 0 },
  { 'a', "office", FALSE, 0 },
  { 'a', "", FALSE, 0 },
  { 'z', "America/New_York", TRUE, 0 },
  { 'z', "UTC", TRUE, 0 },
  { 'z', "America/Nowhere", FALSE, 0 },
  { 'z', "ABC5", FALSE, 0 },
  { 'z', "+02:00", FALSE, 0 },
  { 'z', "../../../etc/passwd", FALSE, 0 },
  { 'z', "America", FALSE, 0 },
  { 'z', "", FALSE, 0 },
  { 'l', "", TRUE, 0 },
  { 'l', "pt-BR", TRUE, 0 },
  { 'l', "en\"><script>", FALSE, 0 },
};

static void
check_value (InvitesImportRow *row,
             const Value      *value)
{
  gboolean above_zero = FALSE;
  gint64 result = 0;

  switch (value->kind)
    {
    case 'd':
      invites_import_row_get_decimal (row, NAME, &above_zero);
      result = above_zero;
      break;
    case 'f':
      result = invites_import_row_get_flag (row, NAME);
      break;
    case 'n':
      result = (gint64) invites_import_row_get_count (row, NAME);
      break;
    case 't':
      result = invites_import_row_get_time (row, NAME);
      break;
    case 'k':
      invites_import_row_get_key (row, NAME);
      break;
    case 'c':
      invites_import_row_get_choice (row, NAME);
      break;
    case 'a':
      invites_import_row_get_address (row, NAME);
      break;
    case 'z':
      invites_import_row_get_time_zone (row, NAME);
      break;
    default:
      invites_import_row_get_language (row, NAME);
      break;
    }

  g_assert_cmpint (row->good, ==, value->good);
  if (value->good)
    g_assert_cmpint (result, ==, value->value);
}

static void
test_values (void)
{
  g_autoptr(GString) text = g_string_new (HEAD);
  g_autoptr(InvitesImportProblems) problems = invites_import_problems_new ();
  g_autoptr(InvitesCsvReader) reader = NULL;
  TestStore store;

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_auto(GStrv) halves = g_strsplit (values[i].cell, "\"", -1);
      g_autofree char *cell = g_strjoinv ("\"\"", halves);

      g_string_append_printf (text, "%c,\"%s\"\n", values[i].kind, cell);
    }

  test_store_set_up (&store);
  reader = open_text (&store, text->str, -1, columns, problems);
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      InvitesImportRow row = { reader, problems, TRUE };

      g_test_message ("%c: %s", values[i].kind, values[i].cell);
      g_assert_true (invites_csv_reader_next (reader));
      g_assert_cmpstr (invites_csv_reader_get (reader, NAME), ==,
                       values[i].cell);
      check_value (&row, &values[i]);
    }
  g_assert_false (invites_csv_reader_next (reader));
  test_store_tear_down (&store);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/csv/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/csv/long-fields", test_long_fields);
  g_test_add_func ("/csv/many-problems", test_many_problems);
  g_test_add_func ("/csv/files", test_files);
  g_test_add_func ("/csv/values", test_values);

  return g_test_run ();
}
