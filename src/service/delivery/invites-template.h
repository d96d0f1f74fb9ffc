/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "service/store/invites-records.h"

G_BEGIN_DECLS

/*
 * A notification template, compiled: subject, text and HTML with these
 * placeholders, each of which a value replaces, escaped for where it stands.
 *
 *   {{contact_name}}   the contact's name, or "customer", in the template's
 *                      language, where none is known
 *   {{division_name}}  the part of the company that writes
 *   {{accounts}}       text: one line an account, "number – name";
 *                      HTML: one <li> an account, inside a list of the
 *                      template's own
 *   {{link}}           the invitation's link: once in the text, at least once
 *                      in the HTML, never in the subject
 *   {{link_days}}      for how many days the link works
 */
typedef struct _InvitesTemplate InvitesTemplate;

typedef enum
{
  INVITES_TEMPLATE_SUBJECT,
  INVITES_TEMPLATE_TEXT,
  INVITES_TEMPLATE_HTML,
  INVITES_TEMPLATE_N_PARTS,
} InvitesTemplatePart;

#define INVITES_TEMPLATE_MAX_SUBJECT 200    /* characters */
#define INVITES_TEMPLATE_MAX_PART    262144 /* bytes */

typedef struct
{
  const InvitesRecipient *recipient;
  const char             *link;
  guint                   link_days;
} InvitesTemplateValues;

InvitesTemplate *invites_template_compile      (const InvitesTemplateText   *text,
                                                GError                     **error);
void             invites_template_free         (InvitesTemplate             *self);
guint            invites_template_get_n_pieces (const InvitesTemplate       *self,
                                                InvitesTemplatePart          part);
const char      *invites_template_get_literal  (const InvitesTemplate       *self,
                                                InvitesTemplatePart          part,
                                                guint                        n);
void             invites_template_append_piece (const InvitesTemplate       *self,
                                                InvitesTemplatePart          part,
                                                guint                        n,
                                                const InvitesTemplateValues *values,
                                                GString                     *to);
char            *invites_template_dup_part     (const InvitesTemplate       *self,
                                                InvitesTemplatePart          part,
                                                const InvitesTemplateValues *values);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesTemplate, invites_template_free)

G_END_DECLS
