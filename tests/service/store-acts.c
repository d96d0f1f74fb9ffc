/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-acts.h"

InvitesSend *
store_try_act (StoreFixture  *fixture,
               guint          number,
               StoreAct            act,
               GError       **error)
{
  g_autofree char *uuid = store_dup_uuid (number);
  InvitesStore *store = fixture->store;
  InvitesPrincipal *user = fixture->user;

  switch (act)
    {
    case STORE_START_SEND:
      return invites_store_start (store, uuid, user, fixture->now, error);
    case STORE_STOP:
      return invites_store_stop (store, uuid, user, fixture->now, error);
    case STORE_PAUSE:
      return invites_store_pause (store, uuid, user, fixture->now, error);
    case STORE_RESUME:
      return invites_store_resume (store, uuid, user, fixture->now, error);
    case STORE_REVOKE:
      return invites_store_revoke (store, uuid, user, fixture->now, error);
    case STORE_RETRY:
    default:
      return invites_store_retry (store, uuid, INVITES_DELIVERY_NONE, user,
                                  fixture->now, error);
    }
}

InvitesSend *
store_do_act (StoreFixture *fixture,
              guint         number,
              StoreAct           act)
{
  g_autoptr(GError) error = NULL;
  InvitesSend *send = store_try_act (fixture, number, act, &error);

  g_assert_no_error (error);
  g_assert_true (invites_send_adds_up (send));
  return send;
}

/* When only what the act leaves behind is of interest. */
void
store_act_on (StoreFixture *fixture,
              guint         number,
              StoreAct           act)
{
  G_GNUC_UNUSED g_autoptr(InvitesSend) send = store_do_act (fixture, number, act);
}

void
store_assert_delivery (StoreFixture         *fixture,
                       guint                 number,
                       const char           *contact,
                       InvitesDeliveryState  state)
{
  g_autoptr(InvitesEntry) entry = NULL;

  entry = store_fixture_find_entry (fixture, number, contact);
  g_assert_nonnull (entry);
  g_assert_cmpstr (invites_delivery_state_to_string (entry->state), ==,
                   invites_delivery_state_to_string (state));
}

void
store_assert_skipped (StoreFixture *fixture,
                      guint         number,
                      const char   *contact,
                      InvitesSkip   reason)
{
  g_autoptr(InvitesEntry) entry = NULL;

  entry = store_fixture_find_entry (fixture, number, contact);
  g_assert_cmpint (entry->state, ==, INVITES_DELIVERY_SKIPPED);
  g_assert_cmpstr (invites_skip_to_string (entry->skipped), ==,
                   invites_skip_to_string (reason));
}

void
store_assert_contact (StoreFixture *fixture,
                      const char   *id,
                      InvitesGroup  group,
                      InvitesTime   last_invite_sent)
{
  g_autoptr(InvitesContact) contact = store_fixture_find_contact (fixture, id);

  g_assert_cmpstr (invites_group_to_string (contact->status), ==,
                   invites_group_to_string (group));
  g_assert_cmpint (contact->last_invite_sent, ==, last_invite_sent);
}

void
store_assert_link (StoreFixture          *fixture,
                   const InvitesDelivery *delivery,
                   InvitesLinkState       state)
{
  g_autoptr(GBytes) hash = invites_token_hash (delivery->token);
  g_autoptr(InvitesLink) link = NULL;
  g_autoptr(GError) error = NULL;

  link = invites_store_find_link (fixture->store, hash, fixture->now, &error);
  g_assert_no_error (error);
  g_assert_cmpint (link->state, ==, state);
}

void
store_accept_by (StoreFixture          *fixture,
                 const InvitesDelivery *delivery)
{
  g_autoptr(GBytes) hash = invites_token_hash (delivery->token);
  g_autoptr(GError) error = NULL;

  invites_store_accept (fixture->store, hash, "hash", fixture->now, NULL,
                        &error);
  g_assert_no_error (error);
}

/* Contacts "a" and so on, each with an address of its own. */
void
store_put_people (StoreFixture *fixture,
                  const char   *ids)
{
  for (const char *id = ids; *id != '\0'; id++)
    {
      const char name[] = { *id, '\0' };
      g_autofree char *email = g_strconcat (name, "@x.example", NULL);

      store_fixture_put_contact (fixture, name, "N1", email);
    }
}

/* An import that is rolled back. */
void
store_give_up_import (StoreFixture *fixture)
{
  InvitesContactRecord contact = {
    .id = (char *) "gone", .account_number = (char *) "N1",
    .name = (char *) "Gone", .email = (char *) "gone@x.example",
  };
  InvitesStore *store = fixture->store;
  g_autoptr(GError) error = NULL;

  invites_store_begin_import (store, fixture->now, &error);
  g_assert_no_error (error);
  invites_store_put_contact (store, &contact, &error);
  g_assert_no_error (error);
  invites_store_end_import (store, FALSE, &error);
  g_assert_no_error (error);
}

void
store_prepare (StoreFixture *fixture,
               guint         number,
               gboolean      only)
{
  G_GNUC_UNUSED g_autoptr(InvitesSend) send = store_fixture_prepare (fixture, number, only);
}

void
store_start (StoreFixture *fixture,
             guint         number,
             gboolean      only)
{
  store_prepare (fixture, number, only);
  store_act_on (fixture, number, STORE_START_SEND);
}

InvitesDelivery *
store_claim_and_report (StoreFixture         *fixture,
                        InvitesDeliveryState  state)
{
  InvitesDelivery *delivery = store_fixture_claim_one (fixture);

  store_fixture_report (fixture, delivery, state);
  return delivery;
}

void
store_report_next (StoreFixture         *fixture,
                   InvitesDeliveryState  state)
{
  G_GNUC_UNUSED g_autoptr(InvitesDelivery) delivery = store_claim_and_report (fixture, state);
}

guint
store_count_claims (StoreFixture *fixture)
{
  g_autoptr(GPtrArray) claimed = store_fixture_claim (fixture, 100);

  return claimed->len;
}

/* Send 1 to a, b and c, in a state. In finished a has got the mail, b was
 * refused and c is unknown. */

void
store_make_prepared (StoreFixture *fixture)
{
  store_put_people (fixture, "abc");
  store_prepare (fixture, 1, TRUE);
}

void
store_make_held (StoreFixture *fixture)
{
  store_make_prepared (fixture);
  invites_rules_get ()->hold_seconds = 10;
  store_act_on (fixture, 1, STORE_START_SEND);
  invites_rules_get ()->hold_seconds = 0;
}

void
store_make_sending (StoreFixture *fixture)
{
  store_make_prepared (fixture);
  store_act_on (fixture, 1, STORE_START_SEND);
}

void
store_make_on_the_wire (StoreFixture *fixture)
{
  g_autoptr(InvitesDelivery) delivery = NULL;

  store_make_sending (fixture);
  delivery = store_fixture_claim_one (fixture);
}

void
store_make_finished (StoreFixture *fixture)
{
  store_make_sending (fixture);
  store_report_next (fixture, INVITES_DELIVERY_SENT);
  store_report_next (fixture, INVITES_DELIVERY_REFUSED);
  store_report_next (fixture, INVITES_DELIVERY_UNKNOWN);
}
