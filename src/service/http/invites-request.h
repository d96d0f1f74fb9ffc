/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "service/http/invites-access.h"
#include "service/http/invites-answer.h"
#include "service/http/invites-throttle.h"
#include "service/invites-keys.h"
#include "service/store/invites-store.h"

G_BEGIN_DECLS

/*
 * One request as its handler sees it: read, checked as far as HTTP goes, and
 * in a worker that may block. Belongs to one thread at a time.
 */
typedef struct _InvitesRequest InvitesRequest;
typedef struct _InvitesService InvitesService;

typedef InvitesAnswer *(*InvitesHandler) (InvitesRequest  *request,
                                          GError         **error);

/* Where it came from, and what it says. */
const char    *invites_request_get_segment   (InvitesRequest  *self,
                                              guint            n);
const char    *invites_request_get_client    (InvitesRequest  *self);
const char    *invites_request_get_header    (InvitesRequest  *self,
                                              const char      *name);
gboolean       invites_request_wants_csv     (InvitesRequest  *self,
                                              gboolean        *csv,
                                              GError         **error);
char          *invites_request_dup_uuid      (InvitesRequest  *self,
                                              guint            n,
                                              GError         **error);
/* The session's token: a secret. NULL when none was given that can be one. */
const char    *invites_request_get_token     (InvitesRequest  *self);

/* Whether it was held already, until the time was over. */
gboolean       invites_request_has_waited    (InvitesRequest  *self);

/* Whether somebody waits for the answer, for what takes long. */
gboolean       invites_request_check_wanted  (InvitesRequest  *self,
                                              GError         **error);

/* The query: take what is known, then let end_query refuse the rest. */
GHashTable    *invites_request_get_query     (InvitesRequest  *self);
char          *invites_request_take_parameter (InvitesRequest *self,
                                              const char      *name);
gboolean       invites_request_end_query     (InvitesRequest  *self,
                                              GError         **error);

/* The body. */
GBytes        *invites_request_get_body      (InvitesRequest  *self);
JsonNode      *invites_request_get_json      (InvitesRequest  *self,
                                              GError         **error);
GHashTable    *invites_request_get_form      (InvitesRequest  *self,
                                              GError         **error);

/* What it may get at. */
InvitesAccess *invites_request_get_access    (InvitesRequest  *self);
InvitesStore  *invites_request_get_store     (InvitesRequest  *self);
InvitesService *invites_request_get_service  (InvitesRequest  *self);
const char    *invites_request_get_public_url (InvitesRequest *self);
InvitesKeys   *invites_request_get_keys      (InvitesRequest  *self);

/* Failed pass phrases of the landing page, by link. */
InvitesThrottle *invites_request_get_portal_throttle (InvitesRequest *self);

/* Tells whoever watches the send: an acceptance has changed it. */
void           invites_request_send_changed  (InvitesRequest  *self,
                                              const char      *send_uuid);

G_END_DECLS
