/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>

#include "app/invites-memory.h"

#define GROUP              "sign-in"
#define KEY_SERVICE_URL    "service-url"
#define KEY_USERNAME       "username"
#define KEY_STAY_SIGNED_IN "stay-signed-in"

struct _InvitesMemory
{
  GObject parent_instance;

  char     *path;
  char     *service_url; /* (nullable) */
  char     *username;    /* (nullable) */
  gboolean  stay_signed_in;
};

G_DEFINE_FINAL_TYPE (InvitesMemory, invites_memory, G_TYPE_OBJECT)

static void
load (InvitesMemory *self)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autoptr(GError) error = NULL;

  if (!g_key_file_load_from_file (file, self->path, G_KEY_FILE_NONE, &error))
    {
      g_debug ("Nothing remembered: %s", error->message);
      return;
    }

  self->service_url = g_key_file_get_string (file, GROUP, KEY_SERVICE_URL,
                                             NULL);
  self->username = g_key_file_get_string (file, GROUP, KEY_USERNAME, NULL);
  self->stay_signed_in
      = g_key_file_get_boolean (file, GROUP, KEY_STAY_SIGNED_IN, NULL);
}

static void
replaced_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;

  /* Being forgetful is no reason to disturb anybody. */
  if (!g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    g_debug ("Could not remember: %s", error->message);
}

static void
save (InvitesMemory *self)
{
  g_autoptr(GKeyFile) key_file = g_key_file_new ();
  g_autoptr(GFile) file = g_file_new_for_path (self->path);
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autoptr(GBytes) bytes = NULL;
  char *data;
  gsize size;

  g_key_file_set_string (key_file, GROUP, KEY_SERVICE_URL, self->service_url);
  g_key_file_set_string (key_file, GROUP, KEY_USERNAME, self->username);
  g_key_file_set_boolean (key_file, GROUP, KEY_STAY_SIGNED_IN,
                          self->stay_signed_in);
  data = g_key_file_to_data (key_file, &size, NULL);
  bytes = g_bytes_new_take (data, size);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_debug ("Could not remember: no folder");
      return;
    }
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE,
                                       G_FILE_CREATE_PRIVATE, NULL,
                                       replaced_cb, NULL);
}

static void
invites_memory_finalize (GObject *object)
{
  InvitesMemory *self = INVITES_MEMORY (object);

  g_free (self->path);
  g_free (self->service_url);
  g_free (self->username);

  G_OBJECT_CLASS (invites_memory_parent_class)->finalize (object);
}

static void
invites_memory_class_init (InvitesMemoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = invites_memory_finalize;
}

static void
invites_memory_init (InvitesMemory *self)
{
}

/**
 * invites_memory_new:
 * @path: (nullable) (type filename): the file, or %NULL for the user's own
 *
 * Reads what was remembered. A missing or broken file is an empty memory.
 *
 * Returns: (transfer full): the memory
 */
InvitesMemory *
invites_memory_new (const char *path)
{
  InvitesMemory *self = g_object_new (INVITES_TYPE_MEMORY, NULL);

  if (path != NULL)
    self->path = g_strdup (path);
  else
    self->path = g_build_filename (g_get_user_config_dir (), "portal-invites",
                                   "memory.ini", NULL);
  load (self);

  return self;
}

/**
 * invites_memory_get_service_url:
 * @self: the memory
 *
 * Returns: (transfer none) (nullable): the address of the service that was
 *   last signed in to
 */
const char *
invites_memory_get_service_url (InvitesMemory *self)
{
  g_return_val_if_fail (INVITES_IS_MEMORY (self), NULL);

  return self->service_url;
}

/**
 * invites_memory_get_username:
 * @self: the memory
 *
 * Returns: (transfer none) (nullable): the user who last signed in
 */
const char *
invites_memory_get_username (InvitesMemory *self)
{
  g_return_val_if_fail (INVITES_IS_MEMORY (self), NULL);

  return self->username;
}

/**
 * invites_memory_get_stay_signed_in:
 * @self: the memory
 *
 * Returns: whether that user asked to stay signed in and has not signed out
 */
gboolean
invites_memory_get_stay_signed_in (InvitesMemory *self)
{
  g_return_val_if_fail (INVITES_IS_MEMORY (self), FALSE);

  return self->stay_signed_in;
}

/**
 * invites_memory_remember:
 * @self: the memory
 * @service_url: the address of the service
 * @username: the user
 * @stay_signed_in: whether to go on without a password at the next start
 *
 * Keeps these, and writes them without waiting for the disk.
 */
void
invites_memory_remember (InvitesMemory *self,
                         const char *service_url,
                         const char *username,
                         gboolean stay_signed_in)
{
  g_autofree char *new_url = g_strdup (service_url);
  g_autofree char *new_name = g_strdup (username);

  g_return_if_fail (INVITES_IS_MEMORY (self));
  g_return_if_fail (service_url != NULL);
  g_return_if_fail (username != NULL);

  if (g_strcmp0 (self->service_url, new_url) == 0
      && g_strcmp0 (self->username, new_name) == 0
      && self->stay_signed_in == stay_signed_in)
    return;

  g_free (self->service_url);
  self->service_url = g_steal_pointer (&new_url);
  g_free (self->username);
  self->username = g_steal_pointer (&new_name);
  self->stay_signed_in = stay_signed_in;
  save (self);
}
