/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A user at an account service. */
typedef struct
{
  char     *service_url; /* in its normal form */
  char     *username;
  gboolean  stays_signed_in; /* the keyring has the sign-in */
} InvitesKnownService;

#define INVITES_TYPE_SERVICES (invites_services_get_type ())
G_DECLARE_FINAL_TYPE (InvitesServices, invites_services, INVITES, SERVICES,
                      GObject)

/* The services that are known, from one start to the next. Signals: "changed";
 * "removed" with address and user, which are known no more. */
InvitesServices           *invites_services_new       (GSettings       *settings);
GSettings                 *invites_services_get_settings
                                                      (InvitesServices *self);
void                       invites_services_take_over (InvitesServices *self,
                                                       const char      *path);
guint                      invites_services_get_n     (InvitesServices *self);
const InvitesKnownService *invites_services_get       (InvitesServices *self,
                                                       guint            index);
const InvitesKnownService *invites_services_find      (InvitesServices *self,
                                                       const char      *service_url,
                                                       const char      *username);
const InvitesKnownService *invites_services_get_last  (InvitesServices *self);
void                       invites_services_put       (InvitesServices *self,
                                                       const char      *service_url,
                                                       const char      *username,
                                                       gboolean         stays_signed_in);
void                       invites_services_set_last  (InvitesServices *self,
                                                       const char      *service_url,
                                                       const char      *username);
void                       invites_services_end_stay  (InvitesServices *self,
                                                       const char      *service_url,
                                                       const char      *username);
void                       invites_services_remove    (InvitesServices *self,
                                                       const char      *service_url,
                                                       const char      *username);
void                       invites_services_forget    (InvitesServices *self);

char *invites_services_dup_host (const char *service_url);
char *invites_services_dup_name (const char *service_url,
                                 const char *username);

G_END_DECLS
