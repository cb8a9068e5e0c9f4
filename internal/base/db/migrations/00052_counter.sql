-- +goose Up
-- front/visit: counters that are closed for a while, finished entries nobody took notice of, and visits registered after an outage.
CREATE TABLE seat_pause (seat TEXT PRIMARY KEY, office TEXT NOT NULL, to_seat TEXT NOT NULL, staff TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE INDEX seat_pause_office ON seat_pause (office);
CREATE TABLE unanswered (
  visit TEXT PRIMARY KEY, office TEXT NOT NULL, completed_at INTEGER NOT NULL, -- completed_at: of the last entry the notice is about
  raised_at INTEGER NOT NULL, answered_by TEXT NOT NULL, answered_at INTEGER NOT NULL
) STRICT;
CREATE INDEX unanswered_office ON unanswered (office, raised_at) WHERE answered_at = 0;
CREATE INDEX application_ready ON application (completed_at) WHERE state IN ('completed','registered');
CREATE TABLE visit_missed (visit TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT;
ALTER TABLE visit ADD COLUMN late INTEGER NOT NULL DEFAULT 0;
CREATE TABLE visit_late (
  visit TEXT PRIMARY KEY, finished_at INTEGER NOT NULL, -- finished_at: when the visitor left, 0 while still to be served
  reason TEXT NOT NULL, staff TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
