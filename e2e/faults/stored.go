package faults

import (
	"context"
	"database/sql"
	"encoding/json"
	"net/url"
	"path/filepath"
	"strings"

	_ "github.com/jackc/pgx/v5/stdlib" // drivers of the checker's own connection
	"modernc.org/sqlite"

	"github.com/hitomado/hitomado/e2e/harness"
	"github.com/hitomado/hitomado/internal/desk"
)

// stored is everything the checker compares, from one snapshot.
type stored struct {
	apps      map[string]app
	pages     map[string]page
	papers    map[string]page
	drafts    map[string]map[string]desk.Value  // by task
	history   map[[2]string]map[desk.Value]bool // every value a field ever had
	confirmed map[[3]any]bool                   // application, field, version
	commands  map[string]bool                   // keys
	events    map[[2]string]int                 // by application, or visit, and kind
	tasks     map[[2]string]int                 // by application, and kind and portion; not those that key again
	moves     map[string][]move                 // by application, in order
	rested    map[string]bool                   // applications whose form rests
	said      map[[2]string]bool                // application and field of a yes in the record
	record    record
	corrected map[string]correction // by id
	at        map[string]string     // states of tasks
	blind     map[string]bool       // tasks that key again what was delivered
	weighed   map[string]bool       // these, and second entries: what was keyed is compared, and stored only where it is decided for
	seen      map[[2]string]string  // application and login: the portion they were shown
	held      map[string]bool       // visits that are kept
	decisions map[string]string     // state of an erasure, by its id
	erased    map[string]bool
	traced    map[string][]string // tables with rows of an application that an erasure has to empty
	answers   map[string]int      // to samples, by task, as the record says
	again     int                 // fields keyed again, as the record says
	counted   int                 // and as the figures say
	visits    int
	seals     int
}

// move is a change of an application's state as the record tells it.
type move struct{ kind, from, to string }

type app struct {
	visit, state, wrapped string
	version               int
}

// correction is something that was put right after the hand-over.
type correction struct {
	app    string
	closed bool
	steps  int
}

type page struct{ app, digest, blob string }

func open(place harness.Place) (*sql.DB, error) {
	if place.Database != "" {
		return sql.Open("pgx", place.Database)
	}
	path := filepath.Join(place.Data, "hitomado.db")
	return sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?_pragma=busy_timeout(10000)&_pragma=query_only(1)")
}

// openToWrite is for what only time does.
func openToWrite(place harness.Place) (*sql.DB, error) {
	if place.Database != "" {
		return open(place)
	}
	path := filepath.Join(place.Data, "hitomado.db")
	return sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?_pragma=busy_timeout(10000)&_txlock=immediate")
}

func postgres(pool *sql.DB) bool {
	_, lite := pool.Driver().(*sqlite.Driver)
	return !lite
}

func newStored() *stored {
	return &stored{apps: map[string]app{}, pages: map[string]page{}, papers: map[string]page{}, drafts: map[string]map[string]desk.Value{},
		history: map[[2]string]map[desk.Value]bool{}, confirmed: map[[3]any]bool{},
		commands: map[string]bool{}, events: map[[2]string]int{}, tasks: map[[2]string]int{}, moves: map[string][]move{},
		rested: map[string]bool{}, said: map[[2]string]bool{}, record: newRecord(), corrected: map[string]correction{},
		at: map[string]string{}, blind: map[string]bool{}, weighed: map[string]bool{}, seen: map[[2]string]string{}, held: map[string]bool{}, decisions: map[string]string{},
		erased: map[string]bool{}, traced: map[string][]string{}, answers: map[string]int{}}
}

// load reads one snapshot.
func load(ctx context.Context, pool *sql.DB) (*stored, error) {
	tx, err := pool.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil { // SQLite's transactions are snapshots by nature
		if tx, err = pool.BeginTx(ctx, nil); err != nil {
			return nil, err
		}
	}
	defer func() { _ = tx.Rollback() }()
	s := newStored()
	if err := s.traces(ctx, tx, postgres(pool)); err != nil {
		return nil, err
	}
	for _, part := range s.parts() {
		if err := each(ctx, tx, part.q, part.scan); err != nil {
			return nil, err
		}
	}
	return s, s.told()
}

// told reads the record in the order of its numbers.
func (s *stored) told() error {
	for _, seq := range s.record.numbers() {
		e := s.record.events[seq]
		if err := s.sampled(e); err != nil {
			return err
		}
		var p struct {
			From, To string
			Fields   json.RawMessage
		}
		if strings.HasPrefix(e.kind, "application.") || e.kind == "fields.confirmed" {
			if err := json.Unmarshal([]byte(e.payload), &p); err != nil {
				return err
			}
		}
		if e.kind == "fields.confirmed" {
			var fields []string
			if err := json.Unmarshal(p.Fields, &fields); err != nil {
				return err
			}
			for _, f := range fields {
				s.said[[2]string{e.application, f}] = true
			}
		}
		if p.To != "" {
			s.moves[e.application] = append(s.moves[e.application], move{e.kind, p.From, p.To})
		}
		about := e.application
		if about == "" {
			about = e.visit
		}
		s.events[[2]string{about, e.kind}]++
	}
	return nil
}

// rest reads a form that rests.
func (s *stored) rest(application string, body []byte) error {
	raw, err := plain(body)
	if err != nil {
		return err
	}
	type value struct{ V, W, M string }
	var fields []struct {
		F string
		H []value
	}
	if err := json.Unmarshal(raw, &fields); err != nil {
		return err
	}
	if s.rested[application] {
		s.record.wrong = append(s.record.wrong, "a form rests twice")
	}
	s.rested[application] = true
	for _, f := range fields {
		at := [2]string{application, f.F}
		if s.history[at] != nil {
			s.record.wrong = append(s.record.wrong, "a form that rests has values in rows")
		}
		s.history[at] = map[desk.Value]bool{}
		for _, v := range f.H {
			s.history[at][desk.Value{V: v.V, W: v.W, M: v.M}] = true
		}
	}
	return nil
}

type part struct {
	q    string
	scan func(scan func(...any) error) error
}

func (s *stored) parts() []part {
	return []part{
		{`SELECT a.id, a.visit, a.state, a.version, COALESCE(s.wrapped, '') FROM application a LEFT JOIN application_secret s ON s.application=a.id`, func(scan func(...any) error) error {
			var id string
			var a app
			err := scan(&id, &a.visit, &a.state, &a.version, &a.wrapped)
			s.apps[id] = a
			return err
		}},
		{`SELECT id, application, digest, original FROM page`, pageInto(s.pages)},
		{`SELECT id, application, digest, blob FROM document`, pageInto(s.papers)},
		{`SELECT task, body FROM draft`, func(scan func(...any) error) error {
			var task, body string
			if err := scan(&task, &body); err != nil {
				return err
			}
			d := map[string]desk.Value{}
			s.drafts[task] = d
			return json.Unmarshal([]byte(body), &d)
		}},
		{`SELECT application, field, value, written, mark FROM field_history`, func(scan func(...any) error) error {
			var at [2]string
			var v desk.Value
			err := scan(&at[0], &at[1], &v.V, &v.W, &v.M)
			if s.history[at] == nil {
				s.history[at] = map[desk.Value]bool{}
			}
			s.history[at][v] = true
			return err
		}},
		{`SELECT application, field, version FROM confirmation`, func(scan func(...any) error) error {
			var a, f string
			var v int
			err := scan(&a, &f, &v)
			s.confirmed[[3]any{a, f, v}] = true
			return err
		}},
		{`SELECT key FROM command`, func(scan func(...any) error) error {
			var k string
			err := scan(&k)
			s.commands[k] = true
			return err
		}},
		{`SELECT application, body FROM form_rest`, func(scan func(...any) error) error {
			var application string
			var body []byte
			if err := scan(&application, &body); err != nil {
				return err
			}
			return s.rest(application, body)
		}},
		{`SELECT seq, at, kind, actor, device, seat, office, visit, application, field, payload FROM journal`, func(scan func(...any) error) error {
			var seq int64
			var e event
			err := scan(&seq, &e.at, &e.kind, &e.actor, &e.device, &e.seat, &e.office, &e.visit, &e.application, &e.field, &e.payload)
			s.record.add(seq, e)
			s.record.rows = append(s.record.rows, seq)
			return err
		}},
		{`SELECT last, part, first, body FROM journal_part`, func(scan func(...any) error) error {
			var last, part, first int64
			var body []byte
			if err := scan(&last, &part, &first, &body); err != nil {
				return err
			}
			return s.record.unpack(last, part, first, body)
		}},
		{`SELECT visit, last, part FROM journal_place`, func(scan func(...any) error) error {
			var p spot
			err := scan(&p.visit, &p.last, &p.part)
			s.record.placed[p] = true
			return err
		}},
		{`SELECT id, application, kind, portion, state FROM task`, func(scan func(...any) error) error {
			var id, app, kind, portion, state string
			err := scan(&id, &app, &kind, &portion, &state)
			s.at[id], s.blind[id] = state, kind == "sample" || kind == "settlement"
			s.weighed[id] = s.blind[id] || kind == "second" || kind == "third"
			if !s.blind[id] {
				s.tasks[[2]string{app, kind + " " + portion}]++
			}
			return err
		}},
		{`SELECT p.application, s.login, p.portion FROM portion_seen p JOIN staff s ON s.id=p.staff`, func(scan func(...any) error) error {
			var at [2]string
			var portion string
			err := scan(&at[0], &at[1], &portion)
			s.seen[at] = portion
			return err
		}},
		{`SELECT visit, '' FROM retention_hold UNION ALL SELECT application, 'x' FROM erased`, func(scan func(...any) error) error {
			var id, erased string
			err := scan(&id, &erased)
			map[string]map[string]bool{"": s.held, "x": s.erased}[erased][id] = true
			return err
		}},
		{`SELECT id, state FROM erasure`, func(scan func(...any) error) error {
			var id, state string
			err := scan(&id, &state)
			s.decisions[id] = state
			return err
		}},
		{`SELECT COALESCE(SUM(again), 0) FROM rekey_sum`, func(scan func(...any) error) error { return scan(&s.counted) }},
		{`SELECT k.id, k.application, k.closed_at, (SELECT COUNT(*) FROM correction_step s WHERE s.correction=k.id) FROM correction_case k`, func(scan func(...any) error) error {
			var id string
			var k correction
			var closed int64
			err := scan(&id, &k.app, &closed, &k.steps)
			k.closed = closed > 0
			s.corrected[id] = k
			return err
		}},
		{`SELECT COUNT(*) FROM visit`, func(scan func(...any) error) error { return scan(&s.visits) }},
		{`SELECT COUNT(*) FROM seal`, func(scan func(...any) error) error { return scan(&s.seals) }},
	}
}

func pageInto(m map[string]page) func(func(...any) error) error {
	return func(scan func(...any) error) error {
		var id string
		var p page
		err := scan(&id, &p.app, &p.digest, &p.blob)
		m[id] = p
		return err
	}
}

func each(ctx context.Context, tx *sql.Tx, q string, scan func(func(...any) error) error) error {
	rows, err := tx.QueryContext(ctx, q)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := scan(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}
