-- +goose Up
-- center/request: whether samples of delivered fields are given out
ALTER TABLE dispatch_now ADD COLUMN samples INTEGER NOT NULL DEFAULT 0;
-- center/rekey: the policy of samples and how far the record has been sampled
CREATE TABLE rekey_policy (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL, body TEXT NOT NULL, staff TEXT NOT NULL, at INTEGER NOT NULL, cursor TEXT NOT NULL
) STRICT;
INSERT INTO rekey_policy (id, version, body, staff, at, cursor) VALUES (1, 0, '', '', 0, '');
-- who must not work on a sample: had a hand in what it looks at
CREATE TABLE rekey_apart (task TEXT NOT NULL, staff TEXT NOT NULL, PRIMARY KEY (task, staff)) STRICT;
-- the delivered fields that are keyed again; value: what was keyed, only while
-- it differs and nobody has settled it
CREATE TABLE rekey_field (
  application TEXT NOT NULL, field TEXT NOT NULL, task TEXT NOT NULL, month TEXT NOT NULL,
  part TEXT NOT NULL, -- once | agreed | differed: how it had been keyed
  state TEXT NOT NULL, -- open | differs | same | right | wrong | unclear
  value TEXT NOT NULL,
  PRIMARY KEY (application, field)
) STRICT;
CREATE INDEX rekey_field_task ON rekey_field (task);
-- counts of a month, which outlive the forms
CREATE TABLE rekey_sum (
  month TEXT NOT NULL, form TEXT NOT NULL, field TEXT NOT NULL, part TEXT NOT NULL,
  delivered INTEGER NOT NULL, again INTEGER NOT NULL, wrong INTEGER NOT NULL,
  PRIMARY KEY (month, form, field, part)
) STRICT;
-- front/amend: delivered fields that were found wrong, until the counter has dealt with them
CREATE TABLE found_error (
  application TEXT NOT NULL, field TEXT NOT NULL, visit TEXT NOT NULL, office TEXT NOT NULL,
  at INTEGER NOT NULL, closed_by TEXT NOT NULL, closed_at INTEGER NOT NULL, note TEXT NOT NULL,
  PRIMARY KEY (application, field)
) STRICT;
CREATE INDEX found_error_open ON found_error (office, at) WHERE closed_at = 0;
