package app

import (
	"net"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/front/handover"
	"github.com/hitomado/hitomado/internal/hall"
	"github.com/hitomado/hitomado/internal/paper/page/scan"
)

// metrics answers Prometheus on the machine itself only: what a program spends
// tells an attacker more than it helps a visitor.
func metrics() http.Handler {
	r := prometheus.NewRegistry()
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		part("image", func() float64 { return scan.CPU().Seconds() }),
		part("paper", func() float64 { return handover.Rendering.CPU().Seconds() }),
		prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "hitomado_statements_total", Help: "Statements sent to the database."},
			func() float64 { return float64(db.Statements()) }))
	h := promhttp.HandlerFor(r, promhttp.HandlerOpts{})
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		host, _, err := net.SplitHostPort(q.RemoteAddr)
		if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
			http.NotFound(w, q)
			return
		}
		h.ServeHTTP(w, q)
	})
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
