-- +goose Up
-- base/jobs: work to be done after a commit, or every so often
CREATE TABLE job (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, ref TEXT NOT NULL, -- ref: what it is about, an id; one job for each
  state TEXT NOT NULL, -- waiting | dead
  due_at INTEGER NOT NULL, lease_until INTEGER NOT NULL, attempts INTEGER NOT NULL,
  error TEXT NOT NULL, created_at INTEGER NOT NULL -- error: code of the last failure
) STRICT;
CREATE UNIQUE INDEX job_ref ON job (kind, ref);
CREATE INDEX job_due ON job (kind, due_at) WHERE state = 'waiting';
CREATE INDEX job_dead ON job (kind, created_at) WHERE state = 'dead';
