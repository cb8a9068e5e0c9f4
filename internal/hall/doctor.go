package hall

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"math"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/hitomado/hitomado/internal/base/blob"
	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/jobs"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

// Level says how a check came out.
type Level string

// The levels.
const (
	Well Level = "ok"
	Warn Level = "warn" // somebody should look soon
	Bad  Level = "bad"  // something is lost or will be
)

// Check is one thing the doctor looked at. "doctor.<Code>" is the text,
// "doctor.<Code>.do" what to do when it is not well.
type Check struct {
	Code  string
	Level Level
	Args  []any
}

type doctor struct {
	*Hall
	full bool
	down struct{ database, images, seals error } // why each is not open
	out  []Check
}

func (d *doctor) say(code string, level Level, args ...any) {
	d.out = append(d.out, Check{code, level, args})
}

// examine looks at one thing after the other. What only waits for the database
// is said once, below what is wrong with it.
func (d *doctor) examine(ctx context.Context) {
	down, waits := d.down, false
	for _, look := range []struct {
		at   string
		down error
		do   func(context.Context) error
	}{{"engine", nil, d.engine}, {"clock", down.database, d.clock}, {"disk", nil, d.disk}, {"keys", nil, d.keys},
		{"images", cmp.Or(down.database, down.images), d.images}, {"orphans", cmp.Or(down.database, down.images), d.orphans},
		{"record", cmp.Or(down.database, down.seals), d.sealed}, {"work", down.database, d.work}, {"backup", nil, d.backup}} {
		err := look.down
		if err == nil {
			err = look.do(ctx)
		}
		code := kernel.CodeOf(err)
		switch {
		case err == nil || ctx.Err() != nil:
		case code == "bucket_missing":
			if look.at == "images" { // and then nothing else of the bucket need be said
				d.say(code, Bad, "bucket", d.options.Bucket.Bucket)
			}
		case look.at != "engine" && (err == down.database || code == "database_damaged" || code == "database_unavailable"): //nolint:errorlint // this very error
			waits = true
		default:
			d.say("unlooked_"+look.at, Bad, "code", code)
		}
	}
	if waits {
		d.say("database_first", Bad)
	}
}

func (d *doctor) engine(ctx context.Context) error {
	err := d.down.database
	if err == nil {
		err = d.inside(ctx)
	}
	switch kernel.CodeOf(err) {
	case "database_damaged":
		d.say("engine_damaged", Bad)
	case "database_older":
		d.say("engine_older", Warn)
	case "database_newer":
		d.say("engine_newer", Bad)
	default:
		return err
	}
	return nil
}

// inside looks at an open database.
func (d *doctor) inside(ctx context.Context) error {
	if d.DB.Engine() == db.SQLite {
		var said string
		err := d.DB.Read(ctx, func(tx *db.Tx) error { return tx.Row(ctx, `PRAGMA quick_check(1)`, nil, &said) })
		if err == nil && said != "ok" {
			err = kernel.E(kernel.Internal, "database_damaged")
		}
		if err == nil {
			d.say("engine", Well, "engine", "SQLite")
		}
		return err
	}
	guarded, err := d.DB.Guarded(ctx)
	if err != nil {
		return err
	}
	if d.say("engine", Well, "engine", "PostgreSQL"); !guarded {
		d.say("one_role", Warn)
	}
	waits, err := d.unpackable(ctx)
	if waits {
		d.say("packing_waits", Warn)
	}
	return err
}

// clock compares the machine's clock with the database server's and with the
// newest event.
func (d *doctor) clock(ctx context.Context) error {
	now := d.Clock.Now()
	server := kernel.Millis(now)
	err := d.DB.Read(ctx, func(tx *db.Tx) error {
		if !tx.Postgres() {
			return nil
		}
		return tx.Row(ctx, `SELECT (extract(epoch FROM clock_timestamp())*1000)::bigint`, nil, &server)
	})
	if err != nil {
		return err
	}
	newest, err := d.Journal.LastAt(ctx)
	apart := now.Sub(kernel.FromMillis(server)).Abs()
	switch ahead := newest.Sub(now); {
	case err != nil:
		return err
	case apart > 5*time.Second:
		d.say("clock_apart", Warn, "seconds", int(apart.Seconds()))
	case ahead > 5*time.Second:
		d.say("clock_back", Warn, "seconds", int(ahead.Seconds()))
	default:
		d.say("clock", Well)
	}
	return nil
}

// disk looks at the folder's file system.
func (d *doctor) disk(context.Context) error {
	var s syscall.Statfs_t
	if err := syscall.Statfs(d.options.Dir, &s); err != nil {
		return absent(err)
	}
	free, percent := s.Bavail*uint64(s.Bsize)>>30, int(s.Bavail*100/max(s.Blocks, 1))
	level, code := Well, "disk"
	if percent < 10 || free < 2 {
		level, code = Warn, "disk_low"
	}
	d.say(code, level, "gb", free, "percent", percent)
	return nil
}

// keys warns of secrets that others can read, of those beside the data, and of
// a master key that is not the one things are locked with.
func (d *doctor) keys(ctx context.Context) error {
	for _, path := range []string{d.options.MasterKey, d.options.SealKey} {
		info, err := os.Stat(path)
		if err != nil {
			return absent(err)
		}
		if info.Mode().Perm()&0o027 != 0 {
			d.say("key_exposed", Bad, "path", path)
		}
	}
	if filepath.Dir(d.options.MasterKey) == filepath.Clean(d.options.Dir) {
		d.say("key_beside", Warn, "path", d.options.MasterKey)
	}
	keys, err := blob.ReadKeys(d.options.MasterKey)
	if keys == nil {
		return err
	}
	if d.down.database != nil {
		return nil
	}
	id, err := begunUnder(ctx, d.DB)
	if err == nil && id != "" && id != keys.ID() {
		d.say("key_other", Bad, "path", d.options.MasterKey)
	}
	return err
}

// newest is how many images are read when not all are.
const newest = 200

// nothing is the address of no image.
var nothing = strings.Repeat("0", blob.RefLen)

// images reads the newest images and papers and holds them against their
// addresses. Derived ones may be missing: they are made again.
func (d *doctor) images(ctx context.Context) error {
	if _, err := d.store.Has(ctx, nothing); err != nil {
		return err
	}
	most := int64(newest)
	if d.full {
		most = math.MaxInt64
	}
	var refs []string
	err := d.DB.Read(ctx, func(tx *db.Tx) error {
		return tx.Each(ctx, `SELECT ref FROM (SELECT original AS ref, at FROM page UNION ALL SELECT blob, at FROM document) b ORDER BY at DESC LIMIT $1`, []any{most},
			func(scan func(...any) error) error {
				var ref string
				err := scan(&ref)
				refs = append(refs, ref)
				return err
			})
	})
	if err != nil {
		return err
	}
	missing, damaged := 0, 0
	for _, ref := range refs {
		data, err := d.store.Get(ctx, ref)
		sum := sha256.Sum256(data)
		switch {
		case kernel.CodeOf(err) == "blob_missing":
			missing++
		case err != nil:
			return err
		case hex.EncodeToString(sum[:]) != ref:
			damaged++
		}
	}
	if missing+damaged > 0 {
		d.say("images_bad", Bad, "n", len(refs), "missing", missing, "damaged", damaged)
		return nil
	}
	d.say("images", Well, "n", len(refs))
	return nil
}

func (d *doctor) orphans(ctx context.Context) error {
	n := 0
	err := d.Orphans(ctx, func(blob.Info) error { n++; return nil })
	if err == nil && n > 0 {
		d.say("orphans", Warn, "n", n)
	}
	return err
}

// sealed holds the record against its seals and, in full, every stored value
// against the record.
func (d *doctor) sealed(ctx context.Context) (err error) {
	var r RecordReport
	if d.full {
		r, err = d.VerifyRecord(ctx)
	} else {
		r.Report, err = d.Seals.Verify(ctx)
	}
	switch {
	case err != nil:
		return err
	case !r.Whole():
		d.say("record_bad", Bad, "n", len(r.Findings)+len(r.Values))
	default:
		d.say("record", Well, "seals", r.Seals, "events", r.Events)
	}
	return nil
}

// late is how long a lease or a job may be over before somebody should look.
const late = 10 * time.Minute

func (d *doctor) work(ctx context.Context) error {
	now := d.Clock.Now()
	var leases, dead, waiting int
	err := d.DB.Read(ctx, func(tx *db.Tx) error {
		err := tx.Row(ctx, `SELECT count(*) FROM task WHERE state='leased' AND lease_until < $1`, []any{kernel.Millis(now.Add(-late))}, &leases)
		if err != nil {
			return err
		}
		loads, err := jobs.Loads(ctx, tx)
		for _, l := range loads {
			dead += l.Dead
			if l.Waiting > 0 && now.Sub(l.Oldest) > late {
				waiting += l.Waiting
			}
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case dead > 0:
		d.say("jobs_dead", Warn, "n", dead)
	case leases+waiting > 0:
		d.say("work_late", Warn, "leases", leases, "jobs", waiting)
	default:
		d.say("work", Well)
	}
	return nil
}

// backup asks when the last backup was made at this place.
func (d *doctor) backup(context.Context) error {
	info, err := os.Stat(filepath.Join(d.options.Dir, fileBackedUp))
	switch {
	case os.IsNotExist(err):
		d.say("backup_none", Warn)
	case err != nil:
		return absent(err)
	case time.Since(info.ModTime()) > 36*time.Hour:
		d.say("backup_old", Warn, "at", info.ModTime().In(kernel.Tokyo).Format("2006-01-02 15:04"))
	default:
		d.say("backup", Well, "at", info.ModTime().In(kernel.Tokyo).Format("2006-01-02 15:04"))
	}
	return nil
}
