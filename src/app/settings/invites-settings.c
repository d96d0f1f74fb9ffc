/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/settings/invites-settings.h"

#define G_SETTINGS_ENABLE_BACKEND
#include <gio/gsettingsbackend.h>

#define USER_SCHEMA INVITES_APPLICATION_ID ".user"
#define ROOT_PATH   "/io/github/portalinvites/PortalInvites/"
#define HASH_LENGTH 32 /* characters: more than enough to tell users apart */

/* Where a build that is not installed, and an installation into a folder that
 * the desktop does not know of, have their schemas: beside the program. */
static const char *const beside[] = {
  "../../data",
  "../share/glib-2.0/schemas",
};

static char *
dup_program_folder (void)
{
  g_autofree char *path = g_file_read_link ("/proc/self/exe", NULL);

  return path != NULL ? g_path_get_dirname (path) : NULL;
}

/* The schema that belongs to this program comes before one that another version
 * has installed: a key that a schema lacks is the end of a program. */
static GSettingsSchema *
look_up_beside (const char *id)
{
  g_autofree char *folder = dup_program_folder ();

  for (guint i = 0; folder != NULL && i < G_N_ELEMENTS (beside); i++)
    {
      g_autofree char *path = g_build_filename (folder, beside[i], NULL);
      g_autoptr(GSettingsSchemaSource) source
          = g_settings_schema_source_new_from_directory (path, NULL, TRUE,
                                                         NULL);
      GSettingsSchema *schema = NULL;

      if (source != NULL)
        schema = g_settings_schema_source_lookup (source, id, FALSE);
      if (schema != NULL)
        return schema;
    }
  return NULL;
}

static GSettingsSchema *
look_up (const char *id)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  GSettingsSchema *schema = look_up_beside (id);

  if (schema == NULL && source != NULL)
    schema = g_settings_schema_source_lookup (source, id, TRUE);
  if (schema == NULL)
    g_error ("The settings schema “%s” is not installed", id);
  return schema;
}

static char *
dup_user_path (const char *service_url, const char *username)
{
  g_autofree char *both = g_strdup_printf ("%s\n%s", service_url, username);
  g_autofree char *hash
      = g_compute_checksum_for_string (G_CHECKSUM_SHA256, both, -1);

  return g_strdup_printf (ROOT_PATH "users/%.*s/", HASH_LENGTH, hash);
}

/**
 * invites_settings_new:
 *
 * Returns: (transfer full): the application's settings
 */
GSettings *
invites_settings_new (void)
{
  g_autoptr(GSettingsSchema) schema = look_up (INVITES_APPLICATION_ID);

  return g_settings_new_full (schema, NULL, NULL);
}

/**
 * invites_settings_new_in_memory:
 *
 * Returns: (transfer full): settings as the application's, which begin empty
 *   and leave nothing behind
 */
GSettings *
invites_settings_new_in_memory (void)
{
  g_autoptr(GSettingsSchema) schema = look_up (INVITES_APPLICATION_ID);
  g_autoptr(GSettingsBackend) backend = g_memory_settings_backend_new ();

  return g_settings_new_full (schema, backend, NULL);
}

/**
 * invites_settings_new_for_user:
 * @service_url: (nullable): the address of a service in its normal form
 * @username: (nullable): a user there
 *
 * Returns: (transfer full): what that user has set up for that service; with
 *   %NULL for both, settings that leave nothing behind
 */
GSettings *
invites_settings_new_for_user (const char *service_url, const char *username)
{
  g_autoptr(GSettingsSchema) schema = look_up (USER_SCHEMA);
  g_autoptr(GSettingsBackend) backend = NULL;
  g_autofree char *path = NULL;

  g_return_val_if_fail ((service_url == NULL) == (username == NULL), NULL);

  if (service_url == NULL)
    {
      backend = g_memory_settings_backend_new ();
      path = dup_user_path ("", "");
    }
  else
    path = dup_user_path (service_url, username);

  return g_settings_new_full (schema, backend, path);
}

/**
 * invites_settings_forget:
 * @settings: settings
 *
 * Puts every key back to what it was before anybody changed it.
 */
void
invites_settings_forget (GSettings *settings)
{
  g_autoptr(GSettingsSchema) schema = NULL;
  g_auto(GStrv) keys = NULL;

  g_return_if_fail (G_IS_SETTINGS (settings));

  g_object_get (settings, "settings-schema", &schema, NULL);
  keys = g_settings_schema_list_keys (schema);
  for (guint i = 0; keys[i] != NULL; i++)
    g_settings_reset (settings, keys[i]);
}
