/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/store/invites-records.h"

G_BEGIN_DECLS

/* Pairs of account number and name follow, up to NULL. */
InvitesRecipient *test_recipient_new (const char *name,
                                      const char *address,
                                      const char *division,
                                      ...) G_GNUC_NULL_TERMINATED;

G_END_DECLS
