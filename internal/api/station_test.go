package api_test

import (
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/desk"
)

func TestAKeyerIsAnsweredFieldByField(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		_, task := w.reach("entering")
		path := "/tasks/" + task
		save := func(lang string, fields m) (v desk.SavedView) {
			w.ok("keyer", "PUT", path+"/draft", m{"fields": fields}, "Accept-Language", lang).into(t, &v)
			return v
		}
		v := save("ja", m{"request_date": m{"v": "R8.11.22"}, "requester_postal": m{"v": "1234"}})
		if f := v.Fields["request_date"]; f.Value.V != "2026-11-22" || f.Echo != "令和8年11月22日（日）" || f.Problem != nil {
			t.Errorf("the date: %+v", f)
		}
		if f := v.Fields["requester_postal"]; f.Problem == nil || f.Problem.Code != "postal_length" || f.Problem.Text != "郵便番号は7桁です。いまは4桁です。" {
			t.Errorf("the postal code: %+v", f)
		}
		if len(v.Items) != 0 {
			t.Error("the list of items did not change")
		}
		v = save("en", m{"request_date": m{"v": "R8.11.31"}, "requester_relation": m{"v": "1"}, "requester_name": m{"v": "山?", "m": "unreadable"}, "subject.count": m{"v": "2"}})
		if f := v.Fields["request_date"]; f.Problem == nil || f.Problem.Text != "There is no 11/31. Please look at the form again." {
			t.Errorf("no such day: %+v", f)
		}
		if f := v.Fields["requester_relation"]; f.Echo == "" || f.Echo[0] > 127 {
			t.Errorf("a choice in English: %+v", f)
		}
		if f := v.Fields["requester_name"]; f.Value.M != "unreadable" || f.Value.V != "山?" {
			t.Errorf("unreadable: %+v", f)
		}
		if len(v.Items) == 0 || len(v.Sections) == 0 {
			t.Error("a second person makes the list longer")
		}
		w.openAgain(path)
	})
}

// openAgain shows the kept draft after a release, to the same person.
func (w *town) openAgain(path string) {
	w.t.Helper()
	w.ok("keyer", "POST", path+"/heartbeat", nil)
	w.ok("keyer", "POST", path+"/release", nil)
	v := w.next("keyer", "first")
	if "/tasks/"+v.Task.ID != path || v.Drafts["requester_name"].M != "unreadable" || v.Drafts["requester_postal"].V != "1234" || v.Task.LeaseUntil == nil {
		w.t.Fatalf("after the release: %+v", v.Drafts)
	}
}
