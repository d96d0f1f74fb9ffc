-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Taking back, pausing and repeating a send; the minimum gap; bounces that
-- come back, opting out by link, and wishes for a new link.

-- started: held until then; a user's Undo ends it before anything went.
ALTER TABLE sends ADD COLUMN held_until INTEGER;
ALTER TABLE sends ADD COLUMN gap_override INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sends ADD COLUMN only_expired INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sends ADD COLUMN from_send_id INTEGER REFERENCES sends;
ALTER TABLE sends ADD COLUMN from_set TEXT;          -- InvitesSendSet
ALTER TABLE sends ADD COLUMN pause_reason TEXT;      -- InvitesPauseReason
ALTER TABLE sends ADD COLUMN paused_at INTEGER;
ALTER TABLE sends ADD COLUMN paused_by TEXT;         -- the user's name, then
ALTER TABLE sends ADD COLUMN pause_code INTEGER;     -- the mail system's
ALTER TABLE sends ADD COLUMN pause_text TEXT;        -- its words
ALTER TABLE sends ADD COLUMN revoked_at INTEGER;
ALTER TABLE sends ADD COLUMN revoked_by TEXT;

-- Sends that are not at their end: few, whatever the past holds.
DROP INDEX sends_running;
CREATE INDEX sends_running ON sends (state, send_id)
  WHERE state IN ('held', 'sending', 'paused');

-- retried: it was refused or unknown, or on the wire at a crash, and goes
-- again, with the same link and Message-ID.
ALTER TABLE deliveries ADD COLUMN retried INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN reply_status TEXT; -- enhanced, "5.1.1"

-- What waits is looked for send by send: those of a paused one are not
-- touched. next_attempt_at is also set for a queued one that waits for its
-- domain.
DROP INDEX deliveries_waiting;
CREATE INDEX deliveries_waiting
  ON deliveries (send_id, next_attempt_at, delivery_id)
  WHERE armed = 1 AND state IN ('queued', 'deferred');

-- The invitation that last_invite_sent stands for: a delivery, or NULL for an
-- imported one, whose time imported_invite keeps (NULL: none, or ended by a
-- change of address).
ALTER TABLE contacts ADD COLUMN invite_delivery_id INTEGER
  REFERENCES deliveries;
ALTER TABLE contacts ADD COLUMN imported_invite INTEGER;
UPDATE contacts AS c SET invite_delivery_id =
  (SELECT d.delivery_id FROM send_entries AS e
   JOIN deliveries AS d ON d.delivery_id = e.delivery_id
   WHERE e.contact_id = c.contact_id AND e.named = 1
   AND d.state IN ('sent', 'unknown', 'bounced')
   AND d.sent_at = c.last_invite_sent
   ORDER BY d.delivery_id DESC LIMIT 1)
  WHERE last_invite_sent IS NOT NULL;
UPDATE contacts SET imported_invite = last_invite_sent
  WHERE invite_delivery_id IS NULL AND pending = 1;

-- The newest invitation to the address, of any send and division, revoked
-- ones too: for the minimum gap.
ALTER TABLE addresses ADD COLUMN last_invite_sent INTEGER;
UPDATE addresses AS h SET last_invite_sent = n.at FROM
  (SELECT address_id, max (at) AS at FROM
   (SELECT address_id, sent_at AS at FROM deliveries WHERE sent_at IS NOT NULL
    UNION ALL SELECT address_id, imported_invite FROM contacts
    WHERE imported_invite IS NOT NULL AND address_id IS NOT NULL)
   GROUP BY address_id) AS n
  WHERE n.address_id = h.address_id;
-- An import of what is older than a lift does not undo it.
ALTER TABLE addresses ADD COLUMN bounce_lifted_at INTEGER;
ALTER TABLE addresses ADD COLUMN opt_out_lifted_at INTEGER;

-- What happened to an address beside its deliveries. Append only.
CREATE TABLE address_events (
  event_id    INTEGER PRIMARY KEY AUTOINCREMENT,
  address_id  INTEGER NOT NULL REFERENCES addresses,
  at          INTEGER NOT NULL,
  event       TEXT NOT NULL,                         -- InvitesAddressEvent
  delivery_id INTEGER REFERENCES deliveries,         -- by its link or report
  by          TEXT,                                  -- a user's name, then
  text        TEXT                                   -- a mail system's words
) STRICT;
CREATE INDEX address_events_address ON address_events (address_id);

-- Contacts who asked for a new link, from the page of an expired one. A wish
-- is open until the contact has a newer invitation, has joined, or somebody
-- dismissed it.
CREATE TABLE link_wishes (
  contact_id   INTEGER PRIMARY KEY REFERENCES contacts,
  delivery_id  INTEGER NOT NULL REFERENCES deliveries,
  asked_at     INTEGER NOT NULL,                     -- the last time
  dismissed_at INTEGER,
  dismissed_by TEXT
) STRICT;

-- Reports about mail that came back, of which nothing could be made: kept for
-- a look.
CREATE TABLE kept_reports (
  report_id   INTEGER PRIMARY KEY AUTOINCREMENT,
  at          INTEGER NOT NULL,
  verdict     TEXT NOT NULL,                         -- "forged", "unreadable", …
  delivery_id INTEGER,                               -- as it claims, unproved
  message     BLOB NOT NULL                          -- its first 64 KiB
) STRICT;
