-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What has changed about contacts, for the index that each service holds in
-- memory.

-- Numbers are not the order of the commits. A reader takes the rows whose
-- transaction its last snapshot did not see, however late they are committed.
CREATE TABLE contact_changes (
  xid        xid8 NOT NULL DEFAULT pg_current_xact_id (),
  contact_id BIGINT           -- NULL: too much, read everything anew
);
CREATE INDEX contact_changes_xid ON contact_changes (xid);

CREATE TABLE feed (
  importing INTEGER NOT NULL, -- changes are not written down one by one
  pruned    xid8 NOT NULL     -- rows up to this one are gone
);
INSERT INTO feed (importing, pruned) VALUES (0, '0');

CREATE FUNCTION note_contacts () RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  n_rows BIGINT;
BEGIN
  IF (SELECT importing FROM feed) = 1 THEN
    RETURN NULL;
  END IF;

  -- What only an import changes.
  INSERT INTO contact_changes (contact_id)
    SELECT NULL WHERE EXISTS
    (SELECT 1 FROM new_contacts AS n
     JOIN old_contacts AS o ON o.contact_id = n.contact_id
     WHERE (n.account_id, n.name, n.email, n.billing_contact, n.last_login,
            n.fold_email, n.fold_name)
     IS DISTINCT FROM
     (o.account_id, o.name, o.email, o.billing_contact, o.last_login,
      o.fold_email, o.fold_name));
  GET DIAGNOSTICS n_rows = ROW_COUNT;
  IF n_rows = 0 THEN
    -- Which group a contact is in, and when the newest invitation went.
    INSERT INTO contact_changes (contact_id)
      SELECT n.contact_id FROM new_contacts AS n
      JOIN old_contacts AS o ON o.contact_id = n.contact_id
      WHERE (n.pending, n.accepted_at, n.last_invite_sent, n.address_id)
      IS DISTINCT FROM
      (o.pending, o.accepted_at, o.last_invite_sent, o.address_id);
    GET DIAGNOSTICS n_rows = ROW_COUNT;
  END IF;
  IF n_rows > 0 THEN
    PERFORM pg_notify ('portal_invites', 'contacts');
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER contacts_changes AFTER UPDATE ON contacts
  REFERENCING OLD TABLE AS old_contacts NEW TABLE AS new_contacts
  FOR EACH STATEMENT EXECUTE FUNCTION note_contacts ();

-- Bounced and opted out belong to the address.
CREATE FUNCTION note_addresses () RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  n_rows BIGINT;
BEGIN
  IF (SELECT importing FROM feed) = 1 THEN
    RETURN NULL;
  END IF;

  INSERT INTO contact_changes (contact_id)
    SELECT c.contact_id FROM new_addresses AS n
    JOIN old_addresses AS o ON o.address_id = n.address_id
    JOIN contacts AS c ON c.address_id = n.address_id
    WHERE (n.bounced_at, n.opted_out_at)
    IS DISTINCT FROM (o.bounced_at, o.opted_out_at);
  GET DIAGNOSTICS n_rows = ROW_COUNT;
  IF n_rows > 0 THEN
    PERFORM pg_notify ('portal_invites', 'contacts');
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER addresses_changes AFTER UPDATE ON addresses
  REFERENCING OLD TABLE AS old_addresses NEW TABLE AS new_addresses
  FOR EACH STATEMENT EXECUTE FUNCTION note_addresses ();
