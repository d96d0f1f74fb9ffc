/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define INVITES_ERROR (invites_error_quark ())

/*
 * InvitesError: everything that can go wrong, in both programs.
 *
 * The first part travels as a problem document; invites-problem.c holds the
 * one table of its stable codes and HTTP statuses. The second part arises only
 * on the client's side of the wire and never travels.
 */
typedef enum
{
  INVITES_ERROR_INTERNAL,            /* 500 internal */
  INVITES_ERROR_BAD_CREDENTIALS,     /* 401 bad-credentials */
  INVITES_ERROR_SIGNED_OUT,          /* 401 not-signed-in */
  INVITES_ERROR_PERMISSION_REQUIRED, /* 403 permission-required */
  INVITES_ERROR_MALFORMED,           /* 400 malformed: not JSON, not UTF-8, … */
  INVITES_ERROR_MISSING,             /* 400 missing (names the field) */
  INVITES_ERROR_UNKNOWN,             /* 400 unknown (names the field) */
  INVITES_ERROR_INVALID,             /* 400 invalid (names the field) */
  INVITES_ERROR_NOT_FOUND,           /* 404 not-found */
  INVITES_ERROR_METHOD_NOT_ALLOWED,  /* 405 method-not-allowed */
  INVITES_ERROR_NOT_ACCEPTABLE,      /* 406 not-acceptable */
  INVITES_ERROR_SEND_DIFFERS,        /* 409 send-differs: other body, same id */
  INVITES_ERROR_SEND_LAPSED,         /* 409 send-lapsed: over 24 hours old */
  INVITES_ERROR_SENDER_NOT_ALLOWED,  /* 409 sender-not-allowed, at start */
  INVITES_ERROR_TEMPLATE_RETIRED,    /* 409 template-retired, at start */
  INVITES_ERROR_CONFLICT,            /* 409 conflict: any other */
  INVITES_ERROR_TOO_LARGE,           /* 413 too-large */
  INVITES_ERROR_TOO_MANY_ATTEMPTS,   /* 429 too-many-attempts */
  INVITES_ERROR_UNAVAILABLE,         /* 503 unavailable */

  INVITES_ERROR_OFFLINE,             /* no connection to the service */
  INVITES_ERROR_TIMED_OUT,           /* no whole answer before the deadline */
  INVITES_ERROR_BAD_ANSWER,          /* an answer that is not the API's */
  INVITES_ERROR_INSECURE,            /* plain http to another machine */
  INVITES_ERROR_CERTIFICATE,         /* TLS: the service cannot be trusted */
  INVITES_ERROR_NOT_REMEMBERED,      /* no usable keyring */
} InvitesError;

GQuark      invites_error_quark           (void);

const char *invites_error_get_field       (const GError *error);
void        invites_error_set_field       (GError       *error,
                                           const char   *field);
guint       invites_error_get_retry_after (const GError *error);
void        invites_error_set_retry_after (GError       *error,
                                           guint         seconds);
void        invites_set_field_error       (GError      **error,
                                           InvitesError  code,
                                           const char   *field,
                                           const char   *format,
                                           ...) G_GNUC_PRINTF (4, 5);

G_END_DECLS
