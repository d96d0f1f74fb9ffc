/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define INVITES_TYPE_PREVIEW (invites_preview_get_type ())

typedef struct _InvitesPreview InvitesPreview;

/* A mail as a contact would get it, with a dead sample link. */
struct _InvitesPreview
{
  char *from;    /* (owned): as the header says it, decoded */
  char *to;      /* (owned) */
  char *subject; /* (owned) */
  char *language; /* (owned) (nullable): a language tag; nobody has said it */
  char *text;    /* (owned): the text part */
  char *html;    /* (owned): the HTML part */
};

GType           invites_preview_get_type  (void) G_GNUC_CONST;
InvitesPreview *invites_preview_new       (void);
InvitesPreview *invites_preview_copy      (const InvitesPreview *self);
void            invites_preview_free      (InvitesPreview       *self);
JsonNode       *invites_preview_to_json   (const InvitesPreview *self);
InvitesPreview *invites_preview_from_json (JsonNode             *node,
                                           GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesPreview, invites_preview_free)

G_END_DECLS
