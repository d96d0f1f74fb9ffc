-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What has changed about contacts, for the index that each service holds in
-- memory.

-- In the order of the commits: there is one writer. The last row is never
-- removed, so that numbers are not used twice.
CREATE TABLE contact_changes (
  change_id  INTEGER PRIMARY KEY,
  contact_id INTEGER          -- NULL: too much, read everything anew
) STRICT;

-- While an import goes on, changes are not written down one by one.
CREATE TABLE feed (
  importing INTEGER NOT NULL
) STRICT;
INSERT INTO feed (importing) VALUES (0);

-- Which group a contact is in, and when the newest invitation went.
CREATE TRIGGER contacts_standing
  AFTER UPDATE OF pending, accepted_at, last_invite_sent, email, address_id
  ON contacts
  WHEN (old.pending IS NOT new.pending
        OR old.accepted_at IS NOT new.accepted_at
        OR old.last_invite_sent IS NOT new.last_invite_sent
        OR old.email IS NOT new.email OR old.address_id IS NOT new.address_id)
    AND (SELECT importing FROM feed) = 0
BEGIN
  INSERT INTO contact_changes (contact_id) VALUES (new.contact_id);
END;

-- What only an import changes.
CREATE TRIGGER contacts_else
  AFTER UPDATE OF account_id, name, email, billing_contact, last_login,
  fold_email, fold_name ON contacts
  WHEN (old.account_id IS NOT new.account_id OR old.name IS NOT new.name
        OR old.email IS NOT new.email
        OR old.billing_contact IS NOT new.billing_contact
        OR old.last_login IS NOT new.last_login
        OR old.fold_email IS NOT new.fold_email
        OR old.fold_name IS NOT new.fold_name)
    AND (SELECT importing FROM feed) = 0
BEGIN
  INSERT INTO contact_changes (contact_id)
    SELECT NULL WHERE NOT EXISTS
    (SELECT 1 FROM contact_changes
     WHERE change_id = (SELECT max (change_id) FROM contact_changes)
     AND contact_id IS NULL);
END;

-- Bounced and opted out belong to the address.
CREATE TRIGGER addresses_standing
  AFTER UPDATE OF bounced_at, opted_out_at ON addresses
  WHEN (old.bounced_at IS NOT new.bounced_at
        OR old.opted_out_at IS NOT new.opted_out_at)
    AND (SELECT importing FROM feed) = 0
BEGIN
  INSERT INTO contact_changes (contact_id)
    SELECT contact_id FROM contacts WHERE address_id = new.address_id;
END;
