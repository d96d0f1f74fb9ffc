/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define REAL_SERVICE_PASSWORD "correct horse battery"

typedef struct _RealService RealService;

/* The program that $INVITES_SERVICE names, on a free port, with a demo database
 * and an outbox in a folder of its own. Its users: "clerk" may send in
 * north, south and harbor, "reviewer" may only read in the first two. */
RealService *real_service_new          (void);
void         real_service_free         (RealService *self);
const char  *real_service_get_url      (RealService *self);
const char  *real_service_get_folder   (RealService *self);
guint        real_service_count_mails  (RealService *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RealService, real_service_free)

G_END_DECLS
