-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The services that work off the queue, and which of them has claimed what.

-- One row for each time that a service begins to send. Its number is the
-- fencing number: what is claimed by a service that has ended is claimed by
-- nobody. Milliseconds, by the database's clock.
CREATE TABLE services (
  service_id  INTEGER PRIMARY KEY AUTOINCREMENT,
  name        TEXT NOT NULL,                   -- of the machine and process
  started_at  INTEGER NOT NULL,
  lease       INTEGER NOT NULL,                -- milliseconds; 0: it is alone
  lease_until INTEGER,                         -- likewise; NULL: no end
  ended_at    INTEGER
) STRICT;

-- Who has, or had last, the delivery on the wire: services.service_id. No
-- reference, which every claim would pay for.
ALTER TABLE deliveries ADD COLUMN claimed_by INTEGER;
