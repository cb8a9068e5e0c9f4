package app

import (
	"crypto/sha256"
	"crypto/subtle"
	"net"
	"net/http"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/front/handover"
	"github.com/hitomado/hitomado/internal/hall"
	"github.com/hitomado/hitomado/internal/paper/page/scan"
)

// metrics answers Prometheus: what a program spends tells an attacker more than
// it helps a visitor. With a token only its bearer is answered; without one only
// the machine itself, and not what a proxy on it passes on from elsewhere.
// Everybody else is told that there is nothing.
func metrics(token string) http.Handler {
	r := prometheus.NewRegistry()
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		part("image", func() float64 { return scan.CPU().Seconds() }),
		part("paper", func() float64 { return handover.Rendering.CPU().Seconds() }),
		prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "hitomado_statements_total", Help: "Statements sent to the database."},
			func() float64 { return float64(db.Statements()) }))
	h := promhttp.HandlerFor(r, promhttp.HandlerOpts{})
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if token == "" && !direct(q) || token != "" && !bears(q, token) {
			http.NotFound(w, q)
			return
		}
		h.ServeHTTP(w, q)
	})
}

// direct tells whether a request comes from this machine and was passed on by
// nobody.
func direct(q *http.Request) bool {
	for _, passed := range []string{"Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via"} {
		if q.Header.Get(passed) != "" {
			return false
		}
	}
	host, _, err := net.SplitHostPort(q.RemoteAddr)
	ip := net.ParseIP(host)
	return err == nil && ip != nil && ip.IsLoopback()
}

// bears tells whether a request carries the token; the time it takes tells
// nothing about it.
func bears(q *http.Request, token string) bool {
	given, ok := strings.CutPrefix(q.Header.Get("Authorization"), "Bearer ")
	want, got := sha256.Sum256([]byte(token)), sha256.Sum256([]byte(given))
	return ok && subtle.ConstantTimeCompare(want[:], got[:]) == 1
}

func part(name string, read func() float64) prometheus.Collector {
	return prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "hitomado_cpu_seconds_total", Help: "CPU time of heavy parts of the program.",
		ConstLabels: prometheus.Labels{"part": name}}, read)
}

// healthy answers 200 while the database answers.
func healthy(h *hall.Hall) http.HandlerFunc {
	return func(w http.ResponseWriter, q *http.Request) {
		err := h.DB.Read(q.Context(), func(tx *db.Tx) error {
			var one int
			return tx.Row(q.Context(), `SELECT 1`, nil, &one)
		})
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		if err != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = w.Write([]byte("database unavailable\n"))
			return
		}
		_, _ = w.Write([]byte("ok\n"))
	}
}
