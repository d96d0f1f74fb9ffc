/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/http/invites-answer.h"

#include <string.h>
#include <unistd.h>

#include "core/invites-json.h"
#include "core/invites-problem.h"

typedef struct
{
  const char *name; /* static */
  char       *value; /* (owned) */
} Header;

struct _InvitesAnswer
{
  guint    status;
  GArray  *headers; /* (owned) (element-type Header) */
  GBytes  *body;    /* (owned) (nullable): none, or a file */
  int      fd;      /* (owned): -1 for none */
  guint64  length;  /* of the file */

  /* Instead of an answer. */
  char    *hold;    /* (owned) (nullable): a topic of the hub */
  guint64  hold_serial;
  guint    hold_seconds;
};

static void
clear_header (Header *header)
{
  g_free (header->value);
}

/**
 * invites_answer_new:
 * @status: an HTTP status
 *
 * Makes an answer without a body.
 *
 * Returns: (transfer full): the answer
 */
InvitesAnswer *
invites_answer_new (guint status)
{
  InvitesAnswer *self = g_new0 (InvitesAnswer, 1);

  self->status = status;
  self->fd = -1;
  self->headers = g_array_new (FALSE, FALSE, sizeof (Header));
  g_array_set_clear_func (self->headers, (GDestroyNotify) clear_header);
  return self;
}

/**
 * invites_answer_new_json:
 * @node: (transfer full): the root
 *
 * Makes an answer of 200 with a JSON document.
 *
 * Returns: (transfer full): the answer
 */
InvitesAnswer *
invites_answer_new_json (JsonNode *node)
{
  g_autoptr(JsonNode) root = node;
  g_autoptr(GBytes) body = NULL;

  g_return_val_if_fail (node != NULL, NULL);

  body = invites_json_to_bytes (root);
  return invites_answer_new_bytes (200, "application/json", body);
}

/**
 * invites_answer_new_bytes:
 * @status: an HTTP status
 * @content_type: (nullable): the media type; a static string, %NULL for none
 * @body: the body
 *
 * Makes an answer with a body that is held in memory.
 *
 * Returns: (transfer full): the answer
 */
InvitesAnswer *
invites_answer_new_bytes (guint       status,
                          const char *content_type,
                          GBytes     *body)
{
  InvitesAnswer *self;

  g_return_val_if_fail (body != NULL, NULL);

  self = invites_answer_new (status);
  self->body = g_bytes_ref (body);
  if (content_type != NULL)
    invites_answer_add_header (self, "Content-Type", content_type);
  return self;
}

/**
 * invites_answer_new_text:
 * @status: an HTTP status
 * @content_type: the media type; a static string
 * @text: the body
 *
 * Makes an answer whose body is a copy of @text.
 *
 * Returns: (transfer full): the answer
 */
InvitesAnswer *
invites_answer_new_text (guint       status,
                         const char *content_type,
                         const char *text)
{
  g_autoptr(GBytes) body = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  body = g_bytes_new (text, strlen (text));
  return invites_answer_new_bytes (status, content_type, body);
}

/**
 * invites_answer_new_file:
 * @content_type: the media type; a static string
 * @fd: (transfer full): an open file, read from its beginning
 * @length: its length in octets
 *
 * Makes an answer of 200 with a body that stands in a file.
 *
 * Returns: (transfer full): the answer
 */
InvitesAnswer *
invites_answer_new_file (const char *content_type,
                         int         fd,
                         guint64     length)
{
  InvitesAnswer *self;

  g_return_val_if_fail (content_type != NULL, NULL);
  g_return_val_if_fail (fd >= 0, NULL);

  self = invites_answer_new (200);
  self->fd = fd;
  self->length = length;
  invites_answer_add_header (self, "Content-Type", content_type);
  return self;
}

/**
 * invites_answer_new_problem:
 * @error: what went wrong
 *
 * Makes the answer that tells of an error: its status, the problem document,
 * and the headers that HTTP wants with it.
 *
 * Returns: (transfer full): the answer
 */
InvitesAnswer *
invites_answer_new_problem (const GError *error)
{
  InvitesError code = INVITES_ERROR_INTERNAL;
  g_autoptr(JsonNode) problem = NULL;
  g_autoptr(GBytes) body = NULL;
  InvitesAnswer *self;
  guint retry_after;

  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain == INVITES_ERROR)
    code = (InvitesError) error->code;
  problem = invites_problem_from_error (error);
  body = invites_json_to_bytes (problem);
  self = invites_answer_new_bytes (invites_problem_get_status (code),
                                   INVITES_PROBLEM_CONTENT_TYPE, body);

  /* RFC 9110, section 15.5.2. */
  if (self->status == 401)
    invites_answer_add_header (self, "WWW-Authenticate", "Bearer");
  retry_after = invites_error_get_retry_after (error);
  if (retry_after == 0 && self->status == 503)
    retry_after = 1;
  if (retry_after > 0)
    {
      g_autofree char *seconds = g_strdup_printf ("%u", retry_after);

      invites_answer_add_header (self, "Retry-After", seconds);
    }

  return self;
}

/**
 * invites_answer_free:
 * @self: (transfer full) (nullable): an answer
 *
 * Frees an answer, and closes its file if the server has not taken it.
 */
void
invites_answer_free (InvitesAnswer *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->headers);
  g_clear_pointer (&self->body, g_bytes_unref);
  if (self->fd >= 0)
    close (self->fd);
  g_free (self->hold);
  g_free (self);
}

/**
 * invites_answer_set_status:
 * @self: an answer
 * @status: an HTTP status
 *
 * Changes the status.
 */
void
invites_answer_set_status (InvitesAnswer *self,
                           guint          status)
{
  g_return_if_fail (self != NULL);

  self->status = status;
}

/**
 * invites_answer_add_header:
 * @self: an answer
 * @name: a header's name; a static string
 * @value: its value, without line ends
 *
 * Adds a header; one of that name that was there before is replaced.
 */
void
invites_answer_add_header (InvitesAnswer *self,
                           const char    *name,
                           const char    *value)
{
  Header header = { name, g_strdup (value) };

  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL && value != NULL);

  for (guint i = 0; i < self->headers->len; i++)
    {
      if (g_ascii_strcasecmp (g_array_index (self->headers, Header, i).name,
                              name) == 0)
        {
          g_array_remove_index (self->headers, i);
          break;
        }
    }
  g_array_append_val (self->headers, header);
}

/**
 * invites_answer_get_status:
 * @self: an answer
 *
 * Returns: its HTTP status
 */
guint
invites_answer_get_status (InvitesAnswer *self)
{
  g_return_val_if_fail (self != NULL, 500);

  return self->status;
}

/**
 * invites_answer_get_body:
 * @self: an answer
 *
 * Returns: (transfer none) (nullable): the body, if it is held in memory
 */
GBytes *
invites_answer_get_body (InvitesAnswer *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->body;
}

/**
 * invites_answer_steal_file:
 * @self: an answer
 * @length: (out): the file's length in octets
 *
 * Takes the file over.
 *
 * Returns: (transfer full): the file, or -1 when the body is none
 */
int
invites_answer_steal_file (InvitesAnswer *self,
                           guint64       *length)
{
  g_return_val_if_fail (self != NULL, -1);
  g_return_val_if_fail (length != NULL, -1);

  *length = self->length;
  return g_steal_fd (&self->fd);
}

/**
 * invites_answer_foreach_header:
 * @self: an answer
 * @func: (scope call): called for each header
 * @user_data: for @func
 *
 * Tells every header that was set.
 */
void
invites_answer_foreach_header (InvitesAnswer    *self,
                               InvitesHeaderFunc func,
                               gpointer          user_data)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (func != NULL);

  for (guint i = 0; i < self->headers->len; i++)
    {
      const Header *header = &g_array_index (self->headers, Header, i);

      func (header->name, header->value, user_data);
    }
}

/**
 * invites_answer_set_hold:
 * @self: what to answer if there is no room to wait
 * @topic: the send to watch
 * @serial: its serial when it was read (invites-hub.h)
 * @seconds: how long to wait at most
 *
 * Asks the server to wait until the send has changed or the time is over, and
 * then to run the handler once more.
 */
void
invites_answer_set_hold (InvitesAnswer *self,
                         const char    *topic,
                         guint64        serial,
                         guint          seconds)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (topic != NULL);

  g_free (self->hold);
  self->hold = g_strdup (topic);
  self->hold_serial = serial;
  self->hold_seconds = seconds;
}

/**
 * invites_answer_get_hold:
 * @self: an answer
 * @serial: (out): the send's serial when it was read
 * @seconds: (out): how long to wait at most
 *
 * Returns: (transfer none) (nullable): the send to watch, or %NULL to answer
 *   now
 */
const char *
invites_answer_get_hold (InvitesAnswer *self,
                         guint64       *serial,
                         guint         *seconds)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (serial != NULL && seconds != NULL, NULL);

  *serial = self->hold_serial;
  *seconds = self->hold_seconds;
  return self->hold;
}
