/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/http/invites-request.h"

G_BEGIN_DECLS

/* The handlers, a file a resource: resource-*.c. */
InvitesAnswer *invites_resource_sign_in          (InvitesRequest  *request,
                                                  GError         **error);
InvitesAnswer *invites_resource_sign_out         (InvitesRequest  *request,
                                                  GError         **error);
InvitesAnswer *invites_resource_me               (InvitesRequest  *request,
                                                  GError         **error);
InvitesAnswer *invites_resource_choices          (InvitesRequest  *request,
                                                  GError         **error);
InvitesAnswer *invites_resource_counts           (InvitesRequest  *request,
                                                  GError         **error);
InvitesAnswer *invites_resource_contacts         (InvitesRequest  *request,
                                                  GError         **error);
InvitesAnswer *invites_resource_why              (InvitesRequest  *request,
                                                  GError         **error);
InvitesAnswer *invites_resource_changes          (InvitesRequest  *request,
                                                  GError         **error);
InvitesAnswer *invites_resource_forecast         (InvitesRequest  *request,
                                                  GError         **error);
InvitesAnswer *invites_resource_forecast_entries (InvitesRequest  *request,
                                                  GError         **error);
InvitesAnswer *invites_resource_prepare          (InvitesRequest  *request,
                                                  GError         **error);
InvitesAnswer *invites_resource_sends            (InvitesRequest  *request,
                                                  GError         **error);
InvitesAnswer *invites_resource_send             (InvitesRequest  *request,
                                                  GError         **error);
InvitesAnswer *invites_resource_entries          (InvitesRequest  *request,
                                                  GError         **error);
InvitesAnswer *invites_resource_start            (InvitesRequest  *request,
                                                  GError         **error);
InvitesAnswer *invites_resource_stop             (InvitesRequest  *request,
                                                  GError         **error);
InvitesAnswer *invites_resource_pause            (InvitesRequest  *request,
                                                  GError         **error);
InvitesAnswer *invites_resource_resume           (InvitesRequest  *request,
                                                  GError         **error);
InvitesAnswer *invites_resource_revoke           (InvitesRequest  *request,
                                                  GError         **error);
InvitesAnswer *invites_resource_retry            (InvitesRequest  *request,
                                                  GError         **error);
InvitesAnswer *invites_resource_lift             (InvitesRequest  *request,
                                                  GError         **error);
InvitesAnswer *invites_resource_wishes           (InvitesRequest  *request,
                                                  GError         **error);
InvitesAnswer *invites_resource_dismiss_wish     (InvitesRequest  *request,
                                                  GError         **error);
InvitesAnswer *invites_resource_preview          (InvitesRequest  *request,
                                                  GError         **error);
InvitesAnswer *invites_resource_test             (InvitesRequest  *request,
                                                  GError         **error);
InvitesAnswer *invites_resource_health           (InvitesRequest  *request,
                                                  GError         **error);

G_END_DECLS
