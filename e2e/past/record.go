package past

import (
	"context"
	crand "crypto/rand"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
)

// Open visits at a time and people at work, as in a ward on a busy day: what
// lies between two events of one visit decides how many parts it is spread over.
const (
	visitsOpen = 600
	staffBusy  = 60
	sealed     = 4096 // events under one seal
)

// scene is one event of the template.
type scene struct {
	journal.Entry
	after              time.Duration // since the first
	payload            stencil
	visit, application int // in the template's ids; -1 for none
}

func (t *template) scenes(events []journal.Entry) (out []scene) {
	for _, e := range events {
		out = append(out, scene{e, e.At.Sub(events[0].At), t.cut(string(e.Payload)), slices.Index(t.ids, e.Visit), slices.Index(t.ids, e.Application)})
	}
	return out
}

// recorder writes the packed record of the copies, in the order in which a busy
// house would have recorded it.
type recorder struct {
	*Past
	d      *db.DB
	any    *rand.Rand
	seq    int64
	most   int // events of a volume
	volume []journal.Entry
}

// record packs first what is in rows, as everything must be that lies before.
func (p *Past) record(ctx context.Context, d *db.DB) error {
	j := journal.New(d, kernel.System{})
	r := &recorder{Past: p, d: d, any: rand.New(rand.NewPCG(1, 2)), most: j.VolumeMost()}
	var rows []journal.Entry
	if err := j.Walk(ctx, func(e journal.Entry) error { rows = append(rows, e); return nil }); err != nil {
		return err
	}
	r.seq = rows[len(rows)-1].Cursor.Seq()
	if err := d.Write(ctx, func(tx *db.Tx) error { return journal.Leave(ctx, tx, rows) }); err != nil {
		return err
	}
	apart := visitsOpen / len(p.story)
	for tick := range p.visits() + apart*len(p.story) {
		for k := range p.story {
			if n := tick - k*apart; n >= 0 && n < p.visits() {
				if err := r.add(ctx, n, k); err != nil {
					return err
				}
			}
		}
	}
	for n := range p.erased() {
		for _, id := range p.templates() {
			e := journal.Entry{Kind: journal.Erased, Office: p.story[0].Office, Actor: "system", Visit: p.id(n, p.story[0].visit), Application: p.id(n, id), Payload: []byte(`{"erasure":"` + p.moment + `past00001"}`)}
			if err := r.put(ctx, e, p.opened(n).AddDate(1, 0, 0)); err != nil {
				return err
			}
		}
	}
	if err := r.flush(ctx); err != nil {
		return err
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		q := `UPDATE sqlite_sequence SET seq=$1 WHERE name='journal'`
		if tx.Postgres() {
			q = `SELECT setval(pg_get_serial_sequence('journal', 'seq'), $1)`
		}
		_, err := tx.Exec(ctx, q, r.seq)
		return err
	})
}

// add writes the k-th event of copy n.
func (r *recorder) add(ctx context.Context, n, k int) error {
	s := r.story[k]
	e := s.Entry
	e.Visit = r.id(n, s.visit)
	if s.application >= 0 {
		e.Application = r.id(n, s.application)
	}
	if e.Actor != "" { // each template's person is another one of the house in every visit
		e.Actor = fmt.Sprintf("%s%07dst", r.moment, (n*7919+int(e.Actor[len(e.Actor)-1])*31)%staffBusy)
	}
	e.Payload = s.payload.write(make([]byte, 0, 2*len(s.Payload)), r.template, n, r.any)
	return r.put(ctx, e, r.opened(n).Add(s.after+time.Duration(k)*visitsOpen/time.Duration(len(r.story))*r.between()))
}

func (r *recorder) put(ctx context.Context, e journal.Entry, at time.Time) error {
	r.seq++
	e.Cursor = journal.Cursor(strconv.FormatInt(r.seq, 10))
	e.At = at.Add(time.Duration(r.any.Int64N(int64(r.between())))).Truncate(time.Millisecond)
	if r.volume = append(r.volume, e); len(r.volume) < r.most {
		return nil
	}
	return r.flush(ctx)
}

// flush stores a volume, and what seals over its events take where there are seals.
func (r *recorder) flush(ctx context.Context) error {
	if len(r.volume) == 0 {
		return nil
	}
	err := r.d.Write(ctx, func(tx *db.Tx) error {
		if err := journal.Store(ctx, tx, r.volume); err != nil {
			return err
		}
		for some := range slices.Chunk(r.volume, sealed) {
			leaves := make([]byte, 32*len(some))
			if _, err := crand.Read(leaves); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `INSERT INTO seal (number, note, leaves, cursor) SELECT number+1, note, $1, '' FROM seal ORDER BY number DESC LIMIT 1`, leaves); err != nil {
				return err
			}
		}
		return nil
	})
	r.volume = r.volume[:0]
	return err
}
