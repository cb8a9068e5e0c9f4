-- +goose Up
-- front/visit: looks at ordinary visits too, by people who do not have them in their care; protected=1 as before.
ALTER TABLE protected_read RENAME TO visit_read;
ALTER TABLE visit_read ADD COLUMN protected INTEGER NOT NULL DEFAULT 1;
