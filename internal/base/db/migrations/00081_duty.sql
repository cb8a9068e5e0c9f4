-- +goose Up
-- center/duty: what people of the center are set to; who has no row does both entry and verification
CREATE TABLE duty (
  staff TEXT PRIMARY KEY, lane TEXT NOT NULL, -- both | entry | verify
  away TEXT NOT NULL, -- break | lunch | home; '' at work
  support INTEGER NOT NULL, set_by TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
CREATE TABLE skill (staff TEXT NOT NULL, procedure TEXT NOT NULL, PRIMARY KEY (staff, procedure)) STRICT;
CREATE TABLE capacity (lane TEXT PRIMARY KEY, people INTEGER NOT NULL, waiting INTEGER NOT NULL) STRICT;
CREATE TABLE support_call (lane TEXT PRIMARY KEY, staff TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
