package hall_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/center/verify"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// version is one version of a field in the model of the merge.
type version struct {
	value string
	by    string          // who corrected it; "" keyed
	yes   map[string]bool // who confirmed it
}

// merged is what an entry under verification should be: every version of the
// contested fields, and what each person saw last of them.
type merged struct {
	w    *town
	task string
	is   map[string][]version      // by field; the last stands
	saw  map[string]map[string]int // by person and field, a version from 1
}

// contestedFields are what people confirm and correct at once.
var contestedFields = []string{"requester_name", "requester_address"}

// Whatever several people do to one entry with whatever they saw last: the
// current version takes a yes or a correction, an older one is refused with how
// things stand and changes nothing, no value is ever written over unseen, no
// yes counts for another value than its giver saw, a corrector alone never
// makes a field done, and in the end every error has its people.
func TestTheMergeHoldsWhateverPeopleDo(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		truth := truthOf(w, certificate)
		crew := []kernel.Actor{second, third, fourth}
		seed := uint64(900)
		rapid.Check(t, func(rt *rapid.T) {
			seed++
			app := w.policy(certificate, seed, catalog.Keying{Plain: catalog.ModeOnce, Dangerous: catalog.ModeOnce})
			first := w.next(keyer, request.First)
			w.typeIn(keyer, first.ID, truth, nil)
			w.finish(keyer, first.ID, request.Verification)
			m := merged{w: w, task: w.next(second, request.Verification).ID, is: map[string][]version{}, saw: map[string]map[string]int{}}
			for _, f := range contestedFields {
				m.is[f] = []version{{value: w.stands(app, f).V, yes: map[string]bool{}}}
			}
			for _, p := range crew {
				m.saw[p.ID] = map[string]int{}
				m.look(rt, p)
			}
			w.others(crew[0], m.task)
			for range rapid.IntRange(4, 14).Draw(rt, "acts") {
				p := rapid.SampledFrom(crew).Draw(rt, "who")
				f := rapid.SampledFrom(contestedFields).Draw(rt, "field")
				switch rapid.SampledFrom([]string{"look", "yes", "yes", "correct"}).Draw(rt, "act") {
				case "look":
					m.look(rt, p)
				case "yes":
					m.yes(rt, p, f)
				case "correct":
					m.correct(rt, p, f, rapid.SampledFrom([]string{"山田　太郎", "山田　次郎", "山田　三郎"}).Draw(rt, "value"))
				}
				m.agrees(rt)
			}
			m.end(rt, app, crew)
		})
	})
}

// others confirms every field that nobody contests.
func (w *town) others(who kernel.Actor, task string) {
	w.t.Helper()
	room, err := w.Verify.Join(w.ctx, who, task)
	w.ok(err)
	var fields []verify.Fielded
	for _, r := range room.Rows {
		if !slices.Contains(contestedFields, r.Key) {
			fields = append(fields, verify.Fielded{Field: r.Key, Version: r.Value.Version})
		}
	}
	_, err = w.Verify.Confirm(w.ctx, who, task, fields)
	w.ok(err)
}

func (m *merged) look(rt *rapid.T, p kernel.Actor) {
	if _, err := m.w.Verify.Join(m.w.ctx, p, m.task); err != nil {
		rt.Fatal(err)
	}
	for f, vs := range m.is {
		m.saw[p.ID][f] = len(vs)
	}
}

func (m *merged) last(f string) *version { return &m.is[f][len(m.is[f])-1] }

func (m *merged) yes(rt *rapid.T, p kernel.Actor, f string) {
	seen := m.saw[p.ID][f]
	_, err := m.w.Verify.Confirm(m.w.ctx, p, m.task, []verify.Fielded{{Field: f, Version: seen}})
	if m.settles(rt, err, f, seen) {
		m.last(f).yes[p.ID] = true
	}
}

func (m *merged) correct(rt *rapid.T, p kernel.Actor, f, value string) {
	seen := m.saw[p.ID][f]
	_, err := m.w.Verify.Correct(m.w.ctx, p, m.task, f, seen, entry.Typed{V: value}, "画像のとおりに直しました")
	if m.settles(rt, err, f, seen) {
		m.is[f] = append(m.is[f], version{value: value, by: p.ID, yes: map[string]bool{}})
		m.saw[p.ID][f] = len(m.is[f])
	}
}

// settles tells whether an act on the version that was seen counted; on an
// older one it must have been refused with the value that stands.
func (m *merged) settles(rt *rapid.T, err error, f string, seen int) bool {
	if seen == len(m.is[f]) {
		if err != nil {
			rt.Fatalf("%s at its version %d: %v", f, seen, err)
		}
		return true
	}
	e, _ := errors.AsType[*kernel.Error](err)
	if e == nil || e.Code != "field_changed" || e.Args["new"] != m.last(f).value || e.Args["version"] != len(m.is[f]) || e.Args["staff"] != m.last(f).by {
		rt.Fatalf("who saw version %d of %d is told %v", seen, len(m.is[f]), err)
	}
	return false
}

// agrees holds the real room against the model.
func (m *merged) agrees(rt *rapid.T) {
	room, err := m.w.Verify.See(m.w.ctx, second, m.task)
	if err != nil {
		rt.Fatal(err)
	}
	for f := range m.is {
		row, v := rowOf(room, f), m.last(f)
		var yes []string
		for _, c := range row.Confirmed {
			yes = append(yes, c.Staff)
		}
		slices.Sort(yes)
		if row.Value.Version != len(m.is[f]) || row.Value.V != v.value || row.Value.Staff != v.by || !slices.Equal(yes, slices.Sorted(maps.Keys(v.yes))) || row.Done() != m.done(f) {
			rt.Fatalf("%s is %+v confirmed by %v, done %v; should be version %d %+v", f, row.Value, yes, row.Done(), len(m.is[f]), *v)
		}
	}
}

// done: somebody else than the corrector has confirmed the current value.
func (m *merged) done(f string) bool {
	v := m.last(f)
	return len(v.yes) > 1 || len(v.yes) == 1 && !v.yes[v.by]
}

// end finishes the verification: refused while a field is open, and afterwards
// every value that did not stand has its people.
func (m *merged) end(rt *rapid.T, app string, crew []kernel.Actor) {
	for _, f := range contestedFields {
		for _, p := range crew {
			if !m.done(f) {
				if err := m.w.Verify.Finish(m.w.ctx, p, m.task); kernel.CodeOf(err) != "verification_incomplete" {
					rt.Fatalf("finished with an open field: %v", err)
				}
				m.look(rt, p)
				m.yes(rt, p, f)
			}
		}
	}
	if err := m.w.Verify.Finish(m.w.ctx, crew[0], m.task); err != nil {
		rt.Fatal(err)
	}
	var want, got []string
	say := func(f string, n int, keyed, corrected string, yes []string) string {
		return fmt.Sprint(f, n, keyed, corrected, yes)
	}
	for f, vs := range m.is {
		for i, v := range vs[:len(vs)-1] {
			if v.value != m.last(f).value {
				keyed := ""
				if v.by == "" {
					keyed = keyer.ID
				}
				want = append(want, say(f, i+1, keyed, v.by, slices.Sorted(maps.Keys(v.yes))))
			}
		}
	}
	for _, round := range m.w.judged(app) {
		for _, j := range round {
			keyed := ""
			if len(j.Keyed) == 1 {
				keyed = j.Keyed[0]
			}
			got = append(got, say(j.Field, j.Version, keyed, j.Corrected, slices.Sorted(slices.Values(j.Confirmed))))
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		rt.Fatalf("judged %v, should be %v", got, want)
	}
}
