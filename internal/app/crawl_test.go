package app_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/api"
	"github.com/hitomado/hitomado/internal/base/blob"
	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/center/verify"
	"github.com/hitomado/hitomado/internal/front/amend"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/hall"
	"github.com/hitomado/hitomado/internal/paper/page"
	"github.com/hitomado/hitomado/internal/paper/page/scan"
	"github.com/hitomado/hitomado/internal/paper/sample"
	"github.com/hitomado/hitomado/internal/town/office"
	"github.com/hitomado/hitomado/internal/town/staff"
	_ "github.com/hitomado/hitomado/internal/town/staff/stafftest" // cheap passwords
	"github.com/hitomado/hitomado/internal/web"
)

// planted is what only the named staff may ever be shown of the protected
// visit: a name as keyed, and every free text.
var planted = []string{"架空﨑", "架空の理由", "架空の質問", "架空の番号", "架空の書類"}

// crawl is a city with one protected visit that has been everywhere.
type crawl struct {
	*hall.Hall
	t     *testing.T
	ctx   context.Context
	url   string
	log   *shared
	ids   map[string][]string // by what a path calls them
	who   map[string]kernel.Actor
	token map[string]string
	keys  int
}

type shared struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *shared) Write(p []byte) (int, error) { s.mu.Lock(); defer s.mu.Unlock(); return s.b.Write(p) }
func (s *shared) String() string              { s.mu.Lock(); defer s.mu.Unlock(); return s.b.String() }

func open(t *testing.T, d *db.DB) *crawl {
	store, err := blob.OpenDir(t.TempDir())
	fine(t, err)
	keys, err := blob.KeysFrom(bytes.Repeat([]byte{7}, 32))
	fine(t, err)
	h, err := hall.Wire(d, hall.Options{City: "みほん市", Clock: kernel.NewManual(time.Date(2026, 11, 24, 10, 0, 0, 0, kernel.Tokyo))}, store, keys)
	fine(t, err)
	w := &crawl{Hall: h, t: t, ctx: t.Context(), log: &shared{}, ids: map[string][]string{}, who: map[string]kernel.Actor{}, token: map[string]string{}}
	log := slog.New(slog.NewJSONHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	pages, err := web.New(web.Options{Hall: h, City: "みほん市", Log: log})
	fine(t, err)
	mux := http.NewServeMux()
	mux.Handle("/api/v1/", api.New(h, log))
	mux.Handle("/", pages.Handler())
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	w.url = server.URL
	for i, id := range []string{"chuo", "minami", "center"} {
		kind := office.Area
		if id == "center" {
			kind = office.Center
		}
		var seats []office.Seat
		for n := range 3 {
			seats = append(seats, office.Seat{ID: fmt.Sprintf("%s-%d", id, n+1), Kind: office.Counter, Name: fmt.Sprintf("%d番", n+1), Position: n + 1})
		}
		fine(t, h.Offices.Add(w.ctx, kernel.SystemActor, office.Office{ID: id, Kind: kind, Name: id, Mark: id, Position: i}, seats))
	}
	for _, p := range h.Catalog.Procedures() {
		fine(t, h.Offices.SetRollout(w.ctx, kernel.SystemActor, office.Rollout{Office: "chuo", Procedure: p.ID, Mode: office.On, Way: p.Way, Since: "2026-01-01"}))
	}
	for _, role := range staff.Roles() {
		for _, at := range []string{"chuo", "minami", staff.Everywhere} {
			w.join(role+"@"+at, false, kernel.Grant{Role: role, Office: at})
		}
	}
	w.join("everything", true, grants("chuo", staff.Roles()...)...) // contracted: never named
	w.join("elsewhere", false, grants("minami", staff.Roles()...)...)
	w.join("clerk", false, grants("chuo", staff.RoleClerk)...)
	w.join("named1", false, grants("chuo", staff.RoleClerk, staff.RoleGuardian)...)
	w.join("named2", false, grants("chuo", staff.RoleClerk, staff.RoleGuardian)...)
	w.join("keyer", false, grants("center", staff.RoleKeyer, staff.RoleLead)...)
	return w
}

func grants(at string, roles ...string) (out []kernel.Grant) {
	for _, r := range roles {
		out = append(out, kernel.Grant{Role: r, Office: at})
	}
	return out
}

func fine(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (w *crawl) join(login string, contracted bool, g ...kernel.Grant) {
	w.t.Helper()
	p, err := w.Staff.Add(w.ctx, kernel.SystemActor, staff.NewPerson{Login: strings.NewReplacer("@", "-", "*", "all").Replace(login), Name: "職員", Password: "nagai-aikotoba", Contracted: contracted, Grants: g})
	fine(w.t, err)
	seat := g[0].Office + "-1"
	if g[0].Office == staff.Everywhere {
		seat = "chuo-2"
	}
	token, who, err := w.Staff.SignInAs(w.ctx, p.ID, seat)
	fine(w.t, err)
	w.who[login], w.token[login] = who, token
}

// live leads a visit through everything that leaves traces, and protects it in
// the middle: before that the center has seen it.
func (w *crawl) live() {
	t, clerk := w.t, w.who["clerk"]
	t.Helper()
	ready, err := sample.Committed()
	fine(t, err)
	sheet := func(procedure string) sample.Ready {
		return ready[slices.IndexFunc(ready, func(r sample.Ready) bool { return r.Procedure == procedure })]
	}
	const one, two, three = "resident_certificate", "transfer_in", "nhi_join"
	id, err := w.Visits.Arrive(w.ctx, clerk, visit.Arrival{Office: "chuo", Wish: []string{one}})
	fine(t, err)
	fine(t, w.Visits.Call(w.ctx, clerk, id))
	fine(t, w.Visits.Receive(w.ctx, clerk, id, visit.Came{As: "self", Proof: "one"}, []string{one, two, three}))
	v, err := w.Visits.Get(w.ctx, clerk, id)
	fine(t, err)
	for i, procedure := range []string{one, two, three} {
		a := v.Applications[i].ID
		w.ids["application"] = append(w.ids["application"], a)
		p, err := w.Pages.Add(w.ctx, clerk, page.Upload{Application: a, Kind: "form", Turn: scan.Automatic, Raw: sheet(procedure).PNG})
		fine(t, err)
		w.ids["page"] = append(w.ids["page"], p)
		fine(t, w.Visits.Accept(w.ctx, clerk, a))
		fine(t, w.Requests.Send(w.ctx, clerk, a))
	}
	a1, a2, a3 := w.ids["application"][0], w.ids["application"][1], w.ids["application"][2]

	// At the center: one is being keyed with a question open.
	task, err := w.Requests.Next(w.ctx, w.who["keyer"], []request.Kind{request.First})
	fine(t, err)
	name := w.nameField(task.Application)
	w.draft("keyer", task.ID, map[string]string{name: "架空﨑　花子"})
	q, err := w.Inquiries.Ask(w.ctx, w.who["keyer"], task.ID, name, "架空の質問")
	fine(t, err)
	w.ids["inquiry"] = []string{q}

	fine(t, w.Visits.Protect(w.ctx, clerk, id))
	if _, err := w.Entries.SaveDraft(w.ctx, w.who["keyer"], task.ID, map[string]entry.Typed{name: {V: "x"}}); err == nil {
		t.Fatal("the center goes on keying a protected person's form")
	}
	if _, err := w.Requests.Next(w.ctx, w.who["keyer"], nil); kernel.CodeOf(err) != "nothing_waiting" {
		t.Fatalf("the center is given a protected person's form: %v", err)
	}

	// Named staff key it, another of them verifies it.
	n1, n2 := w.who["named1"], w.who["named2"]
	here, err := w.Requests.EnterHere(w.ctx, n1, a1)
	fine(t, err)
	typed := map[string]string{}
	for k, x := range sheet(one).Typed {
		typed[k] = x
	}
	typed[name] = "架空﨑　花子"
	w.draft("named1", here, typed)
	w.draft("named1", here, typed)
	_, err = w.Entries.Finish(w.ctx, n1, here, "")
	fine(t, err)
	ts, err := w.Requests.Of(w.ctx, a1)
	fine(t, err)
	if _, err := w.Verify.Join(w.ctx, n1, ts[0].ID); kernel.CodeOf(err) != "own_entry" {
		t.Fatalf("named staff verify their own entry: %v", err)
	}
	room, err := w.Verify.Join(w.ctx, n2, ts[0].ID)
	fine(t, err)
	var fields []verify.Fielded
	for _, r := range room.Rows {
		fields = append(fields, verify.Fielded{Field: r.Key, Version: r.Value.Version})
	}
	_, err = w.Verify.Confirm(w.ctx, n2, ts[0].ID, fields)
	fine(t, err)
	fine(t, w.Verify.Finish(w.ctx, n2, ts[0].ID))
	docs, err := w.Handover.Make(w.ctx, n1, a1, []string{"receipt"})
	fine(t, err)
	w.ids["document"] = []string{docs[0].ID}
	fine(t, w.Handover.Check(w.ctx, n1, a1))

	// The second is being keyed here, the third waits for papers.
	open, err := w.Requests.EnterHere(w.ctx, n1, a2)
	fine(t, err)
	w.draft("named1", open, map[string]string{w.nameField(a2): "架空﨑　太郎"})
	fine(t, w.Amend.Pend(w.ctx, n1, a3, amend.Missing{Reason: "架空の理由", Papers: []string{"架空の書類"}, Name: "架空﨑　太郎"}))
	w.ids["task"] = []string{task.ID, here, ts[0].ID, open}
	w.ids["visit"] = []string{id}
}

func (w *crawl) nameField(application string) string {
	a, err := w.Visits.GetApplication(w.ctx, kernel.SystemActor, application)
	fine(w.t, err)
	f, _ := w.Catalog.Form(a.Form)
	for _, it := range f.AllItems() {
		if it.Field.Type == "name" {
			return it.Key
		}
	}
	w.t.Fatalf("form %s has no name", a.Form)
	return ""
}

func (w *crawl) draft(login, task string, typed map[string]string) {
	w.t.Helper()
	in := map[string]entry.Typed{}
	for k, v := range typed {
		in[k] = entry.Typed{V: v}
	}
	_, err := w.Entries.SaveDraft(w.ctx, w.who[login], task, in)
	fine(w.t, err)
}

// answer is what a door said.
type answer struct {
	status int
	kind   string
	body   string
}

func (w *crawl) ask(login, method, path, body string) answer {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.ctx, method, w.url+path, strings.NewReader(body))
	fine(w.t, err)
	w.keys++
	r.Header.Set("Idempotency-Key", fmt.Sprintf("k-%d", w.keys))
	if strings.HasPrefix(path, "/api/") {
		r.Header.Set("Authorization", "Bearer "+w.token[login])
		r.Header.Set("Content-Type", "application/json")
	} else {
		r.AddCookie(&http.Cookie{Name: "seat", Value: w.token[login]})
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	resp, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(r)
	fine(w.t, err)
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	fine(w.t, err)
	return answer{resp.StatusCode, resp.Header.Get("Content-Type"), string(raw)}
}

// door is one address with the ids of the protected visit in it.
type door struct{ method, path string }

var anyID = regexp.MustCompile(`\b1[0-9a-hjkmnp-tv-z]{17}\b`)

var hole = regexp.MustCompile(`\{[^}]+\}`)

// fill puts every fitting id into a pattern.
func (w *crawl) fill(method, pattern string) (out []door) {
	h := hole.FindString(pattern)
	if h == "" {
		return []door{{method, pattern}}
	}
	name := strings.Trim(h, "{}")
	if name == "id" {
		before, _, _ := strings.Cut(pattern, "/{id}")
		name = strings.TrimSuffix(before[strings.LastIndex(before, "/")+1:], "s")
	}
	values := w.ids[name]
	if name == "field" {
		values = append([]string{w.nameField(w.ids["application"][0])}, w.ids[name]...)
	}
	for _, v := range values {
		out = append(out, w.fill(method, strings.Replace(pattern, h, url.PathEscape(v), 1))...)
	}
	return out
}

// doors are all doors of both faces, read from what they publish: the
// description of the API and the routes of the pages.
func (w *crawl) doors(seat string) (out []door) {
	var description struct {
		Paths map[string]map[string]json.RawMessage `json:"paths"`
	}
	fine(w.t, json.Unmarshal([]byte(w.ask("clerk", http.MethodGet, "/api/v1/openapi.json", "").body), &description))
	for path, methods := range description.Paths {
		for m := range methods {
			if m = strings.ToUpper(m); path != "/events" && (m == http.MethodGet || strings.Contains(path, "{")) {
				path := strings.TrimPrefix(path, api.Prefix)
				if path == "/visits" || path == "/notices" {
					path += "?place=chuo"
				}
				out = append(out, w.fill(m, api.Prefix+path)...)
			}
		}
	}
	if len(out) < 60 {
		w.t.Fatalf("the description names only %d doors", len(out))
	}
	raw, err := os.ReadFile(filepath.Join("..", "web", "routes.go"))
	fine(w.t, err)
	before := len(out)
	for _, m := range regexp.MustCompile(`(?m)^\s*(page|act|ask|tell)\("([^"]+)"`).FindAllStringSubmatch(string(raw), -1) {
		method := map[string]string{"page": http.MethodGet, "ask": http.MethodGet, "act": http.MethodPost, "tell": http.MethodPost}[m[1]]
		path := strings.TrimSuffix(m[2], "{$}")
		if path == "/sign-out" || method == http.MethodPost && !strings.Contains(path, "{") {
			continue
		}
		out = append(out, w.fill(method, "/s/"+seat+path)...)
	}
	if len(out) < before+60 {
		w.t.Fatalf("the routes name only %d pages", len(out)-before)
	}
	return out
}

var link = regexp.MustCompile(`(?:href|data-src|src)="(/s/[^"#]+)`)

// mostQueries bounds the links followed to one page: months go back for ever.
const mostQueries = 40

// walk asks every door as one person and follows the links of what it gets.
func (w *crawl) walk(login string, look func(d door, a answer)) int {
	seat := w.who[login].Seat
	seen, queries := map[string]bool{}, map[string]int{}
	open := w.doors(seat)
	n := 0
	for len(open) > 0 {
		d := open[0]
		open = open[1:]
		if seen[d.method+d.path] {
			continue
		}
		seen[d.method+d.path] = true
		body := ""
		if d.method != http.MethodGet && strings.HasPrefix(d.path, "/api/") {
			body = "{}"
		}
		a := w.ask(login, d.method, d.path, body)
		n++
		look(d, a)
		if strings.HasPrefix(a.kind, "text/html") && d.method == http.MethodGet {
			for _, m := range link.FindAllStringSubmatch(a.body, -1) {
				next := strings.ReplaceAll(m[1], "&amp;", "&")
				page, _, _ := strings.Cut(next, "?")
				if queries[page]++; queries[page] > mostQueries {
					continue
				}
				open = append(open, door{http.MethodGet, next})
			}
		}
	}
	return n
}

// Whoever is not named for protected persons finds nothing but the number, at
// no door of either face, in no stream and in no log; the named staff find it.
func TestProtectedPersonLeaksNowhere(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		ctx, end := context.WithCancel(t.Context())
		var streams sync.WaitGroup
		heard := &shared{}
		streams.Go(func() { _ = w.Live.Follow(ctx, w.Journal) })
		for _, login := range []string{"keyer", "clerk", "named1"} {
			w.stream(ctx, login, heard, &streams)
		}
		w.live()

		found := map[string]bool{}
		told := map[string]bool{}
		fail := func(login string, d door, a answer, how string) {
			if at := d.method + anyID.ReplaceAllString(d.path, "…") + how; !told[at] { // one line for each door is enough
				told[at] = true
				t.Errorf("%s: %s %s %s: %d %.200s", login, d.method, d.path, how, a.status, a.body)
			}
		}
		seen := func(a answer) bool {
			leak := false
			for _, p := range planted {
				if strings.Contains(a.body, p) {
					leak, found[p] = true, true
				}
			}
			return leak
		}
		for login := range w.token {
			if staff.May(w.who[login], staff.Shield, "chuo") {
				continue // named
			}
			asked := w.walk(login, func(d door, a answer) {
				about := slices.ContainsFunc(w.all(), func(id string) bool { return strings.Contains(d.path, id) })
				switch {
				case seen(a):
					fail(login, d, a, "tells what was planted")
				case a.status >= 500:
					fail(login, d, a, "breaks")
				case about && d.method == http.MethodGet && a.status == http.StatusOK && !number(a):
					fail(login, d, a, "is open")
				case about && d.method != http.MethodGet && a.status < 400 && !harmless(login, d):
					fail(login, d, a, "was done")
				}
			})
			if asked < 150 {
				t.Errorf("%s asked at only %d doors", login, asked)
			}
		}
		if len(found) > 0 {
			t.Fatalf("found: %v", found)
		}
		w.walk("named1", func(d door, a answer) {
			if d.method == http.MethodGet {
				seen(a)
			}
		})
		for _, p := range planted[:3] {
			if !found[p] {
				t.Errorf("not even the named staff find %q: the crawler is blind", p)
			}
		}
		end()
		streams.Wait()
		if !strings.Contains(heard.String(), "topic") {
			t.Error("the streams told nothing at all")
		}
		for name, text := range map[string]string{"log": w.log.String(), "stream": heard.String()} {
			for _, p := range planted {
				if strings.Contains(text, p) {
					t.Errorf("the %s holds %q", name, p)
				}
			}
		}
	})
}

func (w *crawl) all() (out []string) {
	for _, ids := range w.ids {
		out = append(out, ids...)
	}
	return out
}

// number tells whether an answer about the visit is a station's empty frame: a
// page without anything of the visit in it.
func number(a answer) bool {
	return strings.Contains(a.body, "<entry-station") || strings.Contains(a.body, "<verify-station")
}

// harmless doors do not touch the visit: a clerk of the office may mark it
// once more, and leaving a room one never entered is always possible.
func harmless(login string, d door) bool {
	return strings.HasSuffix(d.path, "/protect") && strings.Contains(login, "clerk") || strings.HasSuffix(d.path, "/leave")
}

// stream keeps everything that a person's event stream says.
func (w *crawl) stream(ctx context.Context, login string, into io.Writer, wg *sync.WaitGroup) {
	w.t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, w.url+api.Prefix+"/events", nil)
	fine(w.t, err)
	r.Header.Set("Authorization", "Bearer "+w.token[login])
	resp, err := http.DefaultClient.Do(r)
	fine(w.t, err)
	wg.Go(func() {
		defer resp.Body.Close()
		for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
			_, _ = into.Write(append(lines.Bytes(), '\n'))
		}
	})
}
