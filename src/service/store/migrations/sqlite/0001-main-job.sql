-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Times are whole seconds since 1970 in UTC, NULL is never. Words (outcome,
-- state, ...) are those of the API. Columns named id hold the public,
-- URL-safe id; those named *_id the row's number.

CREATE TABLE settings (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE divisions (
  division_id INTEGER PRIMARY KEY,
  id          TEXT NOT NULL UNIQUE,
  name        TEXT NOT NULL,
  email_from  TEXT NOT NULL,
  time_zone   TEXT NOT NULL
) STRICT;

CREATE TABLE accounts (
  account_id     INTEGER PRIMARY KEY,
  number         TEXT NOT NULL UNIQUE,
  name           TEXT NOT NULL,
  division_id    INTEGER NOT NULL REFERENCES divisions,
  account_class  TEXT,
  bill_group     TEXT,
  account_source TEXT,
  balance        TEXT,                         -- decimal, as imported
  balance_due    INTEGER NOT NULL DEFAULT 0,   -- above zero
  auto_pay       INTEGER,                      -- NULL: unknown
  fold_number    TEXT NOT NULL,                -- invites_text_fold()
  fold_name      TEXT NOT NULL
) STRICT;
CREATE INDEX accounts_division ON accounts (division_id);

CREATE TABLE sites (
  site_id         INTEGER PRIMARY KEY,
  account_id      INTEGER NOT NULL REFERENCES accounts,
  site_source     TEXT,
  active_services INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX sites_account ON sites (account_id);

-- What belongs to an address and not to a contact. The portal log-in is the
-- address.
CREATE TABLE addresses (
  address_id    INTEGER PRIMARY KEY,
  key           TEXT NOT NULL UNIQUE,          -- invites_address_dup_key()
  bounced_at    INTEGER,
  opted_out_at  INTEGER,
  password_hash TEXT                           -- argon2id
) STRICT;

CREATE TABLE contacts (
  contact_id           INTEGER PRIMARY KEY,
  id                   TEXT NOT NULL UNIQUE,
  account_id           INTEGER NOT NULL REFERENCES accounts,
  name                 TEXT NOT NULL,
  email                TEXT NOT NULL,          -- as imported; '' is none
  address_id           INTEGER REFERENCES addresses, -- NULL: none or invalid
  billing_contact      INTEGER NOT NULL DEFAULT 0,
  language             TEXT,
  last_login           INTEGER,
  last_invite_sent     INTEGER,
  pending              INTEGER NOT NULL DEFAULT 0, -- newest invitation counts
  accepted_at          INTEGER,
  accepted_delivery_id INTEGER REFERENCES deliveries,
  fold_email           TEXT NOT NULL,
  fold_name            TEXT NOT NULL
) STRICT;
CREATE INDEX contacts_account ON contacts (account_id);
CREATE INDEX contacts_address ON contacts (address_id);
CREATE INDEX contacts_accepted ON contacts (accepted_delivery_id)
  WHERE accepted_delivery_id IS NOT NULL;

CREATE TABLE users (
  user_id       INTEGER PRIMARY KEY,
  username      TEXT NOT NULL UNIQUE,
  name          TEXT NOT NULL,
  email         TEXT NOT NULL,
  password_hash TEXT NOT NULL,                 -- argon2id
  all_divisions INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE user_permissions (
  user_id    INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
  permission INTEGER NOT NULL,
  PRIMARY KEY (user_id, permission)
) STRICT, WITHOUT ROWID;

CREATE TABLE user_divisions (
  user_id     INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
  division_id INTEGER NOT NULL REFERENCES divisions,
  PRIMARY KEY (user_id, division_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
  token_hash   BLOB PRIMARY KEY,               -- SHA-256
  user_id      INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
  created_at   INTEGER NOT NULL,
  last_used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_user ON sessions (user_id);

CREATE TABLE templates (
  template_id INTEGER PRIMARY KEY,
  id          TEXT NOT NULL UNIQUE,
  name        TEXT NOT NULL,
  active      INTEGER NOT NULL DEFAULT 1,
  subject     TEXT NOT NULL,
  text        TEXT NOT NULL,
  html        TEXT NOT NULL
) STRICT;

CREATE TABLE sends (
  send_id                 INTEGER PRIMARY KEY,
  uuid                    TEXT NOT NULL UNIQUE, -- lower case
  body                    TEXT NOT NULL,        -- the request, canonical JSON
  division_id             INTEGER NOT NULL REFERENCES divisions,
  template_id             INTEGER NOT NULL REFERENCES templates,
  template_name           TEXT NOT NULL,        -- frozen at prepare, as are
  subject                 TEXT NOT NULL,        -- subject, text and html
  text                    TEXT NOT NULL,
  html                    TEXT NOT NULL,
  email_from              TEXT NOT NULL,
  only_without_invitation INTEGER NOT NULL,
  state                   TEXT NOT NULL,        -- InvitesSendState
  stopping                INTEGER NOT NULL DEFAULT 0,
  user_id                 INTEGER REFERENCES users ON DELETE SET NULL,
  prepared_by             TEXT NOT NULL,        -- the user's name, then
  prepared_at             INTEGER NOT NULL,
  started_at              INTEGER,
  finished_at             INTEGER
) STRICT;
CREATE INDEX sends_division ON sends (division_id, send_id);
CREATE INDEX sends_running ON sends (send_id) WHERE state = 'sending';

-- One mail to one address in one send. Rows exist from prepare on; armed is 0
-- until the send is started, so that a prepared send holds no address.
CREATE TABLE deliveries (
  delivery_id      INTEGER PRIMARY KEY AUTOINCREMENT,
  send_id          INTEGER NOT NULL REFERENCES sends,
  address_id       INTEGER NOT NULL REFERENCES addresses,
  contact_id       INTEGER NOT NULL REFERENCES contacts, -- the leading one
  address          TEXT NOT NULL,              -- as the leading contact has it
  state            TEXT NOT NULL,              -- InvitesDeliveryState
  skipped          TEXT,                       -- InvitesSkip
  armed            INTEGER NOT NULL DEFAULT 0,
  link_hash        BLOB UNIQUE,                -- SHA-256, from sending on
  message_id       TEXT,                       -- without angle brackets
  attempts         INTEGER NOT NULL DEFAULT 0,
  first_attempt_at INTEGER,
  next_attempt_at  INTEGER,                    -- deferred: not before
  sent_at          INTEGER,                    -- sent or unknown since
  changed_at       INTEGER NOT NULL,
  reply_code       INTEGER,
  reply_text       TEXT,
  UNIQUE (send_id, address_id)
) STRICT;
-- In the whole database an address has at most one open delivery.
CREATE UNIQUE INDEX deliveries_open ON deliveries (address_id)
  WHERE armed = 1 AND state IN ('queued', 'sending', 'deferred', 'unknown');
CREATE INDEX deliveries_waiting ON deliveries (next_attempt_at, delivery_id)
  WHERE armed = 1 AND state IN ('queued', 'deferred');
CREATE INDEX deliveries_state ON deliveries (send_id, state);

-- The ledger: a row for every contact that the send considered.
CREATE TABLE send_entries (
  send_id     INTEGER NOT NULL REFERENCES sends,
  contact_id  INTEGER NOT NULL REFERENCES contacts,
  outcome     TEXT NOT NULL,                   -- InvitesOutcome, never changed
  delivery_id INTEGER REFERENCES deliveries,   -- will_be_sent and merged
  email       TEXT NOT NULL,                   -- as it was at prepare
  invited     INTEGER NOT NULL,                -- was pending at prepare
  named       INTEGER NOT NULL DEFAULT 0,      -- the mail named this contact
  link_ended  INTEGER NOT NULL DEFAULT 0,      -- by a change of address
  PRIMARY KEY (send_id, contact_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX send_entries_contact ON send_entries (contact_id);
CREATE INDEX send_entries_delivery ON send_entries (delivery_id)
  WHERE delivery_id IS NOT NULL;
CREATE INDEX send_entries_outcome ON send_entries (send_id, outcome);

-- Append only.
CREATE TABLE audit (
  audit_id INTEGER PRIMARY KEY AUTOINCREMENT,
  at       INTEGER NOT NULL,
  user_id  INTEGER,
  act      TEXT NOT NULL,                      -- "start-send", "accept", ...
  subject  TEXT                                -- a send's UUID, a contact's id
) STRICT;
