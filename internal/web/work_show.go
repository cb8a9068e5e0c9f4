package web

import (
	"time"

	"github.com/hitomado/hitomado/internal/base/texts"
)

// workData is the work behind the screens.
type workData struct {
	Tabs  []tab
	Kinds []workKind
	Dead  []deadJob
	Late  bool // something waits for longer than it should
}

type workKind struct {
	Name          string
	Waiting, Dead int
	Late          bool
}

type deadJob struct {
	ID, Name, Why string
	Since         time.Time
}

// lateAfter is how long work may be due before somebody should look.
const lateAfter = 10 * time.Minute

// workPage shows what waits and what was given up.
func (s *Server) workPage(q *req) error {
	w, err := s.Upkeep.Work(q.ctx(), q.who)
	if err != nil {
		return err
	}
	d := workData{Tabs: q.adminTabs()}
	for _, k := range w.Kinds {
		late := k.Waiting > 0 && q.now.Sub(k.Oldest) > lateAfter
		d.Kinds = append(d.Kinds, workKind{q.workName(k.Kind), k.Waiting, k.Dead, late})
		d.Late = d.Late || late
	}
	for _, j := range w.Dead {
		why := "error." + j.Error
		if !texts.Has(why) {
			why = "error.internal"
		}
		d.Dead = append(d.Dead, deadJob{j.ID, q.workName(j.Kind), q.t(why), j.Created})
	}
	return q.render("work", q.t("work.title"), d)
}

// workName is what people call a kind of work; a new kind without a name is
// shown as it is.
func (q *req) workName(kind string) string {
	if texts.Has("work.kind." + kind) {
		return q.t("work.kind." + kind)
	}
	return kind
}
