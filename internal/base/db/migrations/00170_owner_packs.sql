-- +goose Up
-- record/journal: packing is the owner's alone. The service's role neither writes packed parts nor has rows leave for them,
-- whatever it says is in them; the function runs with the rights of who calls it.
ALTER FUNCTION journal_leave(bigint, bigint) SECURITY INVOKER; -- only postgres
REVOKE EXECUTE ON FUNCTION journal_leave(bigint, bigint) FROM PUBLIC; -- only postgres
ALTER TRIGGER journal_part_append_only ON journal_part RENAME TO journal_part_owner_only; -- only postgres
ALTER TRIGGER journal_place_append_only ON journal_place RENAME TO journal_place_owner_only; -- only postgres
