/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/store/invites-database.h"
#include "service/store/invites-store.h"

G_BEGIN_DECLS

/* A send that gives claims, with what all of its mails have in common. */
typedef struct
{
  gint64           send_id;
  char            *uuid;
  char            *email_from;
  char            *domain;     /* of email_from, as A-label */
  InvitesDivision *division;
  GPtrArray       *texts;      /* of InvitesTemplateText: (nullable) until
                                  invites_waiting_read_letter() */
} InvitesRunningSend;

/* What waits in all running sends, for one turn. */
typedef struct _InvitesWaiting InvitesWaiting;

InvitesWaiting     *invites_waiting_new  (InvitesDatabase *database,
                                          gint64           last_send,
                                          InvitesTime      now,
                                          GError         **error);
void                invites_waiting_free (InvitesWaiting      *self);
GArray             *invites_waiting_take (InvitesWaiting      *self,
                                          guint                n_wanted,
                                          GError             **error);
gint64              invites_waiting_get_last (InvitesWaiting  *self);
InvitesRunningSend *invites_waiting_find_send (InvitesWaiting *self,
                                          gint64               send_id);
gboolean            invites_waiting_read_letter (InvitesWaiting *self,
                                          InvitesRunningSend  *send,
                                          GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesWaiting, invites_waiting_free)

G_END_DECLS
