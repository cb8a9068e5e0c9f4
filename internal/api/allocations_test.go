package api_test

import (
	"path/filepath"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/desk"
)

// The doors that clerks and keyers use most make little garbage: what is
// collected is processor time that no profile of a door shows. Counted, so that
// the clock has no say; the client's side of each call is counted with it.
func TestHotDoorsMakeLittleGarbage(t *testing.T) {
	w := newTown(t, dbtest.Open(t, filepath.Join(t.TempDir(), "x.db")))
	visit, apps := w.visitor("nhi_join")
	path := "/applications/" + apps[0]
	w.scan(apps[0])
	w.ok("clerk", "POST", path+"/accept", nil)
	w.ok("clerk", "POST", path+"/request", nil)
	task := w.next("keyer", "first")
	one := m{"fields": m{task.Items[0].Key: m{"v": "1"}}}
	measure := func(login, method, path string, body any, most float64) {
		t.Helper()
		n := testing.AllocsPerRun(10, func() { w.ok(login, method, path, body) })
		if n > most {
			t.Errorf("%s %s: %.0f allocations, at most %.0f", method, path, n, most)
		}
	}
	measure("clerk", "POST", "/visits", m{"office": "chuo"}, 185)
	measure("clerk", "GET", "/visits/"+visit, nil, 115)
	measure("keyer", "PUT", "/tasks/"+task.Task.ID+"/draft", one, 275)
	measure("keyer", "GET", "/tasks/"+task.Task.ID, nil, 450)
	w.key("keyer", task)
	var v desk.VerifyView
	w.ok("second", "POST", "/center/next", m{"kinds": []string{"verification"}}).into(t, &v)
	measure("second", "GET", "/tasks/"+v.Task.ID+"/verify", nil, 740)
	measure("clerk", "GET", path, nil, 490)
}
