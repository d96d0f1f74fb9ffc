/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "app/settings/invites-services.h"
#include "app/settings/invites-settings.h"
#include "app/widgets/invites-line-text.h"
#include "client/invites-keyring.h"

#define KEY_SERVICES    "services"
#define KEY_SERVICE_URL "service-url"
#define KEY_USERNAME    "username"

struct _InvitesServices
{
  GObject parent_instance;

  /* Owned. */
  GSettings *settings;
  GPtrArray *all; /* (element-type InvitesKnownService) */
};

G_DEFINE_FINAL_TYPE (InvitesServices, invites_services, G_TYPE_OBJECT)

enum
{
  CHANGED,
  REMOVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static InvitesKnownService *
known_service_new (const char *service_url,
                   const char *username,
                   gboolean stays_signed_in)
{
  InvitesKnownService *service = g_new0 (InvitesKnownService, 1);

  service->service_url = g_strdup (service_url);
  service->username = g_strdup (username);
  service->stays_signed_in = stays_signed_in;
  return service;
}

static void
known_service_free (InvitesKnownService *service)
{
  g_free (service->service_url);
  g_free (service->username);
  g_free (service);
}

static InvitesKnownService *
find (InvitesServices *self, const char *service_url, const char *username)
{
  for (guint i = 0; i < self->all->len; i++)
    {
      InvitesKnownService *service = self->all->pdata[i];

      if (g_str_equal (service->service_url, service_url)
          && g_str_equal (service->username, username))
        return service;
    }
  return NULL;
}

static void
load (InvitesServices *self)
{
  g_autoptr(GVariant) value = g_settings_get_value (self->settings,
                                                    KEY_SERVICES);
  const char *service_url, *username;
  GVariantIter iter;
  gboolean stays;

  g_ptr_array_set_size (self->all, 0);
  g_variant_iter_init (&iter, value);
  while (g_variant_iter_next (&iter, "(&s&sb)", &service_url, &username,
                              &stays))
    if (find (self, service_url, username) == NULL)
      g_ptr_array_add (self->all,
                       known_service_new (service_url, username, stays));
}

static void
save (InvitesServices *self)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ssb)"));
  for (guint i = 0; i < self->all->len; i++)
    {
      const InvitesKnownService *service = self->all->pdata[i];

      g_variant_builder_add (&builder, "(ssb)", service->service_url,
                             service->username, service->stays_signed_in);
    }
  g_settings_set_value (self->settings, KEY_SERVICES,
                        g_variant_builder_end (&builder));
}

/* Also what another window of this user has changed. */
static void
changed_cb (InvitesServices *self)
{
  load (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
forgotten_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;

  if (!invites_keyring_forget_finish (result, &error))
    g_debug ("Nothing forgotten: %s", error->message);
}

static void
invites_services_dispose (GObject *object)
{
  InvitesServices *self = INVITES_SERVICES (object);

  g_clear_object (&self->settings);

  G_OBJECT_CLASS (invites_services_parent_class)->dispose (object);
}

static void
invites_services_finalize (GObject *object)
{
  g_ptr_array_unref (INVITES_SERVICES (object)->all);

  G_OBJECT_CLASS (invites_services_parent_class)->finalize (object);
}

static void
invites_services_class_init (InvitesServicesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = invites_services_dispose;
  object_class->finalize = invites_services_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass),
                                   G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[REMOVED] = g_signal_new ("removed", G_TYPE_FROM_CLASS (klass),
                                   G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 2, G_TYPE_STRING,
                                   G_TYPE_STRING);
}

static void
invites_services_init (InvitesServices *self)
{
  self->all
      = g_ptr_array_new_with_free_func ((GDestroyNotify) known_service_free);
}

/**
 * invites_services_new:
 * @settings: the application's
 *
 * Returns: (transfer full): the services that @settings know
 */
InvitesServices *
invites_services_new (GSettings *settings)
{
  InvitesServices *self;

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (INVITES_TYPE_SERVICES, NULL);
  self->settings = g_object_ref (settings);
  load (self);
  g_signal_connect_object (settings, "changed::" KEY_SERVICES,
                           G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * invites_services_get_settings:
 * @self: the services
 *
 * Returns: (transfer none): the application's settings
 */
GSettings *
invites_services_get_settings (InvitesServices *self)
{
  g_return_val_if_fail (INVITES_IS_SERVICES (self), NULL);

  return self->settings;
}

/**
 * invites_services_take_over:
 * @self: the services
 * @path: (type filename): the file in which earlier versions remembered the
 *   one service that they knew
 *
 * Reads that file, if it is there, and removes it.
 */
void
invites_services_take_over (InvitesServices *self, const char *path)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autofree char *service_url = NULL;
  g_autofree char *username = NULL;

  g_return_if_fail (INVITES_IS_SERVICES (self));
  g_return_if_fail (path != NULL);

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return;
  if (g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    {
      service_url = g_key_file_get_string (file, "sign-in", "service-url",
                                           NULL);
      username = g_key_file_get_string (file, "sign-in", "username", NULL);
    }
  /* Whatever is known already is newer. */
  if (service_url != NULL && username != NULL && self->all->len == 0)
    invites_services_put (self, service_url, username,
                          g_key_file_get_boolean (file, "sign-in",
                                                  "stay-signed-in", NULL));
  g_unlink (path);
}

/**
 * invites_services_get_n:
 * @self: the services
 *
 * Returns: how many are known
 */
guint
invites_services_get_n (InvitesServices *self)
{
  g_return_val_if_fail (INVITES_IS_SERVICES (self), 0);

  return self->all->len;
}

/**
 * invites_services_get:
 * @self: the services
 * @index: which; smaller than invites_services_get_n()
 *
 * Returns: (transfer none): it, until something changes
 */
const InvitesKnownService *
invites_services_get (InvitesServices *self, guint index)
{
  g_return_val_if_fail (INVITES_IS_SERVICES (self), NULL);
  g_return_val_if_fail (index < self->all->len, NULL);

  return self->all->pdata[index];
}

/**
 * invites_services_find:
 * @self: the services
 * @service_url: an address in its normal form
 * @username: a user there
 *
 * Returns: (transfer none) (nullable): it, until something changes
 */
const InvitesKnownService *
invites_services_find (InvitesServices *self,
                       const char *service_url,
                       const char *username)
{
  g_return_val_if_fail (INVITES_IS_SERVICES (self), NULL);
  g_return_val_if_fail (service_url != NULL, NULL);
  g_return_val_if_fail (username != NULL, NULL);

  return find (self, service_url, username);
}

/**
 * invites_services_get_last:
 * @self: the services
 *
 * Returns: (transfer none) (nullable): the one that was last worked with,
 *   until something changes
 */
const InvitesKnownService *
invites_services_get_last (InvitesServices *self)
{
  g_autofree char *service_url = NULL;
  g_autofree char *username = NULL;

  g_return_val_if_fail (INVITES_IS_SERVICES (self), NULL);

  service_url = g_settings_get_string (self->settings, KEY_SERVICE_URL);
  username = g_settings_get_string (self->settings, KEY_USERNAME);
  return find (self, service_url, username);
}

/**
 * invites_services_put:
 * @self: the services
 * @service_url: an address in its normal form
 * @username: a user there
 * @stays_signed_in: whether to go on without a password at the next start
 *
 * Knows this one from now on, as the one that was last worked with.
 */
void
invites_services_put (InvitesServices *self,
                      const char *service_url,
                      const char *username,
                      gboolean stays_signed_in)
{
  InvitesKnownService *service;

  g_return_if_fail (INVITES_IS_SERVICES (self));
  g_return_if_fail (service_url != NULL);
  g_return_if_fail (username != NULL);

  invites_services_set_last (self, service_url, username);
  service = find (self, service_url, username);
  if (service == NULL)
    g_ptr_array_add (self->all, known_service_new (service_url, username,
                                                   stays_signed_in));
  else if (service->stays_signed_in != stays_signed_in)
    service->stays_signed_in = stays_signed_in;
  else
    return;
  save (self);
}

/**
 * invites_services_set_last:
 * @self: the services
 * @service_url: an address in its normal form
 * @username: a user there
 *
 * Makes this the one to go on with at the next start.
 */
void
invites_services_set_last (InvitesServices *self,
                           const char *service_url,
                           const char *username)
{
  g_return_if_fail (INVITES_IS_SERVICES (self));
  g_return_if_fail (service_url != NULL);
  g_return_if_fail (username != NULL);

  g_settings_set_string (self->settings, KEY_SERVICE_URL, service_url);
  g_settings_set_string (self->settings, KEY_USERNAME, username);
}

/**
 * invites_services_end_stay:
 * @self: the services
 * @service_url: an address in its normal form
 * @username: a user there
 *
 * The keyring no longer has a sign-in for this one; it stays known.
 */
void
invites_services_end_stay (InvitesServices *self,
                           const char *service_url,
                           const char *username)
{
  InvitesKnownService *service;

  g_return_if_fail (INVITES_IS_SERVICES (self));
  g_return_if_fail (service_url != NULL);
  g_return_if_fail (username != NULL);

  service = find (self, service_url, username);
  if (service == NULL || !service->stays_signed_in)
    return;
  service->stays_signed_in = FALSE;
  save (self);
}

/**
 * invites_services_remove:
 * @self: the services
 * @service_url: an address in its normal form
 * @username: a user there
 *
 * Knows this one no more, nor what that user has set up for it.
 */
void
invites_services_remove (InvitesServices *self,
                         const char *service_url,
                         const char *username)
{
  g_autofree char *url = g_strdup (service_url);
  g_autofree char *name = g_strdup (username);
  g_autoptr(GSettings) settings = NULL;
  InvitesKnownService *service;

  g_return_if_fail (INVITES_IS_SERVICES (self));
  g_return_if_fail (service_url != NULL);
  g_return_if_fail (username != NULL);

  service = find (self, url, name);
  if (service == NULL)
    return;

  if (service == invites_services_get_last (self))
    {
      g_settings_reset (self->settings, KEY_SERVICE_URL);
      g_settings_reset (self->settings, KEY_USERNAME);
    }
  if (service->stays_signed_in)
    invites_keyring_forget_async (url, name, NULL, forgotten_cb, NULL);
  g_ptr_array_remove (self->all, service);
  save (self);
  /* Whoever has it open lets go of it first, and may write a last time. */
  g_signal_emit (self, signals[REMOVED], 0, url, name);
  settings = invites_settings_new_for_user (url, name);
  invites_settings_forget (settings);
}

/**
 * invites_services_forget:
 * @self: the services
 *
 * Removes every service, and forgets what the window remembers by itself; what
 * the user has chosen in the preferences stays.
 */
void
invites_services_forget (InvitesServices *self)
{
  g_return_if_fail (INVITES_IS_SERVICES (self));

  while (self->all->len > 0)
    {
      const InvitesKnownService *service = self->all->pdata[0];

      invites_services_remove (self, service->service_url, service->username);
    }
  g_settings_reset (self->settings, "window-size");
  g_settings_reset (self->settings, "window-maximized");
}

/**
 * invites_services_dup_host:
 * @service_url: the address of a service in its normal form
 *
 * Returns: (transfer full): the part of it that tells it from others:
 *   "accounts.example.com"
 */
char *
invites_services_dup_host (const char *service_url)
{
  const char *host;
  char *text;

  g_return_val_if_fail (service_url != NULL, NULL);

  host = strstr (service_url, "://");
  text = g_strdup (host != NULL ? host + strlen ("://") : service_url);
  if (*text != '\0' && text[strlen (text) - 1] == '/')
    text[strlen (text) - 1] = '\0';
  return text;
}

/**
 * invites_services_dup_name:
 * @service_url: the address of a service in its normal form
 * @username: a user there
 *
 * Returns: (transfer full): what to call the two: "accounts.example.com · ann"
 */
char *
invites_services_dup_name (const char *service_url, const char *username)
{
  g_autofree char *host = NULL;

  g_return_val_if_fail (service_url != NULL, NULL);
  g_return_val_if_fail (username != NULL, NULL);

  host = invites_services_dup_host (service_url);
  return invites_line_text_join (host, username);
}
