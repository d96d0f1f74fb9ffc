/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/store/invites-sqlite.h"
#include "service/store/invites-store.h"

G_BEGIN_DECLS

/*
 * What the files about sends share. Everything here runs within a transaction
 * of the caller.
 */

/* The delivery states that keep a send from its end; and those in which a
 * delivery holds its address, in the words of the index deliveries_open. */
#define INVITES_SQL_OPEN    "('queued', 'sending', 'deferred')"
#define INVITES_SQL_HOLDING "('queued', 'sending', 'deferred', 'unknown')"

/*
 * Why contact c drops out of delivery d to address h, as an InvitesSkip's
 * word in the order of that type, or NULL: c is to be named in the mail. This
 * is the one place of the rules that are applied at start and at every claim.
 * @only is a value: whether the send is limited to contacts without an
 * invitation; @busy a condition: another send holds the address.
 */
#define INVITES_SQL_DROPS(only, busy)                                         \
  "CASE WHEN c.accepted_at IS NOT NULL THEN 'accepted'"                       \
  " WHEN " only " AND c.pending = 1 THEN 'already_invited'"                   \
  " WHEN " busy " THEN 'in_another_send'"                                     \
  " WHEN h.opted_out_at IS NOT NULL THEN 'opted_out'"                         \
  " WHEN h.bounced_at IS NOT NULL THEN 'bounced'"                             \
  " WHEN c.address_id IS NOT d.address_id THEN 'address_changed' END"

gboolean     invites_ledger_step         (InvitesCursor      *cursor,
                                          gboolean           *failed,
                                          GError            **error);
gboolean     invites_ledger_find_send    (InvitesSqlite      *sqlite,
                                          const char         *uuid,
                                          gint64             *send_id,
                                          GError            **error);
InvitesSend *invites_ledger_read_send    (InvitesSqlite      *sqlite,
                                          gint64              send_id,
                                          GError            **error);
gboolean     invites_ledger_mark_invited (InvitesSqlite      *sqlite,
                                          gint64              delivery_id,
                                          InvitesTime         now,
                                          GError            **error);
gboolean     invites_ledger_end_sends    (InvitesSqlite      *sqlite,
                                          InvitesTime         now,
                                          GHashTable         *changed,
                                          GError            **error);
char        *invites_ledger_dup_json_ids (char              **ids);

G_END_DECLS
