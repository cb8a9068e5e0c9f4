package visit

import (
	"context"
	"slices"
	"strings"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
)

const visitColumns = `id, office, day, number, reception, ticket, language, wish, state, version, seat, clerk,
	came_as, proof, proof_kind, proof_by, arrived_at, called_at, closed_at, protected, party, late, principal`

// visitRow is a visit's row on its way from the database.
type visitRow struct {
	v                       Visit
	wish                    string
	protected, late         int
	arrived, called, closed int64
}

func (r *visitRow) places() []any {
	v := &r.v
	return []any{&v.ID, &v.Office, &v.Day, &v.Number, &v.Reception, &v.Ticket, &v.Language, &r.wish, &v.State, &v.Version, &v.Seat, &v.Clerk,
		&v.Came.As, &v.Came.Proof, &v.Came.ProofKind, &v.Came.By, &r.arrived, &r.called, &r.closed, &r.protected, &v.Party, &r.late, &v.Came.Principal}
}

func (r *visitRow) visit() Visit {
	v := r.v
	v.Late, v.Protected = r.late == 1, r.protected == 1
	v.Wish = []string{}
	if r.wish != "" {
		v.Wish = strings.Split(r.wish, ",")
	}
	v.ArrivedAt, v.CalledAt, v.ClosedAt = kernel.FromMillis(r.arrived), kernel.Moment(r.called), kernel.Moment(r.closed)
	v.Applications = []Application{}
	return v
}

// SQLite takes a partial index only when a statement repeats the index's own
// condition word for word, so statements that look for some of these states
// name all of them besides.
const (
	unfinished = `state<>'done'`                       // visit_open
	verified   = `state IN ('completed','registered')` // application_ready
)

// visitsWhere and applicationsOf are the statements that read visits, and the
// applications of n of them.
func visitsWhere(where string) string { return `SELECT ` + visitColumns + ` FROM visit WHERE ` + where }

func applicationsOf(n int) string {
	return `SELECT ` + applicationRead + ` FROM application WHERE visit IN (` + db.List(1, n) + `) ORDER BY visit, position`
}

func selectVisits(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Visit, error) {
	out, err := bareVisits(ctx, tx, where, args...)
	if err != nil {
		return nil, err
	}
	return out, attachApplications(ctx, tx, out)
}

// bareVisits reads visits without their applications.
func bareVisits(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Visit, error) {
	var out []Visit
	err := tx.Each(ctx, visitsWhere(where), args, func(scan func(...any) error) error {
		var r visitRow
		err := scan(r.places()...)
		out = append(out, r.visit())
		return err
	})
	return out, err
}

func selectVisit(ctx context.Context, tx *db.Tx, id string) (Visit, error) {
	return oneVisit(ctx, tx, id, "")
}

// lockVisit reads a visit inside a change and holds its row until the commit.
func lockVisit(ctx context.Context, tx *db.Tx, id string) (Visit, error) {
	return oneVisit(ctx, tx, id, tx.Lock())
}

// lockVisitAhead has [lockVisit] answered together with what is asked next.
func lockVisitAhead(tx *db.Tx, id string) {
	if _, ok := db.Kept[Visit](tx, visitKey(id)); !ok {
		tx.Ahead(visitsWhere(`id=$1`+tx.Lock()), id)
		tx.Ahead(applicationsOf(1), id)
	}
}

// visitKey and applicationKey name what a transaction keeps.
type (
	visitKey       string
	applicationKey string
)

// oneVisit reads a visit with its applications. Whoever holds the visit may
// keep its applications too: none of them can come to its end without holding
// the visit. They are then read after it, because who waited for the visit
// must see what the holder before did to them.
func oneVisit(ctx context.Context, tx *db.Tx, id, lock string) (Visit, error) {
	if v, ok := db.Kept[Visit](tx, visitKey(id)); ok {
		v.Applications = slices.Clone(v.Applications)
		return v, nil
	}
	var vs []Visit
	var err error
	if lock == "" {
		vs, err = wholeVisit(ctx, tx, id)
	} else {
		lockVisitAhead(tx, id)
		vs, err = selectVisits(ctx, tx, `id=$1`+lock, id)
	}
	if err == nil && len(vs) == 0 {
		err = kernel.E(kernel.NotFound, "visit_unknown")
	}
	if err != nil {
		return Visit{}, err
	}
	keepVisit(tx, vs[0], lock != "")
	return vs[0], nil
}

// wholeVisit reads a visit and its applications in one statement.
func wholeVisit(ctx context.Context, tx *db.Tx, id string) ([]Visit, error) {
	var out []Visit
	err := tx.Each(ctx, whole, []any{id}, func(scan func(...any) error) error {
		var r visitRow
		var a applicationRow
		if err := scan(append(r.places(), a.places()...)...); err != nil {
			return err
		}
		if len(out) == 0 {
			out = append(out, r.visit())
		}
		if a.a.ID == "" {
			return nil
		}
		one, err := a.application()
		out[0].Applications = append(out[0].Applications, one)
		return err
	})
	return out, err
}

// Expect has a visit read along with what is asked next under the same snapshot.
func (s *Service) Expect(ctx context.Context, id string) { s.journal.DB().Ahead(ctx, whole, id) }

// LockAhead has an application held, as [Service.Locked] will ask, together with
// what is asked next.
func (s *Service) LockAhead(c *journal.Change, id string) {
	if _, ok := db.Kept[Application](c.Tx, applicationKey(id)); !ok {
		c.Ahead(applicationByID(c.Lock()), id)
	}
}

// LockFree is [Service.Locked] for whoever must not wait: found is false where
// another transaction holds the application.
func (s *Service) LockFree(ctx context.Context, c *journal.Change, id string) (found bool, err error) {
	_, err = selectApplication(ctx, c.Tx, id, c.SkipLocked())
	if kernel.KindOf(err) == kernel.NotFound {
		return false, nil
	}
	return err == nil, err
}

func keepVisit(tx *db.Tx, v Visit, locked bool) {
	v.Applications = slices.Clone(v.Applications)
	db.Keep(tx, visitKey(v.ID), v, locked, "visit", "application")
}

const applicationColumns = `id, visit, office, position, procedure, form, form_version, state, version, back, route, way,
	registered_no, ending, accepted_at, requested_at, completed_at, changed_at, protected, household`

// applicationRead are the columns an application is read with; a new row has
// the defaults of the last ones.
const applicationRead = applicationColumns + `, hold, doubt, reopened`

// applicationRow is an application's row on its way from the database.
type applicationRow struct {
	a                                       Application
	protected                               int
	accepted, requested, completed, changed int64
	hold                                    string
}

func (r *applicationRow) places() []any {
	a := &r.a
	return []any{&a.ID, &a.Visit, &a.Office, &a.Position, &a.Procedure, &a.Form, &a.FormVersion, &a.State, &a.Version, &a.Back, &a.Route, &a.Way,
		&a.Registered, &a.Ending, &r.accepted, &r.requested, &r.completed, &r.changed, &r.protected, &a.Household, &r.hold, &a.Doubt, &a.Reopened}
}

func (r *applicationRow) application() (a Application, err error) {
	a = r.a
	a.Protected = r.protected == 1
	a.AcceptedAt, a.RequestedAt, a.CompletedAt, a.ChangedAt = kernel.Moment(r.accepted), kernel.Moment(r.requested), kernel.Moment(r.completed), kernel.FromMillis(r.changed)
	a.Hold, err = StoredHold(r.hold)
	return a, err
}

func scanApplication(scan func(...any) error) (Application, error) {
	var r applicationRow
	if err := scan(r.places()...); err != nil {
		return Application{}, err
	}
	return r.application()
}

// joined is both tables' columns; a visit without applications has one row
// with empty ones.
var joined = func() string {
	var out []string
	for c := range strings.SplitSeq(visitColumns, ",") {
		out = append(out, "v."+strings.TrimSpace(c))
	}
	var a applicationRow
	for i, c := range strings.Split(applicationRead, ",") {
		none := "''"
		switch a.places()[i].(type) {
		case *int, *int64:
			none = "0"
		}
		out = append(out, "COALESCE(a."+strings.TrimSpace(c)+","+none+")")
	}
	return strings.Join(out, ", ")
}()

// whole is a visit with its applications.
var whole = `SELECT ` + joined + ` FROM visit v LEFT JOIN application a ON a.visit=v.id WHERE v.id=$1 ORDER BY a.position`

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
	return tx.Each(ctx, applicationsOf(len(args)), args,
		func(scan func(...any) error) error {
			a, err := scanApplication(scan)
			if err == nil {
				v := &vs[at[a.Visit]]
				v.Applications = append(v.Applications, a)
			}
			return err
		})
}

func applicationByID(lock string) string {
	return `SELECT ` + applicationRead + ` FROM application WHERE id=$1` + lock
}

func selectApplication(ctx context.Context, tx *db.Tx, id, lock string) (Application, error) {
	if a, ok := db.Kept[Application](tx, applicationKey(id)); ok {
		return a, nil
	}
	var a Application
	found := false
	err := tx.Each(ctx, applicationByID(lock), []any{id}, func(scan func(...any) error) (err error) {
		found = true
		a, err = scanApplication(scan)
		return err
	})
	if err == nil && !found {
		err = kernel.E(kernel.NotFound, "application_unknown")
	}
	if err == nil {
		db.Keep(tx, applicationKey(id), a, lock != "", "application")
	}
	return a, err
}

// applicationInCare reads an application with as much of its visit as tells in
// whose care it is.
func applicationInCare(ctx context.Context, tx *db.Tx, id string) (a Application, v Visit, err error) {
	found := false
	err = tx.Each(ctx, `SELECT `+ofApplication+`, v.seat, v.clerk, v.state, v.day FROM application a JOIN visit v ON v.id=a.visit WHERE a.id=$1`, []any{id}, func(scan func(...any) error) (err error) {
		found = true
		var r applicationRow
		if err := scan(append(r.places(), &v.Seat, &v.Clerk, &v.State, &v.Day)...); err != nil {
			return err
		}
		a, err = r.application()
		v.ID, v.Office, v.Protected = a.Visit, a.Office, a.Protected
		return err
	})
	if err == nil && !found {
		err = kernel.E(kernel.NotFound, "application_unknown")
	}
	return a, v, err
}

// ofApplication is an application's columns where its visit stands beside it.
var ofApplication = "a." + strings.Join(strings.FieldsFunc(applicationRead, func(r rune) bool { return strings.ContainsRune(", \n\t", r) }), ", a.")

// moved keeps an application as this change has just written it, and in its
// visit when that is held.
func moved(tx *db.Tx, a Application, v Visit, held bool) {
	db.Keep(tx, applicationKey(a.ID), a, true, "application")
	if !held {
		return
	}
	v.Applications = slices.Clone(v.Applications)
	for i := range v.Applications {
		if v.Applications[i].ID == a.ID {
			v.Applications[i] = a
		}
	}
	keepVisit(tx, v, true)
}

func nextNumber(ctx context.Context, tx *db.Tx, office, day string) (int, error) {
	var n int
	err := tx.Row(ctx, `INSERT INTO visit_number (office, day, last) VALUES ($1,$2,1)
		ON CONFLICT (office, day) DO UPDATE SET last = visit_number.last + 1 RETURNING last`, []any{office, day}, &n)
	return n, err
}

func insertVisit(ctx context.Context, tx *db.Tx, v Visit) error {
	err := tx.Later(ctx, `INSERT INTO visit (`+visitColumns+`) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,0,0,0,'',$18,$19)`,
		v.ID, v.Office, v.Day, v.Number, v.Reception, v.Ticket, v.Language, strings.Join(v.Wish, ","), string(v.State), v.Version, v.Seat, v.Clerk,
		v.Came.As, v.Came.Proof, v.Came.ProofKind, v.Came.By, kernel.Millis(v.ArrivedAt), db.Flag(v.Late), v.Came.Principal)
	if v.Wish == nil {
		v.Wish = []string{}
	}
	v.ArrivedAt, v.Applications = kernel.FromMillis(kernel.Millis(v.ArrivedAt)), []Application{}
	keepVisit(tx, v, true)
	return err
}

func insertApplication(ctx context.Context, tx *db.Tx, a Application, wrapped string) error {
	v, held := db.Kept[Visit](tx, visitKey(a.Visit))
	if err := tx.Later(ctx, `INSERT INTO application (`+applicationColumns+`) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,'','',$10,'','',0,0,0,$11,$12,$13)`,
		a.ID, a.Visit, a.Office, a.Position, a.Procedure, a.Form, a.FormVersion, string(a.State), a.Version, a.Way, kernel.Millis(a.ChangedAt), db.Flag(a.Protected), a.Household); err != nil {
		return err
	}
	v.Applications = append(slices.Clone(v.Applications), a)
	moved(tx, a, v, held)
	return tx.Later(ctx, `INSERT INTO application_secret (application, wrapped) VALUES ($1,$2)`, a.ID, wrapped)
}

// updateVisit writes the ticket's state if nobody else changed the visit.
func updateVisit(ctx context.Context, tx *db.Tx, v Visit, called, closed int64) (bool, error) {
	was, held := db.Kept[Visit](tx, visitKey(v.ID))
	ok, err := tx.Update(ctx, held && was.Version == v.Version, `UPDATE visit SET state=$1, seat=$2, clerk=$3, came_as=$4, proof=$5, proof_kind=$6, proof_by=$7, called_at=$8, closed_at=$9, protected=$10, principal=$11, version=version+1
		WHERE id=$12 AND version=$13`, string(v.State), v.Seat, v.Clerk, v.Came.As, v.Came.Proof, v.Came.ProofKind, v.Came.By, called, closed, db.Flag(v.Protected), v.Came.Principal, v.ID, v.Version)
	if err == nil && ok && held {
		v.Version, v.CalledAt, v.ClosedAt, v.Applications = v.Version+1, kernel.Moment(called), kernel.Moment(closed), was.Applications
		keepVisit(tx, v, true)
	}
	return ok, err
}
