package twin

import "maps"

// SeedWith is Seed with other sheets.
var SeedWith = seed

// Told counts, by code, what the colleagues could not do.
func (t *Twin) Told() map[string]int { return maps.Clone(t.log.told) }

// SetAsking sets the share of entries with a question to the counter.
func (t *Twin) SetAsking(x float64) { t.asking = x }

// InHand is what somebody is known to have in hand.
func (t *Twin) InHand(staffID string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.hands[staffID]
}
