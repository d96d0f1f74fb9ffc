/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/delivery/invites-relay-connection.h"

G_BEGIN_DECLS

/* What the server said it can do. */
typedef struct
{
  gboolean has_size;
  guint64  max_size;       /* 0: it names no limit */
  gboolean has_pipelining;
  gboolean has_8bitmime;
  gboolean has_smtputf8;
} InvitesSmtpAbilities;

char    *invites_smtp_message_find_complaint (const InvitesSmtpAbilities *abilities,
                                              const InvitesEnvelope      *envelope,
                                              GBytes                     *message);
void     invites_smtp_message_append_mail    (const InvitesSmtpAbilities *abilities,
                                              const InvitesEnvelope      *envelope,
                                              GBytes                     *message,
                                              GString                    *output);
void     invites_smtp_message_append_body    (GBytes                     *message,
                                              GString                    *output);

G_END_DECLS
