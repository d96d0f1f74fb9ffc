/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/invites-choices.h"
#include "core/invites-contact.h"
#include "core/invites-counts.h"
#include "core/invites-entry.h"
#include "core/invites-preview.h"
#include "core/invites-user.h"
#include "core/invites-why.h"
#include "core/invites-wish.h"
#include "test-support.h"

/*
 * What the service answers: read, copied and written again it says the same;
 * with anything wrong in it, it is refused as a bad answer.
 */

#define GROUPS(total, accepted, pending, expired, not_sent, cannot, reasons) \
  "\"total\": " #total ", \"accepted\": " #accepted \
  ", \"pending\": " #pending ", \"pending_expired\": " #expired \
  ", \"not_sent\": " #not_sent ", \"cannot_be_invited\": " #cannot \
  ", \"reasons\": " reasons

#define REASONS \
  "{\"no_address\": 3, \"invalid_address\": 1, \"bounced\": 1," \
  " \"opted_out\": 0}"

#define COUNTS \
  "{" GROUPS (12, 4, 2, 1, 1, 5, REASONS) "," \
  " \"division\": {" GROUPS (36, 4, 22, 3, 5, 5, REASONS) "}," \
  " \"as_of\": \"2026-11-22T21:00:00Z\"}"

#define CONTACT \
  "{\"id\": \"c1\", \"email\": \" odd@\", \"name\": \"Ünal 😀\"," \
  " \"account_number\": \"1000\", \"account_name\": \"Ünal & Sons\"," \
  " \"status\": \"cannot_be_invited\", \"reason\": \"invalid_address\"," \
  " \"expired\": true, \"last_invite_sent\": \"2026-11-22T21:00:00Z\"," \
  " \"last_login\": null, \"auto_pay\": false}"

#define ENTRY \
  "{\"id\": \"c1\", \"email\": \"a@b.example\", \"name\": \"\"," \
  " \"account_number\": \"1000\", \"account_name\": \"x\"," \
  " \"outcome\": \"will_be_sent\", \"state\": \"skipped\"," \
  " \"reason\": \"in_another_send\", \"merged_into\": null," \
  " \"changed_at\": \"2026-11-22T21:00:00Z\", \"reply_code\": 550," \
  " \"reply_status\": \"5.1.1\", \"reply_text\": \"5.1.1 No such user\"," \
  " \"attempts\": 3, \"next_attempt_at\": \"2026-11-22T21:05:00Z\"," \
  " \"accepted\": true}"

#define MERGED_ENTRY \
  "{\"id\": \"c2\", \"email\": \"a@b.example\", \"name\": \"\"," \
  " \"account_number\": \"1001\", \"account_name\": \"x\"," \
  " \"outcome\": \"merged\", \"state\": null, \"reason\": null," \
  " \"merged_into\": \"c1\", \"changed_at\": null, \"reply_code\": null," \
  " \"reply_status\": null, \"reply_text\": null, \"attempts\": 0," \
  " \"next_attempt_at\": null, \"accepted\": false}"

#define CHOICES \
  "{\"divisions\": [{\"id\": \"n\", \"name\": \"North\"," \
  " \"email_from\": \"a@n.example\", \"time_zone\": \"Europe/Berlin\"}," \
  " {\"id\": \"s\", \"name\": \"South\"," \
  " \"email_from\": \"a@s.example\", \"time_zone\": \"America/Lima\"}]," \
  " \"account_classes\": [{\"id\": \"r\", \"name\": \"Residential\"}]," \
  " \"bill_groups\": [], \"account_sources\": []," \
  " \"site_sources\": [{\"id\": \"~YSBi\", \"name\": \"a b\"}]," \
  " \"notification_templates\": [{\"id\": \"w\", \"name\": \"Welcome\"," \
  " \"languages\": [\"en\", \"de-AT\"]}, {\"id\": \"x\", \"name\": \"X\"," \
  " \"languages\": []}]}"

#define PREVIEW \
  "{\"from\": \"North <a@n.example>\", \"to\": \"Ünal <u@x.example>\"," \
  " \"subject\": \"Welcome\", \"language\": \"en-GB\"," \
  " \"text\": \"Hello,\\n…\", \"html\": \"<p>Hello,</p>\"}"
#define UNSAID_PREVIEW \
  "{\"from\": \"a@n.example\", \"to\": \"u@x.example\"," \
  " \"subject\": \"Welcome\", \"language\": null," \
  " \"text\": \"Hello\", \"html\": \"<p>Hello,</p>\"}"

#define USER \
  "{\"name\": \"Ada\", \"email\": \"ada@n.example\", \"permissions\": [" \
  "{\"id\": \"390\", \"name\": \"Send Account Portal Invitations\"}," \
  "{\"id\": \"391\", \"name\": \"Review Account Portal Invitations\"}]}"

#define SIGN_IN \
  "{\"token\": \"t0ken\", \"expires_at\": \"2026-11-22T21:00:00Z\"," \
  " \"user\": " USER "}"

#define WHY \
  "{\"contact\": " CONTACT ", \"matches\": true, \"outcome\": \"merged\"," \
  " \"filters\": [{\"rule\": \"balance_due\", \"holds\": false}]," \
  " \"rules\": [{\"rule\": \"bounced\", \"holds\": true}]," \
  " \"history\": [{\"send\": \"u-1\"," \
  " \"prepared_at\": \"2026-11-22T21:00:00Z\", \"started_at\": null," \
  " \"prepared_by\": \"Ada\", \"entry\": " ENTRY "}]," \
  " \"notes\": [{\"at\": \"2026-11-22T22:00:00Z\"," \
  " \"event\": \"bounce_lifted\", \"by\": \"Ada\", \"send\": null," \
  " \"text\": null}, {\"at\": \"2026-11-22T21:00:00Z\"," \
  " \"event\": \"bounced\", \"by\": null, \"send\": \"u-1\"," \
  " \"text\": \"550 Gone\"}]}"

#define WISH \
  "{\"id\": \"c1\", \"email\": \"a@b.example\", \"name\": \"Ünal\"," \
  " \"account_number\": \"1000\", \"account_name\": \"x\"," \
  " \"send\": \"u-1\", \"asked_at\": \"2026-11-22T21:00:00Z\"}"

typedef gpointer (*ReadFunc)  (JsonNode  *node,
                               GError   **error);
typedef JsonNode *(*WriteFunc) (gconstpointer boxed);

typedef struct
{
  const char *name;
  GType     (*get_type) (void);
  ReadFunc    read;
  WriteFunc   write;
} Kind;

#define DEFINE_KIND(name, Type) \
  static gpointer \
  read_##name (JsonNode  *node, \
               GError   **error) \
  { \
    return invites_##name##_from_json (node, error); \
  } \
  \
  static JsonNode * \
  write_##name (gconstpointer boxed) \
  { \
    return invites_##name##_to_json ((const Type *) boxed); \
  } \
  \
  static const Kind name##_kind = { \
    #name, invites_##name##_get_type, read_##name, write_##name \
  }

DEFINE_KIND (choices, InvitesChoices);
DEFINE_KIND (contact, InvitesContact);
DEFINE_KIND (counts, InvitesCounts);
DEFINE_KIND (entry, InvitesEntry);
DEFINE_KIND (preview, InvitesPreview);
DEFINE_KIND (sign_in, InvitesSignIn);
DEFINE_KIND (user, InvitesUser);
DEFINE_KIND (why, InvitesWhy);
DEFINE_KIND (wish, InvitesWish);

static const struct
{
  const Kind *kind;
  const char *json;
} good[] = {
  { &choices_kind, CHOICES },
  { &contact_kind, CONTACT },
  { &counts_kind, COUNTS },
  { &entry_kind, ENTRY },
  { &entry_kind, MERGED_ENTRY },
  { &preview_kind, PREVIEW },
  { &preview_kind, UNSAID_PREVIEW },
  { &sign_in_kind, SIGN_IN },
  { &user_kind, USER },
  { &why_kind, WHY },
  { &wish_kind, WISH },
};

static const struct
{
  const Kind *kind;
  const char *json;
  const char *member;
  const char *value; /* NULL: absent */
  const char *field;
} bad[] = {
  { &choices_kind, CHOICES, "divisions", NULL, "divisions" },
  { &choices_kind, CHOICES, "bill_groups", "{}", "bill_groups" },
  { &choices_kind, CHOICES, "bill_groups", "null", "bill_groups" },
  { &choices_kind, CHOICES, "site_sources", "[1]", "site_sources" },
  { &choices_kind, CHOICES, "site_sources", "[{\"id\": \"x\"}]", "name" },
  { &choices_kind, CHOICES, "divisions",
    "[{\"id\": \"n\", \"name\": \"N\", \"time_zone\": \"UTC\"}]",
    "email_from" },
  { &choices_kind, CHOICES, "divisions",
    "[{\"id\": \"n\", \"name\": \"N\", \"email_from\": \"a@n.example\"}]",
    "time_zone" },
  { &choices_kind, CHOICES, "notification_templates",
    "[{\"id\": \"w\", \"name\": \"W\", \"languages\": \"en\"}]",
    "languages" },
  { &choices_kind, CHOICES, "notification_templates",
    "[{\"id\": \"w\", \"name\": \"W\", \"languages\": [1]}]", "languages" },

  { &contact_kind, CONTACT, "id", NULL, "id" },
  { &contact_kind, CONTACT, "email", "null", "email" },
  { &contact_kind, CONTACT, "status", "\"invited\"", "status" },
  { &contact_kind, CONTACT, "status", "null", "status" },
  { &contact_kind, CONTACT, "reason", "\"odd\"", "reason" },
  { &contact_kind, CONTACT, "reason", NULL, "reason" },
  { &contact_kind, CONTACT, "expired", "null", "expired" },
  { &contact_kind, CONTACT, "last_login", "\"never\"", "last_login" },
  { &contact_kind, CONTACT, "last_invite_sent", NULL, "last_invite_sent" },
  { &contact_kind, CONTACT, "auto_pay", "\"false\"", "auto_pay" },
  { &contact_kind, CONTACT, "auto_pay", NULL, "auto_pay" },

  { &counts_kind, COUNTS, "division", NULL, "division" },
  { &counts_kind, COUNTS, "pending", "-2", "pending" },
  { &counts_kind, COUNTS, "pending", "2.0", "pending" },
  { &counts_kind, COUNTS, "reasons.bounced", NULL, "bounced" },
  { &counts_kind, COUNTS, "division.reasons", "[]", "reasons" },
  { &counts_kind, COUNTS, "as_of", "1", "as_of" },
  { &counts_kind, COUNTS, "total", "13", NULL },
  { &counts_kind, COUNTS, "not_sent", "2", NULL },
  { &counts_kind, COUNTS, "reasons.opted_out", "1", NULL },
  { &counts_kind, COUNTS, "pending_expired", "3", NULL },
  { &counts_kind, COUNTS, "pending", "9223372036854775807", NULL },
  { &counts_kind, COUNTS, "division.total", "35", NULL },

  { &entry_kind, ENTRY, "outcome", "null", "outcome" },
  { &entry_kind, ENTRY, "outcome", "\"sent\"", "outcome" },
  { &entry_kind, ENTRY, "state", "\"prepared\"", "state" },
  { &entry_kind, ENTRY, "state", NULL, "state" },
  { &entry_kind, ENTRY, "reason", "\"x\"", "reason" },
  { &entry_kind, ENTRY, "merged_into", "1", "merged_into" },
  { &entry_kind, ENTRY, "reply_code", "\"550\"", "reply_code" },
  { &entry_kind, ENTRY, "reply_code", "5500", "reply_code" },
  { &entry_kind, ENTRY, "reply_code", NULL, "reply_code" },
  { &entry_kind, ENTRY, "reply_text", "550", "reply_text" },
  { &entry_kind, ENTRY, "reply_status", NULL, "reply_status" },
  { &entry_kind, ENTRY, "reply_status", "511", "reply_status" },
  { &entry_kind, ENTRY, "attempts", "null", "attempts" },
  { &entry_kind, ENTRY, "attempts", "4294967296", "attempts" },
  { &entry_kind, ENTRY, "next_attempt_at", NULL, "next_attempt_at" },
  { &entry_kind, ENTRY, "next_attempt_at", "5", "next_attempt_at" },
  { &entry_kind, ENTRY, "accepted", "null", "accepted" },

  { &preview_kind, PREVIEW, "from", NULL, "from" },
  { &preview_kind, PREVIEW, "to", "[]", "to" },
  { &preview_kind, PREVIEW, "subject", "null", "subject" },
  { &preview_kind, PREVIEW, "language", "[]", "language" },
  { &preview_kind, PREVIEW, "text", "1", "text" },
  { &preview_kind, PREVIEW, "html", NULL, "html" },

  { &user_kind, USER, "name", "null", "name" },
  { &user_kind, USER, "email", NULL, "email" },
  { &user_kind, USER, "permissions", "{}", "permissions" },
  { &user_kind, USER, "permissions", "[390]", "permissions" },
  { &user_kind, USER, "permissions", "[{\"id\": 390}]", "id" },

  { &sign_in_kind, SIGN_IN, "token", "null", "token" },
  { &sign_in_kind, SIGN_IN, "token", "\"\"", NULL },
  { &sign_in_kind, SIGN_IN, "expires_at", "null", NULL },
  { &sign_in_kind, SIGN_IN, "user", "null", "user" },
  { &sign_in_kind, SIGN_IN, "user.name", NULL, "name" },

  { &why_kind, WHY, "contact", "null", "contact" },
  { &why_kind, WHY, "contact.status", "1", "status" },
  { &why_kind, WHY, "matches", "null", "matches" },
  { &why_kind, WHY, "outcome", "\"x\"", "outcome" },
  { &why_kind, WHY, "filters", "[[]]", "filters" },
  { &why_kind, WHY, "rules", "[{\"rule\": \"bounced\"}]", "holds" },
  { &why_kind, WHY, "history", "[{}]", "send" },
  { &why_kind, WHY, "history", "null", "history" },
  { &why_kind, WHY, "notes", NULL, "notes" },
  { &why_kind, WHY, "notes", "[1]", "notes" },
  { &why_kind, WHY, "notes", "[{}]", "at" },
  { &why_kind, WHY, "notes",
    "[{\"at\": null, \"event\": \"x\", \"by\": null, \"send\": null,"
    " \"text\": null}]", "event" },
  { &why_kind, WHY, "notes",
    "[{\"at\": null, \"event\": \"bounced\", \"by\": 1, \"send\": null,"
    " \"text\": null}]", "by" },

  { &wish_kind, WISH, "id", NULL, "id" },
  { &wish_kind, WISH, "email", "null", "email" },
  { &wish_kind, WISH, "send", "null", "send" },
  { &wish_kind, WISH, "asked_at", "null", "asked_at" },
  { &wish_kind, WISH, "asked_at", "\"soon\"", "asked_at" },
};

static void
test_round_trips (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      const Kind *kind = good[i].kind;
      g_autoptr(JsonNode) node = test_parse (good[i].json);
      g_autoptr(JsonNode) written = NULL;
      g_autoptr(GError) error = NULL;
      gpointer boxed, copy;

      g_test_message ("%s", good[i].json);
      test_replace (node, "colour", "\"a newer service may say more\"");
      boxed = kind->read (node, &error);
      g_assert_no_error (error);

      copy = g_boxed_copy (kind->get_type (), boxed);
      g_boxed_free (kind->get_type (), boxed);
      written = kind->write (copy);
      test_assert_json (written, good[i].json);
      g_boxed_free (kind->get_type (), copy);
    }
}

static void
test_bad (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(JsonNode) node = test_parse (bad[i].json);
      g_autoptr(GError) error = NULL;

      g_test_message ("%s: %s: %s", bad[i].kind->name, bad[i].member,
                      bad[i].value);
      test_replace (node, bad[i].member, bad[i].value);
      g_assert_null (bad[i].kind->read (node, &error));
      test_assert_field_error (error, INVITES_ERROR_BAD_ANSWER, bad[i].field);
      g_assert_null (bad[i].kind->read (node, NULL));
    }
}

/* A service of before there were languages. */
static void
test_no_language (void)
{
  g_autoptr(JsonNode) node = test_parse (PREVIEW);
  g_autoptr(InvitesPreview) preview = NULL;
  g_autoptr(GError) error = NULL;

  test_replace (node, "language", NULL);
  preview = invites_preview_from_json (node, &error);
  g_assert_no_error (error);
  g_assert_null (preview->language);
}

static void
test_no_object (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr(JsonNode) node = test_parse ("[]");
      g_autoptr(GError) error = NULL;

      g_assert_null (good[i].kind->read (node, &error));
      test_assert_field_error (error, INVITES_ERROR_BAD_ANSWER, NULL);
      g_assert_null (good[i].kind->read (NULL, NULL));
    }
}

static void
test_contact (void)
{
  g_autoptr(JsonNode) node = test_parse (CONTACT);
  g_autoptr(InvitesContact) contact = NULL;
  g_autoptr(InvitesContact) other = NULL;

  contact = invites_contact_from_json (node, NULL);
  g_assert_cmpstr (contact->email, ==, " odd@");
  g_assert_cmpint (contact->reason, ==, INVITES_REASON_INVALID_ADDRESS);
  g_assert_cmpint (contact->auto_pay, ==, INVITES_FLAG_NO);

  test_replace (node, "status", "\"pending\"");
  test_replace (node, "reason", "null");
  test_replace (node, "auto_pay", "null");
  other = invites_contact_from_json (node, NULL);
  g_assert_cmpint (other->status, ==, INVITES_GROUP_PENDING);
  g_assert_true (other->reason == INVITES_REASON_NONE);
  g_assert_cmpint (other->auto_pay, ==, INVITES_FLAG_UNKNOWN);
}

static void
test_choices (void)
{
  g_autoptr(JsonNode) node = test_parse (CHOICES);
  g_autoptr(InvitesChoices) choices = invites_choices_from_json (node, NULL);
  const InvitesChoice *south;

  south = invites_choices_find (choices->divisions, "s");
  g_assert_nonnull (south);
  g_assert_cmpstr (south->time_zone, ==, "America/Lima");
  g_assert_null (invites_choices_find (choices->divisions, "S"));
  g_assert_null (invites_choices_find (choices->divisions, NULL));
  g_assert_null (invites_choices_find (choices->bill_groups, "s"));
}

/* Which permissions let a user do what. */
static const struct
{
  const char *permissions;
  gboolean    may_send;
  gboolean    may_read;
} rights[] = {
  { "[]", FALSE, FALSE },
  { "[{\"id\": \"390\"}]", TRUE, TRUE },
  { "[{\"id\": \"391\"}]", FALSE, TRUE },
  { "[{\"id\": \"392\"}]", FALSE, FALSE },
  { "[{\"id\": \"0390\"}, {\"id\": \"\"}]", FALSE, FALSE },
};

static void
test_user (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rights); i++)
    {
      g_autoptr(JsonNode) node = test_parse (USER);
      g_autoptr(InvitesUser) user = NULL;

      test_replace (node, "permissions", rights[i].permissions);
      user = invites_user_from_json (node, NULL);
      g_assert_cmpint (user->may_send, ==, rights[i].may_send);
      g_assert_cmpint (invites_user_may_read (user), ==, rights[i].may_read);
    }
}

static void
test_why (void)
{
  g_autoptr(JsonNode) node = test_parse (WHY);
  g_autoptr(InvitesWhy) why = NULL;

  test_replace (node, "matches", "false");
  test_replace (node, "outcome", "null");
  why = invites_why_from_json (node, NULL);
  g_assert_true (why->outcome == INVITES_OUTCOME_NONE);
  g_assert_false (why->matches);
  g_assert_cmpuint (why->history->len, ==, 1);
  g_assert_cmpuint (why->notes->len, ==, 2);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/answers/round-trips", test_round_trips);
  g_test_add_func ("/answers/bad", test_bad);
  g_test_add_func ("/answers/no-language", test_no_language);
  g_test_add_func ("/answers/no-object", test_no_object);
  g_test_add_func ("/answers/contact", test_contact);
  g_test_add_func ("/answers/choices", test_choices);
  g_test_add_func ("/answers/user", test_user);
  g_test_add_func ("/answers/why", test_why);

  return g_test_run ();
}
