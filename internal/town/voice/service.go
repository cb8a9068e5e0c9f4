package voice

import (
	"context"
	"sync"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Service keeps suggestions and rules. It is safe for concurrent use.
type Service struct {
	j     *journal.Journal
	mu    sync.Mutex
	rules []Rule
	read  time.Time
}

// New makes the service over j.
func New(j *journal.Journal) *Service { return &Service{j: j} }

// rulesFor is how long a node may miss a rule that another one set.
const rulesFor = 5 * time.Second

// Send takes in what somebody noticed; everybody who is signed in may. Errors:
// "text_missing", "text_too_long", "text_invalid", "screen_unknown".
func (s *Service) Send(ctx context.Context, actor kernel.Actor, screen, text string) (string, error) {
	text, err := written(text, "text")
	if err == nil {
		err = known(screen)
	}
	if err != nil {
		return "", err
	}
	x := Suggestion{ID: kernel.NewID(), Office: actor.Office, Screen: screen, Text: text, Staff: actor.ID, State: Received}
	return s.j.Change(ctx, actor, func(c *journal.Change) (string, error) {
		x.At = c.Now
		if err := insertSuggestion(ctx, c.Tx, x); err != nil {
			return "", err
		}
		return x.ID, c.Record(ctx, journal.Event{Kind: "suggestion.sent", Office: x.Office, Payload: map[string]any{"suggestion": x.ID, "screen": screen}})
	})
}

// shown is how many suggestions a list holds; older ones are answered by then.
const shown = 200

// List reads the suggestions, the newest first; everybody may read them.
func (s *Service) List(ctx context.Context) (out []Suggestion, err error) {
	err = s.j.DB().Read(ctx, func(tx *db.Tx) error {
		out, err = selectSuggestions(ctx, tx, `ORDER BY at DESC, id DESC LIMIT $1`, shown)
		return err
	})
	return out, err
}

// Answer says what becomes of a suggestion. It needs Lead, or Administer at the
// office it came from. version is the one that was read. Errors:
// "answer_state_unknown", "text_missing", "text_too_long",
// "suggestion_unknown", "suggestion_changed" when a colleague was first.
func (s *Service) Answer(ctx context.Context, actor kernel.Actor, id string, version int, state State, answer string) error {
	answer, err := checkAnswer(state, answer)
	if err != nil {
		return err
	}
	_, err = s.j.Change(ctx, actor, func(c *journal.Change) (string, error) {
		found, err := selectSuggestions(ctx, c.Tx, `WHERE id=$1`+c.Lock(), id)
		if err != nil {
			return "", err
		}
		if len(found) == 0 {
			return "", kernel.E(kernel.NotFound, "suggestion_unknown")
		}
		if err := MayAnswer(actor, found[0].Office); err != nil {
			return "", err
		}
		n, err := answerSuggestion(ctx, c.Tx, id, version, state, answer, actor.ID, kernel.Millis(c.Now))
		if err != nil {
			return "", err
		}
		if n == 0 {
			return "", kernel.E(kernel.Conflict, "suggestion_changed", "staff", found[0].Answerer)
		}
		return id, c.Record(ctx, journal.Event{Kind: "suggestion.answered", Office: found[0].Office, Payload: map[string]any{"suggestion": id, "state": state}})
	})
	return err
}

// MayAnswer tells whether actor may answer suggestions of an office and write
// its rules: the center's lead everywhere, an administrator where they
// administer. The office All, or none, is every one.
func MayAnswer(actor kernel.Actor, office string) error {
	if staff.May(actor, staff.Lead, office) {
		return nil
	}
	if office == "" {
		office = All
	}
	return staff.Require(actor, staff.Administer, office)
}

// SetRule puts a rule beside a screen from a day on. It needs what Answer
// needs. Errors: "text_missing", "text_too_long", "text_invalid",
// "screen_unknown", "rule_day_invalid".
func (s *Service) SetRule(ctx context.Context, actor kernel.Actor, r Rule) (string, error) {
	if err := MayAnswer(actor, r.Office); err != nil {
		return "", err
	}
	var err error
	if r.Text, err = written(r.Text, "text"); err == nil {
		err = known(r.Screen)
	}
	if err == nil && r.Office != All && !officeName.MatchString(r.Office) {
		err = kernel.E(kernel.NotFound, "office_unknown").On("office")
	}
	if err != nil {
		return "", err
	}
	if _, err := time.Parse(time.DateOnly, r.Since); err != nil {
		return "", kernel.E(kernel.Invalid, "rule_day_invalid").On("since")
	}
	r.ID, r.Staff = kernel.NewID(), actor.ID
	return s.j.Change(ctx, actor, func(c *journal.Change) (string, error) {
		if err := insertRule(ctx, c.Tx, r, kernel.Millis(c.Now)); err != nil {
			return "", err
		}
		c.After(s.forget)
		return r.ID, c.Record(ctx, journal.Event{Kind: "rule.set", Office: named(r.Office), Payload: map[string]any{"rule": r.ID, "screen": r.Screen, "since": r.Since}})
	})
}

// EndRule takes a rule away from its screen; it stays in the record. Ending one
// twice is no error. It needs what SetRule needs. Error: "rule_unknown".
func (s *Service) EndRule(ctx context.Context, actor kernel.Actor, id string) error {
	_, err := s.j.Change(ctx, actor, func(c *journal.Change) (string, error) {
		r, err := selectRule(ctx, c.Tx, id)
		if err != nil {
			return "", err
		}
		if err := MayAnswer(actor, r.Office); err != nil {
			return "", err
		}
		n, err := endRule(ctx, c.Tx, id, kernel.Millis(c.Now))
		if err != nil || n == 0 {
			return "", err
		}
		c.After(s.forget)
		return id, c.Record(ctx, journal.Event{Kind: "rule.ended", Office: named(r.Office), Payload: map[string]any{"rule": id}})
	})
	return err
}

// Rules lists the rules that have not ended, those of the future too, oldest
// first.
func (s *Service) Rules(ctx context.Context) ([]Rule, error) {
	now := s.j.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if age := now.Sub(s.read); !s.read.IsZero() && age >= 0 && age < rulesFor {
		return s.rules, nil
	}
	var out []Rule
	err := s.j.DB().Read(ctx, func(tx *db.Tx) (err error) { out, err = selectRules(ctx, tx); return err })
	if err == nil {
		s.rules, s.read = out, now
	}
	return out, err
}

// Beside lists the rules that stand beside a screen of an office today.
func (s *Service) Beside(ctx context.Context, office, screen string) ([]Rule, error) {
	all, err := s.Rules(ctx)
	var out []Rule
	for _, r := range all {
		if r.holds(office, screen, kernel.Day(s.j.Now())) {
			out = append(out, r)
		}
	}
	return out, err
}

func (s *Service) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.read = time.Time{}
}

// named is an office for the record; a rule of all offices belongs to none.
func named(office string) string {
	if office == All {
		return ""
	}
	return office
}
