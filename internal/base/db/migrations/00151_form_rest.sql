-- +goose Up
-- center/entry: the values of a form that was over a week ago, with their history, packed into one row
CREATE TABLE form_rest (application TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT;
ALTER TABLE form_rest ALTER COLUMN body SET STORAGE EXTERNAL; -- only postgres
