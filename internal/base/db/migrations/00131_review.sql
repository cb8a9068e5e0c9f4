-- +goose Up
-- center/review: what a person verified, and wrong values they had said yes to
-- (once settled); keys and time without pauses
ALTER TABLE review_person ADD COLUMN confirmed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE review_person ADD COLUMN missed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE review_person ADD COLUMN keys INTEGER NOT NULL DEFAULT 0;
ALTER TABLE review_person ADD COLUMN ms INTEGER NOT NULL DEFAULT 0;
-- how long fields took, in steps of a quarter octave, of everybody together
CREATE TABLE review_effort (
  month TEXT NOT NULL, form TEXT NOT NULL, field TEXT NOT NULL, step INTEGER NOT NULL,
  n INTEGER NOT NULL, keys INTEGER NOT NULL, ms INTEGER NOT NULL,
  PRIMARY KEY (month, form, field, step)
) STRICT;
-- what the center is said to improve, by day and by where the form was keyed:
-- forms checked at the counter and errors found there; seconds from the entry to
-- the end of its verification, and from the reception to the hand-over, with
-- their squares
CREATE TABLE review_claim (
  day TEXT NOT NULL, route TEXT NOT NULL, checked INTEGER NOT NULL, found INTEGER NOT NULL,
  verified INTEGER NOT NULL, verify_s INTEGER NOT NULL, verify_sq INTEGER NOT NULL,
  waited INTEGER NOT NULL, wait_s INTEGER NOT NULL, wait_sq INTEGER NOT NULL,
  PRIMARY KEY (day, route)
) STRICT;
