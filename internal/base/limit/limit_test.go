package limit

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

func TestARateIsPerKeyAndComesBack(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_800_000_000, 0)
	r := NewRates(10, 2)
	r.now = func() time.Time { return now }
	for i := range 20 {
		if err := r.Take("a"); err != nil {
			t.Fatalf("request %d: %v", i, err)
		}
	}
	err := r.Take("a")
	if kernel.KindOf(err) != kernel.TooMany || kernel.CodeOf(err) != "too_many_requests" {
		t.Fatalf("the 21st at once: %v", err)
	}
	if err := r.Take("b"); err != nil {
		t.Errorf("another key: %v", err)
	}
	now = now.Add(100 * time.Millisecond)
	if err := r.Take("a"); err != nil {
		t.Errorf("after a rest: %v", err)
	}
	if r.Take("a") == nil {
		t.Error("a rest for one let two pass")
	}
}

func TestRatesStayBounded(t *testing.T) {
	t.Parallel()
	r := NewRates(1, 1)
	for i := range 3 * maxKeys {
		_ = r.Take(fmt.Sprint(i))
		if held := len(r.left) + len(r.older); held > maxKeys {
			t.Fatalf("%d keys are held", held)
		}
	}
}

// A flood of other keys lets nobody begin anew who keeps asking.
func TestAFloodOfKeysForgetsNobodyWhoAsks(t *testing.T) {
	t.Parallel()
	r := NewRates(1, 1)
	now := time.Unix(1_800_000_000, 0)
	r.now = func() time.Time { return now }
	if err := r.Take("busy"); err != nil {
		t.Fatal(err)
	}
	for i := range 3 * maxKeys {
		_ = r.Take(fmt.Sprint(i))
		if i%(maxKeys/4) == 0 && r.Take("busy") == nil {
			t.Fatalf("after %d others the busy one began anew", i)
		}
	}
}

func TestNoRateLimitsNothing(t *testing.T) {
	t.Parallel()
	d := NewDoors(0)
	for range 100_000 {
		if d.Accounts.Take("a") != nil || d.Strangers.Take("b") != nil {
			t.Fatal("a limit without a rate")
		}
	}
}

func TestABudgetIsWaitedForAndGivenBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := NewBudget(100, time.Second)
		ctx := context.Background()
		all, err := b.Hold(ctx, 1000) // more than there is: everything
		if err != nil {
			t.Fatal(err)
		}
		begin := time.Now()
		if _, err := b.Hold(ctx, 1); kernel.CodeOf(err) != "busy" || time.Since(begin) != time.Second {
			t.Errorf("a full budget: %v after %v", err, time.Since(begin))
		}
		time.AfterFunc(time.Second/2, all)
		if free, err := b.Hold(ctx, 100); err != nil {
			t.Errorf("a budget given back: %v", err)
		} else {
			free()
		}
		ended, cancel := context.WithCancel(ctx)
		cancel()
		if _, err := b.Hold(ended, 1); err == nil {
			t.Error("somebody who left was let in")
		}
	})
}
