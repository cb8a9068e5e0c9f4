-- +goose Up
-- town/upkeep: the public fingerprint of the master key that the secrets here are wrapped with. An older database has it in front of each wrapped secret.
CREATE TABLE master_key (
  one INTEGER PRIMARY KEY CHECK (one=1),
  id  TEXT NOT NULL
) STRICT;
INSERT INTO master_key (one, id) SELECT 1, substr(wrapped, 4, 8) FROM application_secret WHERE wrapped LIKE 'w1.%' LIMIT 1;
