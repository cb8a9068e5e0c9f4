package faults

import (
	"context"
	"slices"
	"testing"

	"github.com/hitomado/hitomado/e2e/harness"
	"github.com/hitomado/hitomado/internal/center/verify"
	"github.com/hitomado/hitomado/internal/desk"
)

// whole is a small stored world in which every promise is kept.
func whole() (*stored, []harness.Step) {
	s := newStored()
	s.apps["a"] = app{visit: "v", state: "verifying", wrapped: "w"}
	s.apps["gone"] = app{visit: "w", state: "finished"}
	s.moves["gone"] = []move{{"application.accepted", "drafting", "accepted"}, {"application.requested", "accepted", "requested"},
		{"application.claimed", "requested", "entering"}, {"application.entered", "entering", "entered"}, {"application.verification_begun", "entered", "verifying"},
		{"application.completed", "verifying", "completed"}, {"application.registered", "completed", "registered"}, {"application.checked", "registered", "checked"},
		{"application.printed", "checked", "printed"}, {"application.finished", "printed", "finished"}}
	s.events[[2]string{"gone", "application.added"}], s.events[[2]string{"gone", "application.erased"}] = 1, 1
	s.erased["gone"], s.held["v"], s.decisions["e"] = true, true, "done"
	s.at["t0"], s.at["ts"], s.blind["ts"], s.answers["ts"], s.again, s.counted = "done", "done", true, 1, 2, 2
	s.seen[[2]string{"a", "keyer-1"}], s.seen[[2]string{"a", "keyer-2"}] = "names", "numbers"
	s.moves["a"] = []move{{"application.accepted", "drafting", "accepted"}, {"application.requested", "accepted", "requested"},
		{"application.claimed", "requested", "entering"}, {"application.released", "entering", "requested"}, {"application.claimed", "requested", "entering"},
		{"application.entered", "entering", "entered"}, {"application.verification_begun", "entered", "verifying"}}
	s.events[[2]string{"a", "application.added"}] = 1
	s.pages["p"] = page{app: "a", digest: "d", blob: "b"}
	s.history[[2]string{"a", "name"}] = map[desk.Value]bool{{V: "山﨑"}: true}
	s.drafts["t2"] = map[string]desk.Value{"kana": {V: "ヤマザキ"}}
	s.confirmed[[3]any{"a", "name", 1}] = true
	s.commands = map[string]bool{"k1": true, "k2": true, "k3": true}
	s.visits = 1
	s.events[[2]string{"a", "page.added"}] = 1
	s.tasks[[2]string{"a", "first names"}] = 1
	s.record = record{events: map[int64]event{1: {kind: "visit.arrived"}, 2: {kind: "visit.called"}, 3: {kind: "page.added"}}, rows: []int64{3}, ends: []int64{2},
		lies: map[spot]bool{{"v", 2, 0}: true}, placed: map[spot]bool{{"v", 2, 0}: true}}
	s.corrected["k"] = correction{app: "a", closed: true, steps: 1}
	return s, []harness.Step{
		{Name: "correct", Key: "k1", Application: "a", Ref: "k"}, {Name: "correct step", Key: "k1", Application: "a", Ref: "k"}, {Name: "correct close", Key: "k1", Application: "a", Ref: "k"},
		{Name: "page", Key: "k1", Application: "a", Ref: "p", Digest: "d"},
		{Name: "claim check", Key: "k2", Application: "a"},
		{Name: "claim", Key: "k1", Application: "a", Task: "t0", Portion: "names", Person: "keyer-1"}, {Name: "claim", Key: "k1", Application: "a", Portion: "numbers", Person: "keyer-2"},
		{Name: "entry finish", Key: "k1", Application: "a", Task: "t0", Portion: "names", Person: "keyer-1"},
		{Name: "entry finish", Key: "k1", Application: "a", Task: "ts", Kind: "second", Person: "keyer-3"},
		{Name: "keep", Key: "k1", Visit: "v"}, {Name: "propose erasure", Key: "k1", Ref: "e"}, {Name: "agree to erase", Key: "k1", Ref: "e"},
		{Name: "page", Key: "k1", Application: "gone", Ref: "q", Digest: "d"},
		{Name: "entry", Application: "a", Task: "t1", Draft: map[string]desk.Value{"name": {V: "山﨑"}}},
		{Name: "entry", Application: "a", Task: "t2", Draft: map[string]desk.Value{"kana": {V: "ヤマザキ"}}},
		{Name: "confirm", Key: "k3", Application: "a", Confirmed: []verify.Fielded{{Field: "name", Version: 1}}},
	}
}

func findings(s *stored, acks []harness.Step) int {
	c := &checker{opened: map[string]bool{"b": true}, ranks: map[string]int{}, seen: map[int64]event{1: {kind: "visit.arrived"}, 2: {kind: "visit.called"}, 3: {kind: "page.added"}}}
	n := 0
	c.judge(context.Background(), s, acks, map[string]int{"visit": 1}, map[string]bool{"gone": true}, true, func(string, ...any) { n++ })
	return n
}

func TestCheckerFindsEveryKindOfLoss(t *testing.T) {
	t.Parallel()
	if s, acks := whole(); findings(s, acks) != 0 {
		t.Fatal("a whole world is found wanting")
	}
	for name, harm := range map[string]func(*stored){
		"page lost":                  func(s *stored) { delete(s.pages, "p") },
		"page changed":               func(s *stored) { s.pages["p"] = page{app: "a", digest: "x", blob: "b"} },
		"state went back":            func(s *stored) { s.apps["a"] = app{visit: "v", state: "requested"} },
		"event dropped":              func(s *stored) { s.moves["a"] = slices.Delete(s.moves["a"], 2, 3) },
		"last event dropped":         func(s *stored) { s.moves["a"] = s.moves["a"][:6] },
		"two winners":                func(s *stored) { s.moves["a"] = slices.Insert(s.moves["a"], 3, s.moves["a"][2]) },
		"move not allowed":           func(s *stored) { s.moves["a"][6].to = "completed"; s.apps["a"] = app{visit: "v", state: "completed"} },
		"never added":                func(s *stored) { delete(s.events, [2]string{"a", "application.added"}) },
		"correction lost":            func(s *stored) { clear(s.corrected) },
		"correction's step lost":     func(s *stored) { s.corrected["k"] = correction{app: "a", closed: true} },
		"correction's end lost":      func(s *stored) { s.corrected["k"] = correction{app: "a", steps: 1} },
		"correction's step twice":    func(s *stored) { s.corrected["k"] = correction{app: "a", closed: true, steps: 2} },
		"packed event lost":          func(s *stored) { delete(s.record.events, 2) },
		"row lost":                   func(s *stored) { delete(s.record.events, 3) },
		"event changed":              func(s *stored) { s.record.events[2] = event{kind: "visit.absent"} },
		"event in two places":        func(s *stored) { s.record.add(2, event{kind: "visit.called"}) },
		"row among packed events":    func(s *stored) { s.record.rows = append(s.record.rows, 1) },
		"packed events not placed":   func(s *stored) { clear(s.record.placed) },
		"place without events":       func(s *stored) { s.record.placed[spot{"w", 2, 0}] = true },
		"yes of a form at rest lost": func(s *stored) { clear(s.confirmed); s.rested["a"] = true },
		"application lost":           func(s *stored) { delete(s.apps, "a") },
		"draft lost":                 func(s *stored) { delete(s.drafts, "t2") },
		"value lost":                 func(s *stored) { clear(s.history) },
		"confirmation lost":          func(s *stored) { clear(s.confirmed) },
		"command forgotten":          func(s *stored) { delete(s.commands, "k2") },
		"visit twice":                func(s *stored) { s.visits = 2 },
		"visit lost":                 func(s *stored) { s.visits = 0 },
		"event twice":                func(s *stored) { s.events[[2]string{"a", "page.added"}] = 2 },
		"task twice":                 func(s *stored) { s.tasks[[2]string{"a", "first names"}] = 2 },
		"page twice":                 func(s *stored) { s.pages["q"] = page{app: "a"} },
		"two applications of visit":  func(s *stored) { s.apps["c"] = app{visit: "v", state: "drafting"} },
		"task undone":                func(s *stored) { s.at["t0"] = "open" },
		"sample's answer lost":       func(s *stored) { delete(s.answers, "ts") },
		"sample answered twice":      func(s *stored) { s.answers["ts"] = 2 },
		"sample counted twice":       func(s *stored) { s.counted = 4 },
		"portion seen is forgotten":  func(s *stored) { delete(s.seen, [2]string{"a", "keyer-2"}) },
		"kept visit let go":          func(s *stored) { clear(s.held) },
		"decision lost":              func(s *stored) { clear(s.decisions) },
		"decision undone":            func(s *stored) { s.decisions["e"] = "proposed" },
		"erased unasked":             func(s *stored) { s.erased["a"], s.apps["a"] = true, app{visit: "v", state: "verifying"} },
		"key gone, not erased":       func(s *stored) { s.apps["a"] = app{visit: "v", state: "verifying"} },
		"erased, the key is there":   func(s *stored) { s.apps["gone"] = app{visit: "w", state: "finished", wrapped: "w"} },
		"erased, a row is left":      func(s *stored) { s.traced["gone"] = []string{"remark"} },
		"erased without a word":      func(s *stored) { delete(s.events, [2]string{"gone", "application.erased"}) },
		"not erased":                 func(s *stored) { s.apps["gone"] = app{visit: "w", state: "finished", wrapped: "w"}; clear(s.erased) },
	} {
		s, acks := whole()
		if harm(s); findings(s, acks) == 0 {
			t.Errorf("%s: not found", name)
		}
	}
}

func TestCheckerFindsBothPortionsShownToOne(t *testing.T) {
	t.Parallel()
	s, acks := whole()
	if findings(s, append(acks, harness.Step{Name: "claim", Key: "k1", Application: "a", Portion: "names", Person: "keyer-2"})) == 0 {
		t.Error("not found")
	}
}
