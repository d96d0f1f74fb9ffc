/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/invites-enums.h"

/* The words of the API and of the database, in the order of the numbers. */
#define GROUPS "accepted pending not_sent cannot_be_invited"
#define REASONS "no_address invalid_address bounced opted_out"
#define OUTCOMES \
  "accepted no_address invalid_address bounced opted_out left_out " \
  "already_invited too_recent shared_too_widely merged will_be_sent"
#define DELIVERY_STATES \
  "queued sending deferred sent refused unknown bounced cancelled skipped"
#define SKIPS \
  "accepted already_invited in_another_send too_recent opted_out bounced " \
  "address_changed"
#define SEND_STATES "prepared held sending paused stopped finished"
#define SEND_SETS "rest corrected wishes"
#define PAUSE_REASONS "by_user sender_refused sign_in_refused"
#define TROUBLES "relay storage"
#define ADDRESS_EVENTS \
  "bounced bounce_lifted opted_out opt_out_lifted delayed asked_for_link"

#define DEFINE_TEST(name, Type, words, n, none) \
  static void \
  test_##name (void) \
  { \
    g_auto(GStrv) expected = g_strsplit (words, " ", -1); \
    Type value = (Type) 1; \
    \
    g_assert_cmpuint (g_strv_length (expected), ==, n); \
    for (guint i = 0; i < n; i++) \
      { \
        g_assert_cmpstr (invites_##name##_to_string ((Type) i), ==, \
                         expected[i]); \
        g_assert_true (invites_##name##_from_string (expected[i], &value)); \
        g_assert_cmpint (value, ==, i); \
      } \
    \
    value = (Type) 1; \
    g_assert_false (invites_##name##_from_string (NULL, &value)); \
    g_assert_false (invites_##name##_from_string ("", &value)); \
    g_assert_false (invites_##name##_from_string ("Sent", &value)); \
    g_assert_false (invites_##name##_from_string ("accepted ", &value)); \
    g_assert_cmpint (value, ==, 1); \
    g_assert_null (invites_##name##_to_string ((Type) n)); \
    g_assert_null (invites_##name##_to_string (none)); \
  }

DEFINE_TEST (group, InvitesGroup, GROUPS, INVITES_N_GROUPS,
             (InvitesGroup) -1)
DEFINE_TEST (reason, InvitesReason, REASONS, INVITES_N_REASONS,
             INVITES_REASON_NONE)
DEFINE_TEST (outcome, InvitesOutcome, OUTCOMES, INVITES_N_OUTCOMES,
             INVITES_OUTCOME_NONE)
DEFINE_TEST (delivery_state, InvitesDeliveryState, DELIVERY_STATES,
             INVITES_N_DELIVERY_STATES, INVITES_DELIVERY_NONE)
DEFINE_TEST (skip, InvitesSkip, SKIPS, INVITES_N_SKIPS, INVITES_SKIP_NONE)
DEFINE_TEST (send_state, InvitesSendState, SEND_STATES, INVITES_N_SEND_STATES,
             (InvitesSendState) -1)
DEFINE_TEST (send_set, InvitesSendSet, SEND_SETS, INVITES_N_SEND_SETS,
             INVITES_SEND_SET_NONE)
DEFINE_TEST (pause_reason, InvitesPauseReason, PAUSE_REASONS,
             INVITES_N_PAUSE_REASONS, INVITES_PAUSE_NONE)
DEFINE_TEST (trouble, InvitesTrouble, TROUBLES, INVITES_N_TROUBLES,
             INVITES_TROUBLE_NONE)
DEFINE_TEST (address_event, InvitesAddressEvent, ADDRESS_EVENTS,
             INVITES_N_ADDRESS_EVENTS, (InvitesAddressEvent) -1)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/enums/group", test_group);
  g_test_add_func ("/enums/reason", test_reason);
  g_test_add_func ("/enums/outcome", test_outcome);
  g_test_add_func ("/enums/delivery-state", test_delivery_state);
  g_test_add_func ("/enums/skip", test_skip);
  g_test_add_func ("/enums/send-state", test_send_state);
  g_test_add_func ("/enums/send-set", test_send_set);
  g_test_add_func ("/enums/pause-reason", test_pause_reason);
  g_test_add_func ("/enums/trouble", test_trouble);
  g_test_add_func ("/enums/address-event", test_address_event);

  return g_test_run ();
}
