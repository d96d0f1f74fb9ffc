/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <locale.h>

#include "app/invite/invites-leave-out.h"
#include "app/invite/invites-send-advice.h"

static guint64 outcomes[INVITES_N_OUTCOMES];

/* Everything is there; each test takes something away. */
static InvitesSendFacts
make_facts (void)
{
  InvitesSendFacts facts = { 0 };

  memset (outcomes, 0, sizeof outcomes);
  outcomes[INVITES_OUTCOME_WILL_BE_SENT] = 22;
  facts.counted = TRUE;
  facts.total = 31;
  facts.has_templates = TRUE;
  facts.template_chosen = TRUE;
  facts.sender_good = TRUE;
  facts.email_from = "office@north.example";
  facts.division_name = "North";
  facts.limited = TRUE;
  facts.outcomes = outcomes;
  return facts;
}

static void
assert_advice (const InvitesSendFacts *facts,
               gboolean can_send,
               const char *heading,
               const char *detail)
{
  g_autoptr(InvitesSendAdvice) advice = invites_send_advice_new (facts);

  g_assert_cmpstr (advice->heading, ==, heading);
  if (detail != NULL)
    g_assert_cmpstr (advice->detail, ==, detail);
  g_assert_cmpint (advice->can_send, ==, can_send);
  g_assert_cmpint (strlen (advice->detail), >, 0);
}

static void
test_missing (void)
{
  InvitesSendFacts facts = make_facts ();

  facts.sender_good = FALSE;
  assert_advice (&facts, FALSE, "Correct the sender", NULL);
  facts.template_chosen = FALSE;
  assert_advice (&facts, FALSE, "Choose a notification template", NULL);
  facts.has_templates = FALSE;
  assert_advice (&facts, FALSE, "No notification template", NULL);
  facts.total = 0;
  assert_advice (&facts, FALSE, "No contacts match", NULL);
  facts.division_name = NULL;
  assert_advice (&facts, FALSE, "Choose a division", NULL);
}

static void
test_no_forecast (void)
{
  InvitesSendFacts facts = make_facts ();

  facts.outcomes = NULL;
  assert_advice (&facts, FALSE, "Counting…", NULL);
  facts.failed = TRUE;
  assert_advice (&facts, FALSE, "Not known who would get an invitation", NULL);
}

static void
test_nobody (void)
{
  InvitesSendFacts facts = make_facts ();

  outcomes[INVITES_OUTCOME_WILL_BE_SENT] = 0;
  outcomes[INVITES_OUTCOME_ALREADY_INVITED] = 22;
  assert_advice (&facts, FALSE, "Nobody to send to",
                 "All 22 who could get an invitation have one already. Turn "
                 "off the limit to send again.");
  outcomes[INVITES_OUTCOME_ALREADY_INVITED] = 1;
  assert_advice (&facts, FALSE, "Nobody to send to",
                 "1 contact could get an invitation, and has one already. Turn "
                 "off the limit to send again.");
  facts.limited = FALSE;
  assert_advice (&facts, FALSE, "Nobody to send to",
                 "Everybody here has accepted already or cannot be invited.");
  outcomes[INVITES_OUTCOME_LEFT_OUT] = 2;
  assert_advice (&facts, FALSE, "Nobody to send to",
                 "Those who could get an invitation are left out by hand. "
                 "Clear that to send to them.");
}

static void
test_send (void)
{
  InvitesSendFacts facts = make_facts ();

  assert_advice (&facts, TRUE, "22 invitations will be sent",
                 "To North, from office@north.example.");
  outcomes[INVITES_OUTCOME_MERGED] = 3;
  outcomes[INVITES_OUTCOME_BOUNCED] = 1;
  assert_advice (&facts, TRUE, "22 invitations will be sent",
                 "To North, from office@north.example. 25 contacts will "
                 "receive this invitation, in 22 mails: 3 share an address. 1 "
                 "other contact gets none.");
  outcomes[INVITES_OUTCOME_MERGED] = 0;
  outcomes[INVITES_OUTCOME_WILL_BE_SENT] = 1;
  outcomes[INVITES_OUTCOME_ACCEPTED] = 4;
  assert_advice (&facts, TRUE, "1 invitation will be sent",
                 "To North, from office@north.example. 5 other contacts get "
                 "none.");
}

static void
test_leave_out (void)
{
  g_auto(GStrv) set = NULL;
  const char *const expected[] = { "c10", "c2", "d", NULL };

  invites_leave_out_add (&set, (const char *[]){ "d", "c2", "d", NULL });
  invites_leave_out_add (&set, (const char *[]){ "c2", "c10", NULL });
  g_assert_cmpstrv (set, expected);
  invites_leave_out_add (&set, (const char *[]){ NULL });
  g_assert_cmpstrv (set, expected);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/advice/missing", test_missing);
  g_test_add_func ("/advice/no-forecast", test_no_forecast);
  g_test_add_func ("/advice/nobody", test_nobody);
  g_test_add_func ("/advice/send", test_send);
  g_test_add_func ("/leave-out", test_leave_out);

  return g_test_run ();
}
