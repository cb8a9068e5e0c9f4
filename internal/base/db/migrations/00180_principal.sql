-- +goose Up
-- front/visit: how the person was known whom the visitor represents, apart from who came; and why an application that was taken in may not go on until somebody decides ('': it may).
ALTER TABLE visit ADD COLUMN principal TEXT NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN doubt TEXT NOT NULL DEFAULT '';
CREATE INDEX application_doubt ON application (office) WHERE doubt<>'';
