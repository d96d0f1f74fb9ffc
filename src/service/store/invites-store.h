/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "core/invites-choices.h"
#include "core/invites-contact.h"
#include "core/invites-counts.h"
#include "core/invites-entry.h"
#include "core/invites-filter.h"
#include "core/invites-send.h"
#include "core/invites-why.h"
#include "core/invites-wish.h"
#include "service/index/invites-index-shard.h"
#include "service/invites-keys.h"
#include "service/store/invites-records.h"

G_BEGIN_DECLS

/*
 * Where the data lives. One object is one connection and belongs to one thread
 * at a time; every call blocks. Engines implement the interface; callers never
 * see which. Rights are not checked here but in InvitesAccess, which is all
 * that handlers get.
 *
 * Every function that changes something is one transaction with its audit row.
 * Errors: INVITES_ERROR_UNAVAILABLE when the engine fails (busy, full, gone),
 * else as said at each.
 */
#define INVITES_TYPE_STORE (invites_store_get_type ())
G_DECLARE_INTERFACE (InvitesStore, invites_store, INVITES, STORE, GObject)

/* Called for each row, in order; FALSE with error ends the walk. */
typedef gboolean (*InvitesContactFunc) (const InvitesContact *contact,
                                        gpointer              user_data,
                                        GError              **error);
typedef gboolean (*InvitesEntryFunc)   (const InvitesEntry   *entry,
                                        gpointer              user_data,
                                        GError              **error);
typedef gboolean (*InvitesWishFunc)    (const InvitesWish    *wish,
                                        gpointer              user_data,
                                        GError              **error);
/* Where a contact of a division stands now. */
typedef void     (*InvitesStandingFunc) (const char                 *division,
                                         gint64                      contact_id,
                                         const InvitesIndexStanding *standing,
                                         gpointer                    user_data);
/* One broken invariant, in one line. */
typedef void     (*InvitesCheckFunc)   (const char           *line,
                                        gpointer              user_data);

struct _InvitesStoreInterface
{
  GTypeInterface parent_iface;

  gboolean          (*migrate)          (InvitesStore *self, GError **error);
  gboolean          (*ping)             (InvitesStore *self, GError **error);
  /* No division and no user yet. */
  gboolean          (*is_empty)         (InvitesStore *self, gboolean *empty, GError **error);
  char             *(*dup_setting)      (InvitesStore *self, const char *name, GError **error);
  gboolean          (*put_setting)      (InvitesStore *self, const char *name, const char *value, GError **error);

  /* Users and sessions. */
  gboolean          (*add_user)         (InvitesStore *self, const InvitesUserRecord *user, GError **error);
  gboolean          (*change_user)      (InvitesStore *self, const InvitesUserRecord *user, GError **error);
  gboolean          (*remove_user)      (InvitesStore *self, const char *username, GError **error);
  GPtrArray        *(*list_users)       (InvitesStore *self, GError **error);
  InvitesUserRecord *(*find_user)       (InvitesStore *self, const char *username, GError **error);
  gboolean          (*add_session)      (InvitesStore *self, gint64 user_id, GBytes *token_hash, InvitesTime now, GError **error);
  InvitesPrincipal *(*find_session)     (InvitesStore *self, GBytes *token_hash, InvitesTime now, GError **error);
  gboolean          (*touch_sessions)   (InvitesStore *self, GHashTable *used, InvitesTime now, GError **error);
  gboolean          (*end_session)      (InvitesStore *self, GBytes *token_hash, InvitesTime now, GError **error);

  /* Divisions, choices, templates. */
  InvitesDivision  *(*find_division)    (InvitesStore *self, const char *id, GError **error);
  InvitesChoices   *(*get_choices)      (InvitesStore *self, const InvitesPrincipal *principal, GError **error);
  InvitesTemplateRecord *(*find_template) (InvitesStore *self, const char *id, GError **error);
  GPtrArray        *(*list_templates)   (InvitesStore *self, GError **error);
  gboolean          (*put_template)     (InvitesStore *self, const InvitesTemplateRecord *record, GError **error);

  /* Contacts. */
  InvitesCounts    *(*count)            (InvitesStore *self, const InvitesFilter *filter, InvitesTime now, GError **error);
  gboolean          (*list_contacts)    (InvitesStore *self, const InvitesListing *listing, InvitesTime now, InvitesContactFunc func, gpointer user_data, guint64 *total, GError **error);
  /* By the database's numbers, in their order. */
  gboolean          (*list_numbers)     (InvitesStore *self, GArray *contact_ids, InvitesTime now, InvitesContactFunc func, gpointer user_data, GError **error);
  InvitesRecipient *(*find_recipient)   (InvitesStore *self, const char *contact_id, GError **error);
  InvitesWhy       *(*why)              (InvitesStore *self, const char *contact_id, const InvitesFilter *filter, const InvitesPrincipal *principal, InvitesTime now, GError **error);

  /* For the index. */
  char            **(*list_divisions)   (InvitesStore *self, GError **error);
  gboolean          (*load_division)    (InvitesStore *self, const char *division, InvitesIndexBuilder *builder, GError **error);
  gboolean          (*follow)           (InvitesStore *self, InvitesFeed *feed, InvitesStandingFunc func, gpointer user_data, GError **error);
  gboolean          (*prune_changes)    (InvitesStore *self, guint n_kept, GError **error);

  /* Import: begin_import, any number of put_…, then end_import with commit. */
  gboolean          (*begin_import)     (InvitesStore *self, InvitesTime now, GError **error);
  gboolean          (*put_division)     (InvitesStore *self, const InvitesDivision *division, GError **error);
  gboolean          (*put_account)      (InvitesStore *self, const InvitesAccountRecord *account, GError **error);
  gboolean          (*forget_sites)     (InvitesStore *self, const char *account_number, GError **error);
  gboolean          (*put_site)         (InvitesStore *self, const InvitesSiteRecord *site, GError **error);
  gboolean          (*put_contact)      (InvitesStore *self, const InvitesContactRecord *contact, GError **error);
  void              (*watch_import)     (InvitesStore *self, InvitesRefusalFunc func, gpointer user_data);
  gboolean          (*write_import)     (InvitesStore *self, GError **error);
  gboolean          (*end_import)       (InvitesStore *self, gboolean commit, GError **error);

  /* Sends. */
  gboolean          (*forecast)         (InvitesStore *self, const InvitesSendRequest *request, InvitesTime now, guint64 outcomes[INVITES_N_OUTCOMES], GError **error);
  gboolean          (*forecast_entries) (InvitesStore *self, const InvitesSendRequest *request, const InvitesListing *listing, InvitesTime now, InvitesEntryFunc func, gpointer user_data, guint64 *total, GError **error);
  InvitesSend      *(*prepare)          (InvitesStore *self, const char *uuid, const InvitesSendRequest *request, const InvitesPrincipal *principal, InvitesTime now, gboolean *created, GError **error);
  InvitesSend      *(*find_send)        (InvitesStore *self, const char *uuid, GError **error);
  GPtrArray        *(*list_sends)       (InvitesStore *self, const InvitesPrincipal *principal, const char *division, guint64 offset, guint limit, guint64 *total, GError **error);
  gboolean          (*list_entries)     (InvitesStore *self, const char *uuid, const InvitesListing *listing, InvitesEntryFunc func, gpointer user_data, guint64 *total, GError **error);
  InvitesSend      *(*start)            (InvitesStore *self, const char *uuid, const InvitesPrincipal *principal, InvitesTime now, GError **error);
  InvitesSend      *(*stop)             (InvitesStore *self, const char *uuid, const InvitesPrincipal *principal, InvitesTime now, GError **error);

  InvitesSend      *(*pause)            (InvitesStore *self, const char *uuid, const InvitesPrincipal *principal, InvitesTime now, GError **error);
  InvitesSend      *(*resume)           (InvitesStore *self, const char *uuid, const InvitesPrincipal *principal, InvitesTime now, GError **error);
  InvitesSend      *(*revoke)           (InvitesStore *self, const char *uuid, const InvitesPrincipal *principal, InvitesTime now, GError **error);
  /* @state: REFUSED or UNKNOWN, or NONE for both. */
  InvitesSend      *(*retry)            (InvitesStore *self, const char *uuid, InvitesDeliveryState state, const InvitesPrincipal *principal, InvitesTime now, GError **error);

  /* The queue. One turn is one transaction: what has become of what was
   * claimed, and new claims. */
  GPtrArray        *(*turn)             (InvitesStore *self, const InvitesTurn *turn, InvitesKeys *keys, InvitesTime now, GPtrArray **changed_sends, GError **error);
  gboolean          (*recover)          (InvitesStore *self, InvitesTime now, guint *n_unknown, GError **error);
  gboolean          (*find_next_due)    (InvitesStore *self, InvitesTime *due, GError **error);

  /* The services that work off the queue, each known by its number. */
  gboolean          (*register_service) (InvitesStore *self, const char *name, gint64 lease, InvitesTime now, gint64 *service, GError **error);
  gboolean          (*renew_lease)      (InvitesStore *self, gint64 service, gboolean *holds, GError **error);
  gboolean          (*end_service)      (InvitesStore *self, gint64 service, InvitesTime now, GError **error);
  gboolean          (*end_expired)      (InvitesStore *self, InvitesTime now, GPtrArray **changed_sends, guint *n_unknown, GError **error);
  gboolean          (*give_back)        (InvitesStore *self, gint64 service, GHashTable *held, InvitesTime now, guint *n_given_back, GError **error);

  /* What comes back, and what customers ask for. A token names a delivery;
   * the caller proves it with InvitesKeys before it acts. */
  InvitesDeliveryProof *(*find_proof)   (InvitesStore *self, gint64 delivery_id, GError **error);
  gboolean          (*opt_out)          (InvitesStore *self, gint64 delivery_id, InvitesTime now, char **send_uuid, GError **error);
  gboolean          (*bounce)           (InvitesStore *self, const InvitesBounce *bounce, InvitesTime now, char **send_uuid, GError **error);
  gboolean          (*keep_report)      (InvitesStore *self, const InvitesKeptReport *report, GError **error);
  GPtrArray        *(*list_reports)     (InvitesStore *self, GError **error);
  gboolean          (*ask_for_link)     (InvitesStore *self, GBytes *token_hash, InvitesTime now, GError **error);
  gboolean          (*list_wishes)      (InvitesStore *self, const char *division, guint64 offset, guint limit, InvitesWishFunc func, gpointer user_data, guint64 *total, GError **error);
  gboolean          (*dismiss_wish)     (InvitesStore *self, const char *contact_id, const InvitesPrincipal *principal, InvitesTime now, GError **error);
  /* @reason: BOUNCED or OPTED_OUT. */
  gboolean          (*lift)             (InvitesStore *self, const char *contact_id, InvitesReason reason, const InvitesPrincipal *principal, InvitesTime now, GError **error);

  /* Links. */
  InvitesLink      *(*find_link)        (InvitesStore *self, GBytes *token_hash, InvitesTime now, GError **error);
  gboolean          (*accept)           (InvitesStore *self, GBytes *token_hash, const char *password_hash, InvitesTime now, char **send_uuid, GError **error);

  gboolean          (*check)            (InvitesStore *self, InvitesTime now, InvitesCheckFunc func, gpointer user_data, guint *n_broken, GError **error);
};

/* @database: "sqlite:PATH" or "postgresql://…". Creates and migrates what it
 * opens. */
InvitesStore *invites_store_open (const char  *database,
                                  GError     **error);

/* One more to what was opened already, and is up to date. */
InvitesStore *invites_store_open_again (const char  *database,
                                        GError     **error);

/* One documented wrapper a member, invites_store_count () and so on. */
gboolean invites_store_migrate (InvitesStore *self, GError **error);
gboolean invites_store_ping (InvitesStore *self, GError **error);
gboolean invites_store_is_empty (InvitesStore *self,
                                 gboolean *empty,
                                 GError **error);
char *invites_store_dup_setting (InvitesStore *self,
                                 const char *name,
                                 GError **error);
gboolean invites_store_put_setting (InvitesStore *self,
                                    const char *name,
                                    const char *value,
                                    GError **error);
gboolean invites_store_add_user (InvitesStore *self,
                                 const InvitesUserRecord *user,
                                 GError **error);
gboolean invites_store_change_user (InvitesStore *self,
                                    const InvitesUserRecord *user,
                                    GError **error);
gboolean invites_store_remove_user (InvitesStore *self,
                                    const char *username,
                                    GError **error);
GPtrArray *invites_store_list_users (InvitesStore *self, GError **error);
InvitesUserRecord *invites_store_find_user (InvitesStore *self,
                                            const char *username,
                                            GError **error);
gboolean invites_store_add_session (InvitesStore *self,
                                    gint64 user_id,
                                    GBytes *token_hash,
                                    InvitesTime now,
                                    GError **error);
InvitesPrincipal *invites_store_find_session (InvitesStore *self,
                                              GBytes *token_hash,
                                              InvitesTime now,
                                              GError **error);
gboolean invites_store_touch_sessions (InvitesStore *self,
                                       GHashTable *used,
                                       InvitesTime now,
                                       GError **error);
gboolean invites_store_end_session (InvitesStore *self,
                                    GBytes *token_hash,
                                    InvitesTime now,
                                    GError **error);
InvitesDivision *invites_store_find_division (InvitesStore *self,
                                              const char *id,
                                              GError **error);
InvitesChoices *invites_store_get_choices (InvitesStore *self,
                                           const InvitesPrincipal *principal,
                                           GError **error);
InvitesTemplateRecord *invites_store_find_template (InvitesStore *self,
                                                    const char *id,
                                                    GError **error);
GPtrArray *invites_store_list_templates (InvitesStore *self, GError **error);
gboolean invites_store_put_template (InvitesStore *self,
                                     const InvitesTemplateRecord *record,
                                     GError **error);
InvitesCounts *invites_store_count (InvitesStore *self,
                                    const InvitesFilter *filter,
                                    InvitesTime now,
                                    GError **error);
gboolean invites_store_list_contacts (InvitesStore *self,
                                      const InvitesListing *listing,
                                      InvitesTime now,
                                      InvitesContactFunc func,
                                      gpointer user_data,
                                      guint64 *total,
                                      GError **error);
gboolean invites_store_list_numbers (InvitesStore *self,
                                     GArray *contact_ids,
                                     InvitesTime now,
                                     InvitesContactFunc func,
                                     gpointer user_data,
                                     GError **error);
char **invites_store_list_divisions (InvitesStore *self, GError **error);
gboolean invites_store_load_division (InvitesStore *self,
                                      const char *division,
                                      InvitesIndexBuilder *builder,
                                      GError **error);
gboolean invites_store_follow (InvitesStore *self,
                               InvitesFeed *feed,
                               InvitesStandingFunc func,
                               gpointer user_data,
                               GError **error);
gboolean invites_store_prune_changes (InvitesStore *self,
                                      guint n_kept,
                                      GError **error);
InvitesRecipient *invites_store_find_recipient (InvitesStore *self,
                                                const char *contact_id,
                                                GError **error);
InvitesWhy *invites_store_why (InvitesStore *self,
                               const char *contact_id,
                               const InvitesFilter *filter,
                               const InvitesPrincipal *principal,
                               InvitesTime now,
                               GError **error);
gboolean invites_store_begin_import (InvitesStore *self,
                                     InvitesTime now,
                                     GError **error);
gboolean invites_store_put_division (InvitesStore *self,
                                     const InvitesDivision *division,
                                     GError **error);
gboolean invites_store_put_account (InvitesStore *self,
                                    const InvitesAccountRecord *account,
                                    GError **error);
gboolean invites_store_forget_sites (InvitesStore *self,
                                     const char *account_number,
                                     GError **error);
gboolean invites_store_put_site (InvitesStore *self,
                                 const InvitesSiteRecord *site,
                                 GError **error);
gboolean invites_store_put_contact (InvitesStore *self,
                                    const InvitesContactRecord *contact,
                                    GError **error);
void invites_store_watch_import (InvitesStore *self,
                                 InvitesRefusalFunc func,
                                 gpointer user_data);
gboolean invites_store_write_import (InvitesStore *self, GError **error);
gboolean invites_store_end_import (InvitesStore *self,
                                   gboolean commit,
                                   GError **error);
gboolean invites_store_forecast (InvitesStore *self,
                                 const InvitesSendRequest *request,
                                 InvitesTime now,
                                 guint64 outcomes[INVITES_N_OUTCOMES],
                                 GError **error);
gboolean invites_store_forecast_entries (InvitesStore *self,
                                         const InvitesSendRequest *request,
                                         const InvitesListing *listing,
                                         InvitesTime now,
                                         InvitesEntryFunc func,
                                         gpointer user_data,
                                         guint64 *total,
                                         GError **error);
InvitesSend *invites_store_prepare (InvitesStore *self,
                                    const char *uuid,
                                    const InvitesSendRequest *request,
                                    const InvitesPrincipal *principal,
                                    InvitesTime now,
                                    gboolean *created,
                                    GError **error);
InvitesSend *invites_store_find_send (InvitesStore *self,
                                      const char *uuid,
                                      GError **error);
GPtrArray *invites_store_list_sends (InvitesStore *self,
                                     const InvitesPrincipal *principal,
                                     const char *division,
                                     guint64 offset,
                                     guint limit,
                                     guint64 *total,
                                     GError **error);
gboolean invites_store_list_entries (InvitesStore *self,
                                     const char *uuid,
                                     const InvitesListing *listing,
                                     InvitesEntryFunc func,
                                     gpointer user_data,
                                     guint64 *total,
                                     GError **error);
InvitesSend *invites_store_start (InvitesStore *self,
                                  const char *uuid,
                                  const InvitesPrincipal *principal,
                                  InvitesTime now,
                                  GError **error);
InvitesSend *invites_store_stop (InvitesStore *self,
                                 const char *uuid,
                                 const InvitesPrincipal *principal,
                                 InvitesTime now,
                                 GError **error);
InvitesSend *invites_store_pause (InvitesStore *self,
                                  const char *uuid,
                                  const InvitesPrincipal *principal,
                                  InvitesTime now,
                                  GError **error);
InvitesSend *invites_store_resume (InvitesStore *self,
                                   const char *uuid,
                                   const InvitesPrincipal *principal,
                                   InvitesTime now,
                                   GError **error);
InvitesSend *invites_store_revoke (InvitesStore *self,
                                   const char *uuid,
                                   const InvitesPrincipal *principal,
                                   InvitesTime now,
                                   GError **error);
InvitesSend *invites_store_retry (InvitesStore *self,
                                  const char *uuid,
                                  InvitesDeliveryState state,
                                  const InvitesPrincipal *principal,
                                  InvitesTime now,
                                  GError **error);
GPtrArray *invites_store_turn (InvitesStore *self,
                               const InvitesTurn *turn,
                               InvitesKeys *keys,
                               InvitesTime now,
                               GPtrArray **changed_sends,
                               GError **error);
gboolean invites_store_recover (InvitesStore *self,
                                InvitesTime now,
                                guint *n_unknown,
                                GError **error);
gboolean invites_store_find_next_due (InvitesStore *self,
                                      InvitesTime *due,
                                      GError **error);
gboolean invites_store_register_service (InvitesStore *self,
                                         const char *name,
                                         gint64 lease,
                                         InvitesTime now,
                                         gint64 *service,
                                         GError **error);
gboolean invites_store_renew_lease (InvitesStore *self,
                                    gint64 service,
                                    gboolean *holds,
                                    GError **error);
gboolean invites_store_end_service (InvitesStore *self,
                                    gint64 service,
                                    InvitesTime now,
                                    GError **error);
gboolean invites_store_end_expired (InvitesStore *self,
                                    InvitesTime now,
                                    GPtrArray **changed_sends,
                                    guint *n_unknown,
                                    GError **error);
gboolean invites_store_give_back (InvitesStore *self,
                                  gint64 service,
                                  GHashTable *held,
                                  InvitesTime now,
                                  guint *n_given_back,
                                  GError **error);
InvitesDeliveryProof *invites_store_find_proof (InvitesStore *self,
                                                gint64 delivery_id,
                                                GError **error);
gboolean invites_store_opt_out (InvitesStore *self,
                                gint64 delivery_id,
                                InvitesTime now,
                                char **send_uuid,
                                GError **error);
gboolean invites_store_bounce (InvitesStore *self,
                               const InvitesBounce *bounce,
                               InvitesTime now,
                               char **send_uuid,
                               GError **error);
gboolean invites_store_keep_report (InvitesStore *self,
                                    const InvitesKeptReport *report,
                                    GError **error);
GPtrArray *invites_store_list_reports (InvitesStore *self, GError **error);
gboolean invites_store_ask_for_link (InvitesStore *self,
                                     GBytes *token_hash,
                                     InvitesTime now,
                                     GError **error);
gboolean invites_store_list_wishes (InvitesStore *self,
                                    const char *division,
                                    guint64 offset,
                                    guint limit,
                                    InvitesWishFunc func,
                                    gpointer user_data,
                                    guint64 *total,
                                    GError **error);
gboolean invites_store_dismiss_wish (InvitesStore *self,
                                     const char *contact_id,
                                     const InvitesPrincipal *principal,
                                     InvitesTime now,
                                     GError **error);
gboolean invites_store_lift (InvitesStore *self,
                             const char *contact_id,
                             InvitesReason reason,
                             const InvitesPrincipal *principal,
                             InvitesTime now,
                             GError **error);
InvitesLink *invites_store_find_link (InvitesStore *self,
                                      GBytes *token_hash,
                                      InvitesTime now,
                                      GError **error);
gboolean invites_store_accept (InvitesStore *self,
                               GBytes *token_hash,
                               const char *password_hash,
                               InvitesTime now,
                               char **send_uuid,
                               GError **error);
gboolean invites_store_check (InvitesStore *self,
                              InvitesTime now,
                              InvitesCheckFunc func,
                              gpointer user_data,
                              guint *n_broken,
                              GError **error);

G_END_DECLS
