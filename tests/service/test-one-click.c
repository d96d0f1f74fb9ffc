/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "service/portal/invites-one-click.h"

#define FORM "application/x-www-form-urlencoded"
#define PARTS "multipart/form-data; boundary=x"
#define NAMED(name) "Content-Disposition: form-data; name=" name "\r\n\r\n"
#define FIELD NAMED ("\"List-Unsubscribe\"")
#define CLICK FIELD "One-Click"

static const struct
{
  const char *type;
  const char *body;
} asked[] = {
  { FORM, "List-Unsubscribe=One-Click" },
  { "Application/X-WWW-Form-UrlEncoded;charset=utf-8",
    "List-Unsubscribe=One-Click" },
  { FORM, "a=b&List-Unsubscribe=One%2dClick&c=" },
  { PARTS, "--x\r\n" CLICK "\r\n--x--\r\n" },
  { PARTS, "--x\r\n" CLICK "\r\n--x--" },
  { "Multipart/Form-Data;boundary=\"--- a\"",
    "----- a\r\n" NAMED ("b") "c\r\n----- a\r\n" CLICK "\r\n----- a--\r\n" },
  { PARTS, "--x\r\nContent-Type: text/plain\r\n" CLICK "\r\n--x--\r\n" },
  { PARTS, "--x\r\n" NAMED ("List-Unsubscribe") "One-Click\r\n--x--\r\n" },
  { PARTS, "--x\n"
           "Content-Disposition: form-data; name=\"List-Unsubscribe\"\n\n"
           "One-Click\n--x--\n" },
}, not_asked[] = {
  { NULL, "List-Unsubscribe=One-Click" },
  { "", "List-Unsubscribe=One-Click" },
  { "text/plain", "List-Unsubscribe=One-Click" },
  { FORM "x", "List-Unsubscribe=One-Click" },
  { FORM, "" },
  { FORM, "List-Unsubscribe=" },
  { FORM, "List-Unsubscribe" },
  { FORM, "list-unsubscribe=One-Click" },
  { FORM, "List-Unsubscribe=one-click" },
  { FORM, "List-Unsubscribe=One-Click%00" },
  { FORM, "List-Unsubscribe=One-Click+" },
  { FORM, "List-Unsubscribe=&List-Unsubscribe=One-Click" },
  { FORM, "List-Unsubscribe=One-Click&%" },
  { FORM, "\xff\xfe" },
  { FORM, "{\"List-Unsubscribe\": \"One-Click\"}" },
  { PARTS, "" },
  { PARTS, "List-Unsubscribe=One-Click" },
  { "multipart/form-data", "--x\r\n" CLICK "\r\n--x--\r\n" },
  { "multipart/mixed; boundary=x", "--x\r\n" CLICK "\r\n--x--\r\n" },
  { "multipart/form-data; boundary=y", "--x\r\n" CLICK "\r\n--x--\r\n" },
  { PARTS, "--x\r\n" FIELD "\r\n--x--\r\n" },
  { PARTS, "--x\r\n" FIELD "one-click\r\n--x--\r\n" },
  { PARTS, "--x\r\n" FIELD "One-Click \r\n--x--\r\n" },
  { PARTS, "--x\r\n" CLICK "\r\n--x\r\n" CLICK "\r\n--x--\r\n" },
  { PARTS, "--x\r\n" FIELD "\r\n--x\r\n" CLICK "\r\n--x--\r\n" },
  { PARTS, "--x\r\n" NAMED ("a") "One-Click\r\n--x--\r\n" },
  { PARTS, "--x\r\n\r\nOne-Click\r\n--x--\r\n" },
  { PARTS, "--x\r\nContent-Disposition: attachment; name=List-Unsubscribe"
           "\r\n\r\nOne-Click\r\n--x--\r\n" },
  { PARTS "\r\nX: y", "--x\r\n" CLICK "\r\n--x--\r\n" },
};

static gboolean
ask (const char *type, const char *body)
{
  g_autoptr(GBytes) bytes = g_bytes_new (body, strlen (body));

  return invites_one_click_is_asked (type, bytes);
}

static void
test_asked (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (asked); i++)
    {
      g_test_message ("%u", i);
      g_assert_true (ask (asked[i].type, asked[i].body));
    }
}

static void
test_not_asked (void)
{
  g_assert_false (invites_one_click_is_asked (FORM, NULL));
  g_assert_false (invites_one_click_is_asked (PARTS, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (not_asked); i++)
    {
      g_test_message ("%u", i);
      g_assert_false (ask (not_asked[i].type, not_asked[i].body));
    }
}

/* Whatever is cut off, or nested as deep as a body may be, is read to its end
 * and says nothing by accident. */
static void
test_broken (void)
{
  const char *whole = "--x\r\n" CLICK "\r\n--x--\r\n";
  g_autoptr(GString) nested = g_string_new (NULL);

  for (gsize n = 0; n + strlen ("\r\n--x--\r\n") < strlen (whole); n++)
    {
      g_autofree char *cut = g_strndup (whole, n);

      g_assert_false (ask (PARTS, cut));
    }
  while (nested->len < 16000)
    g_string_append (nested, "--x\r\nContent-Type: multipart/mixed; "
                             "boundary=x\r\n\r\n");
  g_assert_false (ask (PARTS, nested->str));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/one-click/asked", test_asked);
  g_test_add_func ("/one-click/not-asked", test_not_asked);
  g_test_add_func ("/one-click/broken", test_broken);
  return g_test_run ();
}
