package sim

import (
	"math"
	"slices"
)

// Row is one line of a bench's result. Times are minutes; Value, Low and High
// carry the figure that the bench is about and its 95 % interval.
type Row struct {
	Bench string  `json:"bench"` // turnaround | route | residual | interval | promise
	Rule  string  `json:"rule"`
	Mean  float64 `json:"mean"`
	P95   float64 `json:"p95"`
	P999  float64 `json:"p999"`
	Max   float64 `json:"max"`
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
	Seed  uint64  `json:"seed"`
	Note  string  `json:"note,omitempty"` // what Value is
}

// Sample gathers the turn-around of many days under one rule.
type Sample struct {
	Means []float64 // by day
	p95   float64   // sum over days
	all   []int64
}

// Add takes a day in.
func (s *Sample) Add(took []int64) {
	day := slices.Clone(took)
	slices.Sort(day)
	var sum float64
	for _, t := range day {
		sum += float64(t)
	}
	s.Means = append(s.Means, sum/float64(len(day))/Minute)
	s.p95 += Quantile(day, .95)
	s.all = append(s.all, day...)
}

// Row sums the days up: mean and p95 averaged over days, the 99.9th percentile
// and the maximum over all visits; the interval is the mean's over days.
func (s *Sample) Row(bench, rule string, seed uint64) Row {
	slices.Sort(s.all)
	mean, half := MeanInterval(s.Means)
	return Row{Bench: bench, Rule: rule, Seed: seed, Mean: mean, Value: mean, Low: mean - half, High: mean + half, Note: "mean",
		P95: s.p95 / float64(len(s.Means)), P999: Quantile(s.all, .999), Max: float64(s.all[len(s.all)-1]) / Minute}
}

// Quantile is the q-quantile of sorted milliseconds, in minutes.
func Quantile(sorted []int64, q float64) float64 {
	return float64(sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]) / Minute
}

// MeanInterval is a mean and half the width of its 95 % interval over
// independent days.
func MeanInterval(xs []float64) (mean, half float64) {
	n := float64(len(xs))
	for _, x := range xs {
		mean += x / n
	}
	var square float64
	for _, x := range xs {
		square += (x - mean) * (x - mean)
	}
	return mean, 2 * math.Sqrt(square/(n-1)/n) // t at 59 degrees of freedom is 2.00
}

// PairedRatio is the ratio of two rules' means over the same days and its 95 %
// interval (Fieller's, linear: the days' differences from the ratio).
func PairedRatio(a, b []float64) (ratio, low, high float64) {
	ma, _ := MeanInterval(a)
	mb, _ := MeanInterval(b)
	ratio = ma / mb
	rest := make([]float64, len(a))
	for i := range a {
		rest[i] = (a[i] - ratio*b[i]) / mb
	}
	_, half := MeanInterval(rest)
	return ratio, ratio - half, ratio + half
}
