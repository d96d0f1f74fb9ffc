/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/invites-text.h"

typedef struct
{
  const char *text;
  const char *folded;
} Pair;

static const Pair folds[] = {
  { "", "" },
  { "Ada LOVELACE", "ada lovelace" },
  { "ÄÖÜ", "äöü" },
  { "A\xcc\x88", "ä" },                  /* decomposed, composed */
  { "Straße", "straße" },                /* simple: never "ss" */
  { "STRASSE", "strasse" },
  { "STRA\xe1\xba\x9e" "E", "straße" },  /* U+1E9E capital sharp s */
  { "ΟΔΥΣΣΕΥΣ", "οδυσσευσ" },
  { "Οδυσσεύς", "οδυσσεύσ" },            /* U+03C2 final sigma */
  { "\xe2\x84\xaa", "k" },               /* U+212A Kelvin sign */
  { "\xc5\xbf", "s" },                   /* U+017F long s */
  { "\xc4\xb0", "\xc4\xb0" },            /* U+0130 has no simple folding */
  { "I", "i" },                          /* not the Turkish dotless i */
  { "\xc4\xb1", "\xc4\xb1" },            /* U+0131 stays */
  { "\xef\xac\x81", "\xef\xac\x81" },    /* U+FB01: fi only in full folding */
  { "\xe1\xbe\x88", "\xe1\xbe\x80" },    /* U+1F88 to U+1F80, not two letters */
  { "\xc7\x85", "\xc7\x86" },            /* U+01C5 title case */
  { "\xea\xad\xb0", "\xe1\x8e\xa0" },    /* Cherokee folds to capitals */
  { "\xe1\x8e\xa0", "\xe1\x8e\xa0" },
  { "ПРИВЕТ", "привет" },
  { "\xf0\x90\x90\x80", "\xf0\x90\x90\xa8" }, /* Deseret, beyond the BMP */
  { "王小明 😀", "王小明 😀" },
  { "a\xff", "a\xef\xbf\xbd" },          /* not UTF-8 */
};

static void
test_fold (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (folds); i++)
    {
      g_autofree char *folded = invites_text_fold (folds[i].text);

      g_assert_cmpstr (folded, ==, folds[i].folded);
    }
}

/* For every character there is, alone and behind a letter. */
static void
test_fold_twice (void)
{
  for (gunichar c = 1; c <= 0x10ffff; c++)
    {
      g_autofree char *once = NULL;
      g_autofree char *twice = NULL;
      char text[16] = "J";

      if (!g_unichar_validate (c))
        continue;

      text[1 + g_unichar_to_utf8 (c, text + 1)] = '\0';
      once = invites_text_fold (text);
      twice = invites_text_fold (once);
      g_assert_cmpstr (once, ==, twice);
    }
}

static void
test_printable (void)
{
  g_assert_true (invites_text_is_printable ("", -1));
  g_assert_true (invites_text_is_printable ("Ada Ünal 😀\xe2\x80\xae", -1));
  g_assert_true (invites_text_is_printable ("a\nb", 1));

  g_assert_false (invites_text_is_printable ("a\nb", -1));
  g_assert_false (invites_text_is_printable ("a\r", -1));
  g_assert_false (invites_text_is_printable ("\t", -1));
  g_assert_false (invites_text_is_printable ("\x1f", -1));
  g_assert_false (invites_text_is_printable ("\x7f", -1));
  g_assert_false (invites_text_is_printable ("\xc2\x80", -1));
  g_assert_false (invites_text_is_printable ("\xc2\x85", -1));
  g_assert_false (invites_text_is_printable ("\xc2\x9f", -1));
  g_assert_true (invites_text_is_printable ("\xc2\xa0", -1));
  g_assert_false (invites_text_is_printable ("\xe2\x80\xa8", -1));
  g_assert_false (invites_text_is_printable ("\xe2\x80\xa9", -1));
  g_assert_false (invites_text_is_printable ("a\0b", 3));
  g_assert_false (invites_text_is_printable ("\xff", -1));
  g_assert_false (invites_text_is_printable ("\xc0\xaf", -1));
  g_assert_false (invites_text_is_printable ("\xed\xa0\x80", -1));
  g_assert_false (invites_text_is_printable ("ü", 1));
}

static void
test_strip_bidi (void)
{
  static const gunichar controls[] = {
    0x061c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e,
    0x2066, 0x2067, 0x2068, 0x2069,
  };
  g_autoptr(GString) text = g_string_new ("שלום");
  g_autofree char *stripped = NULL;
  g_autofree char *kept = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (controls); i++)
    {
      g_string_append_unichar (text, controls[i]);
      g_string_append_c (text, 'x');
    }

  stripped = invites_text_strip_bidi (text->str);
  g_assert_cmpstr (stripped, ==, "שלוםxxxxxxxxxxxx");

  kept = invites_text_strip_bidi ("\xe2\x80\x8d\xe2\x80\xa9\xe2\x81\xaa");
  g_assert_cmpstr (kept, ==, "\xe2\x80\x8d\xe2\x80\xa9\xe2\x81\xaa");
}

static void
test_words (void)
{
  static const char *const expected[] = { "ada", "ü@x.example", "1", NULL };
  g_auto(GStrv) words = NULL;
  g_auto(GStrv) none = NULL;
  g_auto(GStrv) empty = NULL;

  words = invites_text_split_words ("  Ada\tÜ@x.example \xe3\x80\x80"
                                    "ADA\xc2\xa0" "1\n");
  g_assert_cmpstrv (words, expected);

  none = invites_text_split_words (" \t\xe2\x80\x83");
  g_assert_cmpuint (g_strv_length (none), ==, 0);
  empty = invites_text_split_words ("");
  g_assert_cmpuint (g_strv_length (empty), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/text/fold", test_fold);
  g_test_add_func ("/text/fold-twice", test_fold_twice);
  g_test_add_func ("/text/printable", test_printable);
  g_test_add_func ("/text/strip-bidi", test_strip_bidi);
  g_test_add_func ("/text/words", test_words);

  return g_test_run ();
}
