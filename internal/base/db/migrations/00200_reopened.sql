-- +goose Up
-- front/visit: the application's version when an error last took it back to entry, 0: never; what was made of an earlier one says what may be wrong.
ALTER TABLE application ADD COLUMN reopened INTEGER NOT NULL DEFAULT 0;
