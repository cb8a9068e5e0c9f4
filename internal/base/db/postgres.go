package db

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// poolSize is small: a handful of connections saturate a server with a few
// cores. More of them lengthen its tail, each makes its own plans, and they
// wait for each other inside the server where it costs most: at 32 clients on
// two cores a life took 20 ms of PostgreSQL with 8 and 29 with 16.
const poolSize = 8

// openPostgres connects through pgx itself, which keeps prepared statements
// per connection and can send several statements in one flight. The second
// handle speaks database/sql, for migrations and for listening.
func openPostgres(ctx context.Context, url string) (*pgxpool.Pool, *sql.DB, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, nil, err
	}
	cfg.ConnConfig.RuntimeParams["timezone"] = "UTC"
	cfg.ConnConfig.RuntimeParams["application_name"] = "hitomado"
	// A node that hangs must not hold up the others: what it locked comes free.
	cfg.ConnConfig.RuntimeParams["idle_in_transaction_session_timeout"] = "30000"
	cfg.ConnConfig.RuntimeParams["lock_timeout"] = "15000"
	cfg.MaxConns = poolSize
	cfg.MaxConnIdleTime = 5 * time.Minute
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, nil, unavailable(err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, nil, unavailable(err)
	}
	aside := stdlib.OpenDB(*cfg.ConnConfig)
	aside.SetMaxOpenConns(poolSize)
	aside.SetMaxIdleConns(1)
	aside.SetConnMaxIdleTime(time.Minute)
	return pool, aside, nil
}

const (
	beginWrite = "BEGIN"
	beginRead  = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
)

// pgWrite runs fn until the engine keeps it or refuses it for good: what the
// engine rolled back by itself, or lost with the connection before the commit
// was asked for, is tried again.
func (d *DB) pgWrite(ctx context.Context, fn func(*Tx) error) error {
	var err error
	for range 5 {
		var again bool
		if again, err = d.pgTx(ctx, beginWrite, fn); !again {
			return err
		}
	}
	if _, named := errors.AsType[*kernel.Error](err); named {
		return err
	}
	return kernel.E(kernel.Unavailable, "busy").Because(err)
}

// pgTx runs fn in one transaction; again says that nothing of it stands and
// that another try may succeed.
func (d *DB) pgTx(ctx context.Context, begin string, fn func(*Tx) error) (again bool, err error) {
	c, err := d.pool.Acquire(ctx)
	if err != nil {
		return false, unavailable(err)
	}
	defer c.Release() // a connection that is closed or not idle is not used again
	p := &pgSession{conn: c.Conn(), begin: begin}
	p.pending.Queue(begin)
	tx := newTx(ctx, Postgres, p, begin == beginRead)
	p.count = tx.count
	done := false
	defer func() {
		if !done { // fn panics, or the commit failed
			p.rollback(ctx)
		}
	}()
	err = fn(tx)
	if err == nil || !p.begun {
		if answer := p.answers(ctx); answer != nil {
			err = answer
		}
	}
	if err != nil {
		done = true
		lost := p.rollback(ctx)
		if lost {
			d.pool.Reset() // the others are likely lost as well
		}
		return rolledBackByEngine(err) || lost && ctx.Err() == nil, pgError(err, lost)
	}
	if err := p.commit(ctx); err != nil {
		return rolledBackByEngine(err), commitError(err)
	}
	done = true
	tx.committed()
	return false, nil
}

func rolledBackByEngine(err error) bool {
	pe, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (pe.Code == "40001" || pe.Code == "40P01")
}

// pgSession is a transaction on a connection. Statements whose result nobody
// waits for, the BEGIN among them, are sent in one flight with the next one
// whose result somebody needs, at last with the COMMIT.
type pgSession struct {
	conn    *pgx.Conn
	begin   string
	pending pgx.Batch
	asked   map[int]rowsTaker // by position in pending
	early   []*early          // what was asked ahead, until it is taken
	keeps   map[int]*early    // by position in pending
	begun   bool
	ends    bool   // with the next flight
	count   *Count // nil: nobody counts
}

// trip counts one wait for the server.
func (p *pgSession) trip() {
	if p.count != nil {
		p.count.Trips.Add(1)
	}
}

type rowsTaker = func(scan func(...any) error) error

func (p *pgSession) later(_ context.Context, q string, args []any) error {
	p.pending.Queue(q, args...)
	return nil
}

func (p *pgSession) ask(_ context.Context, q string, args []any, take rowsTaker) error {
	if p.asked == nil {
		p.asked = map[int]rowsTaker{}
	}
	p.asked[p.pending.Len()] = take
	p.pending.Queue(q, args...)
	return nil
}

func (p *pgSession) exec(ctx context.Context, q string, args []any) (int64, error) {
	if p.pending.Len() == 0 {
		p.trip()
		tag, err := p.conn.Exec(ctx, q, args...)
		return tag.RowsAffected(), err
	}
	var n int64
	err := p.flight(ctx, q, args, func(r pgx.BatchResults) error {
		tag, err := r.Exec()
		n = tag.RowsAffected()
		return err
	})
	return n, err
}

func (p *pgSession) query(ctx context.Context, q string, args []any, each rowsTaker) error {
	if p.pending.Len() == 0 && !p.ends {
		p.trip()
		rows, err := p.conn.Query(ctx, q, args...)
		return eachRow(rows, err, each)
	}
	return p.flight(ctx, q, args, func(r pgx.BatchResults) error {
		rows, err := r.Query()
		return eachRow(rows, err, each)
	})
}

func eachRow(rows pgx.Rows, err error, each rowsTaker) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// flight sends what is pending together with q and hands q's result to take.
func (p *pgSession) flight(ctx context.Context, q string, args []any, take func(pgx.BatchResults) error) error {
	p.pending.Queue(q, args...)
	return p.send(ctx, take)
}

// send sends what is pending; last, when there is one, takes the last result.
func (p *pgSession) send(ctx context.Context, last func(pgx.BatchResults) error) (err error) {
	b, asked, keeps := p.pending, p.asked, p.keeps
	p.pending, p.asked, p.keeps, p.begun = pgx.Batch{}, nil, nil, true
	p.trip()
	n := b.Len()
	if p.ends {
		b.Queue("COMMIT")
	}
	results := p.conn.SendBatch(ctx, &b)
	defer func() {
		if cerr := results.Close(); err == nil {
			err = cerr
		}
		if err == nil && p.ends { // whoever asks again sees a later moment
			p.ends, p.begun = false, false
			p.pending.Queue(p.begin)
		}
	}()
	for i := range n {
		switch take := asked[i]; {
		case take != nil:
			rows, qerr := results.Query()
			err = eachRow(rows, qerr, take)
		case keeps[i] != nil:
			err = keeps[i].arrive(results.Query())
		case i == n-1 && last != nil:
			err = last(results)
		default:
			_, err = results.Exec()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// answers waits for the questions that no statement has taken along: a commit
// never goes out before, as an answer may forbid it.
func (p *pgSession) answers(ctx context.Context) error {
	if len(p.asked) == 0 || p.conn.IsClosed() {
		return nil
	}
	return p.send(ctx, nil)
}

func (p *pgSession) commit(ctx context.Context) error {
	if !p.begun && p.pending.Len() == 1 { // nothing but the BEGIN
		return nil
	}
	return p.flight(ctx, "COMMIT", nil, func(r pgx.BatchResults) error {
		tag, err := r.Exec()
		if err == nil && tag.String() != "COMMIT" {
			err = pgx.ErrTxCommitRollback
		}
		return err
	})
}

// rollback ends the transaction and tells whether the connection is lost.
func (p *pgSession) rollback(ctx context.Context) (lost bool) {
	if p.begun && !p.conn.IsClosed() {
		_, _ = p.conn.Exec(context.WithoutCancel(ctx), "ROLLBACK")
	}
	return p.conn.IsClosed()
}
