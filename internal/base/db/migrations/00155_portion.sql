-- +goose Up
-- center/request: the part of a split form that a task is about, '' the whole; who keyed which part
ALTER TABLE task ADD COLUMN portion TEXT NOT NULL DEFAULT '';
ALTER TABLE keyer ADD COLUMN portion TEXT NOT NULL DEFAULT '';
-- which part of a split form somebody has seen: the other one is never shown to them
CREATE TABLE portion_seen (application TEXT NOT NULL, staff TEXT NOT NULL, portion TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (application, staff)) STRICT;
-- center/entry: whether the numbers of a split form are keyed after its names; a counter had keyed both
ALTER TABLE entry_keying ADD COLUMN numbers_follow INTEGER NOT NULL DEFAULT 0;
-- paper/page: which sheet of which form its QR names; '' and 0 where nobody knows
ALTER TABLE page ADD COLUMN form TEXT NOT NULL DEFAULT '';
ALTER TABLE page ADD COLUMN sheet INTEGER NOT NULL DEFAULT 0;
