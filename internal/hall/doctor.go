package hall

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"math"
	"os"
	"path/filepath"
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
	out []Check
}

func (d *doctor) say(code string, level Level, args ...any) {
	d.out = append(d.out, Check{code, level, args})
}

// Doctor examines a town hall, which may be at work meanwhile; it changes
// nothing. full reads every image instead of the newest ones and holds every
// value against the record. What cannot be looked at is a finding too
// ("unlooked_…"), and the others are looked at all the same: it is when
// something is down that people ask the doctor. An error is that of ctx alone.
func (h *Hall) Doctor(ctx context.Context, full bool) ([]Check, error) {
	d := &doctor{Hall: h}
	images, record := d.newImages, d.seals
	if full {
		images, record = d.allImages, d.values
	}
	for _, look := range []struct {
		at string
		do func(context.Context) error
	}{{"engine", d.engine}, {"clock", d.clock}, {"disk", d.disk}, {"keys", d.keys}, {"images", images}, {"orphans", d.orphans}, {"record", record}, {"work", d.work}, {"backup", d.backup}} {
		if err := look.do(ctx); err != nil && ctx.Err() == nil {
			d.say("unlooked_"+look.at, Bad, "code", kernel.CodeOf(err))
		}
	}
	return d.out, ctx.Err()
}

func (d *doctor) engine(ctx context.Context) error {
	if d.DB.Engine() == db.SQLite {
		var said string
		err := d.DB.Read(ctx, func(tx *db.Tx) error { return tx.Row(ctx, `PRAGMA quick_check(1)`, nil, &said) })
		if err == nil && said != "ok" {
			d.say("engine_damaged", Bad)
			return nil
		}
		d.say("engine", Well, "engine", "SQLite")
		return err
	}
	guarded, err := d.DB.Guarded(ctx)
	if d.say("engine", Well, "engine", "PostgreSQL"); err == nil && !guarded {
		d.say("one_role", Warn)
	}
	if err != nil {
		return err
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
		return err
	}
	free, percent := s.Bavail*uint64(s.Bsize)>>30, int(s.Bavail*100/max(s.Blocks, 1))
	level, code := Well, "disk"
	if percent < 10 || free < 2 {
		level, code = Warn, "disk_low"
	}
	d.say(code, level, "gb", free, "percent", percent)
	return nil
}

// keys warns of secrets that others can read and of those beside the data.
func (d *doctor) keys(context.Context) error {
	for _, path := range []string{d.options.MasterKey, d.options.SealKey} {
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		if info.Mode().Perm()&0o027 != 0 {
			d.say("key_exposed", Bad, "path", path)
		}
	}
	if filepath.Dir(d.options.MasterKey) == filepath.Clean(d.options.Dir) {
		d.say("key_beside", Warn, "path", d.options.MasterKey)
	}
	return nil
}

// newest is how many images are read when not all are.
const newest = 200

func (d *doctor) newImages(ctx context.Context) error { return d.images(ctx, newest) }
func (d *doctor) allImages(ctx context.Context) error { return d.images(ctx, math.MaxInt64) }

// images reads the newest images and papers and holds them against their
// addresses. Derived ones may be missing: they are made again.
func (d *doctor) images(ctx context.Context, most int64) error {
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

// seals holds the record against its seals.
func (d *doctor) seals(ctx context.Context) error {
	report, err := d.Seals.Verify(ctx)
	return d.record(RecordReport{Report: report}, err)
}

// values holds, besides, every stored value against the record.
func (d *doctor) values(ctx context.Context) error { return d.record(d.VerifyRecord(ctx)) }

func (d *doctor) record(r RecordReport, err error) error {
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
		return err
	case time.Since(info.ModTime()) > 36*time.Hour:
		d.say("backup_old", Warn, "at", info.ModTime().In(kernel.Tokyo).Format("2006-01-02 15:04"))
	default:
		d.say("backup", Well, "at", info.ModTime().In(kernel.Tokyo).Format("2006-01-02 15:04"))
	}
	return nil
}
