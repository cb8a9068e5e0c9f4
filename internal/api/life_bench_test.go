package api_test

import (
	"fmt"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/desk"
	"github.com/hitomado/hitomado/internal/front/handover"
)

// cpu is the processor time of this process, user and system.
func cpu() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkLife is the processor time of a whole application through the API on
// SQLite with fsync, server and client together, pages and papers metered
// apart: run with -benchtime=100x.
func BenchmarkLife(b *testing.B) {
	w := newTown(b, dbtest.Open(b, filepath.Join(b.TempDir(), "life.db")))
	for _, who := range []string{"clerk", "keyer", "second"} {
		w.token(who)
	}
	sheet()
	var parts [8]time.Duration
	papers := handover.Rendering.CPU()
	mark := func(i int, since time.Duration) time.Duration { now := cpu(); parts[i] += now - since; return now }
	b.ResetTimer()
	begin := cpu()
	for range b.N {
		at := cpu()
		_, apps := w.visitor("nhi_join")
		path := "/applications/" + apps[0]
		at = mark(0, at)
		w.scan(apps[0])
		at = mark(1, at)
		w.ok("clerk", "POST", path+"/accept", nil)
		w.ok("clerk", "POST", path+"/request", nil)
		at = mark(2, at)
		task := w.next("keyer", "first")
		at = mark(3, at)
		w.key("keyer", task)
		at = mark(4, at)
		var v desk.VerifyView
		w.ok("second", "POST", "/center/next", map[string]any{"kinds": []string{"verification"}}).into(b, &v)
		w.confirm("second", v)
		at = mark(5, at)
		w.ok("clerk", "POST", path+"/register", m{"number": "K-1"})
		w.ok("clerk", "POST", path+"/check", nil)
		at = mark(6, at)
		w.ok("clerk", "POST", path+"/documents", m{"kinds": []string{"content"}})
		w.ok("clerk", "POST", path+"/printed", nil)
		w.ok("clerk", "POST", path+"/finish", m{"ending": "delivered", "checklist": m{"ticket": true, "name": true, "counted": true}})
		mark(7, at)
	}
	n := float64(b.N)
	b.ReportMetric((cpu()-begin-parts[1]-(handover.Rendering.CPU()-papers)).Seconds()*1000/n, "cpu-ms/life")
	for i, name := range []string{"reception", "page", "request", "claim", "entry", "verification", "register", "handover"} {
		b.ReportMetric(parts[i].Seconds()*1000/n, fmt.Sprintf("ms-%s", name))
	}
}
