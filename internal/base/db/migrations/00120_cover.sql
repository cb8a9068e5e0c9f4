-- +goose Up
-- paper/page: whether a page may carry numbers that nobody has spoken about yet (open), holds none (none), or has
-- areas that a person drew (drawn); auto: the catalogue knows the layout. covers: those areas, in mm of the frame.
ALTER TABLE page ADD COLUMN cover TEXT NOT NULL DEFAULT 'auto';
ALTER TABLE page ADD COLUMN covers TEXT NOT NULL DEFAULT '';
-- What stands at a counter and has not been sent yet is asked about; what is at the center stays in work.
UPDATE page SET cover='open' WHERE kind<>'form' AND state='current'
  AND application IN (SELECT id FROM application WHERE state IN ('drafting','accepted','returned','pending'));
