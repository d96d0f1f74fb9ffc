/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A made-up person: a name in any script, how it is spelt in an address, and
 * what the person reads. */
typedef struct
{
  const char *name;
  const char *local_part;
  const char *language; /* (nullable): a language tag */
} InvitesDemoPerson;

const InvitesDemoPerson *invites_demo_get_person   (guint index);
char                    *invites_demo_dup_name     (guint index);
const char              *invites_demo_get_business (guint index);
const char              *invites_demo_get_domain   (guint index);

G_END_DECLS
