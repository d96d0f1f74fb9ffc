/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/store/invites-sender-rule.h"

#include "core/invites-address.h"

static gboolean
is_same_domain (const char *ascii,
                const char *domain)
{
  g_autofree char *other = invites_domain_dup_ascii (domain);

  return g_strcmp0 (ascii, other) == 0;
}

/**
 * invites_sender_is_allowed:
 * @email_from: (nullable): the sender of a send
 * @division: the division that it is for
 *
 * Tells whether mail may go out with @email_from as its sender: one valid
 * address in the domain of the division's own address, or in one that the
 * administrator allows. A subdomain is another domain.
 *
 * Returns: whether it may
 */
gboolean
invites_sender_is_allowed (const char            *email_from,
                           const InvitesDivision *division)
{
  g_autofree char *domain = invites_address_dup_domain (email_from);
  g_autofree char *own = NULL;
  char **allowed = invites_rules_get ()->allowed_domains;

  g_return_val_if_fail (division != NULL, FALSE);

  if (domain == NULL)
    return FALSE;

  own = invites_address_dup_domain (division->email_from);
  if (g_strcmp0 (domain, own) == 0)
    return TRUE;

  for (gsize i = 0; allowed != NULL && allowed[i] != NULL; i++)
    {
      if (is_same_domain (domain, allowed[i]))
        return TRUE;
    }

  return FALSE;
}
