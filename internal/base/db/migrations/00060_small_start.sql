-- +goose Up
-- town/office: small start. A rule says closed | off | pilot | on from a day on, with the counters of
-- a pilot, a ceiling of requests per hour (0: none) and stops; office or procedure * of a stop is all.
ALTER TABLE rollout ADD COLUMN mode TEXT NOT NULL DEFAULT 'off';
ALTER TABLE rollout ADD COLUMN ceiling INTEGER NOT NULL DEFAULT 0;
UPDATE rollout SET mode='on' WHERE center=1;
ALTER TABLE rollout DROP COLUMN center;
CREATE TABLE rollout_counter (
  office TEXT NOT NULL, procedure TEXT NOT NULL, seat TEXT NOT NULL REFERENCES seat(id),
  PRIMARY KEY (office, procedure, seat)
) STRICT;
CREATE TABLE rollout_hour (
  office TEXT NOT NULL, procedure TEXT NOT NULL, hour INTEGER NOT NULL, sent INTEGER NOT NULL, -- hour: its first millisecond
  PRIMARY KEY (office, procedure)
) STRICT;
CREATE TABLE center_stop (
  office TEXT NOT NULL, procedure TEXT NOT NULL, staff TEXT NOT NULL, at INTEGER NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY (office, procedure)
) STRICT;
