package app

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/hitomado/hitomado/internal/desk"
)

func TestANodeWithItsHandsFullSaysSoAndRecovers(t *testing.T) {
	t.Parallel()
	inside, leave := make(chan struct{}), make(chan struct{})
	s := httptest.NewServer(porter(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			inside <- struct{}{}
			<-leave
		}
		w.WriteHeader(http.StatusNoContent)
	})))
	defer s.Close()
	var wg sync.WaitGroup
	for range maxRunning {
		wg.Go(func() {
			if got := status(t, s, "/slow", ""); got != http.StatusNoContent {
				t.Errorf("a request at work was answered %d", got)
			}
		})
		<-inside
	}
	if got := status(t, s, "/live", ""); got != http.StatusNoContent {
		t.Errorf("a stream was counted among requests: %d", got)
	}
	res, err := http.Get(s.URL + "/api/v1/visits")
	if err != nil {
		t.Fatal(err)
	}
	var p desk.Problem
	err = json.NewDecoder(res.Body).Decode(&p)
	_ = res.Body.Close()
	if err != nil || res.StatusCode != http.StatusServiceUnavailable || p.Code != "busy" || p.Detail == "" || res.Header.Get("Retry-After") == "" {
		t.Errorf("overload answers %d %+v %v", res.StatusCode, p, err)
	}
	if got := status(t, s, "/s/a/counter", "text/html; charset=utf-8"); got != http.StatusServiceUnavailable {
		t.Errorf("an overloaded page answers %d", got)
	}
	close(leave)
	wg.Wait()
	if got := status(t, s, "/", ""); got != http.StatusNoContent {
		t.Errorf("after the rush: %d", got)
	}
}

func status(t *testing.T, s *httptest.Server, path, kind string) int {
	t.Helper()
	res, err := http.Get(s.URL + path)
	if err != nil {
		t.Error(err)
		return 0
	}
	_ = res.Body.Close()
	if kind != "" && res.Header.Get("Content-Type") != kind {
		t.Errorf("%s answers %q", path, res.Header.Get("Content-Type"))
	}
	return res.StatusCode
}

// A connection serves one request after another: the deadlines of one must not
// end the next.
func TestDeadlinesAreEachRequestsOwn(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(porter(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprint(w, r.URL.Path)
	})))
	defer s.Close()
	c, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	in := bufio.NewReader(c)
	for _, q := range []string{"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi", "GET /live HTTP/1.1\r\nHost: x\r\n\r\n", "GET /b HTTP/1.1\r\nHost: x\r\n\r\n"} {
		if _, err := c.Write([]byte(q)); err != nil {
			t.Fatal(err)
		}
		res, err := http.ReadResponse(in, nil)
		if err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("%s: %v", strings.SplitN(q, " HTTP", 2)[0], err)
		}
		_ = res.Body.Close()
	}
}

// Whoever sends a whole body before they read is told why it was refused, and
// finds no cut connection.
func TestARefusalReachesWhoIsStillSending(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(porter(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/some" {
			_, _ = io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
		}
		http.Error(w, "too large", http.StatusRequestEntityTooLarge)
	})))
	defer s.Close()
	for name, head := range map[string]string{
		"not looked at":   "POST /none HTTP/1.1\r\nHost: t\r\nContent-Length: %d\r\n\r\n",
		"read up to some": "POST /some HTTP/1.1\r\nHost: t\r\nContent-Length: %d\r\n\r\n",
	} {
		const size = 21 << 20
		conn, err := net.Dial("tcp", s.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := fmt.Fprintf(conn, head, size); err != nil {
			t.Fatal(err)
		}
		sheet := make([]byte, 1<<20)
		for sent := 0; sent < size; sent += len(sheet) {
			if _, err := conn.Write(sheet); err != nil {
				t.Fatalf("%s: cut off after %d bytes: %v", name, sent, err)
			}
		}
		res, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil || res.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("%s: %v %v", name, res, err)
		}
		_ = conn.Close()
	}
}
