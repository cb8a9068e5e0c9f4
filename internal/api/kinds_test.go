package api_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
)

// Of every command of a day each value is once of another kind, and each number
// far too small and too large, before the command is sent: none is answered as
// our own fault, and what is refused has changed nothing.
func TestValuesOfAnotherKindAreRefused(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		tried := 0
		deep := json.RawMessage(strings.Repeat("[", 9000) + strings.Repeat("]", 9000))
		kinds := map[string][]any{"string": {7, true, []any{}, m{}, deep}, "float64": {"7", true, []any{}, m{}, json.RawMessage("1e400"), json.RawMessage("-1e30"), json.RawMessage("1e30"), int64(math.MinInt64), int64(math.MaxInt64)}, "bool": {"true", 1, []any{}}}
		w.before = func(login, method, path string, body []byte) {
			var said any
			if json.Unmarshal(body, &said) != nil {
				return
			}
			w.token(login)
			begun := w.end()
			leaves(said, func(at string, was any, put func(any)) {
				kind := fmt.Sprintf("%T", was)
				x := kinds[kind][tried%len(kinds[kind])]
				put(x)
				raw := marshal(t, said)
				a := w.send(login, method, path, raw, "Content-Type", "application/json", "Idempotency-Key", fmt.Sprint("kind-", tried))
				if a.Status < 400 || a.Status >= 500 || a.code() == "" {
					t.Errorf("%s %s with %.20v as %s: %d %.200s", method, path, x, at, a.Status, oneLine(a.Raw))
				}
				tried++
			})
			if w.end() != begun {
				t.Errorf("%s %s with values of another kind changed something", method, path)
			}
		}
		w.everyCommand()
		if tried < 200 {
			t.Fatalf("only %d values were tried", tried)
		}
	})
}
