/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/invites-choices.h"

#include "core/invites-error.h"
#include "core/invites-json.h"

G_DEFINE_BOXED_TYPE (InvitesChoice, invites_choice, invites_choice_copy,
                     invites_choice_free)
G_DEFINE_BOXED_TYPE (InvitesChoices, invites_choices, invites_choices_copy,
                     invites_choices_free)

static GPtrArray *
new_array (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) invites_choice_free);
}

static gpointer
copy_choice (gconstpointer choice,
             gpointer      user_data)
{
  return invites_choice_copy (choice);
}

static GPtrArray *
copy_array (GPtrArray *choices)
{
  return g_ptr_array_copy (choices, (GCopyFunc) copy_choice, NULL);
}

static void
write_languages (JsonObject *object,
                 GStrv       languages)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; languages[i] != NULL; i++)
    json_array_add_string_element (array, languages[i]);

  json_object_set_array_member (object, "languages", array);
}

static JsonObject *
write_choice (const InvitesChoice *choice)
{
  JsonObject *object = json_object_new ();

  invites_json_set_string (object, "id", choice->id);
  invites_json_set_string (object, "name", choice->name);
  if (choice->email_from != NULL)
    invites_json_set_string (object, "email_from", choice->email_from);
  if (choice->time_zone != NULL)
    invites_json_set_string (object, "time_zone", choice->time_zone);
  if (choice->languages != NULL)
    write_languages (object, choice->languages);

  return object;
}

static void
write_array (JsonObject *object,
             const char *member,
             GPtrArray  *choices)
{
  JsonArray *array = json_array_sized_new (choices->len);

  for (guint i = 0; i < choices->len; i++)
    json_array_add_object_element (array,
                                   write_choice (g_ptr_array_index (choices,
                                                                    i)));

  json_object_set_array_member (object, member, array);
}

static gboolean
read_languages (InvitesChoice  *choice,
                JsonObject     *object,
                GError        **error)
{
  g_autoptr(GStrvBuilder) languages = g_strv_builder_new ();
  JsonArray *array;

  if (!(array = invites_json_get_array (object, "languages", error)))
    return FALSE;

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_VALUE (node)
          || json_node_get_value_type (node) != G_TYPE_STRING)
        {
          invites_set_field_error (error, INVITES_ERROR_INVALID, "languages",
                                   "“languages” holds something else");
          return FALSE;
        }
      g_strv_builder_add (languages, json_node_get_string (node));
    }

  choice->languages = g_strv_builder_end (languages);
  return TRUE;
}

static InvitesChoice *
read_choice (JsonObject  *object,
             gboolean     is_division,
             GError     **error)
{
  g_autoptr(InvitesChoice) choice = invites_choice_new (NULL, NULL);

  if (!invites_json_dup_string (object, "id", &choice->id, error)
      || !invites_json_dup_string (object, "name", &choice->name, error))
    return NULL;

  if (is_division
      && (!invites_json_dup_string (object, "email_from", &choice->email_from,
                                    error)
          || !invites_json_dup_string (object, "time_zone", &choice->time_zone,
                                       error)))
    return NULL;
  if (json_object_has_member (object, "languages")
      && !read_languages (choice, object, error))
    return NULL;

  return g_steal_pointer (&choice);
}

static gboolean
read_array (JsonObject  *object,
            const char  *member,
            gboolean     is_division,
            GPtrArray   *choices,
            GError     **error)
{
  JsonArray *array;

  if (!(array = invites_json_get_objects (object, member, error)))
    return FALSE;

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      InvitesChoice *choice;

      choice = read_choice (json_array_get_object_element (array, i),
                            is_division, error);
      if (choice == NULL)
        return FALSE;
      g_ptr_array_add (choices, choice);
    }

  return TRUE;
}

static gboolean
read_choices (InvitesChoices  *self,
              JsonNode        *node,
              GError         **error)
{
  JsonObject *object;

  return (object = invites_json_get_root (node, error))
         && read_array (object, "divisions", TRUE, self->divisions, error)
         && read_array (object, "account_classes", FALSE,
                        self->account_classes, error)
         && read_array (object, "bill_groups", FALSE, self->bill_groups, error)
         && read_array (object, "account_sources", FALSE,
                        self->account_sources, error)
         && read_array (object, "site_sources", FALSE, self->site_sources,
                        error)
         && read_array (object, "notification_templates", FALSE,
                        self->notification_templates, error);
}

/**
 * invites_choice_new:
 * @id: (nullable): the id
 * @name: (nullable): what is shown
 *
 * Makes one entry of a combo row.
 *
 * Returns: (transfer full): the entry
 */
InvitesChoice *
invites_choice_new (const char *id,
                    const char *name)
{
  InvitesChoice *self = g_new0 (InvitesChoice, 1);

  self->id = g_strdup (id);
  self->name = g_strdup (name);
  return self;
}

/**
 * invites_choice_copy:
 * @self: an entry
 *
 * Copies an entry.
 *
 * Returns: (transfer full): the copy
 */
InvitesChoice *
invites_choice_copy (const InvitesChoice *self)
{
  InvitesChoice *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = invites_choice_new (self->id, self->name);
  copy->email_from = g_strdup (self->email_from);
  copy->time_zone = g_strdup (self->time_zone);
  copy->languages = g_strdupv (self->languages);
  return copy;
}

/**
 * invites_choice_free:
 * @self: (transfer full) (nullable): an entry
 *
 * Frees an entry.
 */
void
invites_choice_free (InvitesChoice *self)
{
  if (self == NULL)
    return;

  g_free (self->id);
  g_free (self->name);
  g_free (self->email_from);
  g_free (self->time_zone);
  g_strfreev (self->languages);
  g_free (self);
}

/**
 * invites_choices_new:
 *
 * Makes choices with nothing to choose from.
 *
 * Returns: (transfer full): the choices
 */
InvitesChoices *
invites_choices_new (void)
{
  InvitesChoices *self = g_new0 (InvitesChoices, 1);

  self->divisions = new_array ();
  self->account_classes = new_array ();
  self->bill_groups = new_array ();
  self->account_sources = new_array ();
  self->site_sources = new_array ();
  self->notification_templates = new_array ();
  return self;
}

/**
 * invites_choices_copy:
 * @self: choices
 *
 * Copies choices, with every entry.
 *
 * Returns: (transfer full): the copy
 */
InvitesChoices *
invites_choices_copy (const InvitesChoices *self)
{
  InvitesChoices *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (InvitesChoices, 1);
  copy->divisions = copy_array (self->divisions);
  copy->account_classes = copy_array (self->account_classes);
  copy->bill_groups = copy_array (self->bill_groups);
  copy->account_sources = copy_array (self->account_sources);
  copy->site_sources = copy_array (self->site_sources);
  copy->notification_templates = copy_array (self->notification_templates);
  return copy;
}

/**
 * invites_choices_free:
 * @self: (transfer full) (nullable): choices
 *
 * Frees choices.
 */
void
invites_choices_free (InvitesChoices *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->divisions);
  g_ptr_array_unref (self->account_classes);
  g_ptr_array_unref (self->bill_groups);
  g_ptr_array_unref (self->account_sources);
  g_ptr_array_unref (self->site_sources);
  g_ptr_array_unref (self->notification_templates);
  g_free (self);
}

/**
 * invites_choices_find:
 * @choices: (element-type InvitesChoice): one array of choices
 * @id: (nullable): an id
 *
 * Finds an entry by its id.
 *
 * Returns: (transfer none) (nullable): the entry, or %NULL
 */
const InvitesChoice *
invites_choices_find (GPtrArray  *choices,
                      const char *id)
{
  g_return_val_if_fail (choices != NULL, NULL);

  for (guint i = 0; i < choices->len; i++)
    {
      const InvitesChoice *choice = g_ptr_array_index (choices, i);

      if (id != NULL && g_strcmp0 (choice->id, id) == 0)
        return choice;
    }

  return NULL;
}

/**
 * invites_choices_to_json:
 * @self: choices
 *
 * Writes choices as the service answers them.
 *
 * Returns: (transfer full): the document
 */
JsonNode *
invites_choices_to_json (const InvitesChoices *self)
{
  JsonObject *object;

  g_return_val_if_fail (self != NULL, NULL);

  object = json_object_new ();
  write_array (object, "divisions", self->divisions);
  write_array (object, "account_classes", self->account_classes);
  write_array (object, "bill_groups", self->bill_groups);
  write_array (object, "account_sources", self->account_sources);
  write_array (object, "site_sources", self->site_sources);
  write_array (object, "notification_templates", self->notification_templates);

  return invites_json_take_object (object);
}

/**
 * invites_choices_from_json:
 * @node: (nullable): an answer
 * @error: (out) (optional): where the error goes
 *
 * Reads choices, in their order. Every division has a sender address and a
 * time zone afterwards.
 *
 * Returns: (transfer full): the choices, or %NULL with
 *   %INVITES_ERROR_BAD_ANSWER
 */
InvitesChoices *
invites_choices_from_json (JsonNode  *node,
                           GError   **error)
{
  g_autoptr(InvitesChoices) self = invites_choices_new ();

  if (!read_choices (self, node, error))
    {
      invites_json_blame_answer (error);
      return NULL;
    }

  return g_steal_pointer (&self);
}
