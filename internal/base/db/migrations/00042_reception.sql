-- +goose Up
-- front/visit: visits of one household taken together share a party; one agent
-- for two households brings the same procedure once for each.
ALTER TABLE visit ADD COLUMN party TEXT NOT NULL DEFAULT '';
CREATE INDEX visit_party ON visit (party) WHERE party <> '';
ALTER TABLE application ADD COLUMN household INTEGER NOT NULL DEFAULT 1;
-- A notice to the old address is owed when identity or the right to act could
-- not be confirmed.
CREATE TABLE notice (
  application TEXT PRIMARY KEY REFERENCES application(id), visit TEXT NOT NULL, office TEXT NOT NULL,
  reason TEXT NOT NULL, -- unproven | unlettered
  staff TEXT NOT NULL, at INTEGER NOT NULL, sent_by TEXT NOT NULL, sent_at INTEGER NOT NULL
) STRICT;
CREATE INDEX notice_open ON notice (office, at) WHERE sent_at = 0;
