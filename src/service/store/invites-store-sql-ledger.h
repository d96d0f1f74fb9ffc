/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/store/invites-database.h"
#include "service/store/invites-store.h"

G_BEGIN_DECLS

/* The language of whom the mail of delivery d is for: of the contact that led
 * when it was written, the lowest of those that it names. */
#define INVITES_SQL_LANGUAGE                                                  \
  "(SELECT l.language FROM send_entries AS m"                                 \
  " JOIN contacts AS l ON l.contact_id = m.contact_id"                        \
  " WHERE m.delivery_id = d.delivery_id AND m.named = 1"                      \
  " ORDER BY l.id LIMIT 1)"

/*
 * What the files about sends share. Everything here runs within a transaction
 * of the caller.
 */

/* The delivery states that keep a send from its end; and those in which a
 * delivery holds its address, in the words of the index deliveries_open. */
#define INVITES_SQL_OPEN    "('queued', 'sending', 'deferred')"
#define INVITES_SQL_HOLDING "('queued', 'sending', 'deferred', 'unknown')"

/* The states of a send that is under way, in the words of the index
 * sends_running. To use it, a statement says "state IN " these, and then which
 * of them it means. */
#define INVITES_SQL_RUNNING "('held', 'sending', 'paused')"

/*
 * Why contact c drops out of delivery d to address h, as an InvitesSkip's
 * word in the order of that type, or NULL: c is to be named in the mail. This
 * is the one place of the rules that are applied at start and at every claim.
 * @only is a condition: the send is not for contacts with an invitation; @gap
 * a value: an invitation to the address after that time is too recent, NULL:
 * none is; @busy a condition: another send holds the address.
 *
 * The delivery's own invitation does not count against it: what is unknown
 * and goes again keeps its contacts pending meanwhile.
 */
#define INVITES_SQL_DROPS(only, gap, busy)                                    \
  "CASE WHEN c.accepted_at IS NOT NULL THEN 'accepted'"                       \
  " WHEN c.pending = 1 AND c.invite_delivery_id IS DISTINCT FROM"             \
  "  d.delivery_id AND (" only ") THEN 'already_invited'"                                   \
  " WHEN " busy " THEN 'in_another_send'"                                     \
  " WHEN h.last_invite_sent > (" gap ")"                                      \
  "  AND NOT (d.retried = 1 AND d.sent_at IS NOT NULL) THEN 'too_recent'"     \
  " WHEN h.opted_out_at IS NOT NULL THEN 'opted_out'"                         \
  " WHEN h.bounced_at IS NOT NULL THEN 'bounced'"                             \
  " WHEN c.address_id IS DISTINCT FROM d.address_id"                          \
  "  THEN 'address_changed' END"

/*
 * @only and @gap for contact c and a delivery d of send s. A send that is
 * meant for contacts with an invitation is for those that they had when it was
 * prepared: who has got a newer one since then, by a colleague's send perhaps,
 * gets no second. So it is with what is sent again, and with an override of
 * the gap. @cutoff is a value, invites_ledger_get_gap().
 */
#define INVITES_SQL_ONLY                                                      \
  "(s.only_without_invitation = 1"                                            \
  "  AND coalesce (s.from_set NOT IN ('corrected', 'wishes'), TRUE))"         \
  " OR ((s.only_expired = 1 OR s.from_set IN ('corrected', 'wishes')"         \
  "   OR d.retried = 1)"                                                      \
  "  AND c.last_invite_sent >= s.prepared_at AND NOT coalesce ("              \
  "   (SELECT i.send_id FROM deliveries AS i"                                 \
  "    WHERE i.delivery_id = c.invite_delivery_id) = s.from_send_id, FALSE))"
#define INVITES_SQL_GAP(cutoff)                                               \
  "CASE WHEN s.gap_override = 1 THEN max (s.prepared_at, " cutoff ")"         \
  " ELSE " cutoff " END"

/*
 * The newest invitation of contact c, one row n: its delivery_id (NULL:
 * imported, or none), its time at (NULL: there is none), and whether it counts:
 * it makes the contact pending. Every mail that has, or may have, reached
 * somebody has a time; so one that was unknown keeps it when it goes again.
 * What was revoked, and what a change of address has ended, is none.
 */
#define INVITES_SQL_NEWEST(columns)                                           \
  "SELECT " columns " FROM"                                                   \
  " (SELECT o.delivery_id, o.sent_at AS at, o.state <> 'bounced' AS counts"   \
  "  FROM send_entries AS g"                                                  \
  "  JOIN deliveries AS o ON o.delivery_id = g.delivery_id"                   \
  "  JOIN sends AS b ON b.send_id = o.send_id"                                \
  "  WHERE g.contact_id = c.contact_id AND g.named = 1 AND g.link_ended = 0"  \
  "  AND o.sent_at IS NOT NULL AND b.revoked_at IS NULL"                      \
  "  AND o.address_id = c.address_id"                                         \
  "  UNION ALL SELECT NULL, c.imported_invite, c.imported_invite IS NOT NULL)" \
  " AS n ORDER BY n.at DESC NULLS LAST, n.delivery_id DESC NULLS LAST"        \
  " LIMIT 1"

gboolean     invites_ledger_step         (InvitesCursor      *cursor,
                                          gboolean           *failed,
                                          GError            **error);
gboolean     invites_ledger_find_send    (InvitesDatabase *database,
                                          const char      *uuid,
                                          gint64          *send_id,
                                          GError         **error);
InvitesSend *invites_ledger_read_send    (InvitesDatabase *database,
                                          gint64           send_id,
                                          GError         **error);
InvitesTime  invites_ledger_get_gap      (InvitesTime         now);
gboolean     invites_ledger_mark_invited (InvitesDatabase *database,
                                          const GArray    *delivery_ids,
                                          InvitesTime      now,
                                          GError         **error);
/* What the newest invitation of contacts is, when one has come to nothing. */
gboolean     invites_ledger_recompute_contacts
                                         (InvitesDatabase *database,
                                          gint64           delivery_id,
                                          GError         **error);
gboolean     invites_ledger_recompute_send
                                         (InvitesDatabase *database,
                                          gint64           send_id,
                                          GError         **error);
gboolean     invites_ledger_release      (InvitesDatabase *database,
                                          gint64           send_id,
                                          GError         **error);
gboolean     invites_ledger_end_sends    (InvitesDatabase *database,
                                          InvitesTime      now,
                                          GHashTable      *changed,
                                          GError         **error);
gboolean     invites_ledger_end_after_turn
                                         (InvitesDatabase *database,
                                          InvitesTime      now,
                                          GHashTable      *changed,
                                          GError         **error);
char        *invites_ledger_dup_json_ids (char              **ids);
char        *invites_ledger_dup_json_numbers (const GArray   *numbers);

G_END_DECLS
