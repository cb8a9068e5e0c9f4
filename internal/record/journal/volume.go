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

// volume is every event of a run of numbers, packed: all with smaller numbers
// are in volumes before it, all with larger ones behind it or still in rows.
// Events are in the order of the tail.
type volume struct {
	last    int64 // no event of it has a larger number; 0 when there is no such volume
	events  []packed
	damaged bool // a part could not be read; its events are missing
}

// volumeBehind reads the first volume that ends behind a number.
func volumeBehind(ctx context.Context, tx *db.Tx, seq int64) (volume, error) {
	var v volume
	err := tx.Each(ctx, `SELECT last, first, body FROM journal_part WHERE last = (SELECT MIN(last) FROM journal_part WHERE last > $1) ORDER BY part`, []any{seq},
		func(scan func(...any) error) error {
			var first int64
			var body []byte
			if err := scan(&v.last, &first, &body); err != nil {
				return err
			}
			events, err := unpack(first, body)
			v.damaged = v.damaged || err != nil
			v.events = append(v.events, events...)
			return nil
		})
	slices.SortFunc(v.events, func(a, b packed) int { return cmp.Or(cmp.Compare(a.place, b.place), cmp.Compare(a.seq, b.seq)) })
	return v, err
}

func (p packed) entry(tx *db.Tx) Entry {
	p.Cursor = cursorOf(tx.Postgres(), 0, p.seq)
	return p.Entry
}

// packedAfter reads up to limit packed events behind the one numbered seq, in
// the order in which the tail gave them when they were rows.
// Error: journal_damaged (Internal).
func packedAfter(ctx context.Context, tx *db.Tx, seq int64, limit int) ([]Entry, error) {
	var out []Entry
	for len(out) < limit {
		v, err := volumeBehind(ctx, tx, seq)
		if err != nil || v.last == 0 {
			return out, err
		}
		if v.damaged {
			return out, kernel.E(kernel.Internal, "journal_damaged", "seq", v.last)
		}
		from := 1 + slices.IndexFunc(v.events, func(p packed) bool { return p.seq == seq })
		if from == 0 { // in another volume, or a number that nothing has
			if from = slices.IndexFunc(v.events, func(p packed) bool { return p.seq > seq }); from < 0 {
				from = len(v.events)
			}
		}
		for _, p := range v.events[from:min(len(v.events), from+limit-len(out))] {
			out = append(out, p.entry(tx))
		}
		seq = v.last
	}
	return out, nil
}

// packedOf reads the packed events of one visit; placed is a row that
// [Within] asks for.
func packedOf(tx *db.Tx, visit string, first int64, body []byte) (out []Entry, err error) {
	events, err := unpack(first, body)
	if err != nil {
		return nil, kernel.E(kernel.Internal, "journal_damaged", "seq", first).Because(err)
	}
	for _, p := range events {
		if p.Visit == visit {
			out = append(out, p.entry(tx))
		}
	}
	return out, nil
}

// walked is how many events in rows [Journal.Walk] reads at once.
const walked = 1000

// Walk gives all committed events in the order of their numbers, packed ones
// and rows, for checks of the whole record. It is no tail: an event with a
// lower number may still be committed. Events of a part that cannot be read
// are missing, which the seals notice.
func (j *Journal) Walk(ctx context.Context, each func(Entry) error) error {
	at := int64(math.MinInt64)
	for {
		var some []Entry
		var more bool
		err := j.db.Read(ctx, func(tx *db.Tx) (err error) {
			some, at, more, err = step(ctx, tx, at)
			return err
		})
		if err != nil {
			return err
		}
		for _, e := range some {
			if err := each(e); err != nil {
				return err
			}
		}
		if !more {
			return nil
		}
	}
}

// step reads what comes behind the number at: the rest of a volume, with rows
// among it that nobody should have put there, or else some rows.
func step(ctx context.Context, tx *db.Tx, at int64) (some []Entry, to int64, more bool, err error) {
	v, err := volumeBehind(ctx, tx, at)
	if err != nil {
		return nil, at, false, err
	}
	q, args := `SELECT `+txid(tx)+`, `+columns+` FROM journal WHERE seq > $1 ORDER BY seq LIMIT $2`, []any{at, walked}
	if v.last != 0 {
		q, args = `SELECT `+txid(tx)+`, `+columns+` FROM journal WHERE seq > $1 AND seq <= $2 ORDER BY seq`, []any{at, v.last}
	}
	if err := scanEntries(ctx, tx, &some, q, args...); err != nil {
		return nil, at, false, err
	}
	if v.last == 0 {
		if len(some) > 0 {
			at = some[len(some)-1].Cursor.Seq()
		}
		return some, at, len(some) == walked, nil
	}
	for _, p := range v.events {
		if p.seq > at {
			some = append(some, p.entry(tx))
		}
	}
	slices.SortStableFunc(some, func(a, b Entry) int { return cmp.Compare(a.Cursor.Seq(), b.Cursor.Seq()) })
	return some, v.last, true, nil
}

// newest is the last packed event: its number and time; 0 when there is none.
func newest(ctx context.Context, tx *db.Tx) (seq int64, at time.Time, err error) {
	var last int64
	if err := tx.Row(ctx, `SELECT COALESCE(MAX(last),0) FROM journal_part`, nil, &last); err != nil || last == 0 {
		return 0, at, err
	}
	v, err := volumeBehind(ctx, tx, last-1)
	if n := len(v.events); n > 0 {
		return v.events[n-1].seq, v.events[n-1].At, err
	}
	return last, at, err
}
