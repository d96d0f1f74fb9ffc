/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define INVITES_TYPE_CHOICE  (invites_choice_get_type ())
#define INVITES_TYPE_CHOICES (invites_choices_get_type ())

typedef struct _InvitesChoice  InvitesChoice;
typedef struct _InvitesChoices InvitesChoices;

/* One entry of a combo row. */
struct _InvitesChoice
{
  char *id;         /* (owned) */
  char *name;       /* (owned) */
  char *email_from; /* (owned) (nullable): divisions only */
  char *time_zone;  /* (owned) (nullable): divisions only; IANA name */
  GStrv languages;  /* (owned) (nullable): templates only; their language tags,
                       that of the own text first where somebody has said it */
};

/* What a user may choose from; each array of InvitesChoice, by name. */
struct _InvitesChoices
{
  GPtrArray *divisions;              /* (owned) */
  GPtrArray *account_classes;        /* (owned) */
  GPtrArray *bill_groups;            /* (owned) */
  GPtrArray *account_sources;        /* (owned) */
  GPtrArray *site_sources;           /* (owned) */
  GPtrArray *notification_templates; /* (owned) */
};

GType           invites_choice_get_type   (void) G_GNUC_CONST;
InvitesChoice  *invites_choice_new        (const char           *id,
                                           const char           *name);
InvitesChoice  *invites_choice_copy       (const InvitesChoice  *self);
void            invites_choice_free       (InvitesChoice        *self);

GType           invites_choices_get_type  (void) G_GNUC_CONST;
InvitesChoices *invites_choices_new       (void);
InvitesChoices *invites_choices_copy      (const InvitesChoices *self);
void            invites_choices_free      (InvitesChoices       *self);
const InvitesChoice *
                invites_choices_find      (GPtrArray            *choices,
                                           const char           *id);
JsonNode       *invites_choices_to_json   (const InvitesChoices *self);
InvitesChoices *invites_choices_from_json (JsonNode             *node,
                                           GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesChoice, invites_choice_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesChoices, invites_choices_free)

G_END_DECLS
