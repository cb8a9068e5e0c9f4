package db

import (
	"context"
	"sync/atomic"
)

// sent is every statement of this process.
var sent atomic.Int64

// Statements is how many statements this process has sent to databases.
func Statements() int64 { return sent.Load() }

// Count is how often the database was asked, for tests that hold the pages and
// doors to a number of statements that does not grow with the rows.
type Count struct {
	Transactions, Statements atomic.Int64
	// Trips is how often PostgreSQL's answer was waited for; 0 on SQLite.
	Trips atomic.Int64
	// Seen, when set, is given every statement with its arguments, for tests of
	// query plans. It may be called by several goroutines at once.
	Seen func(q string, args []any)
}

type countKey struct{}

// Counting has every transaction under the returned context counted into c.
func Counting(ctx context.Context, c *Count) context.Context {
	return context.WithValue(ctx, countKey{}, c)
}
