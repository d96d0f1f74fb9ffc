/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/store/invites-store.h"

G_BEGIN_DECLS

/* A check under way, within a transaction of the caller. */
typedef struct
{
  InvitesStore     *store;
  InvitesTime       now;
  InvitesCheckFunc  func;
  gpointer          user_data;
  guint             n_broken;
} InvitesCheck;

void     invites_check_report (InvitesCheck  *self,
                               const char    *format,
                               ...) G_GNUC_PRINTF (2, 3);
gboolean invites_check_counts (InvitesCheck  *self,
                               GError       **error);

G_END_DECLS
