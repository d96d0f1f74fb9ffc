/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/commands/invites-serve-options.h"

#include <string.h>

#include "core/invites-address.h"
#include "service/commands/invites-commands.h"
#include "service/store/invites-records.h"

#define N_ENTRIES 27

/* What must not stand on a command line, where other users of the machine
 * could read it. */
static const char *const secrets[] = { "relay-user", "relay-password",
                                       "database-password", NULL };

static const char *const switches[] = { "on", "off", NULL };
static const char *const doubts[] = { "hold", "resend", NULL };
static const char *const tls_words[] = { "auto", "required", NULL };
/* In the order of InvitesSmtpAuth. */
static const char *const auth_words[] = {
  "auto", "plain", "login", "xoauth2", NULL
};

static void
list_entries (InvitesServeOptions *self,
              GOptionEntry         entries[N_ENTRIES])
{
  const GOptionEntry all[N_ENTRIES] = {
    { "database", 0, 0, G_OPTION_ARG_STRING, &self->database,
      "Where the data lives", INVITES_DATABASE_WORDS },
    { "listen", 0, 0, G_OPTION_ARG_STRING, &self->listen,
      "Where to answer (127.0.0.1:8390); port 0 is any", "HOST:PORT" },
    { "public-url", 0, 0, G_OPTION_ARG_STRING, &self->public_url,
      "What the links begin with", "URL" },
    { "key-file", 0, 0, G_OPTION_ARG_FILENAME, &self->key_file,
      "The service key (beside the SQLite database)", "FILE" },
    { "index", 0, 0, G_OPTION_ARG_STRING, &self->index,
      "Whether to hold the contacts in memory, some 100 bytes each (on); else "
      "the database counts and lists them", "on|off" },
    { "relay", 0, 0, G_OPTION_ARG_STRING, &self->relay,
      "The mail system", "smtp://HOST[:PORT]|smtps://HOST[:PORT]" },
    { "outbox", 0, 0, G_OPTION_ARG_FILENAME, &self->outbox,
      "Instead: a Maildir; nothing leaves the machine", "FOLDER" },
    { "relay-tls", 0, 0, G_OPTION_ARG_STRING, &self->relay_tls,
      "Whether the mail system must speak TLS on loopback too (auto: need "
      "not; elsewhere it always must)", "auto|required" },
    { "relay-ca-file", 0, 0, G_OPTION_ARG_FILENAME, &self->relay_ca_file,
      "Whose certificates to trust; TLS is then required", "FILE" },
    { "relay-auth", 0, 0, G_OPTION_ARG_STRING, &self->relay_auth,
      "How to sign in to the mail system (auto)", "auto|plain|login|xoauth2" },
    { "relay-token-file", 0, 0, G_OPTION_ARG_FILENAME, &self->relay_token_file,
      "The token for xoauth2, read anew at every connection", "FILE" },
    { "connections", 0, 0, G_OPTION_ARG_INT, &self->connections,
      "How many connections to the mail system at most (10)", "N" },
    { "relay-rate", 0, 0, G_OPTION_ARG_INT, &self->relay_rate,
      "How many mails a minute at most (0: no limit)", "N" },
    { "domain-rate", 0, 0, G_OPTION_ARG_INT, &self->domain_rate,
      "How many mails a minute to one domain at most (0: no limit)", "N" },
    { "domain-connections", 0, 0, G_OPTION_ARG_INT, &self->domain_connections,
      "How many mails at a time to one domain at most (0: no limit)", "N" },
    { "bounce-domain", 0, 0, G_OPTION_ARG_STRING, &self->bounce_domain,
      "Where mail that cannot be delivered comes back to", "DOMAIN" },
    { "bounce-maildir", 0, 0, G_OPTION_ARG_FILENAME, &self->bounce_maildir,
      "A Maildir that holds what came back", "FOLDER" },
    { "bounce-mailbox", 0, 0, G_OPTION_ARG_FILENAME, &self->bounce_mailbox,
      "A mailbox file that holds what came back", "FILE" },
    { "allow-sender-domain", 0, 0, G_OPTION_ARG_STRING_ARRAY,
      &self->sender_domains,
      "Let mail be sent from this domain too; may be repeated", "DOMAIN" },
    { "link-days", 0, 0, G_OPTION_ARG_INT, &self->link_days,
      "How many days a link works (30)", "DAYS" },
    { "shared-limit", 0, 0, G_OPTION_ARG_INT, &self->shared_limit,
      "How many contacts may share an address (10)", "N" },
    { "gap-hours", 0, 0, G_OPTION_ARG_INT, &self->gap_hours,
      "How many hours to leave between invitations to one address (24; 0: "
      "none)", "HOURS" },
    { "hold-seconds", 0, 0, G_OPTION_ARG_INT, &self->hold_seconds,
      "How long a send can be undone before it begins (10; 0: not)",
      "SECONDS" },
    { "give-up-hours", 0, 0, G_OPTION_ARG_INT, &self->give_up_hours,
      "When to stop trying what the mail system puts off (96)", "HOURS" },
    { "lease-seconds", 0, 0, G_OPTION_ARG_INT, &self->lease_seconds,
      "How long the other services on a database wait for one that is silent "
      "(15)", "SECONDS" },
    { "in-doubt", 0, 0, G_OPTION_ARG_STRING, &self->in_doubt,
      "Mail of which nobody knows whether it went waits for a person (hold), "
      "or goes again", "hold|resend" },
    { NULL }
  };

  memcpy (entries, all, sizeof all);
}

/* All numbers, with what they may be. */
static const struct
{
  const char *name;
  gsize       offset;
  int         least;
  int         most;
} numbers[] = {
  { "connections", G_STRUCT_OFFSET (InvitesServeOptions, connections), 1, 500 },
  { "relay-rate", G_STRUCT_OFFSET (InvitesServeOptions, relay_rate), 0,
    1000000 },
  { "domain-rate", G_STRUCT_OFFSET (InvitesServeOptions, domain_rate), 0,
    1000000 },
  { "domain-connections",
    G_STRUCT_OFFSET (InvitesServeOptions, domain_connections), 0, 500 },
  { "link-days", G_STRUCT_OFFSET (InvitesServeOptions, link_days), 1, 3650 },
  { "shared-limit", G_STRUCT_OFFSET (InvitesServeOptions, shared_limit), 1,
    1000000 },
  { "gap-hours", G_STRUCT_OFFSET (InvitesServeOptions, gap_hours), 0, 8760 },
  { "hold-seconds", G_STRUCT_OFFSET (InvitesServeOptions, hold_seconds), 0,
    600 },
  { "give-up-hours", G_STRUCT_OFFSET (InvitesServeOptions, give_up_hours), 1,
    8760 },
  { "lease-seconds", G_STRUCT_OFFSET (InvitesServeOptions, lease_seconds), 1,
    600 },
};

static char *
find_number_fault (const InvitesServeOptions *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      int value = G_STRUCT_MEMBER (int, self, numbers[i].offset);

      if (value < numbers[i].least || value > numbers[i].most)
        return g_strdup_printf ("--%s must be from %d to %d", numbers[i].name,
                                numbers[i].least, numbers[i].most);
    }

  return NULL;
}

static char *
find_word_fault (const char        *name,
                 const char        *word,
                 const char *const *words)
{
  g_autofree char *list = NULL;

  if (word == NULL || g_strv_contains (words, word))
    return NULL;

  list = g_strjoinv (", ", (char **) words);
  return g_strdup_printf ("--%s must be one of: %s", name, list);
}

static const char *
find_combination_fault (const InvitesServeOptions *self)
{
  if (self->database == NULL)
    return "--database is missing";
  if ((self->relay == NULL) == (self->outbox == NULL))
    return "either --relay or --outbox is needed: where shall mail go?";
  if (self->relay == NULL
      && (self->relay_tls != NULL || self->relay_ca_file != NULL
          || self->relay_auth != NULL || self->relay_token_file != NULL))
    return "--relay-tls, --relay-ca-file, --relay-auth and --relay-token-file "
           "say nothing without --relay";
  if (self->key_file == NULL && !g_str_has_prefix (self->database, "sqlite:"))
    return "--key-file is needed with this database";

  return NULL;
}

/* Replaces a domain by its A-label. */
static char *
check_domain (const char *name,
              char      **domain)
{
  char *ascii = invites_domain_dup_ascii (*domain);

  if (ascii == NULL)
    return g_strdup_printf ("--%s: “%s” is no domain", name, *domain);

  g_free (*domain);
  *domain = ascii;
  return NULL;
}

static char *
check_domains (InvitesServeOptions *self)
{
  char *fault = NULL;

  if (self->bounce_domain != NULL)
    fault = check_domain ("bounce-domain", &self->bounce_domain);
  for (char **domain = self->sender_domains;
       fault == NULL && domain != NULL && *domain != NULL; domain++)
    fault = check_domain ("allow-sender-domain", domain);

  return fault;
}

/* A sentence on what is wrong, NULL if nothing is. */
static char *
find_fault (InvitesServeOptions *self)
{
  char *fault = g_strdup (find_combination_fault (self));

  if (fault == NULL)
    fault = find_number_fault (self);
  if (fault == NULL)
    fault = find_word_fault ("index", self->index, switches);
  if (fault == NULL)
    fault = find_word_fault ("in-doubt", self->in_doubt, doubts);
  if (fault == NULL)
    fault = find_word_fault ("relay-tls", self->relay_tls, tls_words);
  if (fault == NULL)
    fault = find_word_fault ("relay-auth", self->relay_auth, auth_words);
  if (fault == NULL)
    fault = check_domains (self);
  return fault;
}

static void
take_defaults (InvitesServeOptions *self)
{
  const InvitesRules *rules = invites_rules_get ();

  self->connections = INVITES_SENDER_CONNECTIONS;
  self->lease_seconds = INVITES_SENDER_LEASE_SECONDS;
  self->link_days = (int) rules->link_days;
  self->shared_limit = (int) rules->shared_limit;
  self->gap_hours = (int) rules->gap_hours;
  self->hold_seconds = (int) rules->hold_seconds;
  self->give_up_hours = (int) rules->give_up_hours;
}

/**
 * invites_serve_options_parse:
 * @self: (out caller-allocates): options, all zero
 * @argc: number of words
 * @argv: "serve" and its options
 * @status: (out): the exit status if serve cannot go on
 *
 * Reads the options of serve, and says on standard error what is wrong with
 * them.
 *
 * Returns: whether serve can go on
 */
gboolean
invites_serve_options_parse (InvitesServeOptions *self,
                             int                  argc,
                             char               **argv,
                             int                 *status)
{
  GOptionEntry entries[N_ENTRIES];
  g_autofree char *fault = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  take_defaults (self);
  self->relay_user = invites_options_dup_secret (argc, argv, "relay-user");
  self->relay_password = invites_options_dup_secret (argc, argv,
                                                     "relay-password");
  list_entries (self, entries);
  if (!invites_options_parse (NULL, "Answers the API and sends the mail.",
                              entries, &argc, &argv, status))
    return FALSE;
  if ((fault = find_fault (self)) == NULL)
    return TRUE;

  g_printerr ("serve: %s\n", fault);
  *status = 2;
  return FALSE;
}

/**
 * invites_serve_options_clear:
 * @self: options
 *
 * Frees what the options hold.
 */
void
invites_serve_options_clear (InvitesServeOptions *self)
{
  g_free (self->database);
  g_free (self->listen);
  g_free (self->public_url);
  g_free (self->key_file);
  g_free (self->index);
  g_free (self->relay);
  g_free (self->outbox);
  g_free (self->relay_user);
  g_free (self->relay_password);
  g_free (self->relay_token_file);
  g_free (self->relay_ca_file);
  g_free (self->relay_tls);
  g_free (self->relay_auth);
  g_free (self->bounce_domain);
  g_free (self->bounce_maildir);
  g_free (self->bounce_mailbox);
  g_strfreev (self->sender_domains);
  g_free (self->in_doubt);
  memset (self, 0, sizeof *self);
}

/**
 * invites_serve_options_set_rules:
 * @self: options
 *
 * Sets the rules of the process, before there are threads.
 */
void
invites_serve_options_set_rules (const InvitesServeOptions *self)
{
  InvitesRules *rules = invites_rules_get ();

  g_return_if_fail (self != NULL);

  rules->link_days = (guint) self->link_days;
  rules->shared_limit = (guint) self->shared_limit;
  rules->gap_hours = (guint) self->gap_hours;
  rules->hold_seconds = (guint) self->hold_seconds;
  rules->give_up_hours = (guint) self->give_up_hours;
  rules->resend_in_doubt = g_strcmp0 (self->in_doubt, "resend") == 0;
  if (self->sender_domains != NULL && self->sender_domains[0] != NULL)
    rules->allowed_domains = g_strdupv (self->sender_domains);
}

static InvitesSmtpAuth
find_auth (const char *word)
{
  for (guint i = 0; word != NULL && auth_words[i] != NULL; i++)
    {
      if (g_str_equal (auth_words[i], word))
        return (InvitesSmtpAuth) i;
    }

  return INVITES_SMTP_AUTH_AUTO;
}

/**
 * invites_serve_options_make_relay:
 * @self: options
 * @error: what is wrong with the mail system's options
 *
 * Makes what takes the mail. Nothing is connected yet.
 *
 * Returns: (transfer full): the relay
 */
InvitesRelay *
invites_serve_options_make_relay (const InvitesServeOptions *self,
                                  GError                   **error)
{
  g_autoptr(InvitesRelay) relay = NULL;
  InvitesSmtpRelay *smtp;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->outbox != NULL)
    return invites_relay_new_maildir (self->outbox, error);
  if (!(relay = invites_relay_new_smtp (self->relay, error)))
    return NULL;

  smtp = INVITES_SMTP_RELAY (relay);
  if (self->relay_user != NULL)
    invites_smtp_relay_set_credentials (smtp, self->relay_user,
                                        self->relay_password);
  invites_smtp_relay_set_auth (smtp, find_auth (self->relay_auth));
  invites_smtp_relay_set_token_file (smtp, self->relay_token_file);
  invites_smtp_relay_set_ca_file (smtp, self->relay_ca_file);
  invites_smtp_relay_set_tls_required (
    smtp, g_strcmp0 (self->relay_tls, "required") == 0);
  if (!invites_smtp_relay_check (smtp, error))
    return NULL;

  return g_steal_pointer (&relay);
}

/**
 * invites_serve_options_set_up:
 * @self: options
 * @sender: a sender that has not been started
 *
 * Tells the sender how much it may send at a time, and where mail comes back
 * to.
 */
void
invites_serve_options_set_up (const InvitesServeOptions *self,
                              InvitesSender             *sender)
{
  const InvitesSenderLimits limits = {
    .relay_rate = (guint) self->relay_rate,
    .domain_rate = (guint) self->domain_rate,
    .domain_connections = (guint) self->domain_connections,
  };

  g_return_if_fail (INVITES_IS_SENDER (sender));

  invites_sender_set_n_connections (sender, (guint) self->connections);
  invites_sender_set_limits (sender, &limits);
  /* A file has a lock instead. */
  if (!g_str_has_prefix (self->database, "sqlite:"))
    invites_sender_set_lease (sender, (guint) self->lease_seconds);
  invites_sender_set_bounce_domain (sender, self->bounce_domain);
}

/**
 * invites_serve_options_has_key:
 * @name: a key of the group [service]
 *
 * Tells whether serve takes this from a key file: as every command reads what
 * it needs from the same file, none of them may refuse it.
 *
 * Returns: whether it does
 */
gboolean
invites_serve_options_has_key (const char *name)
{
  InvitesServeOptions options = { NULL };
  GOptionEntry entries[N_ENTRIES];

  g_return_val_if_fail (name != NULL, FALSE);

  if (g_strv_contains (secrets, name))
    return TRUE;

  list_entries (&options, entries);
  for (const GOptionEntry *entry = entries; entry->long_name != NULL; entry++)
    {
      if (g_str_equal (entry->long_name, name))
        return TRUE;
    }

  return FALSE;
}
