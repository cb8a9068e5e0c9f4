-- +goose Up
-- Written in SQLite's words; base/db expands them for PostgreSQL.

-- town/office
CREATE TABLE office (
  id TEXT PRIMARY KEY, position INTEGER NOT NULL, kind TEXT NOT NULL, -- area | branch | center | remote
  name TEXT NOT NULL, name_en TEXT NOT NULL, mark TEXT NOT NULL      -- mark: how reception numbers of this office begin
) STRICT;
CREATE TABLE seat (
  id TEXT PRIMARY KEY, office TEXT NOT NULL REFERENCES office(id), position INTEGER NOT NULL,
  kind TEXT NOT NULL, -- counter | desk
  name TEXT NOT NULL, name_en TEXT NOT NULL
) STRICT;
CREATE TABLE rollout (
  office TEXT NOT NULL REFERENCES office(id), procedure TEXT NOT NULL,
  center INTEGER NOT NULL, way TEXT NOT NULL, since TEXT NOT NULL,
  PRIMARY KEY (office, procedure)
) STRICT;

-- town/staff
CREATE TABLE staff (
  id TEXT PRIMARY KEY, login TEXT NOT NULL UNIQUE, name TEXT NOT NULL, name_en TEXT NOT NULL,
  contracted INTEGER NOT NULL, disabled INTEGER NOT NULL, password TEXT NOT NULL, created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE staff_grant (
  staff TEXT NOT NULL REFERENCES staff(id), role TEXT NOT NULL, office TEXT NOT NULL, -- office * = everywhere
  PRIMARY KEY (staff, role, office)
) STRICT;
CREATE TABLE session (
  token TEXT PRIMARY KEY, -- SHA-256 of the secret the client holds
  staff TEXT NOT NULL REFERENCES staff(id), seat TEXT NOT NULL, office TEXT NOT NULL,
  created_at INTEGER NOT NULL, seen_at INTEGER NOT NULL, until INTEGER NOT NULL
) STRICT;
CREATE INDEX session_until ON session (until);
CREATE TABLE sign_in_failure (login TEXT PRIMARY KEY, failures INTEGER NOT NULL, last_at INTEGER NOT NULL) STRICT;
CREATE TABLE setup_code (code TEXT PRIMARY KEY, until INTEGER NOT NULL) STRICT;

-- record/journal
CREATE TABLE journal (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  txid xid8 NOT NULL DEFAULT pg_current_xact_id(), -- only postgres
  at INTEGER NOT NULL, kind TEXT NOT NULL, actor TEXT NOT NULL, device TEXT NOT NULL, seat TEXT NOT NULL,
  office TEXT NOT NULL, visit TEXT NOT NULL, application TEXT NOT NULL, field TEXT NOT NULL, payload TEXT NOT NULL
) STRICT;
CREATE INDEX journal_order ON journal (txid, seq); -- only postgres
CREATE INDEX journal_visit ON journal (visit, seq);
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END; -- only sqlite
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END; -- only sqlite
CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''the journal is append-only''; END'; -- only postgres
CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse(); -- only postgres
CREATE TABLE command (
  actor TEXT NOT NULL, key TEXT NOT NULL, hash TEXT NOT NULL, ref TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (actor, key)
) STRICT;
CREATE INDEX command_at ON command (at);

-- front/visit
CREATE TABLE visit_number (office TEXT NOT NULL, day TEXT NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (office, day)) STRICT;
CREATE TABLE visit (
  id TEXT PRIMARY KEY, office TEXT NOT NULL, day TEXT NOT NULL, number INTEGER NOT NULL,
  reception TEXT NOT NULL, ticket TEXT NOT NULL, language TEXT NOT NULL, wish TEXT NOT NULL,
  state TEXT NOT NULL, version INTEGER NOT NULL, seat TEXT NOT NULL, clerk TEXT NOT NULL,
  came_as TEXT NOT NULL, proof TEXT NOT NULL, proof_kind TEXT NOT NULL, proof_by TEXT NOT NULL,
  arrived_at INTEGER NOT NULL, called_at INTEGER NOT NULL, closed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX visit_reception ON visit (reception);
CREATE UNIQUE INDEX visit_day ON visit (office, day, number);
CREATE INDEX visit_open ON visit (office, state, arrived_at) WHERE state <> 'done';
CREATE INDEX visit_done ON visit (office, day, closed_at) WHERE state = 'done';
CREATE TABLE application (
  id TEXT PRIMARY KEY, visit TEXT NOT NULL REFERENCES visit(id), office TEXT NOT NULL, position INTEGER NOT NULL,
  procedure TEXT NOT NULL, form TEXT NOT NULL, form_version INTEGER NOT NULL,
  state TEXT NOT NULL, version INTEGER NOT NULL, back TEXT NOT NULL, -- back: where it returns from queried or pending
  route TEXT NOT NULL, way TEXT NOT NULL, registered_no TEXT NOT NULL, ending TEXT NOT NULL,
  accepted_at INTEGER NOT NULL, requested_at INTEGER NOT NULL, completed_at INTEGER NOT NULL, changed_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX application_visit ON application (visit, position);
CREATE TABLE application_secret (application TEXT PRIMARY KEY REFERENCES application(id), wrapped TEXT NOT NULL) STRICT;
CREATE TABLE remark (
  id TEXT PRIMARY KEY, visit TEXT NOT NULL, application TEXT NOT NULL, kind TEXT NOT NULL,
  text TEXT NOT NULL, staff TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
CREATE INDEX remark_visit ON remark (visit, at);

-- paper/page
CREATE TABLE page (
  id TEXT PRIMARY KEY, visit TEXT NOT NULL REFERENCES visit(id), application TEXT NOT NULL REFERENCES application(id),
  position INTEGER NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, version INTEGER NOT NULL, -- state: current | replaced
  format TEXT NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL, dpi INTEGER NOT NULL, turn INTEGER NOT NULL,
  straightened INTEGER NOT NULL, digest TEXT NOT NULL, -- digest: keyed hash of the original, to notice the same paper twice
  original TEXT NOT NULL, view TEXT NOT NULL, thumb TEXT NOT NULL, bytes INTEGER NOT NULL,
  staff TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
CREATE INDEX page_application ON page (application, position);
CREATE INDEX page_visit ON page (visit);

-- center/request
CREATE TABLE task (
  id TEXT PRIMARY KEY, application TEXT NOT NULL REFERENCES application(id), visit TEXT NOT NULL, office TEXT NOT NULL,
  kind TEXT NOT NULL, -- first | second | third | adjudication | verification
  state TEXT NOT NULL, version INTEGER NOT NULL, -- open | leased | held | done | cancelled
  local INTEGER NOT NULL, -- 1: keyed at the counter, never handed out by the center
  staff TEXT NOT NULL, lease_until INTEGER NOT NULL,
  visit_at INTEGER NOT NULL, opened_at INTEGER NOT NULL, leased_at INTEGER NOT NULL, done_at INTEGER NOT NULL
) STRICT;
CREATE INDEX task_queue ON task (kind, visit_at, opened_at) WHERE state = 'open' AND local = 0;
CREATE INDEX task_live ON task (kind, state, visit_at) WHERE state IN ('open','leased');
CREATE INDEX task_lease ON task (lease_until) WHERE state = 'leased';
CREATE INDEX task_application ON task (application, opened_at);
CREATE INDEX task_staff ON task (staff, done_at);
CREATE TABLE keyer (application TEXT NOT NULL, staff TEXT NOT NULL, kind TEXT NOT NULL, PRIMARY KEY (application, staff)) STRICT;

-- center/entry
CREATE TABLE draft (task TEXT PRIMARY KEY REFERENCES task(id), body TEXT NOT NULL, version INTEGER NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE TABLE field_value (
  application TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL, written TEXT NOT NULL, mark TEXT NOT NULL,
  version INTEGER NOT NULL, staff TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (application, field)
) STRICT;
CREATE TABLE field_history (
  application TEXT NOT NULL, field TEXT NOT NULL, version INTEGER NOT NULL, value TEXT NOT NULL, written TEXT NOT NULL,
  mark TEXT NOT NULL, staff TEXT NOT NULL, at INTEGER NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY (application, field, version)
) STRICT;
CREATE TABLE mismatch (
  application TEXT NOT NULL, field TEXT NOT NULL, first TEXT NOT NULL, second TEXT NOT NULL,
  PRIMARY KEY (application, field)
) STRICT;

-- center/verify
CREATE TABLE confirmation (
  application TEXT NOT NULL, field TEXT NOT NULL, staff TEXT NOT NULL, version INTEGER NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (application, field, staff)
) STRICT;
CREATE TABLE presence (
  task TEXT NOT NULL, staff TEXT NOT NULL, name TEXT NOT NULL, office TEXT NOT NULL, seat TEXT NOT NULL, field TEXT NOT NULL, until INTEGER NOT NULL,
  PRIMARY KEY (task, staff)
) STRICT;

-- center/inquiry
CREATE TABLE inquiry (
  id TEXT PRIMARY KEY, application TEXT NOT NULL, visit TEXT NOT NULL, office TEXT NOT NULL, task TEXT NOT NULL, field TEXT NOT NULL,
  question TEXT NOT NULL, asker TEXT NOT NULL, asked_at INTEGER NOT NULL,
  answer TEXT NOT NULL, answer_kind TEXT NOT NULL, answerer TEXT NOT NULL, answered_at INTEGER NOT NULL
) STRICT;
CREATE INDEX inquiry_open ON inquiry (visit) WHERE answered_at = 0;
CREATE INDEX presence_until ON presence (until);
CREATE INDEX inquiry_application ON inquiry (application, asked_at);

-- front/handover
CREATE TABLE document (
  id TEXT PRIMARY KEY, application TEXT NOT NULL, visit TEXT NOT NULL, kind TEXT NOT NULL, number TEXT NOT NULL,
  blob TEXT NOT NULL, digest TEXT NOT NULL, bytes INTEGER NOT NULL, version INTEGER NOT NULL, -- version of the application it was made from
  staff TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
CREATE INDEX document_application ON document (application, at);
