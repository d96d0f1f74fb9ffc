/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/invites-filter.h"

G_BEGIN_DECLS

/* The questions that all are asked, and how the time for them is told. */
#define SIZE_N_CASES 6

InvitesFilter *size_cases_new_filter (guint        number,
                                      const char  *division,
                                      const char **name);

/* In nanoseconds. */
GArray        *size_times_new        (void);
void           size_times_add        (GArray      *times,
                                      gint64       begin);
gint64         size_times_now        (void);
/* "NAME p50 p99", in microseconds; @times are sorted by it. */
void           size_times_tell       (GArray      *times,
                                      const char  *name);

G_END_DECLS
