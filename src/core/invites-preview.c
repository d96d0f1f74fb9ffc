/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/invites-preview.h"

#include "core/invites-json.h"

G_DEFINE_BOXED_TYPE (InvitesPreview, invites_preview,
                     invites_preview_copy, invites_preview_free)

/**
 * invites_preview_new:
 *
 * Returns: (transfer full): an empty preview; its members are the caller's to
 *   fill
 */
InvitesPreview *
invites_preview_new (void)
{
  return g_new0 (InvitesPreview, 1);
}

/**
 * invites_preview_copy:
 * @self: a preview
 *
 * Returns: (transfer full): a deep copy
 */
InvitesPreview *
invites_preview_copy (const InvitesPreview *self)
{
  InvitesPreview *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = invites_preview_new ();
  copy->from = g_strdup (self->from);
  copy->to = g_strdup (self->to);
  copy->subject = g_strdup (self->subject);
  copy->text = g_strdup (self->text);
  copy->html = g_strdup (self->html);
  return copy;
}

/**
 * invites_preview_free:
 * @self: (transfer full): a preview
 */
void
invites_preview_free (InvitesPreview *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->from);
  g_free (self->to);
  g_free (self->subject);
  g_free (self->text);
  g_free (self->html);
  g_free (self);
}

/**
 * invites_preview_to_json:
 * @self: a preview with all its members set
 *
 * Returns: (transfer full): {from, to, subject, text, html}
 */
JsonNode *
invites_preview_to_json (const InvitesPreview *self)
{
  JsonObject *object;

  g_return_val_if_fail (self != NULL, NULL);

  object = json_object_new ();
  invites_json_set_string (object, "from", self->from);
  invites_json_set_string (object, "to", self->to);
  invites_json_set_string (object, "subject", self->subject);
  invites_json_set_string (object, "text", self->text);
  invites_json_set_string (object, "html", self->html);
  return invites_json_take_object (object);
}

static gboolean
read_member (JsonObject *object,
             const char *member,
             char      **value,
             GError    **error)
{
  const char *string = invites_json_get_string (object, member, error);

  *value = g_strdup (string);
  return string != NULL;
}

/**
 * invites_preview_from_json:
 * @node: what invites_preview_to_json() wrote
 * @error: INVITES_ERROR with the member that is missing or of a wrong type
 *
 * Returns: (transfer full) (nullable): the preview, or %NULL with @error
 */
InvitesPreview *
invites_preview_from_json (JsonNode *node,
                           GError  **error)
{
  g_autoptr(InvitesPreview) self = invites_preview_new ();
  JsonObject *object;

  if (!(object = invites_json_get_root (node, error)))
    return NULL;
  if (!read_member (object, "from", &self->from, error)
      || !read_member (object, "to", &self->to, error)
      || !read_member (object, "subject", &self->subject, error)
      || !read_member (object, "text", &self->text, error)
      || !read_member (object, "html", &self->html, error))
    return NULL;
  return g_steal_pointer (&self);
}
