/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/http/invites-held-answer.h"

#include <string.h>

#define MAX_WAIT 25

/* Compares weakly, as RFC 9110, section 13.1.2, wants it. */
static gboolean
etag_is_in (const char *list,
            const char *etag)
{
  g_auto(GStrv) tags = NULL;

  if (list == NULL)
    return FALSE;

  /* Our own tags hold no comma. */
  tags = g_strsplit (list, ",", -1);
  for (char **tag = tags; *tag != NULL; tag++)
    {
      const char *text = g_strstrip (*tag);

      if (g_str_has_prefix (text, "W/"))
        text += strlen ("W/");
      if (g_str_equal (text, etag) || g_str_equal (text, "*"))
        return TRUE;
    }

  return FALSE;
}

static gboolean
parse_wait (const char *preference,
            guint      *seconds)
{
  const char *equals = strchr (preference, '=');
  g_autofree char *name = NULL;
  g_autofree char *value = NULL;
  guint64 number;

  if (equals == NULL)
    return FALSE;
  name = g_strstrip (g_strndup (preference, (gsize) (equals - preference)));
  if (g_ascii_strcasecmp (name, "wait") != 0)
    return FALSE;

  value = g_strdup (equals + 1);
  value[strcspn (value, ";")] = '\0';
  g_strdelimit (value, "\"", ' ');
  if (!g_ascii_string_to_unsigned (g_strstrip (value), 10, 0, G_MAXUINT,
                                   &number, NULL))
    return FALSE;

  *seconds = (guint) MIN (number, MAX_WAIT);
  return TRUE;
}

/* Seconds; 0 for not at all. What cannot be read is not followed, as RFC 7240
 * wants it. */
static guint
get_wait (const char *prefer)
{
  g_auto(GStrv) preferences = NULL;
  guint seconds = 0;

  if (prefer == NULL)
    return 0;

  preferences = g_strsplit (prefer, ",", -1);
  for (char **preference = preferences; *preference != NULL; preference++)
    {
      if (parse_wait (*preference, &seconds))
        return seconds;
    }

  return 0;
}

/**
 * invites_held_answer_new:
 * @request: a GET
 * @topic: what to wait for
 * @reading: what was read
 *
 * Answers with a reading, unless the client has it already: then with 304, or,
 * when it would like to wait, not before something has changed.
 *
 * Returns: (transfer full): the answer
 */
InvitesAnswer *
invites_held_answer_new (InvitesRequest       *request,
                         const char           *topic,
                         const InvitesReading *reading)
{
  const char *known = invites_request_get_header (request, "if-none-match");
  guint wait = get_wait (invites_request_get_header (request, "prefer"));
  InvitesAnswer *answer;

  if (!etag_is_in (known, reading->etag))
    {
      answer = invites_answer_new_bytes (200, "application/json",
                                         reading->body);
    }
  else
    {
      /* The body does not go out; its length does. */
      answer = invites_answer_new_bytes (304, NULL, reading->body);
      if (wait > 0 && !invites_request_has_waited (request))
        invites_answer_set_hold (answer, topic, reading->serial, wait);
    }

  invites_answer_add_header (answer, "ETag", reading->etag);
  if (known != NULL && wait > 0)
    {
      g_autofree char *applied = g_strdup_printf ("wait=%u", wait);

      invites_answer_add_header (answer, "Preference-Applied", applied);
    }
  return answer;
}
