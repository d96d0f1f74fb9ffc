/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/invites-choices.h"
#include "core/invites-filter.h"

G_BEGIN_DECLS

/* A filter that somebody has saved, in words. */
gboolean  invites_saved_filter_text_is_mine      (const InvitesFilter  *filter,
                                                  const InvitesChoices *choices);
char     *invites_saved_filter_text_dup_division (const InvitesFilter  *filter,
                                                  const InvitesChoices *choices);
char     *invites_saved_filter_text_dup_filters  (const InvitesFilter  *filter,
                                                  const InvitesChoices *choices);
char     *invites_saved_filter_text_dup_whole    (const InvitesFilter  *filter,
                                                  const InvitesChoices *choices);

G_END_DECLS
