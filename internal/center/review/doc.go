// Package review counts from the record how well forms are keyed: how often two
// blind entries differ, where, whose was wrong once a third person decided, and
// what was corrected or reopened later. A team's figures name nobody; a
// person's are for them and for who holds the right.
//
// It owns the tables review_form, review_field, review_person, review_effort,
// review_read and review_claim. They hold the sums of each day and how far the
// record was read; the room never reads a value and changes nothing else.
package review
