/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/http/invites-router.h"

#include <string.h>

#include "service/http/invites-request-private.h"
#include "service/http/invites-resources.h"
#include "service/http/invites-service.h"
#include "service/portal/invites-portal.h"

#define SMALL_BODY 16384
#define LARGE_BODY (4 * 1024 * 1024)

static InvitesAnswer *answer_not_found (InvitesRequest *request,
                                        GError        **error);

/* Literal patterns stand before those with "{}" in the same place. */
static const InvitesRoute routes[] = {
  { "GET", "/healthz", INVITES_FOR_EVERYBODY, INVITES_LANE_NONE,
    INVITES_BODY_NONE, SMALL_BODY, invites_resource_health },
  { "GET", "/i/{}", INVITES_FOR_EVERYBODY, INVITES_LANE_READ,
    INVITES_BODY_ANY, SMALL_BODY, invites_portal_get },
  { "POST", "/i/{}", INVITES_FOR_EVERYBODY, INVITES_LANE_HASH,
    INVITES_BODY_ANY, SMALL_BODY, invites_portal_post },
  { "GET", "/o/{}", INVITES_FOR_EVERYBODY, INVITES_LANE_READ,
    INVITES_BODY_ANY, SMALL_BODY, invites_portal_get_opt_out },
  { "POST", "/o/{}", INVITES_FOR_EVERYBODY, INVITES_LANE_WRITE,
    INVITES_BODY_ANY, SMALL_BODY, invites_portal_post_opt_out },
  { "POST", "/v1/sign-in", INVITES_FOR_EVERYBODY, INVITES_LANE_HASH,
    INVITES_BODY_JSON, SMALL_BODY, invites_resource_sign_in },
  { "POST", "/v1/sign-out", INVITES_FOR_SIGNED_IN, INVITES_LANE_WRITE,
    INVITES_BODY_NONE, SMALL_BODY, invites_resource_sign_out },
  { "GET", "/v1/me", INVITES_FOR_SIGNED_IN, INVITES_LANE_READ,
    INVITES_BODY_NONE, SMALL_BODY, invites_resource_me },
  { "GET", "/v1/choices", INVITES_FOR_READERS, INVITES_LANE_READ,
    INVITES_BODY_NONE, SMALL_BODY, invites_resource_choices },
  { "GET", "/v1/contacts", INVITES_FOR_READERS, INVITES_LANE_READ,
    INVITES_BODY_NONE, SMALL_BODY, invites_resource_contacts },
  { "GET", "/v1/contacts/counts", INVITES_FOR_READERS, INVITES_LANE_READ,
    INVITES_BODY_NONE, SMALL_BODY, invites_resource_counts },
  { "GET", "/v1/contacts/{}/why", INVITES_FOR_READERS, INVITES_LANE_READ,
    INVITES_BODY_NONE, SMALL_BODY, invites_resource_why },
  { "POST", "/v1/contacts/{}/lift", INVITES_FOR_SENDERS, INVITES_LANE_WRITE,
    INVITES_BODY_JSON, SMALL_BODY, invites_resource_lift },
  { "GET", "/v1/changes", INVITES_FOR_READERS, INVITES_LANE_HELD,
    INVITES_BODY_NONE, SMALL_BODY, invites_resource_changes },
  { "GET", "/v1/sends", INVITES_FOR_READERS, INVITES_LANE_READ,
    INVITES_BODY_NONE, SMALL_BODY, invites_resource_sends },
  { "POST", "/v1/sends/forecast", INVITES_FOR_READERS, INVITES_LANE_READ,
    INVITES_BODY_JSON, LARGE_BODY, invites_resource_forecast },
  { "POST", "/v1/sends/forecast/entries", INVITES_FOR_READERS,
    INVITES_LANE_READ, INVITES_BODY_JSON, LARGE_BODY,
    invites_resource_forecast_entries },
  { "GET", "/v1/sends/{}", INVITES_FOR_READERS, INVITES_LANE_READ,
    INVITES_BODY_NONE, SMALL_BODY, invites_resource_send },
  { "PUT", "/v1/sends/{}", INVITES_FOR_SENDERS, INVITES_LANE_WRITE,
    INVITES_BODY_JSON, LARGE_BODY, invites_resource_prepare },
  { "GET", "/v1/sends/{}/entries", INVITES_FOR_READERS, INVITES_LANE_READ,
    INVITES_BODY_NONE, SMALL_BODY, invites_resource_entries },
  { "POST", "/v1/sends/{}/start", INVITES_FOR_SENDERS, INVITES_LANE_WRITE,
    INVITES_BODY_NONE, SMALL_BODY, invites_resource_start },
  { "POST", "/v1/sends/{}/stop", INVITES_FOR_SENDERS, INVITES_LANE_WRITE,
    INVITES_BODY_NONE, SMALL_BODY, invites_resource_stop },
  { "POST", "/v1/sends/{}/pause", INVITES_FOR_SENDERS, INVITES_LANE_WRITE,
    INVITES_BODY_NONE, SMALL_BODY, invites_resource_pause },
  { "POST", "/v1/sends/{}/resume", INVITES_FOR_SENDERS, INVITES_LANE_WRITE,
    INVITES_BODY_NONE, SMALL_BODY, invites_resource_resume },
  { "POST", "/v1/sends/{}/revoke", INVITES_FOR_SENDERS, INVITES_LANE_WRITE,
    INVITES_BODY_NONE, SMALL_BODY, invites_resource_revoke },
  { "POST", "/v1/sends/{}/retry", INVITES_FOR_SENDERS, INVITES_LANE_WRITE,
    INVITES_BODY_NONE, SMALL_BODY, invites_resource_retry },
  { "GET", "/v1/link-wishes", INVITES_FOR_READERS, INVITES_LANE_READ,
    INVITES_BODY_NONE, SMALL_BODY, invites_resource_wishes },
  { "POST", "/v1/link-wishes/{}/dismiss", INVITES_FOR_SENDERS,
    INVITES_LANE_WRITE, INVITES_BODY_NONE, SMALL_BODY,
    invites_resource_dismiss_wish },
  { "GET", "/v1/notification-templates/{}/preview", INVITES_FOR_READERS,
    INVITES_LANE_READ, INVITES_BODY_NONE, SMALL_BODY,
    invites_resource_preview },
  { "POST", "/v1/notification-templates/{}/test", INVITES_FOR_SENDERS,
    INVITES_LANE_MAIL, INVITES_BODY_JSON, SMALL_BODY, invites_resource_test },
};

/* Whatever has no route. Below /v1 nobody learns which paths there are. */
static const InvitesRoute lost = {
  NULL, NULL, INVITES_FOR_EVERYBODY, INVITES_LANE_NONE, INVITES_BODY_ANY,
  SMALL_BODY, answer_not_found
};
static const InvitesRoute lost_in_api = {
  NULL, NULL, INVITES_FOR_SIGNED_IN, INVITES_LANE_READ, INVITES_BODY_ANY,
  SMALL_BODY, answer_not_found
};

static InvitesAnswer *
answer_not_found (InvitesRequest *request,
                  GError        **error)
{
  if (request->allow == NULL)
    g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND,
                         "There is nothing at this path");
  else
    g_set_error (error, INVITES_ERROR, INVITES_ERROR_METHOD_NOT_ALLOWED,
                 "This path allows %s", request->allow);
  return NULL;
}

static gboolean
matches (const char *pattern,
         char      **segments)
{
  g_auto(GStrv) wanted = g_strsplit (pattern + 1, "/", -1);
  guint length = g_strv_length (wanted);

  if (length != g_strv_length (segments))
    return FALSE;
  for (guint i = 0; i < length; i++)
    {
      if (!g_str_equal (wanted[i], "{}")
            ? !g_str_equal (wanted[i], segments[i])
            : segments[i][0] == '\0')
        return FALSE;
    }

  return TRUE;
}

static void
take_values (const char *pattern,
             char      **segments,
             GPtrArray  *values)
{
  g_auto(GStrv) wanted = g_strsplit (pattern + 1, "/", -1);

  for (guint i = 0; wanted[i] != NULL; i++)
    {
      if (g_str_equal (wanted[i], "{}"))
        g_ptr_array_add (values, g_strdup (segments[i]));
    }
}

/**
 * invites_router_find:
 * @method: the HTTP method; GET for HEAD
 * @segments: the path
 * @values: (element-type utf8): gets what stands for the pattern's "{}"
 * @allow: (out) (nullable): which methods the path allows, if not this one
 *
 * Finds what answers a request.
 *
 * Returns: (transfer none) (nullable): the route, or %NULL when there is none
 */
const InvitesRoute *
invites_router_find (const char *method,
                     char      **segments,
                     GPtrArray  *values,
                     char      **allow)
{
  g_autoptr(GString) methods = g_string_new (NULL);
  const char *pattern = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (routes); i++)
    {
      const InvitesRoute *route = &routes[i];

      if (pattern != NULL ? !g_str_equal (route->pattern, pattern)
                          : !matches (route->pattern, segments))
        continue;

      pattern = route->pattern;
      if (g_str_equal (route->method, method))
        {
          take_values (pattern, segments, values);
          return route;
        }
      g_string_append_printf (methods, "%s%s%s", methods->len > 0 ? ", " : "",
                              route->method,
                              g_str_equal (route->method, "GET") ? ", HEAD"
                                                                 : "");
    }

  if (pattern != NULL)
    *allow = g_string_free (g_steal_pointer (&methods), FALSE);
  return NULL;
}

/**
 * invites_router_get_lost:
 * @in_api: whether the path lies below /v1
 *
 * Returns: (transfer none): what answers a request that has no route
 */
const InvitesRoute *
invites_router_get_lost (gboolean in_api)
{
  return in_api ? &lost_in_api : &lost;
}

static gboolean
admit (const InvitesRoute *route,
       InvitesRequest     *request,
       GError            **error)
{
  const char *token = invites_request_get_token (request);
  InvitesPrincipal *principal;

  if (route->audience == INVITES_FOR_EVERYBODY)
    return TRUE;

  if (token == NULL)
    {
      g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_SIGNED_OUT,
                           "Not signed in");
      return FALSE;
    }
  principal = invites_sessions_find (request->service->sessions,
                                     request->store, token, invites_time_now (),
                                     error);
  if (principal == NULL)
    return FALSE;

  g_clear_pointer (&request->access, invites_access_free);
  request->access = invites_access_new (request->store,
                                        request->service->index, principal);
  switch (route->audience)
    {
    case INVITES_FOR_READERS:
      return invites_access_may_read (request->access, error);
    case INVITES_FOR_SENDERS:
      return invites_access_may_send (request->access, error);
    case INVITES_FOR_EVERYBODY:
    case INVITES_FOR_SIGNED_IN:
    default:
      return TRUE;
    }
}

/* What can be said without knowing what the handler wants. */
static gboolean
check_form (const InvitesRoute *route,
            InvitesRequest     *request,
            GError            **error)
{
  if (request->broken != NULL)
    {
      g_propagate_error (error, g_error_copy (request->broken));
      return FALSE;
    }
  if (route->body == INVITES_BODY_NONE && request->body != NULL)
    {
      g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_MALFORMED,
                           "This call takes no body");
      return FALSE;
    }

  return route->body != INVITES_BODY_JSON
         || invites_request_get_json (request, error) != NULL;
}

static InvitesAnswer *
answer_problem (InvitesRequest *request,
                const GError   *error)
{
  InvitesAnswer *answer = invites_answer_new_problem (error);

  if (error->domain != INVITES_ERROR || error->code == INVITES_ERROR_INTERNAL)
    g_warning ("%s: %s", request->route->pattern != NULL
                           ? request->route->pattern : "no route",
               error->message);
  if (request->allow != NULL && invites_answer_get_status (answer) == 405)
    invites_answer_add_header (answer, "Allow", request->allow);
  return answer;
}

/**
 * invites_router_answer:
 * @route: the route of @request
 * @request: a request; its store is set unless the route's lane is
 *   %INVITES_LANE_NONE
 *
 * Answers a request: who asks (401), whether they may (403), whether it is
 * well formed (400), and then what the handler says.
 *
 * Returns: (transfer full): the answer
 */
InvitesAnswer *
invites_router_answer (const InvitesRoute *route,
                       InvitesRequest     *request)
{
  g_autoptr(GError) error = NULL;
  InvitesAnswer *answer = NULL;

  g_return_val_if_fail (route != NULL, NULL);
  g_return_val_if_fail (request != NULL, NULL);

  if (admit (route, request, &error) && check_form (route, request, &error))
    answer = route->handler (request, &error);
  if (answer == NULL)
    answer = answer_problem (request, error);
  return answer;
}
