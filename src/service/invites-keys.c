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

/* A delivery's number and what proves that the service wrote it. */
#define NUMBER_LENGTH      8
#define OPT_OUT_MAC_LENGTH (INVITES_TOKEN_HASH_LENGTH - NUMBER_LENGTH)
#define BOUNCE_MAC_LENGTH  16
#define BOUNCE_LENGTH      (NUMBER_LENGTH + BOUNCE_MAC_LENGTH)
#define BOUNCE_PREFIX      "b-"
#define BOUNCE_DIGITS      ((BOUNCE_LENGTH * 8 + 4) / 5)
#define BASE32             "abcdefghijklmnopqrstuvwxyz234567"

/* Subkeys are derived by number and context (libsodium's crypto_kdf, BLAKE2b).
 * Numbers are never given to another purpose. */
#define SUBKEY_CONTEXT    "invites1"
#define SUBKEY_LINK       1
#define SUBKEY_MESSAGE_ID 2
#define SUBKEY_OPT_OUT    3
#define SUBKEY_BOUNCE     4

G_STATIC_ASSERT (KEY_LENGTH == crypto_kdf_KEYBYTES);
G_STATIC_ASSERT (sizeof SUBKEY_CONTEXT - 1 == crypto_kdf_CONTEXTBYTES);
G_STATIC_ASSERT (INVITES_TOKEN_HASH_LENGTH == crypto_hash_sha256_BYTES);

struct _InvitesKeys
{
  GObject parent_instance;

  guint8 link[crypto_auth_hmacsha256_KEYBYTES];
  guint8 message_id[crypto_auth_hmacsha256_KEYBYTES];
  guint8 opt_out[crypto_auth_hmacsha256_KEYBYTES];
  guint8 bounce[crypto_auth_hmacsha256_KEYBYTES];
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
  sodium_memzero (self->opt_out, sizeof self->opt_out);
  sodium_memzero (self->bounce, sizeof self->bounce);
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
  crypto_kdf_derive_from_key (self->opt_out, sizeof self->opt_out,
                              SUBKEY_OPT_OUT, SUBKEY_CONTEXT, key);
  crypto_kdf_derive_from_key (self->bounce, sizeof self->bounce,
                              SUBKEY_BOUNCE, SUBKEY_CONTEXT, key);
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

static void
put_number (guint8 bytes[NUMBER_LENGTH], gint64 number)
{
  guint64 big_endian = GUINT64_TO_BE ((guint64) number);

  memcpy (bytes, &big_endian, NUMBER_LENGTH);
}

/* 0 for what no delivery is numbered. */
static gint64
get_number (const guint8 bytes[NUMBER_LENGTH])
{
  guint64 big_endian;
  gint64 number;

  memcpy (&big_endian, bytes, NUMBER_LENGTH);
  number = (gint64) GUINT64_FROM_BE (big_endian);
  return MAX (number, 0);
}

/* As above, and for one delivery alone: its number is hashed as well. */
static void
authenticate_delivery (const guint8  subkey[crypto_auth_hmacsha256_KEYBYTES],
                       gint64        delivery_id,
                       const char   *send_uuid,
                       const char   *address_key,
                       guint8        mac[crypto_auth_hmacsha256_BYTES])
{
  crypto_auth_hmacsha256_state state;
  guint8 number[NUMBER_LENGTH];

  put_number (number, delivery_id);
  crypto_auth_hmacsha256_init (&state, subkey,
                               crypto_auth_hmacsha256_KEYBYTES);
  crypto_auth_hmacsha256_update (&state, (const guint8 *) send_uuid,
                                 strlen (send_uuid) + 1);
  crypto_auth_hmacsha256_update (&state, (const guint8 *) address_key,
                                 strlen (address_key) + 1);
  crypto_auth_hmacsha256_update (&state, number, sizeof number);
  crypto_auth_hmacsha256_final (&state, mac);
  sodium_memzero (&state, sizeof state);
}

/* @bytes: a number and a MAC of @mac_length, as somebody presented them. */
static gboolean
check_delivery (const guint8 subkey[crypto_auth_hmacsha256_KEYBYTES],
                const guint8 *bytes,
                gsize         mac_length,
                const char   *send_uuid,
                const char   *address_key)
{
  guint8 mac[crypto_auth_hmacsha256_BYTES];
  gboolean is_right;

  authenticate_delivery (subkey, get_number (bytes), send_uuid, address_key,
                         mac);
  is_right = sodium_memcmp (mac, bytes + NUMBER_LENGTH, mac_length) == 0;
  sodium_memzero (mac, sizeof mac);
  return is_right;
}

/**
 * invites_keys_dup_opt_out_token:
 * @self: keys
 * @delivery_id: the delivery, above 0
 * @send_uuid: its send
 * @address_key: its address, as invites_address_dup_key() makes it
 *
 * Makes the secret by which whoever got a mail can say that they want no more.
 * It does not expire.
 *
 * Returns: (transfer full): the token, of %INVITES_TOKEN_LENGTH characters
 */
char *
invites_keys_dup_opt_out_token (InvitesKeys *self,
                                gint64       delivery_id,
                                const char  *send_uuid,
                                const char  *address_key)
{
  guint8 bytes[NUMBER_LENGTH + crypto_auth_hmacsha256_BYTES];
  char *token;

  g_return_val_if_fail (INVITES_IS_KEYS (self), NULL);
  g_return_val_if_fail (delivery_id > 0, NULL);
  g_return_val_if_fail (send_uuid != NULL && address_key != NULL, NULL);

  put_number (bytes, delivery_id);
  authenticate_delivery (self->opt_out, delivery_id, send_uuid, address_key,
                         bytes + NUMBER_LENGTH);
  token = encode_token (bytes);
  sodium_memzero (bytes, sizeof bytes);
  return token;
}

/* FALSE for what is not the one way to write its bytes, too. */
static gboolean
decode_opt_out_token (const char *token,
                      guint8      bytes[INVITES_TOKEN_HASH_LENGTH])
{
  gsize length;

  return invites_token_is_valid (token)
         && sodium_base642bin (bytes, INVITES_TOKEN_HASH_LENGTH, token,
                               INVITES_TOKEN_LENGTH, NULL, &length, NULL,
                               sodium_base64_VARIANT_URLSAFE_NO_PADDING)
              == 0
         && length == INVITES_TOKEN_HASH_LENGTH && get_number (bytes) > 0;
}

/**
 * invites_opt_out_token_get_delivery:
 * @token: (nullable): what somebody presented
 *
 * Reads which delivery a token to opt out speaks of. Whether the service made
 * it is for invites_keys_check_opt_out_token() to say.
 *
 * Returns: the delivery's number, or 0 if @token is none
 */
gint64
invites_opt_out_token_get_delivery (const char *token)
{
  guint8 bytes[INVITES_TOKEN_HASH_LENGTH];

  return decode_opt_out_token (token, bytes) ? get_number (bytes) : 0;
}

/**
 * invites_keys_check_opt_out_token:
 * @self: keys
 * @token: (nullable): what somebody presented
 * @send_uuid: the send of the delivery that @token names
 * @address_key: the address of that delivery
 *
 * Tells whether @token was made by invites_keys_dup_opt_out_token() for this
 * delivery. Takes as long whatever is wrong with the MAC.
 *
 * Returns: whether it was
 */
gboolean
invites_keys_check_opt_out_token (InvitesKeys *self,
                                  const char  *token,
                                  const char  *send_uuid,
                                  const char  *address_key)
{
  guint8 bytes[INVITES_TOKEN_HASH_LENGTH];

  g_return_val_if_fail (INVITES_IS_KEYS (self), FALSE);
  g_return_val_if_fail (send_uuid != NULL && address_key != NULL, FALSE);

  return decode_opt_out_token (token, bytes)
         && check_delivery (self->opt_out, bytes, OPT_OUT_MAC_LENGTH,
                            send_uuid, address_key);
}

/* RFC 4648, section 6, in lower case and without padding: mail systems may
 * change the case of a local part, and some do. */
static void
encode_base32 (const guint8 bytes[BOUNCE_LENGTH],
               char         digits[BOUNCE_DIGITS + 1])
{
  guint buffer = 0;
  guint n_bits = 0;
  gsize n = 0;

  for (gsize i = 0; i < BOUNCE_LENGTH; i++)
    {
      buffer = (buffer << 8 | bytes[i]) & 0xfff;
      for (n_bits += 8; n_bits >= 5; n_bits -= 5)
        digits[n++] = BASE32[buffer >> (n_bits - 5) & 31];
    }
  if (n_bits > 0)
    digits[n++] = BASE32[buffer << (5 - n_bits) & 31];
  digits[n] = '\0';
}

static gboolean
decode_base32 (const char *digits, guint8 bytes[BOUNCE_LENGTH])
{
  guint buffer = 0;
  guint n_bits = 0;
  gsize n = 0;

  if (strlen (digits) != BOUNCE_DIGITS)
    return FALSE;
  for (gsize i = 0; i < BOUNCE_DIGITS; i++)
    {
      const char *digit = strchr (BASE32, g_ascii_tolower (digits[i]));

      if (digit == NULL)
        return FALSE;
      buffer = (buffer << 5 | (guint) (digit - BASE32)) & 0xfff;
      n_bits += 5;
      if (n_bits >= 8)
        {
          n_bits -= 8;
          bytes[n++] = (guint8) (buffer >> n_bits);
        }
    }
  return (buffer & ((1u << n_bits) - 1)) == 0;
}

/**
 * invites_keys_dup_bounce_address:
 * @self: keys
 * @delivery_id: the delivery, above 0
 * @send_uuid: its send
 * @address_key: its address, as invites_address_dup_key() makes it
 * @bounce_domain: the domain that takes reports, as A-labels
 *
 * Makes the sender address of one delivery, so that a report about it says by
 * the address that it comes to which delivery it is about (VERP).
 *
 * Returns: (transfer full): the address; its local part has 41 octets
 */
char *
invites_keys_dup_bounce_address (InvitesKeys *self,
                                 gint64       delivery_id,
                                 const char  *send_uuid,
                                 const char  *address_key,
                                 const char  *bounce_domain)
{
  guint8 bytes[NUMBER_LENGTH + crypto_auth_hmacsha256_BYTES];
  char digits[BOUNCE_DIGITS + 1];

  g_return_val_if_fail (INVITES_IS_KEYS (self), NULL);
  g_return_val_if_fail (delivery_id > 0, NULL);
  g_return_val_if_fail (send_uuid != NULL && address_key != NULL, NULL);
  g_return_val_if_fail (bounce_domain != NULL, NULL);

  put_number (bytes, delivery_id);
  authenticate_delivery (self->bounce, delivery_id, send_uuid, address_key,
                         bytes + NUMBER_LENGTH);
  encode_base32 (bytes, digits);
  sodium_memzero (bytes, sizeof bytes);
  return g_strconcat (BOUNCE_PREFIX, digits, "@", bounce_domain, NULL);
}

static gboolean
decode_bounce_address (const char *local_part, guint8 bytes[BOUNCE_LENGTH])
{
  const gsize prefix = strlen (BOUNCE_PREFIX);

  return local_part != NULL
         && g_ascii_strncasecmp (local_part, BOUNCE_PREFIX, prefix) == 0
         && decode_base32 (local_part + prefix, bytes)
         && get_number (bytes) > 0;
}

/**
 * invites_bounce_address_get_delivery:
 * @local_part: (nullable): what stands before the "@" of the address that a
 *   report came to, in upper or lower case
 *
 * Reads which delivery an address speaks of. Whether the service made it is
 * for invites_keys_check_bounce_address() to say.
 *
 * Returns: the delivery's number, or 0 if @local_part is none of ours
 */
gint64
invites_bounce_address_get_delivery (const char *local_part)
{
  guint8 bytes[BOUNCE_LENGTH];

  return decode_bounce_address (local_part, bytes) ? get_number (bytes) : 0;
}

/**
 * invites_keys_check_bounce_address:
 * @self: keys
 * @local_part: (nullable): what stands before the "@", in upper or lower case
 * @send_uuid: the send of the delivery that @local_part names
 * @address_key: the address of that delivery
 *
 * Tells whether @local_part was made by invites_keys_dup_bounce_address() for
 * this delivery. Takes as long whatever is wrong with the MAC.
 *
 * Returns: whether it was
 */
gboolean
invites_keys_check_bounce_address (InvitesKeys *self,
                                   const char  *local_part,
                                   const char  *send_uuid,
                                   const char  *address_key)
{
  guint8 bytes[BOUNCE_LENGTH];

  g_return_val_if_fail (INVITES_IS_KEYS (self), FALSE);
  g_return_val_if_fail (send_uuid != NULL && address_key != NULL, FALSE);

  return decode_bounce_address (local_part, bytes)
         && check_delivery (self->bounce, bytes, BOUNCE_MAC_LENGTH, send_uuid,
                            address_key);
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
