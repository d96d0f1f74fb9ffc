/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>

#include <glib/gi18n.h>

#include "app/invites-application.h"

/* A build that is not installed has its translations beside it. */
static const char *
get_locale_dir (void)
{
  const char *elsewhere = g_getenv ("INVITES_LOCALE_DIR");

  return elsewhere != NULL ? elsewhere : INVITES_LOCALE_DIR;
}

int
main (int argc, char **argv)
{
  g_autoptr(InvitesApplication) application = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (INVITES_GETTEXT_DOMAIN, get_locale_dir ());
  bind_textdomain_codeset (INVITES_GETTEXT_DOMAIN, "UTF-8");
  textdomain (INVITES_GETTEXT_DOMAIN);

  application = invites_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
