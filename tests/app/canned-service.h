/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/invites-client.h"

G_BEGIN_DECLS

typedef struct _CannedService CannedService;

/* Stands in a path and its answer for the UUID that the application makes. */
#define CANNED_ANY "the-uuid"

#define CANNED_CHANGES "/v1/changes"

/* A service on loopback, in the test's own main loop, that answers each path
 * with what it was given, and counts what it is asked. A GET with an ETag is
 * held until its path is given another answer. */
CannedService *canned_service_new            (void);
void           canned_service_free           (CannedService *self);
InvitesClient *canned_service_make_client    (CannedService *self,
                                              gboolean       may_send);
void           canned_service_set            (CannedService *self,
                                              const char    *path,
                                              JsonNode      *answer);
/* Whoever follows a division is told that it has changed. */
void           canned_service_change         (CannedService *self);
/* 204 */
void           canned_service_set_none       (CannedService *self,
                                              const char    *path);
void           canned_service_set_error      (CannedService *self,
                                              const char    *path,
                                              InvitesError   code);
guint          canned_service_get_n_asked    (CannedService *self,
                                              const char    *path);
/* As "search" of "?search=ann": NULL when it was not in the last request. */
const char    *canned_service_get_last       (CannedService *self,
                                              const char    *path,
                                              const char    *parameter);

/* What the last request to that path said: NULL when nothing. */
const char    *canned_service_get_body       (CannedService *self,
                                              const char    *path);
const char    *canned_service_get_method     (CannedService *self,
                                              const char    *path);

/* Answers for it. */
JsonNode      *canned_contacts               (guint          n_contacts);
JsonNode      *canned_contacts_from          (guint          first,
                                              guint          n_contacts);
/* Answers for a path with as many contacts, page by page. */
void           canned_service_set_many       (CannedService *self,
                                              const char    *path,
                                              guint          n_contacts);
JsonNode      *canned_entries                (guint          n_entries);
JsonNode      *canned_wishes                (guint          n_wishes);
JsonNode      *canned_sends                  (GPtrArray     *sends);
InvitesSend   *canned_send_new               (const char    *id,
                                              InvitesSendState state,
                                              guint64        n_open,
                                              guint64        n_sent);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CannedService, canned_service_free)

G_END_DECLS
