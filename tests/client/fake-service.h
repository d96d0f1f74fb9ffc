/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/invites-client.h"

G_BEGIN_DECLS

typedef struct _FakeService FakeService;

/* A service on loopback, in the test's own main loop, that knows one list of
 * contacts: c0, c1, … of any length. It counts what it is asked, and holds or
 * fails it when told to. Whoever follows its changes hears of every edition. */
FakeService   *fake_service_new            (void);
void           fake_service_free           (FakeService *self);
InvitesClient *fake_service_make_client    (FakeService *self);
void           fake_service_set_total      (FakeService *self,
                                            guint64      total);
void           fake_service_set_edition    (FakeService *self,
                                            const char  *edition);
/* Another contact on top: all others move by as many rows. */
void           fake_service_set_first      (FakeService *self,
                                            guint64      first);
void           fake_service_set_failing    (FakeService *self,
                                            gboolean     failing);
void           fake_service_set_short      (FakeService *self,
                                            gboolean     is_short);
/* While held, requests wait; release answers those that wait, and no more. */
void           fake_service_set_held       (FakeService *self,
                                            gboolean     held);
void           fake_service_release        (FakeService *self);
guint          fake_service_get_n_waiting  (FakeService *self);
guint          fake_service_get_max_waiting (FakeService *self);
guint          fake_service_get_n_requests (FakeService *self);
/* How often a page was asked for that begins at @offset. */
guint          fake_service_get_n_asked    (FakeService *self,
                                            guint64      offset);
guint64        fake_service_get_last_offset (FakeService *self);
/* Requests for changes that are held, whether or not anybody waits for them any
 * more, and how many there were in all. */
guint          fake_service_get_n_following (FakeService *self);
guint          fake_service_get_n_changes_asked (FakeService *self);
void           fake_service_reset          (FakeService *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeService, fake_service_free)

G_END_DECLS
