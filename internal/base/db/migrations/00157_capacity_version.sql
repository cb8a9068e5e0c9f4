-- +goose Up
-- center/duty: when a lane is short is changed over the version that was seen, and by whom
ALTER TABLE capacity ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE capacity ADD COLUMN staff TEXT NOT NULL DEFAULT '';
