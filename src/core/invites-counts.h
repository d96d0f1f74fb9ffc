/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>

#include "core/invites-enums.h"
#include "core/invites-time.h"

G_BEGIN_DECLS

#define INVITES_TYPE_COUNTS (invites_counts_get_type ())

/* total = the sum of groups; groups[CANNOT_BE_INVITED] = the sum of reasons;
 * pending_expired is a part of groups[PENDING]. */
typedef struct
{
  guint64 total;
  guint64 groups[INVITES_N_GROUPS];
  guint64 pending_expired;
  guint64 reasons[INVITES_N_REASONS];
} InvitesGroupCounts;

typedef struct _InvitesCounts InvitesCounts;

struct _InvitesCounts
{
  InvitesGroupCounts filtered;
  InvitesGroupCounts division; /* the same, unfiltered */
  InvitesTime        as_of;
};

GType          invites_counts_get_type     (void) G_GNUC_CONST;
InvitesCounts *invites_counts_new          (void);
InvitesCounts *invites_counts_copy         (const InvitesCounts      *self);
void           invites_counts_free         (InvitesCounts            *self);
gboolean       invites_group_counts_add_up (const InvitesGroupCounts *self);
JsonNode      *invites_counts_to_json      (const InvitesCounts      *self);
InvitesCounts *invites_counts_from_json    (JsonNode                 *node,
                                            GError                  **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesCounts, invites_counts_free)

G_END_DECLS
