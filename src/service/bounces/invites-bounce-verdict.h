/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a message to a bounce address turns out to be. Only the first two
 * change anything; of all others the message is kept for a look. */
typedef enum
{
  INVITES_BOUNCE_FAILED,     /* the mail system has given up */
  INVITES_BOUNCE_DELAYED,    /* it still tries */
  INVITES_BOUNCE_DELIVERED,  /* a notice of success */
  INVITES_BOUNCE_AUTO_REPLY, /* an absence notice, a receipt */
  INVITES_BOUNCE_LOOP,       /* our own mail, or a report about a report */
  INVITES_BOUNCE_FORGED,     /* to no address that the service has made */
  INVITES_BOUNCE_UNREADABLE, /* says nothing that can be understood */
} InvitesBounceVerdict;

const char *invites_bounce_verdict_to_string (InvitesBounceVerdict verdict);

G_END_DECLS
