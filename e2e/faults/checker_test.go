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
	s.apps["a"] = app{visit: "v", state: "verifying"}
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
	s.tasks[[2]string{"a", "first"}] = 1
	s.record = record{events: map[int64]event{1: {kind: "visit.arrived"}, 2: {kind: "visit.called"}, 3: {kind: "page.added"}}, rows: []int64{3}, ends: []int64{2},
		lies: map[spot]bool{{"v", 2, 0}: true}, placed: map[spot]bool{{"v", 2, 0}: true}}
	s.corrected["k"] = correction{app: "a", closed: true, steps: 1}
	return s, []harness.Step{
		{Name: "correct", Key: "k1", Application: "a", Ref: "k"}, {Name: "correct step", Key: "k1", Application: "a", Ref: "k"}, {Name: "correct close", Key: "k1", Application: "a", Ref: "k"},
		{Name: "page", Key: "k1", Application: "a", Ref: "p", Digest: "d"},
		{Name: "claim check", Key: "k2", Application: "a"},
		{Name: "entry", Application: "a", Task: "t1", Draft: map[string]desk.Value{"name": {V: "山﨑"}}},
		{Name: "entry", Application: "a", Task: "t2", Draft: map[string]desk.Value{"kana": {V: "ヤマザキ"}}},
		{Name: "confirm", Key: "k3", Application: "a", Confirmed: []verify.Fielded{{Field: "name", Version: 1}}},
	}
}

func findings(s *stored, acks []harness.Step) int {
	c := &checker{opened: map[string]bool{"b": true}, ranks: map[string]int{}}
	n := 0
	bad := func(string, ...any) { n++ }
	for _, a := range acks {
		c.promised(context.Background(), s, a, bad)
	}
	c.twice(s, map[string]int{"visit": 1}, true, bad)
	chains(s, bad)
	s.record.compare(map[int64]event{1: {kind: "visit.arrived"}, 2: {kind: "visit.called"}, 3: {kind: "page.added"}}, bad)
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
		"task twice":                 func(s *stored) { s.tasks[[2]string{"a", "first"}] = 2 },
		"page twice":                 func(s *stored) { s.pages["q"] = page{app: "a"} },
		"two applications of visit":  func(s *stored) { s.apps["c"] = app{visit: "v", state: "drafting"} },
	} {
		s, acks := whole()
		if harm(s); findings(s, acks) == 0 {
			t.Errorf("%s: not found", name)
		}
	}
}
