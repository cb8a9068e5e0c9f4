-- +goose Up
-- front/amend: what was corrected in the core after registration, and what is put right after the hand-over (交付後の訂正).
CREATE TABLE core_correction (
  id TEXT PRIMARY KEY, application TEXT NOT NULL REFERENCES application(id), kind TEXT NOT NULL, -- cancelled | corrected
  number TEXT NOT NULL, reason TEXT NOT NULL, staff TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
CREATE INDEX core_correction_application ON core_correction (application, at);
CREATE TABLE correction_case (
  id TEXT PRIMARY KEY, application TEXT NOT NULL REFERENCES application(id), visit TEXT NOT NULL, office TEXT NOT NULL,
  reason TEXT NOT NULL, opened_by TEXT NOT NULL, opened_at INTEGER NOT NULL,
  closed_by TEXT NOT NULL, closed_at INTEGER NOT NULL, note TEXT NOT NULL -- closed_at: 0 while open
) STRICT;
CREATE INDEX correction_case_application ON correction_case (application, opened_at);
CREATE UNIQUE INDEX correction_case_one ON correction_case (application) WHERE closed_at = 0;
CREATE INDEX correction_case_open ON correction_case (office, opened_at) WHERE closed_at = 0;
CREATE TABLE correction_step (
  id TEXT PRIMARY KEY, correction TEXT NOT NULL REFERENCES correction_case(id), application TEXT NOT NULL,
  kind TEXT NOT NULL, done INTEGER NOT NULL, -- kind: contact | collect | reissue; done: 0 when it was tried only
  note TEXT NOT NULL, staff TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
CREATE INDEX correction_step_correction ON correction_step (correction, at);
CREATE INDEX correction_step_application ON correction_step (application);
