/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/invites-send-private.h"

#include "core/invites-error.h"
#include "core/invites-json.h"

static gboolean
refuse (GError     **error,
        const char  *member,
        const char  *message)
{
  invites_set_field_error (error, INVITES_ERROR_INVALID, member, "%s",
                           message);
  return FALSE;
}

static gboolean
read_send (JsonObject  *object,
           char       **send,
           GError     **error)
{
  const char *text;

  if (!(text = invites_json_get_string (object, "send", error)))
    return FALSE;
  if (!g_uuid_string_is_valid (text))
    return refuse (error, "send", "“send” must be the UUID of a send");

  g_free (*send);
  *send = g_ascii_strdown (text, -1);
  return TRUE;
}

/**
 * invites_send_from_write:
 * @set: whom a send is made from, not %INVITES_SEND_SET_NONE
 * @send: (nullable): the other send; %NULL for %INVITES_SEND_SET_WISHES
 *
 * Writes the member "from" of a request or a send.
 *
 * Returns: (transfer full): its value
 */
JsonObject *
invites_send_from_write (InvitesSendSet set,
                         const char    *send)
{
  JsonObject *object = json_object_new ();

  g_assert (set != INVITES_SEND_SET_NONE);

  if (set != INVITES_SEND_SET_WISHES)
    invites_json_set_string (object, "send", send);
  invites_json_set_string (object, "set", invites_send_set_to_string (set));
  return object;
}

/**
 * invites_send_from_read:
 * @object: the value of "from"
 * @set: (out): whom the send is made from
 * @send: (inout) (nullable): the other send, in lower case
 * @error: (out) (optional): where the error goes
 *
 * Reads the member "from" of a request or a send: a set, and the other send
 * where there is one.
 *
 * Returns: whether it is whole; %INVITES_ERROR_MISSING or
 *   %INVITES_ERROR_INVALID and the field otherwise
 */
gboolean
invites_send_from_read (JsonObject      *object,
                        InvitesSendSet  *set,
                        char           **send,
                        GError         **error)
{
  const char *word;

  g_assert (object != NULL);

  if (!(word = invites_json_get_string (object, "set", error)))
    return FALSE;
  if (!invites_send_set_from_string (word, set))
    return refuse (error, "set",
                   "“set” must be “rest”, “corrected” or “wishes”");
  if (*set != INVITES_SEND_SET_WISHES)
    return read_send (object, send, error);

  return !json_object_has_member (object, "send")
         || refuse (error, "send", "Wishes are not of one send");
}
