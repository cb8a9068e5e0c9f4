package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/api"
	"github.com/hitomado/hitomado/internal/base/blob"
	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/hall"
	"github.com/hitomado/hitomado/internal/paper/sample"
	"github.com/hitomado/hitomado/internal/town/office"
	"github.com/hitomado/hitomado/internal/town/staff"
	_ "github.com/hitomado/hitomado/internal/town/staff/stafftest" // cheap passwords
)

// town is one town hall behind its API.
type town struct {
	t       testing.TB
	hall    *hall.Hall
	clock   *kernel.Manual
	handler http.Handler
	log     *lockedBuffer

	mu     sync.Mutex
	tokens map[string]string // by login
	ids    map[string]string
	keys   int
	forms  map[string]map[string]any                     // what keyers type, by procedure
	before func(login, method, path string, body []byte) // sees every command before it is sent
	after  func(r *http.Request, body []byte, a reply)   // sees every command and its answer
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string { l.mu.Lock(); defer l.mu.Unlock(); return l.b.String() }

var background = context.Background()

func newTown(t testing.TB, d *db.DB) *town {
	t.Helper()
	store, err := blob.OpenDir(t.TempDir())
	must(t, err)
	keys, err := blob.KeysFrom(bytes.Repeat([]byte{7}, 32))
	must(t, err)
	clock := kernel.NewManual(time.Date(2026, 11, 24, 1, 0, 0, 123_456_789, time.UTC)) // as a machine tells it
	h, err := hall.Wire(d, hall.Options{City: "みほん市", Clock: clock}, store, keys)
	must(t, err)
	w := &town{t: t, hall: h, clock: clock, log: &lockedBuffer{}, tokens: map[string]string{}, ids: map[string]string{}, forms: map[string]map[string]any{}}
	w.handler = api.New(h, slog.New(slog.NewJSONHandler(w.log, nil)))
	for i, o := range []office.Office{
		{ID: "chuo", Kind: office.Area, Name: "みほん中央支所", NameEN: "Chuo", Mark: "みほん中央"},
		{ID: "minami", Kind: office.Area, Name: "みほん南支所", NameEN: "Minami", Mark: "みほん南"},
		{ID: "center", Kind: office.Center, Name: "集中入力センター", NameEN: "Entry center"},
	} {
		o.Position = i
		var seats []office.Seat
		for n := 1; n <= 3; n++ {
			seats = append(seats, office.Seat{ID: fmt.Sprintf("%s-%d", o.ID, n), Kind: office.Counter, Name: fmt.Sprintf("%d番窓口", n), NameEN: fmt.Sprintf("Counter %d", n), Position: n})
		}
		must(t, h.Offices.Add(background, kernel.SystemActor, o, seats))
		if o.Mark == "" {
			continue
		}
		for _, p := range h.Catalog.Procedures() {
			must(t, h.Offices.SetRollout(background, kernel.SystemActor, office.Rollout{Office: o.ID, Procedure: p.ID, Mode: office.On, Way: p.Way, Since: "2026-01-01"}))
		}
	}
	return w
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// people are who works here: login → grants and seat.
var people = map[string]struct {
	seat   string
	grants []kernel.Grant
}{
	"clerk":   {"chuo-1", []kernel.Grant{{Role: staff.RoleClerk, Office: "chuo"}}},
	"numbers": {"chuo-3", []kernel.Grant{{Role: staff.RoleClerk, Office: "chuo"}, {Role: staff.RoleNumbers, Office: "chuo"}}},
	"named":   {"chuo-3", []kernel.Grant{{Role: staff.RoleClerk, Office: "chuo"}, {Role: staff.RoleGuardian, Office: "chuo"}}},
	"clerk2":  {"chuo-2", []kernel.Grant{{Role: staff.RoleClerk, Office: "chuo"}}},
	"south":   {"minami-1", []kernel.Grant{{Role: staff.RoleClerk, Office: "minami"}}},
	"keyer":   {"center-1", []kernel.Grant{{Role: staff.RoleKeyer, Office: "center"}, {Role: staff.RoleVerifier, Office: "center"}}},
	"second":  {"center-2", []kernel.Grant{{Role: staff.RoleKeyer, Office: "center"}, {Role: staff.RoleVerifier, Office: "center"}}},
	"third":   {"center-3", []kernel.Grant{{Role: staff.RoleVerifier, Office: "center"}}},
	"typist":  {"center-3", []kernel.Grant{{Role: staff.RoleKeyer, Office: "center"}}},
	"leader":  {"center-2", []kernel.Grant{{Role: staff.RoleLead, Office: "center"}}},
	"audit":   {"", []kernel.Grant{{Role: staff.RoleAuditor, Office: staff.Everywhere}}},
	"local":   {"", []kernel.Grant{{Role: staff.RoleAdmin, Office: "minami"}, {Role: staff.RoleManager, Office: "minami"}, {Role: staff.RoleGuardian, Office: "minami"}}},
	"admin":   {"", []kernel.Grant{{Role: staff.RoleAdmin, Office: staff.Everywhere}}},
	"admin2":  {"", []kernel.Grant{{Role: staff.RoleAdmin, Office: staff.Everywhere}}},
}

// token signs a person in, who joins on first use.
func (w *town) token(login string) string {
	w.t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	if tok, ok := w.tokens[login]; ok {
		return tok
	}
	who := people[login]
	p, err := w.hall.Staff.Add(background, kernel.SystemActor, staff.NewPerson{Login: login, Name: "職員" + login, Password: "correct horse", Grants: who.grants})
	must(w.t, err)
	tok, _, err := w.hall.Staff.SignInAs(background, p.ID, who.seat)
	must(w.t, err)
	w.tokens[login], w.ids[login] = tok, p.ID
	return tok
}

// pass lets time go by; whoever was signed in signs in again.
func (w *town) pass(d time.Duration) {
	w.t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.clock.Advance(d)
	for login := range w.tokens {
		tok, _, err := w.hall.Staff.SignInAs(background, w.ids[login], people[login].seat)
		must(w.t, err)
		w.tokens[login] = tok
	}
}

// reply is an answer.
type reply struct {
	Status int
	Header http.Header
	Raw    []byte
}

func (a reply) json(t testing.TB) map[string]any {
	t.Helper()
	var out map[string]any
	if err := json.Unmarshal(a.Raw, &out); err != nil {
		t.Fatalf("%d %s: %v", a.Status, a.Raw, err)
	}
	return out
}

func (a reply) into(t testing.TB, v any) {
	t.Helper()
	if err := json.Unmarshal(a.Raw, v); err != nil {
		t.Fatalf("%d %s: %v", a.Status, a.Raw, err)
	}
}

// code is the problem's code, "" when it is none.
func (a reply) code() string {
	var p struct{ Code string }
	if a.Header.Get("Content-Type") != "application/problem+json" || json.Unmarshal(a.Raw, &p) != nil {
		return ""
	}
	return p.Code
}

// send sends one request as it is.
func (w *town) send(login, method, path string, body []byte, header ...string) reply {
	w.t.Helper()
	r := httptest.NewRequest(method, api.Prefix+path, bytes.NewReader(body))
	if login != "" {
		r.Header.Set("Authorization", "Bearer "+w.token(login))
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, r)
	raw, _ := io.ReadAll(rec.Result().Body)
	for _, at := range someTime.FindAll(raw, -1) {
		if !rightTime.Match(at) {
			w.t.Errorf("%s %s tells a time as %s", method, path, at)
		}
	}
	return reply{rec.Code, rec.Header(), raw}
}

// Times are told in one way: of Japan, to the millisecond in which they are
// kept.
var (
	someTime  = regexp.MustCompile(`"\d{4}-\d\d-\d\dT\d\d:\d\d[^"]*"`)
	rightTime = regexp.MustCompile(`^"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?\+09:00"$`)
)

// do sends a command with a fresh idempotency key, or reads.
func (w *town) do(login, method, path string, body any, header ...string) reply {
	w.t.Helper()
	raw, ok := body.([]byte)
	if body != nil && !ok {
		var err error
		raw, err = json.Marshal(body)
		must(w.t, err)
		header = append([]string{"Content-Type", "application/json"}, header...)
	}
	if method != http.MethodGet {
		w.mu.Lock()
		w.keys++
		header = append(header, "Idempotency-Key", fmt.Sprintf("key-%d", w.keys))
		w.mu.Unlock()
	}
	if w.before != nil && method != http.MethodGet {
		w.before(login, method, path, raw)
	}
	a := w.send(login, method, path, raw, header...)
	if w.after != nil && method != http.MethodGet {
		r := httptest.NewRequest(method, api.Prefix+path, nil)
		r.Header.Set("login", login)
		for i := 0; i+1 < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		w.after(r, raw, a)
	}
	return a
}

// ok is do and fails the test unless the answer is a success.
func (w *town) ok(login, method, path string, body any, header ...string) reply {
	w.t.Helper()
	a := w.do(login, method, path, body, header...)
	if a.Status >= 300 {
		w.t.Fatalf("%s %s by %s: %d %s", method, path, login, a.Status, a.Raw)
	}
	return a
}

// refused is do and fails the test unless the answer is this problem.
func (w *town) refused(status int, code, login, method, path string, body any, header ...string) reply {
	w.t.Helper()
	a := w.do(login, method, path, body, header...)
	if a.Status != status || a.code() != code {
		w.t.Fatalf("%s %s by %s: %d %s, want %d %s", method, path, login, a.Status, a.Raw, status, code)
	}
	return a
}

// end counts the events. The journal's own end waits for every transaction of
// the database server, other tests' too, and would lag behind.
func (w *town) end() int {
	w.t.Helper()
	return w.number(`SELECT COUNT(*) FROM journal`)
}

func (w *town) number(q string, args ...any) (n int) {
	w.t.Helper()
	must(w.t, w.hall.DB.Read(background, func(tx *db.Tx) error { return tx.Row(background, q, args, &n) }))
	return n
}

// sheet is an inked page on which no layout is printed; the same for all.
var sheet = sync.OnceValue(func() []byte { return sample.Inked(1240, 1754, 1) })

type m = map[string]any

func str(v any, path ...string) string {
	for _, p := range path {
		v = v.(map[string]any)[p]
	}
	s, _ := v.(string)
	return s
}

func oneLine(b []byte) string { return strings.TrimSpace(string(b)) }
