/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/invites-keys.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "core/invites-error.h"

#define KEY_LENGTH        32
#define MESSAGE_ID_LENGTH 16

/* Subkeys are derived by number and context (libsodium's crypto_kdf, BLAKE2b).
 * Numbers are never given to another purpose. */
#define SUBKEY_CONTEXT    "invites1"
#define SUBKEY_LINK       1
#define SUBKEY_MESSAGE_ID 2

G_STATIC_ASSERT (KEY_LENGTH == crypto_kdf_KEYBYTES);
G_STATIC_ASSERT (sizeof SUBKEY_CONTEXT - 1 == crypto_kdf_CONTEXTBYTES);
G_STATIC_ASSERT (INVITES_TOKEN_HASH_LENGTH == crypto_hash_sha256_BYTES);

struct _InvitesKeys
{
  GObject parent_instance;

  guint8 link[crypto_auth_hmacsha256_KEYBYTES];
  guint8 message_id[crypto_auth_hmacsha256_KEYBYTES];
};

G_DEFINE_FINAL_TYPE (InvitesKeys, invites_keys, G_TYPE_OBJECT)

static void
set_file_error (GError **error, const char *path, const char *what, int number)
{
  g_set_error (error, INVITES_ERROR, INVITES_ERROR_INTERNAL,
               "The key file “%s” %s: %s", path, what, g_strerror (number));
}

static gboolean
read_key (int fd, const char *path, guint8 key[KEY_LENGTH], GError **error)
{
  struct stat status;
  guint8 more;

  if (fstat (fd, &status) != 0)
    {
      set_file_error (error, path, "cannot be examined", errno);
      return FALSE;
    }
  if (!S_ISREG (status.st_mode) || (status.st_mode & 077) != 0)
    {
      g_set_error (error, INVITES_ERROR, INVITES_ERROR_INTERNAL,
                   "The key file “%s” must be an ordinary file that nobody "
                   "but its owner may read (mode 0600)",
                   path);
      return FALSE;
    }
  if (read (fd, key, KEY_LENGTH) != KEY_LENGTH || read (fd, &more, 1) != 0)
    {
      g_set_error (error, INVITES_ERROR, INVITES_ERROR_INTERNAL,
                   "The key file “%s” must hold exactly %d bytes", path,
                   KEY_LENGTH);
      return FALSE;
    }
  return TRUE;
}

/* The folder's entry must last too, or a power cut forgets the key while the
 * links that were made with it have gone out. */
static gboolean
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean synced;

  if (fd < 0)
    return FALSE;
  synced = fsync (fd) == 0;
  close (fd);
  return synced;
}

static gboolean
write_key (int fd, const guint8 key[KEY_LENGTH])
{
  return fchmod (fd, 0600) == 0 && write (fd, key, KEY_LENGTH) == KEY_LENGTH
         && fsync (fd) == 0;
}

/* Written aside and linked into place, so that nobody, another process that
 * starts at the same moment included, ever sees half a key. An existing file
 * stays: link() does not replace. */
static gboolean
create_key (const char *path, GError **error)
{
  g_autofree char *aside = g_strdup_printf ("%s.XXXXXX", path);
  guint8 key[KEY_LENGTH];
  gboolean written;
  int number = 0;
  int fd = mkostemp (aside, O_CLOEXEC); /* O_EXCL, mode 0600 */

  if (fd < 0)
    {
      set_file_error (error, path, "cannot be made", errno);
      return FALSE;
    }
  randombytes_buf (key, sizeof key);
  written = write_key (fd, key);
  if (!written
      || (link (aside, path) != 0 && errno != EEXIST)
      || !sync_folder (path))
    number = errno;
  sodium_memzero (key, sizeof key);
  close (fd);
  unlink (aside);

  if (number != 0)
    set_file_error (error, path, "cannot be written", number);
  return number == 0;
}

static void
invites_keys_finalize (GObject *object)
{
  InvitesKeys *self = INVITES_KEYS (object);

  sodium_memzero (self->link, sizeof self->link);
  sodium_memzero (self->message_id, sizeof self->message_id);
  G_OBJECT_CLASS (invites_keys_parent_class)->finalize (object);
}

static void
invites_keys_class_init (InvitesKeysClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = invites_keys_finalize;
}

static void
invites_keys_init (InvitesKeys *self)
{
}

static void
take_key (InvitesKeys *self, guint8 key[KEY_LENGTH])
{
  crypto_kdf_derive_from_key (self->link, sizeof self->link, SUBKEY_LINK,
                              SUBKEY_CONTEXT, key);
  crypto_kdf_derive_from_key (self->message_id, sizeof self->message_id,
                              SUBKEY_MESSAGE_ID, SUBKEY_CONTEXT, key);
  sodium_memzero (key, KEY_LENGTH);
}

/**
 * invites_keys_load:
 * @path: the key file
 * @error: return location, or %NULL
 *
 * Reads the service key; a file that does not exist is made, of 32 random
 * bytes and mode 0600. May be used by several threads.
 *
 * Returns: (transfer full) (nullable): the keys, or %NULL with
 *   %INVITES_ERROR_INTERNAL: others may read the file, it is of another size,
 *   or it cannot be read or made
 */
InvitesKeys *
invites_keys_load (const char *path, GError **error)
{
  g_autoptr(InvitesKeys) self = NULL;
  guint8 key[KEY_LENGTH];
  gboolean read_well;
  int fd;

  g_return_val_if_fail (path != NULL, NULL);

  if (sodium_init () < 0)
    {
      g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_INTERNAL,
                           "There is no source of random numbers");
      return NULL;
    }
  fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0 && errno == ENOENT)
    {
      if (!create_key (path, error))
        return NULL;
      fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    }
  if (fd < 0)
    {
      set_file_error (error, path, "cannot be opened", errno);
      return NULL;
    }
  read_well = read_key (fd, path, key, error);
  close (fd);
  if (!read_well)
    return NULL;

  self = g_object_new (INVITES_TYPE_KEYS, NULL);
  take_key (self, key);
  return g_steal_pointer (&self);
}

/* The NUL between the two is part of what is hashed: no UUID and key run
 * together into another pair's bytes. */
static void
authenticate (const guint8  subkey[crypto_auth_hmacsha256_KEYBYTES],
              const char   *send_uuid,
              const char   *address_key,
              guint8        mac[crypto_auth_hmacsha256_BYTES])
{
  crypto_auth_hmacsha256_state state;

  crypto_auth_hmacsha256_init (&state, subkey,
                               crypto_auth_hmacsha256_KEYBYTES);
  crypto_auth_hmacsha256_update (&state, (const guint8 *) send_uuid,
                                 strlen (send_uuid) + 1);
  crypto_auth_hmacsha256_update (&state, (const guint8 *) address_key,
                                 strlen (address_key));
  crypto_auth_hmacsha256_final (&state, mac);
  sodium_memzero (&state, sizeof state);
}

static char *
encode_token (const guint8 bytes[INVITES_TOKEN_HASH_LENGTH])
{
  char *token = g_malloc (INVITES_TOKEN_LENGTH + 1);

  sodium_bin2base64 (token, INVITES_TOKEN_LENGTH + 1, bytes,
                     INVITES_TOKEN_HASH_LENGTH,
                     sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  return token;
}

/**
 * invites_keys_dup_link_token:
 * @self: keys
 * @send_uuid: the send
 * @address_key: the address, as invites_address_dup_key() makes it
 *
 * Makes the secret of an invitation's link, of %INVITES_TOKEN_LENGTH
 * characters: always the same for the same send and address, so that only its
 * hash needs to be kept.
 *
 * Returns: (transfer full): the token
 */
char *
invites_keys_dup_link_token (InvitesKeys *self,
                             const char  *send_uuid,
                             const char  *address_key)
{
  guint8 mac[crypto_auth_hmacsha256_BYTES];
  char *token;

  g_return_val_if_fail (INVITES_IS_KEYS (self), NULL);
  g_return_val_if_fail (send_uuid != NULL && address_key != NULL, NULL);

  authenticate (self->link, send_uuid, address_key, mac);
  token = encode_token (mac);
  sodium_memzero (mac, sizeof mac);
  return token;
}

/**
 * invites_keys_dup_message_id:
 * @self: keys
 * @send_uuid: the send
 * @address_key: the address, as invites_address_dup_key() makes it
 * @domain: of the sender, as A-labels
 *
 * Makes the Message-ID of a delivery, without angle brackets: always the same
 * for the same send and address, and telling neither.
 *
 * Returns: (transfer full): the Message-ID
 */
char *
invites_keys_dup_message_id (InvitesKeys *self,
                             const char  *send_uuid,
                             const char  *address_key,
                             const char  *domain)
{
  guint8 mac[crypto_auth_hmacsha256_BYTES];
  char left[2 * MESSAGE_ID_LENGTH + 1];

  g_return_val_if_fail (INVITES_IS_KEYS (self), NULL);
  g_return_val_if_fail (send_uuid != NULL && address_key != NULL, NULL);
  g_return_val_if_fail (domain != NULL, NULL);

  authenticate (self->message_id, send_uuid, address_key, mac);
  sodium_bin2hex (left, sizeof left, mac, MESSAGE_ID_LENGTH);
  return g_strconcat (left, "@", domain, NULL);
}

/**
 * invites_token_new:
 *
 * Makes a token of 32 random bytes: a session's.
 *
 * Returns: (transfer full): the token, of %INVITES_TOKEN_LENGTH characters
 */
char *
invites_token_new (void)
{
  guint8 bytes[INVITES_TOKEN_HASH_LENGTH];
  char *token;

  if (sodium_init () < 0)
    g_error ("There is no source of random numbers");
  randombytes_buf (bytes, sizeof bytes);
  token = encode_token (bytes);
  sodium_memzero (bytes, sizeof bytes);
  return token;
}

/**
 * invites_token_is_valid:
 * @token: (nullable): what somebody presented
 *
 * Tells whether @token has the form of one, so that nothing else is ever
 * looked up.
 *
 * Returns: %TRUE for %INVITES_TOKEN_LENGTH characters of base64url
 */
gboolean
invites_token_is_valid (const char *token)
{
  gsize length;

  if (token == NULL)
    return FALSE;
  for (length = 0; length <= INVITES_TOKEN_LENGTH && token[length]; length++)
    if (!g_ascii_isalnum (token[length]) && token[length] != '-'
        && token[length] != '_')
      return FALSE;
  return length == INVITES_TOKEN_LENGTH;
}

/**
 * invites_token_hash:
 * @token: a token
 *
 * Makes what is kept of a token.
 *
 * Returns: (transfer full): its SHA-256, %INVITES_TOKEN_HASH_LENGTH bytes
 */
GBytes *
invites_token_hash (const char *token)
{
  guint8 hash[INVITES_TOKEN_HASH_LENGTH];

  g_return_val_if_fail (token != NULL, NULL);

  crypto_hash_sha256 (hash, (const guint8 *) token, strlen (token));
  return g_bytes_new (hash, sizeof hash);
}
