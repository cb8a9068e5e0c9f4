package api_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
)

// Every door that is read tells times in one way, whoever reads; send looks at
// each answer.
func TestTimesAreToldInOneWay(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("openapi.golden.json")
	must(t, err)
	var described struct {
		Paths map[string]map[string]struct {
			Parameters []struct{ Name, In string }
		}
	}
	must(t, json.Unmarshal(raw, &described))
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		w.everyCommand()
		telling := map[string]bool{}
		for door, methods := range described.Paths {
			get, ok := methods["get"]
			if !ok || door == "/events" {
				continue
			}
			var asks []string
			for _, p := range get.Parameters {
				if v, ok := map[string]string{"place": "chuo", "day": "2026-11-24", "month": "2026-11"}[p.Name]; ok && p.In == "query" {
					asks = append(asks, p.Name+"="+v)
				}
			}
			for _, path := range w.filled(door) {
				for _, who := range []string{"clerk", "keyer", "second", "third", "leader", "admin", "audit"} {
					if a := w.send(who, "GET", path+"?"+strings.Join(asks, "&"), nil); someTime.Match(a.Raw) {
						telling[door] = true
					}
				}
			}
		}
		for _, door := range []string{"/center/load", "/tasks/{id}", "/visits", "/visits/{id}", "/visits/{id}/timeline", "/applications/{id}", "/journal", "/voice"} {
			if !telling[door] {
				t.Errorf("%s told no time: nothing was tried", door)
			}
		}
	})
}

// filled are the paths of a door, for some of the things that there are.
func (w *town) filled(door string) (out []string) {
	w.t.Helper()
	kind, rest, ok := strings.Cut(strings.TrimPrefix(door, "/"), "/{")
	if !ok {
		return []string{door}
	}
	_, rest, _ = strings.Cut(rest, "}")
	ids := map[string][]string{"forms": {"resident_change"}, "verification/groups": {"date"}}[kind]
	if table, ok := map[string]string{"visits": "visit", "applications": "application", "tasks": "task", "pages": "page", "documents": "document"}[kind]; ok {
		must(w.t, w.hall.DB.Read(background, func(tx *db.Tx) error {
			return tx.Each(background, `SELECT id FROM `+table+` ORDER BY id`, nil, func(scan func(...any) error) error {
				var id string
				err := scan(&id)
				ids = append(ids, id)
				return err
			})
		}))
	}
	if len(ids) == 0 {
		w.t.Errorf("%s: nothing to look at", door)
	}
	for id := range slices.Values(ids) {
		out = append(out, "/"+kind+"/"+id+rest)
	}
	return out
}
