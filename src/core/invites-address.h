/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* E-mail addresses, as product.md says which are valid and which are the
 * same. */
gboolean  invites_address_is_valid       (const char *address);
char     *invites_address_dup_key        (const char *address);
char     *invites_address_dup_wire       (const char *address);
char     *invites_address_dup_domain     (const char *address);
gboolean  invites_address_needs_smtputf8 (const char *address);
gboolean  invites_domain_is_valid        (const char *domain);
char     *invites_domain_dup_ascii       (const char *domain);

G_END_DECLS
