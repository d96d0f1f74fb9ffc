/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "core/invites-error.h"

G_BEGIN_DECLS

JsonNode *test_parse              (const char   *json);
void      test_assert_json        (JsonNode     *node,
                                   const char   *expected);
void      test_assert_field_error (const GError *error,
                                   InvitesError  code,
                                   const char   *field);
void      test_replace            (JsonNode     *node,
                                   const char   *member,
                                   const char   *json);
void      test_tell               (const char   *text);

G_END_DECLS
