-- +goose Up
-- center/review: how far the record has been counted, and the sums of each day
CREATE TABLE review_read (id INTEGER PRIMARY KEY, cursor TEXT NOT NULL) STRICT;
INSERT INTO review_read (id, cursor) VALUES (1, '');
CREATE TABLE review_form (
  day TEXT NOT NULL, form TEXT NOT NULL, entered INTEGER NOT NULL, reopened INTEGER NOT NULL,
  PRIMARY KEY (day, form)
) STRICT;
-- compared: keyed by two who did not see each other; differed: they differed;
-- first, second: a third person decided that the first, the second was wrong
CREATE TABLE review_field (
  day TEXT NOT NULL, form TEXT NOT NULL, field TEXT NOT NULL,
  compared INTEGER NOT NULL, differed INTEGER NOT NULL, first INTEGER NOT NULL, second INTEGER NOT NULL, corrected INTEGER NOT NULL,
  PRIMARY KEY (day, form, field)
) STRICT;
CREATE TABLE review_person (
  day TEXT NOT NULL, staff TEXT NOT NULL, passes INTEGER NOT NULL, compared INTEGER NOT NULL, wrong INTEGER NOT NULL,
  PRIMARY KEY (day, staff)
) STRICT;
