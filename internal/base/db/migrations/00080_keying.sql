-- +goose Up
-- center/request: the entry and verification policy the center's lead set for a procedure
CREATE TABLE keying_policy (
  procedure TEXT PRIMARY KEY, version INTEGER NOT NULL, body TEXT NOT NULL, staff TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
-- center/entry: the policy an application's passes follow, whatever is set meanwhile
CREATE TABLE entry_keying (application TEXT PRIMARY KEY REFERENCES application(id), body TEXT NOT NULL) STRICT;
-- a third blind entry: what the third person keyed, '' before
ALTER TABLE mismatch ADD COLUMN third TEXT NOT NULL DEFAULT '';
