package app

import (
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/hall"
	"github.com/hitomado/hitomado/internal/insight/twin"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// The center's board calls nobody away who only did not touch a screen.
func TestColleaguesStayOnTheBoard(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	clock := kernel.NewShifted(twin.Ordinary.Start(), 0)
	h, err := hall.Open(ctx, hall.Options{Dir: t.TempDir(), City: demoName, Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.Close() })
	city, err := begin(ctx, h, clock)
	if err != nil {
		t.Fatal(err)
	}
	at, err := seat(ctx, h, city)
	if err != nil {
		t.Fatal(err)
	}
	lead := kernel.Actor{}
	for _, p := range city.Staff {
		if p.Role == staff.RoleLead {
			if _, lead, err = h.Staff.SignInAs(ctx, p.Staff, p.Seat); err != nil {
				t.Fatal(err)
			}
		}
	}
	atWork := func() int {
		b, err := h.Duty.Board(ctx, lead)
		if err != nil {
			t.Fatal(err)
		}
		return len(b.Workers)
	}
	all := atWork()
	for range 4 {
		clock.Advance(6 * time.Minute)
		at.seen(ctx)
	}
	if got := atWork(); all < 5 || got != all {
		t.Errorf("%d people at work after 24 minutes, %d in the morning", got, all)
	}
	clock.Advance(24 * time.Minute)
	if got := atWork(); got != 0 {
		t.Errorf("%d people at work who were not seen for 24 minutes", got)
	}
}
