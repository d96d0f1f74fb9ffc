/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/bounces/invites-bounce-verdict.h"

static const char *const words[] = {
  [INVITES_BOUNCE_FAILED] = "failed",
  [INVITES_BOUNCE_DELAYED] = "delayed",
  [INVITES_BOUNCE_DELIVERED] = "delivered",
  [INVITES_BOUNCE_AUTO_REPLY] = "auto-reply",
  [INVITES_BOUNCE_LOOP] = "loop",
  [INVITES_BOUNCE_FORGED] = "forged",
  [INVITES_BOUNCE_UNREADABLE] = "unreadable",
};

/**
 * invites_bounce_verdict_to_string:
 * @verdict: a verdict
 *
 * Returns: its word, as it stands beside a kept report
 */
const char *
invites_bounce_verdict_to_string (InvitesBounceVerdict verdict)
{
  g_return_val_if_fail ((guint) verdict < G_N_ELEMENTS (words), NULL);

  return words[verdict];
}
