-- +goose Up
-- town/staff: a one-time password must be changed at the next sign-in; a locked session waits for its password.
ALTER TABLE staff ADD COLUMN must_change INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN locked_at INTEGER NOT NULL DEFAULT 0;
-- town/office: what the town calls the product and how its screens behave.
CREATE TABLE town_setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
