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
  copy->language = g_strdup (self->language);
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
  g_free (self->language);
  g_free (self->text);
  g_free (self->html);
  g_free (self);
}

/**
 * invites_preview_to_json:
 * @self: a preview with all its members set, but for the language
 *
 * Returns: (transfer full): {from, to, subject, language, text, html}
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
  invites_json_set_string (object, "language", self->language);
  invites_json_set_string (object, "text", self->text);
  invites_json_set_string (object, "html", self->html);
  return invites_json_take_object (object);
}

/* A service of before there were languages says nothing of it. */
static gboolean
read_language (InvitesPreview  *self,
               JsonObject      *object,
               GError         **error)
{
  const char *language = NULL;

  if (json_object_has_member (object, "language")
      && !invites_json_get_string_or_null (object, "language", &language,
                                           error))
    return FALSE;

  self->language = g_strdup (language);
  return TRUE;
}

static gboolean
read_preview (InvitesPreview  *self,
              JsonNode        *node,
              GError         **error)
{
  JsonObject *object;

  return (object = invites_json_get_root (node, error))
         && invites_json_dup_string (object, "from", &self->from, error)
         && invites_json_dup_string (object, "to", &self->to, error)
         && invites_json_dup_string (object, "subject", &self->subject, error)
         && read_language (self, object, error)
         && invites_json_dup_string (object, "text", &self->text, error)
         && invites_json_dup_string (object, "html", &self->html, error);
}

/**
 * invites_preview_from_json:
 * @node: (nullable): an answer
 * @error: (out) (optional): where the error goes
 *
 * Reads a preview.
 *
 * Returns: (transfer full): the preview, or %NULL with
 *   %INVITES_ERROR_BAD_ANSWER
 */
InvitesPreview *
invites_preview_from_json (JsonNode  *node,
                           GError   **error)
{
  g_autoptr(InvitesPreview) self = invites_preview_new ();

  if (!read_preview (self, node, error))
    {
      invites_json_blame_answer (error);
      return NULL;
    }

  return g_steal_pointer (&self);
}
