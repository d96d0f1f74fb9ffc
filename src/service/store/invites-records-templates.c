/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/store/invites-records.h"

#include "service/languages/invites-language.h"

/**
 * invites_template_text_new:
 * @language: (nullable): its language tag
 * @subject: the subject
 * @text: the plain-text part
 * @html: the HTML part
 *
 * Makes a text, which does not change any more: several threads may read it.
 *
 * Returns: (transfer full): the text
 */
InvitesTemplateText *
invites_template_text_new (const char *language,
                           const char *subject,
                           const char *text,
                           const char *html)
{
  InvitesTemplateText *self = g_atomic_rc_box_new0 (InvitesTemplateText);

  self->language = g_strdup (language);
  self->subject = g_strdup (subject);
  self->text = g_strdup (text);
  self->html = g_strdup (html);
  return self;
}

/**
 * invites_template_text_ref:
 * @self: a text
 *
 * Returns: (transfer full): @self
 */
InvitesTemplateText *
invites_template_text_ref (InvitesTemplateText *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_text (gpointer data)
{
  InvitesTemplateText *self = data;

  g_free (self->language);
  g_free (self->subject);
  g_free (self->text);
  g_free (self->html);
}

/**
 * invites_template_text_unref:
 * @self: (transfer full) (nullable): a text
 *
 * Lets a text go.
 */
void
invites_template_text_unref (InvitesTemplateText *self)
{
  if (self != NULL)
    g_atomic_rc_box_release_full (self, clear_text);
}

/**
 * invites_template_texts_new:
 *
 * Makes room for what a template says, its own text first.
 *
 * Returns: (transfer full) (element-type InvitesTemplateText): no texts
 */
GPtrArray *
invites_template_texts_new (void)
{
  return g_ptr_array_new_with_free_func (
    (GDestroyNotify) invites_template_text_unref);
}

/**
 * invites_template_texts_find:
 * @texts: (element-type InvitesTemplateText): at least the own text, first
 * @language: (nullable): what the reader reads
 *
 * Finds what a reader gets: the text in that language, or in ever wider ones
 * (RFC 4647, section 3.4), or else the own text.
 *
 * Returns: (transfer none): one of @texts
 */
InvitesTemplateText *
invites_template_texts_find (const GPtrArray *texts,
                             const char      *language)
{
  g_autofree char *range = NULL;

  g_return_val_if_fail (texts != NULL && texts->len > 0, NULL);

  if (language == NULL || texts->len == 1)
    return g_ptr_array_index (texts, 0);

  range = g_strdup (language);
  do
    {
      for (guint i = 0; i < texts->len; i++)
        {
          InvitesTemplateText *text = g_ptr_array_index (texts, i);

          if (text->language != NULL
              && g_ascii_strcasecmp (text->language, range) == 0)
            return text;
        }
    }
  while (invites_language_shorten (range));

  return g_ptr_array_index (texts, 0);
}

/**
 * invites_template_record_new:
 * @id: its id
 * @name: what users see
 * @active: whether it can be chosen
 *
 * Makes a template that says nothing yet.
 *
 * Returns: (transfer full): the template
 */
InvitesTemplateRecord *
invites_template_record_new (const char *id,
                             const char *name,
                             gboolean    active)
{
  InvitesTemplateRecord *self = g_new0 (InvitesTemplateRecord, 1);

  self->id = g_strdup (id);
  self->name = g_strdup (name);
  self->active = active;
  self->texts = invites_template_texts_new ();
  return self;
}

/**
 * invites_template_record_free:
 * @self: (transfer full) (nullable): a template
 *
 * Frees a template.
 */
void
invites_template_record_free (InvitesTemplateRecord *self)
{
  if (self == NULL)
    return;

  g_free (self->id);
  g_free (self->name);
  g_clear_pointer (&self->texts, g_ptr_array_unref);
  g_free (self);
}
