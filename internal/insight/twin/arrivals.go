package twin

import (
	"context"
	"slices"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// mostOpen bounds the visits that are open in the whole city, so that nobody
// who leaves the demo running finds an endless line.
const mostOpen = 40 // on an ordinary day

// profile weighs the hours of a day. The sample city never closes, so that a
// day shown fast does not end; outside its hours few people come.
var profile = map[int]float64{8: .7, 9: .9, 10: 1.1, 11: 1.25, 12: 1.15, 13: 1.2, 14: 1, 15: .95, 16: .75}

const atNight = .6

// street is where an office's visitors come from, at random, with exponential
// gaps; the floor manager draws their tickets.
type street struct {
	person
	site  site
	known bool // the first gap was drawn
}

func (s *street) staffID() string { return "" }
func (s *street) rest()           {}

func (s *street) act(ctx context.Context) (time.Duration, error) {
	gap := s.gap()
	if !s.known { // the first visitor comes a while after the doors opened
		s.known = true
		return gap / 4, nil
	}
	open, err := s.t.open(ctx, s.who)
	if err != nil || float64(open) >= mostOpen*s.t.o.Busy {
		return gap, err
	}
	in := visit.Arrival{Office: s.site.ID, Wish: s.errands()}
	if s.chance(0.06) {
		in.Language = "en"
	}
	_, err = s.t.h.Visits.Arrive(ctx, s.who, in)
	return gap, err
}

func (s *street) gap() time.Duration {
	weight, ok := profile[s.t.h.Clock.Now().In(kernel.Tokyo).Hour()]
	if !ok {
		weight = atNight
	}
	perHour := s.site.arrivals * weight * s.t.o.Busy
	return time.Duration(s.rng.ExpFloat64() / perHour * float64(time.Hour))
}

// open counts the visits that are open in the whole city.
func (t *Twin) open(ctx context.Context, who kernel.Actor) (int, error) {
	n := 0
	for _, s := range sites {
		if s.arrivals == 0 {
			continue
		}
		vs, err := t.h.Visits.Open(ctx, who, s.ID)
		if err != nil {
			return 0, err
		}
		n += len(vs)
	}
	return n, nil
}

// errands are what a visitor comes for: one and, often, those that usually
// follow it on the same day.
func (p *person) errands() []string {
	all := slices.DeleteFunc(p.t.h.Catalog.Procedures(), func(x *catalog.Procedure) bool { return !p.t.stock.has(x.ID) })
	if len(all) == 0 {
		return nil
	}
	first := all[p.rng.IntN(len(all))]
	out := []string{first.ID}
	for _, x := range all {
		if slices.Contains(x.After, first.ID) && p.chance(0.7) {
			out = append(out, x.ID)
		}
	}
	return out
}
