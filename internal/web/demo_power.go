package web

import (
	"net/http"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// demoPower cuts the power of the machine the program runs on, as far as the
// program can tell: it is killed in the middle of whatever it does. The answer
// leaves first, so that the page can tell what is going on.
func (s *Server) demoPower(q *req) error {
	if !s.demo.Supervised() {
		return kernel.E(kernel.NotFound, "not_found")
	}
	if err := q.render("demo_dark", q.t("demo.dark.title"), nil); err != nil {
		return err
	}
	_ = http.NewResponseController(q.w).Flush() // a browser that left sees nothing anyway
	time.AfterFunc(200*time.Millisecond, s.demo.CutPower)
	return nil
}

// demoDay begins another kind of day.
func (s *Server) demoDay(q *req) error {
	if !s.demo.Supervised() {
		return kernel.E(kernel.NotFound, "not_found")
	}
	if err := s.demo.Live(q.form("day")); err != nil {
		return err
	}
	return q.render("demo_dark", q.t("demo.day.title"), q.form("day"))
}
