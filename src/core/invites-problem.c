/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/invites-problem.h"

#include "core/invites-json.h"

/* Says nothing of what went wrong inside; that stands in the service's log. */
#define INTERNAL_DETAIL "The service could not do this"

typedef struct
{
  InvitesError  error;
  guint         status;
  const char   *code;
  const char   *title;
} Problem;

/* The one table of what travels. The first entry stands for whatever has no
 * entry of its own. */
static const Problem problems[] = {
  { INVITES_ERROR_INTERNAL, 500, "internal", "Internal error" },
  { INVITES_ERROR_BAD_CREDENTIALS, 401, "bad-credentials",
    "Wrong user name or password" },
  { INVITES_ERROR_SIGNED_OUT, 401, "not-signed-in", "Not signed in" },
  { INVITES_ERROR_PERMISSION_REQUIRED, 403, "permission-required",
    "Permission required" },
  { INVITES_ERROR_MALFORMED, 400, "malformed", "Malformed request" },
  { INVITES_ERROR_MISSING, 400, "missing", "Something is missing" },
  { INVITES_ERROR_UNKNOWN, 400, "unknown", "Unknown field or parameter" },
  { INVITES_ERROR_INVALID, 400, "invalid", "Invalid value" },
  { INVITES_ERROR_NOT_FOUND, 404, "not-found", "Not found" },
  { INVITES_ERROR_METHOD_NOT_ALLOWED, 405, "method-not-allowed",
    "Method not allowed" },
  { INVITES_ERROR_NOT_ACCEPTABLE, 406, "not-acceptable", "Not acceptable" },
  { INVITES_ERROR_SEND_DIFFERS, 409, "send-differs",
    "Another send has this id" },
  { INVITES_ERROR_SEND_LAPSED, 409, "send-lapsed", "The send has lapsed" },
  { INVITES_ERROR_SENDER_NOT_ALLOWED, 409, "sender-not-allowed",
    "The sender address is not allowed" },
  { INVITES_ERROR_TEMPLATE_RETIRED, 409, "template-retired",
    "The template is no longer in use" },
  { INVITES_ERROR_CONFLICT, 409, "conflict", "Conflict" },
  { INVITES_ERROR_TOO_LARGE, 413, "too-large", "Too large" },
  { INVITES_ERROR_TOO_MANY_ATTEMPTS, 429, "too-many-attempts",
    "Too many attempts" },
  { INVITES_ERROR_UNAVAILABLE, 503, "unavailable", "Unavailable" },
};

static const Problem *
find_problem (InvitesError error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (problems); i++)
    {
      if (problems[i].error == error)
        return &problems[i];
    }

  return &problems[0];
}

static const Problem *
find_problem_by_code (const char *code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (problems); i++)
    {
      if (g_strcmp0 (problems[i].code, code) == 0)
        return &problems[i];
    }

  return NULL;
}

/* For an answer without a code that we know: from a proxy, or a newer
 * service. */
static InvitesError
guess_error (guint status)
{
  switch (status)
    {
    case 401: return INVITES_ERROR_SIGNED_OUT;
    case 403: return INVITES_ERROR_PERMISSION_REQUIRED;
    case 404: return INVITES_ERROR_NOT_FOUND;
    case 405: return INVITES_ERROR_METHOD_NOT_ALLOWED;
    case 406: return INVITES_ERROR_NOT_ACCEPTABLE;
    case 409: return INVITES_ERROR_CONFLICT;
    case 413: return INVITES_ERROR_TOO_LARGE;
    case 429: return INVITES_ERROR_TOO_MANY_ATTEMPTS;
    case 502:
    case 503:
    case 504: return INVITES_ERROR_UNAVAILABLE;
    default:
      return status >= 500 ? INVITES_ERROR_INTERNAL : INVITES_ERROR_BAD_ANSWER;
    }
}

/* A member that is a string, or NULL: a problem document is read with good
 * will, since the status alone says enough. */
static const char *
peek_string (JsonObject *object,
             const char *member)
{
  JsonNode *node;

  if (object == NULL || !(node = json_object_get_member (object, member)))
    return NULL;
  if (!JSON_NODE_HOLDS_VALUE (node)
      || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;

  return json_node_get_string (node);
}

/**
 * invites_problem_get_status:
 * @code: an error
 *
 * Gets the HTTP status that an error travels with.
 *
 * Returns: 400–599; 500 for what never travels
 */
guint
invites_problem_get_status (InvitesError code)
{
  return find_problem (code)->status;
}

/**
 * invites_problem_get_code:
 * @code: an error
 *
 * Gets the stable word that stands for an error on the wire.
 *
 * Returns: (transfer none): the word; "internal" for what never travels
 */
const char *
invites_problem_get_code (InvitesError code)
{
  return find_problem (code)->code;
}

/**
 * invites_problem_from_error:
 * @error: any error
 *
 * Makes the problem document (RFC 9457) that tells a client of @error. What
 * is internal, or of another domain than %INVITES_ERROR, is told without its
 * message.
 *
 * Returns: (transfer full): the document
 */
JsonNode *
invites_problem_from_error (const GError *error)
{
  const Problem *problem = &problems[0];
  const char *detail = INTERNAL_DETAIL;
  const char *field = NULL;
  JsonObject *object;

  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain == INVITES_ERROR)
    problem = find_problem ((InvitesError) error->code);
  if (problem != &problems[0])
    {
      detail = error->message;
      field = invites_error_get_field (error);
    }

  object = json_object_new ();
  invites_json_set_string (object, "type", "about:blank");
  invites_json_set_string (object, "title", problem->title);
  json_object_set_int_member (object, "status", problem->status);
  invites_json_set_string (object, "code", problem->code);
  invites_json_set_string (object, "detail", detail);
  if (field != NULL)
    invites_json_set_string (object, "field", field);

  return invites_json_take_object (object);
}

/**
 * invites_problem_to_error:
 * @problem: (nullable): what came with the status; may be anything
 * @status: the HTTP status of the answer
 *
 * Turns an answer that is not a success into an error: by its code when that
 * is one of ours, by its status otherwise.
 *
 * Returns: (transfer full): an error of %INVITES_ERROR
 */
GError *
invites_problem_to_error (JsonNode *problem,
                          guint     status)
{
  JsonObject *object = NULL;
  const Problem *known;
  const char *detail;
  InvitesError code;
  GError *error;

  if (problem != NULL && JSON_NODE_HOLDS_OBJECT (problem))
    object = json_node_get_object (problem);

  known = find_problem_by_code (peek_string (object, "code"));
  code = known != NULL ? known->error : guess_error (status);
  detail = peek_string (object, "detail");

  if (detail != NULL && *detail != '\0')
    error = g_error_new_literal (INVITES_ERROR, (int) code, detail);
  else if (code != INVITES_ERROR_BAD_ANSWER)
    error = g_error_new_literal (INVITES_ERROR, (int) code,
                                 find_problem (code)->title);
  else
    error = g_error_new (INVITES_ERROR, (int) code,
                         "The service answered with status %u", status);

  invites_error_set_field (error, peek_string (object, "field"));
  return error;
}
