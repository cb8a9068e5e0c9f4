-- +goose Up
-- center/request: the order of dispatch. A task waits under a rank that stays
-- constant until something of its visit changes; internal/center/dispatch says
-- how it is worked out.
ALTER TABLE task ADD COLUMN procedure TEXT NOT NULL DEFAULT '';
ALTER TABLE task ADD COLUMN class INTEGER NOT NULL DEFAULT 0; -- 1: urgent
ALTER TABLE task ADD COLUMN place INTEGER NOT NULL DEFAULT 0; -- the form's position in its visit
ALTER TABLE task ADD COLUMN work INTEGER NOT NULL DEFAULT 0; -- expected work of the application from this task on, milliseconds
ALTER TABLE task ADD COLUMN remaining INTEGER NOT NULL DEFAULT 0; -- of the whole visit
ALTER TABLE task ADD COLUMN promised_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE task ADD COLUMN rank INTEGER NOT NULL DEFAULT 0;
ALTER TABLE task ADD COLUMN why TEXT NOT NULL DEFAULT ''; -- why it was given to its holder
UPDATE task SET rank = visit_at * 1000,
  procedure = (SELECT a.procedure FROM application a WHERE a.id = task.application),
  place = (SELECT a.position FROM application a WHERE a.id = task.application) WHERE done_at = 0;
DROP INDEX task_queue;
CREATE INDEX task_rank ON task (kind, class, rank, visit_at, place) WHERE state = 'open' AND local = 0;
CREATE INDEX task_promised ON task (kind, promised_at, visit_at, place) WHERE state = 'open' AND local = 0 AND promised_at > 0;
CREATE INDEX task_done ON task (done_at) WHERE done_at > 0;
CREATE INDEX task_visit ON task (visit);
CREATE TABLE line ( -- visits with work at the center
  visit TEXT PRIMARY KEY, class INTEGER NOT NULL, visit_at INTEGER NOT NULL, remaining INTEGER NOT NULL, rank INTEGER NOT NULL,
  sent_at INTEGER NOT NULL, promised_at INTEGER NOT NULL, bucket INTEGER NOT NULL,
  fair INTEGER NOT NULL, -- 0: the work was interrupted; the promise teaches nothing
  kept INTEGER NOT NULL -- 1 kept, 0 missed, -1 not yet known
) STRICT;
CREATE INDEX line_rank ON line (class, rank) WHERE remaining > 0;
CREATE TABLE promise_factor (bucket INTEGER PRIMARY KEY, factor INTEGER NOT NULL, kept INTEGER NOT NULL, missed INTEGER NOT NULL) STRICT;
CREATE TABLE dispatch_policy (version INTEGER PRIMARY KEY, body TEXT NOT NULL, reason TEXT NOT NULL, staff TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE TABLE dispatch_now (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, body TEXT NOT NULL) STRICT; -- one row: the policy in force
INSERT INTO dispatch_now (id, version, body) VALUES (1, 1, '');
