package api_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/desk"
)

// tally counts what each door asks of the database; the most of all its calls.
type tally struct {
	mu           sync.Mutex
	statements   map[string]int64
	transactions map[string]int64
	all, trips   int64 // statements of every call, and waits for PostgreSQL
}

// counted puts the tally before the town's doors.
func counted(w *town, doors http.Handler) *tally {
	c := &tally{statements: map[string]int64{}, transactions: map[string]int64{}}
	w.handler = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		var n db.Count
		doors.ServeHTTP(rw, r.WithContext(db.Counting(r.Context(), &n)))
		c.mu.Lock()
		defer c.mu.Unlock()
		name := w.pattern(r.Method, strings.TrimSuffix(r.URL.Path, "/"))
		c.statements[name] = max(c.statements[name], n.Statements.Load())
		c.transactions[name] = max(c.transactions[name], n.Transactions.Load())
		c.all += n.Statements.Load()
		c.trips += n.Trips.Load()
	})
	return c
}

// lived goes through one life with the paper and returns the visit.
func (w *town) lived(procedures ...string) {
	visit, apps := w.visitor(procedures...)
	for _, app := range apps {
		path := "/applications/" + app
		w.scan(app)
		w.ok("clerk", "POST", path+"/accept", nil)
		w.ok("clerk", "POST", path+"/request", nil)
		w.key("keyer", w.next("keyer", "first"))
		var v desk.VerifyView
		w.ok("second", "POST", "/center/next", m{"kinds": []string{"verification"}}).into(w.t, &v)
		w.ok("second", "GET", "/tasks/"+v.Task.ID+"/verify", nil)
		w.confirm("second", v)
		w.ok("clerk", "POST", path+"/register", m{"number": "K-1"})
		w.ok("clerk", "POST", path+"/check", nil)
		w.ok("clerk", "POST", path+"/documents", m{"kinds": []string{"content"}})
		w.ok("clerk", "POST", path+"/printed", nil)
	}
	w.ok("clerk", "GET", "/visits?place=chuo", nil)
	w.ok("clerk", "GET", "/visits/"+visit, nil)
	w.ok("clerk", "GET", "/applications/"+apps[0], nil)
	w.ok("clerk", "POST", "/applications/"+apps[0]+"/finish", m{"ending": "delivered", "checklist": m{"ticket": true, "name": true, "counted": true}})
}

// most is how many statements a door may send for one call: a little more than
// it does, so that a further check fits and a loop over rows does not.
var most = map[string]int64{
	"GET /applications/{id}":            6,
	"GET /tasks/{id}/verify":            10,
	"GET /visits":                       3,
	"GET /visits/{id}":                  2,
	"POST /applications/{id}/accept":    8,
	"POST /applications/{id}/check":     6,
	"POST /applications/{id}/documents": 11,
	"POST /applications/{id}/finish":    16,
	"POST /applications/{id}/pages":     9,
	"POST /applications/{id}/printed":   7,
	"POST /applications/{id}/register":  7,
	"POST /applications/{id}/request":   22, // one of them asks who is at lunch: a promise counts nobody who is away
	"POST /center/next":                 27, // names of places and people among them, which are then remembered
	"POST /tasks/{id}/confirm":          17,
	"POST /tasks/{id}/finish":           26,
	"POST /visits":                      10,
	"POST /visits/{id}/call":            9,
	"POST /visits/{id}/receive":         11,
	"PUT /tasks/{id}/draft":             6,
}

// The statements of a door must not grow with the rows it meets.
func TestStatementsAreFewHoweverManyRows(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		doors := w.handler
		quiet := counted(w, doors)
		w.lived("nhi_join")
		for _, door := range slices.Sorted(maps.Keys(quiet.statements)) {
			if n := quiet.statements[door]; most[door] == 0 || n > most[door] {
				t.Errorf("%s: %d statements, at most %d", door, n, most[door])
			}
		}
		for range 7 { // people who wait, and forms that wait behind
			w.ok("clerk", "POST", "/visits", m{"office": "chuo"})
			_, apps := w.visitor("nhi_join")
			w.scan(apps[0])
			w.ok("clerk", "POST", "/applications/"+apps[0]+"/accept", nil)
		}
		busy := counted(w, doors)
		w.lived("nhi_join")
		for door, n := range busy.statements {
			if n > quiet.statements[door] {
				t.Errorf("%s: %d statements in a full office, %d in an empty one", door, n, quiet.statements[door])
			}
		}
		if busy.all == 0 || busy.all > 233 {
			t.Errorf("a life takes %d statements", busy.all)
		}
		if d.Engine() == db.Postgres && (busy.trips == 0 || busy.trips > 77) {
			t.Errorf("a life waits %d times for PostgreSQL", busy.trips)
		}
	})
}
