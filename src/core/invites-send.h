/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>

#include "core/invites-enums.h"
#include "core/invites-filter.h"
#include "core/invites-time.h"

G_BEGIN_DECLS

#define INVITES_SEND_MAX_LEAVE_OUT 100000

#define INVITES_TYPE_SEND_REQUEST (invites_send_request_get_type ())
#define INVITES_TYPE_SEND         (invites_send_get_type ())

typedef struct _InvitesSendRequest InvitesSendRequest;
typedef struct _InvitesSend        InvitesSend;

/* What a user asks for: the body of PUT and of a forecast. */
struct _InvitesSendRequest
{
  InvitesFilter *filter;                 /* (owned) */
  char          *template_id;            /* (owned): "template" in JSON */
  char          *email_from;             /* (owned) */
  gboolean       only_without_invitation;
  char         **leave_out;              /* (owned): contact ids, sorted, no
                                            doubles, NULL-terminated */
  gboolean       gap_override;           /* the minimum gap does not count */
  gboolean       only_expired;           /* only whose invitation has expired;
                                            not with the limit */
  InvitesSendSet from_set;               /* NONE: all that the filter reaches */
  char          *from_send;              /* (owned) (nullable): UUID; NULL for
                                            NONE and WISHES */
};

/* One send, as the history and its page show it. */
struct _InvitesSend
{
  char             *id;                  /* (owned): a UUID */
  InvitesSendState  state;
  gboolean          stopping;            /* Stop was asked, rows still open */
  InvitesFilter    *filter;              /* (owned) */
  char             *division;            /* (owned): id */
  char             *division_name;       /* (owned) */
  char             *template_id;         /* (owned) */
  char             *template_name;       /* (owned) */
  char             *email_from;          /* (owned) */
  gboolean          only_without_invitation;
  char             *prepared_by;         /* (owned): the user's name */
  InvitesTime       prepared_at;
  InvitesTime       started_at;          /* or NONE */
  InvitesTime       finished_at;         /* or NONE; also when stopped */
  guint64           outcomes[INVITES_N_OUTCOMES];
  guint64           deliveries[INVITES_N_DELIVERY_STATES];
  guint64           previously_invited;  /* of will_be_sent and merged */
  guint64           accepted_contacts;

  gboolean           gap_override;
  gboolean           only_expired;
  InvitesSendSet     from_set;           /* or NONE */
  char              *from_send;          /* (owned) (nullable) */
  InvitesTime        held_until;         /* state held; else NONE */
  InvitesPauseReason pause_reason;       /* state paused; else NONE, and those
                                            below are empty */
  InvitesTime        paused_at;
  char              *paused_by;          /* (owned) (nullable): user's name */
  int                pause_code;         /* the mail system's, or 0 */
  char              *pause_text;         /* (owned) (nullable): its words */
  InvitesTime        revoked_at;         /* or NONE */
  char              *revoked_by;         /* (owned) (nullable) */
  InvitesTrouble     trouble;            /* not from the store: or NONE */
  char              *trouble_text;       /* (owned) (nullable) */
};

GType               invites_send_request_get_type  (void) G_GNUC_CONST;
InvitesSendRequest *invites_send_request_new       (void);
InvitesSendRequest *invites_send_request_copy      (const InvitesSendRequest *self);
void                invites_send_request_free      (InvitesSendRequest       *self);
gboolean            invites_send_request_equal     (const InvitesSendRequest *a,
                                                    const InvitesSendRequest *b);
JsonNode           *invites_send_request_to_json   (const InvitesSendRequest *self);
InvitesSendRequest *invites_send_request_from_json (JsonNode                 *node,
                                                    GError                  **error);

GType               invites_send_get_type          (void) G_GNUC_CONST;
InvitesSend        *invites_send_new               (void);
InvitesSend        *invites_send_copy              (const InvitesSend        *self);
void                invites_send_free              (InvitesSend              *self);
guint64             invites_send_get_considered    (const InvitesSend        *self);
guint64             invites_send_get_open          (const InvitesSend        *self);
gboolean            invites_send_adds_up           (const InvitesSend        *self);
JsonNode           *invites_send_to_json           (const InvitesSend        *self);
InvitesSend        *invites_send_from_json         (JsonNode                 *node,
                                                    GError                  **error);

/* {outcomes: {…}}: the answer of a forecast. */
JsonNode           *invites_outcomes_to_json       (const guint64             outcomes[INVITES_N_OUTCOMES]);
gboolean            invites_outcomes_from_json     (JsonNode                 *node,
                                                    guint64                   outcomes[INVITES_N_OUTCOMES],
                                                    GError                  **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesSendRequest, invites_send_request_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesSend, invites_send_free)

G_END_DECLS
