/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/store/invites-records.h"
#include "service/store/invites-stage.h"

G_BEGIN_DECLS

/* An import in progress: rows on their way, some thousands at a time. */
typedef struct _InvitesImport InvitesImport;

void     invites_import_free           (InvitesImport              *self);

/* invites-store-sql-import-contacts.c: of the stage of contacts. Everything
 * here runs within the import's transaction. */
InvitesStage *
         invites_import_contacts_new   (InvitesDatabase            *database);
gboolean invites_import_contacts_begin (InvitesDatabase            *database,
                                        GError                    **error);
gboolean invites_import_contacts_add   (InvitesStage               *stage,
                                        const InvitesContactRecord *contact,
                                        GError                    **error);
/* @n_written: fewer than the stage has when an account is unknown. */
gboolean invites_import_contacts_write (InvitesDatabase            *database,
                                        guint64                    *n_written,
                                        GError                    **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesImport, invites_import_free)

G_END_DECLS
