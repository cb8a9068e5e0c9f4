-- +goose Up
-- town/office: where an office usually keys a procedure: center | counter; '' as the catalogue says.
ALTER TABLE rollout ADD COLUMN route TEXT NOT NULL DEFAULT '';
