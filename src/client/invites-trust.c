/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/invites-trust.h"

#include <sys/stat.h>

#include "core/invites-error.h"

/* What a whole system trusts has a fifth of this. */
#define MAX_SIZE (1024 * 1024) /* bytes */

struct _InvitesTrust
{
  GObject parent_instance;

  /* Owned. */
  GTlsDatabase *database; /* (nullable) */
  char         *path;     /* (nullable): whether or not it could be read */
};

G_DEFINE_FINAL_TYPE (InvitesTrust, invites_trust, G_TYPE_OBJECT)

static void
invites_trust_finalize (GObject *object)
{
  InvitesTrust *self = INVITES_TRUST (object);

  g_clear_object (&self->database);
  g_free (self->path);

  G_OBJECT_CLASS (invites_trust_parent_class)->finalize (object);
}

static void
invites_trust_class_init (InvitesTrustClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = invites_trust_finalize;
}

static void
invites_trust_init (InvitesTrust *self)
{
}

/**
 * invites_trust_new:
 *
 * Returns: (transfer full): trusts nobody whom the system does not trust
 */
InvitesTrust *
invites_trust_new (void)
{
  return g_object_new (INVITES_TYPE_TRUST, NULL);
}

/* A pipe, or something endless, would never be read to its end. */
static gboolean
check_file (const char *path,
            GError    **error)
{
  struct stat status;

  if (!g_path_is_absolute (path) || stat (path, &status) != 0)
    {
      g_set_error (error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND,
                   "There is no such file");
      return FALSE;
    }
  if (!S_ISREG (status.st_mode) || status.st_size > MAX_SIZE)
    {
      g_set_error (error, INVITES_ERROR, INVITES_ERROR_INVALID,
                   "This is no file of certificates");
      return FALSE;
    }
  return TRUE;
}

static GTlsDatabase *
load (const char *path,
      GError    **error)
{
  g_autoptr(GError) reason = NULL;
  g_autolist(GTlsCertificate) certificates = NULL;
  GTlsDatabase *database = NULL;

  if (!check_file (path, error))
    return NULL;

  certificates = g_tls_certificate_list_new_from_file (path, &reason);
  if (certificates != NULL)
    database = g_tls_file_database_new (path, &reason);
  if (database != NULL)
    return database;

  if (reason != NULL && reason->domain == G_FILE_ERROR)
    g_set_error (error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND,
                 "The file cannot be read");
  else
    g_set_error (error, INVITES_ERROR, INVITES_ERROR_INVALID,
                 "There is no certificate in the file");
  return NULL;
}

/**
 * invites_trust_set_file:
 * @self: the trust
 * @path: (nullable) (type filename): a file of certificates in PEM form, or
 *   %NULL for none
 * @error: %INVITES_ERROR_NOT_FOUND when it is not there or cannot be read, or
 *   %INVITES_ERROR_INVALID when there is no certificate in it
 *
 * Trusts whom one of the file's certificates has signed. With an error nobody
 * is trusted besides those of the system.
 *
 * Returns: whether @path is used from now on
 */
gboolean
invites_trust_set_file (InvitesTrust *self,
                        const char   *path,
                        GError      **error)
{
  g_autofree char *new_path = g_strdup (path);

  g_return_val_if_fail (INVITES_IS_TRUST (self), FALSE);

  g_clear_object (&self->database);
  g_free (self->path);
  self->path = g_steal_pointer (&new_path);
  if (self->path == NULL)
    return TRUE;

  self->database = load (self->path, error);
  return self->database != NULL;
}

/**
 * invites_trust_get_file:
 * @self: the trust
 *
 * Returns: (transfer none) (nullable) (type filename): the file that was set
 */
const char *
invites_trust_get_file (InvitesTrust *self)
{
  g_return_val_if_fail (INVITES_IS_TRUST (self), NULL);

  return self->path;
}

/**
 * invites_trust_verify:
 * @self: the trust
 * @certificate: what a service has shown, with the chain that it belongs to
 * @uri: where
 *
 * Returns: whether the file has it that @certificate is the one of @uri, and
 *   good today
 */
gboolean
invites_trust_verify (InvitesTrust    *self,
                      GTlsCertificate *certificate,
                      GUri            *uri)
{
  g_autoptr(GSocketConnectable) identity = NULL;
  g_autoptr(GError) error = NULL;
  GTlsCertificateFlags flaws;

  g_return_val_if_fail (INVITES_IS_TRUST (self), FALSE);
  g_return_val_if_fail (G_IS_TLS_CERTIFICATE (certificate), FALSE);
  g_return_val_if_fail (uri != NULL, FALSE);

  if (self->database == NULL)
    return FALSE;

  identity = g_network_address_new (g_uri_get_host (uri), 443);
  flaws = g_tls_database_verify_chain (
    self->database, certificate, G_TLS_DATABASE_PURPOSE_AUTHENTICATE_SERVER,
    identity, NULL, G_TLS_DATABASE_VERIFY_NONE, NULL, &error);
  return flaws == 0 && error == NULL;
}
