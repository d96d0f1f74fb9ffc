/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/store/invites-database.h"
#include "service/store/invites-store-sql-import.h"
#include "service/store/invites-store-sql.h"

G_BEGIN_DECLS

/* The parts of InvitesStoreSql, a file a concern; each function is the
 * member of InvitesStoreInterface that has its name. */
struct _InvitesStoreSql
{
  GObject parent_instance;

  /* Owned */
  InvitesDatabase *database;

  /* The send that was claimed from last: others take their turn. */
  gint64         last_send;

  InvitesImport *import; /* (nullable): in progress */
};

InvitesDatabase *invites_store_sql_get (InvitesStore *self);

/* Within a transaction of the caller. */
gboolean invites_store_sql_audit (InvitesDatabase *database,
                                  InvitesTime      now,
                                  gint64           user_id,
                                  const char      *act,
                                  const char      *subject,
                                  GError         **error);
gboolean
invites_store_sql_write_template (InvitesDatabase             *database,
                                  const InvitesTemplateRecord *record,
                                  GError                     **error);

InvitesContact *invites_store_sql_read_contact (InvitesCursor *cursor);

gboolean invites_store_sql_walk_contacts (InvitesDatabase      *database,
                                          const InvitesListing *listing,
                                          InvitesTime           now,
                                          InvitesContactFunc    func,
                                          gpointer              user_data,
                                          guint64              *total,
                                          GError              **error);

/* invites-store-sql-migrate.c */
gboolean invites_store_sql_migrate (InvitesStore *self, GError **error);
gboolean invites_store_sql_ping (InvitesStore *self, GError **error);
gboolean invites_store_sql_is_empty (InvitesStore *self,
                                     gboolean *empty,
                                     GError **error);
char *invites_store_sql_dup_setting (InvitesStore *self,
                                     const char *name,
                                     GError **error);
gboolean invites_store_sql_put_setting (InvitesStore *self,
                                        const char *name,
                                        const char *value,
                                        GError **error);
/* invites-store-sql-users.c, -sessions.c */
gboolean invites_store_sql_add_user (InvitesStore *self,
                                     const InvitesUserRecord *user,
                                     GError **error);
gboolean invites_store_sql_change_user (InvitesStore *self,
                                        const InvitesUserRecord *user,
                                        GError **error);
gboolean invites_store_sql_remove_user (InvitesStore *self,
                                        const char *username,
                                        GError **error);
GPtrArray *invites_store_sql_list_users (InvitesStore *self, GError **error);
InvitesUserRecord *invites_store_sql_find_user (InvitesStore *self,
                                                const char *username,
                                                GError **error);
gboolean invites_store_sql_add_session (InvitesStore *self,
                                        gint64 user_id,
                                        GBytes *token_hash,
                                        InvitesTime now,
                                        GError **error);
InvitesPrincipal *invites_store_sql_find_session (InvitesStore *self,
                                                  GBytes *token_hash,
                                                  InvitesTime now,
                                                  GError **error);
gboolean invites_store_sql_touch_sessions (InvitesStore *self,
                                           GHashTable *used,
                                           InvitesTime now,
                                           GError **error);
gboolean invites_store_sql_end_session (InvitesStore *self,
                                        GBytes *token_hash,
                                        InvitesTime now,
                                        GError **error);
/* invites-store-sql-choices.c */
InvitesDivision *invites_store_sql_find_division (InvitesStore *self,
                                                  const char *id,
                                                  GError **error);
InvitesChoices *
invites_store_sql_get_choices (InvitesStore *self,
                               const InvitesPrincipal *principal,
                               GError **error);
/* invites-store-sql-templates.c */
InvitesTemplateRecord *invites_store_sql_find_template (InvitesStore *self,
                                                        const char *id,
                                                        GError **error);
GPtrArray *invites_store_sql_list_templates (InvitesStore *self,
                                             GError **error);
gboolean
invites_store_sql_put_template (InvitesStore *self,
                                const InvitesTemplateRecord *record,
                                GError **error);
/* invites-store-sql-contacts.c */
InvitesCounts *invites_store_sql_count (InvitesStore *self,
                                        const InvitesFilter *filter,
                                        InvitesTime now,
                                        GError **error);
gboolean invites_store_sql_list_contacts (InvitesStore *self,
                                          const InvitesListing *listing,
                                          InvitesTime now,
                                          InvitesContactFunc func,
                                          gpointer user_data,
                                          guint64 *total,
                                          GError **error);
InvitesRecipient *invites_store_sql_find_recipient (InvitesStore *self,
                                                    const char *contact_id,
                                                    GError **error);
gboolean invites_store_sql_list_numbers (InvitesStore *self,
                                         GArray *contact_ids,
                                         InvitesTime now,
                                         InvitesContactFunc func,
                                         gpointer user_data,
                                         GError **error);
/* invites-store-sql-load.c */
char **invites_store_sql_list_divisions (InvitesStore *self, GError **error);
gboolean invites_store_sql_load_division (InvitesStore *self,
                                          const char *division,
                                          InvitesIndexBuilder *builder,
                                          GError **error);
/* invites-store-sql-changes.c */
gboolean invites_store_sql_follow (InvitesStore *self,
                                   InvitesFeed *feed,
                                   InvitesStandingFunc func,
                                   gpointer user_data,
                                   GError **error);
gboolean invites_store_sql_prune_changes (InvitesStore *self,
                                          guint n_kept,
                                          GError **error);
gboolean invites_changes_hold (InvitesDatabase *database, GError **error);
gboolean invites_changes_tell_send (InvitesDatabase *database,
                                    const char *uuid,
                                    gboolean by_act,
                                    GError **error);
gboolean invites_changes_tell_all (InvitesDatabase *database, GError **error);
/* invites-store-sql-why.c */
InvitesWhy *invites_store_sql_why (InvitesStore *self,
                                   const char *contact_id,
                                   const InvitesFilter *filter,
                                   const InvitesPrincipal *principal,
                                   InvitesTime now,
                                   GError **error);
/* invites-store-sql-import.c */
gboolean invites_store_sql_begin_import (InvitesStore *self,
                                         InvitesTime now,
                                         GError **error);
gboolean invites_store_sql_put_division (InvitesStore *self,
                                         const InvitesDivision *division,
                                         GError **error);
gboolean invites_store_sql_put_account (InvitesStore *self,
                                        const InvitesAccountRecord *account,
                                        GError **error);
gboolean invites_store_sql_forget_sites (InvitesStore *self,
                                         const char *account_number,
                                         GError **error);
gboolean invites_store_sql_put_site (InvitesStore *self,
                                     const InvitesSiteRecord *site,
                                     GError **error);
gboolean invites_store_sql_put_contact (InvitesStore *self,
                                        const InvitesContactRecord *contact,
                                        GError **error);
void invites_store_sql_watch_import (InvitesStore *self,
                                     InvitesRefusalFunc func,
                                     gpointer user_data);
gboolean invites_store_sql_write_import (InvitesStore *self, GError **error);
gboolean invites_store_sql_end_import (InvitesStore *self,
                                       gboolean commit,
                                       GError **error);
/* invites-store-sql-prepare.c */
gboolean invites_store_sql_forecast (InvitesStore *self,
                                     const InvitesSendRequest *request,
                                     InvitesTime now,
                                     guint64 outcomes[INVITES_N_OUTCOMES],
                                     GError **error);
gboolean
invites_store_sql_forecast_entries (InvitesStore *self,
                                    const InvitesSendRequest *request,
                                    const InvitesListing *listing,
                                    InvitesTime now,
                                    InvitesEntryFunc func,
                                    gpointer user_data,
                                    guint64 *total,
                                    GError **error);
InvitesSend *invites_store_sql_prepare (InvitesStore *self,
                                        const char *uuid,
                                        const InvitesSendRequest *request,
                                        const InvitesPrincipal *principal,
                                        InvitesTime now,
                                        gboolean *created,
                                        GError **error);
/* invites-store-sql-sends.c */
InvitesSend *invites_store_sql_find_send (InvitesStore *self,
                                          const char *uuid,
                                          GError **error);
GPtrArray *invites_store_sql_list_sends (InvitesStore *self,
                                         const InvitesPrincipal *principal,
                                         const char *division,
                                         guint64 offset,
                                         guint limit,
                                         guint64 *total,
                                         GError **error);
/* invites-store-sql-entries.c */
gboolean invites_store_sql_list_entries (InvitesStore *self,
                                         const char *uuid,
                                         const InvitesListing *listing,
                                         InvitesEntryFunc func,
                                         gpointer user_data,
                                         guint64 *total,
                                         GError **error);
/* invites-store-sql-sends.c */
InvitesSend *invites_store_sql_start (InvitesStore *self,
                                      const char *uuid,
                                      const InvitesPrincipal *principal,
                                      InvitesTime now,
                                      GError **error);
InvitesSend *invites_store_sql_stop (InvitesStore *self,
                                     const char *uuid,
                                     const InvitesPrincipal *principal,
                                     InvitesTime now,
                                     GError **error);
/* invites-store-sql-take-back.c */
InvitesSend *invites_store_sql_pause (InvitesStore *self,
                                      const char *uuid,
                                      const InvitesPrincipal *principal,
                                      InvitesTime now,
                                      GError **error);
InvitesSend *invites_store_sql_resume (InvitesStore *self,
                                       const char *uuid,
                                       const InvitesPrincipal *principal,
                                       InvitesTime now,
                                       GError **error);
InvitesSend *invites_store_sql_revoke (InvitesStore *self,
                                       const char *uuid,
                                       const InvitesPrincipal *principal,
                                       InvitesTime now,
                                       GError **error);
InvitesSend *invites_store_sql_retry (InvitesStore *self,
                                      const char *uuid,
                                      InvitesDeliveryState state,
                                      const InvitesPrincipal *principal,
                                      InvitesTime now,
                                      GError **error);
/* invites-store-sql-queue.c */
GPtrArray *invites_store_sql_turn (InvitesStore *self,
                                   const InvitesTurn *turn,
                                   InvitesKeys *keys,
                                   InvitesTime now,
                                   GPtrArray **changed_sends,
                                   GError **error);
gboolean invites_store_sql_recover (InvitesStore *self,
                                    InvitesTime now,
                                    guint *n_unknown,
                                    GError **error);
gboolean invites_store_sql_find_next_due (InvitesStore *self,
                                          InvitesTime *due,
                                          GError **error);
/* invites-store-sql-services.c */
gboolean invites_store_sql_register_service (InvitesStore *self,
                                             const char *name,
                                             gint64 lease,
                                             InvitesTime now,
                                             gint64 *service,
                                             GError **error);
gboolean invites_store_sql_renew_lease (InvitesStore *self,
                                        gint64 service,
                                        gboolean *holds,
                                        GError **error);
gboolean invites_store_sql_end_service (InvitesStore *self,
                                        gint64 service,
                                        InvitesTime now,
                                        GError **error);
gboolean invites_store_sql_end_expired (InvitesStore *self,
                                        InvitesTime now,
                                        GPtrArray **changed_sends,
                                        guint *n_unknown,
                                        GError **error);
gboolean invites_store_sql_give_back (InvitesStore *self,
                                      gint64 service,
                                      GHashTable *held,
                                      InvitesTime now,
                                      guint *n_given_back,
                                      GError **error);
/* invites-store-sql-addresses.c */
InvitesDeliveryProof *invites_store_sql_find_proof (InvitesStore *self,
                                                    gint64 delivery_id,
                                                    GError **error);
gboolean invites_store_sql_opt_out (InvitesStore *self,
                                    gint64 delivery_id,
                                    InvitesTime now,
                                    char **send_uuid,
                                    GError **error);
gboolean invites_store_sql_bounce (InvitesStore *self,
                                   const InvitesBounce *bounce,
                                   InvitesTime now,
                                   char **send_uuid,
                                   GError **error);
gboolean invites_store_sql_lift (InvitesStore *self,
                                 const char *contact_id,
                                 InvitesReason reason,
                                 const InvitesPrincipal *principal,
                                 InvitesTime now,
                                 GError **error);
/* invites-store-sql-reports.c */
gboolean invites_store_sql_keep_report (InvitesStore *self,
                                        const InvitesKeptReport *report,
                                        GError **error);
GPtrArray *invites_store_sql_list_reports (InvitesStore *self,
                                           GError **error);
/* invites-store-sql-wishes.c */
gboolean invites_store_sql_ask_for_link (InvitesStore *self,
                                         GBytes *token_hash,
                                         InvitesTime now,
                                         GError **error);
gboolean invites_store_sql_list_wishes (InvitesStore *self,
                                        const char *division,
                                        guint64 offset,
                                        guint limit,
                                        InvitesWishFunc func,
                                        gpointer user_data,
                                        guint64 *total,
                                        GError **error);
gboolean invites_store_sql_dismiss_wish (InvitesStore *self,
                                         const char *contact_id,
                                         const InvitesPrincipal *principal,
                                         InvitesTime now,
                                         GError **error);
/* invites-store-sql-links.c */
InvitesLink *invites_store_sql_find_link (InvitesStore *self,
                                          GBytes *token_hash,
                                          InvitesTime now,
                                          GError **error);
gboolean invites_store_sql_accept (InvitesStore *self,
                                   GBytes *token_hash,
                                   const char *password_hash,
                                   InvitesTime now,
                                   char **send_uuid,
                                   GError **error);
/* invites-store-sql-check.c */
gboolean invites_store_sql_check (InvitesStore *self,
                                  InvitesTime now,
                                  InvitesCheckFunc func,
                                  gpointer user_data,
                                  guint *n_broken,
                                  GError **error);

G_END_DECLS
