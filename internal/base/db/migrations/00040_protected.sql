-- +goose Up
-- front/visit: a protected person's visit (支援措置) is known by its number only.
-- The application repeats the visit's mark, so that who may open it is decided
-- from its own row.
ALTER TABLE visit ADD COLUMN protected INTEGER NOT NULL DEFAULT 0;
ALTER TABLE application ADD COLUMN protected INTEGER NOT NULL DEFAULT 0;
