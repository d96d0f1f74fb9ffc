/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/invites-error.h"
#include "service/store/invites-store.h"

G_BEGIN_DECLS

/* 2026-11-22T21:00:00Z */
#define TEST_NOW ((InvitesTime) 1795381200)
#define TEST_DAY ((InvitesTime) 86400)

/* A new database in a folder of its own, with nothing in it. */
typedef struct
{
  char         *folder;   /* (owned) */
  char         *database; /* (owned): as invites_store_open() takes it */
  InvitesStore *store;    /* (owned) */
} TestStore;

void      test_store_set_up      (TestStore   *self);
void      test_store_tear_down   (TestStore   *self);
void      test_store_add_company (TestStore   *self,
                                  const char  *division,
                                  const char  *account);
void      test_store_put_contact (TestStore   *self,
                                  const char  *id,
                                  const char  *account,
                                  const char  *email);
char     *test_store_write       (TestStore   *self,
                                  const char  *name,
                                  const char  *text);
gint64    test_store_ask         (TestStore   *self,
                                  const char  *sql);
GBytes   *test_hash              (char         letter);

G_END_DECLS
