/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "core/invites-error.h"
#include "service/index/invites-index.h"
#include "service/store/invites-store.h"

G_BEGIN_DECLS

/*
 * The data as one signed-in user may see and change it: the only way by which
 * the API's handlers get to the store. Each function checks the permission
 * (INVITES_ERROR_PERMISSION_REQUIRED) and the division: what is unknown and
 * what is foreign are the same INVITES_ERROR_NOT_FOUND.
 */
typedef struct _InvitesAccess InvitesAccess;

/* Does something with a send and gives it as it is then. */
typedef InvitesSend *(*InvitesAccessAct) (InvitesAccess  *self,
                                          const char     *uuid,
                                          GError        **error);

InvitesAccess  *invites_access_new            (InvitesStore             *store,
                                               InvitesIndex             *index,
                                               InvitesPrincipal         *principal);
void            invites_access_free           (InvitesAccess            *self);
const InvitesPrincipal *
                invites_access_get_principal  (InvitesAccess            *self);
gboolean        invites_access_may_read       (InvitesAccess            *self,
                                               GError                  **error);
gboolean        invites_access_may_send       (InvitesAccess            *self,
                                               GError                  **error);
gboolean        invites_access_check_division (InvitesAccess            *self,
                                               const char               *division,
                                               GError                  **error);

/* Choices and contacts. */
InvitesChoices *invites_access_get_choices    (InvitesAccess            *self,
                                               GError                  **error);
InvitesCounts  *invites_access_count          (InvitesAccess            *self,
                                               const InvitesFilter      *filter,
                                               GError                  **error);
gboolean        invites_access_list_contacts  (InvitesAccess            *self,
                                               const InvitesListing     *listing,
                                               InvitesTime               now,
                                               InvitesContactFunc        func,
                                               gpointer                  user_data,
                                               guint64                  *total,
                                               GError                  **error);
InvitesWhy     *invites_access_why            (InvitesAccess            *self,
                                               const char               *contact,
                                               const InvitesFilter      *filter,
                                               GError                  **error);

/* Sends. */
gboolean        invites_access_forecast       (InvitesAccess            *self,
                                               const InvitesSendRequest *request,
                                               guint64                   outcomes[INVITES_N_OUTCOMES],
                                               GError                  **error);
gboolean        invites_access_forecast_entries (InvitesAccess          *self,
                                               const InvitesSendRequest *request,
                                               const InvitesListing     *listing,
                                               InvitesTime               now,
                                               InvitesEntryFunc          func,
                                               gpointer                  user_data,
                                               guint64                  *total,
                                               GError                  **error);
InvitesSend    *invites_access_prepare        (InvitesAccess            *self,
                                               const char               *uuid,
                                               const InvitesSendRequest *request,
                                               gboolean                 *created,
                                               GError                  **error);
InvitesSend    *invites_access_find_send      (InvitesAccess            *self,
                                               const char               *uuid,
                                               GError                  **error);
GPtrArray      *invites_access_list_sends     (InvitesAccess            *self,
                                               const char               *division,
                                               guint64                   offset,
                                               guint                     limit,
                                               guint64                  *total,
                                               GError                  **error);
gboolean        invites_access_list_entries   (InvitesAccess            *self,
                                               const char               *uuid,
                                               const InvitesListing     *listing,
                                               InvitesEntryFunc          func,
                                               gpointer                  user_data,
                                               guint64                  *total,
                                               GError                  **error);

/* What is done with a send; all but retry are an InvitesAccessAct. */
InvitesSend    *invites_access_start          (InvitesAccess            *self,
                                               const char               *uuid,
                                               GError                  **error);
InvitesSend    *invites_access_stop           (InvitesAccess            *self,
                                               const char               *uuid,
                                               GError                  **error);
InvitesSend    *invites_access_pause          (InvitesAccess            *self,
                                               const char               *uuid,
                                               GError                  **error);
InvitesSend    *invites_access_resume         (InvitesAccess            *self,
                                               const char               *uuid,
                                               GError                  **error);
InvitesSend    *invites_access_revoke         (InvitesAccess            *self,
                                               const char               *uuid,
                                               GError                  **error);
InvitesSend    *invites_access_retry          (InvitesAccess            *self,
                                               const char               *uuid,
                                               InvitesDeliveryState      state,
                                               GError                  **error);

/* Addresses, and who asked for a new link. */
InvitesContact *invites_access_lift           (InvitesAccess            *self,
                                               const char               *contact,
                                               InvitesReason             reason,
                                               GError                  **error);
gboolean        invites_access_list_wishes    (InvitesAccess            *self,
                                               const char               *division,
                                               guint64                   offset,
                                               guint                     limit,
                                               InvitesWishFunc           func,
                                               gpointer                  user_data,
                                               guint64                  *total,
                                               GError                  **error);
gboolean        invites_access_dismiss_wish   (InvitesAccess            *self,
                                               const char               *contact,
                                               GError                  **error);

/* A template and somebody whom it is filled in for. */
gboolean        invites_access_find_mail      (InvitesAccess            *self,
                                               const char               *template_id,
                                               const char               *contact,
                                               InvitesTemplateRecord   **template,
                                               InvitesRecipient        **recipient,
                                               GError                  **error);
gboolean        invites_access_check_sender   (InvitesAccess            *self,
                                               const char               *email_from,
                                               const char               *division,
                                               GError                  **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesAccess, invites_access_free)

G_END_DECLS
