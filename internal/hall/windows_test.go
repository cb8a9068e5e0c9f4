package hall_test

import (
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/request"
)

// Two windows of one keyer: a field that the other wrote meanwhile is told and
// not overwritten; a retry of one's own typing is no conflict; Enter again, over
// what was told, counts.
func TestADraftIsNotOverwrittenUnseen(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		w.ok(w.Requests.Send(w.ctx, clerk, w.receive(certificate, 5)))
		task := w.next(keyer, request.First)
		const field = "requester_name"
		save := func(v, was string) (code, stored string) {
			t.Helper()
			s, err := w.Entries.SaveDraft(w.ctx, keyer, task.ID, map[string]entry.Typed{field: {V: v, Was: &was}})
			w.ok(err)
			if p := s.Fields[field].Problem; p != nil {
				code = p.Code
			}
			return code, s.Stored[field]
		}
		for _, x := range []struct{ v, was, code, stored string }{
			{"山田　一郎", "", "", "山田　一郎"},
			{"山田　一郎", "", "", "山田　一郎"}, // the answer was lost; the same again
			{"山田 一郎", "", "", "山田　一郎"}, // read the same
			{"川田　二郎", "", "typed_elsewhere", "山田　一郎"},
			{"川田　二郎", "山田　一郎", "", "川田　二郎"},
			{"", "山田　一郎", "typed_elsewhere", "川田　二郎"}, // nor is it emptied unseen
		} {
			if code, stored := save(x.v, x.was); code != x.code || stored != x.stored {
				t.Errorf("%q over %q: %q, %q", x.v, x.was, code, stored)
			}
		}
		work, err := w.Entries.Open(w.ctx, keyer, task.ID)
		w.ok(err)
		if v := work.Values[field].V; v != "川田　二郎" {
			t.Errorf("the draft holds %q", v)
		}
		s, err := w.Entries.SaveDraft(w.ctx, keyer, task.ID, map[string]entry.Typed{field: {V: "丸山　三郎"}}) // a machine says nothing
		w.ok(err)
		if s.Stored[field] != "丸山　三郎" {
			t.Errorf("%+v", s.Fields[field])
		}
	})
}
