-- +goose Up
-- record/journal: events older than a week leave their rows for packed parts. A volume is all events of a run of numbers;
-- its parts hold the events of some visits each, compressed. journal_place tells which part holds a visit's events.
CREATE TABLE journal_part (
  last INTEGER NOT NULL, part INTEGER NOT NULL, first INTEGER NOT NULL, body BLOB NOT NULL, -- first and last: numbers of the volume
  PRIMARY KEY (last, part)
) STRICT;
ALTER TABLE journal_part ALTER COLUMN body SET STORAGE EXTERNAL; -- only postgres
CREATE TABLE journal_place (visit TEXT NOT NULL, last INTEGER NOT NULL, part INTEGER NOT NULL, PRIMARY KEY (visit, last)) STRICT, WITHOUT ROWID; -- only sqlite
CREATE TABLE journal_place (visit TEXT COLLATE "C" NOT NULL, last BIGINT NOT NULL, part BIGINT NOT NULL, PRIMARY KEY (visit, last)); -- only postgres
CREATE TRIGGER journal_part_no_update BEFORE UPDATE ON journal_part BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END; -- only sqlite
CREATE TRIGGER journal_part_no_delete BEFORE DELETE ON journal_part BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END; -- only sqlite
CREATE TRIGGER journal_place_no_update BEFORE UPDATE ON journal_place BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END; -- only sqlite
CREATE TRIGGER journal_place_no_delete BEFORE DELETE ON journal_place BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END; -- only sqlite
DROP TRIGGER journal_no_delete; -- only sqlite
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal WHEN NOT EXISTS (SELECT 1 FROM journal_part WHERE last >= OLD.seq AND first <= OLD.seq) BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END; -- only sqlite
CREATE TRIGGER journal_part_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_part FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse(); -- only postgres
CREATE TRIGGER journal_place_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_place FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse(); -- only postgres
-- Rows leave by this one function, which runs as the owner of the tables and takes what a volume holds, nothing else.
CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF TG_OP = ''DELETE'' AND TG_TABLE_NAME = ''journal'' AND current_setting(''hitomado.leaving'', true) = ''yes'' THEN RETURN NULL; END IF; RAISE EXCEPTION ''the journal is append-only''; END'; -- only postgres
CREATE FUNCTION journal_leave(since bigint, until bigint) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET hitomado.leaving TO 'yes' AS 'DECLARE n bigint; BEGIN IF NOT EXISTS (SELECT 1 FROM journal_part p WHERE p.last = until AND p.first = since) THEN RAISE EXCEPTION ''the journal is append-only''; END IF; DELETE FROM journal j WHERE j.seq BETWEEN since AND until; GET DIAGNOSTICS n = ROW_COUNT; RETURN n; END'; -- only postgres
