-- +goose Up
-- The owner's function finds the record's own tables and never somebody's temporary ones of the same names.
DO 'BEGIN EXECUTE format(''ALTER FUNCTION journal_leave(bigint, bigint) SET search_path = %I, pg_temp'', current_schema()); END'; -- only postgres
