// Package journal is the one record: append-only events that live screens,
// notices, statistics and audit all read.
//
// It owns the tables journal, journal_part, journal_place and command. Every change of the product is one
// [Journal.Change]: state rows and events in one transaction, recognised when
// it is sent twice. The journal never holds a value that a visitor wrote; it
// holds which field changed and a commitment to the value.
package journal
