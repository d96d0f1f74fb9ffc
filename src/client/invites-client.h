/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "core/invites-choices.h"
#include "core/invites-counts.h"
#include "core/invites-error.h"
#include "core/invites-filter.h"
#include "core/invites-preview.h"
#include "core/invites-send.h"
#include "core/invites-user.h"
#include "core/invites-why.h"
#include "client/invites-page.h"
#include "client/invites-query.h"
#include "client/invites-trust.h"

G_BEGIN_DECLS

/* How many rows of a list have been read, and how many there are. */
typedef void (*InvitesClientProgress) (guint64  n_read,
                                       guint64  total,
                                       gpointer user_data);

#define INVITES_TYPE_CLIENT (invites_client_get_type ())
G_DECLARE_FINAL_TYPE (InvitesClient, invites_client, INVITES, CLIENT, GObject)

/*
 * The account service, seen from outside. Every call is asynchronous, can be
 * cancelled and ends by a deadline. Properties: "service-url", "user" (boxed,
 * NULL while signed out), "signed-in". The signal "session-ended" is emitted
 * once when the service answers 401 to a session that was good before.
 */

InvitesClient      *invites_client_new                   (const char           *service_url,
                                                          GError              **error);
char               *invites_client_check_service_url     (const char           *text,
                                                          GError              **error);
const char         *invites_client_get_service_url       (InvitesClient        *self);
/* Who is trusted besides those whom the system trusts. */
void                invites_client_set_trust             (InvitesClient        *self,
                                                          InvitesTrust         *trust);
InvitesTrust       *invites_client_get_trust             (InvitesClient        *self);
const InvitesUser  *invites_client_get_user              (InvitesClient        *self);
const char         *invites_client_get_token             (InvitesClient        *self);
gboolean            invites_client_is_signed_in          (InvitesClient        *self);

void                invites_client_sign_in_async         (InvitesClient        *self,
                                                          const char           *username,
                                                          const char           *password,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
gboolean            invites_client_sign_in_finish        (InvitesClient        *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);
/* Goes on with a kept token: asks who it belongs to (GET /v1/me). */
void                invites_client_resume_async          (InvitesClient        *self,
                                                          const char           *token,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
gboolean            invites_client_resume_finish         (InvitesClient        *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);
/* Forgets the token at once, whatever the service answers. */
void                invites_client_sign_out_async        (InvitesClient        *self,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
gboolean            invites_client_sign_out_finish       (InvitesClient        *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);

void                invites_client_get_choices_async     (InvitesClient        *self,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
InvitesChoices     *invites_client_get_choices_finish    (InvitesClient        *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);

void                invites_client_count_async           (InvitesClient        *self,
                                                          const InvitesFilter  *filter,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
InvitesCounts      *invites_client_count_finish          (InvitesClient        *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);

/* One page of any list: contacts, a forecast's or a send's entries; @query
 * says which (invites-query.h). The page's items are InvitesContact or
 * InvitesEntry accordingly. */
void                invites_client_list_async            (InvitesClient        *self,
                                                          const InvitesQuery   *query,
                                                          guint64               offset,
                                                          guint                 limit,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
InvitesPage        *invites_client_list_finish           (InvitesClient        *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);
/* All rows of any list, at most so many: the page's items are InvitesRow. */
void                invites_client_list_whole_async      (InvitesClient        *self,
                                                          const InvitesQuery   *query,
                                                          guint64               most,
                                                          InvitesClientProgress progress,
                                                          gpointer              progress_data,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
InvitesPage        *invites_client_list_whole_finish     (InvitesClient        *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);
/* The whole list as CSV into @file (replaced only when all has arrived).
 * Not for a forecast's entries. */
void                invites_client_export_async          (InvitesClient        *self,
                                                          const InvitesQuery   *query,
                                                          GFile                *file,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
gboolean            invites_client_export_finish         (InvitesClient        *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);
void                invites_client_why_async             (InvitesClient        *self,
                                                          const char           *contact,
                                                          const InvitesFilter  *filter,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
InvitesWhy         *invites_client_why_finish            (InvitesClient        *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);

void                invites_client_forecast_async        (InvitesClient            *self,
                                                          const InvitesSendRequest *request,
                                                          GCancellable             *cancellable,
                                                          GAsyncReadyCallback       callback,
                                                          gpointer                  user_data);
gboolean            invites_client_forecast_finish       (InvitesClient        *self,
                                                          GAsyncResult         *result,
                                                          guint64               outcomes[INVITES_N_OUTCOMES],
                                                          GError              **error);
/* @uuid is the caller's (g_uuid_string_random()); the same may be asked again
 * after a failure and makes one send. */
void                invites_client_prepare_async         (InvitesClient            *self,
                                                          const char               *uuid,
                                                          const InvitesSendRequest *request,
                                                          GCancellable             *cancellable,
                                                          GAsyncReadyCallback       callback,
                                                          gpointer                  user_data);
InvitesSend        *invites_client_prepare_finish        (InvitesClient        *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);
void                invites_client_start_async           (InvitesClient        *self,
                                                          const char           *uuid,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
InvitesSend        *invites_client_start_finish          (InvitesClient        *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);
void                invites_client_stop_async            (InvitesClient        *self,
                                                          const char           *uuid,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
InvitesSend        *invites_client_stop_finish           (InvitesClient        *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);
void                invites_client_pause_send_async      (InvitesClient        *self,
                                                          const char           *uuid,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
InvitesSend        *invites_client_pause_send_finish     (InvitesClient        *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);
void                invites_client_resume_send_async     (InvitesClient        *self,
                                                          const char           *uuid,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
InvitesSend        *invites_client_resume_send_finish    (InvitesClient        *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);
void                invites_client_revoke_async          (InvitesClient        *self,
                                                          const char           *uuid,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
InvitesSend        *invites_client_revoke_finish         (InvitesClient        *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);
/* @state: refused or unknown, or NONE for both. */
void                invites_client_retry_async           (InvitesClient        *self,
                                                          const char           *uuid,
                                                          InvitesDeliveryState  state,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
InvitesSend        *invites_client_retry_finish          (InvitesClient        *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);
/* Lets the contact's address be written to again; @reason is bounced or
 * opted_out. */
void                invites_client_lift_async            (InvitesClient        *self,
                                                          const char           *contact,
                                                          InvitesReason         reason,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
gboolean            invites_client_lift_finish           (InvitesClient        *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);
/* Who asked for a new link: the page's items are InvitesWish, newest first. */
void                invites_client_list_wishes_async     (InvitesClient        *self,
                                                          const char           *division,
                                                          guint64               offset,
                                                          guint                 limit,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
InvitesPage        *invites_client_list_wishes_finish    (InvitesClient        *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);
void                invites_client_dismiss_wish_async    (InvitesClient        *self,
                                                          const char           *contact,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
gboolean            invites_client_dismiss_wish_finish   (InvitesClient        *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);
/* With an @etag, held by the service until something changed (25 s at most);
 * then finish gives NULL without an error when nothing did. */
void                invites_client_get_send_async        (InvitesClient        *self,
                                                          const char           *uuid,
                                                          const char           *etag,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
InvitesSend        *invites_client_get_send_finish       (InvitesClient        *self,
                                                          GAsyncResult         *result,
                                                          char                **etag,
                                                          GError              **error);
/* With an @etag, held by the service until contacts of the division have changed
 * (25 s at most). */
void                invites_client_get_changes_async     (InvitesClient        *self,
                                                          const char           *division,
                                                          const char           *etag,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
gboolean            invites_client_get_changes_finish    (InvitesClient        *self,
                                                          GAsyncResult         *result,
                                                          char                **etag,
                                                          GError              **error);
/* History, newest first; the page's items are InvitesSend. @division NULL: of
 * all my divisions. */
void                invites_client_list_sends_async      (InvitesClient        *self,
                                                          const char           *division,
                                                          guint64               offset,
                                                          guint                 limit,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
InvitesPage        *invites_client_list_sends_finish     (InvitesClient        *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);

void                invites_client_preview_async         (InvitesClient        *self,
                                                          const char           *template_id,
                                                          const char           *contact,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
InvitesPreview     *invites_client_preview_finish        (InvitesClient        *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);
/* One mail to the signed-in user's own address. */
void                invites_client_test_async            (InvitesClient        *self,
                                                          const char           *template_id,
                                                          const char           *email_from,
                                                          const char           *contact,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
gboolean            invites_client_test_finish           (InvitesClient        *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);

G_END_DECLS
