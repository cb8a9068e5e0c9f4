package journal

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

// Resting is how long an event stays a row. The tail, the boards and nearly
// every question are about younger ones.
const Resting = 7 * 24 * time.Hour

// VolumeMost is how many events one volume holds at most. On PostgreSQL they
// are some two hours of a busy ward, so that most visits lie in one or two
// volumes, and a reader of one holds about 16 MB for a moment; on SQLite, where
// everybody waits while rows leave, they are fewer.
func (j *Journal) VolumeMost() int {
	if kernel.Hurried {
		return 400
	}
	if j.db.Engine() == db.Postgres {
		return 32_768
	}
	return 8192
}

// partEvents is how many events a part has at least, but for the last one: a
// timeline unpacks one, and longer ones hardly take less room.
const partEvents = 1024

// Rest packs what happened before a moment and is sealed, that is not behind
// sealed, into volumes, as long as there are at least so many events for one,
// and returns how many events it packed. Several nodes may do so at once.
//
// The newest event always stays a row.
func (j *Journal) Rest(ctx context.Context, before time.Time, sealed Cursor, least int) (int, error) {
	n := 0
	for ctx.Err() == nil {
		events, err := j.resting(ctx, before, sealed, least)
		if err != nil || len(events) == 0 {
			return n, err
		}
		bound := bind(events) // outside the transaction: others write meanwhile
		if err := j.db.Write(ctx, func(tx *db.Tx) error { return bound.leave(ctx, tx) }); db.Duplicate(err) {
			continue // another node was first
		} else if err != nil {
			return n, err
		}
		n += len(events)
	}
	return n, ctx.Err()
}

// resting reads the oldest events, as many as make a volume.
func (j *Journal) resting(ctx context.Context, before time.Time, sealed Cursor, least int) (events []Entry, err error) {
	err = j.db.Read(ctx, func(tx *db.Tx) error {
		events = nil
		order := ` ORDER BY seq`
		if tx.Postgres() {
			order = ` WHERE txid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY journal.txid, journal.seq`
		}
		if err := scanEntries(ctx, tx, &events, `SELECT `+txid(tx)+`, `+columns+` FROM journal`+order+` LIMIT $1`, j.VolumeMost()+1); err != nil {
			return err
		}
		if events = ripe(events, before, sealed); len(events) < max(least, 1) {
			events = nil
			return nil
		}
		events, err = whole(ctx, tx, events)
		return err
	})
	return events, err
}

// ripe cuts off what happened since a moment or is not sealed yet, and the
// newest event.
func ripe(events []Entry, before time.Time, sealed Cursor) []Entry {
	if len(events) == 0 {
		return nil
	}
	events = events[:len(events)-1]
	if i := slices.IndexFunc(events, func(e Entry) bool { return !e.At.Before(before) || e.Cursor.Behind(sealed) }); i >= 0 {
		events = events[:i]
	}
	return events
}

// tries is how many ends are looked at; the next hour finds others.
const tries = 100

// whole takes the longest beginning that is complete in both orders: no other
// row has a number below its largest. On PostgreSQL transactions that ran at
// once may have to go together, so the end is looked for in the last quarter.
func whole(ctx context.Context, tx *db.Tx, events []Entry) ([]Entry, error) {
	highest, lowest := make([]int64, len(events)), int64(math.MaxInt64)
	for i, e := range events {
		highest[i] = e.Cursor.Seq()
		if i > 0 {
			highest[i] = max(highest[i], highest[i-1])
		}
	}
	for n, tried := len(events), 0; n > len(events)*3/4 && tried < tries; n-- {
		if highest[n-1] < lowest { // of what is behind it and was read
			var below int
			if err := tx.Row(ctx, `SELECT COUNT(*) FROM journal WHERE seq <= $1`, []any{highest[n-1]}, &below); err != nil {
				return nil, err
			}
			if below == n {
				return events[:n], nil
			}
			tried++
		}
		lowest = min(lowest, events[n-1].Cursor.Seq())
	}
	return nil, nil
}

// bound is a volume ready to be written.
type bound struct {
	first, last int64 // numbers
	events      int
	parts       [][]byte
	places      []any // rows of journal_place
}

// bind packs events, which come in the order of the tail.
func bind(events []Entry) bound {
	all := make([]packed, len(events))
	for i, e := range events {
		all[i] = packed{e, e.Cursor.Seq(), int64(i)}
	}
	b := bound{events: len(events)}
	b.first = slices.MinFunc(all, func(a, b packed) int { return cmp.Compare(a.seq, b.seq) }).seq
	b.last = slices.MaxFunc(all, func(a, b packed) int { return cmp.Compare(a.seq, b.seq) }).seq
	slices.SortFunc(all, func(a, b packed) int { return cmp.Or(cmp.Compare(a.Visit, b.Visit), cmp.Compare(a.seq, b.seq)) })
	for len(all) > 0 {
		n := min(partEvents, len(all))
		for n < len(all) && all[n].Visit == all[n-1].Visit {
			n++
		}
		for _, v := range visits(all[:n]) {
			b.places = append(b.places, v, b.last, len(b.parts))
		}
		b.parts = append(b.parts, pack(b.first, all[:n]))
		all = all[n:]
	}
	return b
}

func (b bound) store(ctx context.Context, tx *db.Tx) error {
	for part, body := range b.parts {
		if _, err := tx.Exec(ctx, `INSERT INTO journal_part (last, part, first, body) VALUES ($1,$2,$3,$4)`, b.last, part, b.first, body); err != nil {
			return err
		}
	}
	for rows := range slices.Chunk(b.places, 3*500) {
		if _, err := tx.Exec(ctx, `INSERT INTO journal_place (visit, last, part) VALUES `+db.Values(len(rows)/3, 3), rows...); err != nil {
			return err
		}
	}
	return nil
}

// leave stores the volume and deletes the rows of its events.
func (b bound) leave(ctx context.Context, tx *db.Tx) error {
	if err := b.store(ctx, tx); err != nil {
		return err
	}
	kernel.Linger()
	var n int64
	var err error
	if tx.Postgres() {
		err = tx.Row(ctx, `SELECT journal_leave($1, $2)`, []any{b.first, b.last}, &n)
	} else {
		n, err = tx.Exec(ctx, `DELETE FROM journal WHERE seq BETWEEN $1 AND $2`, b.first, b.last)
	}
	if err == nil && n != int64(b.events) {
		err = kernel.E(kernel.Internal, "journal_damaged", "seq", b.first)
	}
	kernel.Linger()
	return err
}

// Leave writes events, which are the oldest rows, as a volume and deletes the
// rows. [Journal.Rest] says when.
func Leave(ctx context.Context, tx *db.Tx, events []Entry) error { return bind(events).leave(ctx, tx) }

// Store writes events, in the order of the tail, as one volume behind all
// others. Their numbers must lie above those of all volumes and below those of
// all rows that stay.
func Store(ctx context.Context, tx *db.Tx, events []Entry) error { return bind(events).store(ctx, tx) }
