/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>

#include "core/invites-error.h"

G_BEGIN_DECLS

#define INVITES_PROBLEM_CONTENT_TYPE "application/problem+json"

/* RFC 9457, with two members of our own: code (stable) and field. */
guint       invites_problem_get_status     (InvitesError   code);
const char *invites_problem_get_code       (InvitesError   code);
JsonNode   *invites_problem_from_error     (const GError  *error);
GError     *invites_problem_to_error       (JsonNode      *problem,
                                            guint          status);

G_END_DECLS
