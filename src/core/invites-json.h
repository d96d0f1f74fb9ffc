/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "core/invites-error.h"
#include "core/invites-time.h"

G_BEGIN_DECLS

#define INVITES_JSON_MAX_DEPTH 32

/* Reading: strict RFC 8259 before json-glib sees a byte; then typed getters
 * that fail with INVITES_ERROR and the field's name, never with a guess. */
JsonNode   *invites_json_parse          (GBytes          *bytes,
                                         gsize            max_size,
                                         GError         **error);
JsonObject *invites_json_get_root       (JsonNode        *node,
                                         GError         **error);
gboolean    invites_json_only_members   (JsonObject      *object,
                                         const char *const *members,
                                         GError         **error);
const char *invites_json_get_string     (JsonObject      *object,
                                         const char      *member,
                                         GError         **error);
gboolean    invites_json_get_string_or_null (JsonObject  *object,
                                         const char      *member,
                                         const char     **value,
                                         GError         **error);
gboolean    invites_json_dup_string     (JsonObject      *object,
                                         const char      *member,
                                         char           **value,
                                         GError         **error);
gboolean    invites_json_get_boolean    (JsonObject      *object,
                                         const char      *member,
                                         gboolean        *value,
                                         GError         **error);
gboolean    invites_json_get_count      (JsonObject      *object,
                                         const char      *member,
                                         guint64         *value,
                                         GError         **error);
gboolean    invites_json_get_time       (JsonObject      *object,
                                         const char      *member,
                                         InvitesTime     *value,
                                         GError         **error);
JsonObject *invites_json_get_object     (JsonObject      *object,
                                         const char      *member,
                                         GError         **error);
JsonArray  *invites_json_get_array      (JsonObject      *object,
                                         const char      *member,
                                         GError         **error);
JsonArray  *invites_json_get_objects    (JsonObject      *object,
                                         const char      *member,
                                         GError         **error);

/* What reads an answer calls this when it fails. */
void        invites_json_blame_answer   (GError         **error);

/* Writing. A NULL string and INVITES_TIME_NONE become null. */
void        invites_json_set_string     (JsonObject      *object,
                                         const char      *member,
                                         const char      *value);
void        invites_json_set_time       (JsonObject      *object,
                                         const char      *member,
                                         InvitesTime      value);
JsonNode   *invites_json_take_object    (JsonObject      *object);
GBytes     *invites_json_to_bytes       (JsonNode        *node);

G_END_DECLS
