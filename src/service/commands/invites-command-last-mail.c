/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/commands/invites-commands.h"

#include "core/invites-json.h"
#include "core/invites-preview.h"
#include "service/delivery/invites-mail-file.h"
#include "service/delivery/invites-maildir-relay.h"

static int
print_mail (const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(InvitesPreview) mail = invites_mail_file_read (path, &error);
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(GBytes) json = NULL;

  if (mail == NULL)
    return invites_command_fail (error);
  node = invites_preview_to_json (mail);
  json = invites_json_to_bytes (node);
  g_print ("%.*s\n", (int) g_bytes_get_size (json),
           (const char *) g_bytes_get_data (json, NULL));
  return 0;
}

/**
 * invites_command_last_mail:
 * @argc: number of words
 * @argv: "last-mail" and its options
 *
 * Prints the newest mail of an outbox, decoded, as the JSON document that the
 * API gives for a preview; "null" if there is none.
 *
 * Returns: the exit status
 */
int
invites_command_last_mail (int argc, char **argv)
{
  g_autofree char *outbox = NULL;
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;
  int status = 0;
  const GOptionEntry entries[] = {
    { "outbox", 0, 0, G_OPTION_ARG_FILENAME, &outbox, "The Maildir", "DIR" },
    { NULL }
  };

  if (!invites_options_parse (NULL, "Prints the newest mail of an outbox.",
                              entries, &argc, &argv, &status))
    return status;
  if (outbox == NULL)
    {
      g_printerr ("last-mail: --outbox is missing\n");
      return 2;
    }
  path = invites_maildir_find_newest (outbox, &error);
  if (error != NULL)
    return invites_command_fail (error);
  if (path != NULL)
    return print_mail (path);
  g_print ("null\n");
  return 0;
}
