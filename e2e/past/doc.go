// Package past gives a database years of history for measurements and for
// tests of query plans: one visit that was really lived is copied as often as
// wanted, with ids, numbers, days and times of its own, by INSERT … SELECT from
// a generated series, visit by visit and under all the real indexes. What a
// table holds is read from the schema, so a new table is copied too.
//
// Copies are as the program leaves them a week later: their events packed into
// volumes, as interleaved as in a busy house, and their values into one row; of
// those past their retention there is what an erasure leaves. What is noise in
// life (commitments, hashes, what people wrote) is noise in every copy, or it
// would be packed into nothing. The latest copies are rows still.
package past
