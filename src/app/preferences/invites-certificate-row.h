/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define INVITES_TYPE_CERTIFICATE_ROW (invites_certificate_row_get_type ())
G_DECLARE_FINAL_TYPE (InvitesCertificateRow, invites_certificate_row, INVITES,
                      CERTIFICATE_ROW, AdwActionRow)

/* The file of a company's own certificate authorities: choose, or none. */
void invites_certificate_row_set_settings (InvitesCertificateRow *self,
                                           GSettings             *settings);
/* As when the user had chosen it. */
void invites_certificate_row_choose       (InvitesCertificateRow *self,
                                           const char            *path);

G_END_DECLS
