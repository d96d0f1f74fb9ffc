/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/invites-client-private.h"

G_BEGIN_DECLS

/* Milliseconds. */
#define TEST_PATIENCE 30000

#define wait_until(condition)                                                 \
  G_STMT_START                                                                \
  {                                                                           \
    gint64 until_ = g_get_monotonic_time () + TEST_PATIENCE * 1000;           \
    while (!(condition))                                                      \
      {                                                                       \
        if (g_get_monotonic_time () > until_)                                 \
          g_error ("Waited in vain until " #condition);                       \
        test_iterate ();                                                      \
      }                                                                       \
  }                                                                           \
  G_STMT_END

typedef struct
{
  GAsyncResult *result; /* (owned) (nullable) */
} Await;

void          test_iterate     (void);
void          test_run_for     (guint          milliseconds);
void          await_cb         (GObject       *source,
                                GAsyncResult  *result,
                                gpointer       user_data);
GAsyncResult *await_result     (Await         *self);
void          await_clear      (Await         *self);
void          test_sign_in     (InvitesClient *client);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Await, await_clear)

G_END_DECLS
