/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/invites-contact.h"
#include "core/invites-counts.h"
#include "core/invites-filter.h"
#include "service/store/invites-records.h"

G_BEGIN_DECLS

/*
 * The contacts of one division in memory, some 100 bytes each: a few words to
 * filter by, the folded text to search in, an order for each column. What a
 * send, a link or a bounce changes is changed in place; after anything else,
 * such as an import, a new shard is built.
 *
 * Knows no SQL and no thread: whoever has it keeps readers, of whom there may be
 * several at once, and the writer apart.
 */
typedef struct _InvitesIndexShard   InvitesIndexShard;
typedef struct _InvitesIndexBuilder InvitesIndexBuilder;

/* Texts are as the database has them: those to filter by as imported, those to
 * search and sort by folded. Borrowed for the call. */
typedef struct
{
  const char        *fold_number;
  const char        *fold_name;
  const char        *account_class;  /* (nullable) */
  const char        *bill_group;     /* (nullable) */
  const char        *account_source; /* (nullable) */
  const char *const *site_sources;   /* (nullable): NULL-terminated */
  gboolean           active_service;
  gboolean           balance_due;
  InvitesFlag        auto_pay;
} InvitesIndexAccount;

/* What changes from day to day. */
typedef struct
{
  InvitesGroup  group;  /* as product.md decides it; PENDING: expired or not */
  InvitesReason reason; /* of CANNOT_BE_INVITED, else NONE */
  InvitesTime   last_invite_sent;
} InvitesIndexStanding;

typedef struct
{
  gint64               contact_id; /* the database's number */
  const char          *id;
  const char          *fold_email;
  const char          *fold_name;
  gboolean             billing_contact;
  InvitesTime          last_login;
  InvitesIndexStanding standing;
} InvitesIndexContact;

/* Accounts in any order, the contacts of each behind it. */
InvitesIndexBuilder *invites_index_builder_new  (void);
void                 invites_index_builder_add_account
                                                (InvitesIndexBuilder        *self,
                                                 const InvitesIndexAccount  *account);
void                 invites_index_builder_add_contact
                                                (InvitesIndexBuilder        *self,
                                                 const InvitesIndexContact  *contact);
/* Sorts: takes a second for a million. Takes the builder. */
InvitesIndexShard   *invites_index_builder_end  (InvitesIndexBuilder        *self);
void                 invites_index_builder_free (InvitesIndexBuilder        *self);

void     invites_index_shard_free      (InvitesIndexShard          *self);
guint    invites_index_shard_get_size  (InvitesIndexShard          *self);
/* In octets, all of it. */
gsize    invites_index_shard_get_memory (InvitesIndexShard         *self);
/* FALSE: there is no such contact here. */
gboolean invites_index_shard_put       (InvitesIndexShard          *self,
                                        gint64                      contact_id,
                                        const InvitesIndexStanding *standing);
/* Pending invitations from before @cutoff have expired. Sets both halves of
 * @counts. */
void     invites_index_shard_count     (InvitesIndexShard          *self,
                                        const InvitesFilter        *filter,
                                        InvitesTime                 cutoff,
                                        InvitesCounts              *counts);
/* The numbers of the contacts on a page, in its order, as gint64; its length
 * from the listing's offset and limit. */
gboolean invites_index_shard_list      (InvitesIndexShard          *self,
                                        const InvitesListing       *listing,
                                        InvitesTime                 cutoff,
                                        GArray                    **contact_ids,
                                        guint64                    *total,
                                        GError                    **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesIndexBuilder, invites_index_builder_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesIndexShard, invites_index_shard_free)

G_END_DECLS
