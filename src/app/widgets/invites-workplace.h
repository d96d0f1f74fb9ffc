/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "core/invites-choices.h"

G_BEGIN_DECLS

#define INVITES_TYPE_WORKPLACE (invites_workplace_get_type ())
G_DECLARE_INTERFACE (InvitesWorkplace, invites_workplace, INVITES, WORKPLACE,
                     GtkWidget)

/* What somebody who is signed in has around: implemented by the window that
 * they work in, found from everything in it and from its dialogs. */
struct _InvitesWorkplaceInterface
{
  GTypeInterface parent_iface;

  GSettings            *(*get_settings) (InvitesWorkplace *self);
  const InvitesChoices *(*get_choices)  (InvitesWorkplace *self);
};

InvitesWorkplace     *invites_workplace_find         (GtkWidget        *from);
GSettings            *invites_workplace_get_settings (InvitesWorkplace *self);
const InvitesChoices *invites_workplace_get_choices  (InvitesWorkplace *self);

G_END_DECLS
