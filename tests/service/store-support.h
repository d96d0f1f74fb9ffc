/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/store/invites-database.h"
#include "service/store/invites-store.h"

G_BEGIN_DECLS

/*
 * A real database in a folder of its own: the divisions north (accounts N1 to
 * N3) and south (S1), the template welcome, and a user who has both. Every
 * tear-down verifies all invariants of what the test has left.
 */
typedef struct
{
  char             *folder;
  char             *database;  /* as invites_store_open() takes it */
  InvitesStore     *store;
  InvitesKeys      *keys;
  InvitesPrincipal *user;
  InvitesTime       now;       /* tests move it */
  gboolean          broken;    /* the tear-down verifies nothing */
} StoreFixture;

#define STORE_START 1790000000

/* Seconds. */
#define STORE_HOUR 3600
#define STORE_DAY  (24 * STORE_HOUR)

void                store_fixture_set_up      (StoreFixture             *self,
                                               gconstpointer             data);
void                store_fixture_tear_down   (StoreFixture             *self,
                                               gconstpointer             data);
InvitesStore       *store_fixture_open        (StoreFixture             *self);
void                store_fixture_exec        (StoreFixture             *self,
                                               const char               *sql);
gint64              store_fixture_get_number  (StoreFixture             *self,
                                               const char               *sql);
guint               store_fixture_check       (StoreFixture             *self,
                                               GPtrArray                *lines);

/* Data. */
void                store_fixture_put         (StoreFixture             *self,
                                               const InvitesContactRecord *contact);
void                store_fixture_put_contact (StoreFixture             *self,
                                               const char               *id,
                                               const char               *account,
                                               const char               *email);
void                store_fixture_put_division (StoreFixture            *self,
                                               const char               *id,
                                               const char               *email_from);
void                store_fixture_put_template (StoreFixture            *self,
                                               const char               *id,
                                               gboolean                  active);

/* Sends: each is known by a number, which its UUID is made of. */
char               *store_dup_uuid            (guint                     number);
InvitesSendRequest *store_request_new         (gboolean                  only);
InvitesSend        *store_fixture_prepare     (StoreFixture             *self,
                                               guint                     number,
                                               gboolean                  only);
InvitesSend        *store_fixture_start       (StoreFixture             *self,
                                               guint                     number);
void                store_fixture_begin       (StoreFixture             *self,
                                               guint                     number,
                                               gboolean                  only);
InvitesSend        *store_fixture_stop        (StoreFixture             *self,
                                               guint                     number);
InvitesSend        *store_fixture_find        (StoreFixture             *self,
                                               guint                     number);
InvitesEntry       *store_fixture_find_entry  (StoreFixture             *self,
                                               guint                     number,
                                               const char               *contact);
char               *store_fixture_list        (StoreFixture             *self,
                                               guint                     number,
                                               const InvitesListing     *listing);
void                store_assert_send         (const InvitesSend        *send,
                                               InvitesSendState          state,
                                               InvitesDeliveryState      delivery,
                                               guint64                   n);

/* The queue. */
GPtrArray          *store_fixture_turn        (StoreFixture             *self,
                                               const InvitesTurn        *turn);
void                store_fixture_report_result (StoreFixture           *self,
                                               InvitesDeliveryResult    *result);
GPtrArray          *store_fixture_claim       (StoreFixture             *self,
                                               guint                     n_wanted);
InvitesDelivery    *store_fixture_claim_one   (StoreFixture             *self);
void                store_fixture_report      (StoreFixture             *self,
                                               const InvitesDelivery    *delivery,
                                               InvitesDeliveryState      state);
void                store_fixture_report_bad_address (StoreFixture      *self,
                                               const InvitesDelivery    *delivery);
InvitesContact     *store_fixture_find_contact (StoreFixture            *self,
                                               const char               *id);

G_END_DECLS
