-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Templates in several languages. A template's own text, for everybody who
-- reads none of the others, stays where it is; its language is a tag of BCP 47,
-- NULL where nobody has said it.

ALTER TABLE templates ADD COLUMN language TEXT;

CREATE TABLE template_texts (
  template_id INTEGER NOT NULL REFERENCES templates,
  language    TEXT NOT NULL,
  subject     TEXT NOT NULL,
  text        TEXT NOT NULL,
  html        TEXT NOT NULL,
  PRIMARY KEY (template_id, language)
) STRICT, WITHOUT ROWID;

-- Frozen at prepare, as is the send's own text.
ALTER TABLE sends ADD COLUMN language TEXT;

CREATE TABLE send_texts (
  send_id  INTEGER NOT NULL REFERENCES sends,
  language TEXT NOT NULL,
  subject  TEXT NOT NULL,
  text     TEXT NOT NULL,
  html     TEXT NOT NULL,
  PRIMARY KEY (send_id, language)
) STRICT, WITHOUT ROWID;
