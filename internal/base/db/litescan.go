package db

import (
	"database/sql"
	"fmt"
	"reflect"

	"zombiezen.com/go/sqlite"
)

// bind gives the statement its arguments. A number of arguments other than the
// statement's own is an error, as SQLite itself would bind NULL in silence.
func bind(s *sqlite.Stmt, args []any) error {
	if n := s.BindParamCount(); n != len(args) {
		return fmt.Errorf("%d arguments for %d parameters", len(args), n)
	}
	for i, arg := range args {
		switch v := arg.(type) {
		case string:
			s.BindText(i+1, v)
		case int64:
			s.BindInt64(i+1, v)
		case int:
			s.BindInt64(i+1, int64(v))
		case []byte:
			bindBytes(s, i+1, v)
		case bool:
			s.BindBool(i+1, v)
		case float64:
			s.BindFloat(i+1, v)
		case nil:
			s.BindNull(i + 1)
		default:
			if err := bindNamed(s, i+1, reflect.ValueOf(arg)); err != nil {
				return err
			}
		}
	}
	return nil
}

func bindBytes(s *sqlite.Stmt, param int, v []byte) {
	if v == nil {
		s.BindNull(param)
		return
	}
	s.BindBytes(param, v)
}

// bindNamed binds values of types that have a name of their own.
func bindNamed(s *sqlite.Stmt, param int, v reflect.Value) error {
	switch {
	case v.Kind() == reflect.String:
		s.BindText(param, v.String())
	case v.CanInt():
		s.BindInt64(param, v.Int())
	case v.CanUint():
		s.BindInt64(param, int64(v.Uint()))
	case v.Kind() == reflect.Bool:
		s.BindBool(param, v.Bool())
	case v.CanFloat():
		s.BindFloat(param, v.Float())
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8:
		bindBytes(s, param, v.Bytes())
	default:
		return fmt.Errorf("argument %d of type %s", param, v.Type())
	}
	return nil
}

// scan reads the row that the statement stands at.
func scan(s *sqlite.Stmt, dest []any) error {
	if n := s.ColumnCount(); n != len(dest) {
		return fmt.Errorf("%d columns into %d places", n, len(dest))
	}
	for i, d := range dest {
		if err := column(s, i, d); err != nil {
			return fmt.Errorf("column %d (%s): %w", i, s.ColumnName(i), err)
		}
	}
	return nil
}

func column(s *sqlite.Stmt, i int, dest any) error {
	t := s.ColumnType(i)
	switch d := dest.(type) {
	case *any:
		*d = anything(s, i, t)
		return nil
	case sql.Scanner:
		return d.Scan(anything(s, i, t))
	case *[]byte:
		*d = asBytes(s, i, t)
		return nil
	}
	if t == sqlite.TypeNull {
		return nullInto(dest)
	}
	switch d := dest.(type) {
	case *string:
		*d = s.ColumnText(i)
	case *int64:
		*d = s.ColumnInt64(i)
		return whole(t)
	case *int:
		*d = s.ColumnInt(i)
		return whole(t)
	case *bool:
		*d = s.ColumnBool(i)
		return whole(t)
	case *float64:
		*d = s.ColumnFloat(i)
	default:
		return named(s, i, t, reflect.ValueOf(dest))
	}
	return nil
}

// named reads into types that have a name of their own, and into pointers.
func named(s *sqlite.Stmt, i int, t sqlite.ColumnType, p reflect.Value) error {
	if p.Kind() != reflect.Pointer || p.IsNil() {
		return fmt.Errorf("%s is no place", p.Type())
	}
	switch v := p.Elem(); {
	case v.Kind() == reflect.String:
		v.SetString(s.ColumnText(i))
	case v.CanInt():
		v.SetInt(s.ColumnInt64(i))
		return whole(t)
	case v.Kind() == reflect.Bool:
		v.SetBool(s.ColumnBool(i))
		return whole(t)
	case v.Kind() == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return column(s, i, v.Interface())
	default:
		return fmt.Errorf("cannot read into %s", p.Type())
	}
	return nil
}

// whole refuses numbers where SQLite would turn text into zero.
func whole(t sqlite.ColumnType) error {
	if t != sqlite.TypeInteger {
		return fmt.Errorf("%s where a whole number is asked for", t)
	}
	return nil
}

// nullInto leaves a pointer nil; everything else has no place for NULL.
func nullInto(dest any) error {
	if p := reflect.ValueOf(dest); p.Kind() == reflect.Pointer && p.Elem().Kind() == reflect.Pointer {
		p.Elem().SetZero()
		return nil
	}
	return fmt.Errorf("NULL into %T", dest)
}

func anything(s *sqlite.Stmt, i int, t sqlite.ColumnType) any {
	switch t {
	case sqlite.TypeInteger:
		return s.ColumnInt64(i)
	case sqlite.TypeFloat:
		return s.ColumnFloat(i)
	case sqlite.TypeText:
		return s.ColumnText(i)
	case sqlite.TypeBlob:
		return asBytes(s, i, t)
	}
	return nil
}

func asBytes(s *sqlite.Stmt, i int, t sqlite.ColumnType) []byte {
	if t == sqlite.TypeNull {
		return nil
	}
	b := make([]byte, s.ColumnLen(i))
	return b[:s.ColumnBytes(i, b)]
}
