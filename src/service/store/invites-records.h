/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "core/invites-contact.h"
#include "core/invites-enums.h"
#include "core/invites-filter.h"
#include "core/invites-time.h"

G_BEGIN_DECLS

/* What goes in and out of the store beside the types of src/core. Plain
 * structures; strings are owned, NULL where a comment says so. */

/* How many days a link lives, contacts may share an address, and so on: what
 * the administrator may change; one per process, set before threads start. */
typedef struct
{
  guint link_days;          /* 30 */
  guint shared_limit;       /* 10 contacts on one address */
  guint prepared_hours;     /* 24 */
  guint session_hours;      /* 12, idle */
  guint give_up_hours;      /* 96: a deferred delivery is then refused */
  guint gap_hours;          /* 24 between invitations to an address; 0: none */
  guint hold_seconds;       /* 10 for Undo; 0: none */
  gboolean resend_in_doubt; /* FALSE: what a crash left on the wire waits for
                               a person; TRUE: it goes again */
  char **allowed_domains;   /* (nullable): of senders, A-labels */
} InvitesRules;

InvitesRules *invites_rules_get (void);

/* Who asks: a signed-in user's rights at this moment. */
typedef struct
{
  gint64    user_id;
  char     *username;
  char     *name;
  char     *email;
  gboolean  may_send;      /* 390 */
  gboolean  may_review;    /* 391 */
  char    **divisions;     /* ids of all divisions of the user, sorted */
  InvitesTime expires_at;  /* of the session */
  gint64    acts;          /* the newest act, of whomever, at this moment */
} InvitesPrincipal;

typedef struct
{
  gint64    user_id;       /* out */
  char     *username;
  char     *name;          /* change_user: NULL keeps */
  char     *email;         /* change_user: NULL keeps */
  char     *password_hash; /* change_user: NULL keeps */
  char    **divisions;     /* ids; change_user: NULL keeps */
  gboolean  all_divisions;
  GArray   *permissions;   /* of int; change_user: NULL keeps */
} InvitesUserRecord;

typedef struct
{
  char *id;
  char *name;
  char *email_from;
  char *time_zone;
} InvitesDivision;

/* The rows of an import. */
typedef enum
{
  INVITES_IMPORT_ACCOUNTS,
  INVITES_IMPORT_SITES,
  INVITES_IMPORT_CONTACTS,
} InvitesImportRows;

/* Tells of a row that was refused: an account whose division, by its id, is
 * unknown, or a site or contact whose account is, by its number. @line: as
 * the row's record has it. */
typedef void (*InvitesRefusalFunc) (InvitesImportRows  kind,
                                    guint64            line,
                                    const char        *unknown,
                                    gpointer           user_data);

typedef struct
{
  char        *number;
  char        *name;
  char        *division;       /* id */
  char        *account_class;  /* (nullable), text, not id; likewise below */
  char        *bill_group;     /* (nullable) */
  char        *account_source; /* (nullable) */
  char        *balance;        /* (nullable): a decimal, checked */
  gboolean     balance_due;
  InvitesFlag  auto_pay;
  guint64      line;           /* in the file, or 0; likewise below */
} InvitesAccountRecord;

typedef struct
{
  char   *account_number;
  char   *site_source;     /* (nullable) */
  guint64 active_services;
  guint64 line;
} InvitesSiteRecord;

typedef struct
{
  char        *id;
  char        *account_number;
  char        *name;
  char        *email;            /* exactly as in the file, may be "" */
  InvitesFlag  billing_contact;
  InvitesTime  last_invite_sent; /* NONE in all below: keep what is known */
  InvitesTime  accepted_at;
  InvitesTime  last_login;
  InvitesTime  bounced_at;
  InvitesTime  opted_out_at;
  char        *language;         /* (nullable): keep */
  guint64      line;
} InvitesContactRecord;

/* What a template says in one language. */
typedef struct
{
  char *language; /* (nullable): a language tag; NULL: nobody has said it */
  char *subject;
  char *text;
  char *html;
} InvitesTemplateText;

typedef struct
{
  char      *id;
  char      *name;
  gboolean   active;
  GPtrArray *texts; /* of InvitesTemplateText: the template's own, which is
                       for everybody who reads none of the others, first */
} InvitesTemplateRecord;

/* Which rows of a list, in which order. */
typedef struct
{
  InvitesFilter        *filter;     /* contacts only */
  int                   group;      /* InvitesGroup or -1; contacts only */
  InvitesReason         reason;     /* or NONE; contacts only */
  int                   expired;    /* 1, 0 or -1; contacts only */
  InvitesOutcome        outcome;    /* or NONE; entries only */
  InvitesDeliveryState  state;      /* or NONE; entries only */
  char                **words;      /* (nullable): folded, all must occur */
  char                 *sort;       /* (nullable): field, checked; NULL: id */
  gboolean              descending;
  guint64               offset;
  guint64               limit;      /* G_MAXUINT64: all (CSV) */
} InvitesListing;

typedef struct
{
  char *number;
  char *name;
} InvitesAccountName;

/* Somebody a mail is for: what templates speak of. */
typedef struct
{
  char            *contact;       /* id */
  char            *name;
  char            *address;       /* as written */
  char            *language;      /* (nullable) */
  InvitesDivision *division;
  GPtrArray       *accounts;      /* of InvitesAccountName, by number */
} InvitesRecipient;

/* A claimed delivery, ready to be composed. */
typedef struct
{
  gint64            delivery_id;
  gint64            claimed_by;   /* number of a service, or 0 */
  char             *send;         /* UUID */
  char             *address_key;  /* of the recipient's address */
  InvitesTemplateText *text;      /* of the send's frozen template, in the
                                     recipient's language if there is one */
  char             *email_from;
  char             *token;        /* the link's: a secret */
  char             *message_id;   /* without angle brackets */
  guint             attempts;     /* this one included */
  InvitesRecipient *recipient;
} InvitesDelivery;

/* What became of a claimed delivery. */
typedef struct
{
  gint64                delivery_id;
  gint64                claimed_by; /* as its delivery has it */
  InvitesDeliveryState  state;    /* SENT, REFUSED, DEFERRED, UNKNOWN, or
                                     QUEUED: was not tried, put it back */
  int                   reply_code; /* or 0 */
  char                 *reply_text; /* (nullable) */
  char                 *reply_status; /* (nullable): enhanced, "5.1.1" */
  gboolean              address_is_bad; /* 5.1.x: the address has bounced */
  InvitesTime           not_before; /* QUEUED: not to be claimed before; NONE */
} InvitesDeliveryResult;

/* The mail system's trouble with a sender or with the service's sign-in. */
typedef struct
{
  char               *send;   /* (nullable): UUID; NULL: every running one */
  InvitesPauseReason  reason;
  int                 code;   /* or 0 */
  char               *text;   /* (nullable) */
} InvitesPause;

/* What the sender asks for in one turn. */
typedef struct
{
  GPtrArray  *results;  /* (nullable) (element-type InvitesDeliveryResult) */
  GPtrArray  *pauses;   /* (nullable) (element-type InvitesPause) */
  GHashTable *blocked;  /* (nullable): domain (A-label) → InvitesTime* before
                           which nothing for it is to be claimed */
  guint       n_wanted; /* how many claims at most */
  gint64      service;  /* number of the service whose turn it is; 0: none.
                           One that has ended claims nothing */
} InvitesTurn;

/* What a token that names a delivery is proved against. */
typedef struct
{
  char     *send;        /* UUID */
  char     *address_key;
  char     *language;    /* (nullable): of whom the mail was for */
  gboolean  opted_out;   /* the address is, already */
} InvitesDeliveryProof;

/* A report about a mail that came back, whose token is proved. */
typedef struct
{
  gint64    delivery_id;
  gboolean  failed;      /* else: delayed */
  gboolean  is_hard;     /* failed, and the address is to blame */
  int       code;        /* SMTP reply code, or 0 */
  char     *status;      /* (nullable): "5.1.1" */
  char     *text;        /* (nullable): the mail system's words */
} InvitesBounce;

/* A report of which nothing was made. */
typedef struct
{
  gint64       report_id;
  InvitesTime  at;
  char        *verdict;     /* "forged", "unreadable", "auto-reply", … */
  gint64       delivery_id; /* as it claims, or 0 */
  GBytes      *message;     /* its first 64 KiB */
} InvitesKeptReport;

typedef enum
{
  INVITES_LINK_LIVE,
  INVITES_LINK_USED,     /* all its contacts have joined */
  INVITES_LINK_EXPIRED,
  INVITES_LINK_REVOKED,  /* replaced by a newer one, or taken back */
  INVITES_LINK_UNKNOWN,
} InvitesLinkState;

typedef struct
{
  InvitesLinkState  state;
  char             *language;      /* (nullable): of whom the mail was for */
  char             *division_name; /* LIVE only, as are those below */
  char             *address;       /* the portal log-in */
  char             *password_hash; /* (nullable): has a pass phrase already */
  GPtrArray        *accounts;      /* of InvitesAccountName */
} InvitesLink;

/* How far somebody has read what changed about contacts. */
typedef struct
{
  char     *position; /* (owned) (nullable): NULL: from now on. The engine's */
  gint64    acts;     /* out: the newest act that was seen */
  guint64   n_changed; /* out: contacts told of */
  gboolean  anew;     /* out: too much has changed: read everything anew */
} InvitesFeed;

/* Invitations from before that time have expired. */
InvitesTime            invites_rules_get_cutoff     (InvitesTime            now);
void                   invites_principal_free       (InvitesPrincipal      *self);
InvitesUserRecord     *invites_user_record_new      (void);
void                   invites_user_record_free     (InvitesUserRecord     *self);
void                   invites_division_free        (InvitesDivision       *self);
void                   invites_account_record_clear (InvitesAccountRecord  *self);
void                   invites_contact_record_clear (InvitesContactRecord  *self);
InvitesTemplateText   *invites_template_text_new    (const char            *language,
                                                     const char            *subject,
                                                     const char            *text,
                                                     const char            *html);
InvitesTemplateText   *invites_template_text_ref    (InvitesTemplateText   *self);
void                   invites_template_text_unref  (InvitesTemplateText   *self);
GPtrArray             *invites_template_texts_new   (void);
InvitesTemplateText   *invites_template_texts_find  (const GPtrArray       *texts,
                                                     const char            *language);
InvitesTemplateRecord *invites_template_record_new  (const char            *id,
                                                     const char            *name,
                                                     gboolean               active);
void                   invites_template_record_free (InvitesTemplateRecord *self);
InvitesListing        *invites_listing_new          (void);
void                   invites_listing_free         (InvitesListing        *self);
InvitesAccountName    *invites_account_name_new     (const char            *number,
                                                     const char            *name);
void                   invites_account_name_free    (InvitesAccountName    *self);
void                   invites_recipient_free       (InvitesRecipient      *self);
void                   invites_delivery_free        (InvitesDelivery       *self);
InvitesDeliveryResult *invites_delivery_result_new  (gint64                 delivery_id,
                                                     InvitesDeliveryState   state);
void                   invites_delivery_result_free (InvitesDeliveryResult *self);
InvitesPause          *invites_pause_new            (const char            *send,
                                                     InvitesPauseReason     reason,
                                                     int                    code,
                                                     const char            *text);
void                   invites_pause_free           (InvitesPause          *self);
void                   invites_delivery_proof_free  (InvitesDeliveryProof  *self);
void                   invites_bounce_clear         (InvitesBounce         *self);
InvitesKeptReport     *invites_kept_report_new      (void);
void                   invites_kept_report_free     (InvitesKeptReport     *self);
void                   invites_link_free            (InvitesLink           *self);
void                   invites_feed_clear           (InvitesFeed           *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesPrincipal, invites_principal_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesUserRecord, invites_user_record_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesDivision, invites_division_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (InvitesAccountRecord, invites_account_record_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (InvitesContactRecord, invites_contact_record_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesTemplateText, invites_template_text_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesTemplateRecord, invites_template_record_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesListing, invites_listing_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesAccountName, invites_account_name_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesRecipient, invites_recipient_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesDelivery, invites_delivery_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesDeliveryResult, invites_delivery_result_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesPause, invites_pause_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesDeliveryProof, invites_delivery_proof_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (InvitesBounce, invites_bounce_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesKeptReport, invites_kept_report_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesLink, invites_link_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (InvitesFeed, invites_feed_clear)

G_END_DECLS
