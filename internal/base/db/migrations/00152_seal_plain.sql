-- +goose Up
-- Hashes are noise: PostgreSQL need not try to compress them.
ALTER TABLE seal ALTER COLUMN leaves SET STORAGE EXTERNAL; -- only postgres
