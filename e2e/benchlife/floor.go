package main

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"time"

	"github.com/hitomado/hitomado/e2e/harness"
	"github.com/hitomado/hitomado/internal/base/blob"
	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// The floor: the smallest list of statements that leaves the rows and files of
// one life, in as many durable transactions as the API acknowledges steps. No
// rule is checked, nothing is read back, nobody is asked for a right, nothing
// is parsed, drawn or encrypted. A test holds its rows against a real life.
type floor struct {
	db    *db.DB
	blobs blob.Store
	forms *catalog.Catalog
	codec codec // nil: pictures are bytes of the right size
}

// sizes of what the real program stores beside the original page, in bytes.
const (
	viewSize  = 150_000
	thumbSize = 12_000
	paperSize = 40_000
)

var filler = make([]byte, viewSize+thumbSize)

// floorLife is one application on the floor.
type floorLife struct {
	floor
	office, clerk, keyer, verifier    string
	visit, app, entry, check, page, d string
	now                               int64
}

// step is one durable transaction with its command and its events.
func (l *floorLife) step(ctx context.Context, actor, ref string, events []string, do func(*db.Tx) error) error {
	l.now = kernel.Millis(time.Now())
	return l.db.Write(ctx, func(tx *db.Tx) error {
		if err := do(tx); err != nil {
			return err
		}
		for i := 0; i < len(events); i += 2 {
			if _, err := tx.Exec(ctx, `INSERT INTO journal (at,kind,actor,device,seat,office,visit,application,field,payload) VALUES ($1,$2,$3,'','',$4,$5,$6,'',$7)`,
				l.now, events[i], actor, l.office, l.visit, l.app, events[i+1]); err != nil {
				return err
			}
		}
		if ref == "" {
			return nil
		}
		_, err := tx.Exec(ctx, `INSERT INTO command (actor,key,hash,ref,at) VALUES ($1,$2,$3,$4,$5)`, actor, harness.NewKey(), zeros, ref, l.now)
		return err
	})
}

const (
	zeros = "0000000000000000000000000000000000000000000000000000000000000000"
	small = `{"task":"00000000-0000-0000-0000-000000000000","from":"requested","to":"entering"}`
)

// state moves the application.
func (l *floorLife) state(ctx context.Context, actor string, to string, events ...string) error {
	return l.step(ctx, actor, l.app, events, func(tx *db.Tx) error { return l.set(ctx, tx, to) })
}

func (l *floorLife) set(ctx context.Context, tx *db.Tx, to string) error {
	_, err := tx.Exec(ctx, `UPDATE application SET state=$1, changed_at=$2, version=version+1 WHERE id=$3`, to, l.now, l.app)
	return err
}

func (l *floorLife) all(ctx context.Context, cs *harness.Case) error {
	for _, part := range []func(context.Context, *harness.Case) error{l.receive, l.scan, l.key, l.verify, l.handOver} {
		if err := part(ctx, cs); err != nil {
			return err
		}
	}
	return nil
}

func (l *floorLife) receive(ctx context.Context, cs *harness.Case) error {
	l.visit, l.app, l.page = kernel.NewID(), "", kernel.NewID()
	day := kernel.Day(time.Now())
	if err := l.step(ctx, l.clerk, l.visit, []string{"visit.arrived", small}, func(tx *db.Tx) error {
		var n int
		if err := tx.Row(ctx, `INSERT INTO visit_number (office, day, last) VALUES ($1,$2,1) ON CONFLICT (office, day) DO UPDATE SET last=visit_number.last+1 RETURNING last`,
			[]any{l.office, day}, &n); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO visit (id,office,day,number,reception,ticket,language,wish,state,version,seat,clerk,came_as,proof,proof_kind,proof_by,arrived_at,called_at,closed_at)
			VALUES ($1,$2,$3,$4,$5,$6,'ja','','waiting',1,'','','','','','',$7,0,0)`, l.visit, l.office, day, n, fmt.Sprintf("%s %04d", l.office, n), fmt.Sprintf("A-%04d", n), l.now)
		return err
	}); err != nil {
		return err
	}
	if err := l.step(ctx, l.clerk, l.visit, []string{"visit.called", small}, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE visit SET state='serving', seat=$1, clerk=$2, called_at=$3, version=version+1 WHERE id=$4`, l.clerk, l.clerk, l.now, l.visit)
		return err
	}); err != nil {
		return err
	}
	l.app = kernel.NewID()
	return l.step(ctx, l.clerk, l.visit, []string{"visit.received", small, "application.added", small}, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE visit SET came_as='self', proof='one', proof_kind='my_number_card', proof_by=$1, version=version+1 WHERE id=$2`, l.clerk, l.visit); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO application (id,visit,office,position,procedure,form,form_version,state,version,back,route,way,registered_no,ending,accepted_at,requested_at,completed_at,changed_at)
			VALUES ($1,$2,$3,1,$4,$5,1,'drafting',1,'','','here','','',0,0,0,$6)`, l.app, l.visit, l.office, cs.Procedure, cs.Form, l.now); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO application_secret (application, wrapped) VALUES ($1,$2)`, l.app, zeros)
		return err
	})
}

// blob stores bytes under a name of the right form.
func (l *floorLife) blob(ctx context.Context, data []byte, durable bool) (string, error) {
	ref := fmt.Sprintf("%064x", kernel.NewID())[:64]
	ref = ref[len(ref)-2:] + ref[2:]
	return ref, l.blobs.Put(ctx, ref, data, durable)
}

func (l *floorLife) scan(ctx context.Context, cs *harness.Case) error {
	pictures, err := l.codec.pictures(ctx, cs.Page)
	if err != nil {
		return err
	}
	var refs [2]string
	for i, data := range [][]byte{pictures, cs.Page} {
		var err error
		if refs[i], err = l.blob(ctx, data, i == 1); err != nil {
			return err
		}
	}
	if err := l.step(ctx, l.clerk, l.page, []string{"page.added", small}, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO page (id,visit,application,position,kind,state,version,format,width,height,dpi,turn,straightened,digest,original,view,thumb,bytes,staff,at)
			VALUES ($1,$2,$3,1,'form','current',1,'jpeg',1654,2339,200,0,0,$4,$5,$6,$7,$8,$9,$10)`,
			l.page, l.visit, l.app, zeros, refs[1], refs[0], refs[0], len(cs.Page), l.clerk, l.now)
		return err
	}); err != nil {
		return err
	}
	if err := l.state(ctx, l.clerk, "accepted", "application.accepted", small); err != nil {
		return err
	}
	l.entry, l.check = kernel.NewID(), kernel.NewID()
	return l.step(ctx, l.clerk, l.app, []string{"application.requested", small}, func(tx *db.Tx) error {
		if err := l.set(ctx, tx, "requested"); err != nil {
			return err
		}
		if err := l.task(ctx, tx, l.entry, "first"); err != nil {
			return err
		}
		return l.line(ctx, tx, 360_000)
	})
}

func (l *floorLife) task(ctx context.Context, tx *db.Tx, id, kind string) error {
	_, err := tx.Exec(ctx, `INSERT INTO task (id,application,visit,office,kind,state,version,local,staff,lease_until,visit_at,opened_at,leased_at,done_at)
		VALUES ($1,$2,$3,$4,$5,'open',1,0,'',0,$6,$7,0,0)`, id, l.app, l.visit, l.office, kind, l.now, l.now)
	return err
}

// line is the visit's place among those with work at the center.
func (l *floorLife) line(ctx context.Context, tx *db.Tx, work int) error {
	_, err := tx.Exec(ctx, `INSERT INTO line (visit,class,visit_at,remaining,rank,sent_at,promised_at,bucket,fair,kept) VALUES ($1,0,$2,$3,$4,$5,$6,4,1,-1)
		ON CONFLICT (visit) DO UPDATE SET remaining=excluded.remaining, rank=excluded.rank`, l.visit, l.now, work, l.now+int64(work), l.now, l.now+600_000)
	return err
}

func (l *floorLife) key(ctx context.Context, cs *harness.Case) error {
	if err := l.step(ctx, l.keyer, l.entry, []string{"application.claimed", small}, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE task SET state='leased', staff=$1, lease_until=$2, leased_at=$3, version=version+1 WHERE id=$4`, l.keyer, l.now+120_000, l.now, l.entry); err != nil {
			return err
		}
		return l.set(ctx, tx, "entering")
	}); err != nil {
		return err
	}
	body, err := json.Marshal(cs.Want)
	if err != nil {
		return err
	}
	if err := l.step(ctx, l.keyer, "", nil, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO draft (task, body, version, at) VALUES ($1,$2,1,$3)`, l.entry, string(body), l.now)
		return err
	}); err != nil {
		return err
	}
	cells := l.cells(cs)
	commitments := map[string]string{}
	for _, c := range cells {
		commitments[c] = zeros[:27] // the length of a commitment
	}
	entered, err := json.Marshal(map[string]any{"task": l.entry, "fields": commitments})
	if err != nil {
		return err
	}
	return l.step(ctx, l.keyer, l.check, []string{"application.entered", string(entered), "task.opened", small}, func(tx *db.Tx) error {
		return l.enter(ctx, tx, cs, cells)
	})
}

// cells lists the fields of the form that exist for the case's values.
func (l *floorLife) cells(cs *harness.Case) []string {
	f, ok := l.forms.Form(cs.Form)
	if !ok {
		return nil
	}
	var out []string
	for _, it := range f.Items(func(key string) string { return cs.Want[key].V }) {
		out = append(out, it.Key)
	}
	return out
}

func (l *floorLife) enter(ctx context.Context, tx *db.Tx, cs *harness.Case, cells []string) error {
	var values, history []any
	for _, key := range cells {
		v := cs.Want[key]
		values = append(values, l.app, key, v.V, v.W, v.M, 1, l.keyer, l.now)
		history = append(history, l.app, key, 1, v.V, v.W, v.M, l.keyer, l.now, "first")
	}
	for _, s := range []struct {
		q    string
		args []any
	}{
		{`UPDATE task SET state='done', lease_until=0, done_at=$1, version=version+1 WHERE id=$2`, []any{l.now, l.entry}},
		{`INSERT INTO keyer (application, staff, kind) VALUES ($1,$2,'first')`, []any{l.app, l.keyer}},
		{`DELETE FROM draft WHERE task=$1`, []any{l.entry}},
		{`INSERT INTO field_value (application,field,value,written,mark,version,staff,at) VALUES ` + db.Values(len(cells), 8), values},
		{`INSERT INTO field_history (application,field,version,value,written,mark,staff,at,reason) VALUES ` + db.Values(len(cells), 9), history},
		{`INSERT INTO entry_keying (application, body) VALUES ($1,$2)`, []any{l.app, small}},
	} {
		if _, err := tx.Exec(ctx, s.q, s.args...); err != nil {
			return err
		}
	}
	if err := l.set(ctx, tx, "entered"); err != nil {
		return err
	}
	if err := l.task(ctx, tx, l.check, "verification"); err != nil {
		return err
	}
	return l.line(ctx, tx, 120_000)
}

func (l *floorLife) verify(ctx context.Context, cs *harness.Case) error {
	if err := l.step(ctx, l.verifier, l.check, []string{"task.assigned", small, "application.verification_begun", small}, func(tx *db.Tx) error {
		for _, s := range []struct {
			q    string
			args []any
		}{
			{`UPDATE task SET state='leased', leased_at=$1, version=version+1 WHERE id=$2`, []any{l.now, l.check}},
			{`INSERT INTO presence (task,staff,name,office,seat,field,until) VALUES ($1,$2,'','','','',$3)`, []any{l.check, l.verifier, l.now + 30_000}},
		} {
			if _, err := tx.Exec(ctx, s.q, s.args...); err != nil {
				return err
			}
		}
		return l.set(ctx, tx, "verifying")
	}); err != nil {
		return err
	}
	cells := l.cells(cs)
	var args []any
	for _, c := range cells {
		args = append(args, l.app, c, l.verifier, 1, l.now)
	}
	keys, err := json.Marshal(map[string]any{"task": l.check, "fields": cells})
	if err != nil {
		return err
	}
	if err := l.step(ctx, l.verifier, l.check, []string{"fields.confirmed", string(keys)}, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO confirmation (application,field,staff,version,at) VALUES `+db.Values(len(cells), 5), args...)
		return err
	}); err != nil {
		return err
	}
	return l.step(ctx, l.verifier, l.check, []string{"application.completed", small}, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE task SET state='done', done_at=$1, version=version+1 WHERE id=$2`, l.now, l.check); err != nil {
			return err
		}
		for _, s := range []struct {
			q    string
			args []any
		}{
			{`DELETE FROM presence WHERE task=$1`, []any{l.check}},
			{`UPDATE line SET remaining=0, kept=1 WHERE visit=$1`, []any{l.visit}},
			{`INSERT INTO promise_factor (bucket,factor,kept,missed) VALUES (4,300000,1,0), (20,100000,1,0) ON CONFLICT (bucket) DO UPDATE SET kept=promise_factor.kept+1`, nil},
		} {
			if _, err := tx.Exec(ctx, s.q, s.args...); err != nil {
				return err
			}
		}
		return l.set(ctx, tx, "completed")
	})
}

func (l *floorLife) handOver(ctx context.Context, _ *harness.Case) error {
	if err := l.state(ctx, l.clerk, "registered", "application.registered", small); err != nil {
		return err
	}
	if err := l.state(ctx, l.clerk, "checked", "application.checked", small); err != nil {
		return err
	}
	ref, err := l.blob(ctx, filler[:paperSize], true)
	if err != nil {
		return err
	}
	l.d = kernel.NewID()
	if err := l.step(ctx, l.clerk, l.d, []string{"document.made", small}, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO document (id,application,visit,kind,number,blob,digest,bytes,version,staff,at) VALUES ($1,$2,$3,'content',$4,$5,$6,$7,9,$8,$9)`,
			l.d, l.app, l.visit, l.d, ref, zeros, paperSize, l.clerk, l.now)
		return err
	}); err != nil {
		return err
	}
	if err := l.state(ctx, l.clerk, "printed", "application.printed", small); err != nil {
		return err
	}
	return l.step(ctx, l.clerk, l.app, []string{"application.finished", small, "visit.closed", small}, func(tx *db.Tx) error {
		if err := l.set(ctx, tx, "finished"); err != nil {
			return err
		}
		for _, s := range []struct {
			q    string
			args []any
		}{
			{`UPDATE visit SET state='done', closed_at=$1, version=version+1 WHERE id=$2`, []any{l.now, l.visit}},
			{`INSERT INTO handed_over (application,ending,slip,due,staff,at) VALUES ($1,'delivered','','',$2,$3)`, []any{l.app, l.clerk, l.now}},
			{`INSERT INTO output (application,output,number,copies,fee,payment,staff,at) VALUES ` + db.Values(2, 8),
				[]any{l.app, "one", "", 1, 0, "free", l.clerk, l.now, l.app, "two", "", 1, 0, "free", l.clerk, l.now}},
		} {
			if _, err := tx.Exec(ctx, s.q, s.args...); err != nil {
				return err
			}
		}
		return nil
	})
}

func openFloor(ctx context.Context, place harness.Place, c codec) (floor, error) {
	url := place.Database
	if url == "" {
		url = filepath.Join(place.Data, "hitomado.db")
	}
	f := floor{codec: c}
	var err error
	if f.forms, err = catalog.Default(); err != nil {
		return f, err
	}
	if f.blobs, err = blob.OpenDir(filepath.Join(place.Data, "blobs")); err != nil {
		return f, err
	}
	if f.db, err = db.Open(ctx, url); err != nil {
		return f, err
	}
	return f, f.db.Migrate(ctx)
}

func (f floor) life(client int) *floorLife {
	return &floorLife{floor: f, office: harness.OfficeOf(client), clerk: harness.Login("clerk", client),
		keyer: harness.Login("keyer", client), verifier: harness.Login("verifier", client)}
}
