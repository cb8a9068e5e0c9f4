package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// firstLoad bounds a page with everything it links to, in bytes on the line
// with their headers. The target is 50 KB; the rest is for what the page's
// scripts ask for when they start, which a browser measures (make bench-ui).
const firstLoad = 42 << 10

var linked = regexp.MustCompile(`(?:href|src)="(/static/[^"]+\.(?:css|js))"|(?:from|import) ?"(\./[^"]+)"|@import ?"([^"]+)"`)

// Every page is whole in both languages: no text is missing, the language is
// told, and the page is small.
func TestEveryPageInBothLanguages(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	clerk, keyer, verifier := h.sit("clerk", "office-2"), h.sit("keyer", "center-1"), h.sit("verifier", "center-2")
	visit, app := clerk.received("resident_certificate", 0)
	clerk.post(clerk.at("/visits/"+visit+"/applications/"+app+"/send"), url.Values{"_key": {kernel.NewID()}}, http.StatusSeeOther)
	keyer.key(truth(t, "resident_certificate", 0))
	admin := h.sit("admin", "office-1")
	other, _ := clerk.received("transfer_in", 0)
	room := verifier.post(verifier.at("/verify/next"), url.Values{"_key": {kernel.NewID()}}, http.StatusSeeOther).header.Get("Location")
	for w, paths := range map[*window][]string{
		clerk:    {"/counter", "/visits/" + visit, "/visits/" + other, "/visits/" + visit + "/timeline", "/applications/" + app, "/pending", "/corrections", "/day", "/late", "/carry", "/center", "/admin", "/visits/none"},
		keyer:    {"/entry", "/practice"},
		verifier: {"/verify", "@" + room},
		admin:    {"/admin", "/admin/work", "/counter"},
	} {
		for _, lang := range []string{"ja", "en"} {
			w.post("/look", url.Values{"lang": {lang}, "back": {"/"}}, http.StatusSeeOther)
			for _, path := range append(paths, "@/", "@/offline", "@/setup?code=x", "@/nowhere") {
				full, outside := strings.CutPrefix(path, "@")
				if !outside {
					full = w.at(path)
				}
				whole(t, w, full, lang)
			}
		}
	}
}

func whole(t *testing.T, w *window, path, lang string) {
	t.Helper()
	a := w.do(http.MethodGet, path, "", nil)
	if strings.Contains(a.body, "⟦") {
		i := strings.Index(a.body, "⟦")
		t.Errorf("%s (%s): missing text %.60s", path, lang, a.body[i:])
	}
	if !strings.Contains(a.body, `<html lang="`+lang+`"`) {
		t.Errorf("%s: not in %s", path, lang)
	}
	seen := map[string]bool{}
	if n := a.packed + heads(a.header) + load(t, w, path, a.body, seen); n > firstLoad {
		t.Errorf("%s: %d bytes with %d files, at most %d", path, n, len(seen), firstLoad)
	}
}

// heads is about what the headers of an answer weigh.
func heads(h http.Header) int {
	n := len("HTTP/1.1 200 OK\r\nDate: Mon, 02 Jan 2006 15:04:05 GMT\r\n\r\n")
	for name, values := range h {
		for _, v := range values {
			n += len(name) + len(": \r\n") + len(v)
		}
	}
	return n
}

// load adds up what a page or a module brings with it.
func load(t *testing.T, w *window, from, body string, seen map[string]bool) int {
	t.Helper()
	n := 0
	for _, m := range linked.FindAllStringSubmatch(body, -1) {
		name := m[1] + m[2] + m[3]
		base, err := url.Parse(from)
		w.ok(err)
		u, err := base.Parse(name)
		w.ok(err)
		if seen[u.Path] {
			continue
		}
		seen[u.Path] = true
		a := w.do(http.MethodGet, u.Path, "", nil)
		if a.status != http.StatusOK || !strings.Contains(a.header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d %s", u.Path, a.status, a.header.Get("Cache-Control"))
		}
		n += a.packed + heads(a.header) + load(t, w, u.Path, a.body, seen)
	}
	return n
}
