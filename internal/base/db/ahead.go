package db

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// early is a question that was asked ahead, on PostgreSQL, and its answer.
type early struct {
	q     string
	args  []any
	come  bool // the answer is here
	types []columnType
	rows  [][][]byte
}

type columnType struct {
	oid    uint32
	format int16
}

// ahead queues a question whose answer is kept until somebody wants it.
func (p *pgSession) ahead(q string, args []any) bool {
	if p.find(q, args) >= 0 {
		return false
	}
	e := &early{q: q, args: args}
	p.early = append(p.early, e)
	if p.keeps == nil {
		p.keeps = map[int]*early{}
	}
	p.keeps[p.pending.Len()] = e
	p.pending.Queue(q, args...)
	return true
}

// arrive keeps the rows of an answer; the driver's own bytes are overwritten by
// the next one.
func (e *early) arrive(rows pgx.Rows, err error) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	e.come = true
	for _, f := range rows.FieldDescriptions() {
		e.types = append(e.types, columnType{f.DataTypeOID, f.Format})
	}
	for rows.Next() {
		raw := rows.RawValues()
		n := 0
		for _, v := range raw {
			n += len(v)
		}
		row, all := make([][]byte, len(raw)), make([]byte, 0, n)
		for i, v := range raw {
			if v != nil { // NULL stays nil
				at := len(all)
				all = append(all, v...)
				row[i] = all[at:len(all):len(all)]
			}
		}
		e.rows = append(e.rows, row)
	}
	return rows.Err()
}

func (p *pgSession) find(q string, args []any) int {
	return slices.IndexFunc(p.early, func(e *early) bool { return e.q == q && slices.Equal(e.args, args) })
}

// last has the end of a reading transaction travel with its next flight.
func (p *pgSession) last() { p.ends = p.begin == beginRead }

// known hands over the rows of what was asked ahead, once.
func (p *pgSession) known(ctx context.Context, q string, args []any, each rowsTaker) (bool, error) {
	if len(p.early) == 0 {
		return false, nil
	}
	i := p.find(q, args)
	if i < 0 {
		return false, nil
	}
	e := p.early[i]
	p.early = slices.Delete(p.early, i, i+1)
	if !e.come {
		if err := p.send(ctx, nil); err != nil {
			return true, err
		}
	}
	types := p.conn.TypeMap()
	for _, row := range e.rows {
		err := each(func(dest ...any) error {
			if len(dest) != len(row) {
				return fmt.Errorf("%d columns into %d places", len(row), len(dest))
			}
			for i, d := range dest {
				if err := types.Scan(e.types[i].oid, e.types[i].format, row[i], d); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return true, err
		}
	}
	return true, nil
}

// forget drops what was asked ahead of a write: it may not be so any more.
func (p *pgSession) forget(table string) {
	if len(p.early) > 0 {
		p.early = slices.DeleteFunc(p.early, func(e *early) bool { return table == "" || reads(e.q, table) })
	}
}

// reads tells whether a statement reads a table: the house's statements name
// them behind FROM and JOIN alone.
func reads(q, table string) bool {
	for at := 0; ; {
		i := strings.Index(q[at:], table)
		if i < 0 {
			return false
		}
		i += at
		at = i + len(table)
		before := strings.TrimRight(q[:i], " \t\n")
		apart := at == len(q) || !word(q[at])
		if apart && len(before) < i && (strings.HasSuffix(before, "FROM") || strings.HasSuffix(before, "JOIN")) {
			return true
		}
	}
}

func word(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
