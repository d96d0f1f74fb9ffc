/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <locale.h>

#include <gtk/gtk.h>

#include "app/details/invites-details-column.h"
#include "app/widgets/invites-browser.h"
#include "app/widgets/invites-filter-text.h"
#include "app/widgets/invites-format.h"
#include "app/widgets/invites-language-text.h"
#include "app/widgets/invites-line-text.h"
#include "app/widgets/invites-reply-text.h"
#include "app/widgets/invites-send-text.h"
#include "app/widgets/invites-standing-text.h"
#include "canned-service.h"
#include "client/invites-row-private.h"

#define assert_text(expression, expected)                                     \
  G_STMT_START                                                                \
  {                                                                           \
    g_autofree char *text_ = (expression);                                    \
    g_assert_cmpstr (text_, ==, expected);                                    \
  }                                                                           \
  G_STMT_END

static void
test_numbers (void)
{
  assert_text (invites_format_number (0), "0");
  assert_text (invites_format_number (G_MAXUINT64), "18446744073709551615");
  assert_text (invites_format_contacts (1), "1 contact");
  assert_text (invites_format_contacts (22), "22 contacts");
  assert_text (invites_format_link_label ("Invite acceptance pending", 22),
               "Invite acceptance pending, 22 contacts, show details");
}

static void
test_times (void)
{
  g_autoptr(GTimeZone) there = g_time_zone_new_identifier ("America/Denver");

  /* 2025-11-10T21:43:20Z */
  assert_text (invites_format_time (1762811000, there), "10 Nov 2025, 14:43");
  assert_text (invites_format_clock (1762811000, there), "14:43");
  assert_text (invites_format_time (INVITES_TIME_NONE, there), "–");
  assert_text (invites_format_clock (INVITES_TIME_NONE, NULL), "–");
}

static void
test_languages (void)
{
  assert_text (invites_language_text_dup ("de"), "German");
  assert_text (invites_language_text_dup ("de-AT"), "German (de-AT)");
  assert_text (invites_language_text_dup ("AR-eg"), "Arabic (AR-eg)");
  assert_text (invites_language_text_dup ("den"), "den");
  assert_text (invites_language_text_dup ("eu-ES"), "eu-ES");
}

/* What users read of mail systems' answers. */
static void
test_replies (void)
{
  static const struct
  {
    int         code;
    const char *status;
    const char *words;
    const char *said;
    const char *raw;
  } cases[] = {
    { 550, "5.1.1", "No such user", "There is no such mailbox (550 5.1.1)",
      "550 5.1.1 No such user" },
    { 550, "5.1.1", "5.1.1 No such user",
      "There is no such mailbox (550 5.1.1)", "550 5.1.1 No such user" },
    { 550, "5.1.10", "Null MX",
      "This domain takes no mail at all (550 5.1.10)",
      "550 5.1.10 Null MX" },
    { 552, "5.2.2", "Over quota", "The mailbox is full (552 5.2.2)",
      "552 5.2.2 Over quota" },
    { 554, "5.7.1", "Policy",
      "Refused by the rules of the mail system (554 5.7.1)",
      "554 5.7.1 Policy" },
    { 554, "5.7.999", "Policy",
      "Refused by the rules of the mail system (554 5.7.999)",
      "554 5.7.999 Policy" },
    { 554, "5.9.9", "?", "Refused by the mail system (554 5.9.9)",
      "554 5.9.9 ?" },
    { 554, NULL, "No", "Refused by the mail system (554)", "554 No" },
    { 550, NULL, "No",
      "There is no such mailbox, or it takes no mail (550)", "550 No" },
    { 451, "4.7.1", "Greylisted",
      "The mail system takes mail more slowly just now (451 4.7.1)",
      "451 4.7.1 Greylisted" },
    { 450, "4.9.9", "Later", "Asked to try again later (450 4.9.9)",
      "450 4.9.9 Later" },
    { 421, NULL, "Busy",
      "The mail system is not available just now (421)", "421 Busy" },
    { 0, "5.1.1", NULL, "There is no such mailbox (5.1.1)", NULL },
    { 250, "2.0.0", "OK", "Taken (250 2.0.0)",
      "250 2.0.0 OK" },
    { 0, NULL, "Gave up", "Gave up", "Gave up" },
    { 0, "", "", NULL, NULL },
    { 0, NULL, NULL, NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      assert_text (invites_reply_text_dup (cases[i].code, cases[i].status,
                                           cases[i].words),
                   cases[i].said);
      assert_text (invites_reply_text_dup_words (cases[i].code,
                                                 cases[i].status,
                                                 cases[i].words),
                   cases[i].raw);
    }
}

static void
test_standing (void)
{
  g_autoptr(InvitesSend) send
    = canned_send_new ("held", INVITES_SEND_HELD, 20, 0);

  assert_text (invites_standing_text_dup_hold (8), "Goes out in 8 seconds");
  assert_text (invites_standing_text_dup_hold (7.2), "Goes out in 8 seconds");
  assert_text (invites_standing_text_dup_hold (0.4), "Goes out in 1 second");
  assert_text (invites_standing_text_dup_hold (0), "Goes out at any moment");
  assert_text (invites_standing_text_dup_trouble (send), NULL);
  for (int i = 0; i < INVITES_N_TROUBLES; i++)
    {
      g_autofree char *text = NULL;

      send->trouble = (InvitesTrouble) i;
      text = invites_standing_text_dup_trouble (send);
      g_assert_nonnull (text);
      g_assert_nonnull (invites_standing_text_get_short (send->trouble));
    }
  for (int i = 0; i < INVITES_N_SEND_SETS; i++)
    g_assert_nonnull (invites_standing_text_get_from ((InvitesSendSet) i));
  g_assert_null (invites_standing_text_get_from (INVITES_SEND_SET_NONE));
}

static void
test_errors (void)
{
  g_autoptr(GError) field = NULL;
  g_autoptr(GError) later = NULL;

  for (int code = INVITES_ERROR_INTERNAL; code <= INVITES_ERROR_NOT_REMEMBERED;
       code++)
    {
      g_autoptr(GError) error
        = g_error_new_literal (INVITES_ERROR, code, "raw words");
      g_autofree char *text = invites_format_error (error);

      g_assert_true (g_str_has_suffix (text, "."));
      g_assert_null (strstr (text, "raw words"));
    }

  invites_set_field_error (&field, INVITES_ERROR_INVALID, "email_from", "x");
  assert_text (invites_format_error (field),
               "The service did not accept “Email from”.");
  g_set_error_literal (&later, INVITES_ERROR, INVITES_ERROR_TOO_MANY_ATTEMPTS,
                       "x");
  invites_error_set_retry_after (later, 61);
  assert_text (invites_format_error (later),
               "Too many attempts. Try again in 2 minutes.");
}

static void
test_words (void)
{
  g_assert_cmpstr (invites_group_title ((InvitesGroup) -1), ==,
                   "Total contacts");
  g_assert_cmpstr (invites_group_title (INVITES_GROUP_NOT_SENT), ==,
                   "Portal invite not sent");
  for (int i = 0; i < INVITES_N_OUTCOMES; i++)
    g_assert_cmpstr (invites_outcome_title ((InvitesOutcome) i), !=, "–");
  for (int i = 0; i < INVITES_N_DELIVERY_STATES; i++)
    g_assert_cmpstr (invites_delivery_state_title ((InvitesDeliveryState) i),
                     !=, "–");
  for (int i = 0; i < INVITES_N_SKIPS; i++)
    g_assert_cmpstr (invites_skip_title ((InvitesSkip) i), !=, "–");
  for (int i = 0; i < INVITES_N_SEND_STATES; i++)
    g_assert_cmpstr (invites_send_state_title ((InvitesSendState) i), !=, "–");
  g_assert_cmpstr (invites_outcome_title (INVITES_OUTCOME_NONE), ==, "–");
}

static void
test_filter (void)
{
  g_autoptr(InvitesFilter) filter = invites_filter_new ("north");
  g_autoptr(InvitesChoices) choices = invites_choices_new ();
  g_auto(GStrv) whole = invites_filter_describe (filter, choices);
  g_auto(GStrv) lines = NULL;

  g_assert_cmpuint (g_strv_length (whole), ==, 0);

  g_ptr_array_add (choices->bill_groups, invites_choice_new ("m", "Monthly"));
  filter->bill_group = g_strdup ("m");
  filter->site_source = g_strdup ("gone");
  filter->without_auto_pay = TRUE;
  lines = invites_filter_describe (filter, choices);
  g_assert_cmpuint (g_strv_length (lines), ==, 3);
  g_assert_cmpstr (lines[0], ==, "Bill group: Monthly");
  g_assert_cmpstr (lines[1], ==, "Site source: gone");
  g_assert_cmpstr (lines[2], ==, "Accounts without automatic payment");
}

/* Each line begins where the window's lines do. */
static void
test_lines (void)
{
  GtkTextDirection before = gtk_widget_get_default_direction ();

  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
  assert_text (invites_line_text_dup ("a@b.example"), "a@b.example");
  assert_text (invites_line_text_dup ("1 / 2"), "1 / 2");
  assert_text (invites_line_text_dup ("7 / \u0645"),
               "\u200e\u20687 / \u0645\u2069");
  assert_text (invites_line_text_dup_account ("7", "Seven"), "7 / Seven");
  assert_text (invites_line_text_dup_account ("7", "\u0645"),
               "\u200e7 / \u0645");
  assert_text (invites_line_text_dup ("\u200e7 / \u0645"),
               "\u200e7 / \u0645");
  assert_text (invites_line_text_join ("North", "14:43"), "North · 14:43");
  assert_text (invites_line_text_join ("\u0645", "14:43"),
               "\u200e\u2068\u0645\u2069 · 14:43");

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  assert_text (invites_line_text_dup ("\u0645"), "\u0645");
  assert_text (invites_line_text_dup ("a@b.example"),
               "\u200f\u2068a@b.example\u2069");
  assert_text (invites_line_text_dup ("\u200e7 / \u0645"),
               "\u200f\u2068\u200e7 / \u0645\u2069");
  assert_text (invites_line_text_join ("North", "\u0645"),
               "\u200f\u2068North\u2069 · \u0645");
  gtk_widget_set_default_direction (before);
}

/* Parts of a line go one after the other, and a file is called without marks.
 */
static void
test_joined_lines (void)
{
  GtkTextDirection before = gtk_widget_get_default_direction ();
  g_autofree char *line = NULL;

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  invites_line_text_append (&line, NULL);
  invites_line_text_append (&line, "");
  g_assert_null (line);
  invites_line_text_append (&line, "North");
  invites_line_text_append (&line, "7");
  g_assert_cmpstr (line, ==, "\u200f\u2068North\u2069 · 7");
  invites_line_text_append (&line, "\u0645");
  g_assert_cmpstr (line, ==, "\u200f\u2068North\u2069 · 7 · \u0645");
  assert_text (invites_line_text_dup_bare (line), "North · 7 · \u0645");
  gtk_widget_set_default_direction (before);
}

static void
test_send_before (void)
{
  g_autoptr(InvitesSend) send
    = canned_send_new ("s", INVITES_SEND_PREPARED, 20, 0);
  g_autoptr(InvitesSend) nobody
    = canned_send_new ("s", INVITES_SEND_PREPARED, 0, 0);

  assert_text (invites_send_text_dup_question (send), "Send 20 invitations?");
  assert_text (invites_send_text_dup_recipients (send->outcomes),
               "21 contacts will receive this invitation, in 20 mails: "
               "1 shares an address.");
  assert_text (invites_send_text_dup_left_out (send),
               "4 cannot be invited: 3 have no address, 1 bounced.");
  assert_text (invites_send_text_dup_previously (send), NULL);
  send->previously_invited = 1;
  assert_text (invites_send_text_dup_previously (send),
               "1 of them has been invited before.");

  assert_text (invites_send_text_dup_progress (send, -1),
               "Not started, nobody was mailed");

  assert_text (invites_send_text_dup_question (nobody), "Nobody to send to");
  assert_text (invites_send_text_dup_recipients (nobody->outcomes),
               "No contact will receive this invitation.");
}

static void
test_send_progress (void)
{
  g_autoptr(InvitesSend) send
    = canned_send_new ("s", INVITES_SEND_SENDING, 788, 1200);

  send->deliveries[INVITES_DELIVERY_REFUSED] = 12;
  assert_text (invites_send_text_dup_progress (send, 170),
               "1200 of 2000 sent · 12 refused · about 3 minutes left");
  assert_text (invites_send_text_dup_progress (send, -1),
               "1200 of 2000 sent · 12 refused");
  g_assert_cmpfloat_with_epsilon (invites_send_text_get_fraction (send), 0.606,
                                  1e-9);
  send->stopping = TRUE;
  assert_text (invites_send_text_dup_progress (send, 170),
               "1200 of 2000 sent · 12 refused · stopping");
  assert_text (invites_send_text_dup_state (send), "Stopping");
}

static void
test_column (void)
{
  g_autoptr(InvitesRow) row = invites_row_new (0);
  g_autoptr(GTimeZone) there = g_time_zone_new_identifier ("America/Denver");
  InvitesContact *contact = invites_contact_new ();

  assert_text (invites_details_column_dup_text (INVITES_DETAILS_EMAIL, row,
                                                there),
               NULL);

  contact->id = g_strdup ("c1");
  contact->email = g_strdup ("");
  contact->name = g_strdup ("Lex");
  contact->account_number = g_strdup ("49002");
  contact->account_name = g_strdup ("Residential Customer");
  contact->status = INVITES_GROUP_PENDING;
  contact->reason = INVITES_REASON_NONE;
  contact->expired = TRUE;
  contact->last_invite_sent = 1762811000;
  contact->auto_pay = INVITES_FLAG_UNKNOWN;
  invites_row_take_contact (row, contact);

  assert_text (invites_details_column_dup_text (INVITES_DETAILS_EMAIL, row,
                                                there),
               "–");
  assert_text (invites_details_column_dup_text (INVITES_DETAILS_ACCOUNT, row,
                                                there),
               "49002 / Residential Customer");
  assert_text (invites_details_column_dup_text (INVITES_DETAILS_STATUS, row,
                                                there),
               "Pending, link expired");
  assert_text (invites_details_column_dup_text (INVITES_DETAILS_INVITE_SENT,
                                                row, there),
               "10 Nov 2025, 14:43");
  assert_text (invites_details_column_dup_text (INVITES_DETAILS_AUTO_PAY, row,
                                                there),
               "–");
}

static void
test_browser (void)
{
  g_autofree char *page
    = invites_browser_wrap ("<a href=\"x\">&amp;</a>", "A <b> \"title\"");

  g_assert_nonnull (strstr (page, "sandbox=\"\""));
  g_assert_nonnull (strstr (page, "default-src 'none'"));
  g_assert_nonnull (strstr (page, "&lt;a href=&quot;x&quot;&gt;&amp;amp;"));
  g_assert_null (strstr (page, "<a href"));
  g_assert_null (strstr (page, "<b>"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  setlocale (LC_ALL, "C.UTF-8");

  g_test_add_func ("/format/lines", test_lines);
  g_test_add_func ("/format/joined-lines", test_joined_lines);
  g_test_add_func ("/format/replies", test_replies);
  g_test_add_func ("/format/standing", test_standing);
  g_test_add_func ("/format/numbers", test_numbers);
  g_test_add_func ("/format/times", test_times);
  g_test_add_func ("/format/languages", test_languages);
  g_test_add_func ("/format/errors", test_errors);
  g_test_add_func ("/format/words", test_words);
  g_test_add_func ("/format/filter", test_filter);
  g_test_add_func ("/format/send-before", test_send_before);
  g_test_add_func ("/format/send-progress", test_send_progress);
  g_test_add_func ("/format/column", test_column);
  g_test_add_func ("/format/browser", test_browser);

  return g_test_run ();
}
