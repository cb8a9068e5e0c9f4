-- +goose Up
-- front/visit, center/request: what rests for a while (保留) as one column, and when that is told; 0: told, or nothing rests.
ALTER TABLE application ADD COLUMN hold TEXT NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN remind_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE task ADD COLUMN hold TEXT NOT NULL DEFAULT '';
ALTER TABLE task ADD COLUMN remind_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX application_remind ON application (remind_at) WHERE remind_at>0;
CREATE INDEX task_remind ON task (remind_at) WHERE remind_at>0;
CREATE INDEX task_hold ON task (office) WHERE hold<>'';
