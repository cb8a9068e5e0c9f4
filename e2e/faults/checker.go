package faults

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/hitomado/hitomado/e2e/harness"
	"github.com/hitomado/hitomado/internal/base/blob"
)

// checker compares acknowledgements with what is stored, by statements of its
// own and not through the program that is tested.
type checker struct {
	images blob.Store
	pool   *sql.DB
	keys   *blob.Keys
	opened map[string]bool        // blobs found whole, until the last check
	ranks  map[string]int         // how far each application was found at last
	seen   map[int64]event        // the record at the last look
	last   *stored                // the last look
	agreed func() map[string]bool // applications that two people agreed to erase
}

func newChecker(place harness.Place, images blob.Store, agreed func() map[string]bool) (*checker, error) {
	pool, err := open(place)
	if err != nil {
		return nil, err
	}
	pool.SetMaxIdleConns(0) // no file stays open between two looks
	keys, err := blob.OpenKeys(filepath.Join(place.Data, "master.key"))
	return &checker{images: images, pool: pool, keys: keys, opened: map[string]bool{}, ranks: map[string]int{}, seen: map[int64]event{}, agreed: agreed}, err
}

func (c *checker) close() { _ = c.pool.Close() }

// unfinished are the applications that are not at their end, by state.
func (c *checker) unfinished(ctx context.Context) (map[string]string, error) {
	s, err := load(ctx, c.pool)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for id, a := range s.apps {
		if a.state != "finished" {
			out[id] = a.state
		}
	}
	return out, nil
}

// line is the main flow; what a step promises at least. A claim may come undone
// when its lease ends.
var line = []string{"drafting", "accepted", "requested", "entering", "entered", "verifying", "completed", "registered", "checked", "printed", "finished"}

var promises = map[string]string{"receive": "drafting", "accept": "accepted", "request": "requested", "claim": "requested", "entry finish": "entered",
	"claim check": "entered", "check finish": "completed", "register": "registered", "check": "checked", "printed": "printed", "finish": "finished"}

// ofPortion is what the end of a portion promises: the other one may be in work.
var ofPortion = map[string]string{"entry finish": "requested", "check finish": "entered"}

// once are events that happen no more than once in a life.
var once = []string{"visit.arrived", "visit.called", "visit.received", "visit.closed", "application.added", "page.added", "application.accepted",
	"application.requested", "application.entered", "application.completed",
	"application.registered", "application.checked", "document.made", "application.printed", "application.finished"}

// compare returns what is wrong. acks are the acknowledgements before the
// snapshot is taken, so whatever they promise must be in it; asked counts the
// commands after it.
func (c *checker) compare(ctx context.Context, acks []harness.Step, asked func() map[string]int, final bool) ([]string, error) {
	s, err := load(ctx, c.pool)
	if err != nil {
		return nil, err
	}
	var wrong []string
	bad := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	if final {
		clear(c.opened) // what was whole once may have gone since
	}
	c.judge(ctx, s, acks, asked(), c.agreed(), final, bad)
	if final && s.seals == 0 {
		bad("nothing was sealed")
	}
	for id, a := range s.apps {
		if c.last != nil && a.version < c.last.apps[id].version {
			bad("application %s has version %d, it had %d", id, a.version, c.last.apps[id].version)
		}
		rank := slices.Index(line, a.state)
		if floor := min(c.ranks[id], undone[line[c.ranks[id]]]); rank < floor {
			bad("application %s went back from %s to %s", id, line[c.ranks[id]], a.state)
		}
		c.ranks[id] = max(rank, c.ranks[id])
		if final && a.state != "finished" {
			bad("application %s ended as %s", id, a.state)
		}
	}
	c.last = s
	return wrong, nil
}

// judge compares acknowledgements with one snapshot.
func (c *checker) judge(ctx context.Context, s *stored, acks []harness.Step, asked map[string]int, agreed map[string]bool, final bool, bad func(string, ...any)) {
	for _, a := range acks {
		c.promised(ctx, s, a, bad)
	}
	c.twice(s, asked, final, bad)
	chains(s, bad)
	s.record.compare(c.seen, bad)
	eyes(s, acks, bad)
	samples(s, acks, bad)
	s.wiped(agreed, bad)
	if final {
		s.carriedOut(agreed, bad)
	}
}

// promised checks one acknowledgement.
func (c *checker) promised(ctx context.Context, s *stored, a harness.Step, bad func(string, ...any)) {
	if a.Draft == nil && !s.commands[a.Key] {
		bad("%s: its command is forgotten", a.Name)
	}
	if (a.Name == "entry finish" || a.Name == "check finish") && s.at[a.Task] != "done" && !s.erased[a.Application] {
		bad("%s of %s was answered, its task %s is %q", a.Name, a.Application, a.Task, s.at[a.Task])
	}
	want, ok := promises[a.Name]
	if lower, split := ofPortion[a.Name]; split && a.Portion != "" {
		want = lower
	}
	if ok {
		if got := s.apps[a.Application].state; slices.Index(line, got) < slices.Index(line, want) {
			bad("%s of %s was answered, the state is %q", a.Name, a.Application, got)
		}
	}
	switch {
	case a.Name == "keep" && !s.held[a.Visit]:
		bad("visit %s was to be kept", a.Visit)
	case a.Name == "propose erasure" && s.decisions[a.Ref] == "":
		bad("the proposal %s is lost", a.Ref)
	case a.Name == "agree to erase" && s.decisions[a.Ref] != "approved" && s.decisions[a.Ref] != "done":
		bad("an erasure was agreed on and is %q", s.decisions[a.Ref])
	}
	if s.erased[a.Application] { // see wiped
		return
	}
	switch a.Name {
	case "page":
		c.file(ctx, s, s.pages[a.Ref], a, bad)
	case "documents":
		c.file(ctx, s, s.papers[a.Ref], a, bad)
	case "correct", "correct step", "correct close":
		if k := s.corrected[a.Ref]; k.app != a.Application || a.Name == "correct step" && k.steps == 0 || a.Name == "correct close" && !k.closed {
			bad("%s of %s is lost", a.Name, a.Application)
		}
	}
	for field, v := range a.Draft {
		at := [2]string{a.Application, field}
		over := s.weighed[a.Task] && (s.at[a.Task] == "done" || s.at[a.Task] == "cancelled")
		anew := v.W != "" && s.drafts[a.Task][field].V == v.W // typed once more by whoever took it up, who has not agreed yet
		if s.drafts[a.Task][field] != v && !s.history[at][v] && !over && !anew {
			bad("draft of %s, field %s is lost: %s task %s is %q, holds %v, was told %v", a.Application, field, a.Kind+" "+a.Portion, a.Task, s.at[a.Task], s.drafts[a.Task][field], v)
		}
	}
	for _, f := range a.Confirmed {
		if !s.confirmed[[3]any{a.Application, f.Field, f.Version}] && !(s.rested[a.Application] && s.said[[2]string{a.Application, f.Field}]) {
			bad("confirmation of %s, field %s is lost", a.Application, f.Field)
		}
	}
}

// file checks that a stored file is whole, can be decrypted and is what was
// sent or answered.
func (c *checker) file(ctx context.Context, s *stored, p page, a harness.Step, bad func(string, ...any)) {
	if p.app != a.Application || p.digest != a.Digest {
		bad("%s %s of %s is lost or another", a.Name, a.Ref, a.Application)
		return
	}
	if c.opened[p.blob] {
		return
	}
	raw, err := c.images.Get(ctx, p.blob)
	if err != nil {
		bad("%s %s: %v", a.Name, a.Ref, err)
		return
	}
	secret, err := c.keys.Unwrap(s.apps[p.app].wrapped)
	if err != nil {
		bad("the key of %s: %v", p.app, err)
		return
	}
	plain, err := secret.Open(p.blob, raw)
	sum := sha256.Sum256(plain)
	if err != nil || hex.EncodeToString(sum[:]) != a.Digest {
		bad("%s %s is damaged: %v", a.Name, a.Ref, err)
		return
	}
	c.opened[p.blob] = true
}

// twice finds what was applied more often than it was asked.
func (c *checker) twice(s *stored, begun map[string]int, final bool, bad func(string, ...any)) {
	if s.visits > begun["visit"] || (final && s.visits != begun["visit"]) {
		bad("%d visits were asked, there are %d", begun["visit"], s.visits)
	}
	for at, n := range s.events {
		if n > 1 && slices.Contains(once, at[1]) {
			bad("%s of %s happened %d times", at[1], at[0], n)
		}
	}
	for at, n := range s.tasks {
		if n > 1 {
			bad("%s has %d tasks of the kind %s", at[0], n, at[1])
		}
	}
	visits := map[string]int{}
	for _, a := range s.apps {
		if visits[a.visit]++; visits[a.visit] > 1 {
			bad("visit %s has %d applications", a.visit, visits[a.visit])
		}
	}
	cases := map[string]int{}
	for _, k := range s.corrected {
		if cases[k.app]++; cases[k.app] > 1 || k.steps > 1 {
			bad("application %s was put right twice", k.app)
		}
	}
	for _, m := range []map[string]page{s.pages, s.papers} {
		of := map[string]int{}
		for _, p := range m {
			if of[p.app]++; of[p.app] > 1 {
				bad("application %s has %d pages or papers", p.app, of[p.app])
			}
		}
	}
}
