/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/invites-query.h"

G_DEFINE_BOXED_TYPE (InvitesQuery, invites_query,
                     invites_query_copy, invites_query_free)

static InvitesQuery *
query_new (InvitesQueryKind kind)
{
  InvitesQuery *self = g_new0 (InvitesQuery, 1);

  self->kind = kind;
  self->group = -1;
  self->reason = INVITES_REASON_NONE;
  self->outcome = INVITES_OUTCOME_NONE;
  self->state = INVITES_DELIVERY_NONE;
  return self;
}

/**
 * invites_query_new_contacts:
 * @filter: a filter with a division
 *
 * Returns: (transfer full): asks for all contacts that @filter lets through
 */
InvitesQuery *
invites_query_new_contacts (const InvitesFilter *filter)
{
  InvitesQuery *self;

  g_return_val_if_fail (filter != NULL, NULL);

  self = query_new (INVITES_QUERY_CONTACTS);
  self->filter = invites_filter_copy (filter);
  return self;
}

/**
 * invites_query_new_forecast:
 * @request: what would be sent
 *
 * Returns: (transfer full): asks for the entries that the ledger of @request
 *   would have now
 */
InvitesQuery *
invites_query_new_forecast (const InvitesSendRequest *request)
{
  InvitesQuery *self;

  g_return_val_if_fail (request != NULL, NULL);

  self = query_new (INVITES_QUERY_FORECAST);
  self->request = invites_send_request_copy (request);
  return self;
}

/**
 * invites_query_new_entries:
 * @send: a send's UUID
 *
 * Returns: (transfer full): asks for the whole ledger of @send
 */
InvitesQuery *
invites_query_new_entries (const char *send)
{
  InvitesQuery *self;

  g_return_val_if_fail (send != NULL, NULL);

  self = query_new (INVITES_QUERY_ENTRIES);
  self->send = g_strdup (send);
  return self;
}

/**
 * invites_query_copy:
 * @self: a query
 *
 * Returns: (transfer full): a deep copy
 */
InvitesQuery *
invites_query_copy (const InvitesQuery *self)
{
  InvitesQuery *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = query_new (self->kind);
  if (self->filter != NULL)
    copy->filter = invites_filter_copy (self->filter);
  copy->group = self->group;
  copy->reason = self->reason;
  copy->expired = self->expired;
  if (self->request != NULL)
    copy->request = invites_send_request_copy (self->request);
  copy->send = g_strdup (self->send);
  copy->outcome = self->outcome;
  copy->state = self->state;
  copy->search = g_strdup (self->search);
  copy->sort = g_strdup (self->sort);
  return copy;
}

/**
 * invites_query_free:
 * @self: (transfer full): a query
 */
void
invites_query_free (InvitesQuery *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->filter, invites_filter_free);
  g_clear_pointer (&self->request, invites_send_request_free);
  g_free (self->send);
  g_free (self->search);
  g_free (self->sort);
  g_free (self);
}
