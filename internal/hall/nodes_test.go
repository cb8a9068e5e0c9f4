package hall_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/blob"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/hall"
	"github.com/hitomado/hitomado/internal/record/live"
	"github.com/hitomado/hitomado/internal/town/office"
)

// nodes are n programs over one PostgreSQL database and one folder of images.
func nodes(t *testing.T, n int) []*town {
	t.Helper()
	url, folder := dbtest.PostgresURL(t), t.TempDir()
	keys, err := blob.KeysFrom(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	out := make([]*town, n)
	for i := range out {
		store, err := blob.OpenDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		d := dbtest.Open(t, url)
		h, err := hall.Wire(d, hall.Options{City: "みほん市", Clock: kernel.System{}}, store, keys)
		if err != nil {
			t.Fatal(err)
		}
		out[i] = &town{Hall: h, t: t, ctx: t.Context()}
		out[i].run()
	}
	for _, o := range []office.Office{{ID: "chuo", Kind: "area", Name: "みほん中央支所", Mark: "みほん中央", Position: 1}, {ID: "center", Kind: "center", Name: "集中入力センター", Position: 2}} {
		out[0].ok(out[0].Offices.Add(t.Context(), kernel.SystemActor, o, []office.Seat{{ID: o.ID + "-1", Office: o.ID, Kind: "counter", Name: "1番窓口", Position: 1}}))
	}
	out[0].everythingOn()
	for until := time.Now().Add(10 * time.Second); ; {
		if here, err := out[0].DB.Listeners(t.Context()); err == nil && here == n {
			return out
		} else if time.Now().After(until) {
			t.Fatalf("%d of %d nodes listen: %v", here, n, err)
		}
	}
}

// run lets the node do its regular work until the test ends.
func (w *town) run() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); w.Run(ctx, slog.New(slog.DiscardHandler)) }()
	stop = func() { cancel(); <-done }
	w.t.Cleanup(stop)
	return stop
}

// hears waits until the listener is told that topic changed.
func hears(t *testing.T, l *live.Listener, topic string) {
	t.Helper()
	until := time.Now().Add(10 * time.Second)
	for time.Now().Before(until) {
		ms, _ := l.Next(t.Context(), time.Until(until))
		for _, m := range ms {
			if m.Topic == topic {
				return
			}
		}
	}
	t.Fatalf("nothing was heard of %s", topic)
}

func TestNodesHearOfEachOthersChangesAtOnce(t *testing.T) {
	t.Parallel()
	ns := nodes(t, 2)
	a, b := ns[0], ns[1]
	l := b.Live.Listen()
	defer l.Close()
	l.Add("office:chuo")
	for awake := false; !awake && t.Context().Err() == nil; { // both follow the record
		str(a)(a.Visits.Arrive(a.ctx, clerk, visit.Arrival{Office: "chuo"}))
		_, awake = l.Next(t.Context(), 200*time.Millisecond)
	}
	begin := time.Now()
	const rounds = 12
	for range rounds {
		str(a)(a.Visits.Arrive(a.ctx, clerk, visit.Arrival{Office: "chuo"}))
		hears(t, l, "office:chuo")
	}
	// A node that only looked once a second would take about a second a round.
	if took := time.Since(begin); took > rounds*time.Second/2 {
		t.Errorf("%d changes of another node took %v to be heard", rounds, took)
	}
}

func TestPeopleAtDifferentNodesVerifyOneEntryTogether(t *testing.T) {
	t.Parallel()
	ns := nodes(t, 2)
	a, b := ns[0], ns[1]
	app := a.receive("resident_certificate", 1)
	a.ok(a.Requests.Send(a.ctx, clerk, app))
	b.key(keyer, b.next(keyer, request.First).ID, "resident_certificate", 1)
	task := a.next(second, request.Verification)
	_, err := b.Verify.Join(b.ctx, third, task.ID)
	b.ok(err)
	l := b.Live.Listen()
	defer l.Close()
	l.Add("task:" + task.ID)
	for told := false; !told && t.Context().Err() == nil; {
		a.ok(a.Verify.Presence(a.ctx, second, task.ID, "name")) // presence is not in the record
		_, told = l.Next(t.Context(), 200*time.Millisecond)
	}
	room, err := b.Verify.See(b.ctx, third, task.ID)
	b.ok(err)
	if len(room.People) != 2 {
		t.Errorf("people in the room: %+v", room.People)
	}
	field := ""
	for _, p := range room.People {
		if p.Staff == second.ID {
			field = p.Field
		}
	}
	if field != "name" {
		t.Errorf("the other node sees the colleague at %q", field)
	}
}

func TestAStreamIsReachedThroughAnyNode(t *testing.T) {
	t.Parallel()
	ns := nodes(t, 2)
	a, b := ns[0], ns[1]
	held := a.Live.Listen() // the browser's stream is at a, its questions go to b
	defer held.Close()
	topics := make([]string, 80)
	for i := range topics {
		topics[i] = fmt.Sprintf("application:%s-%d", kernel.NewID(), i)
	}
	b.ok(b.Live.Hear(held.ID, "clerk@chuo-1", append(topics, "center")...))
	for told := false; !told; { // the notice is on its way
		b.Live.Tell("center", topics[79])
		ms, ok := held.Next(t.Context(), 50*time.Millisecond)
		told = ok && len(ms) > 0
		if t.Context().Err() != nil {
			t.Fatal("the stream never heard of its topics")
		}
	}
	if err := a.Live.Hear(held.ID[:len(held.ID)-1]+"?", "clerk@chuo-1", "center"); kernel.CodeOf(err) != "stream_unknown" {
		t.Errorf("a stream that nobody holds: %v", err)
	}
}

func TestANodeMayGoAndAnotherCome(t *testing.T) {
	t.Parallel()
	ns := nodes(t, 2)
	a, b := ns[0], ns[1]
	app := a.receive("resident_certificate", 1)
	a.ok(a.Requests.Send(a.ctx, clerk, app))
	task := a.next(keyer, request.First)
	a.ok(a.Close()) // dies with the lease of an entry in its hands
	b.key(keyer, task.ID, "resident_certificate", 1)
	got, err := b.Visits.GetApplication(b.ctx, clerk, app)
	b.ok(err)
	if got.State != visit.Entered {
		t.Errorf("the entry begun at a node that died is %s", got.State)
	}
}
