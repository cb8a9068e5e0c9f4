package quality

// Group is a kind of fields: how large its share is, how often a keyer errs
// there, how often two wrong values agree, and how often who decides errs.
type Group struct {
	Share   float64
	Keyer   float64
	Agree   float64
	Decider float64
}

// Mismatch is the share of fields on which two blind entries differ.
func (g Group) Mismatch() float64 {
	return 2*g.Keyer*(1-g.Keyer) + g.Keyer*g.Keyer*(1-g.Agree)
}

// Double is the share of wrong values that two blind entries and a decision
// leave: two people may err alike, and who decides may err. This is why double
// entry does not reach the square of one person's error rate.
func Double(groups ...Group) float64 {
	var sum float64
	for _, g := range groups {
		sum += g.Share * (g.Keyer*g.Keyer*g.Agree + g.Decider*g.Mismatch())
	}
	return sum
}
