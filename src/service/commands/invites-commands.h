/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The subcommands of portal-invites-service, one file each. Each gets what
 * follows its name (argv[0] is the name itself) and returns the exit status:
 * 0 done, 1 refused or broken, 2 wrong usage. Messages go to standard error.
 */
int      invites_command_serve     (int argc, char **argv);
int      invites_command_import    (int argc, char **argv);
int      invites_command_demo      (int argc, char **argv);
int      invites_command_user      (int argc, char **argv);
int      invites_command_template  (int argc, char **argv);
int      invites_command_bounce    (int argc, char **argv);
int      invites_command_check     (int argc, char **argv);
int      invites_command_last_mail (int argc, char **argv);

/* What --database takes, in the usage. */
#define INVITES_DATABASE_WORDS "sqlite:PATH|postgresql://USER@HOST/NAME"

/*
 * invites_options_parse: GOption with --config FILE in front: every long
 * option that is not on the command line is taken from the key file's group
 * [service], under the same name. Removes what it has read from argv.
 * Prints usage itself and returns FALSE on --help or wrong usage.
 */
gboolean invites_options_parse     (const char         *parameters,
                                    const char         *summary,
                                    const GOptionEntry *entries,
                                    int                *argc,
                                    char             ***argv,
                                    int                *status);
/* What --config FILE says of something that is no option. Before parsing. */
char    *invites_options_dup_secret (int                argc,
                                     char             **argv,
                                     const char        *name);
int      invites_command_fail      (const GError       *error);

G_END_DECLS
