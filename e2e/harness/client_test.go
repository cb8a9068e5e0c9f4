package harness

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"testing"
	"time"
)

func TestClientTellsRefusalsFromSilence(t *testing.T) {
	t.Parallel()
	var got []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = append(got, r.Method+" "+r.URL.Path+" "+r.Header.Get("Idempotency-Key")+" "+string(body))
		switch r.URL.Path {
		case "/api/v1/visits":
			w.Header().Set("Content-Type", "application/problem+json")
			w.WriteHeader(http.StatusConflict)
			_, _ = io.WriteString(w, `{"status":409,"code":"state_conflict","args":{"state":"done"}}`)
		case "/api/v1/center/next":
			w.WriteHeader(http.StatusNoContent)
		}
	}))
	c := &Client{base: server.URL + "/api/v1", token: "t", http: NewTransport()}
	_, err := c.Arrive(t.Context(), "k1", "o")
	if CodeOf(err) != "state_conflict" {
		t.Errorf("a refusal: %v", err)
	}
	if _, err = c.NextEntry(t.Context(), "k2"); CodeOf(err) != "nothing_waiting" {
		t.Errorf("an empty list: %v", err)
	}
	server.Close()
	if err = c.Call(t.Context(), "k3", "v"); err == nil || CodeOf(err) != "" {
		t.Errorf("silence: %v", err)
	}
	want := []string{`POST /api/v1/visits k1 {"office":"o"}`, `POST /api/v1/center/next k2 {"kinds":["first","second","adjudication"]}`}
	if !slices.Equal(got, want) {
		t.Errorf("requests: %q", got)
	}
}

func TestMetersCountThisProcess(t *testing.T) {
	t.Parallel()
	begin, before := time.Now(), must(t, os.Getpid())
	for x := 0; time.Since(begin) < 100*time.Millisecond; x++ {
		_ = x
	}
	if after := must(t, os.Getpid()); after <= before || after > before+5*time.Second {
		t.Errorf("%v, then %v", before, after)
	}
}

func must(t *testing.T, pid int) time.Duration {
	t.Helper()
	d, err := CPU(pid, true)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
