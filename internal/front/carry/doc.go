// Package carry brings keyed values to the core (基幹) where they were not typed
// into it straight away: one CSV per form, in the order of the core's screens,
// and who wrote which values out when.
//
// It owns the tables carry_export and carry_item. It moves no application: that
// the core holds the values is recorded under the core's number, by the
// hand-over room.
package carry
