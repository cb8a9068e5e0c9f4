package quality

import "math"

// Kind is a kind of a month's fields, how their two entries compared, and what
// blind re-keying found. Fields on which entries differed, and kinds that are
// hard to read, are few and hold nearly all that is wrong: re-keying all of
// them and some of the rest tells more than the same effort spread evenly.
type Kind struct {
	Agreed, Differed           int // fields on which two entries agreed, or differed and were decided
	AgreedAgain, DifferedAgain int // of them, keyed again blind by somebody who had not keyed them
	AgreedWrong, DifferedWrong int // found wrong when a difference was settled with the paper
	// Seeded are fields whose true value was known, keyed once by somebody who
	// did not know that, and how many of them wrong.
	Seeded, SeededWrong int
}

// Estimate is a rate with its 95 % interval.
type Estimate struct {
	Rate, Low, High float64
}

// z is the normal quantile of 97.5 %.
const z = 1.959964

// Residual estimates the share of wrong values that a way of keying leaves.
// Found errors count for what was not looked at, and for what a re-key misses
// because it errs alike. Their sum is taken as a scaled Poisson count whose
// scale comes from how much one more found error of each sort would say; the
// interval is the gamma one with half a count of prior (Jeffreys). Where
// nothing was found it says what the effort could have missed.
func Residual(kinds ...Kind) Estimate {
	var fields, finest, variance float64
	for _, k := range kinds {
		fields += float64(k.Agreed + k.Differed)
	}
	if fields == 0 {
		return Estimate{High: 1}
	}
	sum := total(kinds)
	for i := range kinds {
		for _, part := range []struct{ all, again, wrong *int }{{&kinds[i].Agreed, &kinds[i].AgreedAgain, &kinds[i].AgreedWrong},
			{&kinds[i].Differed, &kinds[i].DifferedAgain, &kinds[i].DifferedWrong}} {
			if *part.again == 0 {
				continue
			}
			if w := float64(*part.all) / float64(*part.again); finest == 0 || w < finest {
				finest = w
			}
			if found := *part.wrong; found > 0 {
				*part.wrong--
				one := sum - total(kinds)
				*part.wrong++
				variance += one * one * float64(found)
			}
		}
	}
	if finest == 0 {
		return Estimate{High: 1}
	}
	scale := finest
	if sum > 0 {
		scale = variance / sum
	}
	count := sum / scale
	share := func(wrong float64) float64 { return min(1, wrong/fields) } // few fields with many errors are counted up beyond all there are
	return Estimate{Rate: share(sum), Low: share(gamma(count+.5, -z) * scale), High: share(gamma(count+.5, z) * scale)}
}

// total is how many wrong values the kinds' fields hold.
func total(kinds []Kind) (sum float64) {
	for _, k := range kinds {
		sum += (scaled(k.Agreed, k.AgreedAgain, k.AgreedWrong) + scaled(k.Differed, k.DifferedAgain, k.DifferedWrong)) / (1 - k.alike())
	}
	return sum
}

func scaled(all, again, wrong int) float64 {
	if again == 0 {
		return 0
	}
	return float64(all) * float64(wrong) / float64(again)
}

// gamma is the quantile of a gamma distribution of unit scale at a normal
// deviate (Wilson and Hilferty 1931: off by less than 1 % from 3 counts on).
func gamma(shape, deviate float64) float64 {
	x := 1 - 1/(9*shape) + deviate/(3*math.Sqrt(shape))
	return shape * math.Pow(math.Max(0, x), 3)
}

// Binomial is what an even sample of n fields with a number of wrong ones
// would say (Jeffreys' interval for a rare event), to compare efforts.
func Binomial(n, wrong int) Estimate {
	return Residual(Kind{Differed: n, DifferedAgain: n, DifferedWrong: wrong})
}

// alike estimates the chance that a re-key errs just as the entry did: how
// often keyers err, times how often two errors agree. Both come from the same
// counts, by repetition, because what the re-key missed counts too.
func (k Kind) alike() float64 {
	n := float64(k.Agreed + k.Differed)
	wrong := scaled(k.Agreed, k.AgreedAgain, k.AgreedWrong)
	if n == 0 || wrong == 0 {
		return 0
	}
	missed := 0.0
	for range 20 {
		same := wrong / (1 - missed) / n // share on which both erred alike
		e := 1 - math.Sqrt(math.Max(0, 1-float64(k.Differed)/n-same))
		// differed = 2e − e² − same, solved for e
		if entries := 2 * n; k.Seeded > 0 { // seen at known fields too, weighted by how much was seen
			e = (e*entries + float64(k.SeededWrong)) / (entries + float64(k.Seeded))
		}
		missed = math.Min(.5, same/math.Max(e, same))
	}
	return missed
}

// Share is the share of a month's fields to key again so that the 95 % interval
// of the errors left gets a width: the variance of a rare event over the number
// of fields looked at. Where little is known the rate may be large, and much
// must be looked at; the more is known, the less.
func Share(known Estimate, width float64, fields int) float64 {
	if fields == 0 || width <= 0 {
		return 1
	}
	rate := (known.Low + known.High) / 2
	return math.Min(1, math.Pow(2*z/width, 2)*rate/float64(fields))
}
