/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/invites-contact.h"
#include "service/index/invites-index-dictionary.h"

G_BEGIN_DECLS

/*
 * What the contacts are filtered and counted by, a number for each row in
 * arrays of its own, so that only those are read that a question needs. All
 * have room for whole blocks of rows.
 */
#define INVITES_INDEX_BLOCK 4096 /* rows looked at together */

/* Of the traits of a row, one octet. */
#define INVITES_INDEX_STATUS   0x07 /* an InvitesIndexStatus, but for EXPIRED */
#define INVITES_INDEX_ACTIVE   0x08
#define INVITES_INDEX_DUE      0x10
#define INVITES_INDEX_BILLING  0x20
#define INVITES_INDEX_AUTO_PAY 0xc0 /* an InvitesFlag */
#define INVITES_INDEX_AUTO_PAY_SHIFT 6

/* In the order of the status column. */
typedef enum
{
  INVITES_INDEX_STATUS_ACCEPTED,
  INVITES_INDEX_STATUS_PENDING,
  INVITES_INDEX_STATUS_EXPIRED,  /* pending too; known when asked */
  INVITES_INDEX_STATUS_NOT_SENT,
  INVITES_INDEX_STATUS_REASON,   /* and the InvitesReason added to it */
} InvitesIndexStatus;
#define INVITES_INDEX_N_STATUSES 8
#define INVITES_INDEX_ALL_STATUSES 0xff

/* Numbers of a dictionary, as wide as they must be. */
typedef struct
{
  guint    width; /* octets of each: 1, 2 or 4 */
  gpointer numbers; /* (owned) */
} InvitesIndexIds;

/* Seconds since 1970, 0 is never; the few that take more bits are beside. */
#define INVITES_INDEX_FAR G_MAXUINT32
typedef struct
{
  guint32    *seconds; /* (owned): or FAR */
  GHashTable *far;     /* (owned) (nullable): row → InvitesTime */
} InvitesIndexTimes;

typedef struct
{
  guint             n_rows;
  guint8           *traits;           /* (owned) */
  InvitesIndexIds   account_class;
  InvitesIndexIds   bill_group;
  InvitesIndexIds   account_source;
  InvitesIndexIds   site_sources;     /* sets */
  InvitesIndexTimes last_invite_sent;
  InvitesIndexTimes last_login;
} InvitesIndexColumns;

/* A filter, made ready for the columns. An id is that of the dictionary, or
 * negative when it is of no matter. */
typedef struct
{
  gboolean  nothing;      /* there is no such value */
  guint8    traits;       /* those that matter */
  guint8    wanted;       /* what they must be */
  gint64    account_class;
  gint64    bill_group;
  gint64    account_source;
  guint8   *site_sources; /* (owned) (nullable): 1 for each set that matches */
  guint8    statuses;     /* a bit for each InvitesIndexStatus */
  guint32   cutoff;
} InvitesIndexPlan;

typedef guint64 InvitesIndexTally[INVITES_INDEX_N_STATUSES];

void        invites_index_plan_clear      (InvitesIndexPlan          *self);

void        invites_index_ids_init        (InvitesIndexIds           *self,
                                           guint                      n_rows,
                                           guint32                    greatest);
void        invites_index_ids_set         (InvitesIndexIds           *self,
                                           guint                      row,
                                           guint32                    id);
void        invites_index_times_init      (InvitesIndexTimes         *self,
                                           guint                      n_rows);
void        invites_index_times_set       (InvitesIndexTimes         *self,
                                           guint                      row,
                                           InvitesTime                time);
InvitesTime invites_index_times_get       (const InvitesIndexTimes   *self,
                                           guint                      row);

void        invites_index_columns_init    (InvitesIndexColumns       *self,
                                           guint                      n_rows);
void        invites_index_columns_clear   (InvitesIndexColumns       *self);
gsize       invites_index_columns_get_memory
                                          (const InvitesIndexColumns *self);
guint       invites_index_columns_get_status
                                          (const InvitesIndexColumns *self,
                                           guint                      row,
                                           guint32                    cutoff);
void        invites_index_columns_count   (const InvitesIndexColumns *self,
                                           const InvitesIndexPlan    *plan,
                                           InvitesIndexTally          filtered,
                                           InvitesIndexTally          all);
guint       invites_index_columns_match   (const InvitesIndexColumns *self,
                                           const InvitesIndexPlan    *plan,
                                           guint64                   *matches);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (InvitesIndexPlan, invites_index_plan_clear)

G_END_DECLS
