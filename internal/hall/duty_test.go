package hall_test

import (
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/duty"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/town/staff"
	_ "github.com/hitomado/hitomado/internal/town/staff/stafftest" // cheap passwords
)

// hire makes a real person who is signed in at the center.
func (w *town) hire(login string, roles ...string) kernel.Actor {
	w.t.Helper()
	_, a := w.signIn(w.join(login, roles...), "center-1")
	return a
}

func (w *town) signIn(person, seat string) (token string, a kernel.Actor) {
	w.t.Helper()
	token, a, err := w.Staff.SignInAs(w.ctx, person, seat)
	w.ok(err)
	return token, a
}

// join makes a real person of the center and returns their id.
func (w *town) join(login string, roles ...string) string {
	w.t.Helper()
	var grants []kernel.Grant
	for _, r := range roles {
		grants = append(grants, kernel.Grant{Role: r, Office: "center"})
	}
	p, err := w.Staff.Add(w.ctx, kernel.SystemActor, staff.NewPerson{Login: login, Name: "職員 " + login, Password: "correct horse", Grants: grants})
	w.ok(err)
	return p.ID
}

func (w *town) board() map[string]duty.Worker {
	w.t.Helper()
	b, err := w.Duty.Board(w.ctx, leader)
	w.ok(err)
	out := map[string]duty.Worker{}
	for _, p := range b.Workers {
		out[p.Staff] = p
	}
	return out
}

func (w *town) queue(l duty.Lane) duty.Queue {
	w.t.Helper()
	b, err := w.Duty.Board(w.ctx, leader)
	w.ok(err)
	i := slices.IndexFunc(b.Queues, func(q duty.Queue) bool { return q.Lane == l })
	return b.Queues[i]
}

func TestTheLeadMovesPeople(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		a := w.hire("abe", "keyer", "verifier")
		app := w.receive(certificate, 21)
		w.ok(w.Requests.Send(w.ctx, clerk, app))
		w.ok(w.Duty.Move(w.ctx, leader, a.ID, w.board()[a.ID].Version, "verify"))
		if _, err := w.Requests.Next(w.ctx, a, []request.Kind{request.First}); kernel.CodeOf(err) != "set_to_other_lane" {
			t.Fatalf("somebody set to verification keys: %v", err)
		}
		if _, err := w.Requests.Next(w.ctx, a, nil); kernel.CodeOf(err) != "nothing_waiting" {
			t.Fatalf("of all kinds only verification counts: %v", err)
		}
		if p := w.board()[a.ID]; p.Lane != duty.Verify || p.Doing != "" || p.Office != "center" {
			t.Errorf("%+v", p)
		}
		w.ok(w.Duty.Move(w.ctx, leader, a.ID, w.board()[a.ID].Version, "both"))
		task := w.next(a, request.First)
		if p := w.board()[a.ID]; p.Doing != request.First {
			t.Errorf("%+v", p)
		}
		// What somebody holds stays theirs when they are moved.
		w.ok(w.Duty.Move(w.ctx, leader, a.ID, w.board()[a.ID].Version, "verify"))
		if again := w.next(a, request.First); again.ID != task.ID {
			t.Error("another task")
		}
		if err := w.Duty.Move(w.ctx, leader, a.ID, w.board()[a.ID].Version, "nowhere"); kernel.CodeOf(err) != "lane_unknown" {
			t.Error(err)
		}
		if err := w.Duty.Move(w.ctx, leader, "nobody", 0, "entry"); err == nil {
			t.Error("an unknown person was moved")
		}
	})
}

// Two leads who set a lane at once never undo each other unseen.
func TestALaneIsSetOverWhatWasSeen(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		other := leader
		other.ID = "other-lead"
		for round := range 3 { // the first time there is nothing to be seen
			seen := w.queue(duty.Entry).Version
			if seen != round {
				t.Fatalf("version %d", seen)
			}
			var wg sync.WaitGroup
			errs := make([]error, 2)
			for i, who := range []kernel.Actor{leader, other} {
				wg.Go(func() { errs[i] = w.Duty.SetCapacity(w.ctx, who, "entry", seen, 3+i, 0) })
			}
			wg.Wait()
			won, lost := 0, errs[1]
			if errs[0] != nil {
				won, lost = 1, errs[0]
			}
			var e *kernel.Error
			if errs[won] != nil || !errors.As(lost, &e) || e.Code != "capacity_changed" || e.Kind != kernel.Conflict ||
				e.Args["staff"] != []string{leader.ID, other.ID}[won] || e.Args["people"] != 3+won {
				t.Fatalf("round %d: %v", round, errs)
			}
			if q := w.queue(duty.Entry); q.Wanted != 3+won {
				t.Errorf("%+v", q)
			}
		}
		if n := w.count(`SELECT COUNT(*) FROM journal WHERE kind='center.capacity_set'`); n != 3 {
			t.Errorf("%d events", n)
		}
	})
}

// The people whom the center's load counts are those whom the board lists: a
// lead who only leads is neither.
func TestTheLoadCountsWhomTheBoardLists(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		w.hire("abe", "keyer")
		w.hire("baba", "verifier")
		w.hire("chiba", "lead")
		w.hire("doi", "lead", "keyer")
		l, err := w.Requests.Load(w.ctx, leader)
		w.ok(err)
		b, err := w.Duty.Board(w.ctx, leader)
		w.ok(err)
		if l.People != 3 || len(b.Workers) != 3 {
			t.Errorf("the load counts %d, the board lists %d", l.People, len(b.Workers))
		}
	})
}

// Nobody who is at lunch shares the work, also not by what they did just before.
func TestTheLoadCountsNobodyWhoIsAway(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		a := w.hire("abe", "keyer")
		w.hire("baba", "verifier")
		w.ok(w.Requests.Send(w.ctx, clerk, w.receive(certificate, 90)))
		task := w.next(a, request.First)
		w.typeIn(a, task.ID, truthOf(w, certificate), nil)
		w.finish(a, task.ID, request.Verification)
		w.ok(w.Duty.Leave(w.ctx, a, "lunch"))
		if l, err := w.Requests.Load(w.ctx, leader); err != nil || l.People != 1 {
			t.Errorf("%d people share the work while one of two is at lunch: %v", l.People, err)
		}
	})
}

func TestSkillsLimitWhatIsGiven(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		a := w.hire("abe", "keyer")
		for i, p := range []string{certificate, "nhi_join"} {
			w.ok(w.Requests.Send(w.ctx, clerk, w.receive(p, uint64(30+i))))
		}
		w.ok(w.Duty.SetSkills(w.ctx, leader, a.ID, w.board()[a.ID].Version, []string{"nhi_join", "nhi_join"}))
		task := w.next(a, request.First)
		got, err := w.Visits.GetApplication(w.ctx, clerk, task.Application)
		w.ok(err)
		if got.Procedure != "nhi_join" || !slices.Equal(w.board()[a.ID].Skills, []string{"nhi_join"}) {
			t.Errorf("given %s, skills %v", got.Procedure, w.board()[a.ID].Skills)
		}
		w.ok(w.Requests.Release(w.ctx, a, task.ID))
		w.ok(w.Duty.SetSkills(w.ctx, leader, a.ID, w.board()[a.ID].Version, nil))
		if s := w.board()[a.ID].Skills; len(s) != 0 {
			t.Errorf("%v", s)
		}
		if err := w.Duty.SetSkills(w.ctx, leader, a.ID, w.board()[a.ID].Version, []string{"no_such"}); kernel.CodeOf(err) != "procedure_unknown" {
			t.Error(err)
		}
	})
}

// A break that begins while the lead decides over an older look is not lost,
// and the lead is told how things stand; two leads never undo each other unseen.
func TestAPersonIsMovedOverWhatWasSeen(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		a := w.hire("abe", "keyer", "verifier")
		seen := w.board()[a.ID].Version
		w.ok(w.Duty.Leave(w.ctx, a, duty.Break))
		err := w.Duty.Move(w.ctx, leader, a.ID, seen, "verify")
		e, _ := errors.AsType[*kernel.Error](err)
		if e == nil || e.Code != "duty_changed" || e.Kind != kernel.Conflict || e.Args["away"] != duty.Break || e.Args["staff"] != a.ID {
			t.Fatalf("moved over an older look: %v", err)
		}
		if err := w.Duty.SetSkills(w.ctx, leader, a.ID, seen, []string{"nhi_join"}); kernel.CodeOf(err) != "duty_changed" {
			t.Fatalf("skills over an older look: %v", err)
		}
		now := w.board()[a.ID]
		if now.Away != duty.Break || now.Lane != duty.Both || len(now.Skills) != 0 {
			t.Fatalf("%+v", now)
		}
		w.ok(w.Duty.Move(w.ctx, leader, a.ID, now.Version, "verify"))
		w.ok(w.Duty.Back(w.ctx, a))
		if p := w.board()[a.ID]; p.Lane != duty.Verify || p.Away != "" {
			t.Errorf("%+v", p)
		}

		// Together: exactly one of two leads wins, and the break stays.
		seen = w.board()[a.ID].Version
		var wg sync.WaitGroup
		won := make(chan error, 2)
		for _, lane := range []string{"entry", "both"} {
			wg.Go(func() { won <- w.Duty.Move(w.ctx, leader, a.ID, seen, lane) })
		}
		wg.Wait()
		if x, y := <-won, <-won; (x == nil) == (y == nil) {
			t.Errorf("%v, %v", x, y)
		}
		seen = w.board()[a.ID].Version
		var left error
		wg.Go(func() { left = w.Duty.Leave(w.ctx, a, duty.Lunch) })
		wg.Go(func() { _ = w.Duty.Move(w.ctx, leader, a.ID, seen, "verify") })
		wg.Wait()
		w.ok(left)
		if p := w.board()[a.ID]; p.Away != duty.Lunch {
			t.Errorf("the lunch was lost: %+v", p)
		}
	})
}

// A break, lunch or going home leaves nothing with an absent person: drafts
// and confirmations wait for whoever comes next.
func TestWhoGoesHandsWorkOver(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		a, b := w.hire("abe", "keyer", "verifier"), w.hire("baba", "keyer", "verifier")
		truth := truthOf(w, certificate)
		done, open := w.receive(certificate, 41), w.receive(certificate, 42)
		w.ok(w.Requests.Send(w.ctx, clerk, done))
		first := w.next(keyer, request.First)
		w.typeIn(keyer, first.ID, truth, nil)
		w.finish(keyer, first.ID, request.Verification)
		w.ok(w.Requests.Send(w.ctx, clerk, open))
		room := w.next(a, request.Verification)
		task := w.next(a, request.First)
		w.typeIn(a, task.ID, truth, nil)
		if err := w.Duty.Leave(w.ctx, a, "holiday"); kernel.CodeOf(err) != "absence_unknown" {
			t.Error(err)
		}
		w.ok(w.Duty.Leave(w.ctx, a, duty.Lunch))
		if s := w.state(open); s != visit.Requested {
			t.Errorf("the entry is %s", s)
		}
		if s := w.state(done); s != visit.Entered {
			t.Errorf("the verification is %s", s)
		}
		if p := w.board()[a.ID]; p.Away != duty.Lunch || p.Doing != "" {
			t.Errorf("%+v", p)
		}
		if _, err := w.Requests.Next(w.ctx, a, nil); kernel.CodeOf(err) != "away_now" {
			t.Fatalf("work was given to somebody at lunch: %v", err)
		}
		if _, err := w.Verify.See(w.ctx, b, room.ID); err != nil {
			t.Error(err)
		}
		again := w.next(b, request.First)
		work, err := w.Entries.Open(w.ctx, b, again.ID)
		w.ok(err)
		if again.ID != task.ID || work.Values["requester_name"].V != truth.Want["requester_name"].V {
			t.Error("the draft did not wait")
		}
		w.ok(w.Duty.Back(w.ctx, a))
		if p := w.board()[a.ID]; p.Away != "" {
			t.Errorf("%+v", p)
		}
		w.next(a, request.Verification)
	})
}

// Whoever signs out without a word of a break leaves nothing behind either: not
// what they key, not what they put aside, not what its counter is asked about.
func TestWhoSignsOutHandsWorkOver(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		b := w.hire("baba", "keyer", "verifier")
		id := w.join("abe", "keyer", "verifier")
		here, a := w.signIn(id, "center-1")
		there, _ := w.signIn(id, "center-1")
		apps, asked := map[string]string{}, "" // applications by task
		for n := range uint64(3) {
			app := w.receive(certificate, 51+n)
			w.ok(w.Requests.Send(w.ctx, clerk, app))
			task := w.next(a, request.First)
			apps[task.ID] = app
			switch n {
			case 0:
				w.ok(w.Requests.Rest(w.ctx, a, task.ID, visit.Resting{Why: "phone", Minutes: 30}))
			case 1:
				asked = str(w)(w.Inquiries.Ask(w.ctx, a, task.ID, "requester_name", "何と読みますか"))
			}
		}
		w.ok(w.Staff.SignOut(w.ctx, there)) // a second window is closed, the work goes on
		for task := range apps {
			if k, err := w.Requests.Task(w.ctx, task); err != nil || k.Staff != a.ID {
				t.Errorf("%+v %v", k, err)
			}
		}
		w.ok(w.Staff.SignOut(w.ctx, here))
		for task := range apps {
			if k, err := w.Requests.Task(w.ctx, task); err != nil || k.State != request.Open || k.Staff != "" || k.Hold != nil {
				t.Errorf("stays with who has gone: %+v %v", k, err)
			}
		}
		w.ok(w.Inquiries.Answer(w.ctx, clerk, asked, "as_written", "")) // it finds whoever is next
		for range apps {
			task := w.next(b, request.First)
			if s := w.state(apps[task.ID]); s != visit.Entering {
				t.Fatalf("given while %s", s)
			}
			w.typeIn(b, task.ID, truthOf(w, certificate), nil)
			w.finish(b, task.ID, request.Verification)
		}
	})
}

func TestSupportComesAndGoesWithoutATrace(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		a := w.hire("abe", "verifier")
		w.ok(w.Duty.SetCapacity(w.ctx, leader, "verify", 0, 2, 0))
		w.ok(w.Duty.SetCapacity(w.ctx, leader, "entry", 0, 0, 1))
		w.ok(w.Duty.Call(w.ctx, leader, "verify", true))
		w.ok(w.Duty.Call(w.ctx, leader, "verify", true))
		if q := w.queue(duty.Verify); !q.Called || !q.Short || q.People != 1 || q.Wanted != 2 {
			t.Errorf("%+v", q)
		}
		for i := range 2 {
			w.ok(w.Requests.Send(w.ctx, clerk, w.receive(certificate, uint64(50+i))))
		}
		if q := w.queue(duty.Entry); !q.Short || q.Waiting != 2 || q.Limit != 1 {
			t.Errorf("two wait where one is the limit: %+v", q)
		}
		if err := w.Duty.Help(w.ctx, a, "entry"); kernel.CodeOf(err) != "not_permitted" {
			t.Errorf("help beyond one's rights: %v", err)
		}
		w.ok(w.Duty.Help(w.ctx, a, "verify"))
		if p := w.board()[a.ID]; !p.Support || p.Lane != duty.Verify {
			t.Errorf("%+v", p)
		}
		first := w.next(keyer, request.First)
		w.typeIn(keyer, first.ID, truthOf(w, certificate), nil)
		w.finish(keyer, first.ID, request.Verification)
		w.next(a, request.Verification)
		w.ok(w.Duty.EndHelp(w.ctx, a))
		if n := w.count(`SELECT (SELECT COUNT(*) FROM duty WHERE lane<>'both' OR support=1 OR away<>'')+(SELECT COUNT(*) FROM presence)+(SELECT COUNT(*) FROM task WHERE kind='verification' AND state='leased')`); n != 0 {
			t.Errorf("%d traces of open work", n)
		}
		mine, queues, err := w.Duty.Mine(w.ctx, a)
		w.ok(err)
		if mine.Support || mine.Lane != duty.Both || len(queues) != 2 {
			t.Errorf("%+v", mine)
		}
		w.ok(w.Duty.Call(w.ctx, leader, "verify", false))
		if q := w.queue(duty.Verify); q.Called {
			t.Errorf("%+v", q)
		}
		if n := w.count(`SELECT COUNT(*) FROM journal WHERE kind LIKE 'center.support%'`); n != 4 {
			t.Errorf("%d events of support", n)
		}
		if err := w.Duty.SetCapacity(w.ctx, leader, "entry", 1, -1, 0); kernel.CodeOf(err) != "capacity_invalid" {
			t.Error(err)
		}
	})
}

// Every cell of who may do what at the center.
func TestWhoMayRunTheCenter(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		person := w.hire("abe", "keyer").ID
		leads, works := []string{"lead"}, []string{"keyer", "verifier", "lead"}
		for _, do := range []struct {
			name string
			may  []string
			act  func(kernel.Actor) error
		}{
			{"move", leads, func(a kernel.Actor) error { return w.Duty.Move(w.ctx, a, person, w.board()[person].Version, "entry") }},
			{"skills", leads, func(a kernel.Actor) error { return w.Duty.SetSkills(w.ctx, a, person, w.board()[person].Version, nil) }},
			{"capacity", leads, func(a kernel.Actor) error { return w.Duty.SetCapacity(w.ctx, a, "entry", 0, 1, 1) }},
			{"call", leads, func(a kernel.Actor) error { return w.Duty.Call(w.ctx, a, "entry", true) }},
			{"board", leads, func(a kernel.Actor) error { _, err := w.Duty.Board(w.ctx, a); return err }},
			{"policies", leads, func(a kernel.Actor) error { _, err := w.Requests.KeyingPolicies(w.ctx, a); return err }},
			{"mine", works, func(a kernel.Actor) error { _, _, err := w.Duty.Mine(w.ctx, a); return err }},
			{"help", works, func(a kernel.Actor) error { return w.Duty.Help(w.ctx, a, "both") }},
			{"end help", works, func(a kernel.Actor) error { return w.Duty.EndHelp(w.ctx, a) }},
			{"leave", works, func(a kernel.Actor) error { return w.Duty.Leave(w.ctx, a, duty.Break) }},
			{"back", works, func(a kernel.Actor) error { return w.Duty.Back(w.ctx, a) }},
		} {
			for _, role := range staff.Roles() {
				a := kernel.Actor{ID: "p-" + role, Office: "center", Grants: []kernel.Grant{{Role: role, Office: "center"}}}
				err := do.act(a)
				if want := slices.Contains(do.may, role); (err == nil) != want {
					t.Errorf("%s by %s: %v", do.name, role, err)
				}
				if e, ok := errors.AsType[*kernel.Error](err); err != nil && (!ok || e.Kind != kernel.Forbidden) {
					t.Errorf("%s by %s: %v", do.name, role, err)
				}
			}
		}
	})
}
