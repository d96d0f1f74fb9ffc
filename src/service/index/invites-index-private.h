/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/index/invites-index-loader.h"
#include "service/index/invites-index.h"

G_BEGIN_DECLS

struct _InvitesIndex
{
  /* Constant. */
  char                *database;     /* (owned) */
  gboolean             holds_shards; /* else only tells what has changed */
  InvitesDivisionFunc  changed;
  gpointer             user_data;
  GThread             *thread;       /* (owned) (nullable): until it is started */
  GThread             *checker;      /* (owned) (nullable): likewise */

  /* Under the lock. Whoever takes it goes through the gate, where those who
   * read cannot overtake for ever the one who writes. */
  GMutex               gate;
  GRWLock              lock;
  GHashTable          *shards;       /* (owned) (element-type utf8
                                        InvitesIndexShard): what is not there,
                                        the store has to answer */

  /* Under the mutex. */
  GMutex               mutex;
  GCond                wake;
  GCond                caught_up;
  GCond                checked;
  gboolean             stopping;
  gboolean             awake;
  guint64              touched;      /* how often this process has changed
                                        something */
  guint64              reached;      /* of these, what is in the shards */
  gint64               acts;         /* the newest act that is in the shards */
  gint64               changed_at;   /* monotonic, µs: the last change seen */
  gboolean             whole;        /* nothing is being loaded */
  GQueue               loaded;       /* (element-type InvitesLoaded) */
  gboolean             loader_ended;
  GQueue               wrong;        /* (element-type utf8): divisions */

  /* The thread's own. */
  InvitesStore        *store;        /* (owned) (nullable): until it is started */
  InvitesFeed          feed;
  InvitesIndexLoader  *loader;       /* (owned) (nullable): at work */
  gboolean             loader_stale; /* what it brings is not wanted */
  gboolean             wants_all;
  GQueue               wanted;       /* (element-type utf8): divisions to load */
  GHashTable          *arriving;     /* (owned): as shards, but not caught up */
  char                *arrived;      /* (owned) (nullable): since when, as the
                                        feed's position */
  gint64               load_began;   /* monotonic, µs */
  guint64              n_unpruned;   /* changes since old ones were removed */
  gboolean             failing;      /* the database is away; it was said */
};

/* The shards, for who reads them; NULL: to be let go nevertheless. */
InvitesIndexShard *invites_index_enter      (InvitesIndex *self,
                                             const char   *division);
void               invites_index_leave      (InvitesIndex *self);
/* FALSE: it takes too long. */
gboolean           invites_index_wait       (InvitesIndex *self,
                                             gint64        acts,
                                             gint64        patience);
/* The thread that holds shards against the store while there is little to do;
 * @data is the index. */
gpointer           invites_index_check      (gpointer      data);

G_END_DECLS
