package app

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestMetricsAreNotForEveryone(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		token, from, header, value string
		want                       int
	}{
		"this machine":              {from: "127.0.0.1:40000", want: 200},
		"this machine, IPv6":        {from: "[::1]:40000", want: 200},
		"another machine":           {from: "192.0.2.7:40000", want: 404},
		"another, with an address":  {from: "192.0.2.7:40000", header: "X-Forwarded-For", value: "127.0.0.1", want: 404},
		"a proxy here":              {from: "127.0.0.1:40000", header: "X-Forwarded-For", value: "192.0.2.7", want: 404},
		"a proxy here, by standard": {from: "127.0.0.1:40000", header: "Forwarded", value: "for=192.0.2.7", want: 404},
		"no address":                {from: "", want: 404},
		"with the token":            {token: "himitsu", from: "192.0.2.7:40000", header: "Authorization", value: "Bearer himitsu", want: 200},
		"with another":              {token: "himitsu", from: "127.0.0.1:40000", header: "Authorization", value: "Bearer himits", want: 404},
		"without the token":         {token: "himitsu", from: "127.0.0.1:40000", want: 404},
		"with an empty one":         {token: "himitsu", from: "127.0.0.1:40000", header: "Authorization", value: "Bearer ", want: 404},
		"with none to bear":         {from: "192.0.2.7:40000", header: "Authorization", value: "Bearer ", want: 404},
	} {
		r := httptest.NewRequest(http.MethodGet, "/metrics", nil)
		r.RemoteAddr = x.from
		if x.header != "" {
			r.Header.Set(x.header, x.value)
		}
		w := httptest.NewRecorder()
		metrics(x.token).ServeHTTP(w, r)
		if w.Code != x.want {
			t.Errorf("%s: %d, want %d", name, w.Code, x.want)
		}
	}
}
