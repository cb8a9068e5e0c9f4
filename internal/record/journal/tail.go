package journal

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

// Cursor is a place in the record, opaque to callers; "" is the beginning.
//
// On PostgreSQL sequence numbers are not commit order: a transaction that took
// its number early may commit late. The cursor therefore orders by transaction
// id first, and reading stops before the oldest transaction still running, so
// that no event can appear behind a cursor that has passed it.
type Cursor string

func (c Cursor) parts() (txid, seq int64, err error) {
	if c == "" {
		return 0, 0, nil
	}
	a, b, ok := strings.Cut(string(c), "-")
	if !ok {
		a, b = "0", a
	}
	if txid, err = strconv.ParseInt(a, 10, 64); err == nil {
		seq, err = strconv.ParseInt(b, 10, 64)
	}
	if err != nil || txid < 0 || seq < 0 {
		return 0, 0, kernel.E(kernel.Invalid, "cursor_invalid").On("after")
	}
	return txid, seq, nil
}

// Seq is the number of the event the cursor stands at, 0 at the beginning.
// Numbers are given out in order but, on PostgreSQL, not committed in order.
func (c Cursor) Seq() int64 {
	_, seq, _ := c.parts()
	return seq
}

// Behind tells whether c stands behind other in the order of the tail.
func (c Cursor) Behind(other Cursor) bool {
	t, s, _ := c.parts()
	ot, os, _ := other.parts()
	return t > ot || t == ot && s > os
}

func cursorOf(postgres bool, txid, seq int64) Cursor {
	if postgres {
		return Cursor(fmt.Sprintf("%d-%d", txid, seq))
	}
	return Cursor(strconv.FormatInt(seq, 10))
}

// A bare txid in ORDER BY would be PostgreSQL's name for the cast in the list of
// columns, by which no index is sorted.
const columns = `seq, at, kind, actor, device, seat, office, visit, application, field, payload`

// After reads up to limit events behind cursor, oldest first, and where to go
// on from.
func (j *Journal) After(ctx context.Context, cursor Cursor, limit int) ([]Entry, Cursor, error) {
	out, cursor, _, err := j.after(ctx, cursor, limit, false)
	return out, cursor, err
}

// after tells besides whether there are events that cannot be read yet,
// because an older transaction still runs. A reader that is known to be near
// the end is spared the look at packed events.
func (j *Journal) after(ctx context.Context, cursor Cursor, limit int, near bool) (out []Entry, next Cursor, held bool, err error) {
	txid, seq, err := cursor.parts()
	if err != nil {
		return nil, cursor, false, err
	}
	err = j.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, held = nil, false
		txid, seq := txid, seq
		if !near {
			if out, err = packedAfter(ctx, tx, seq, limit); err != nil || len(out) == limit {
				return err
			}
			if n := len(out); n > 0 {
				txid, seq = 0, out[n-1].Cursor.Seq()
			}
		}
		if !tx.Postgres() {
			return scanEntries(ctx, tx, &out, `SELECT 0, `+columns+` FROM journal WHERE seq > $1 ORDER BY seq LIMIT $2`, seq, limit-len(out))
		}
		if err := tx.Ask(ctx, `SELECT (txid::text)::bigint, `+columns+` FROM journal
			WHERE (txid, seq) > (($1::bigint)::text::xid8, $2::bigint) AND txid < pg_snapshot_xmin(pg_current_snapshot())
			ORDER BY journal.txid, journal.seq LIMIT $3`, []any{txid, seq, limit - len(out)}, entriesTo(true, &out)); err != nil {
			return err
		}
		return tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM journal WHERE txid >= pg_snapshot_xmin(pg_current_snapshot()))`, nil, &held)
	})
	if len(out) > 0 {
		cursor = out[len(out)-1].Cursor
	}
	return out, cursor, held, err
}

// txid is the column that [scanEntries] reads first.
func txid(tx *db.Tx) string {
	if tx.Postgres() {
		return "(txid::text)::bigint"
	}
	return "0"
}

// End is the cursor behind everything that is safe to read now.
func (j *Journal) End(ctx context.Context) (end Cursor, err error) {
	err = j.db.Read(ctx, func(tx *db.Tx) error {
		q := `SELECT 0, ` + columns + ` FROM journal ORDER BY seq DESC LIMIT 1`
		if tx.Postgres() {
			q = `SELECT (txid::text)::bigint, ` + columns + ` FROM journal
				WHERE txid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY journal.txid DESC, journal.seq DESC LIMIT 1`
		}
		var out []Entry
		if err := scanEntries(ctx, tx, &out, q); err != nil || len(out) > 0 {
			for _, e := range out {
				end = e.Cursor
			}
			return err
		}
		seq, _, err := newest(ctx, tx)
		if seq > 0 {
			end = cursorOf(tx.Postgres(), 0, seq)
		}
		return err
	})
	return end, err
}

// LastAt is when the newest event happened; the zero time while there is none.
func (j *Journal) LastAt(ctx context.Context) (at time.Time, err error) {
	err = j.db.Read(ctx, func(tx *db.Tx) error {
		var ms int64
		err := tx.Row(ctx, `SELECT at FROM journal ORDER BY seq DESC LIMIT 1`, nil, &ms)
		if errors.Is(err, db.ErrNoRows) {
			_, at, err = newest(ctx, tx)
			return err
		}
		at = kernel.FromMillis(ms)
		return err
	})
	return at, err
}

// OfVisit reads a visit's whole history in order, for its timeline.
func (j *Journal) OfVisit(ctx context.Context, visit string) ([]Entry, error) {
	var out []Entry
	err := j.db.Read(ctx, func(tx *db.Tx) (err error) { out, err = Within(ctx, tx, visit); return err })
	return out, err
}

// Within is [Journal.OfVisit] inside a transaction of a room: the events that
// are rows and the parts that hold older ones, in one question.
func Within(ctx context.Context, tx *db.Tx, visit string) ([]Entry, error) {
	var out []Entry
	err := tx.Each(ctx, `SELECT 0, `+columns+`, `+tx.NoBytes()+` FROM journal WHERE visit=$1
		UNION ALL SELECT 0, p.first, 0, '', '', '', '', '', '', '', '', '', p.body FROM journal_place w JOIN journal_part p ON p.last=w.last AND p.part=w.part WHERE w.visit=$2`,
		[]any{visit, visit}, func(scan func(...any) error) error {
			var body []byte
			e, err := scanEntry(tx.Postgres(), scan, &body)
			if err != nil || len(body) == 0 {
				out = append(out, e)
				return err
			}
			old, err := packedOf(tx, visit, e.Cursor.Seq(), body)
			out = append(out, old...)
			return err
		})
	slices.SortFunc(out, func(a, b Entry) int { return cmp.Compare(a.Cursor.Seq(), b.Cursor.Seq()) })
	return out, err
}

// LastOf is when the newest event of a kind happened to an application of a
// visit; the zero time when none did.
func (j *Journal) LastOf(ctx context.Context, tx *db.Tx, visit, application, kind string) (time.Time, error) {
	var at int64
	err := tx.Row(ctx, `SELECT COALESCE(MAX(at),0) FROM journal WHERE visit=$1 AND application=$2 AND kind=$3`, []any{visit, application, kind}, &at)
	if err != nil || at != 0 {
		return kernel.FromMillis(at), err
	}
	all, err := Within(ctx, tx, visit)
	for _, e := range slices.Backward(all) {
		if e.Application == application && e.Kind == kind {
			return e.At, err
		}
	}
	return time.Time{}, err
}

// gather is how long news may wait for more news: a busy node then reads its
// record some tens of times a second, however many changes it commits. What
// comes after a silence waits for nothing.
const gather = 20 * time.Millisecond

// batch is how many events are read at once.
const batch = 500

// Follow calls each with every event from cursor on, until ctx ends. It wakes
// when this node commits a change or hears of another node's, and looks once a
// second whatever it hears, so that a lost notice costs a second.
func (j *Journal) Follow(ctx context.Context, cursor Cursor, each func([]Entry)) error {
	near := false // one that follows is never as far behind as packed events are
	for {
		woken, read := j.Advanced(), time.Now()
		entries, next, held, err := j.after(ctx, cursor, batch, near)
		near = near || err == nil && len(entries) < batch
		if err == nil && len(entries) > 0 {
			cursor = next
			each(entries)
		}
		if len(entries) == batch {
			continue
		}
		if held {
			if !wait(ctx, nil, gather) {
				return ctx.Err()
			}
			continue
		}
		if !wait(ctx, woken, time.Second) || !wait(ctx, nil, gather-time.Since(read)) {
			return ctx.Err()
		}
	}
}

// wait returns when woken is closed or d is over; false when ctx ended.
func wait(ctx context.Context, woken <-chan struct{}, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-woken:
	case <-t.C:
	}
	return true
}

func scanEntries(ctx context.Context, tx *db.Tx, out *[]Entry, q string, args ...any) error {
	return tx.Each(ctx, q, args, entriesTo(tx.Postgres(), out))
}

func entriesTo(pg bool, out *[]Entry) func(scan func(...any) error) error {
	return func(scan func(...any) error) error {
		e, err := scanEntry(pg, scan)
		*out = append(*out, e)
		return err
	}
}

// scanEntry reads the columns of an event, and more behind them.
func scanEntry(pg bool, scan func(...any) error, more ...any) (Entry, error) {
	var e Entry
	var txid, seq, at int64
	var payload string
	into := append([]any{&txid, &seq, &at, &e.Kind, &e.Actor, &e.Device, &e.Seat, &e.Office, &e.Visit, &e.Application, &e.Field, &payload}, more...)
	if err := scan(into...); err != nil {
		return e, err
	}
	e.Cursor, e.At, e.Payload = cursorOf(pg, txid, seq), kernel.FromMillis(at), []byte(payload)
	return e, nil
}
