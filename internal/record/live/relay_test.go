package live

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// neighbours are the nodes over a database as one of them finds them.
type neighbours struct {
	mu   sync.Mutex
	here int // this one included
	lost error
	looked
}

// looked is what a node did so far.
type looked struct {
	looks int         // how often it looked who is there
	told  []time.Time // when it told the others something
	said  []string
}

func (n *neighbours) Listeners(context.Context) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.looks++
	return n.here, n.lost
}

func (n *neighbours) Announce(_ context.Context, _, text string) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.told, n.said = append(n.told, time.Now()), append(n.said, text)
	return nil
}

func (n *neighbours) are(here int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.here = here
}

// since waits until the node is at rest and returns what it did, from now on
// counted anew.
func (n *neighbours) since() looked {
	synctest.Wait()
	n.mu.Lock()
	defer n.mu.Unlock()
	out := n.looked
	n.looked = looked{}
	return out
}

// speaking runs the sender of a node in a bubble of its own time. commit is
// what the journal does after a change, and tells whether the last one had been
// looked at.
func speaking(t *testing.T, n *neighbours, do func(t *testing.T, h *Hub, commit func() bool)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		h, committed, over := NewHub(), make(chan struct{}, 1), make(chan struct{})
		go func() { defer close(over); h.say(ctx, n, committed, slog.New(slog.DiscardHandler)) }()
		defer func() { cancel(); <-over }()
		do(t, h, func() bool {
			synctest.Wait()
			select {
			case committed <- struct{}{}:
				return true
			default:
				return false
			}
		})
	})
}

// A node that is alone does not wake for every commit: it looks once a second
// whether it still is, and tells nobody anything.
func TestANodeAloneDoesNotWakeForEveryCommit(t *testing.T) {
	t.Parallel()
	n := &neighbours{here: 1}
	speaking(t, n, func(t *testing.T, h *Hub, commit func() bool) {
		const seconds, moment = 10, 5 * time.Millisecond
		woken := 0
		for range seconds * time.Second / moment {
			if commit() {
				woken++
			}
			h.Tell("task:t") // who looks at which field, at every key
			kernel.Pause(t.Context(), moment)
		}
		did := n.since()
		if most := seconds + 2; woken > most || did.looks > most {
			t.Errorf("%d commits were taken and %d looks made in %d seconds of nobody else", woken, did.looks, seconds)
		}
		if did.looks < seconds-1 {
			t.Errorf("it looked %d times in %d seconds whether it is still alone", did.looks, seconds)
		}
		if len(did.said) > 0 {
			t.Errorf("it told nobody: %v", did.said)
		}
	})
}

// A node that joins is told of the first change within a second, and from then
// on of each at once; when it leaves, the one that stays becomes quiet.
func TestANodeThatJoinsIsTold(t *testing.T) {
	t.Parallel()
	n := &neighbours{}
	speaking(t, n, func(t *testing.T, h *Hub, commit func() bool) {
		for at := range 7 { // joined at another moment between two looks each time
			n.are(1)
			quiet(t, n, commit)
			kernel.Pause(t.Context(), time.Duration(at)*countGap/6)
			n.are(2)
			joined := time.Now()
			commit()
			h.Tell("task:t")
			kernel.Pause(t.Context(), countGap)
			did := n.since()
			if len(did.told) == 0 || did.told[0].Sub(joined) > countGap || !strings.Contains(did.said[0], `"a":true`) {
				t.Fatalf("a node that joined was not told within %v: %v", countGap, did.said)
			}
			if !strings.Contains(strings.Join(did.said, ""), "task:t") {
				t.Errorf("it was not told who looks where: %v", did.said)
			}
			for range 20 {
				changed := time.Now()
				commit()
				kernel.Pause(t.Context(), 2*announceGap)
				if did := n.since(); len(did.told) == 0 || did.told[0].Sub(changed) > announceGap {
					t.Fatal("a change was not told at once to a node that is there")
				}
			}
		}
	})
}

// quiet goes on until the node must have found that it is alone.
func quiet(t *testing.T, n *neighbours, commit func() bool) {
	t.Helper()
	for range 3 {
		commit()
		kernel.Pause(t.Context(), countGap)
	}
	n.since()
	commit()
	kernel.Pause(t.Context(), countGap)
	if did := n.since(); len(did.said) > 0 {
		t.Fatalf("nobody else is there, and it says %v", did.said)
	}
}

// While it cannot be known who is there, others may be.
func TestANodeThatCannotLookTellsOthers(t *testing.T) {
	t.Parallel()
	n := &neighbours{here: 1, lost: errors.New("the network is cut")}
	speaking(t, n, func(t *testing.T, _ *Hub, commit func() bool) {
		commit()
		kernel.Pause(t.Context(), countGap)
		commit()
		if did := n.since(); len(did.said) == 0 {
			t.Error("nothing was said")
		}
	})
}
