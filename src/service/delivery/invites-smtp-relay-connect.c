/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-smtp-relay-private.h"

#include <string.h>

#include <curl/curl.h>

#include "service/delivery/invites-smtp-connection.h"
#include "service/delivery/invites-smtp-verdict.h"

#define TIME_OUT_OPEN    (5 * 60 * 1000) /* RFC 5321, section 4.5.3.2.1 */
#define TIME_OUT_CONNECT (30 * 1000)
#define MAX_LINE         2048

/* The last thing that the server said before it came to the dialogue. */
typedef struct
{
  GCancellable     *cancellable; /* (nullable) */
  InvitesSmtpReply *reply;
  gboolean          is_whole;
  gboolean          is_lost;     /* an answer that libcurl cannot read */
} Opening;

static int
check_cancelled (void       *data,
                 curl_off_t  dltotal,
                 curl_off_t  dlnow,
                 curl_off_t  ultotal,
                 curl_off_t  ulnow)
{
  const Opening *opening = data;

  return g_cancellable_is_cancelled (opening->cancellable);
}

/* libcurl hands over the lines of the dialogue that it leads. */
static size_t
hear_line (char *line, size_t size, size_t n, void *data)
{
  Opening *opening = data;
  g_autofree char *copy = g_strndup (line, MIN (size * n, MAX_LINE));
  InvitesSmtpLine what;

  g_strchomp (copy);
  if (opening->is_whole || opening->is_lost)
    invites_smtp_reply_clear (opening->reply);
  what = invites_smtp_reply_take_line (opening->reply, copy);
  opening->is_whole = what == INVITES_SMTP_LINE_LAST;
  opening->is_lost = what == INVITES_SMTP_LINE_BROKEN;
  return size * n;
}

static void
set_up_time (InvitesSmtpRelay *self, CURL *curl)
{
  long total = self->time_out != 0 ? (long) self->time_out : TIME_OUT_OPEN;

  curl_easy_setopt (curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt (curl, CURLOPT_TIMEOUT_MS, total);
  curl_easy_setopt (curl, CURLOPT_CONNECTTIMEOUT_MS,
                    MIN (total, TIME_OUT_CONNECT));
  curl_easy_setopt (curl, CURLOPT_SERVER_RESPONSE_TIMEOUT,
                    MAX (total / 1000, 1));
}

static void
set_up_hearing (CURL *curl, Opening *opening)
{
  curl_easy_setopt (curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt (curl, CURLOPT_XFERINFOFUNCTION, check_cancelled);
  curl_easy_setopt (curl, CURLOPT_XFERINFODATA, opening);
  curl_easy_setopt (curl, CURLOPT_HEADERFUNCTION, hear_line);
  curl_easy_setopt (curl, CURLOPT_HEADERDATA, opening);
}

/* Off loopback there is TLS, verified, or nothing: neither the mail nor the
 * password goes in the clear. */
static void
set_up_security (InvitesSmtpRelay *self, CURL *curl)
{
  gboolean may_be_plain = self->is_local && !self->is_implicit
                          && !self->needs_tls && self->ca_file == NULL;

  curl_easy_setopt (curl, CURLOPT_USE_SSL,
                    may_be_plain ? (long) CURLUSESSL_NONE
                                 : (long) CURLUSESSL_ALL);
  curl_easy_setopt (curl, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt (curl, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt (curl, CURLOPT_SSLVERSION, (long) CURL_SSLVERSION_TLSv1_2);
  if (self->ca_file != NULL)
    {
      curl_easy_setopt (curl, CURLOPT_CAINFO, self->ca_file);
      curl_easy_setopt (curl, CURLOPT_CAPATH, NULL);
    }
}

static const char *
get_login_options (InvitesSmtpRelay *self)
{
  switch (self->auth)
    {
    case INVITES_SMTP_AUTH_PLAIN:
      return "AUTH=PLAIN";
    case INVITES_SMTP_AUTH_LOGIN:
      return "AUTH=LOGIN";
    case INVITES_SMTP_AUTH_XOAUTH2:
      return "AUTH=XOAUTH2";
    case INVITES_SMTP_AUTH_AUTO:
    default:
      return self->token_file != NULL ? "AUTH=XOAUTH2"
                                      : "AUTH=PLAIN;AUTH=LOGIN";
    }
}

/* Somebody else renews it: it is read anew for each connection. */
static gboolean
set_up_token (InvitesSmtpRelay *self, CURL *curl)
{
  g_autofree char *token = NULL;

  if (self->token_file == NULL
      || !g_file_get_contents (self->token_file, &token, NULL, NULL)
      || *g_strstrip (token) == '\0')
    return FALSE;
  curl_easy_setopt (curl, CURLOPT_XOAUTH2_BEARER, token);
  return TRUE;
}

static gboolean
set_up_sign_in (InvitesSmtpRelay *self, CURL *curl)
{
  if (self->user == NULL)
    return TRUE;
  curl_easy_setopt (curl, CURLOPT_USERNAME, self->user);
  curl_easy_setopt (curl, CURLOPT_LOGIN_OPTIONS, get_login_options (self));
  if (invites_smtp_relay_uses_token (self))
    return set_up_token (self, curl);
  if (self->password != NULL)
    curl_easy_setopt (curl, CURLOPT_PASSWORD, self->password);
  return TRUE;
}

static CURL *
new_handle (InvitesSmtpRelay *self, Opening *opening)
{
  CURL *curl = curl_easy_init ();

  if (curl == NULL)
    return NULL;
  curl_easy_setopt (curl, CURLOPT_URL, self->url);
  curl_easy_setopt (curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt (curl, CURLOPT_PROXY, "");
  curl_easy_setopt (curl, CURLOPT_CONNECT_ONLY, 1L);
  curl_easy_setopt (curl, CURLOPT_FRESH_CONNECT, 1L);
  set_up_time (self, curl);
  set_up_hearing (curl, opening);
  set_up_security (self, curl);
  return curl;
}

/* A sign-in that is refused for good, or for which nothing was offered that we
 * take, needs a person; 4xx passes (RFC 4954, section 6). */
static gboolean
is_sign_in_refused (InvitesSmtpRelay *self, const Opening *opening,
                    CURLcode code)
{
  return code == CURLE_LOGIN_DENIED && self->user != NULL
         && (!opening->is_whole || opening->reply->code / 100 != 4);
}

static gboolean
has_words (const Opening *opening)
{
  return opening->is_whole && opening->reply->code >= 400;
}

static void
set_fault (InvitesSmtpRelay   *self,
           const Opening      *opening,
           CURLcode            code,
           InvitesRelayAnswer *fault)
{
  InvitesBlame blame = INVITES_BLAME_RELAY;
  g_autofree char *words = NULL;
  g_autofree char *text = NULL;

  if (is_sign_in_refused (self, opening, code))
    blame = INVITES_BLAME_SIGN_IN;
  if (has_words (opening))
    words = invites_smtp_reply_dup_text (opening->reply);
  else
    words = g_strdup (curl_easy_strerror (code));
  text = g_strdup_printf (blame == INVITES_BLAME_SIGN_IN
                            ? "The mail system refuses the sign-in: %s"
                            : "The mail system cannot be reached: %s",
                          words);
  invites_relay_answer_set (fault, INVITES_DELIVERY_QUEUED, blame, text);
  if (has_words (opening))
    {
      fault->code = opening->reply->code;
      fault->status = invites_smtp_reply_dup_status (opening->reply);
    }
}

/* Implements InvitesRelayInterface.connect. */
InvitesRelayConnection *
invites_smtp_relay_connect (InvitesRelay       *relay,
                            GCancellable       *cancellable,
                            InvitesRelayAnswer *fault)
{
  InvitesSmtpRelay *self = INVITES_SMTP_RELAY (relay);
  g_autoptr(InvitesSmtpReply) reply = invites_smtp_reply_new ();
  Opening opening = { cancellable, reply };
  CURL *curl = new_handle (self, &opening);
  CURLcode code = CURLE_FAILED_INIT;

  if (curl != NULL && !set_up_sign_in (self, curl))
    {
      invites_relay_answer_set (fault, INVITES_DELIVERY_QUEUED,
                                INVITES_BLAME_RELAY,
                                "The token for the mail system cannot be "
                                "read");
      curl_easy_cleanup (curl);
      return NULL;
    }
  if (curl != NULL)
    code = curl_easy_perform (curl);
  if (code != CURLE_OK)
    {
      set_fault (self, &opening, code, fault);
      curl_easy_cleanup (curl);
      return NULL;
    }
  /* What was heard lives no longer than this call. */
  curl_easy_setopt (curl, CURLOPT_HEADERFUNCTION, NULL);
  curl_easy_setopt (curl, CURLOPT_HEADERDATA, NULL);
  curl_easy_setopt (curl, CURLOPT_NOPROGRESS, 1L);
  return invites_smtp_connection_new (invites_smtp_wire_new (curl),
                                      self->host_name, self->time_out);
}
