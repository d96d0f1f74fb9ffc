/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>
#include <string.h>

#include "service/commands/invites-commands.h"
#include "service/commands/invites-log.h"

static const struct
{
  const char *name;
  int       (*run) (int argc, char **argv);
  const char *summary;
} commands[] = {
  { "serve", invites_command_serve, "answer and send" },
  { "import", invites_command_import, "take data over from CSV files" },
  { "demo", invites_command_demo, "fill a new database with made-up data" },
  { "user", invites_command_user, "add, change, list and remove users" },
  { "template", invites_command_template, "manage notification templates" },
  { "bounce", invites_command_bounce, "take in a mail that came back" },
  { "check", invites_command_check, "verify that the data holds together" },
  { "last-mail", invites_command_last_mail, "show an outbox's newest mail" },
};

static void
print_usage (void)
{
  g_printerr ("Usage: portal-invites-service COMMAND [OPTION…]\n\n");
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    g_printerr ("  %-10s %s\n", commands[i].name, commands[i].summary);
  g_printerr ("\n“portal-invites-service COMMAND --help” says more.\n");
}

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  invites_log_begin ();

  if (argc == 2 && strcmp (argv[1], "--version") == 0)
    {
      g_print ("portal-invites-service %s\n", INVITES_VERSION);
      return 0;
    }
  for (gsize i = 0; argc > 1 && i < G_N_ELEMENTS (commands); i++)
    {
      if (strcmp (argv[1], commands[i].name) == 0)
        return commands[i].run (argc - 1, argv + 1);
    }

  print_usage ();
  return argc == 2 && strcmp (argv[1], "--help") == 0 ? 0 : 2;
}
