/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/invites-filter-private.h"

#include <stddef.h>

#include "core/invites-error.h"
#include "core/invites-id.h"
#include "core/invites-json.h"

/* The names on the wire are those of the fields. */
typedef struct
{
  const char *name;
  gsize       offset;
} Field;

static const Field ids[] = {
  { "division", offsetof (InvitesFilter, division) },
  { "account_class", offsetof (InvitesFilter, account_class) },
  { "bill_group", offsetof (InvitesFilter, bill_group) },
  { "account_source", offsetof (InvitesFilter, account_source) },
  { "site_source", offsetof (InvitesFilter, site_source) },
};

static const Field flags[] = {
  { "active_service", offsetof (InvitesFilter, active_service) },
  { "balance_due", offsetof (InvitesFilter, balance_due) },
  { "billing_contacts", offsetof (InvitesFilter, billing_contacts) },
  { "without_auto_pay", offsetof (InvitesFilter, without_auto_pay) },
};

static const char *const members[] = {
  "division",
  "account_class",
  "bill_group",
  "account_source",
  "site_source",
  "active_service",
  "balance_due",
  "billing_contacts",
  "without_auto_pay",
  NULL,
};

G_DEFINE_BOXED_TYPE (InvitesFilter, invites_filter, invites_filter_copy,
                     invites_filter_free)

static char *
get_id (const InvitesFilter *self,
        const Field         *field)
{
  return G_STRUCT_MEMBER (char *, self, field->offset);
}

static gboolean
get_flag (const InvitesFilter *self,
          const Field         *field)
{
  return G_STRUCT_MEMBER (gboolean, self, field->offset);
}

static gboolean
set_id (InvitesFilter  *self,
        const Field    *field,
        const char     *id,
        GError        **error)
{
  if (!invites_id_is_valid (id))
    {
      invites_set_field_error (error, INVITES_ERROR_INVALID, field->name,
                               "“%s” is not an id", field->name);
      return FALSE;
    }

  g_assert (get_id (self, field) == NULL);
  G_STRUCT_MEMBER (char *, self, field->offset) = g_strdup (id);
  return TRUE;
}

static void
set_flag (InvitesFilter *self,
          const Field   *field,
          gboolean       flag)
{
  G_STRUCT_MEMBER (gboolean, self, field->offset) = flag;
}

static gboolean
check_division (const InvitesFilter  *self,
                GError              **error)
{
  if (self->division != NULL)
    return TRUE;

  invites_set_field_error (error, INVITES_ERROR_MISSING, "division",
                           "“division” is missing");
  return FALSE;
}

static gboolean
read_json_id (InvitesFilter  *self,
              const Field    *field,
              JsonObject     *object,
              GError        **error)
{
  const char *id;

  if (!json_object_has_member (object, field->name))
    return TRUE;

  return (id = invites_json_get_string (object, field->name, error))
         && set_id (self, field, id, error);
}

static gboolean
read_json_flag (InvitesFilter  *self,
                const Field    *field,
                JsonObject     *object,
                GError        **error)
{
  gboolean flag;

  if (!json_object_has_member (object, field->name))
    return TRUE;
  if (!invites_json_get_boolean (object, field->name, &flag, error))
    return FALSE;

  set_flag (self, field, flag);
  return TRUE;
}

static gboolean
read_query_id (InvitesFilter  *self,
               const Field    *field,
               GHashTable     *query,
               GError        **error)
{
  const char *id = g_hash_table_lookup (query, field->name);

  if (id == NULL)
    return TRUE;
  if (!set_id (self, field, id, error))
    return FALSE;

  g_hash_table_remove (query, field->name);
  return TRUE;
}

static gboolean
read_query_flag (InvitesFilter  *self,
                 const Field    *field,
                 GHashTable     *query,
                 GError        **error)
{
  const char *word = g_hash_table_lookup (query, field->name);
  gboolean flag;

  if (word == NULL)
    return TRUE;

  flag = g_str_equal (word, "true");
  if (!flag && !g_str_equal (word, "false"))
    {
      invites_set_field_error (error, INVITES_ERROR_INVALID, field->name,
                               "“%s” must be true or false", field->name);
      return FALSE;
    }

  set_flag (self, field, flag);
  g_hash_table_remove (query, field->name);
  return TRUE;
}

/**
 * invites_filter_new:
 * @division: (nullable): the id of a division, or %NULL when none is chosen
 *
 * Makes a filter that lets every contact of a division pass.
 *
 * Returns: (transfer full): the filter
 */
InvitesFilter *
invites_filter_new (const char *division)
{
  InvitesFilter *self = g_new0 (InvitesFilter, 1);

  self->division = g_strdup (division);
  return self;
}

/**
 * invites_filter_copy:
 * @self: a filter
 *
 * Copies a filter.
 *
 * Returns: (transfer full): the copy
 */
InvitesFilter *
invites_filter_copy (const InvitesFilter *self)
{
  InvitesFilter *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    G_STRUCT_MEMBER (char *, copy, ids[i].offset)
      = g_strdup (get_id (self, &ids[i]));

  return copy;
}

/**
 * invites_filter_free:
 * @self: (transfer full) (nullable): a filter
 *
 * Frees a filter.
 */
void
invites_filter_free (InvitesFilter *self)
{
  if (self == NULL)
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    g_free (get_id (self, &ids[i]));
  g_free (self);
}

/**
 * invites_filter_equal:
 * @a: a filter
 * @b: a filter
 *
 * Compares two filters.
 *
 * Returns: whether they are the same
 */
gboolean
invites_filter_equal (const InvitesFilter *a,
                      const InvitesFilter *b)
{
  g_return_val_if_fail (a != NULL, FALSE);
  g_return_val_if_fail (b != NULL, FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      if (g_strcmp0 (get_id (a, &ids[i]), get_id (b, &ids[i])) != 0)
        return FALSE;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    {
      if (!get_flag (a, &flags[i]) != !get_flag (b, &flags[i]))
        return FALSE;
    }

  return TRUE;
}

/**
 * invites_filter_is_narrow:
 * @self: a filter
 *
 * Tells whether a filter asks for more than the division.
 *
 * Returns: whether it does
 */
gboolean
invites_filter_is_narrow (const InvitesFilter *self)
{
  g_autoptr(InvitesFilter) wide = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  wide = invites_filter_new (self->division);
  return !invites_filter_equal (self, wide);
}

/**
 * invites_filter_to_json:
 * @self: a filter with a division
 *
 * Writes a filter as the object that is in the body of a send. What is not set
 * is not written.
 *
 * Returns: (transfer full): the object
 */
JsonNode *
invites_filter_to_json (const InvitesFilter *self)
{
  JsonObject *object;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (self->division != NULL, NULL);

  object = json_object_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      if (get_id (self, &ids[i]) != NULL)
        invites_json_set_string (object, ids[i].name, get_id (self, &ids[i]));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    {
      if (get_flag (self, &flags[i]))
        json_object_set_boolean_member (object, flags[i].name, TRUE);
    }

  return invites_json_take_object (object);
}

/*
 * invites_filter_read_answer:
 * @object: an object of the service
 * @error: (out) (optional): where the error goes
 *
 * As invites_filter_from_json(), but passes over members that a newer service
 * may have added.
 *
 * Returns: (transfer full): the filter, or %NULL with an error
 */
InvitesFilter *
invites_filter_read_answer (JsonObject  *object,
                            GError     **error)
{
  g_autoptr(InvitesFilter) self = invites_filter_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      if (!read_json_id (self, &ids[i], object, error))
        return NULL;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    {
      if (!read_json_flag (self, &flags[i], object, error))
        return NULL;
    }
  if (!check_division (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * invites_filter_from_json:
 * @object: an object of a request
 * @error: (out) (optional): where the error goes
 *
 * Reads a filter. Absent members mean any, or false; null is no value.
 *
 * Returns: (transfer full): the filter, or %NULL with %INVITES_ERROR_UNKNOWN,
 *   %INVITES_ERROR_MISSING or %INVITES_ERROR_INVALID, each with the field
 */
InvitesFilter *
invites_filter_from_json (JsonObject  *object,
                          GError     **error)
{
  g_return_val_if_fail (object != NULL, NULL);

  if (!invites_json_only_members (object, members, error))
    return NULL;

  return invites_filter_read_answer (object, error);
}

/**
 * invites_filter_to_query:
 * @self: a filter with a division
 * @query: (element-type utf8 utf8): parameters by name, which owns both its
 *   keys and its values and frees them with g_free()
 *
 * Adds a filter to the parameters of a call. What is not set is not added.
 */
void
invites_filter_to_query (const InvitesFilter *self,
                         GHashTable          *query)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (self->division != NULL);
  g_return_if_fail (query != NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      if (get_id (self, &ids[i]) != NULL)
        g_hash_table_insert (query, g_strdup (ids[i].name),
                             g_strdup (get_id (self, &ids[i])));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    {
      if (get_flag (self, &flags[i]))
        g_hash_table_insert (query, g_strdup (flags[i].name),
                             g_strdup ("true"));
    }
}

/**
 * invites_filter_from_query:
 * @query: (element-type utf8 utf8): parameters by name, decoded
 * @error: (out) (optional): where the error goes
 *
 * Reads a filter from the parameters of a call, and removes what it has read,
 * so that the caller may refuse what is left over.
 *
 * Returns: (transfer full): the filter, or %NULL with %INVITES_ERROR_MISSING
 *   or %INVITES_ERROR_INVALID, each with the field
 */
InvitesFilter *
invites_filter_from_query (GHashTable  *query,
                           GError     **error)
{
  g_autoptr(InvitesFilter) self = invites_filter_new (NULL);

  g_return_val_if_fail (query != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      if (!read_query_id (self, &ids[i], query, error))
        return NULL;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    {
      if (!read_query_flag (self, &flags[i], query, error))
        return NULL;
    }
  if (!check_division (self, error))
    return NULL;

  return g_steal_pointer (&self);
}
