-- +goose Up
-- center/rekey: delivered fields whose true value is known, because strangers keyed or settled them alike
CREATE TABLE rekey_known (
  application TEXT NOT NULL, field TEXT NOT NULL, form TEXT NOT NULL, version INTEGER NOT NULL, -- of the value that is known
  source TEXT NOT NULL, -- the sample: who is set apart from it
  given INTEGER NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (application, field)
) STRICT;
CREATE INDEX rekey_known_form ON rekey_known (form, given, at);
-- center/review: known fields that a person keyed without knowing, and their errors
ALTER TABLE review_person ADD COLUMN known INTEGER NOT NULL DEFAULT 0;
ALTER TABLE review_person ADD COLUMN known_wrong INTEGER NOT NULL DEFAULT 0;
