package db

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
)

// A use case is put together from rooms that each read the rows they need, so
// that one row is asked for again and again. What a transaction cannot see
// change under it is therefore kept until the transaction itself writes to the
// row's table.

// row is what is kept, and the tables whose change makes it wrong.
type row struct {
	v      any
	tables []string
}

// Kept is what this transaction kept under key, false when it must be read.
// Keys are of types of the room's own, so that rooms never meet.
func Kept[T any](t *Tx, key any) (v T, ok bool) {
	r, ok := t.kept[key]
	if ok {
		v, ok = r.v.(T)
	}
	return v, ok
}

// Keep remembers what was read from these tables. locked says that the rows
// are held until the commit; without that nothing is kept where others may
// change them meanwhile. v must not be changed afterwards.
func Keep[T any](t *Tx, key any, v T, locked bool, tables ...string) {
	if !locked && !t.steady {
		return
	}
	if t.kept == nil {
		t.kept = map[any]row{}
	}
	t.kept[key] = row{v, tables}
}

// wrote forgets what a statement may have changed.
func (t *Tx) wrote(q string) {
	table, reads := target(q)
	if reads {
		return
	}
	t.on.forget(table)
	if len(t.kept) == 0 {
		return
	}
	maps.DeleteFunc(t.kept, func(_ any, r row) bool { return table == "" || slices.Contains(r.tables, table) })
}

// target is the table that a statement writes to, "" when it cannot be told.
func target(q string) (table string, reads bool) {
	q = strings.TrimLeft(q, " \t\n")
	for _, verb := range []string{"INSERT INTO ", "UPDATE ", "DELETE FROM "} {
		if rest, ok := strings.CutPrefix(q, verb); ok {
			if end := strings.IndexAny(rest, " (\t\n"); end > 0 {
				rest = rest[:end]
			}
			return strings.Trim(rest, `"`), false
		}
	}
	return "", len(q) > len("SELECT") && strings.HasPrefix(q, "SELECT") && !word(q[len("SELECT")])
}

// hand is what the last change of one request kept at its commit.
type hand struct {
	mu   sync.Mutex
	db   *DB
	kept map[any]row
}

type handKey struct{}

// WithHand gives ctx a hand: what a change under it has kept at its commit is
// not read again for the answer to the same request. The answer shows these
// rows as the change left them, whatever others did since.
func WithHand(ctx context.Context) context.Context {
	return context.WithValue(ctx, handKey{}, &hand{})
}

// leave puts into the hand what a committed change kept.
func (d *DB) leave(ctx context.Context, t *Tx) {
	h, ok := ctx.Value(handKey{}).(*hand)
	if !ok {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.db, h.kept = d, t.kept
}

// take gives a reading transaction what the hand holds.
func (d *DB) take(ctx context.Context, t *Tx) {
	h, ok := ctx.Value(handKey{}).(*hand)
	if !ok {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.db == d {
		t.kept = maps.Clone(h.kept)
	}
}
