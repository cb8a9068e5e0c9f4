package sim

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/hitomado/hitomado/internal/center/quality"
)

// Town's fields as the published example has them: most are easy, few are hard
// to read; which kinds of fields are hard is known from how often entries of
// them differ.
var (
	EasyFields = quality.Group{Share: .98, Keyer: .0051, Agree: .05, Decider: .005}
	HardFields = quality.Group{Share: .02, Keyer: .25, Agree: .5, Decider: .10}
)

// monthFields is how many fields a month of one procedure has.
const monthFields = 20_000

// sampledEasy is the share of unsuspicious fields that are keyed again.
const sampledEasy = .05

// Month is one simulated month: what the estimate says, what is true, how many
// fields were keyed again, and what an even sample of as many would have said.
type Month struct {
	quality.Estimate
	Truth float64
	Even  quality.Estimate
	Again int
}

// Covers tells whether the interval holds the truth.
func (m Month) Covers() bool { return m.Low <= m.Truth && m.Truth <= m.High }

// PlayMonth draws a month with people of its own: their error rates differ from
// the example's by a log-normal factor. Truth is what these people's way of
// keying leaves, by the formula.
func PlayMonth(seed uint64) Month {
	r := rand.New(rand.NewPCG(seed, 0x6572726f72))
	vary := func(g quality.Group) quality.Group {
		g.Keyer = math.Min(.5, g.Keyer*math.Exp(.3*r.NormFloat64()))
		g.Decider = math.Min(.5, g.Decider*math.Exp(.3*r.NormFloat64()))
		return g
	}
	easy, hard := vary(EasyFields), vary(HardFields)
	m := Month{Truth: quality.Double(easy, hard)}
	e, h := keyTwice(r, easy, int(monthFields*easy.Share)), keyTwice(r, hard, int(monthFields*hard.Share))
	sampled := int(sampledEasy * float64(e.agreed))
	alike := hard.Keyer * hard.Agree
	m.Estimate = quality.Residual(
		quality.Kind{Agreed: h.agreed, AgreedAgain: h.agreed, AgreedWrong: thin(r, h.agreedWrong, 1-alike),
			Differed: h.differed, DifferedAgain: h.differed, DifferedWrong: thin(r, h.decidedWrong, 1-alike)},
		quality.Kind{Agreed: e.agreed, AgreedAgain: sampled, AgreedWrong: thin(r, e.agreedWrong, sampledEasy),
			Differed: e.differed, DifferedAgain: e.differed, DifferedWrong: thin(r, e.decidedWrong, 1-easy.Keyer*easy.Agree)})
	m.Again = h.agreed + h.differed + e.differed + sampled
	wrong := 0
	for range m.Again {
		if r.Float64() < m.Truth {
			wrong++
		}
	}
	m.Even = quality.Binomial(m.Again, wrong)
	return m
}

// twice is what two entries and a decision made of fields.
type twice struct{ agreed, agreedWrong, differed, decidedWrong int }

func keyTwice(r *rand.Rand, g quality.Group, n int) (t twice) {
	same := g.Keyer * g.Keyer * g.Agree
	differ := g.Mismatch()
	for range n {
		switch x := r.Float64(); {
		case x < same:
			t.agreed++
			t.agreedWrong++
		case x < same+differ:
			t.differed++
			if r.Float64() < g.Decider {
				t.decidedWrong++
			}
		default:
			t.agreed++
		}
	}
	return t
}

// thin keeps each of n with a probability.
func thin(r *rand.Rand, n int, p float64) (kept int) {
	for range n {
		if r.Float64() < p {
			kept++
		}
	}
	return kept
}

// IntervalRow plays many months and says how often the stated interval held
// the truth. Mean and Max are the median and the greatest width in per 10,000,
// P95 the median width over the median width of an even sample.
func IntervalRow(runs int, seed uint64) Row {
	covered := 0.0
	var widths, even []float64
	for i := range runs {
		m := PlayMonth(seed + uint64(i))
		if m.Covers() {
			covered++
		}
		widths, even = append(widths, 1e4*(m.High-m.Low)), append(even, 1e4*(m.Even.High-m.Even.Low))
	}
	slices.Sort(widths)
	slices.Sort(even)
	share := covered / float64(runs)
	half := 1.96 * math.Sqrt(share*(1-share)/float64(runs))
	return Row{Bench: "interval", Rule: "stated_95", Seed: seed, Value: share, Low: share - half, High: share + half, Note: "share of months covered; mean: median width per 10,000, p95: over an even sample's",
		Mean: widths[runs/2], P95: widths[runs/2] / even[runs/2], Max: widths[runs-1]}
}
