-- +goose Up
-- front/carry: which values were written out for the core, by whom and when.
CREATE TABLE carry_export (
  id TEXT PRIMARY KEY, office TEXT NOT NULL, form TEXT NOT NULL, encoding TEXT NOT NULL, count INTEGER NOT NULL,
  digest TEXT NOT NULL, -- SHA-256 of the file
  reason TEXT NOT NULL, staff TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
CREATE TABLE carry_item (export TEXT NOT NULL, application TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (export, application)) STRICT;
CREATE INDEX carry_item_application ON carry_item (application);
