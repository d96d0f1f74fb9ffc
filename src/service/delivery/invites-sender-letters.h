/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/delivery/invites-letter.h"
#include "service/store/invites-records.h"

G_BEGIN_DECLS

/* The letters of the sends that run: each is made once a language. For one
 * thread. */
typedef struct _InvitesLetters InvitesLetters;

InvitesLetters      *invites_letters_new  (const char             *public_url);
void                 invites_letters_free (InvitesLetters         *self);
const InvitesLetter *invites_letters_get  (InvitesLetters         *self,
                                           const InvitesDelivery  *delivery,
                                           GError                **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesLetters, invites_letters_free)

G_END_DECLS
