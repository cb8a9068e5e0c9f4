package inquiry

import (
	"context"
	"slices"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/words"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Inquiry is one question about one field, and its answer.
type Inquiry struct {
	ID          string     `json:"id"`
	Application string     `json:"application"`
	Visit       string     `json:"visit"`
	Office      string     `json:"office"`
	Task        string     `json:"task"`
	Field       string     `json:"field"`
	Question    string     `json:"question"`
	Asker       string     `json:"asker"`
	AskedAt     time.Time  `json:"asked_at"`
	Answer      string     `json:"answer"`
	AnswerKind  string     `json:"answer_kind"` // typed | as_written | blank | rescanned | gone
	Answerer    string     `json:"answerer"`
	AnsweredAt  *time.Time `json:"answered_at"`
}

// answers are the kinds of answer: the counter typed what the visitor said, it
// is as written, nothing is to be written there, the paper was scanned again,
// or the visitor has left.
var answers = []string{"typed", "as_written", "blank", rescanned, "gone"}

// rescanned is the answer that needs a new picture.
const rescanned = "rescanned"

// Fresh tells whether an application has a page taken in after a moment; the
// page room does.
type Fresh func(ctx context.Context, tx *db.Tx, application string, after time.Time) (bool, error)

// Service holds the use cases of inquiries.
type Service struct {
	journal  *journal.Journal
	visits   *visit.Service
	requests *request.Service
	entries  *entry.Service
	fresh    Fresh
}

// New makes the room.
func New(j *journal.Journal, v *visit.Service, r *request.Service, e *entry.Service, f Fresh) *Service {
	return &Service{journal: j, visits: v, requests: r, entries: e, fresh: f}
}

// Ask puts a question to the counter that holds the visitor and stops the
// center's clock until the answer. More can be put about the same form while one
// waits: by whoever asked it, and by people who verify it too.
func (s *Service) Ask(ctx context.Context, actor kernel.Actor, task, field, question string) (string, error) {
	question, err := words.Note(question, "question")
	if err == nil && question == "" {
		err = kernel.E(kernel.Invalid, "question_missing").On("question")
	}
	if err != nil {
		return "", err
	}
	if err := staff.Require(actor, staff.Ask, actor.Office); err != nil {
		return "", err
	}
	w, err := s.entries.Open(ctx, actor, task)
	if err != nil {
		return "", err
	}
	if w.Task.Kind.Sampled() {
		return "", request.Gone()
	}
	if !w.Sheet.Knows(field) || !w.Shows(field) {
		return "", kernel.E(kernel.Invalid, "field_unknown").On("field")
	}
	return s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		a, err := s.visits.Locked(ctx, c, w.Application.ID)
		if err != nil {
			return "", err
		}
		t, err := s.requests.Locked(ctx, c, task)
		if err != nil {
			return "", err
		}
		if t.State != request.Leased || t.Kind.Keying() && t.Staff != actor.ID {
			return "", kernel.E(kernel.Conflict, "task_not_yours", "staff", t.Staff)
		}
		in := Inquiry{ID: kernel.NewID(), Application: a.ID, Visit: a.Visit, Office: a.Office, Task: task, Field: field, Question: question, Asker: actor.ID, AskedAt: c.Now}
		if err := insert(ctx, c, in); err != nil {
			return "", err
		}
		if err := s.requests.Park(ctx, c, t); err != nil {
			return "", err
		}
		return in.ID, s.visits.Move(ctx, c, &a, visit.Query, visit.Set{Detail: map[string]any{"task": task, "inquiry": in.ID, "field": field}})
	})
}

// Answer gives the counter's answer; with the last one the work goes on where it
// was, with whoever asked. "rescanned" needs a page taken in since the question
// ("rescan_missing").
func (s *Service) Answer(ctx context.Context, actor kernel.Actor, id, kind, text string) error {
	if !slices.Contains(answers, kind) {
		return kernel.E(kernel.Invalid, "answer_kind_unknown").On("kind")
	}
	text, err := words.Note(text, "answer")
	if err == nil && kind == "typed" && text == "" {
		err = kernel.E(kernel.Invalid, "answer_missing").On("answer")
	}
	if err != nil {
		return err
	}
	_, err = s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		in, err := read(ctx, c.Tx, id)
		if err != nil {
			return "", err
		}
		if err := staff.Require(actor, staff.Answer, in.Office); err != nil {
			return "", err
		}
		a, err := s.visits.Locked(ctx, c, in.Application)
		if err != nil {
			return "", err
		}
		if kind == rescanned {
			if fresh, err := s.fresh(ctx, c.Tx, in.Application, in.AskedAt); err != nil {
				return "", err
			} else if !fresh {
				return "", kernel.E(kernel.Invalid, "rescan_missing").On("kind")
			}
		}
		n, err := c.Exec(ctx, `UPDATE inquiry SET answer=$1, answer_kind=$2, answerer=$3, answered_at=$4 WHERE id=$5 AND answered_at=0`,
			text, kind, actor.ID, kernel.Millis(c.Now), id)
		if err != nil {
			return "", err
		}
		if n == 0 {
			return "", kernel.E(kernel.Conflict, "already_answered", "staff", in.Answerer)
		}
		var more bool
		if err := c.Row(ctx, `SELECT EXISTS (SELECT 1 FROM inquiry WHERE application=$1 AND answered_at=0)`, []any{a.ID}, &more); err != nil {
			return "", err
		}
		if a.State == visit.Queried && !more {
			if err := s.visits.Move(ctx, c, &a, visit.Reply, visit.Set{Detail: map[string]any{"inquiry": id, "kind": kind, "field": in.Field}}); err != nil {
				return "", err
			}
			return id, s.requests.Unpark(ctx, c, &a)
		}
		return id, c.Record(ctx, journal.Event{Kind: "inquiry.answered", Office: a.Office, Visit: a.Visit, Application: a.ID, Field: in.Field,
			Payload: map[string]any{"inquiry": id, "kind": kind}})
	})
	return err
}

// Of lists the inquiries of applications, oldest first; who may see them is
// decided by who may see the application.
func (s *Service) Of(ctx context.Context, applications ...string) ([]Inquiry, error) {
	out := []Inquiry{}
	if len(applications) == 0 {
		return out, nil
	}
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) (err error) {
		out, err = list(ctx, tx, ofApplications(len(applications)), db.Args(applications)...)
		return err
	})
	return out, err
}

// Get reads one inquiry for the counter's staff.
func (s *Service) Get(ctx context.Context, actor kernel.Actor, id string) (Inquiry, error) {
	var in Inquiry
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) (err error) { in, err = read(ctx, tx, id); return err })
	if err == nil {
		err = staff.Require(actor, staff.Answer, in.Office)
	}
	return in, err
}
