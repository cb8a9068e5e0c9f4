package quality_test

import (
	"math"
	"testing"

	"github.com/hitomado/hitomado/internal/center/quality"
)

// The published example: keyers who err on 1 % of fields on average leave 14.9
// wrong values per 10,000, because of the few hard fields.
func TestDoubleEntryByTheFormula(t *testing.T) {
	t.Parallel()
	easy := quality.Group{Share: .98, Keyer: .0051, Agree: .05, Decider: .005}
	hard := quality.Group{Share: .02, Keyer: .25, Agree: .5, Decider: .10}
	if r := quality.Double(easy, hard) * 1e4; math.Abs(r-14.9) > .05 {
		t.Errorf("%.2f per 10,000", r)
	}
	if e := easy.Share*easy.Keyer + hard.Share*hard.Keyer; math.Abs(e-.01) > 1e-4 {
		t.Errorf("the average keyer errs on %.4f", e)
	}
}

func TestIntervalKnownValues(t *testing.T) {
	t.Parallel()
	// Jeffreys' interval of a Poisson count of 10: 5.14 to 17.74.
	e := quality.Binomial(1000, 10)
	if math.Abs(e.Low*1000-5.14) > .05 || math.Abs(e.High*1000-17.74) > .05 || e.Rate != .01 {
		t.Errorf("%+v", e)
	}
	if e := quality.Binomial(1000, 0); e.Rate != 0 || e.High < .0015 || e.High > .004 {
		t.Errorf("nothing found: %+v", e)
	}
	if e := quality.Residual(); e.High != 1 {
		t.Errorf("nothing looked at: %+v", e)
	}
}

func TestCountsStandForWhatWasNotLookedAt(t *testing.T) {
	t.Parallel()
	whole := quality.Residual(quality.Kind{Differed: 500, DifferedAgain: 500, DifferedWrong: 20}, quality.Kind{Agreed: 9500, AgreedAgain: 500})
	part := quality.Residual(quality.Kind{Differed: 500, DifferedAgain: 250, DifferedWrong: 10}, quality.Kind{Agreed: 9500, AgreedAgain: 500})
	if whole.Rate != .002 || whole.Rate != part.Rate || part.High-part.Low <= whole.High-whole.Low {
		t.Errorf("%+v %+v", whole, part)
	}
}

// With e = .25 and c = .5 two keyers agree on a wrong value in 3.1 % and differ
// in 40.6 %; a re-key misses one in eight, and the estimate makes up for it.
func TestWhatARekeyMissesIsMadeUpFor(t *testing.T) {
	t.Parallel()
	k := quality.Kind{Agreed: 593_750, AgreedAgain: 593_750, AgreedWrong: 27_344, Differed: 406_250, DifferedAgain: 406_250, DifferedWrong: 35_547}
	if e := quality.Residual(k); math.Abs(e.Rate-.071875) > .0005 || e.Low > e.Rate || e.High < e.Rate {
		t.Errorf("%+v", e)
	}
}

// No more fields are wrong than there are, however few were looked at.
func TestAShareIsNeverAboveAll(t *testing.T) {
	t.Parallel()
	for _, k := range []quality.Kind{{Agreed: 27, AgreedAgain: 8, AgreedWrong: 7}, {Agreed: 10, AgreedAgain: 10, AgreedWrong: 10}, {Agreed: 2, AgreedAgain: 1, AgreedWrong: 1}} {
		if e := quality.Residual(k); e.Rate > 1 || e.Low > e.Rate || e.High < e.Rate || e.High > 1 {
			t.Errorf("%+v: %+v", k, e)
		}
	}
}

// Known fields say how often one entry errs: where that is as the differences
// say nothing changes; where people err more, fewer of their errors are alike,
// and a re-key misses less.
func TestKnownFieldsSayHowOftenAnEntryErrs(t *testing.T) {
	t.Parallel()
	k := quality.Kind{Agreed: 593_750, AgreedAgain: 593_750, AgreedWrong: 27_344, Differed: 406_250, DifferedAgain: 406_250, DifferedWrong: 35_547}
	plain := quality.Residual(k).Rate
	k.Seeded, k.SeededWrong = 4000, 1000 // 25 %, as the differences say
	if got := quality.Residual(k).Rate; math.Abs(got-plain) > 1e-5 {
		t.Errorf("%.6f, not %.6f", got, plain)
	}
	k.Seeded, k.SeededWrong = 4_000_000, 2_000_000
	if got := quality.Residual(k).Rate; got >= plain || got < float64(k.AgreedWrong+k.DifferedWrong)/1e6 {
		t.Errorf("%.6f where entries err more often, %.6f where not", got, plain)
	}
}

// Of an event of 20 per 10,000 some 7,700 must be looked at for an interval of
// 20 per 10,000; what is unknown asks for more, and never for more than all.
func TestTheShareFollowsWhatIsKnown(t *testing.T) {
	t.Parallel()
	known := quality.Estimate{Rate: .002, Low: .0015, High: .0025}
	share := quality.Share(known, .002, 100_000)
	if math.Abs(share*100_000-7683) > 5 {
		t.Errorf("%.1f fields", share*100_000)
	}
	e := quality.Binomial(7683, 15)
	if w := e.High - e.Low; w < .0018 || w > .0023 {
		t.Errorf("the interval of as many is %.5f wide", w)
	}
	if s := quality.Share(known, .002, 5000); s != 1 {
		t.Errorf("a small form: %.2f", s)
	}
	if quality.Share(quality.Estimate{High: .1}, .002, 100_000) <= share || quality.Share(known, .001, 100_000) <= share {
		t.Error("less known or a narrower wish asks for no more")
	}
	if s := quality.Share(known, .002, 0); s != 1 {
		t.Errorf("a form that nobody brought yet: %.2f", s)
	}
}
