package hall_test

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/handover"
	"github.com/hitomado/hitomado/internal/front/visit"
)

// model is what an application should be, kept in memory beside the real one.
type model struct {
	state   visit.State
	back    visit.State // where a question or a set-aside leads back to
	task    string      // of the entry, then of the verification
	here    bool        // the entry is in the clerk's hands and not in the center's
	counter bool        // the entry is the counter's affair by now
	keyed   bool        // by the center's keyer, who may not verify then
	asked   []string    // the questions that wait, oldest first
}

// holder has the entry in hand.
func (m *model) holder() kernel.Actor {
	if m.here {
		return clerk
	}
	return keyer
}

// inHand tells whether the center's keyer holds the entry, asked about or not.
func (m *model) inHand() bool {
	return !m.here && (m.state == visit.Entering || m.state == visit.Queried && m.back == visit.Entering)
}

// act is something people try. from are the states in which it must succeed,
// and lead to to; in every other state it must be refused and change nothing.
type act struct {
	from []visit.State
	to   visit.State
	try  func(ctx context.Context, w *town, app string, m *model) error
}

// A run takes about half a second; -rapid.checks=N has more of them.
func init() { _ = flag.Set("rapid.checks", "12") }

const (
	modelled = "nhi_join"
	asked    = "person.1.name"
)

func (m *model) ask(ctx context.Context, w *town, at visit.State) error {
	who := keyer
	switch {
	case at == visit.Verifying:
		who = second
	case m.here: // the counter has nobody to ask
		return kernel.E(kernel.Conflict, "not_tried")
	}
	id, err := w.Inquiries.Ask(ctx, who, m.task, asked, "何と書いてありますか")
	if err == nil {
		m.back, m.asked = at, append(m.asked, id)
	}
	return err
}

func (m *model) answer(ctx context.Context, w *town) error {
	err := w.Inquiries.Answer(ctx, clerk, m.asked[0], "typed", "ここに書いてあるとおりです")
	if err == nil {
		m.asked = m.asked[1:]
	}
	return err
}

var acts = map[string]act{
	"accept": {[]visit.State{visit.Drafting}, visit.Accepted, func(ctx context.Context, w *town, app string, _ *model) error {
		return w.Visits.Accept(ctx, clerk, app)
	}},
	"send": {[]visit.State{visit.Accepted, visit.Returned}, visit.Requested, func(ctx context.Context, w *town, app string, _ *model) error {
		return w.Requests.Send(ctx, clerk, app)
	}},
	"enter here": {[]visit.State{visit.Accepted, visit.Returned}, visit.Entering, func(ctx context.Context, w *town, app string, m *model) error {
		id, err := w.Requests.EnterHere(ctx, clerk, app)
		if err == nil {
			m.task, m.here, m.counter = id, true, true
		}
		return err
	}},
	"take back": {[]visit.State{visit.Requested}, visit.Accepted, func(ctx context.Context, w *town, app string, _ *model) error {
		return w.Requests.TakeBack(ctx, clerk, app)
	}},
	"claim": {[]visit.State{visit.Requested}, visit.Entering, func(ctx context.Context, w *town, _ string, m *model) error {
		if m.inHand() { // who asks again is given what is in hand
			t, err := w.Requests.Next(ctx, keyer, []request.Kind{request.First})
			if err != nil || t.ID != m.task {
				return fmt.Errorf("asked again: %s, %w", t.ID, err)
			}
			return kernel.E(kernel.Conflict, "not_tried")
		}
		if m.state == visit.Queried && m.back == visit.Requested { // that is "claim asked"
			return kernel.E(kernel.Conflict, "not_tried")
		}
		t, err := w.Requests.Next(ctx, keyer, []request.Kind{request.First})
		if err == nil {
			m.task, m.here, m.counter, m.keyed = t.ID, false, false, true
		}
		return err
	}},
	"claim too": {nil, "", func(ctx context.Context, w *town, app string, m *model) error {
		if m.state == visit.Requested || m.back == visit.Requested { // it would win; then it is "claim"
			return kernel.E(kernel.Conflict, "not_tried")
		}
		_, err := w.Requests.Next(ctx, second, []request.Kind{request.First})
		return err
	}},
	"release": {[]visit.State{visit.Entering}, visit.Requested, func(ctx context.Context, w *town, _ string, m *model) error {
		if m.inHand() && m.state == visit.Queried { // that is "release asked"
			return kernel.E(kernel.Conflict, "not_tried")
		}
		return w.Requests.Release(ctx, m.holder(), m.task)
	}},
	// Who waits for an answer may give the entry back; the answer finds whoever
	// took it, or nobody.
	"release asked": {[]visit.State{visit.Queried}, visit.Queried, func(ctx context.Context, w *town, _ string, m *model) error {
		if m.state != visit.Queried || !m.inHand() {
			return kernel.E(kernel.Conflict, "not_tried")
		}
		err := w.Requests.Release(ctx, keyer, m.task)
		if err == nil {
			m.back = visit.Requested
		}
		return err
	}},
	"claim asked": {[]visit.State{visit.Queried}, visit.Queried, func(ctx context.Context, w *town, _ string, m *model) error {
		if m.state != visit.Queried || m.back != visit.Requested {
			return kernel.E(kernel.Conflict, "not_tried")
		}
		t, err := w.Requests.Next(ctx, keyer, []request.Kind{request.First})
		if err == nil {
			m.back, m.task = visit.Entering, t.ID
		}
		return err
	}},
	"key": {[]visit.State{visit.Entering}, visit.Entered, func(ctx context.Context, w *town, _ string, m *model) error {
		if m.state == visit.Entering {
			w.key(m.holder(), m.task, modelled, 3)
			return nil
		}
		_, err := w.Entries.Finish(ctx, m.holder(), m.task, "")
		return err
	}},
	"verify": {[]visit.State{visit.Entered}, visit.Verifying, func(ctx context.Context, w *town, _ string, m *model) error {
		if m.state == visit.Verifying { // the room that the person is in
			return kernel.E(kernel.Conflict, "not_tried")
		}
		t, err := w.Requests.Next(ctx, second, []request.Kind{request.Verification})
		if err == nil {
			m.task = t.ID
		}
		return err
	}},
	"verify own": {nil, "", func(ctx context.Context, w *town, _ string, m *model) error {
		if !m.keyed { // then the keyer may
			return kernel.E(kernel.Conflict, "not_tried")
		}
		_, err := w.Verify.Join(ctx, keyer, m.task)
		return err
	}},
	"leave": {[]visit.State{visit.Verifying}, visit.Entered, func(ctx context.Context, w *town, _ string, m *model) error {
		if m.state != visit.Verifying { // who is not in the room may always go
			return kernel.E(kernel.Conflict, "not_tried")
		}
		return w.Verify.Leave(ctx, second, m.task)
	}},
	"complete": {[]visit.State{visit.Verifying}, visit.Completed, func(ctx context.Context, w *town, _ string, m *model) error {
		if m.state == visit.Verifying {
			w.sayYes(second, m.task)
		}
		return w.Verify.Finish(ctx, second, m.task)
	}},
	"register": {[]visit.State{visit.Completed}, visit.Registered, func(ctx context.Context, w *town, app string, _ *model) error {
		return w.Handover.Register(ctx, clerk, app, "2026-000777")
	}},
	"check": {[]visit.State{visit.Registered}, visit.Checked, func(ctx context.Context, w *town, app string, _ *model) error {
		return w.Handover.Check(ctx, clerk, app)
	}},
	"print": {[]visit.State{visit.Checked}, visit.Printed, func(ctx context.Context, w *town, app string, m *model) error {
		if m.state == visit.Checked {
			if _, err := w.Handover.Make(w.ctx, clerk, app, []string{"content"}); err != nil {
				return err
			}
		}
		return w.Handover.Printed(ctx, clerk, app)
	}},
	"finish": {[]visit.State{visit.Printed}, visit.Finished, func(ctx context.Context, w *town, app string, m *model) error {
		if m.state == visit.Checked { // allowed where nothing is printed
			return kernel.E(kernel.Conflict, "not_tried")
		}
		return w.Handover.Finish(ctx, clerk, app, handover.HandOver{Ending: "delivered", Checklist: handover.Checklist{Ticket: true, Name: true, Counted: true}})
	}},
	"ask": {[]visit.State{visit.Entering, visit.Verifying}, visit.Queried, func(ctx context.Context, w *town, _ string, m *model) error {
		if m.state == visit.Queried { // that is "ask more"
			return kernel.E(kernel.Conflict, "not_tried")
		}
		return m.ask(ctx, w, m.state)
	}},
	"ask more": {[]visit.State{visit.Queried}, visit.Queried, func(ctx context.Context, w *town, _ string, m *model) error {
		if m.state != visit.Queried || m.back == visit.Requested {
			return kernel.E(kernel.Conflict, "not_tried")
		}
		return m.ask(ctx, w, m.back)
	}},
	// An answer to a form that went on is only noted; the last one has the form go on.
	"answer": {[]visit.State{visit.Queried}, "", func(ctx context.Context, w *town, _ string, m *model) error {
		if m.state != visit.Queried || len(m.asked) != 1 {
			return kernel.E(kernel.Conflict, "not_tried")
		}
		return m.answer(ctx, w)
	}},
	"answer one": {[]visit.State{visit.Queried}, visit.Queried, func(ctx context.Context, w *town, _ string, m *model) error {
		if m.state != visit.Queried || len(m.asked) < 2 {
			return kernel.E(kernel.Conflict, "not_tried")
		}
		return m.answer(ctx, w)
	}},
	"return": {[]visit.State{visit.Requested, visit.Entering, visit.Entered, visit.Verifying, visit.Queried}, visit.Returned, func(ctx context.Context, w *town, app string, _ *model) error {
		return w.Requests.Return(ctx, clerk, app, "氏名が読めません")
	}},
	"set aside": {withdrawable, visit.Pending, func(ctx context.Context, w *town, app string, m *model) error {
		err := w.Requests.Pend(ctx, clerk, app, "本人確認の書類が足りません", nil, nil)
		if err == nil {
			m.back = m.resting()
		}
		return err
	}},
	"resume": {[]visit.State{visit.Pending}, "", func(ctx context.Context, w *town, app string, _ *model) error {
		return w.Requests.Resume(ctx, clerk, app)
	}},
	"withdraw": {append(slices.Clone(withdrawable), visit.Pending), visit.Withdrawn, func(ctx context.Context, w *town, app string, _ *model) error {
		return w.Requests.End(ctx, clerk, app, request.Withdrawn, "やめた")
	}},
	"reopen": {[]visit.State{visit.Completed, visit.Registered, visit.Checked, visit.Printed}, visit.Entering, func(ctx context.Context, w *town, app string, m *model) error {
		id, err := w.Requests.Reopen(ctx, clerk, app, "氏名が違います", false)
		if err == nil {
			m.task, m.here = id, true
		}
		return err
	}},
	"withdraw late": {nil, "", func(ctx context.Context, w *town, app string, m *model) error {
		if m.state == visit.Pending || slices.Contains(withdrawable, m.state) {
			return kernel.E(kernel.Conflict, "not_tried")
		}
		return w.Requests.End(ctx, clerk, app, "withdrawn", "やめた")
	}},
	"lease ends": {[]visit.State{visit.Entering, visit.Verifying}, "", func(ctx context.Context, w *town, _ string, m *model) error {
		w.clock.Advance(20 * time.Minute) // longer than after an answer
		if _, err := w.Requests.Expire(ctx); err != nil {
			return err
		}
		if err := w.Verify.Expire(ctx); err != nil {
			return err
		}
		if m.state != visit.Entering && m.state != visit.Verifying {
			return kernel.E(kernel.Conflict, "not_tried")
		}
		return nil
	}},
}

var withdrawable = []visit.State{visit.Drafting, visit.Accepted, visit.Requested, visit.Entering, visit.Entered, visit.Verifying, visit.Completed, visit.Queried, visit.Returned}

// resting is where work that was taken from somebody waits.
func (m *model) resting() visit.State {
	state := m.state
	if state == visit.Queried {
		state = m.back
	}
	switch {
	case state == visit.Entering && m.counter:
		return visit.Accepted
	case state == visit.Entering:
		return visit.Requested
	case state == visit.Verifying:
		return visit.Entered
	}
	return state
}

// leads is where an act leads; the end of a lease, an answer and a resumption
// lead back.
func (a act) leads(m model) visit.State {
	switch {
	case a.to != "":
		return a.to
	case m.state == visit.Queried || m.state == visit.Pending:
		return m.back
	case m.state == visit.Entering:
		return visit.Requested
	}
	return visit.Entered
}

// Whatever people try in whatever order, sent once or twice, the application,
// its task and its visit stand where a model that fits on a page says.
func TestApplicationsFollowTheModel(t *testing.T) {
	t.Parallel()
	names := make([]string, 0, len(acts))
	for n := range acts {
		names = append(names, n)
	}
	slices.Sort(names)
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		seed := uint64(0)
		rapid.Check(t, func(rt *rapid.T) {
			seed++
			app := w.receive(modelled, seed)
			m := &model{state: visit.Accepted}
			defer func() { // the next run finds no work of this one
				_ = w.Requests.End(w.ctx, clerk, app, "withdrawn", "やめた")
			}()
			for step := range rapid.IntRange(5, 30).Draw(rt, "steps") {
				// Half of the time something that leads on, so that runs come far.
				var on []string
				for _, n := range names {
					if slices.Contains(acts[n].from, m.state) {
						on = append(on, n)
					}
				}
				from := names
				if len(on) > 0 && rapid.Bool().Draw(rt, "on") {
					from = on
				}
				name := rapid.SampledFrom(from).Draw(rt, "act")
				follow(rt, w, app, m, name, fmt.Sprintf("%s-%d", app, step))
			}
		})
	})
}

func follow(rt *rapid.T, w *town, app string, m *model, name, key string) {
	a, before := acts[name], *m
	ctx := kernel.WithCommand(w.ctx, kernel.Command{Key: key, Hash: name})
	err := a.try(ctx, w, app, m)
	allowed := slices.Contains(a.from, before.state)
	switch {
	case kernel.CodeOf(err) == "not_tried":
	case allowed && err != nil:
		rt.Fatalf("%s from %s: %v", name, before.state, err)
	case !allowed && err == nil:
		rt.Fatalf("%s from %s was allowed", name, before.state)
	case !allowed && kernel.KindOf(err) == kernel.Internal:
		rt.Fatalf("%s from %s was refused without a reason: %v", name, before.state, err)
	case allowed:
		m.state = a.leads(before)
	}
	w.agrees(rt, app, m, name)
}

// agrees compares the real thing with the model.
func (w *town) agrees(rt *rapid.T, app string, m *model, after string) {
	got, err := w.Visits.GetApplication(w.ctx, clerk, app)
	if err != nil || got.State != m.state {
		rt.Fatalf("after %s: the application is %s, the model %s (%v)", after, got.State, m.state, err)
	}
	tasks, err := w.Requests.Of(w.ctx, app)
	if err != nil {
		rt.Fatal(err)
	}
	open, leased := 0, 0
	for _, t := range tasks {
		switch t.State {
		case request.Open:
			open++
		case request.Leased:
			leased++
		}
	}
	wantOpen, wantLeased := 0, 0
	switch {
	case m.state == visit.Requested, m.state == visit.Entered, m.state == visit.Queried && m.back == visit.Requested:
		wantOpen = 1
	case m.state == visit.Entering, m.state == visit.Verifying, m.state == visit.Queried:
		wantLeased = 1
	}
	if open != wantOpen || leased != wantLeased {
		rt.Fatalf("after %s, %s: %d open and %d leased tasks", after, m.state, open, leased)
	}
	v, err := w.Visits.Get(w.ctx, clerk, got.Visit)
	if err != nil || (v.State == visit.Done) != m.state.Over() {
		rt.Fatalf("after %s, %s: the visit is %s (%v)", after, m.state, v.State, err)
	}
}
