/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/invites-client.h"

typedef struct
{
  const char *text;
  const char *normal; /* NULL: refused with code */
  int         code;
} Case;

static const Case cases[] = {
  { "portal.example.com", "https://portal.example.com" },
  { "  portal.example.com/  ", "https://portal.example.com" },
  { "https://portal.example.com", "https://portal.example.com" },
  { "HTTPS://Portal.Example.COM/", "https://portal.example.com" },
  { "https://portal.example.com:443", "https://portal.example.com" },
  { "https://portal.example.com:8443", "https://portal.example.com:8443" },
  { "portal.example.com:8443", "https://portal.example.com:8443" },
  { "portal.example.com/invites/", "https://portal.example.com/invites" },
  { "https://portal.example.com/a/b//", "https://portal.example.com/a/b" },
  { "https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443" },
  { "http://127.0.0.1:8390", "http://127.0.0.1:8390" },
  { "http://127.9.9.9:8390/x", "http://127.9.9.9:8390/x" },
  { "http://[::1]:8390", "http://[::1]:8390" },
  { "http://localhost:80", "http://localhost" },
  { "http://LOCALHOST", "http://localhost" },
  { "localhost:8390", "https://localhost:8390" },

  { "", NULL, INVITES_ERROR_MISSING },
  { "   ", NULL, INVITES_ERROR_MISSING },
  { "http://portal.example.com", NULL, INVITES_ERROR_INSECURE },
  { "http://128.0.0.1", NULL, INVITES_ERROR_INSECURE },
  { "http://127.0.0.1.example.com", NULL, INVITES_ERROR_INSECURE },
  { "http://localhost.example.com", NULL, INVITES_ERROR_INSECURE },
  { "http://10.0.0.1", NULL, INVITES_ERROR_INSECURE },
  { "http://0.0.0.0", NULL, INVITES_ERROR_INSECURE },
  { "http://[2001:db8::1]", NULL, INVITES_ERROR_INSECURE },
  { "ftp://portal.example.com", NULL, INVITES_ERROR_INVALID },
  { "file:///etc/passwd", NULL, INVITES_ERROR_INVALID },
  { "mailto:clerk@office.example", NULL, INVITES_ERROR_INVALID },
  { "https://", NULL, INVITES_ERROR_INVALID },
  { "https:///v1", NULL, INVITES_ERROR_INVALID },
  { "https://clerk@portal.example.com", NULL, INVITES_ERROR_INVALID },
  { "https://clerk:secret@portal.example.com", NULL, INVITES_ERROR_INVALID },
  { "https://portal.example.com/?a=b", NULL, INVITES_ERROR_INVALID },
  { "https://portal.example.com/?", NULL, INVITES_ERROR_INVALID },
  { "https://portal.example.com/#top", NULL, INVITES_ERROR_INVALID },
  { "https://portal example.com", NULL, INVITES_ERROR_INVALID },
  { "https://portal.example.com/a\r\nb", NULL, INVITES_ERROR_INVALID },
  { "https://portal.example.com:99999", NULL, INVITES_ERROR_INVALID },
  { "https://portal.example.com:x", NULL, INVITES_ERROR_INVALID },
  { "\xff\xfe", NULL, INVITES_ERROR_INVALID },
};

static void
test_check (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *normal = NULL;

      g_test_message ("%s", i == G_N_ELEMENTS (cases) - 1 ? "not UTF-8"
                                                          : cases[i].text);
      normal = invites_client_check_service_url (cases[i].text, &error);
      g_assert_cmpstr (normal, ==, cases[i].normal);
      if (cases[i].normal != NULL)
        {
          g_assert_no_error (error);
          continue;
        }
      g_assert_error (error, INVITES_ERROR, cases[i].code);
      g_assert_cmpstr (invites_error_get_field (error), ==, "service_url");
    }
}

static void
test_normal_form_is_stable (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *again = NULL;

      if (cases[i].normal == NULL)
        continue;
      again = invites_client_check_service_url (cases[i].normal, NULL);
      g_assert_cmpstr (again, ==, cases[i].normal);
    }
}

static void
test_new (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(InvitesClient) client = NULL;
  g_autoptr(InvitesClient) none = NULL;

  client = invites_client_new ("portal.example.com/", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (invites_client_get_service_url (client), ==,
                   "https://portal.example.com");
  g_assert_false (invites_client_is_signed_in (client));
  g_assert_null (invites_client_get_user (client));
  g_assert_null (invites_client_get_token (client));

  none = invites_client_new ("http://portal.example.com", &error);
  g_assert_null (none);
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_INSECURE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/service-url/check", test_check);
  g_test_add_func ("/client/service-url/stable", test_normal_form_is_stable);
  g_test_add_func ("/client/service-url/new", test_new);
  return g_test_run ();
}
