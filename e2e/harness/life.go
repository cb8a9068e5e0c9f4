package harness

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"sync"
	"time"

	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/verify"
	"github.com/hitomado/hitomado/internal/desk"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// Book knows which case an application belongs to, as the paper in a keyer's
// hands would tell, and when its visitor arrived.
type Book struct{ entries sync.Map }

type bookEntry struct {
	cs      *Case
	arrived time.Time
}

// Of is the case of an application and when its visitor arrived.
func (b *Book) Of(application string) (*Case, time.Time, error) {
	if e, ok := b.entries.Load(application); ok {
		return e.(bookEntry).cs, e.(bookEntry).arrived, nil
	}
	return nil, time.Time{}, fmt.Errorf("application %s was never received here", application)
}

// Step is one acknowledged command: what was asked under which key, and what
// the answer promised.
type Step struct {
	Name        string
	Key         string
	Ref         string // the id that the answer named; a retry must name it again
	Visit       string
	Application string
	Task        string
	Kind        string                // of the task, as its person is told
	Portion     string                // of the form that was shown: names | numbers; "" for all of it
	Person      string                // login of who was given the task
	Digest      string                // of an uploaded page or of a paper, SHA-256
	Draft       map[string]desk.Value // as the server said it understood them
	Confirmed   []verify.Fielded
	Documents   []Document
	// View is what the answer showed: a desk.TaskView, desk.VerifyView or desk.SavedView. A call sets it in its own step
	// alone, for the same command may be under way twice.
	View any
}

// Runner makes one step happen: it calls call with a key until it is content,
// and keeps what it wants to know about it. call fills the step.
type Runner interface {
	Run(ctx context.Context, name string, call func(ctx context.Context, s *Step) error) (Step, error)
}

// Worker is one counter with the people behind it: a clerk, a keyer, a verifier.
type Worker struct {
	N                      int
	Clerk, Keyer, Verifier *Client
	Runner                 Runner
	Book                   *Book
	// Types is what the keyer types of a case for a task; nil: what the paper says.
	Types func(view desk.TaskView, typed map[string]entry.Typed)
}

// SignInWorker opens the three sessions of worker n.
func SignInWorker(ctx context.Context, transport *http.Client, base string, n int, book *Book) (*Worker, error) {
	w := &Worker{N: n, Book: book}
	for _, s := range []struct {
		to         **Client
		role, seat string
	}{{&w.Clerk, "clerk", SeatOf(n)}, {&w.Keyer, "keyer", ""}, {&w.Verifier, "verifier", ""}} {
		c, err := SignIn(ctx, transport, base, Login(s.role, n), s.seat)
		if err != nil {
			return nil, err
		}
		*s.to = c
	}
	return w, nil
}

// Receive takes a case in and sends it to the center: the counter's first
// half. It returns the application's id.
func (w *Worker) Receive(ctx context.Context, cs *Case) (string, error) {
	arrived := time.Now()
	s, err := w.Runner.Run(ctx, "visit", func(ctx context.Context, s *Step) (err error) {
		s.Ref, err = w.Clerk.Arrive(ctx, s.Key, OfficeOf(w.N))
		s.Visit = s.Ref
		return err
	})
	if err != nil {
		return "", err
	}
	id := s.Visit
	if _, err := w.Runner.Run(ctx, "call", func(ctx context.Context, s *Step) error {
		s.Visit = id
		return w.Clerk.Call(ctx, s.Key, id)
	}); err != nil {
		return "", err
	}
	s, err = w.Runner.Run(ctx, "receive", func(ctx context.Context, s *Step) error {
		v, err := w.Clerk.Receive(ctx, s.Key, id, cs.Procedure)
		if err == nil && len(v.Applications) != 1 {
			err = fmt.Errorf("visit %s has %d applications", id, len(v.Applications))
		}
		if err == nil {
			s.Visit, s.Application, s.Ref = id, v.Applications[0].ID, v.Applications[0].ID
		}
		return err
	})
	if err != nil {
		return "", err
	}
	w.Book.entries.Store(s.Application, bookEntry{cs, arrived})
	return s.Application, w.send(ctx, s.Application, cs)
}

// Resume sends an application on that was left drafting or accepted.
func (w *Worker) Resume(ctx context.Context, application, state string) error {
	if state == "accepted" {
		return w.move(ctx, application, "request", nil)
	}
	cs, _, err := w.Book.Of(application)
	if err != nil {
		return err
	}
	if err := w.scan(ctx, application, cs); err != nil && CodeOf(err) != "page_already_scanned" {
		return err
	}
	if err := w.move(ctx, application, "accept", nil); err != nil {
		return err
	}
	return w.move(ctx, application, "request", nil)
}

func (w *Worker) send(ctx context.Context, application string, cs *Case) error {
	if err := w.scan(ctx, application, cs); err != nil {
		return err
	}
	if err := w.move(ctx, application, "accept", nil); err != nil {
		return err
	}
	return w.move(ctx, application, "request", nil)
}

func (w *Worker) scan(ctx context.Context, application string, cs *Case) error {
	_, err := w.Runner.Run(ctx, "page", func(ctx context.Context, s *Step) (err error) {
		s.Application, s.Digest = application, cs.digest
		s.Ref, err = w.Clerk.Page(ctx, s.Key, application, "image/jpeg", cs.Page)
		return err
	})
	return err
}

func (w *Worker) move(ctx context.Context, application, move string, in any) error {
	_, err := w.Runner.Run(ctx, move, func(ctx context.Context, s *Step) error {
		s.Application = application
		return w.Clerk.Move(ctx, s.Key, application, move, in)
	})
	return err
}

// Enter keys the next waiting entry, whosever it is. "nothing_waiting" when
// there is none.
func (w *Worker) Enter(ctx context.Context) error {
	s, err := w.Runner.Run(ctx, "claim", func(ctx context.Context, s *Step) error {
		view, err := w.Keyer.NextEntry(ctx, s.Key)
		s.View, s.Task, s.Application, s.Ref = view, view.Task.ID, view.Application.ID, view.Task.ID
		s.Kind, s.Portion, s.Person = view.Task.Kind, view.Task.Portion, Login("keyer", w.N)
		return err
	})
	if err != nil {
		return err
	}
	view := s.View.(desk.TaskView)
	cs, _, err := w.Book.Of(s.Application)
	if err != nil {
		return err
	}
	typed := map[string]entry.Typed{}
	for key, v := range cs.Typed {
		if cs.asks(s, view, key) {
			typed[key] = entry.Typed{V: v}
		}
	}
	if w.Types != nil {
		w.Types(view, typed)
	}
	agreed, more, err := w.draft(ctx, s, "entry", typed)
	if err != nil {
		return err
	}
	further := map[string]entry.Typed{} // people who stand there only since their number was keyed
	for _, it := range more {
		if v, ok := cs.Typed[it.Key]; ok && s.Kind != "first" {
			if _, was := typed[it.Key]; !was {
				further[it.Key] = entry.Typed{V: v}
			}
		}
	}
	if len(further) > 0 {
		also, _, err := w.draft(ctx, s, "entry", further)
		if err != nil {
			return err
		}
		maps.Copy(agreed, also)
	}
	for n := 0; len(agreed) > 0 && n < 4; n++ { // agreed on, and by whoever decides typed once more
		if agreed, _, err = w.draft(ctx, s, "entry agree", agreed); err != nil {
			return err
		}
	}
	_, err = w.Runner.Run(ctx, "entry finish", func(ctx context.Context, f *Step) error {
		f.Task, f.Application, f.Kind, f.Portion, f.Person = s.Task, s.Application, s.Kind, s.Portion, s.Person
		return w.Keyer.FinishTask(ctx, f.Key, s.Task)
	})
	return err
}

// draft saves what was typed and returns what the person agrees to where the
// program proposes something else, and the fields that the form has now where
// that may have changed.
func (w *Worker) draft(ctx context.Context, at Step, name string, typed map[string]entry.Typed) (agreed map[string]entry.Typed, items []desk.Item, err error) {
	told, err := w.Runner.Run(ctx, name, func(ctx context.Context, s *Step) error {
		s.Task, s.Application, s.Draft = at.Task, at.Application, map[string]desk.Value{}
		s.Kind, s.Portion, s.Person = at.Kind, at.Portion, at.Person
		saved, err := w.Keyer.Draft(ctx, s.Key, at.Task, typed)
		s.View = saved
		for key, f := range saved.Fields {
			if f.Problem == nil || f.Problem.Level == catalog.LevelAlert {
				s.Draft[key] = f.Value
			}
		}
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	saved := told.View.(desk.SavedView)
	agreed = map[string]entry.Typed{}
	for key := range typed {
		f, ok := saved.Fields[key]
		switch {
		case !ok || (f.Problem != nil && f.Problem.Level == catalog.LevelError):
			return nil, nil, fmt.Errorf("field %s of task %s was refused: %+v", key, at.Task, f.Problem)
		case f.Problem != nil && f.Problem.Code == "type_again": // whoever decides between two people types it twice
			agreed[key] = entry.Typed{V: typed[key].V, Again: true}
		case f.Problem != nil && f.Problem.Level == catalog.LevelAsk && f.Problem.Proposal != "":
			agreed[key] = entry.Typed{V: f.Problem.Proposal}
		}
	}
	return agreed, saved.Items, nil
}

// Overtaken is the code of a verification that somebody else in the room ended
// first: then another one waits.
const Overtaken = "verification_over"

// Verify confirms the next waiting entry and returns its application. The
// error may be Overtaken.
func (w *Worker) Verify(ctx context.Context) (string, error) {
	s, err := w.Runner.Run(ctx, "claim check", func(ctx context.Context, s *Step) error {
		view, err := w.Verifier.NextVerification(ctx, s.Key)
		s.View, s.Task, s.Application, s.Ref = view, view.Task.ID, view.Application.ID, view.Task.ID
		s.Kind, s.Portion, s.Person = view.Task.Kind, view.Task.Portion, Login("verifier", w.N)
		return err
	})
	if err != nil {
		return "", err
	}
	view := s.View.(desk.VerifyView)
	var all []verify.Fielded
	for _, r := range view.Rows {
		if !r.Done {
			all = append(all, verify.Fielded{Field: r.Key, Version: r.Version})
		}
	}
	if len(all) > 0 {
		if _, err := w.Runner.Run(ctx, "confirm", func(ctx context.Context, c *Step) error {
			c.Task, c.Application, c.Confirmed = s.Task, s.Application, all
			v, err := w.Verifier.Confirm(ctx, c.Key, s.Task, all)
			if err == nil && v.Left > 0 {
				err = fmt.Errorf("%d fields of %s are left after confirming all", v.Left, s.Application)
			}
			return err
		}); err != nil {
			return s.Application, err
		}
	}
	_, err = w.Runner.Run(ctx, "check finish", func(ctx context.Context, f *Step) error {
		f.Task, f.Application, f.Kind, f.Portion, f.Person = s.Task, s.Application, s.Kind, s.Portion, s.Person
		return w.Verifier.FinishTask(ctx, f.Key, s.Task)
	})
	return s.Application, err
}

// HandOver ends an application: the counter's second half.
func (w *Worker) HandOver(ctx context.Context, application string) error {
	return w.HandOverFrom(ctx, application, "completed")
}

// HandOverFrom goes on where an application was left: completed, registered,
// checked or printed.
func (w *Worker) HandOverFrom(ctx context.Context, application, state string) error {
	for _, step := range []struct {
		from string
		do   func(context.Context, string) error
	}{{"completed", w.register}, {"registered", w.check}, {"checked", w.print}, {"printed", w.finish}} {
		if step.from != state {
			continue
		}
		if err := step.do(ctx, application); err != nil {
			return err
		}
		state = map[string]string{"completed": "registered", "registered": "checked", "checked": "printed"}[state]
	}
	return nil
}

func (w *Worker) register(ctx context.Context, application string) error {
	return w.move(ctx, application, "register", map[string]any{"number": "K-1" + application[len(application)-8:]})
}

func (w *Worker) check(ctx context.Context, application string) error {
	return w.move(ctx, application, "check", nil)
}

func (w *Worker) print(ctx context.Context, application string) error {
	if _, err := w.Runner.Run(ctx, "documents", func(ctx context.Context, s *Step) (err error) {
		s.Application = application
		s.Documents, err = w.Clerk.Documents(ctx, s.Key, application, "content")
		if err == nil && len(s.Documents) != 1 {
			err = fmt.Errorf("application %s: %d papers were made", application, len(s.Documents))
		}
		if err == nil {
			s.Ref, s.Digest = s.Documents[0].ID, s.Documents[0].Digest
		}
		return err
	}); err != nil {
		return err
	}
	return w.move(ctx, application, "printed", nil)
}

func (w *Worker) finish(ctx context.Context, application string) error {
	return w.move(ctx, application, "finish",
		map[string]any{"ending": "delivered", "checklist": map[string]bool{"ticket": true, "name": true, "counted": true}})
}
