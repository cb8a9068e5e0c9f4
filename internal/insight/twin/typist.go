package twin

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// typist keys one entry from its sheet, field by field.
type typist struct {
	*person
	task  string
	last  time.Time         // when the keys were last touched
	beat  time.Time         // when the lease was last renewed
	typed map[string]bool   // what this person has keyed
	sure  map[string]bool   // keyed again after a refusal: no slip this time
	again map[string]bool   // must be keyed a second time in a row
	yes   map[string]string // proposals to agree to, by key
	fails int
	asks  bool // will ask the counter about a field
	begun bool
}

// renewEvery is well within the lease.
const renewEvery = 40 * time.Second

// act keys what the time allowed; done when the entry is out of hand.
func (y *typist) act(ctx context.Context) (wait time.Duration, done bool, err error) {
	w, err := y.t.h.Entries.Open(ctx, y.who, y.task)
	if err != nil || w.Task.Staff != y.who.ID || w.Task.LeaseUntil == nil {
		return 0, true, err
	}
	s, err := y.t.read(ctx, w.Application.ID)
	if err != nil {
		return 0, true, err
	}
	switch {
	case s == nil:
		return 5 * time.Second, true, y.giveBack(ctx, w, "この用紙は、自動の担当者には読めません。窓口で入力してください")
	case w.Application.State == visit.Queried:
		return max(y.between(6, 10), y.t.grain(400*time.Millisecond)), false, nil
	case w.Application.State != visit.Entering && !w.Task.Kind.Sampled():
		return 0, true, nil
	}
	if err := y.renew(ctx); err != nil {
		return 0, true, err
	}
	y.begin(ctx, w)
	cells := y.unkeyed(w, s)
	if len(cells) == 0 {
		return y.finish(ctx, w)
	}
	if y.asks {
		y.asks = false
		return y.ask(ctx, cells)
	}
	return y.key(ctx, w, s, cells)
}

func (y *typist) begin(ctx context.Context, w entry.Work) {
	if y.begun {
		return
	}
	y.begun, y.typed, y.sure, y.again, y.yes = true, map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]string{}
	y.asks = !w.Sheet.Core && !w.Task.Local && !w.Task.Kind.Sampled() && y.chance(y.t.asking) && y.t.answers(ctx, w.Application.Visit)
}

// answers tells whether a colleague holds the visitor: a person is not asked
// about what only the simulation wants to know.
func (t *Twin) answers(ctx context.Context, id string) bool {
	v, err := t.h.Visits.Get(ctx, kernel.SystemActor, id)
	return err == nil && v.Clerk != "" && !t.occupied(v.Clerk)
}

func (y *typist) renew(ctx context.Context) error {
	now := y.t.h.Clock.Now()
	if now.Sub(y.beat) < renewEvery {
		return nil
	}
	y.beat = now
	_, err := y.t.h.Requests.Heartbeat(ctx, y.who, y.task)
	return err
}

// unkeyed are the cells whose value is not as written and not yet keyed.
func (y *typist) unkeyed(w entry.Work, s *Sheet) []entry.Cell {
	return slices.DeleteFunc(slices.Clone(w.Cells), func(c entry.Cell) bool {
		return y.typed[c.Key] || !y.again[c.Key] && w.Values[c.Key].V == right(w.Sheet, c, s).V
	})
}

// right is what must be stored for a cell.
func right(sh entry.Sheet, c entry.Cell, s *Sheet) catalog.Value {
	if !sh.Core {
		return s.Truth.Want[c.Key]
	}
	row := strings.LastIndex(c.Section, ".")
	if n, err := strconv.Atoi(c.Section[row+1:]); row > 0 && err == nil && n > max(1, s.Truth.People()) {
		return catalog.Value{V: entry.SectionAbsent}
	}
	return catalog.Value{V: entry.SectionDone}
}

// effort is how long somebody needs for a cell: finding it, and two to three
// keys a character at the 8,000 keys an hour of complex forms.
func effort(text string) time.Duration {
	return 2500*time.Millisecond + time.Duration(utf8.RuneCountInString(text))*900*time.Millisecond
}

func (y *typist) key(ctx context.Context, w entry.Work, s *Sheet, cells []entry.Cell) (time.Duration, bool, error) {
	left := y.budget(y.last)
	if y.t.helps(w.Application.ID) {
		left *= 3
	}
	y.last = y.t.h.Clock.Now()
	now := map[string]entry.Typed{}
	var wait time.Duration
	for _, c := range cells {
		text := s.Truth.Typed[c.Key]
		if w.Sheet.Core {
			text = right(w.Sheet, c, s).V
		}
		proposal, agrees := y.yes[c.Key]
		if agrees {
			text = proposal
		}
		wait = effort(text)
		if len(now) > 0 && left < 0 {
			break
		}
		left -= wait
		if !agrees && !y.sure[c.Key] && slips(c) && y.chance(slipRate) {
			text = slip(y.rng, text)
		}
		now[c.Key] = entry.Typed{V: text, Again: y.again[c.Key]}
		y.typed[c.Key] = true
	}
	saved, err := y.t.h.Entries.SaveDraft(ctx, y.who, y.task, now)
	if err != nil {
		return 0, true, err
	}
	y.heed(saved.Fields, s)
	if y.t.helps(w.Application.ID) {
		wait /= 3
	}
	return wait, false, nil
}

// heed takes up how the typed fields were understood: a refusal is keyed again,
// a proposal is agreed to when it is what the sheet means.
func (y *typist) heed(fields map[string]catalog.Checked, s *Sheet) {
	for key, ch := range fields {
		switch {
		case ch.Problem == nil:
			delete(y.again, key)
		case entry.AsksAgain(*ch.Problem): // it overrules a colleague
			y.typed[key], y.sure[key], y.again[key] = false, true, true
		case ch.Problem.Level == catalog.LevelError && !y.sure[key]:
			y.typed[key], y.sure[key] = false, true
		case ch.Problem.Level == catalog.LevelAsk && ch.Value.V == s.Truth.Want[key].V:
			y.typed[key], y.yes[key] = false, ch.Problem.Proposal
		case ch.Problem.Level == catalog.LevelAsk && !y.sure[key]: // asked about a slip
			y.typed[key], y.sure[key] = false, true
		}
	}
}

// finish ends the pass; what is still refused is keyed once more.
func (y *typist) finish(ctx context.Context, w entry.Work) (time.Duration, bool, error) {
	number := ""
	if w.Sheet.Core {
		number = "K-1" + y.task[len(y.task)-8:]
	}
	_, err := y.t.h.Entries.Finish(ctx, y.who, y.task, number)
	missing, ok := errors.AsType[*entry.Incomplete](err)
	if !ok {
		return y.between(3, 6), true, err
	}
	if y.fails++; y.fails > 2 {
		return 5 * time.Second, true, errors.Join(err, y.giveBack(ctx, w, "書いてあるとおりに入力できません"))
	}
	for _, p := range missing.Problems {
		y.typed[p.Key], y.sure[p.Key] = false, true
		delete(y.yes, p.Key)
	}
	return y.between(2, 4), false, nil
}

func (y *typist) ask(ctx context.Context, cells []entry.Cell) (time.Duration, bool, error) {
	c := cells[y.rng.IntN(len(cells))]
	_, err := y.t.h.Inquiries.Ask(ctx, y.who, y.task, c.Key, c.Name.JA+"は何と書いてありますか")
	return y.between(6, 10), err != nil, err
}

func (y *typist) giveBack(ctx context.Context, w entry.Work, reason string) error {
	if w.Task.Kind.Sampled() { // its form was handed over long ago
		return y.t.h.Requests.Release(ctx, y.who, y.task)
	}
	return y.t.h.Requests.Return(ctx, y.who, w.Application.ID, reason)
}
