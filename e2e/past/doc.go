// Package past gives a database years of history for measurements and for
// tests of query plans: one visit that was really lived is copied as often as
// wanted, with ids, numbers, days and times of its own, by INSERT … SELECT from
// a generated series, visit by visit and under all the real indexes. What a
// table holds is read from the schema, so a new table is copied too.
//
// Copies past their retention keep what an erasure leaves: states and journal.
package past
