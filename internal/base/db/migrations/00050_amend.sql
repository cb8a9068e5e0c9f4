-- +goose Up
-- front/amend: what an application set aside (補正待ち) waits for, and under which visit it went on.
CREATE TABLE missing (
  application TEXT PRIMARY KEY, due TEXT NOT NULL, -- due: business day yyyy-mm-dd
  name TEXT NOT NULL, folded TEXT NOT NULL,        -- folded: every name to search by, one a line
  staff TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
CREATE TABLE missing_paper (
  application TEXT NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL, brought_at INTEGER NOT NULL,
  PRIMARY KEY (application, position)
) STRICT;
CREATE TABLE continuation (
  application TEXT NOT NULL, from_visit TEXT NOT NULL, to_visit TEXT NOT NULL, staff TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (application, to_visit)
) STRICT;
CREATE INDEX continuation_from ON continuation (from_visit);
CREATE INDEX continuation_to ON continuation (to_visit);
CREATE INDEX application_pending ON application (office, visit) WHERE state = 'pending';
