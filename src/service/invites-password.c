/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/invites-password.h"

#include <string.h>

#include <sodium.h>

/* 64 MiB and two passes: about 90 ms on the machines that this was measured
 * on. Two at a time, so that a storm of sign-ins takes neither all memory nor
 * all processors. */
#define MEMORY        (64 * 1024 * 1024)
#define PASSES        2
#define MAX_AT_A_TIME 2

/* A hash of the same cost that no password is known for. */
#define DUMMY_HASH                                                            \
  "$argon2id$v=19$m=65536,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA"                     \
  "$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static GMutex mutex;
static GCond has_ended;
static guint n_running;

static void
begin_work (void)
{
  if (sodium_init () < 0)
    g_error ("There is no source of random numbers");

  g_mutex_lock (&mutex);
  while (n_running == MAX_AT_A_TIME)
    g_cond_wait (&has_ended, &mutex);
  n_running++;
  g_mutex_unlock (&mutex);
}

static void
end_work (void)
{
  g_mutex_lock (&mutex);
  n_running--;
  g_cond_signal (&has_ended);
  g_mutex_unlock (&mutex);
}

/* NFC: the same pass phrase, however a keyboard composes it. */
static char *
normalize (const char *password)
{
  char *normalized = g_utf8_normalize (password, -1, G_NORMALIZE_NFC);

  return normalized != NULL ? normalized : g_strdup (password);
}

static void
free_password (char *password)
{
  sodium_memzero (password, strlen (password));
  g_free (password);
}

/**
 * invites_password_hash:
 * @password: a password in UTF-8
 *
 * Makes what is kept of a password. Blocks for about 90 ms, and for as long as
 * two others are at it.
 *
 * Returns: (transfer full) (nullable): argon2id with its parameters and salt,
 *   or %NULL when there is no memory for it
 */
char *
invites_password_hash (const char *password)
{
  char hash[crypto_pwhash_STRBYTES];
  char *normalized;
  int status;

  g_return_val_if_fail (password != NULL, NULL);

  normalized = normalize (password);
  begin_work ();
  status = crypto_pwhash_str_alg (hash, normalized, strlen (normalized),
                                  PASSES, MEMORY,
                                  crypto_pwhash_ALG_ARGON2ID13);
  end_work ();
  free_password (normalized);
  return status == 0 ? g_strdup (hash) : NULL;
}

/**
 * invites_password_verify:
 * @password: what somebody presented, in UTF-8
 * @hash: (nullable): what invites_password_hash() made; %NULL does the same
 *   work for nothing, so that the time tells nobody who exists
 *
 * Compares a password with what is kept of one. Blocks like
 * invites_password_hash().
 *
 * Returns: %TRUE if it is the password
 */
gboolean
invites_password_verify (const char *password, const char *hash)
{
  const char *against = hash != NULL ? hash : DUMMY_HASH;
  char *normalized;
  int status;

  g_return_val_if_fail (password != NULL, FALSE);

  normalized = normalize (password);
  begin_work ();
  status = crypto_pwhash_str_verify (against, normalized, strlen (normalized));
  end_work ();
  free_password (normalized);
  return status == 0 && hash != NULL;
}
