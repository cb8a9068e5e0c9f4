-- +goose Up
-- front/handover: what the visitor got of each output of a procedure, and how
-- the application ended.
CREATE TABLE output (
  application TEXT NOT NULL REFERENCES application(id), output TEXT NOT NULL, -- output: id in the procedure
  number TEXT NOT NULL,  -- the core's number of the issue
  copies INTEGER NOT NULL, fee INTEGER NOT NULL, -- yen for all copies
  payment TEXT NOT NULL, -- free | paid | waived | open
  staff TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (application, output)
) STRICT;
CREATE TABLE handed_over (
  application TEXT PRIMARY KEY REFERENCES application(id), ending TEXT NOT NULL,
  slip TEXT NOT NULL, -- number of the slip it was passed on with (回付)
  due TEXT NOT NULL,  -- day it is to be fetched (後日交付), YYYY-MM-DD
  staff TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;

-- front/visit: things taken in keeping (お預かり), counted in and given back.
CREATE TABLE keeping (
  id TEXT PRIMARY KEY, visit TEXT NOT NULL REFERENCES visit(id), kind TEXT NOT NULL, count INTEGER NOT NULL,
  staff TEXT NOT NULL, at INTEGER NOT NULL, returned_by TEXT NOT NULL, returned_at INTEGER NOT NULL
) STRICT;
CREATE INDEX keeping_visit ON keeping (visit);
