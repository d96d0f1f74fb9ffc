/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "core/invites-address.h"
#include "test-support.h"

#define LOCAL_64 \
  "abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz01"
#define LABEL_63 \
  "abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz0"
#define LABEL_61 \
  "abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxy"

typedef struct
{
  const char *address;
  const char *key;
  const char *wire; /* NULL: as written */
  gboolean    needs_smtputf8;
} Good;

static const Good good[] = {
  { "ada@example.com", "ada@example.com" },
  { "Ada.LOVELACE@Example.COM", "ada.lovelace@example.com",
    "Ada.LOVELACE@example.com" },
  { "a@b.c", "a@b.c" },
  { "!#$%&'*+-/=?^_`{|}~@example.com", "!#$%&'*+-/=?^_`{|}~@example.com" },
  { "ada+tag@example.com", "ada+tag@example.com" },
  { "1@1.example", "1@1.example" },
  { LOCAL_64 "@example.com", LOCAL_64 "@example.com" },
  { "a@" LABEL_63 ".example", "a@" LABEL_63 ".example" },
  { "a@" LABEL_63 "." LABEL_63 "." LABEL_63 "." LABEL_61,
    "a@" LABEL_63 "." LABEL_63 "." LABEL_63 "." LABEL_61 },
  { "a@r3---sn.example", "a@r3---sn.example" },

  /* Internationalised domains need no SMTPUTF8. */
  { "ada@münchen.example", "ada@xn--mnchen-3ya.example",
    "ada@xn--mnchen-3ya.example" },
  { "ada@MÜNCHEN.Example", "ada@xn--mnchen-3ya.example",
    "ada@xn--mnchen-3ya.example" },
  { "ada@mu\xcc\x88nchen.example", "ada@xn--mnchen-3ya.example",
    "ada@xn--mnchen-3ya.example" },
  { "ada@XN--MNCHEN-3YA.example", "ada@xn--mnchen-3ya.example",
    "ada@xn--mnchen-3ya.example" },
  { "ada@straße.example", "ada@xn--strae-oqa.example",
    "ada@xn--strae-oqa.example" },
  { "ada@例え。テスト", "ada@xn--r8jz45g.xn--zckzah",
    "ada@xn--r8jz45g.xn--zckzah" },
  { "ada@مثال.إختبار", "ada@xn--mgbh0fb.xn--kgbechtv",
    "ada@xn--mgbh0fb.xn--kgbechtv" },
  { "ada@\xef\xbd\x85xample.com", "ada@example.com", "ada@example.com" },

  /* A local part beyond ASCII does. */
  { "Jürgen@example.com", "jürgen@example.com", NULL, TRUE },
  { "Ju\xcc\x88rgen@example.com", "jürgen@example.com", NULL, TRUE },
  { "STRAßE@example.com", "straße@example.com", NULL, TRUE },
  { "ΟΔΥΣΣΕΥΣ@example.com", "οδυσσευσ@example.com", NULL, TRUE },
  { "οδυσσευς@example.com", "οδυσσευσ@example.com", NULL, TRUE },
  { "пётр.иванов@почта.example", "пётр.иванов@xn--80a1acny.example",
    "пётр.иванов@xn--80a1acny.example", TRUE },
  { "用户@例子.example", "用户@xn--fsqu00a.example",
    "用户@xn--fsqu00a.example", TRUE },
  { "דוד@example.com", "דוד@example.com", NULL, TRUE },
  { "😀@example.com", "😀@example.com", NULL, TRUE },
  { "نام\xe2\x80\x8cها@example.com", "نام\xe2\x80\x8cها@example.com", NULL,
    TRUE },
};

static const char *const bad[] = {
  "",
  "@",
  "ada",
  "ada@",
  "@example.com",
  "ada@example",
  "ada@localhost",
  "ada@@example.com",
  "ada@b@example.com",
  ".ada@example.com",
  "ada.@example.com",
  "a..b@example.com",
  ".@example.com",
  LOCAL_64 "2@example.com",
  "üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüü@example.com", /* 66 octets */

  /* White space, and what looks like nothing. */
  " ada@example.com",
  "ada@example.com ",
  "ada@example.com\n",
  "ada@example.com\r\nRCPT TO:<b@example.com>",
  "a da@example.com",
  "ada@exa mple.com",
  "ada@ example.com",
  "ada\t@example.com",
  "\xc2\xa0" "ada@example.com",
  "ada@example.com\xc2\xa0",
  "ada@example.com\xe3\x80\x80",
  "ada\xe2\x80\x8b@example.com",
  "ada@example.com\xe2\x80\x8b",
  "ada@exam\xc2\xadple.com",
  "\xef\xbb\xbf" "ada@example.com",
  "ada\xe2\x80\xa8@example.com",
  "ada\x01@example.com",
  "ada\x7f@example.com",
  "ada\xc2\x85@example.com",
  "ada@example.com\x01",
  "a\xe2\x80\xae" "b@example.com",
  "a\xe2\x81\xa6" "b@example.com",
  "a\xd8\x9c" "b@example.com",
  "ada@ex\xe2\x80\x8f" "ample.com",

  /* Not UTF-8. */
  "ada\xff@example.com",
  "ada@\xc3.example",
  "a\xc0\xaf" "b@example.com",

  /* Quotes, literals, comments, lists, names. */
  "\"ada\"@example.com",
  "\"a b\"@example.com",
  "a\"b@example.com",
  "ada@[192.0.2.1]",
  "ada@[IPv6:2001:db8::1]",
  "ada(x)@example.com",
  "ada@example.com(x)",
  "<ada@example.com>",
  "Ada <ada@example.com>",
  "ada@example.com,bob@example.com",
  "ada@example.com;bob@example.com",
  "mailto:ada@example.com",
  "a\\b@example.com",

  /* Domains. */
  "ada@.example.com",
  "ada@example.com.",
  "ada@example..com",
  "ada@-b.example",
  "ada@b-.example",
  "ada@example.-com",
  "ada@-ü.example",
  "ada@ü-.example",
  "ada@ü..example",
  "ada@ü.example.",
  "ada@exam_ple.com",
  "ada@ü_a.example",
  "ada@exam/ple.com",
  "ada@example.com:25",
  "ada@" LABEL_63 "1.example",
  "ada@" LABEL_63 "." LABEL_63 "." LABEL_63 "." LABEL_61 "2",
  "ada@üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüü.example",
  "ada@xn--.example",
  "ada@xn--a.example",
  "ada@XN--A.example",
  "ada@xn--abc-.example",
  "ada@b.xn--",
  "ada@אבa.example",
  "ada@a\xef\xbc\xa0" "b.example",
  "ada@a\xef\xbc\x8f" "b.example",
};

static void
test_good (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      const Good *it = &good[i];
      g_autofree char *key = invites_address_dup_key (it->address);
      g_autofree char *wire = invites_address_dup_wire (it->address);
      g_autofree char *domain = invites_address_dup_domain (it->address);
      g_autofree char *again = NULL;

      test_tell (it->address);
      g_assert_true (invites_address_is_valid (it->address));
      g_assert_cmpstr (key, ==, it->key);
      g_assert_cmpstr (wire, ==,
                       it->wire != NULL ? it->wire : it->address);
      g_assert_cmpstr (domain, ==, strrchr (key, '@') + 1);
      g_assert_cmpint (invites_address_needs_smtputf8 (it->address), ==,
                       it->needs_smtputf8);

      /* What goes out is the same address. */
      again = invites_address_dup_key (wire);
      g_assert_cmpstr (again, ==, key);
    }
}

static void
test_bad (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      test_tell (bad[i]);
      g_assert_false (invites_address_is_valid (bad[i]));
      g_assert_null (invites_address_dup_key (bad[i]));
      g_assert_null (invites_address_dup_wire (bad[i]));
      g_assert_null (invites_address_dup_domain (bad[i]));
      g_assert_false (invites_address_needs_smtputf8 (bad[i]));
    }

  g_assert_false (invites_address_is_valid (NULL));
  g_assert_null (invites_address_dup_key (NULL));
}

/* No other cleverness. */
static void
test_different (void)
{
  static const char *const pairs[][2] = {
    { "a.b@example.com", "ab@example.com" },
    { "a+x@example.com", "a@example.com" },
    { "a@example.com", "a@www.example.com" },
    { "a@example.com", "a@example.org" },
    { "strasse@example.com", "straße@example.com" },
    { "a@strasse.example", "a@straße.example" },
    { "jürgen@example.com", "jurgen@example.com" },
    { "а@example.com", "a@example.com" }, /* Cyrillic */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *a = invites_address_dup_key (pairs[i][0]);
      g_autofree char *b = invites_address_dup_key (pairs[i][1]);

      g_assert_nonnull (a);
      g_assert_nonnull (b);
      g_assert_cmpstr (a, !=, b);
    }
}

static void
test_domain (void)
{
  g_autofree char *ascii = invites_domain_dup_ascii ("Bücher.Example");

  g_assert_cmpstr (ascii, ==, "xn--bcher-kva.example");
  g_assert_true (invites_domain_is_valid ("example.com"));
  g_assert_false (invites_domain_is_valid ("example"));
  g_assert_false (invites_domain_is_valid (""));
  g_assert_false (invites_domain_is_valid ("."));
  g_assert_false (invites_domain_is_valid (NULL));
  g_assert_false (invites_domain_is_valid ("a@example.com"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/address/good", test_good);
  g_test_add_func ("/address/bad", test_bad);
  g_test_add_func ("/address/different", test_different);
  g_test_add_func ("/address/domain", test_domain);

  return g_test_run ();
}
