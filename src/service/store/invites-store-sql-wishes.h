/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * A wish for a new link that is still open: w link_wishes, c the contact,
 * h the contact's address (LEFT JOINed, or the contact has none). Who gets an
 * invitation in the second in which they ask has asked before it: of a link
 * that a newer one replaced nobody can ask for another.
 */
#define INVITES_SQL_WISH_IS_OPEN                                              \
  "(w.dismissed_at IS NULL AND c.accepted_at IS NULL"                         \
  " AND (c.last_invite_sent IS NULL OR c.last_invite_sent < w.asked_at)"      \
  " AND h.bounced_at IS NULL AND h.opted_out_at IS NULL)"
