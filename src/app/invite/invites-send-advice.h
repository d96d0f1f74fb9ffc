/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "core/invites-enums.h"

G_BEGIN_DECLS

/* What is known when somebody wonders what Send Email would do. */
typedef struct
{
  gboolean       counted;         /* total is true */
  guint64        total;           /* contacts that the filter leaves */
  gboolean       failed;          /* the numbers could not be had */
  gboolean       has_templates;   /* there is one to choose */
  gboolean       template_chosen;
  gboolean       sender_good;
  const char    *email_from;
  const char    *division_name;
  gboolean       limited;
  gboolean       only_expired;
  const guint64 *outcomes;        /* (nullable): the forecast, when it is true */
} InvitesSendFacts;

typedef struct _InvitesSendAdvice InvitesSendAdvice;

/* What it would do, or why it cannot, in words. */
struct _InvitesSendAdvice
{
  gboolean  can_send;
  char     *heading; /* (owned) */
  char     *detail;  /* (owned) */
};

InvitesSendAdvice *invites_send_advice_new  (const InvitesSendFacts *facts);
void               invites_send_advice_free (InvitesSendAdvice      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesSendAdvice, invites_send_advice_free)

G_END_DECLS
