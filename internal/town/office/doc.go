// Package office knows the town's places: its offices with their counters and
// desks, and which procedure goes to the entry center from which office since
// when (small start).
//
// It owns the tables office, seat and rollout. It never decides whether one
// application goes to the center; it only states the rule.
package office
