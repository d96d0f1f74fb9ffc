/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * The service key: 32 random bytes in a file of mode 0600, never in the
 * database; subkeys by purpose. And the two kinds of token that go out.
 */
#define INVITES_TYPE_KEYS (invites_keys_get_type ())
G_DECLARE_FINAL_TYPE (InvitesKeys, invites_keys, INVITES, KEYS, GObject)

#define INVITES_TOKEN_LENGTH      43 /* base64url of 32 bytes */
#define INVITES_TOKEN_HASH_LENGTH 32

/* A dead sample for previews and test mails. */
#define INVITES_SAMPLE_TOKEN "sample-link-of-a-preview-it-opens-no-portal"

InvitesKeys *invites_keys_load          (const char    *path,
                                         GError       **error);
char        *invites_keys_dup_link_token (InvitesKeys  *self,
                                         const char    *send_uuid,
                                         const char    *address_key);
char        *invites_keys_dup_message_id (InvitesKeys  *self,
                                         const char    *send_uuid,
                                         const char    *address_key,
                                         const char    *domain);

/* A token that names its delivery: base64url of 8 bytes of number and 24 of a
 * MAC. It does not expire, and nothing is stored for it. */
char        *invites_keys_dup_opt_out_token (InvitesKeys *self,
                                         gint64         delivery_id,
                                         const char    *send_uuid,
                                         const char    *address_key);
gboolean     invites_keys_check_opt_out_token (InvitesKeys *self,
                                         const char    *token,
                                         const char    *send_uuid,
                                         const char    *address_key);
/* 0 if it is none; whose it is, is not proved. */
gint64       invites_opt_out_token_get_delivery (const char *token);

/* The sender address of one delivery (VERP): lower-case base32 of number and
 * MAC, at most 64 octets, at @bounce_domain. */
char        *invites_keys_dup_bounce_address (InvitesKeys *self,
                                         gint64         delivery_id,
                                         const char    *send_uuid,
                                         const char    *address_key,
                                         const char    *bounce_domain);
gboolean     invites_keys_check_bounce_address (InvitesKeys *self,
                                         const char    *local_part,
                                         const char    *send_uuid,
                                         const char    *address_key);
gint64       invites_bounce_address_get_delivery (const char *local_part);

char        *invites_token_new          (void);
gboolean     invites_token_is_valid     (const char    *token);
GBytes      *invites_token_hash         (const char    *token);

G_END_DECLS
