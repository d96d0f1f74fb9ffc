/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "client/invites-client-private.h"

G_BEGIN_DECLS

/* Milliseconds from the first byte out to the last byte in; for an export,
 * between one piece of the answer and the next. */
#define INVITES_DEADLINE_USUAL 15000
#define INVITES_DEADLINE_HELD  35000
#define INVITES_DEADLINE_PIECE 60000
#define INVITES_DEADLINE_LONG  120000

/* Makes the result of a good answer, which has been checked to be JSON. */
typedef gpointer (*InvitesCallRead) (JsonNode *answer, GError **error);

typedef struct _InvitesCall InvitesCall;

/* One request to the service, from the caller's wish to its result. */
struct _InvitesCall
{
  /* Input. */
  InvitesClient   *client;         /* (owned) */
  const char      *method;
  GString         *path;           /* (owned): escaped */
  GHashTable      *query;          /* (owned) (element-type utf8 utf8) */
  GBytes          *body;           /* (owned) (nullable) */
  const char      *accept;
  gboolean         compressed;     /* the answer may be */
  char            *etag;           /* (owned) (nullable): what is known */
  char            *token;          /* (owned) (nullable): a secret */
  guint            session_number; /* of @token; 0: belongs to no session */
  gboolean         anonymous;      /* needs no token */
  gboolean         secret;         /* body and answer are wiped */
  guint            deadline;       /* milliseconds */
  InvitesCallRead  read;           /* (nullable): any good answer will do */
  GDestroyNotify   free_result;    /* (nullable) */

  /* In progress. */
  SoupMessage     *message;        /* (owned) (nullable) */
  GCancellable    *cancellable;    /* (owned): by the caller or the deadline */
  GSource         *cancelled;      /* (owned) (nullable) */
  GSource         *alarm;          /* (owned) (nullable) */
  GInputStream    *stream;         /* (owned) (nullable) */
  GByteArray      *answer;         /* (owned) */
  gboolean         too_late;
  gboolean         tried_again;

  /* Output. */
  char            *new_etag;       /* (owned) (nullable) */
};

InvitesCall  *invites_call_new            (InvitesClient        *client,
                                           const char           *method,
                                           ...) G_GNUC_NULL_TERMINATED;
void          invites_call_free           (InvitesCall          *self);
void          invites_call_set_query      (InvitesCall          *self,
                                           const char           *name,
                                           const char           *value);
void          invites_call_set_page       (InvitesCall          *self,
                                           guint64               offset,
                                           guint                 limit);
void          invites_call_hold           (InvitesCall          *self,
                                           const char           *etag);
void          invites_call_take_body      (InvitesCall          *self,
                                           JsonNode             *body);
void          invites_call_set_token      (InvitesCall          *self,
                                           const char           *token);
void          invites_call_expect_send    (InvitesCall          *self);
InvitesSend  *invites_call_finish_send    (InvitesClient        *client,
                                           GAsyncResult         *result,
                                           gpointer              tag,
                                           GError              **error);
void          invites_call_run            (InvitesCall          *self,
                                           GTask                *task);

/* For an answer that is not read into memory. */
void          invites_call_send_async     (InvitesCall          *self,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
GInputStream *invites_call_send_finish    (InvitesCall          *self,
                                           GAsyncResult         *result,
                                           GError              **error);
void          invites_call_arm            (InvitesCall          *self);
void          invites_call_stop           (InvitesCall          *self);
GError       *invites_call_explain        (InvitesCall          *self,
                                           GError               *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesCall, invites_call_free)

G_END_DECLS
