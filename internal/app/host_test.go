package app

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A foreign page whose name points at this machine gets nothing.
func TestForeignNamesOpenNoDoorWithoutAPassword(t *testing.T) {
	t.Parallel()
	inside := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	for _, c := range []struct {
		demo       bool
		host, path string
		want       int
	}{
		{true, "127.0.0.1:8080", "/demo", 204}, {true, "localhost:8080", "/demo/seat", 204}, {true, "[::1]:8080", "/demo", 204},
		{true, "LOCALHOST.", "/demo", 204}, {true, "demo.localhost:1", "/", 204},
		{true, "evil.example:8080", "/demo", 421}, {true, "evil.example", "/api/v1/visits", 421}, {true, "evil.example", "/live", 421},
		{true, "127.0.0.1.evil.example", "/demo", 421}, {true, "localhost.evil.example:80", "/", 421}, {true, "192.0.2.7:8080", "/demo", 421}, {true, "", "/demo", 421},
		{false, "evil.example", "/setup", 421}, {false, "", "/setup", 421}, {false, "10.0.0.5:8080", "/setup", 204}, {false, "[fd00::1]:8080", "/setup", 204},
		{false, "madoguchi:8080", "/setup", 204}, {false, "localhost:8080", "/setup", 204}, {false, "madoguchi.city.example", "/", 204},
	} {
		r := httptest.NewRequest(http.MethodGet, c.path, nil)
		r.Host = c.host
		a := httptest.NewRecorder()
		named(c.demo, inside).ServeHTTP(a, r)
		if a.Code != c.want {
			t.Errorf("demo %v, %s for %q: %d, want %d", c.demo, c.path, c.host, a.Code, c.want)
		}
		if a.Code == 421 && !strings.Contains(a.Body.String(), "127.0.0.1") {
			t.Errorf("%q is not told what to do: %s", c.host, a.Body)
		}
	}
}
