/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/details/invites-details-layout.h"

static char *
dup_words (const InvitesDetailsLayout *layout)
{
  g_autoptr(GString) words = g_string_new (NULL);

  for (guint i = 0; i < layout->n_places; i++)
    {
      const InvitesDetailsPlace *place = &layout->places[i];

      g_string_append_printf (
        words, "%s%s%s:%d", i > 0 ? " " : "", place->shown ? "" : "-",
        invites_details_column_sort_name (place->column, layout->kind),
        place->width);
    }

  return g_string_free (g_steal_pointer (&words), FALSE);
}

/* What stood in the settings, and what comes of it. */
static const struct
{
  const char       *name;
  InvitesQueryKind  kind;
  const char       *stored;
  const char       *words;
} cases[] = {
  { "nothing", INVITES_QUERY_CONTACTS, "@a(si) []",
    "email:-1 name:-1 account_number:-1 status:-1 last_invite_sent:-1 "
    "last_login:-1 auto_pay:-1" },
  { "order-and-width", INVITES_QUERY_CONTACTS,
    "[('auto_pay', 90), ('email', 200), ('name', -1), ('account_number', -1),"
    " ('status', -1), ('last_invite_sent', -1), ('last_login', -1)]",
    "auto_pay:90 email:200 name:-1 account_number:-1 status:-1 "
    "last_invite_sent:-1 last_login:-1" },
  { "unknown-and-twice", INVITES_QUERY_CONTACTS,
    "[('shoe_size', 90), ('email', 200), ('email', 300), ('reply_text', 80)]",
    "email:200 name:-1 account_number:-1 status:-1 last_invite_sent:-1 "
    "last_login:-1 auto_pay:-1" },
  { "missing-after-its-neighbour", INVITES_QUERY_CONTACTS,
    "[('last_login', -1), ('status', -1), ('email', -1), ('name', -1),"
    " ('account_number', -1), ('auto_pay', -1)]",
    "last_login:-1 status:-1 last_invite_sent:-1 email:-1 name:-1 "
    "account_number:-1 auto_pay:-1" },
  { "silly-widths", INVITES_QUERY_CONTACTS,
    "[('email', 3), ('name', 2000000000), ('account_number', -7)]",
    "email:48 name:1200 account_number:-1 status:-1 last_invite_sent:-1 "
    "last_login:-1 auto_pay:-1" },
  { "hidden", INVITES_QUERY_CONTACTS, "[('email', 0), ('name', 0)]",
    "email:-1 -name:-1 account_number:-1 status:-1 last_invite_sent:-1 "
    "last_login:-1 auto_pay:-1" },
  { "ledger", INVITES_QUERY_ENTRIES, "[('outcome', 300), ('status', 90)]",
    "email:-1 name:-1 account_number:-1 outcome:300 changed_at:-1 "
    "reply_text:-1 accepted:-1" },
  { "another-type", INVITES_QUERY_FORECAST, "[('email', 'wide')]",
    "email:-1 name:-1 account_number:-1 outcome:-1 changed_at:-1 "
    "reply_text:-1 accepted:-1" },
};

static void
test_restore (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr(GVariant) stored = g_variant_ref_sink (
    g_variant_new_parsed (cases[i].stored));
  g_autoptr(InvitesDetailsLayout) layout
    = invites_details_layout_new_from_variant (cases[i].kind, stored);
  g_autoptr(GVariant) again = g_variant_ref_sink (
    invites_details_layout_to_variant (layout));
  g_autoptr(InvitesDetailsLayout) same
    = invites_details_layout_new_from_variant (cases[i].kind, again);
  g_autofree char *words = dup_words (layout);

  g_assert_cmpstr (words, ==, cases[i].words);
  g_assert_true (invites_details_layout_equal (layout, same));
}

/* What is as it is by itself is not written down: it may be better one day. */
static void
test_usual_is_empty (void)
{
  g_autoptr(InvitesDetailsLayout) layout
    = invites_details_layout_new (INVITES_QUERY_CONTACTS);
  g_autoptr(GVariant) stored = g_variant_ref_sink (
    invites_details_layout_to_variant (layout));

  g_assert_cmpuint (g_variant_n_children (stored), ==, 0);
}

static void
test_move (void)
{
  g_autoptr(InvitesDetailsLayout) layout
    = invites_details_layout_new (INVITES_QUERY_CONTACTS);
  g_autofree char *words = NULL;

  g_assert_false (invites_details_layout_move (layout, 0, -1));
  g_assert_false (invites_details_layout_move (layout, layout->n_places - 1,
                                               1));
  g_assert_true (invites_details_layout_move (layout, 2, -1));
  words = dup_words (layout);
  g_assert_true (g_str_has_prefix (words, "email:-1 account_number:-1 name:"));
  g_assert_false (invites_details_layout_can_hide (layout, 0));
  g_assert_true (invites_details_layout_can_hide (layout, 1));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/layout/restore/%s",
                                               cases[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_restore);
    }
  g_test_add_func ("/layout/usual-is-empty", test_usual_is_empty);
  g_test_add_func ("/layout/move", test_move);

  return g_test_run ();
}
