/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/details/invites-details-column.h"

G_BEGIN_DECLS

/* Narrower, a column could not be found again; wider, nothing else could. */
#define INVITES_DETAILS_MIN_WIDTH 48   /* pixels */
#define INVITES_DETAILS_MAX_WIDTH 1200 /* pixels */

/* Where a column stands, and how. */
typedef struct
{
  InvitesDetailsColumn column;
  int                  width; /* pixels; -1: what its texts need */
  gboolean             shown;
} InvitesDetailsPlace;

/* The columns of one kind of list in the user's order. */
typedef struct
{
  InvitesQueryKind    kind;
  guint               n_places;
  InvitesDetailsPlace places[INVITES_N_DETAILS_COLUMNS];
} InvitesDetailsLayout;

InvitesDetailsLayout *
            invites_details_layout_new        (InvitesQueryKind            kind);
InvitesDetailsLayout *
            invites_details_layout_new_from_variant
                                              (InvitesQueryKind            kind,
                                               GVariant                   *variant);
GVariant   *invites_details_layout_to_variant (const InvitesDetailsLayout *self);
InvitesDetailsLayout *
            invites_details_layout_copy       (const InvitesDetailsLayout *self);
void        invites_details_layout_free       (InvitesDetailsLayout       *self);
gboolean    invites_details_layout_equal      (const InvitesDetailsLayout *self,
                                               const InvitesDetailsLayout *other);
gboolean    invites_details_layout_move       (InvitesDetailsLayout       *self,
                                               guint                       place,
                                               int                         by);
gboolean    invites_details_layout_can_hide   (const InvitesDetailsLayout *self,
                                               guint                       place);
const char *invites_details_layout_key        (InvitesQueryKind            kind);
int         invites_details_layout_fit_width  (int                         width);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesDetailsLayout,
                               invites_details_layout_free)

G_END_DECLS
