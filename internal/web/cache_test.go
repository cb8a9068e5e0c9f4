package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// Nothing about a visitor stays in a browser's cache but the picture of a page
// under its version, and that for one session only; of a protected person not
// even that.
func TestWhatABrowserMayKeep(t *testing.T) {
	t.Parallel()
	h := pilot(t)
	admin, w := h.sit("admin", "office-1"), h.sit("clerk", "office-2")
	admin.post(admin.at("/admin/people"), url.Values{"login": {"named"}, "name": {"名指 次郎"}, "password": {password}, "office": {"office"}, "role": {"clerk", "guardian"}}, http.StatusSeeOther)
	visit, app := w.received("nhi_join", 0)
	pages, err := h.Pages.Of(t.Context(), app)
	h.ok(err)
	image := "/pages/" + pages[0].ID + "/view.jpg"
	keeps := func(who *window, path, want string, vary bool) {
		t.Helper()
		a := who.do(http.MethodGet, who.at(path), "", nil)
		h := a.header
		if got := h.Get("Cache-Control"); got != want || strings.Contains(strings.Join(h.Values("Vary"), ","), "Cookie") != vary {
			t.Errorf("%s (%d): Cache-Control %q, Vary %q", path, a.status, got, h.Values("Vary"))
		}
	}
	for _, path := range []string{"/counter", "/counter?part=board", "/visits/" + visit, "/visits/none", "/applications/" + app, "/entry/ahead", "/nowhere"} {
		keeps(w, path, "no-store", false)
	}
	keeps(w, image, "private, no-cache", false)
	keeps(w, image+"?v=1", "private, max-age=3600", true)
	w.post(w.at("/visits/"+visit+"/protect"), url.Values{"_key": {kernel.NewID()}}, http.StatusSeeOther)
	keeps(h.sit("named", "office-1"), image+"?v=1", "no-store", true)
}
