/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/commands/invites-commands.h"

#include <string.h>

#include "core/invites-error.h"
#include "core/invites-id.h"
#include "core/invites-text.h"
#include "service/delivery/invites-template.h"
#include "service/languages/invites-language.h"
#include "service/store/invites-store.h"

#define ACTIONS                                                               \
  "list, put ID, remove ID, retire ID or revive ID is wanted"

typedef struct
{
  char *database;  /* (owned) (nullable), as are all below */
  char *name;
  char *language;
  char *subject;
  char *text_file;
  char *html_file;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->database);
  g_free (self->name);
  g_free (self->language);
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

/* "en de fr", the own one first. */
static char *
dup_languages (const InvitesTemplateRecord *record)
{
  GString *languages = g_string_new (NULL);

  for (guint i = 0; i < record->texts->len; i++)
    {
      const InvitesTemplateText *text = g_ptr_array_index (record->texts, i);

      g_string_append_printf (languages, "%s%s", i > 0 ? " " : "",
                              text->language != NULL ? text->language : "-");
    }
  return g_string_free (languages, FALSE);
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
      g_autofree char *languages = dup_languages (record);

      g_print ("%s\t%s\t%s\t%s\n", record->id,
               record->active ? "active" : "retired", record->name, languages);
    }
  return 0;
}

static gboolean
check_names (const char *id, const char *name, GError **error)
{
  if (!invites_id_is_valid (id))
    invites_set_field_error (error, INVITES_ERROR_INVALID, "id",
                             "The template’s id is not valid");
  else if (name != NULL
           && (*name == '\0' || !invites_text_is_printable (name, -1)))
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

static gboolean
read_language (const Options *options, char **language, GError **error)
{
  *language = invites_language_canonicalize (options->language);
  if (*language != NULL || options->language == NULL)
    return TRUE;
  invites_set_field_error (error, INVITES_ERROR_INVALID, "language",
                           "This is no language tag, such as pt-BR");
  return FALSE;
}

static InvitesTemplateText *
read_text (const Options *options, const char *language, GError **error)
{
  g_autofree char *plain = NULL;
  g_autofree char *html = NULL;
  g_autoptr(InvitesTemplateText) text = NULL;
  g_autoptr(InvitesTemplate) template = NULL;

  if (!(plain = read_part (options->text_file, "text", error))
      || !(html = read_part (options->html_file, "html", error)))
    return NULL;
  text = invites_template_text_new (language, options->subject, plain, html);
  template = invites_template_compile (text, error);
  return template != NULL ? g_steal_pointer (&text) : NULL;
}

/* *record stays NULL when there is none. */
static gboolean
find_template (InvitesStore           *store,
               const char             *id,
               InvitesTemplateRecord **record,
               GError                **error)
{
  g_autoptr(GError) fault = NULL;

  *record = invites_store_find_template (store, id, &fault);
  if (*record != NULL
      || g_error_matches (fault, INVITES_ERROR, INVITES_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&fault));
  return FALSE;
}

static const char *
get_own_language (const InvitesTemplateRecord *record)
{
  const InvitesTemplateText *own = g_ptr_array_index (record->texts, 0);

  return own->language;
}

/* Of a translation; never the own text. */
static gboolean
remove_language (InvitesTemplateRecord *record, const char *language)
{
  for (guint i = 1; i < record->texts->len; i++)
    {
      const InvitesTemplateText *text = g_ptr_array_index (record->texts, i);

      if (g_strcmp0 (text->language, language) == 0)
        {
          g_ptr_array_remove_index (record->texts, i);
          return TRUE;
        }
    }
  return FALSE;
}

/* (transfer full) of @text */
static void
replace_own (InvitesTemplateRecord *record, InvitesTemplateText *text)
{
  remove_language (record, text->language);
  if (record->texts->len > 0)
    g_ptr_array_remove_index (record->texts, 0);
  g_ptr_array_insert (record->texts, 0, text);
}

/* The template itself: a language that is not given is the one that it has. */
static InvitesTemplateRecord *
change_own (InvitesTemplateRecord *found,
            const char            *id,
            const Options         *options,
            const char            *language,
            GError               **error)
{
  const char *known = found != NULL ? get_own_language (found) : NULL;
  g_autoptr(InvitesTemplateRecord) record = NULL;
  InvitesTemplateText *text;

  if (known != NULL && language != NULL && !g_str_equal (known, language))
    {
      invites_set_field_error (error, INVITES_ERROR_INVALID, "name",
                               "The template’s own text is in “%s”: a "
                               "translation is put without a name",
                               known);
      return NULL;
    }
  text = read_text (options, language != NULL ? language : known, error);
  if (text == NULL)
    return NULL;

  record = invites_template_record_new (id, options->name, TRUE);
  for (guint i = 0; found != NULL && i < found->texts->len; i++)
    g_ptr_array_add (record->texts, invites_template_text_ref (
                                      g_ptr_array_index (found->texts, i)));
  replace_own (record, text);
  return g_steal_pointer (&record);
}

static gboolean
change_language (InvitesTemplateRecord *found,
                 const Options         *options,
                 const char            *language,
                 GError               **error)
{
  InvitesTemplateText *text;

  if (found == NULL)
    {
      invites_set_field_error (error, INVITES_ERROR_INVALID, "name",
                               "There is no such template: a new one needs a "
                               "name");
      return FALSE;
    }
  if ((text = read_text (options, language, error)) == NULL)
    return FALSE;

  if (g_strcmp0 (get_own_language (found), language) == 0)
    replace_own (found, text);
  else
    {
      remove_language (found, language);
      g_ptr_array_add (found->texts, text);
    }
  return TRUE;
}

static int
put_template (InvitesStore *store, const char *id, const Options *options)
{
  g_autoptr(InvitesTemplateRecord) found = NULL;
  g_autoptr(InvitesTemplateRecord) changed = NULL;
  g_autofree char *language = NULL;
  g_autoptr(GError) error = NULL;

  if ((options->name == NULL && options->language == NULL)
      || options->subject == NULL || options->text_file == NULL
      || options->html_file == NULL)
    return fail_usage ("put needs --subject, --text and --html, and --name, or "
                       "--language for a translation");
  if (!check_names (id, options->name, &error)
      || !read_language (options, &language, &error)
      || !find_template (store, id, &found, &error))
    return fail (error);

  if (options->name == NULL)
    {
      if (!change_language (found, options, language, &error))
        return fail (error);
      changed = g_steal_pointer (&found);
    }
  else if (!(changed = change_own (found, id, options, language, &error)))
    return fail (error);

  return invites_store_put_template (store, changed, &error) ? 0 : fail (error);
}

static int
remove_translation (InvitesStore  *store,
                    const char    *id,
                    const Options *options)
{
  g_autoptr(InvitesTemplateRecord) record = NULL;
  g_autofree char *language = NULL;
  g_autoptr(GError) error = NULL;

  if (options->language == NULL)
    return fail_usage ("remove needs --language");
  if (!read_language (options, &language, &error)
      || !(record = invites_store_find_template (store, id, &error)))
    return fail (error);
  if (!remove_language (record, language))
    {
      invites_set_field_error (&error, INVITES_ERROR_NOT_FOUND, "language",
                               "There is no translation into “%s”", language);
      return fail (error);
    }
  return invites_store_put_template (store, record, &error) ? 0 : fail (error);
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
    return fail_usage (ACTIONS);
  if (g_str_equal (action, "put"))
    return put_template (store, argv[2], options);
  if (g_str_equal (action, "retire"))
    return set_active (store, argv[2], FALSE);
  if (g_str_equal (action, "revive"))
    return set_active (store, argv[2], TRUE);
  if (g_str_equal (action, "remove"))
    return remove_translation (store, argv[2], options);
  return fail_usage (ACTIONS);
}

/**
 * invites_command_template:
 * @argc: number of words
 * @argv: "template" and what follows it
 *
 * Lists, saves, retires and revives notification templates, and their
 * translations, which go under a template's id without a name. A text is
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
    { "language", 0, 0, G_OPTION_ARG_STRING, &options.language,
      "Of the text: a tag of BCP 47", "TAG" },
    { "subject", 0, 0, G_OPTION_ARG_STRING, &options.subject,
      "The subject, with placeholders", "TEXT" },
    { "text", 0, 0, G_OPTION_ARG_FILENAME, &options.text_file,
      "The plain-text part", "FILE" },
    { "html", 0, 0, G_OPTION_ARG_FILENAME, &options.html_file,
      "The HTML part", "FILE" },
    { NULL }
  };

  if (!invites_options_parse ("list | put ID | remove ID | retire ID | "
                              "revive ID",
                              "Manages the notification templates.", entries,
                              &argc, &argv, &status))
    return status;
  if (options.database == NULL)
    return fail_usage ("--database is missing");
  if (argc < 2)
    return fail_usage (ACTIONS);
  if ((store = invites_store_open (options.database, &error)) == NULL)
    return invites_command_fail (error);
  return run (store, argc, argv, &options);
}
