-- +goose Up
-- town/voice: what people noticed, with answers, and the offices' own rules beside their screens.
CREATE TABLE suggestion (
  id TEXT PRIMARY KEY, office TEXT NOT NULL, screen TEXT NOT NULL, text TEXT NOT NULL, staff TEXT NOT NULL, at INTEGER NOT NULL,
  state TEXT NOT NULL, -- received | considered | adopted | declined
  answer TEXT NOT NULL, answerer TEXT NOT NULL, answered_at INTEGER NOT NULL, version INTEGER NOT NULL
) STRICT;
CREATE INDEX suggestion_at ON suggestion (at);
CREATE TABLE house_rule (
  id TEXT PRIMARY KEY, office TEXT NOT NULL, screen TEXT NOT NULL, text TEXT NOT NULL, since TEXT NOT NULL,
  staff TEXT NOT NULL, at INTEGER NOT NULL, ended_at INTEGER NOT NULL
) STRICT;
