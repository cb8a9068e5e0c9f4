package office

import (
	"context"
	"errors"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

func upsertRollout(ctx context.Context, tx *db.Tx, r Rollout) error {
	_, err := tx.Exec(ctx, `INSERT INTO rollout (office,procedure,mode,way,since,ceiling,route) VALUES ($1,$2,$3,$4,$5,$6,$7)
		ON CONFLICT (office,procedure) DO UPDATE SET mode=excluded.mode, way=excluded.way, since=excluded.since, ceiling=excluded.ceiling, route=excluded.route`,
		r.Office, r.Procedure, string(r.Mode), r.Way, r.Since, r.Ceiling, r.Route)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM rollout_counter WHERE office=$1 AND procedure=$2`, r.Office, r.Procedure); err != nil {
		return err
	}
	for _, seat := range r.Counters {
		if _, err := tx.Exec(ctx, `INSERT INTO rollout_counter (office,procedure,seat) VALUES ($1,$2,$3) ON CONFLICT DO NOTHING`, r.Office, r.Procedure, seat); err != nil {
			return err
		}
	}
	return nil
}

const rolloutOf = `SELECT mode, way, since, ceiling, route FROM rollout WHERE office=$1 AND procedure=$2`

func selectRollout(ctx context.Context, tx *db.Tx, office, procedure string) (Rollout, bool, error) {
	r := Rollout{Office: office, Procedure: procedure}
	err := tx.Row(ctx, rolloutOf, []any{office, procedure}, &r.Mode, &r.Way, &r.Since, &r.Ceiling, &r.Route)
	if errors.Is(err, db.ErrNoRows) {
		return Rollout{}, false, nil
	}
	if err != nil || r.Mode != Pilot {
		return r, err == nil, err
	}
	err = tx.Each(ctx, `SELECT seat FROM rollout_counter WHERE office=$1 AND procedure=$2 ORDER BY seat`, []any{office, procedure}, func(scan func(...any) error) error {
		var seat string
		err := scan(&seat)
		r.Counters = append(r.Counters, seat)
		return err
	})
	return r, err == nil, err
}

func selectRollouts(ctx context.Context, tx *db.Tx, office string) ([]Rollout, error) {
	var out []Rollout
	at := map[string]int{}
	err := tx.Each(ctx, `SELECT procedure, mode, way, since, ceiling, route FROM rollout WHERE office=$1 ORDER BY procedure`, []any{office}, func(scan func(...any) error) error {
		r := Rollout{Office: office}
		err := scan(&r.Procedure, &r.Mode, &r.Way, &r.Since, &r.Ceiling, &r.Route)
		at[r.Procedure] = len(out)
		out = append(out, r)
		return err
	})
	if err != nil {
		return nil, err
	}
	err = tx.Each(ctx, `SELECT procedure, seat FROM rollout_counter WHERE office=$1 ORDER BY seat`, []any{office}, func(scan func(...any) error) error {
		var procedure, seat string
		if err := scan(&procedure, &seat); err != nil {
			return err
		}
		if i, ok := at[procedure]; ok {
			out[i].Counters = append(out[i].Counters, seat)
		}
		return nil
	})
	return out, err
}

// countSent counts one request in the hour; 0 rows when the ceiling is reached.
func countSent(ctx context.Context, tx *db.Tx, r Rollout, hour int64) (int64, error) {
	return tx.Exec(ctx, `INSERT INTO rollout_hour (office,procedure,hour,sent) VALUES ($1,$2,$3,1)
		ON CONFLICT (office,procedure) DO UPDATE SET sent=CASE WHEN rollout_hour.hour=excluded.hour THEN rollout_hour.sent+1 ELSE 1 END, hour=excluded.hour
		WHERE rollout_hour.hour<>excluded.hour OR rollout_hour.sent<$4`, r.Office, r.Procedure, hour, r.Ceiling)
}

func uncountSent(ctx context.Context, tx *db.Tx, office, procedure string, hour int64) error {
	_, err := tx.Exec(ctx, `UPDATE rollout_hour SET sent=sent-1 WHERE office=$1 AND procedure=$2 AND hour=$3 AND sent>0`, office, procedure, hour)
	return err
}

func selectSent(ctx context.Context, tx *db.Tx, office, procedure string, hour int64) (n int, err error) {
	err = tx.Row(ctx, `SELECT sent FROM rollout_hour WHERE office=$1 AND procedure=$2 AND hour=$3`, []any{office, procedure, hour}, &n)
	if errors.Is(err, db.ErrNoRows) {
		return 0, nil
	}
	return n, err
}

const stopColumns = `office, procedure, staff, at, reason`

func scanStop(scan func(...any) error) (Stop, error) {
	var x Stop
	var at int64
	err := scan(&x.Office, &x.Procedure, &x.Staff, &at, &x.Reason)
	x.At = kernel.FromMillis(at)
	return x, err
}

const stopOf = `SELECT ` + stopColumns + ` FROM center_stop WHERE office IN ('*',$1) AND procedure IN ('*',$2) ORDER BY at LIMIT 1`

// selectStop finds the oldest stop that holds for a request, nil when none does.
func selectStop(ctx context.Context, tx *db.Tx, office, procedure string) (*Stop, error) {
	x, err := scanStop(func(dest ...any) error {
		return tx.Row(ctx, stopOf, []any{office, procedure}, dest...)
	})
	if errors.Is(err, db.ErrNoRows) {
		return nil, nil
	}
	return &x, err
}

func selectStops(ctx context.Context, tx *db.Tx) ([]Stop, error) {
	var out []Stop
	err := tx.Each(ctx, `SELECT `+stopColumns+` FROM center_stop ORDER BY CASE office WHEN '*' THEN 0 ELSE 1 END, office, procedure`, nil, func(scan func(...any) error) error {
		x, err := scanStop(scan)
		out = append(out, x)
		return err
	})
	return out, err
}

func insertStop(ctx context.Context, tx *db.Tx, x Stop) (int64, error) {
	return tx.Exec(ctx, `INSERT INTO center_stop (office,procedure,staff,at,reason) VALUES ($1,$2,$3,$4,$5) ON CONFLICT (office,procedure) DO NOTHING`,
		x.Office, x.Procedure, x.Staff, kernel.Millis(x.At), x.Reason)
}

func deleteStop(ctx context.Context, tx *db.Tx, office, procedure string) (int64, error) {
	return tx.Exec(ctx, `DELETE FROM center_stop WHERE office=$1 AND procedure=$2`, office, procedure)
}
