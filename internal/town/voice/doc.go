// Package voice is how the people who use the product shape it: what they
// noticed, with the answers, and the offices' own dated rules (運用ルール) that
// stand beside the screen they concern.
//
// It owns the tables suggestion and house_rule. Their texts are staff's own
// words and are never in the journal.
package voice
