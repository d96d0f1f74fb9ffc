/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/*
 * What a handler gives back: a status, headers and a body. Belongs to one
 * thread at a time. no-store and nosniff stand on every answer by themselves.
 */
typedef struct _InvitesAnswer InvitesAnswer;

InvitesAnswer *invites_answer_new           (guint          status);
InvitesAnswer *invites_answer_new_json      (JsonNode      *node);
InvitesAnswer *invites_answer_new_bytes     (guint          status,
                                             const char    *content_type,
                                             GBytes        *body);
InvitesAnswer *invites_answer_new_text      (guint          status,
                                             const char    *content_type,
                                             const char    *text);
InvitesAnswer *invites_answer_new_file      (const char    *content_type,
                                             int            fd,
                                             guint64        length);
InvitesAnswer *invites_answer_new_problem   (const GError  *error);
void           invites_answer_free          (InvitesAnswer *self);

void           invites_answer_set_status    (InvitesAnswer *self,
                                             guint          status);
void           invites_answer_add_header    (InvitesAnswer *self,
                                             const char    *name,
                                             const char    *value);

/* For the server. */
typedef void (*InvitesHeaderFunc) (const char *name,
                                   const char *value,
                                   gpointer    user_data);

guint          invites_answer_get_status    (InvitesAnswer *self);
GBytes        *invites_answer_get_body      (InvitesAnswer *self);
int            invites_answer_steal_file    (InvitesAnswer *self,
                                             guint64       *length);
void           invites_answer_foreach_header (InvitesAnswer     *self,
                                             InvitesHeaderFunc  func,
                                             gpointer           user_data);

/* Instead of answering now, wait until the topic changes or the time is over;
 * then the handler is asked once more. */
void           invites_answer_set_hold      (InvitesAnswer *self,
                                             const char    *topic,
                                             guint64        serial,
                                             guint          seconds);
const char    *invites_answer_get_hold      (InvitesAnswer *self,
                                             guint64       *serial,
                                             guint         *seconds);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesAnswer, invites_answer_free)

G_END_DECLS
