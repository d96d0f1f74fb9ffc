/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/demo/invites-demo-contacts.h"

#include "service/demo/invites-demo-names.h"
#include "service/store/invites-bundled.h"

#define DAY ((InvitesTime) 86400)

/* What is being made. */
typedef struct
{
  InvitesStore *store;     /* (unowned) */
  GRand        *random;    /* (owned) */
  InvitesTime   now;
  gboolean      large;
  guint         n_left;    /* contacts still to make */
  guint         n_accounts;
  guint         n_contacts;

  InvitesDemoFunc func;    /* (nullable) */
  gpointer        user_data;
} Demo;

/* A group that a contact is to land in. */
typedef enum
{
  LANDS_ACCEPTED,
  LANDS_PENDING,
  LANDS_EXPIRED,
  LANDS_NOT_SENT,
  LANDS_NO_ADDRESS,
  LANDS_INVALID_ADDRESS,
  LANDS_BOUNCED,
  LANDS_OPTED_OUT,
} Lands;

static const InvitesDivision divisions[] = {
  { (char *) "north", (char *) "North", (char *) "office@north.example",
    (char *) "America/New_York" },
  { (char *) "south", (char *) "South", (char *) "hello@south.example",
    (char *) "America/Chicago" },
  { (char *) "harbor", (char *) "Harbor and Islands",
    (char *) "billing@harbor.example", (char *) "America/Los_Angeles" },
  { (char *) "attica", (char *) "Αττική", (char *) "info@attica.example",
    (char *) "Europe/Athens" },
  { (char *) "valley", (char *) "Green Valley",
    (char *) "service@valley.example", (char *) "America/Denver" },
};

static const char *classes[] = { "Commercial", "Industrial", "Municipal",
                                 "Residential" };
static const char *bill_groups[] = { "Cycle 1", "Cycle 2", "Cycle 3",
                                     "Quarterly", "Πρώτος κύκλος" };
static const char *account_sources[] = { "Acquisition – Müller & Söhne",
                                         "Door hanger", "Referral", "Web" };
static const char *site_sources[] = { "Field sales", "Migration 2019",
                                      "Phone", "Web form" };

/* The group of 31 in the first division: 4 accepted, 22 pending, none not
 * sent, 5 that cannot be invited. */
static const struct
{
  Lands lands;
  guint n;
} north[] = {
  { LANDS_ACCEPTED, 4 },  { LANDS_PENDING, 15 },
  { LANDS_EXPIRED, 7 },   { LANDS_NO_ADDRESS, 3 },
  { LANDS_INVALID_ADDRESS, 1 }, { LANDS_BOUNCED, 1 },
};

static guint
pick (Demo *self,
      guint n)
{
  return (guint) g_rand_int_range (self->random, 0, (gint32) n);
}

static gboolean
chance (Demo *self,
        guint percent)
{
  return pick (self, 100) < percent;
}

static char *
pick_word (Demo        *self,
           const char **words,
           guint        n)
{
  /* Some accounts have none. */
  return chance (self, 6) ? NULL : g_strdup (words[pick (self, n)]);
}

static InvitesTime
pick_days_ago (Demo *self,
               guint from,
               guint to)
{
  return self->now - (InvitesTime) (from + pick (self, to - from)) * DAY
         - (InvitesTime) pick (self, (guint) DAY);
}

static gboolean
put_sites (Demo       *self,
           const char *number,
           GError    **error)
{
  guint n_sites = chance (self, 12) ? 0 : 1 + pick (self, 3);

  for (guint i = 0; i < n_sites; i++)
    {
      g_autofree char *source = pick_word (self, site_sources,
                                           G_N_ELEMENTS (site_sources));
      InvitesSiteRecord site = { .account_number = (char *) number,
                                 .site_source = source,
                                 .active_services = pick (self, 4) };

      if (!invites_store_put_site (self->store, &site, error))
        return FALSE;
    }
  return TRUE;
}

static void
make_balance (Demo                 *self,
              InvitesAccountRecord *account)
{
  guint cents = pick (self, 90000);

  if (chance (self, 5))
    return;
  account->balance_due = chance (self, 40) && cents > 0;
  if (account->balance_due)
    account->balance = g_strdup_printf ("%u.%02u", cents / 100, cents % 100);
  else
    account->balance = chance (self, 20)
                         ? g_strdup_printf ("-%u.%02u", 1 + cents / 100,
                                            cents % 100)
                         : g_strdup ("0.00");
}

/* Returns: (transfer full) (nullable): the new account's number */
static char *
put_account (Demo                  *self,
             const InvitesDivision *division,
             GError               **error)
{
  g_auto(InvitesAccountRecord) account = { 0 };
  guint index = self->n_accounts++;

  account.number = g_strdup_printf ("%u", 48000 + index);
  account.name = g_strdup (chance (self, 55)
                             ? invites_demo_get_business (0)
                             : invites_demo_get_business (pick (self, 1000)));
  account.division = g_strdup (division->id);
  account.account_class = pick_word (self, classes, G_N_ELEMENTS (classes));
  account.bill_group = pick_word (self, bill_groups,
                                  G_N_ELEMENTS (bill_groups));
  account.account_source = pick_word (self, account_sources,
                                      G_N_ELEMENTS (account_sources));
  account.auto_pay = chance (self, 4)    ? INVITES_FLAG_UNKNOWN
                     : chance (self, 35) ? INVITES_FLAG_YES
                                         : INVITES_FLAG_NO;
  make_balance (self, &account);
  if (!invites_store_put_account (self->store, &account, error)
      || !put_sites (self, account.number, error))
    return NULL;
  return g_steal_pointer (&account.number);
}

static void
make_history (Demo                 *self,
              InvitesContactRecord *contact,
              Lands                 lands)
{
  switch (lands)
    {
    case LANDS_ACCEPTED:
      contact->last_invite_sent = pick_days_ago (self, 60, 900);
      contact->accepted_at = contact->last_invite_sent + 2 * DAY;
      if (chance (self, 85))
        contact->last_login = pick_days_ago (self, 0, 55);
      break;
    case LANDS_PENDING:
      contact->last_invite_sent = pick_days_ago (self, 1, 28);
      break;
    case LANDS_EXPIRED:
      contact->last_invite_sent = pick_days_ago (self, 31, 700);
      break;
    case LANDS_BOUNCED:
      contact->last_invite_sent = pick_days_ago (self, 20, 400);
      contact->bounced_at = contact->last_invite_sent + DAY / 2;
      break;
    case LANDS_OPTED_OUT:
      contact->opted_out_at = pick_days_ago (self, 5, 300);
      break;
    case LANDS_NOT_SENT:
    case LANDS_NO_ADDRESS:
    case LANDS_INVALID_ADDRESS:
      break;
    }
}

static char *
make_email (Demo                    *self,
            const InvitesDemoPerson *person,
            Lands                    lands,
            guint                    index)
{
  static const char *broken[] = { "none", "n/a", "john@@example.com",
                                  "maria@localhost", "see notes",
                                  "bob@example..com" };

  if (lands == LANDS_NO_ADDRESS)
    return g_strdup ("");
  if (lands == LANDS_INVALID_ADDRESS)
    return g_strdup (broken[pick (self, G_N_ELEMENTS (broken))]);
  return g_strdup_printf ("%s%s%u@%s", person->local_part,
                          chance (self, 30) ? "+" : ".", index,
                          invites_demo_get_domain (pick (self, 1000)));
}

static gboolean
put_contact (Demo                    *self,
             const char              *account,
             const InvitesDemoPerson *person,
             const char              *email,
             Lands                    lands,
             GError                 **error)
{
  g_auto(InvitesContactRecord) contact = { 0 };

  contact.id = g_strdup_printf ("c%07u", ++self->n_contacts);
  contact.account_number = g_strdup (account);
  contact.name = g_strdup (person->name);
  contact.email = g_strdup (email);
  contact.language = g_strdup (person->language);
  contact.billing_contact = chance (self, 45) ? INVITES_FLAG_YES
                                              : INVITES_FLAG_NO;
  make_history (self, &contact, lands);
  self->n_left--;
  if (self->func != NULL && self->n_contacts % 1000 == 0)
    self->func (self->n_contacts, self->n_contacts + self->n_left,
                self->user_data);
  return invites_store_put_contact (self->store, &contact, error);
}

static gboolean
fill_north (Demo    *self,
            GError **error)
{
  guint index = 0;

  for (guint i = 0; i < G_N_ELEMENTS (north); i++)
    for (guint j = 0; j < north[i].n; j++, index++)
      {
        const InvitesDemoPerson *person = invites_demo_get_person (index);
        g_autofree char *account = put_account (self, &divisions[0], error);
        g_autofree char *email = NULL;

        if (account == NULL)
          return FALSE;
        email = make_email (self, person, north[i].lands, index);
        if (!put_contact (self, account, person, email, north[i].lands, error))
          return FALSE;
      }
  return TRUE;
}

static Lands
pick_lands (Demo *self)
{
  guint at = pick (self, 1000);

  return at < 240   ? LANDS_ACCEPTED
         : at < 400 ? LANDS_PENDING
         : at < 510 ? LANDS_EXPIRED
         : at < 550 ? LANDS_NO_ADDRESS
         : at < 575 ? LANDS_INVALID_ADDRESS
         : at < 590 ? LANDS_BOUNCED
         : at < 600 ? LANDS_OPTED_OUT
                    : LANDS_NOT_SENT;
}

/* One person, at one account or (the same person, the same address) at
 * several. */
static gboolean
fill_person (Demo                  *self,
             const InvitesDivision *division,
             guint                  index,
             GError               **error)
{
  g_autofree char *name = self->large ? invites_demo_dup_name (index) : NULL;
  const InvitesDemoPerson *found
    = invites_demo_get_person (pick (self, 1000));
  const InvitesDemoPerson own = { name, found->local_part,
                                  found->language };
  const InvitesDemoPerson *person = name != NULL ? &own : found;
  Lands lands = pick_lands (self);
  guint n_accounts = chance (self, 12) ? 2 + pick (self, 3) : 1;
  g_autofree char *email = make_email (self, person, lands, index);

  for (guint i = 0; i < n_accounts && self->n_left > 0; i++)
    {
      g_autofree char *account = put_account (self, division, error);

      if (account == NULL
          || !put_contact (self, account, person, email, lands, error))
        return FALSE;
    }
  return TRUE;
}

/* A household or an office: two people, one account, one address. */
static gboolean
fill_shared (Demo                  *self,
             const InvitesDivision *division,
             guint                  index,
             GError               **error)
{
  g_autofree char *account = put_account (self, division, error);
  g_autofree char *email = g_strdup_printf ("family.%u@post.example", index);

  if (account == NULL)
    return FALSE;
  for (guint i = 0; i < 2 && self->n_left > 0; i++)
    if (!put_contact (self, account, invites_demo_get_person (index + i), email,
                      LANDS_NOT_SENT, error))
      return FALSE;
  return TRUE;
}

/* What a clerk types when the form insists on an address. */
static gboolean
fill_placeholders (Demo    *self,
                   GError **error)
{
  for (guint i = 0; i < 14 && self->n_left > 0; i++)
    {
      g_autofree char *account = put_account (self, &divisions[1], error);

      if (account == NULL
          || !put_contact (self, account, invites_demo_get_person (i),
                           "noemail@example.com", LANDS_NOT_SENT, error))
        return FALSE;
    }
  return TRUE;
}

/* The first division is the same in every demo. In a large company the others
 * are not of one size. */
static const InvitesDivision *
pick_division (Demo *self)
{
  static const guint shares[] = { 0, 30, 55, 80, 100 };
  guint at;

  if (!self->large)
    return &divisions[1 + pick (self, G_N_ELEMENTS (divisions) - 1)];

  at = pick (self, 100);
  for (guint i = 1; i < G_N_ELEMENTS (divisions) - 1; i++)
    {
      if (at < shares[i])
        return &divisions[i];
    }

  return &divisions[G_N_ELEMENTS (divisions) - 1];
}

static gboolean
fill_others (Demo    *self,
             GError **error)
{
  guint index = 100;

  while (self->n_left > 0)
    {
      const InvitesDivision *division = pick_division (self);
      gboolean filled = chance (self, 6)
                          ? fill_shared (self, division, index, error)
                          : fill_person (self, division, index, error);

      if (!filled)
        return FALSE;
      index++;
    }
  return TRUE;
}

static gboolean
fill_all (Demo    *self,
          GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (divisions); i++)
    if (!invites_store_put_division (self->store, &divisions[i], error))
      return FALSE;

  return fill_north (self, error) && fill_placeholders (self, error)
         && fill_others (self, error);
}

/* A second template, so that there is something to choose. */
static gboolean
put_reminder (InvitesStore *store,
              GError      **error)
{
  g_autoptr(InvitesTemplateRecord) record
      = invites_bundled_new_template ("reminder", "Friendly reminder", error);

  return record != NULL && invites_store_put_template (store, record, error);
}

/**
 * invites_demo_fill:
 * @store: an empty store
 * @n_contacts: how many contacts, at least INVITES_DEMO_MIN_CONTACTS
 * @seed: the same seed makes the same data, but for the days, which count
 *   back from @now
 * @now: the present
 * @func: (nullable) (scope call): told now and then how far it is
 * @user_data: for @func
 * @error: as the store's calls
 *
 * Makes the demo's data in one transaction: five divisions, the first of which
 * has 31 contacts (4 accepted, 22 pending, none not sent, 5 that cannot be
 * invited); names of many scripts and lengths; shared, missing and broken
 * addresses. In a large one the second division has three tenths of all. Marks
 * the database as a demo, which never sends to a relay.
 *
 * Returns: %TRUE when all is in, %FALSE when nothing is
 */
gboolean
invites_demo_fill (InvitesStore    *store,
                   guint            n_contacts,
                   guint32          seed,
                   InvitesTime      now,
                   InvitesDemoFunc  func,
                   gpointer         user_data,
                   GError         **error)
{
  Demo self = { .store = store, .now = now, .n_left = n_contacts,
                .large = n_contacts >= INVITES_DEMO_LARGE_CONTACTS,
                .func = func, .user_data = user_data };
  gboolean filled;

  g_return_val_if_fail (INVITES_IS_STORE (store), FALSE);
  g_return_val_if_fail (n_contacts >= INVITES_DEMO_MIN_CONTACTS, FALSE);

  /* First, so that half a demo is never taken for a real database. */
  if (!invites_store_put_setting (store, "demo", "1", error)
      || !put_reminder (store, error)
      || !invites_store_begin_import (store, now, error))
    return FALSE;
  self.random = g_rand_new_with_seed (seed);
  filled = fill_all (&self, error);
  g_rand_free (self.random);
  if (!filled)
    {
      invites_store_end_import (store, FALSE, NULL);
      return FALSE;
    }
  return invites_store_end_import (store, TRUE, error);
}
