-- +goose Up
-- Of two lower bounds SQLite takes the first for its index: with done_at>0, which the partial index asked for, it read every
-- task that was ever done.
DROP INDEX task_done;
CREATE INDEX task_done ON task (done_at);
