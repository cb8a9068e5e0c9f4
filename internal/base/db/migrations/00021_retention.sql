-- +goose Up
-- record/retention: what may be erased, who decided, what is held, what is gone
CREATE TABLE erasure (
  id TEXT PRIMARY KEY, form TEXT NOT NULL, before TEXT NOT NULL, -- before: applications that were over before this day, YYYY-MM-DD
  state TEXT NOT NULL, -- proposed | approved | refused | done
  count INTEGER NOT NULL, erased INTEGER NOT NULL, -- count: when it was proposed
  proposed_by TEXT NOT NULL, proposed_at INTEGER NOT NULL, decided_by TEXT NOT NULL, decided_at INTEGER NOT NULL, done_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX erasure_open ON erasure (form) WHERE state IN ('proposed','approved');
CREATE TABLE retention_hold (visit TEXT PRIMARY KEY REFERENCES visit(id), reason TEXT NOT NULL, staff TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE TABLE erased (application TEXT PRIMARY KEY, erasure TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE INDEX application_over ON application (form, changed_at) WHERE state IN ('finished','withdrawn','mistaken','refused');
