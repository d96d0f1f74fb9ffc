/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/invites-filter.h"
#include "service/store/invites-database.h"

G_BEGIN_DECLS

/*
 * What all statements about contacts share. The tables go by these names:
 * c contacts, a accounts, d addresses.
 */
#define INVITES_SQL_CONTACTS                                                  \
  "contacts AS c JOIN accounts AS a ON a.account_id = c.account_id "          \
  "LEFT JOIN addresses AS d ON d.address_id = c.address_id"

/* An InvitesReason, or -1 when there is none. An accepted contact has none. */
#define INVITES_SQL_REASON                                                    \
  "CASE WHEN c.accepted_at IS NOT NULL THEN -1"                               \
  " WHEN c.email = '' THEN 0"                                                 \
  " WHEN c.address_id IS NULL THEN 1"                                         \
  " WHEN d.bounced_at IS NOT NULL THEN 2"                                     \
  " WHEN d.opted_out_at IS NOT NULL THEN 3"                                   \
  " ELSE -1 END"

/* An InvitesGroup. */
#define INVITES_SQL_GROUP                                                     \
  "CASE WHEN c.accepted_at IS NOT NULL THEN 0"                                \
  " WHEN c.email = '' OR c.address_id IS NULL OR d.bounced_at IS NOT NULL"    \
  "   OR d.opted_out_at IS NOT NULL THEN 3"                                   \
  " WHEN c.pending = 1 THEN 1"                                                \
  " ELSE 2 END"

/* Of a pending contact; @cutoff is a value such as "?1" or an expression: an
 * invitation from before that time has expired. */
#define INVITES_SQL_EXPIRED(cutoff)                                           \
  "(c.last_invite_sent IS NOT NULL AND c.last_invite_sent < " cutoff ")"

/* Group, expiry and reason in one number, in the order of the status column:
 * an InvitesSqlStatus. */
#define INVITES_SQL_STATUS(cutoff)                                            \
  "CASE WHEN c.accepted_at IS NOT NULL THEN 0"                                \
  " WHEN c.email = '' THEN 4"                                                 \
  " WHEN c.address_id IS NULL THEN 5"                                         \
  " WHEN d.bounced_at IS NOT NULL THEN 6"                                     \
  " WHEN d.opted_out_at IS NOT NULL THEN 7"                                   \
  " WHEN c.pending = 0 THEN 3"                                                \
  " WHEN " INVITES_SQL_EXPIRED (cutoff) " THEN 2"                             \
  " ELSE 1 END"

/* What invites_store_sql_read_contact() reads. */
#define INVITES_SQL_CONTACT(cutoff)                                           \
  "c.id, c.email, c.name, a.number, a.name, " INVITES_SQL_STATUS (cutoff) "," \
  " c.last_invite_sent, c.last_login, a.auto_pay"

typedef enum
{
  INVITES_SQL_STATUS_ACCEPTED,
  INVITES_SQL_STATUS_PENDING,
  INVITES_SQL_STATUS_EXPIRED,
  INVITES_SQL_STATUS_NOT_SENT,
  INVITES_SQL_STATUS_REASON, /* and the InvitesReason added to it */
} InvitesSqlStatus;

/* One condition of a filter. The value, where there is one, is bound. */
typedef struct
{
  const char *rule;   /* the filter's name in the API */
  const char *before; /* the condition, up to the value */
  const char *after;  /* the rest of it */
  char       *value;  /* (owned) (nullable): NULL with has_value matches none */
  gboolean    has_value;
} InvitesFilterTerm;

GPtrArray *invites_filter_terms_new    (const InvitesFilter     *filter);
int        invites_filter_terms_append (GPtrArray               *terms,
                                        GString                 *sql,
                                        int                      first);
int        invites_filter_terms_bind   (GPtrArray               *terms,
                                        InvitesCursor           *cursor,
                                        int                      first);
void       invites_filter_term_append  (const InvitesFilterTerm *self,
                                        GString                 *sql,
                                        int                      index);

G_END_DECLS
