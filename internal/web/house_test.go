package web_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/blob"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/hall"
	"github.com/hitomado/hitomado/internal/town/staff"
	"github.com/hitomado/hitomado/internal/web"
)

// house is a running pilot office, set up through its own pages.
type house struct {
	*hall.Hall
	t     *testing.T
	url   string
	asked *asked
}

// window is one window of a browser at a seat.
type window struct {
	*house
	seat   string
	client *http.Client
}

const password = "nagai-aikotoba"

// open starts an empty program.
func open(t *testing.T) *house {
	t.Helper()
	d := dbtest.Open(t, filepath.Join(t.TempDir(), "web.db"))
	store, err := blob.OpenDir(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	keys, err := blob.KeysFrom(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	clock := kernel.NewManual(time.Date(2026, 11, 24, 10, 0, 0, 0, kernel.Tokyo))
	h, err := hall.Wire(d, hall.Options{City: "みほん市", Clock: clock}, store, keys)
	if err != nil {
		t.Fatal(err)
	}
	face, err := web.New(web.Options{Hall: h, City: "みほん市"})
	if err != nil {
		t.Fatal(err)
	}
	a := &asked{last: map[string]int64{}}
	server := httptest.NewServer(a.counting(face.Handler()))
	t.Cleanup(server.Close)
	return &house{h, t, server.URL, a}
}

// pilot is an office with two counters, two entry desks and their people.
func pilot(t *testing.T) *house {
	t.Helper()
	h := open(t)
	code, err := h.Staff.SetupCode(t.Context())
	h.ok(err)
	w := h.browser("office-1")
	w.post("/setup", url.Values{"code": {code}, "login": {"admin"}, "password": {password}, "name": {"﨑山　𠮷子"},
		"office": {"みほん中央支所"}, "mark": {"みほん中央"}, "counters": {"2"}, "desks": {"2"}}, http.StatusSeeOther)
	for _, p := range []struct {
		login, office string
		roles         []string
	}{{"clerk", "office", []string{staff.RoleClerk}}, {"keyer", "center", []string{staff.RoleKeyer}}, {"verifier", "center", []string{staff.RoleVerifier}}} {
		w.post("/s/office-1/admin/people", url.Values{"login": {p.login}, "name": {"職員 " + p.login}, "password": {password}, "office": {p.office}, "role": p.roles}, http.StatusSeeOther)
	}
	return h
}

func (h *house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// browser opens a browser with its own cookies.
func (h *house) browser(seat string) *window {
	jar, err := cookiejar.New(nil)
	h.ok(err)
	return &window{h, seat, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// sit signs in at a seat in a new browser.
func (h *house) sit(login, seat string) *window {
	h.t.Helper()
	w := h.browser(seat)
	w.signIn(login, seat)
	return w
}

func (w *window) signIn(login, seat string) {
	w.t.Helper()
	w.post("/sign-in", url.Values{"login": {login}, "password": {password}, "seat": {seat}}, http.StatusSeeOther)
}

// at is a path of the window's seat.
func (w *window) at(path string) string { return "/s/" + w.seat + path }

// answer is what came back, unpacked.
type answer struct {
	status int
	header http.Header
	body   string
	packed int // bytes on the line
}

func (w *window) do(method, path, kind string, body io.Reader, head ...string) answer {
	w.t.Helper()
	r, err := http.NewRequestWithContext(context.WithoutCancel(w.t.Context()), method, w.url+path, body)
	w.ok(err)
	r.Header.Set("Accept-Encoding", "gzip")
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	for i := 0; i+1 < len(head); i += 2 {
		r.Header.Set(head[i], head[i+1])
	}
	res, err := w.client.Do(r)
	w.ok(err)
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	w.ok(err)
	a := answer{res.StatusCode, res.Header, string(raw), len(raw)}
	if res.Header.Get("Content-Encoding") == "gzip" {
		z, err := gzip.NewReader(bytes.NewReader(raw))
		w.ok(err)
		plain, err := io.ReadAll(z)
		w.ok(err)
		a.body = string(plain)
	}
	return a
}

// get reads a page, in the language of the browser.
func (w *window) get(path string, want int) string {
	w.t.Helper()
	a := w.do(http.MethodGet, path, "", nil)
	if a.status != want {
		w.t.Fatalf("GET %s: %d, want %d\n%.600s", path, a.status, want, a.body)
	}
	return a.body
}

// post sends a form and returns the answer.
func (w *window) post(path string, form url.Values, want int) answer {
	w.t.Helper()
	a := w.do(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
	if a.status != want {
		w.t.Fatalf("POST %s: %d, want %d\n%s", path, a.status, want, said(a.body))
	}
	return a
}

var banner = regexp.MustCompile(`(?s)<div class="banner err".*?</div>`)

// said is the error banner of a page.
func said(body string) string { return banner.FindString(body) }

// received brings a visitor to the counter with one errand and its page, and
// returns the ids of the visit and the application.
func (w *window) received(procedure string, page int) (visit, application string) {
	w.t.Helper()
	w.post(w.at("/arrive"), url.Values{"wish": {procedure}, "_key": {kernel.NewID()}}, http.StatusSeeOther)
	to := w.post(w.at("/next"), url.Values{"_key": {kernel.NewID()}}, http.StatusSeeOther).header.Get("Location")
	visit = strings.TrimPrefix(to, w.at("/visits/"))
	w.post(to+"/receive", url.Values{"as": {"self"}, "proof": {"one"}, "proof_kind": {"license"}, "procedure": {procedure}, "_key": {kernel.NewID()}}, http.StatusSeeOther)
	m := regexp.MustCompile(`id="a-([0-9a-z-]+)"`).FindStringSubmatch(w.get(to, http.StatusOK))
	if m == nil {
		w.t.Fatal("no errand on the page")
	}
	application = m[1]
	a := w.do(http.MethodPost, w.at("/applications/"+application+"/pages?kind=form"), "image/png", bytes.NewReader(truth(w.t, procedure, page).PNG), "Idempotency-Key", kernel.NewID())
	if a.status != http.StatusCreated {
		w.t.Fatalf("upload: %d %s", a.status, a.body)
	}
	return visit, application
}
