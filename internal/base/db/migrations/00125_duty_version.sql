-- +goose Up
-- center/duty: what somebody is set to is changed over the version that was seen.
ALTER TABLE duty ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
