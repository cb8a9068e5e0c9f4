package db

import (
	"context"
	"fmt"
	"strconv"
	"strings"
)

// LaterRows is [Tx.Later] for n rows of one statement: into is its beginning up
// to the columns' names, after what follows the rows ("" or ON CONFLICT …).
// values has one entry for each column: a string or a whole number that is the
// same in every row, or a []string or []int64 with one for each.
//
// PostgreSQL gets a column as one array. With a parameter for every value it
// spends more on the parameters than on the rows, and keeps another plan for
// every number of rows. For SQLite, to which a parameter costs little, what is
// the same in every row is one parameter.
func (t *Tx) LaterRows(ctx context.Context, into, after string, n int, values ...any) error {
	if n == 0 {
		return nil
	}
	var q string
	var args []any
	var err error
	if t.Postgres() {
		q, err = unnested(values, n)
		args = values
	} else {
		q, args, err = listed(values, n)
	}
	if err != nil {
		return err
	}
	return t.Later(ctx, into+" "+q+" "+after, args...)
}

// unnested selects the rows out of one array a column.
func unnested(values []any, n int) (string, error) {
	var list, arrays, names []string
	for i, v := range values {
		kind, many, err := columnOf(v, n)
		if err != nil {
			return "", fmt.Errorf("column %d: %w", i+1, err)
		}
		param := "$" + strconv.Itoa(i+1) + "::" + kind
		if !many {
			list = append(list, param)
			continue
		}
		name := "c" + strconv.Itoa(i+1)
		list, arrays, names = append(list, name), append(arrays, param+"[]"), append(names, name)
	}
	if len(arrays) == 0 {
		return "", fmt.Errorf("%d rows that are all the same", n)
	}
	return "SELECT " + strings.Join(list, ",") + " FROM unnest(" + strings.Join(arrays, ",") + ") AS r(" + strings.Join(names, ",") + ")", nil
}

// listed writes the rows out. Parameters are numbered as they first appear.
func listed(values []any, n int) (string, []any, error) {
	var b strings.Builder
	b.WriteString("VALUES ")
	args := make([]any, 0, n*len(values))
	same := make([]int, len(values)) // numbers of parameters
	for row := range n {
		for i, v := range values {
			_, many, err := columnOf(v, n)
			if err != nil {
				return "", nil, fmt.Errorf("column %d: %w", i+1, err)
			}
			number := same[i]
			if many || row == 0 {
				if many {
					v = ofRow(v, row)
				}
				args = append(args, v)
				number = len(args)
				same[i] = number
			}
			b.WriteByte(",("[first(i)])
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(number))
		}
		b.WriteByte(')')
		if row < n-1 {
			b.WriteByte(',')
		}
	}
	return b.String(), args, nil
}

func first(i int) int { return Flag(i == 0) }

// columnOf is PostgreSQL's type of a column's values, and whether each row has
// its own.
func columnOf(v any, n int) (kind string, many bool, err error) {
	length := n
	switch v := v.(type) {
	case string:
		kind = "text"
	case int, int64:
		kind = "bigint"
	case []string:
		kind, many, length = "text", true, len(v)
	case []int64:
		kind, many, length = "bigint", true, len(v)
	default:
		return "", false, fmt.Errorf("values of type %T", v)
	}
	if length != n {
		return "", false, fmt.Errorf("%d values for %d rows", length, n)
	}
	return kind, many, nil
}

func ofRow(v any, row int) any {
	if s, ok := v.([]string); ok {
		return s[row]
	}
	return v.([]int64)[row]
}
