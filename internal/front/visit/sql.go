package visit

import (
	"context"
	"strings"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

const visitColumns = `id, office, day, number, reception, ticket, language, wish, state, version, seat, clerk,
	came_as, proof, proof_kind, proof_by, arrived_at, called_at, closed_at, protected, party, late`

func scanVisit(scan func(...any) error) (Visit, error) {
	var v Visit
	var wish string
	var protected, late int
	var arrived, called, closed int64
	err := scan(&v.ID, &v.Office, &v.Day, &v.Number, &v.Reception, &v.Ticket, &v.Language, &wish, &v.State, &v.Version, &v.Seat, &v.Clerk,
		&v.Came.As, &v.Came.Proof, &v.Came.ProofKind, &v.Came.By, &arrived, &called, &closed, &protected, &v.Party, &late)
	v.Late = late == 1
	v.Protected = protected == 1
	v.Wish = []string{}
	if wish != "" {
		v.Wish = strings.Split(wish, ",")
	}
	v.ArrivedAt, v.CalledAt, v.ClosedAt = kernel.FromMillis(arrived), moment(called), moment(closed)
	v.Applications = []Application{}
	return v, err
}

func moment(ms int64) *time.Time {
	if ms == 0 {
		return nil
	}
	t := kernel.FromMillis(ms)
	return &t
}

// SQLite takes a partial index only when a statement repeats the index's own
// condition word for word, so statements that look for some of these states
// name all of them besides.
const (
	unfinished = `state<>'done'`                       // visit_open
	verified   = `state IN ('completed','registered')` // application_ready
)

func selectVisits(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Visit, error) {
	var out []Visit
	err := tx.Each(ctx, `SELECT `+visitColumns+` FROM visit WHERE `+where, args, func(scan func(...any) error) error {
		v, err := scanVisit(scan)
		out = append(out, v)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, attachApplications(ctx, tx, out)
}

func selectVisit(ctx context.Context, tx *db.Tx, id string) (Visit, error) {
	return oneVisit(ctx, tx, id, "")
}

// lockVisit reads a visit inside a change and holds its row until the commit.
func lockVisit(ctx context.Context, tx *db.Tx, id string) (Visit, error) {
	return oneVisit(ctx, tx, id, tx.Lock())
}

func oneVisit(ctx context.Context, tx *db.Tx, id, lock string) (Visit, error) {
	vs, err := selectVisits(ctx, tx, `id=$1`+lock, id)
	if err == nil && len(vs) == 0 {
		err = kernel.E(kernel.NotFound, "visit_unknown")
	}
	if err != nil {
		return Visit{}, err
	}
	return vs[0], nil
}

const applicationColumns = `id, visit, office, position, procedure, form, form_version, state, version, back, route, way,
	registered_no, ending, accepted_at, requested_at, completed_at, changed_at, protected, household`

func scanApplication(scan func(...any) error) (Application, error) {
	var a Application
	var accepted, requested, completed, changed int64
	var protected int
	var hold string
	err := scan(&a.ID, &a.Visit, &a.Office, &a.Position, &a.Procedure, &a.Form, &a.FormVersion, &a.State, &a.Version, &a.Back, &a.Route, &a.Way,
		&a.Registered, &a.Ending, &accepted, &requested, &completed, &changed, &protected, &a.Household, &hold)
	if err == nil {
		a.Hold, err = StoredHold(hold)
	}
	a.Protected = protected == 1
	a.AcceptedAt, a.RequestedAt, a.CompletedAt, a.ChangedAt = moment(accepted), moment(requested), moment(completed), kernel.FromMillis(changed)
	return a, err
}

// attachApplications reads the applications of all visits in one statement.
func attachApplications(ctx context.Context, tx *db.Tx, vs []Visit) error {
	if len(vs) == 0 {
		return nil
	}
	at := make(map[string]int, len(vs))
	args := make([]any, len(vs))
	for i, v := range vs {
		at[v.ID], args[i] = i, v.ID
	}
	return tx.Each(ctx, `SELECT `+applicationColumns+`, hold FROM application WHERE visit IN (`+db.List(1, len(args))+`) ORDER BY visit, position`, args,
		func(scan func(...any) error) error {
			a, err := scanApplication(scan)
			if err == nil {
				v := &vs[at[a.Visit]]
				v.Applications = append(v.Applications, a)
			}
			return err
		})
}

func selectApplication(ctx context.Context, tx *db.Tx, id, lock string) (Application, error) {
	var a Application
	found := false
	err := tx.Each(ctx, `SELECT `+applicationColumns+`, hold FROM application WHERE id=$1`+lock, []any{id}, func(scan func(...any) error) (err error) {
		found = true
		a, err = scanApplication(scan)
		return err
	})
	if err == nil && !found {
		err = kernel.E(kernel.NotFound, "application_unknown")
	}
	return a, err
}

func nextNumber(ctx context.Context, tx *db.Tx, office, day string) (int, error) {
	var n int
	err := tx.Row(ctx, `INSERT INTO visit_number (office, day, last) VALUES ($1,$2,1)
		ON CONFLICT (office, day) DO UPDATE SET last = visit_number.last + 1 RETURNING last`, []any{office, day}, &n)
	return n, err
}

func insertVisit(ctx context.Context, tx *db.Tx, v Visit) error {
	return tx.Later(ctx, `INSERT INTO visit (`+visitColumns+`) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,0,0,0,'',$18)`,
		v.ID, v.Office, v.Day, v.Number, v.Reception, v.Ticket, v.Language, strings.Join(v.Wish, ","), string(v.State), v.Version, v.Seat, v.Clerk,
		v.Came.As, v.Came.Proof, v.Came.ProofKind, v.Came.By, kernel.Millis(v.ArrivedAt), flag(v.Late))
}

func insertApplication(ctx context.Context, tx *db.Tx, a Application, wrapped string) error {
	if err := tx.Later(ctx, `INSERT INTO application (`+applicationColumns+`) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,'','',$10,'','',0,0,0,$11,$12,$13)`,
		a.ID, a.Visit, a.Office, a.Position, a.Procedure, a.Form, a.FormVersion, string(a.State), a.Version, a.Way, kernel.Millis(a.ChangedAt), flag(a.Protected), a.Household); err != nil {
		return err
	}
	return tx.Later(ctx, `INSERT INTO application_secret (application, wrapped) VALUES ($1,$2)`, a.ID, wrapped)
}

// updateVisit writes the ticket's state if nobody else changed the visit.
func updateVisit(ctx context.Context, tx *db.Tx, v Visit, called, closed int64) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE visit SET state=$1, seat=$2, clerk=$3, came_as=$4, proof=$5, proof_kind=$6, proof_by=$7, called_at=$8, closed_at=$9, protected=$10, version=version+1
		WHERE id=$11 AND version=$12`, string(v.State), v.Seat, v.Clerk, v.Came.As, v.Came.Proof, v.Came.ProofKind, v.Came.By, called, closed, flag(v.Protected), v.ID, v.Version)
	return n == 1, err
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}
