/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-sender-limits.h"

#include <string.h>

/* A domain that asks for it rests for 30 seconds, then twice as long each
 * time, up to an hour; give or take a fifth. */
#define MIN_REST     30
#define MAX_REST     3600
#define MAX_DOUBLING 7

/* When a domain has enough mails on the wire, the next is looked at then. */
#define BUSY_REST    1
/* How much of a domain's rate may go at once, in seconds. */
#define BURST        10
/* Domains that nothing is known of any more are forgotten at that many. */
#define MAX_DOMAINS  10000

/* Fills with time; a mail takes one. */
typedef struct
{
  double rate;     /* a second; 0: without limit */
  double capacity;
  double level;
  gint64 filled_at;
} Bucket;

typedef struct
{
  Bucket      bucket;
  guint       n_on_wire;
  guint       n_slowed;   /* in a row */
  InvitesTime rests_until;
} Domain;

struct _InvitesLimits
{
  InvitesSenderLimits  limits;
  Bucket               relay;
  GHashTable          *domains; /* (element-type utf8 Domain) */
};

static void
bucket_init (Bucket *bucket, guint per_minute, double seconds)
{
  bucket->rate = per_minute / 60.0;
  bucket->capacity = MAX (1, bucket->rate * seconds);
  bucket->level = bucket->capacity;
  bucket->filled_at = g_get_monotonic_time ();
}

static void
bucket_fill (Bucket *bucket, gint64 now)
{
  double passed = MAX (0, now - bucket->filled_at);

  bucket->level = MIN (bucket->capacity,
                       bucket->level + bucket->rate * passed / G_USEC_PER_SEC);
  bucket->filled_at = MAX (now, bucket->filled_at);
}

/* In seconds, until @level is reached. */
static double
bucket_get_wait (const Bucket *bucket, double level)
{
  return MAX (0, level - bucket->level) / bucket->rate;
}

static const char *
get_domain (const char *address_key)
{
  const char *at = strrchr (address_key, '@');

  return at != NULL ? at + 1 : address_key;
}

static gboolean
has_domain_limits (InvitesLimits *self)
{
  return self->limits.domain_rate > 0 || self->limits.domain_connections > 0;
}

/**
 * invites_limits_new:
 * @limits: what is given at most
 *
 * Makes limits that nothing has been taken of.
 *
 * Returns: (transfer full): the limits
 */
InvitesLimits *
invites_limits_new (const InvitesSenderLimits *limits)
{
  InvitesLimits *self;

  g_return_val_if_fail (limits != NULL, NULL);

  self = g_new0 (InvitesLimits, 1);
  self->limits = *limits;
  bucket_init (&self->relay, limits->relay_rate, 1);
  self->domains = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         g_free);
  return self;
}

/**
 * invites_limits_free:
 * @self: (transfer full): limits
 *
 * Frees @self.
 */
void
invites_limits_free (InvitesLimits *self)
{
  g_return_if_fail (self != NULL);

  g_hash_table_unref (self->domains);
  g_free (self);
}

/**
 * invites_limits_get_allowance:
 * @self: limits
 * @now: on the monotonic clock
 *
 * Tells how many mails the mail system may be given now.
 *
 * Returns: how many, %G_MAXUINT without a limit
 */
guint
invites_limits_get_allowance (InvitesLimits *self, gint64 now)
{
  g_return_val_if_fail (self != NULL, 0);

  if (self->limits.relay_rate == 0)
    return G_MAXUINT;
  bucket_fill (&self->relay, now);
  return (guint) self->relay.level;
}

/**
 * invites_limits_get_next:
 * @self: limits of which nothing is left
 *
 * Tells when the mail system may be given the next mail.
 *
 * Returns: a time on the monotonic clock
 */
gint64
invites_limits_get_next (InvitesLimits *self)
{
  g_return_val_if_fail (self != NULL, G_MAXINT64);

  if (self->limits.relay_rate == 0)
    return self->relay.filled_at;
  return self->relay.filled_at + 1
         + (gint64) (bucket_get_wait (&self->relay, 1) * G_USEC_PER_SEC);
}

static gboolean
is_forgettable (gpointer key, gpointer value, gpointer user_data)
{
  const Domain *domain = value;
  const InvitesTime *wall = user_data;

  return domain->n_on_wire == 0 && domain->n_slowed == 0
         && domain->rests_until <= *wall;
}

static Domain *
ensure_domain (InvitesLimits *self, const char *name, InvitesTime wall)
{
  Domain *domain = g_hash_table_lookup (self->domains, name);

  if (domain != NULL)
    return domain;
  if (g_hash_table_size (self->domains) >= MAX_DOMAINS)
    g_hash_table_foreach_remove (self->domains, is_forgettable, &wall);
  domain = g_new0 (Domain, 1);
  bucket_init (&domain->bucket, self->limits.domain_rate, BURST);
  g_hash_table_insert (self->domains, g_strdup (name), domain);
  return domain;
}

/* NONE when a mail for it may go. */
static InvitesTime
get_rest (InvitesLimits *self, Domain *domain, gint64 now, InvitesTime wall)
{
  if (domain->rests_until > wall)
    return domain->rests_until;
  if (self->limits.domain_connections > 0
      && domain->n_on_wire >= self->limits.domain_connections)
    return wall + BUSY_REST;
  if (self->limits.domain_rate == 0)
    return INVITES_TIME_NONE;
  bucket_fill (&domain->bucket, now);
  if (domain->bucket.level >= 1)
    return INVITES_TIME_NONE;
  /* Until it is full, so that the queue is gone through less often. */
  return wall + 1
         + (InvitesTime) bucket_get_wait (&domain->bucket,
                                          domain->bucket.capacity);
}

/**
 * invites_limits_admit:
 * @self: limits
 * @address_key: of the recipient
 * @now: on the monotonic clock
 * @wall: the time of day
 * @not_before: (out): when it is not admitted: when to ask again
 *
 * Takes what one mail takes, if its domain may have one.
 *
 * Returns: whether the mail may go
 */
gboolean
invites_limits_admit (InvitesLimits *self,
                      const char    *address_key,
                      gint64         now,
                      InvitesTime    wall,
                      InvitesTime   *not_before)
{
  Domain *domain;

  g_return_val_if_fail (self != NULL && address_key != NULL, TRUE);
  g_return_val_if_fail (not_before != NULL, TRUE);

  *not_before = INVITES_TIME_NONE;
  domain = has_domain_limits (self)
             ? ensure_domain (self, get_domain (address_key), wall)
             : g_hash_table_lookup (self->domains, get_domain (address_key));
  if (domain != NULL)
    *not_before = get_rest (self, domain, now, wall);
  if (*not_before != INVITES_TIME_NONE)
    return FALSE;
  if (domain != NULL)
    {
      domain->n_on_wire++;
      domain->bucket.level -= 1;
    }
  self->relay.level -= 1;
  return TRUE;
}

/**
 * invites_limits_release:
 * @self: limits
 * @address_key: of the recipient of a mail that was admitted
 * @was_taken: its domain took it: it needs no rest any more
 *
 * Gives back what a mail has while it is on the wire.
 */
void
invites_limits_release (InvitesLimits *self,
                        const char    *address_key,
                        gboolean       was_taken)
{
  Domain *domain;

  g_return_if_fail (self != NULL && address_key != NULL);

  domain = g_hash_table_lookup (self->domains, get_domain (address_key));
  if (domain == NULL)
    return;
  if (domain->n_on_wire > 0)
    domain->n_on_wire--;
  if (was_taken)
    domain->n_slowed = 0;
}

/**
 * invites_limits_slow:
 * @self: limits
 * @address_key: of a recipient
 * @wall: the time of day
 *
 * Lets the recipient's domain rest, longer each time in a row. What several
 * connections hear at the same time is one time.
 *
 * Returns: until when
 */
InvitesTime
invites_limits_slow (InvitesLimits *self,
                     const char    *address_key,
                     InvitesTime    wall)
{
  Domain *domain;
  double rest;

  g_return_val_if_fail (self != NULL && address_key != NULL, wall);

  domain = ensure_domain (self, get_domain (address_key), wall);
  if (domain->rests_until > wall)
    return domain->rests_until;
  rest = MIN (MIN_REST << MIN (domain->n_slowed, MAX_DOUBLING), MAX_REST);
  domain->n_slowed++;
  domain->rests_until = wall + (InvitesTime) (rest
                                              * g_random_double_range (0.8,
                                                                       1.2));
  return domain->rests_until;
}

/**
 * invites_limits_dup_blocked:
 * @self: limits
 * @now: on the monotonic clock
 * @wall: the time of day
 *
 * Lists the domains that nothing may be claimed for now.
 *
 * Returns: (transfer full) (nullable) (element-type utf8 InvitesTime): domains
 *   and until when; %NULL if none
 */
GHashTable *
invites_limits_dup_blocked (InvitesLimits *self,
                            gint64         now,
                            InvitesTime    wall)
{
  g_autoptr(GHashTable) blocked = NULL;
  GHashTableIter iter;
  gpointer name;
  gpointer domain;

  g_return_val_if_fail (self != NULL, NULL);

  g_hash_table_iter_init (&iter, self->domains);
  while (g_hash_table_iter_next (&iter, &name, &domain))
    {
      InvitesTime rest = get_rest (self, domain, now, wall);

      if (rest == INVITES_TIME_NONE)
        continue;
      if (blocked == NULL)
        blocked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         g_free);
      g_hash_table_insert (blocked, g_strdup (name),
                           g_memdup2 (&rest, sizeof rest));
    }
  return g_steal_pointer (&blocked);
}
