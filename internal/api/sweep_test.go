package api_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
)

// hostile are texts that no name, reason, code or number can be.
var hostile = []string{"裏\u202eがえし", "ベル\u0007", "見\u200bえない", "こわれた\ufffd", strings.Repeat("長い", 3000)}

// Of every command of a day each text is put wrong once before the command is
// sent: it is refused, and nothing has changed.
func TestNothingUnseenIsStored(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		tried := 0
		w.before = func(login, method, path string, body []byte) {
			var said any
			if json.Unmarshal(body, &said) != nil || strings.HasSuffix(path, "/draft") || path == "/rollout/open" || path == "/numbers/forbid" {
				return // drafts keep what was typed, whatever it is; what was never stopped or allowed may be ended
			}
			w.token(login) // who joins only now moves the journal
			begun := w.end()
			leaves(said, func(at string, was any, put func(any)) {
				if _, text := was.(string); !text || at == ".password" || at == ".core_number" { // of a form keyed here no number is kept
					return
				}
				text := hostile[tried%len(hostile)]
				put(text)
				a := w.send(login, method, path, marshal(t, said), "Content-Type", "application/json", "Idempotency-Key", fmt.Sprint("hostile-", tried))
				if a.Status < 400 || a.Status >= 500 || a.code() == "" {
					t.Errorf("%s %s with %q as %s: %d %s", method, path, text[:min(len(text), 30)], at, a.Status, oneLine(a.Raw))
				}
				tried++
			})
			if w.end() != begun {
				t.Errorf("%s %s with bad texts changed something", method, path)
			}
		}
		w.everyCommand()
		if tried < 150 {
			t.Fatalf("only %d texts were tried", tried)
		}
	})
}

// leaves calls do for every text, number and truth in v, a value of JSON; put
// puts something else in its place for as long as do goes on.
func leaves(v any, do func(at string, was any, put func(any))) {
	var walk func(at string, v any, put func(any))
	walk = func(at string, v any, put func(any)) {
		switch v := v.(type) {
		case string, float64, bool:
			do(at, v, put)
			put(v)
		case map[string]any:
			for _, k := range slices.Sorted(maps.Keys(v)) {
				walk(at+"."+k, v[k], func(x any) { v[k] = x })
			}
		case []any:
			for i := range v {
				walk(at+"[]", v[i], func(x any) { v[i] = x })
			}
		}
	}
	walk("", v, func(any) {})
}

func marshal(t *testing.T, v any) []byte {
	t.Helper()
	raw, err := json.Marshal(v)
	must(t, err)
	return raw
}

// Every command of a day is tried first by people it does not concern, with the
// very same body: a clerk of another office, an administrator of another
// office, somebody who only keys, and an auditor.
func TestPeopleFromElsewhereChangeNothing(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		strangers := []string{"south", "local", "typist", "audit"}
		for _, who := range strangers {
			w.token(who)
		}
		tried := 0
		w.before = func(login, method, path string, body []byte) {
			if slices.Contains([]string{"/voice", "/visits/next", "/seat/pause", "/seat/resume"}, path) { // one's own, wherever one is
				return
			}
			w.token(login) // who joins only now moves the journal
			begun := w.end()
			for _, who := range strangers {
				if login == "keyer" && who == "typist" && strings.HasPrefix(path, "/center/") { // a colleague
					continue
				}
				tried++
				a := w.send(who, method, path, body, "Content-Type", "application/json", "Idempotency-Key", fmt.Sprint("elsewhere-", tried))
				if a.Status < 400 || a.Status >= 500 || a.code() == "" {
					t.Errorf("%s %s by %s: %d %s", method, path, who, a.Status, oneLine(a.Raw))
				}
			}
			if w.end() != begun {
				t.Fatalf("%s %s by somebody from elsewhere changed something", method, path)
			}
		}
		w.everyCommand()
		if tried < 400 {
			t.Fatalf("only %d commands were tried", tried)
		}
	})
}
