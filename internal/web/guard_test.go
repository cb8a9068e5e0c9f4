package web_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/texts"
)

// Every answer carries the policy, whatever it is.
func TestHeadersOnEveryAnswer(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	w := h.sit("clerk", "office-1")
	for _, path := range []string{"/", "/nowhere", "/offline", "/s/office-1/counter", "/s/office-1/visits/none", "/s/office-1/tasks/none", "/s/office-2/counter", "/static/none"} {
		a := w.do(http.MethodGet, path, "", nil)
		for name, want := range map[string]string{"Content-Security-Policy": "default-src 'self'; img-src 'self' blob:; object-src 'none'", "X-Content-Type-Options": "nosniff",
			"Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin"} {
			if !strings.HasPrefix(a.header.Get(name), want) {
				t.Errorf("%s: %s is %q", path, name, a.header.Get(name))
			}
		}
	}
}

// Another site cannot have a signed-in person change anything.
func TestOtherSitesAreRefused(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	w := h.sit("clerk", "office-1")
	a := w.do(http.MethodPost, w.at("/arrive"), "application/x-www-form-urlencoded", strings.NewReader("wish=transfer_in"), "Sec-Fetch-Site", "cross-site")
	if a.status != http.StatusForbidden {
		t.Fatalf("status %d", a.status)
	}
	if page := w.get(w.at("/counter"), http.StatusOK); strings.Contains(page, "A-0001") {
		t.Fatal("the change was made")
	}
}

// Windows of one browser are different people, each at its own seat, and a
// seat's cookie goes nowhere else.
func TestSeatsAreApart(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	w := h.browser("")
	w.signIn("clerk", "office-1")
	w.signIn("keyer", "center-1")
	for range 2 { // also after a reload
		if page := w.get("/s/office-1/counter", http.StatusOK); !strings.Contains(page, "職員 clerk") {
			t.Fatal("the counter's window is somebody else")
		}
		if page := w.get("/s/center-1/entry", http.StatusOK); !strings.Contains(page, "職員 keyer") {
			t.Fatal("the desk's window is somebody else")
		}
	}
	u, err := url.Parse(h.url + "/s/center-2/entry")
	h.ok(err)
	if got := w.client.Jar.Cookies(u); len(got) != 0 {
		t.Fatalf("another seat gets %v", got)
	}
	a := w.do(http.MethodGet, "/s/center-2/entry", "", nil)
	if a.status != http.StatusSeeOther || !strings.HasPrefix(a.header.Get("Location"), "/?seat=center-2&next=") {
		t.Fatalf("not asked to sign in: %d %s", a.status, a.header.Get("Location"))
	}
}

// People reach only what their role opens.
func TestPermissions(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	clerk, keyer, verifier := h.sit("clerk", "office-2"), h.sit("keyer", "center-1"), h.sit("verifier", "center-2")
	visit, app := clerk.received("transfer_in", 0)
	for _, c := range []struct {
		w    *window
		path string
		want int
	}{
		{clerk, "/admin", 403}, {clerk, "/entry", 403}, {clerk, "/verify", 403}, {clerk, "/center", 200},
		{keyer, "/counter", 403}, {keyer, "/visits/" + visit, 403}, {keyer, "/applications/" + app, 403}, {keyer, "/verify", 403}, {keyer, "/entry", 200},
		{verifier, "/entry", 403}, {verifier, "/visits/" + visit + "/timeline", 403}, {verifier, "/verify", 200},
		{verifier, "/applications/" + app + "/crop/head.name", 403},
	} {
		c.w.get(c.w.at(c.path), c.want)
	}
	for _, path := range []string{"/arrive", "/next", "/visits/" + visit + "/applications/" + app + "/send", "/applications/" + app + "/check"} {
		keyer.post(keyer.at(path), url.Values{"_key": {kernel.NewID()}}, http.StatusForbidden)
	}
}

// A refused form says why, keeps what was typed, and changes nothing.
func TestRefusedFormKeepsTyping(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	w := h.sit("clerk", "office-1")
	w.post(w.at("/arrive"), url.Values{"_key": {"a"}}, http.StatusSeeOther)
	to := w.post(w.at("/next"), url.Values{"_key": {"b"}}, http.StatusSeeOther).header.Get("Location")
	a := w.post(to+"/receive", url.Values{"_form": {"receive"}, "proof": {"two"}, "procedure": {"nhi_join"}, "_key": {"c"}}, http.StatusUnprocessableEntity)
	for _, want := range []string{`data-code="came_as_missing"`, `value="two" checked`, `value="nhi_join" checked`} {
		if !strings.Contains(a.body, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

// A form that arrives twice acts once.
func TestRepeatedForm(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	w := h.sit("clerk", "office-1")
	form := url.Values{"wish": {"transfer_in"}, "_key": {"once"}}
	w.post(w.at("/arrive"), form, http.StatusSeeOther)
	w.post(w.at("/arrive"), form, http.StatusSeeOther)
	if page := w.get(w.at("/counter"), http.StatusOK); !strings.Contains(page, "A-0001") || strings.Contains(page, "A-0002") {
		t.Fatal("one form made no visitor, or two")
	}
	form.Set("wish", "nhi_join")
	if a := w.post(w.at("/arrive"), form, http.StatusConflict); !strings.Contains(a.body, `data-code="command_reused"`) {
		t.Fatal("another form under the same key is not refused")
	}
}

// The first link works once.
func TestSetupLinkWorksOnce(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	w := h.browser("-")
	a := w.post("/setup", url.Values{"_form": {"setup"}, "code": {"x"}, "login": {"b"}, "password": {password}, "name": {"b"}, "office": {"b"}, "counters": {"1"}, "desks": {"0"}}, http.StatusForbidden)
	if !strings.Contains(a.body, `data-code="setup_code_invalid"`) {
		t.Fatal(said(a.body))
	}
}

// A window hears of its office and of nothing that its person may not see.
func TestLive(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	clerk, keyer := h.sit("clerk", "office-1"), h.sit("keyer", "center-1")
	visit, _ := clerk.received("transfer_in", 0)
	ctx, end := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(end)
	go func() { _ = h.Live.Follow(ctx, h.Journal) }()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, h.url+"/live", nil)
	h.ok(err)
	res, err := http.DefaultClient.Do(r)
	h.ok(err)
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	stream := event(t, lines, "hello")["stream"]
	heard := func(w *window, topics ...string) int {
		var got struct{ Topics []string }
		w.tell(http.MethodPost, "/live", map[string]any{"stream": stream, "topics": topics}, &got, http.StatusOK)
		return len(got.Topics)
	}
	if n := heard(keyer, "visit:"+visit, "office:office", "task:none"); n != 0 {
		t.Fatalf("the keyer hears %d topics of the counter", n)
	}
	if n := heard(clerk, "visit:"+visit, "office:office", "center"); n != 3 {
		t.Fatalf("the clerk hears %d topics", n)
	}
	// The follower begins at the end of the record, so changes go on until one
	// is heard.
	go func() {
		for ctx.Err() == nil {
			h.Live.Publish("office:office")
		}
	}()
	if got := event(t, lines, "topic")["topic"]; got != "office:office" {
		t.Fatalf("heard of %v", got)
	}
	clerk.tell(http.MethodPost, "/live", map[string]any{"stream": "other", "topics": []string{"center"}}, nil, http.StatusNotFound)
}

// event reads on to the next event of a kind.
func event(t *testing.T, lines *bufio.Scanner, kind string) map[string]any {
	t.Helper()
	for lines.Scan() {
		if lines.Text() == "event: "+kind && lines.Scan() {
			var out map[string]any
			if err := json.Unmarshal([]byte(strings.TrimPrefix(lines.Text(), "data: ")), &out); err != nil {
				t.Fatal(err)
			}
			return out
		}
	}
	t.Fatalf("no event %s: %v", kind, lines.Err())
	return nil
}

// Bytes that no database takes are the sender's mistake on every door, and
// change nothing.
func TestBrokenTextIsRefused(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	w := h.sit("clerk", "office-1")
	const form = "application/x-www-form-urlencoded"
	for _, c := range []struct{ method, path, kind, body string }{
		{http.MethodPost, w.at("/arrive"), form, "wish=transfer_in%00&_key=a"},
		{http.MethodPost, w.at("/arrive"), form, "wish=%ff%fe&_key=a"},
		{http.MethodPost, w.at("/arrive"), form, "%ff=x&_key=a"},
		{http.MethodPost, w.at("/voice"), form, "screen=counter&text=a%00b&_key=a"},
		{http.MethodPost, w.at("/voice"), form, "screen=counter&text=%ed%a0%80&_key=a"},
		{http.MethodPost, "/sign-in", form, "login=%00&password=%ff&seat=office-1"},
		{http.MethodPost, w.at("/tasks/none/ask"), "application/json", `{"field":"x","question":"a\u0000b"}`},
		{http.MethodPost, w.at("/tasks/none%00/ask"), "application/json", `{}`},
		{http.MethodGet, w.at("/visits/a%00b"), "", ""},
		{http.MethodGet, w.at("/tasks/%ff"), "", ""},
		{http.MethodGet, w.at("/pages/%00/view.jpg"), "", ""},
		{http.MethodGet, w.at("/pending?q=a%00b"), "", ""},
		{http.MethodPost, w.at("/applications/a%00/pages"), "image/png", "x"},
	} {
		a := w.do(c.method, c.path, c.kind, strings.NewReader(c.body))
		if a.status != http.StatusUnprocessableEntity && a.status != http.StatusNotFound {
			t.Errorf("%s %s %q: %d\n%.300s", c.method, c.path, c.body, a.status, said(a.body))
		}
	}
	if page := w.get(w.at("/counter"), http.StatusOK); strings.Contains(page, "A-0001") {
		t.Fatal("a visitor was made of it")
	}
}

// A way back never leads to another site, however a browser reads it.
func TestAWayBackStaysHere(t *testing.T) {
	t.Parallel()
	h := open(t)
	w := h.browser("")
	for _, back := range []string{"//evil.example", "/\\evil.example", "/\t/evil.example", "/\t\\evil.example", "/\n/evil.example", "https://evil.example", "/a\\..\\\\evil.example", "/\x7f/evil.example", "evil.example", ""} {
		a := w.post("/look", url.Values{"lang": {"en"}, "back": {back}}, http.StatusSeeOther)
		if to := a.header.Get("Location"); to != "/" {
			t.Errorf("%q leads to %q", back, to)
		}
	}
	if to := w.post("/look", url.Values{"lang": {"ja"}, "back": {"/s/office-1/counter"}}, http.StatusSeeOther).header.Get("Location"); to != "/s/office-1/counter" {
		t.Fatalf("the way back is lost: %q", to)
	}
}

// What is too large says so with its limits, by whichever door it comes and
// wherever reading stops.
func TestAnUploadOverTheLimit(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	w := h.sit("clerk", "office-2")
	_, app := w.received("nhi_join", 0)
	for _, size := range []int{20<<20 + 1, 22 << 20} {
		scan := strings.Repeat("\xff\xd8\xff\xe0", size/4+1)
		var form bytes.Buffer
		parts := multipart.NewWriter(&form)
		file, err := parts.CreateFormFile("file", "page.jpg")
		w.ok(err)
		_, err = io.WriteString(file, scan)
		w.ok(err)
		w.ok(parts.Close())
		for kind, body := range map[string]io.Reader{"image/jpeg": strings.NewReader(scan), parts.FormDataContentType(): &form} {
			a := w.do(http.MethodPost, w.at("/applications/"+app+"/pages?kind=form"), kind, body, "Idempotency-Key", kernel.NewID())
			if a.status != http.StatusRequestEntityTooLarge || !strings.Contains(a.body, texts.T("ja", "error.page_too_large.do", "mb", 20, "megapixels", 60)) {
				t.Errorf("%d bytes as %.20s: %d %.300s", size, kind, a.status, a.body)
			}
		}
	}
}

// A scan from a window that somebody else left open is not taken for the person
// who has signed in at the seat since.
func TestAScanFromAnotherPersonsWindow(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	w := h.sit("clerk", "office-2")
	_, app := w.received("nhi_join", 0)
	a := w.do(http.MethodPost, w.at("/applications/"+app+"/pages?kind=form"), "image/png", strings.NewReader(string(truth(t, "nhi_join", 1).PNG)),
		"Idempotency-Key", kernel.NewID(), "Accept", "application/json", "Hitomado-Person", "somebody-else")
	if a.status != http.StatusConflict || !strings.Contains(a.body, "window_of_another") {
		t.Errorf("%d %s", a.status, a.body)
	}
}
