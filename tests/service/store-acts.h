/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What users do to sends, and what is seen of it then. */
#pragma once

#include "store-support.h"

G_BEGIN_DECLS

typedef enum
{
  STORE_START_SEND,
  STORE_STOP,
  STORE_PAUSE,
  STORE_RESUME,
  STORE_REVOKE,
  STORE_RETRY,
} StoreAct;
#define STORE_N_ACTS 6

InvitesSend *store_try_act (StoreFixture *fixture,
                            guint number,
                            StoreAct act,
                            GError **error);
InvitesSend *store_do_act (StoreFixture *fixture, guint number, StoreAct act);
void store_act_on (StoreFixture *fixture, guint number, StoreAct act);
void store_assert_delivery (StoreFixture *fixture,
                            guint number,
                            const char *contact,
                            InvitesDeliveryState state);
void store_assert_skipped (StoreFixture *fixture,
                           guint number,
                           const char *contact,
                           InvitesSkip reason);
void store_assert_contact (StoreFixture *fixture,
                           const char *id,
                           InvitesGroup group,
                           InvitesTime last_invite_sent);
void store_assert_link (StoreFixture *fixture,
                        const InvitesDelivery *delivery,
                        InvitesLinkState state);
void store_accept_by (StoreFixture *fixture, const InvitesDelivery *delivery);
void store_put_people (StoreFixture *fixture, const char *ids);
void store_give_up_import (StoreFixture *fixture);
void store_prepare (StoreFixture *fixture, guint number, gboolean only);
void store_start (StoreFixture *fixture, guint number, gboolean only);
InvitesDelivery *store_claim_and_report (StoreFixture *fixture,
                                         InvitesDeliveryState state);
void store_report_next (StoreFixture *fixture, InvitesDeliveryState state);
guint store_count_claims (StoreFixture *fixture);
void store_make_prepared (StoreFixture *fixture);
void store_make_held (StoreFixture *fixture);
void store_make_sending (StoreFixture *fixture);
void store_make_on_the_wire (StoreFixture *fixture);
void store_make_finished (StoreFixture *fixture);

G_END_DECLS
