package kill

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hitomado/hitomado/e2e/harness"
)

// result is what a storm came to.
type result struct {
	kills, inFlight, acks int
	violations            []string
}

// storm is one place under load whose program is killed again and again.
type storm struct {
	place   harness.Place
	binary  string
	cases   []*harness.Case
	rng     *rand.Rand
	log     *log
	starts  atomic.Int64
	next    atomic.Int64
	clients []*client
	checker *checker
}

// weather kills the program kills times under the load of workers, then lets
// the work end and checks everything once more.
func weather(ctx context.Context, place harness.Place, binary string, cases []*harness.Case, workers, kills int, seed uint64) (result, error) {
	s := &storm{place: place, binary: binary, cases: cases, rng: rand.New(rand.NewPCG(seed, 9)), log: newLog()}
	if err := harness.Found(ctx, place, workers); err != nil {
		return result{}, err
	}
	server, err := s.start(ctx)
	if err != nil {
		return result{}, err
	}
	defer func() { server.Kill() }()
	if s.checker, err = newChecker(place); err != nil {
		return result{}, err
	}
	defer s.checker.close()
	crew, err := s.hire(ctx, workers)
	if err != nil {
		return result{}, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var over atomic.Bool
	var wg sync.WaitGroup
	for _, w := range crew {
		wg.Go(func() {
			for !over.Load() && ctx.Err() == nil {
				if err := s.life(ctx, w); err != nil && ctx.Err() == nil {
					cancel(fmt.Errorf("client %d: %w", w.N, err))
				}
			}
		})
	}
	var r result
	for r.kills < kills && err == nil {
		var hit bool
		if server, hit, err = s.strike(ctx, server); err == nil {
			r.kills++
			if hit {
				r.inFlight++
			}
			err = s.check(ctx, false)
		}
	}
	over.Store(true)
	wg.Wait()
	if cause := context.Cause(ctx); cause != nil {
		err = cause
	}
	if err == nil {
		err = s.check(ctx, true)
	}
	r.acks, r.violations = s.log.size(), s.log.violations
	return r, err
}

func (s *storm) start(ctx context.Context) (*harness.Server, error) {
	server, err := s.place.Serve(ctx, s.binary)
	if err == nil {
		s.starts.Add(1)
	}
	return server, err
}

func (s *storm) hire(ctx context.Context, workers int) ([]*harness.Worker, error) {
	book, transport := &harness.Book{}, harness.NewTransport()
	var crew []*harness.Worker
	for n := range workers {
		w, err := harness.SignInWorker(ctx, transport, s.place.URL(), n, book)
		if err != nil {
			return nil, err
		}
		c := &client{log: s.log, lives: s.starts.Load, seen: s.starts.Load(), failed: map[int]bool{}}
		w.Runner = c
		s.clients = append(s.clients, c)
		crew = append(crew, w)
	}
	return crew, nil
}

// life is one application from arrival to hand-over, kills or not.
func (s *storm) life(ctx context.Context, w *harness.Worker) error {
	if _, err := w.Receive(ctx, s.cases[int(s.next.Add(1))%len(s.cases)]); err != nil {
		return err
	}
	if err := w.Enter(ctx); err != nil {
		return err
	}
	application, err := w.Verify(ctx)
	if err != nil {
		return err
	}
	return w.HandOver(ctx, application)
}

// strike kills the program at a random moment under load and starts it again.
// hit tells whether a request was on its way that never got its answer.
func (s *storm) strike(ctx context.Context, server *harness.Server) (next *harness.Server, hit bool, err error) {
	before := s.log.size()
	for s.log.size() == before && ctx.Err() == nil { // the load is back
		pause(ctx, 2*time.Millisecond)
	}
	if !pause(ctx, time.Duration(s.rng.IntN(700_000))*time.Microsecond) {
		return server, false, context.Cause(ctx)
	}
	calls := make([]int, len(s.clients))
	for i, c := range s.clients {
		calls[i] = c.onItsWay()
	}
	server.Kill()
	for i, c := range s.clients {
		if calls[i] == 0 {
			continue
		}
		lost, over := c.lost(calls[i])
		for !over && pause(ctx, time.Millisecond) {
			lost, over = c.lost(calls[i])
		}
		hit = hit || lost
	}
	next, err = s.start(ctx)
	if err != nil {
		next = server
	}
	return next, hit, err
}

// check compares what the clients were told with what is stored.
func (s *storm) check(ctx context.Context, final bool) error {
	acks, begun := s.log.told()
	found, err := s.checker.compare(ctx, acks, begun, final)
	for _, v := range found {
		s.log.violate("%s", v)
	}
	return err
}
