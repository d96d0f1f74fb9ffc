/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define INVITES_TYPE_FILTER (invites_filter_get_type ())

typedef struct _InvitesFilter InvitesFilter;

/* Which contacts. An id that is NULL means any; only division is required. */
struct _InvitesFilter
{
  char     *division;         /* (owned) (nullable): not yet chosen */
  char     *account_class;    /* (owned) (nullable) */
  char     *bill_group;       /* (owned) (nullable) */
  char     *account_source;   /* (owned) (nullable) */
  char     *site_source;      /* (owned) (nullable) */
  gboolean  active_service;
  gboolean  balance_due;
  gboolean  billing_contacts;
  gboolean  without_auto_pay;
};

GType          invites_filter_get_type   (void) G_GNUC_CONST;
InvitesFilter *invites_filter_new        (const char          *division);
InvitesFilter *invites_filter_copy       (const InvitesFilter *self);
void           invites_filter_free       (InvitesFilter       *self);
gboolean       invites_filter_equal      (const InvitesFilter *a,
                                          const InvitesFilter *b);
gboolean       invites_filter_is_narrow  (const InvitesFilter *self);

/* JSON (the body of a send) and query (everything else). from_query removes
 * from the table what it has read, so that what is left over is unknown. */
JsonNode      *invites_filter_to_json    (const InvitesFilter *self);
InvitesFilter *invites_filter_from_json  (JsonObject          *object,
                                          GError             **error);
void           invites_filter_to_query   (const InvitesFilter *self,
                                          GHashTable          *query);
InvitesFilter *invites_filter_from_query (GHashTable          *query,
                                          GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesFilter, invites_filter_free)

G_END_DECLS
