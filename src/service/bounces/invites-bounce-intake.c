/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/bounces/invites-bounce-intake.h"

#include <string.h>

#include "core/invites-error.h"
#include "service/bounces/invites-bounce-report.h"

#define MAX_KEPT (64 * 1024) /* octets of a message that is kept */

/* Whose report it is, if it is anybody's. */
typedef struct
{
  gint64                claimed;     /* the first that it names, or 0 */
  gint64                delivery_id; /* proved, or 0 */
  InvitesDeliveryProof *proof;       /* (owned) (nullable) */
} Owner;

static void
clear_owner (Owner *owner)
{
  g_clear_pointer (&owner->proof, invites_delivery_proof_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Owner, clear_owner)

static gboolean
prove_address (InvitesStore *store,
               InvitesKeys  *keys,
               const char   *address,
               Owner        *owner,
               GError      **error)
{
  gint64 delivery_id = invites_bounce_address_get_delivery (address);
  g_autoptr(InvitesDeliveryProof) proof = NULL;
  g_autoptr(GError) local_error = NULL;

  if (delivery_id <= 0)
    return TRUE;
  if (owner->claimed == 0)
    owner->claimed = delivery_id;

  proof = invites_store_find_proof (store, delivery_id, &local_error);
  if (proof == NULL
      && !g_error_matches (local_error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (proof != NULL
      && invites_keys_check_bounce_address (keys, address, proof->send,
                                            proof->address_key))
    {
      owner->delivery_id = delivery_id;
      owner->proof = g_steal_pointer (&proof);
    }
  return TRUE;
}

/* FALSE when the database cannot be used. */
static gboolean
find_owner (InvitesStore              *store,
            InvitesKeys               *keys,
            const InvitesBounceReport *report,
            Owner                     *owner,
            GError                   **error)
{
  for (guint i = 0; i < report->addresses->len && owner->proof == NULL; i++)
    {
      if (!prove_address (store, keys, report->addresses->pdata[i], owner,
                          error))
        return FALSE;
    }
  return TRUE;
}

/* The invitation itself has come back, without a word. */
static gboolean
is_own_mail (InvitesKeys               *keys,
             const InvitesBounceReport *report,
             const Owner               *owner)
{
  const char *at = report->message_id != NULL ? strchr (report->message_id, '@')
                                              : NULL;
  g_autofree char *own = NULL;

  if (at == NULL || owner->proof == NULL)
    return FALSE;
  own = invites_keys_dup_message_id (keys, owner->proof->send,
                                     owner->proof->address_key, at + 1);
  return strcmp (own, report->message_id) == 0;
}

static InvitesBounceVerdict
decide (InvitesKeys               *keys,
        const InvitesBounceReport *report,
        const Owner               *owner,
        InvitesBounce             *bounce)
{
  if (is_own_mail (keys, report, owner))
    return INVITES_BOUNCE_LOOP;
  if (report->verdict > INVITES_BOUNCE_DELIVERED)
    return report->verdict;
  if (owner->proof == NULL)
    return INVITES_BOUNCE_FORGED;
  bounce->delivery_id = owner->delivery_id;
  return invites_bounce_report_judge (report, owner->proof->address_key,
                                      bounce);
}

static gboolean
keep (InvitesStore         *store,
      GBytes               *message,
      InvitesBounceVerdict  verdict,
      gint64                claimed,
      InvitesTime           now,
      GError              **error)
{
  g_autoptr(InvitesKeptReport) report = invites_kept_report_new ();

  report->at = now;
  report->verdict = g_strdup (invites_bounce_verdict_to_string (verdict));
  report->delivery_id = claimed;
  report->message = g_bytes_new_from_bytes (
    message, 0, MIN (g_bytes_get_size (message), MAX_KEPT));
  return invites_store_keep_report (store, report, error);
}

/**
 * invites_bounce_intake:
 * @store: a store
 * @keys: the service key
 * @message: a message that came to a bounce address
 * @recipient: (nullable): for whom the mail system took it, if it tells
 * @now: the present time
 * @verdict: (out): what it turned out to be
 * @send_uuid: (out) (transfer full) (nullable): the send whose numbers may have
 *   changed
 * @error: return location for an error: %INVITES_ERROR_UNAVAILABLE when the
 *   database cannot be used; the message is to be handed over again then
 *
 * Takes one message in. A report that failed or is delayed is noted if it came
 * to an address that the service has made for that mail; everything else
 * changes nothing and is kept for a look. To take a message in twice does no
 * harm.
 *
 * Returns: whether it is noted or kept
 */
gboolean
invites_bounce_intake (InvitesStore          *store,
                       InvitesKeys           *keys,
                       GBytes                *message,
                       const char            *recipient,
                       InvitesTime            now,
                       InvitesBounceVerdict  *verdict,
                       char                 **send_uuid,
                       GError               **error)
{
  g_autoptr(InvitesBounceReport) report = NULL;
  g_auto(InvitesBounce) bounce = { 0 };
  g_auto(Owner) owner = { 0 };

  g_return_val_if_fail (INVITES_IS_STORE (store), FALSE);
  g_return_val_if_fail (INVITES_IS_KEYS (keys), FALSE);
  g_return_val_if_fail (message != NULL, FALSE);
  g_return_val_if_fail (verdict != NULL && send_uuid != NULL, FALSE);

  *send_uuid = NULL;
  report = invites_bounce_report_read (message, recipient);
  if (!find_owner (store, keys, report, &owner, error))
    return FALSE;

  *verdict = decide (keys, report, &owner, &bounce);
  if (*verdict == INVITES_BOUNCE_FAILED || *verdict == INVITES_BOUNCE_DELAYED)
    return invites_store_bounce (store, &bounce, now, send_uuid, error);
  return keep (store, message, *verdict, owner.claimed, now, error);
}
