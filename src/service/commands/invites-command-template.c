/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/commands/invites-commands.h"

#include <string.h>

#include "core/invites-error.h"
#include "core/invites-id.h"
#include "core/invites-text.h"
#include "service/delivery/invites-template.h"
#include "service/store/invites-store.h"

typedef struct
{
  char *database;  /* (owned) (nullable), as are all below */
  char *name;
  char *subject;
  char *text_file;
  char *html_file;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->database);
  g_free (self->name);
  g_free (self->subject);
  g_free (self->text_file);
  g_free (self->html_file);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static int
fail_usage (const char *complaint)
{
  g_printerr ("template: %s\n", complaint);
  return 2;
}

/* Refusals name the field, as the API's do. */
static int
fail (const GError *error)
{
  const char *field = invites_error_get_field (error);

  if (field != NULL)
    g_printerr ("template: --%s: %s\n", field, error->message);
  else
    return invites_command_fail (error);
  return 1;
}

static int
list_templates (InvitesStore *store)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) records = invites_store_list_templates (store, &error);

  if (records == NULL)
    return invites_command_fail (error);
  for (guint i = 0; i < records->len; i++)
    {
      const InvitesTemplateRecord *record = g_ptr_array_index (records, i);

      g_print ("%s\t%s\t%s\n", record->id,
               record->active ? "active" : "retired", record->name);
    }
  return 0;
}

static gboolean
check_names (const InvitesTemplateRecord *record, GError **error)
{
  if (!invites_id_is_valid (record->id))
    invites_set_field_error (error, INVITES_ERROR_INVALID, "id",
                             "The template’s id is not valid");
  else if (*record->name == '\0'
           || !invites_text_is_printable (record->name, -1))
    invites_set_field_error (error, INVITES_ERROR_INVALID, "name",
                             "The template’s name is empty or holds a control "
                             "character");
  else
    return TRUE;
  return FALSE;
}

/* A NUL byte would end the text unseen. */
static char *
read_part (const char *path, const char *field, GError **error)
{
  g_autofree char *contents = NULL;
  gsize length;

  if (!g_file_get_contents (path, &contents, &length, error))
    return NULL;
  if (strlen (contents) == length)
    return g_steal_pointer (&contents);
  invites_set_field_error (error, INVITES_ERROR_INVALID, field,
                           "The file holds a NUL byte");
  return NULL;
}

static InvitesTemplateRecord *
read_record (const char *id, const Options *options, GError **error)
{
  g_autoptr(InvitesTemplateRecord) record = g_new0 (InvitesTemplateRecord, 1);
  g_autoptr(InvitesTemplate) template = NULL;

  record->id = g_strdup (id);
  record->name = g_strdup (options->name);
  record->active = TRUE;
  record->subject = g_strdup (options->subject);
  if (!check_names (record, error)
      || !(record->text = read_part (options->text_file, "text", error))
      || !(record->html = read_part (options->html_file, "html", error)))
    return NULL;
  template = invites_template_compile (record->subject, record->text,
                                       record->html, error);
  return template != NULL ? g_steal_pointer (&record) : NULL;
}

static int
put_template (InvitesStore *store, const char *id, const Options *options)
{
  g_autoptr(InvitesTemplateRecord) record = NULL;
  g_autoptr(GError) error = NULL;

  if (options->name == NULL || options->subject == NULL
      || options->text_file == NULL || options->html_file == NULL)
    return fail_usage ("put needs --name, --subject, --text and --html");
  if ((record = read_record (id, options, &error)) == NULL
      || !invites_store_put_template (store, record, &error))
    return fail (error);
  return 0;
}

static int
set_active (InvitesStore *store, const char *id, gboolean active)
{
  g_autoptr(InvitesTemplateRecord) record = NULL;
  g_autoptr(GError) error = NULL;

  if ((record = invites_store_find_template (store, id, &error)) == NULL)
    return invites_command_fail (error);
  record->active = active;
  if (!invites_store_put_template (store, record, &error))
    return invites_command_fail (error);
  return 0;
}

static int
run (InvitesStore *store, int argc, char **argv, const Options *options)
{
  const char *action = argv[1];

  if (g_str_equal (action, "list") && argc == 2)
    return list_templates (store);
  if (argc != 3)
    return fail_usage ("list, put ID, retire ID or revive ID is wanted");
  if (g_str_equal (action, "put"))
    return put_template (store, argv[2], options);
  if (g_str_equal (action, "retire"))
    return set_active (store, argv[2], FALSE);
  if (g_str_equal (action, "revive"))
    return set_active (store, argv[2], TRUE);
  return fail_usage ("list, put ID, retire ID or revive ID is wanted");
}

/**
 * invites_command_template:
 * @argc: number of words
 * @argv: "template" and what follows it
 *
 * Lists, saves, retires and revives notification templates. A template is
 * compiled before it is saved; what is wrong with it is named by option.
 *
 * Returns: the exit status
 */
int
invites_command_template (int argc, char **argv)
{
  g_auto(Options) options = { 0 };
  g_autoptr(InvitesStore) store = NULL;
  g_autoptr(GError) error = NULL;
  int status = 0;
  const GOptionEntry entries[] = {
    { "database", 0, 0, G_OPTION_ARG_STRING, &options.database,
      "Where the data is", INVITES_DATABASE_WORDS },
    { "name", 0, 0, G_OPTION_ARG_STRING, &options.name,
      "What users see", "NAME" },
    { "subject", 0, 0, G_OPTION_ARG_STRING, &options.subject,
      "The subject, with placeholders", "TEXT" },
    { "text", 0, 0, G_OPTION_ARG_FILENAME, &options.text_file,
      "The plain-text part", "FILE" },
    { "html", 0, 0, G_OPTION_ARG_FILENAME, &options.html_file,
      "The HTML part", "FILE" },
    { NULL }
  };

  if (!invites_options_parse ("list | put ID | retire ID | revive ID",
                              "Manages the notification templates.", entries,
                              &argc, &argv, &status))
    return status;
  if (options.database == NULL)
    return fail_usage ("--database is missing");
  if (argc < 2)
    return fail_usage ("list, put ID, retire ID or revive ID is wanted");
  if ((store = invites_store_open (options.database, &error)) == NULL)
    return invites_command_fail (error);
  return run (store, argc, argv, &options);
}
