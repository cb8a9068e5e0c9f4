-- +goose Up
-- front/visit: who looked at a protected person's visit (支援措置), through which door; looks within one slot of time are one row.
CREATE TABLE protected_read (
  visit TEXT NOT NULL, staff TEXT NOT NULL, seat TEXT NOT NULL, door TEXT NOT NULL, slot INTEGER NOT NULL, office TEXT NOT NULL,
  at INTEGER NOT NULL, last_at INTEGER NOT NULL, times INTEGER NOT NULL, PRIMARY KEY (visit, staff, seat, door, slot)
) STRICT;
CREATE INDEX protected_read_at ON protected_read (at);
