package db

import (
	"context"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5"
)

// errOne is a mistake of the program: what is read by one statement alone has
// no transaction in which a second one would see the same moment, nor one that
// refuses to write.
var errOne = errors.New("db: ReadOne takes one statement that reads")

// pgOne runs fn's only statement without a transaction around it.
func (d *DB) pgOne(ctx context.Context, fn func(*Tx) error) error {
	c, err := d.pool.Acquire(ctx)
	if err != nil {
		return unavailable(err)
	}
	defer c.Release()
	one := &pgOneSession{conn: c.Conn()}
	tx := newTx(ctx, Postgres, one, false)
	one.count = tx.count
	if err := fn(tx); err != nil {
		lost := c.Conn().IsClosed()
		if lost {
			d.pool.Reset() // the others are likely lost as well
		}
		return pgError(err, lost)
	}
	return nil
}

// pgOneSession lets one query through.
type pgOneSession struct {
	conn  *pgx.Conn
	count *Count // nil: nobody counts
	used  bool
}

func (p *pgOneSession) query(ctx context.Context, q string, args []any, each func(scan func(...any) error) error) error {
	if p.used || !strings.HasPrefix(q, "SELECT ") {
		return errOne
	}
	p.used = true
	if p.count != nil {
		p.count.Trips.Add(1)
	}
	rows, err := p.conn.Query(ctx, q, args...)
	return eachRow(rows, err, each)
}

func (p *pgOneSession) exec(context.Context, string, []any) (int64, error) { return 0, errOne }

func (p *pgOneSession) later(context.Context, string, []any) error { return errOne }

func (p *pgOneSession) ask(ctx context.Context, q string, args []any, take func(scan func(...any) error) error) error {
	return p.query(ctx, q, args, take)
}

func (p *pgOneSession) ahead(string, []any) bool { return false }

func (p *pgOneSession) known(context.Context, string, []any, func(scan func(...any) error) error) (bool, error) {
	return false, nil
}

func (p *pgOneSession) forget(string) {}

func (p *pgOneSession) last() {}
