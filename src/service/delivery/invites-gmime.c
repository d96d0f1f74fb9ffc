/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-gmime.h"

/**
 * invites_gmime_init:
 *
 * Makes GMime ready, once. May be called from any thread, as g_mime_init() may
 * not.
 */
void
invites_gmime_init (void)
{
  static gsize done = 0;

  if (g_once_init_enter (&done))
    {
      g_mime_init ();
      g_once_init_leave (&done, 1);
    }
}
