-- +goose Up
-- front/closing: where the paper originals are, and a place's days that were closed (一日の締め).
CREATE TABLE original (
  page TEXT PRIMARY KEY, visit TEXT NOT NULL, place TEXT NOT NULL, -- counter | box | center | returned
  box TEXT NOT NULL, staff TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
CREATE TABLE day_close (
  id TEXT PRIMARY KEY, office TEXT NOT NULL, day TEXT NOT NULL, figures TEXT NOT NULL, note TEXT NOT NULL,
  staff TEXT NOT NULL, at INTEGER NOT NULL,
  reopened_by TEXT NOT NULL, reopened_at INTEGER NOT NULL, reason TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX day_close_one ON day_close (office, day) WHERE reopened_at = 0;
CREATE INDEX day_close_day ON day_close (office, day, at);
