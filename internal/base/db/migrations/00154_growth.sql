-- +goose Up
-- A visit has one place in each of some volumes: entries of one index that differ only in where they point share a key, and
-- take half of what a key of both columns took. SQLite's table is its own index.
ALTER TABLE journal_place DROP CONSTRAINT journal_place_pkey; -- only postgres
CREATE INDEX journal_place_visit ON journal_place (visit); -- only postgres
-- Who worked in the last minutes is asked without looking at tasks: for a plan that does not know the moment PostgreSQL
-- otherwise read the whole index by staff and moment, every task there ever was.
DROP INDEX task_done;
CREATE INDEX task_done ON task (done_at, staff);
