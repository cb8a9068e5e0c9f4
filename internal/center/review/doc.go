// Package review counts from the record how well forms are keyed: how often two
// blind entries differ, where, whose was wrong once a third person decided, and
// what was corrected or reopened later. It owns the sums of each day and how far
// the record was read. A team's figures name nobody; a person's are for them
// and for who holds the right. It never reads a value and changes nothing.
package review
