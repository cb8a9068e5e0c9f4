// Package hall wires the rooms to each other and to their base. It knows no
// face and holds no rule; what is in it is the floor plan of the town hall.
package hall

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/hitomado/hitomado/internal/base/blob"
	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/jobs"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/limit"
	"github.com/hitomado/hitomado/internal/base/typeset"
	"github.com/hitomado/hitomado/internal/center/duty"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/inquiry"
	"github.com/hitomado/hitomado/internal/center/rekey"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/center/review"
	"github.com/hitomado/hitomado/internal/center/verify"
	"github.com/hitomado/hitomado/internal/front/handover"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/paper/page"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/record/live"
	"github.com/hitomado/hitomado/internal/record/retention"
	"github.com/hitomado/hitomado/internal/record/seal"
	"github.com/hitomado/hitomado/internal/town/catalog"
	"github.com/hitomado/hitomado/internal/town/office"
	"github.com/hitomado/hitomado/internal/town/staff"
	"github.com/hitomado/hitomado/internal/town/upkeep"
	"github.com/hitomado/hitomado/internal/town/voice"
)

// Hall is every room of one running program.
type Hall struct {
	DB        *db.DB
	Clock     kernel.Clock
	Journal   *journal.Journal
	Live      *live.Hub
	Limits    *limit.Doors
	Jobs      *jobs.Runner
	Upkeep    *upkeep.Service
	Catalog   *catalog.Catalog
	Offices   *office.Service
	Staff     *staff.Service
	Voice     *voice.Service
	Visits    *visit.Service
	Pages     *page.Service
	Requests  *request.Service
	Entries   *entry.Service
	Verify    *verify.Service
	Inquiries *inquiry.Service
	Duty      *duty.Service
	Review    *review.Service
	Rekey     *rekey.Service
	Handover  *handover.Service
	Fonts     func() (*typeset.Fonts, error) // opened on first use
	Retention *retention.Service
	Seals     *seal.Service // nil in a hall that was wired without a key
	day

	options Options
	store   blob.Store
}

// Options say where a hall keeps its things.
type Options struct {
	Dir       string         // folder for the database (SQLite), images and key
	Database  string         // "postgres://…"; "" is an SQLite file in Dir
	Owner     string         // "postgres://…" of the schema's owner, who migrates; "" migrates as Database's own role
	Images    string         // folder for images; "" is "blobs" in Dir
	Bucket    blob.S3Options // images in a bucket instead, when it has an endpoint
	MasterKey string         // file; "" is "master.key" in Dir
	SealKey   string         // file; "" is "seal.key" in Dir
	LastSeal  string         // file for the last seal; "" is "last.seal" in Dir
	Erased    string         // file that lists what was erased, for backups made before; "" is "erased.list" in Dir
	City      string         // name of the municipality on papers
	Own       fs.FS          // the office's own procedures, forms and codes; nil is "catalog" in Dir, where there is one
	Clock     kernel.Clock
	// Rate is how often an account may ask each node in a second; 0 is no limit.
	Rate float64
	// Catalog is another catalogue than the program's own; nil is that.
	Catalog *catalog.Catalog
}

func (o Options) catalog() (*catalog.Catalog, error) {
	if o.Catalog != nil {
		return o.Catalog, nil
	}
	if o.Own != nil {
		return catalog.Load(o.Own)
	}
	return catalog.Default()
}

// complete fills in where things are by default.
func (o Options) complete() Options {
	if o.Clock == nil {
		o.Clock = kernel.System{}
	}
	for name, path := range map[string]*string{"hitomado.db": &o.Database, "blobs": &o.Images, fileMaster: &o.MasterKey, "seal.key": &o.SealKey,
		fileLast: &o.LastSeal, fileErased: &o.Erased} {
		if *path == "" {
			*path = filepath.Join(o.Dir, name)
		}
	}
	if own := filepath.Join(o.Dir, "catalog"); o.Own == nil && isFolder(own) {
		o.Own = os.DirFS(own)
	}
	return o
}

// folder makes the place's folder, if it has one.
func (o Options) folder() error {
	if o.Dir == "" {
		return nil
	}
	return os.MkdirAll(o.Dir, 0o700)
}

func isFolder(path string) bool {
	at, err := os.Stat(path)
	return err == nil && at.IsDir()
}

// Open opens and migrates the database and wires the rooms. A new place gets its
// folder and its keys, unless the office's own catalogue is not right: then
// nothing is made. Errors: its mistakes, key_missing and key_other (Conflict) where the
// place was begun under a master key that is not there, database_newer, those
// of the engine and of the image store.
func Open(ctx context.Context, o Options) (*Hall, error) {
	o = o.complete()
	var err error
	if o.Catalog, err = o.catalog(); err != nil { // before anything is made
		return nil, err
	}
	if err := o.folder(); err != nil {
		return nil, err
	}
	store, err := o.images(ctx)
	if err != nil {
		return nil, err
	}
	d, err := db.OpenAs(ctx, o.Database, o.Owner)
	if err != nil {
		return nil, err
	}
	h, err := open(ctx, d, o, store)
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return h, nil
}

func open(ctx context.Context, d *db.DB, o Options, store blob.Store) (*Hall, error) {
	keys, err := masterKey(ctx, d, o.MasterKey)
	if err != nil {
		return nil, err
	}
	h, err := Wire(d, o, store, keys)
	if err != nil {
		return nil, err
	}
	sealing, err := sealKeys(ctx, d, o.SealKey)
	if err != nil {
		return nil, err
	}
	h.Seals = seal.New(h.Journal, sealing, lastSeal(o.LastSeal))
	return h, nil
}

func (o Options) images(ctx context.Context) (blob.Store, error) {
	if o.Bucket.Endpoint != "" {
		return blob.OpenS3(ctx, o.Bucket)
	}
	return blob.OpenDir(o.Images)
}

// Wire builds the rooms over an open database.
func Wire(d *db.DB, o Options, store blob.Store, keys *blob.Keys) (*Hall, error) {
	cat, err := o.catalog()
	if err != nil {
		return nil, err
	}
	h := &Hall{options: o, store: store, DB: d, Clock: o.Clock, Journal: journal.New(d, o.Clock), Live: live.NewHub(), Limits: limit.NewDoors(o.Rate), Catalog: cat}
	h.Offices = office.New(h.Journal)
	h.Staff = staff.New(h.Journal, h.Offices, keys)
	h.Voice = voice.New(h.Journal)
	h.Visits = visit.New(h.Journal, cat, h.Offices, keys,
		func(ctx context.Context, c *journal.Change, a *visit.Application) error {
			return h.Requests.Recall(ctx, c, a)
		})
	h.Requests = request.New(h.Journal, h.Visits, cat, h.Offices,
		func(ctx context.Context, c *journal.Change, a string, split bool) error {
			return h.Pages.Ready(ctx, c, a, split)
		},
		func(ctx context.Context, c *journal.Change, t *request.Task) error { return h.Verify.Enter(ctx, c, t) })
	h.Pages = page.New(h.Journal, h.Visits, cat, store, h.Requests.Works, h.Staff.ProveSecond)
	h.Entries = entry.New(h.Journal, h.Visits, h.Requests, cat)
	h.Verify = verify.New(h.Journal, h.Visits, h.Requests, h.Entries, cat, func(task string) { h.Live.Tell("task:" + task) })
	h.Duty = duty.New(h.Journal, h.Requests, h.Verify, h.Staff, cat)
	h.Requests.UseDuty(h.Duty.OnDuty)
	h.Requests.UseLanes(h.Duty.Allowed)
	h.Requests.UseSkills(h.Duty.Skills)
	h.Staff.UseLeaving(h.Duty.SignedOff)
	h.Inquiries = inquiry.New(h.Journal, h.Visits, h.Requests, h.Entries, h.Pages.Since)
	h.Fonts = sync.OnceValues(func() (*typeset.Fonts, error) { return typeset.FindFonts(typeset.DefaultChain()) })
	h.Handover = handover.New(h.Journal, h.Visits, cat, h.Offices, h.readable, h.Entries.Expect, store, h.Fonts, o.City)
	h.Upkeep = upkeep.New(h.Journal)
	h.Review = review.New(h.Journal, h.Visits, h.Requests, cat)
	h.Rekey = rekey.New(h.Journal, h.Visits, h.Requests, cat, func(ctx context.Context, c *journal.Change, a visit.Application, fields []string) error {
		return h.Amend.Found(ctx, c, a, fields)
	})
	h.Entries.UseSamples(h.Rekey)
	h.Retention = retention.New(h.Journal, cat, retention.Base{Drop: store.Delete, Names: NamesBlob, Keep: erasedList(o.Erased).add, Scrub: d.Scrub})
	h.wireDay(o)
	h.wireJobs()
	return h, nil
}

// Run does the hall's own regular work until ctx ends: news to the screens
// and other nodes, expired leases and presence, forgotten commands.
func (h *Hall) Run(ctx context.Context, log *slog.Logger) {
	var wg sync.WaitGroup
	wg.Go(func() {
		for ctx.Err() == nil {
			if err := h.Live.Follow(ctx, h.Journal); ctx.Err() == nil {
				log.Error("live", "err", err)
				kernel.Pause(ctx, time.Second)
			}
		}
	})
	wg.Go(func() { h.listErased(ctx, log) })
	if h.Seals != nil {
		wg.Go(func() { h.Seals.Run(ctx, func(err error) { log.Error("seal", "err", err) }) })
	}
	wg.Go(func() { h.Live.Relay(ctx, h.DB, h.Journal, log) })
	wg.Go(func() { h.Jobs.Run(ctx, log) })
	wg.Go(func() {
		for kernel.Pause(ctx, 2*time.Second) {
			if err := h.sweep(ctx); err != nil && ctx.Err() == nil {
				log.Error("sweep", "err", err)
			}
		}
	})
	wg.Wait()
}

// sweep ends leases and presence that nobody renewed, and lets a new day begin. It is quick, safe to do
// at every node, and somebody waits for it, so it is no job.
func (h *Hall) sweep(ctx context.Context) error {
	if _, err := h.Requests.Expire(ctx); err != nil {
		return err
	}
	if err := h.Verify.Expire(ctx); err != nil {
		return err
	}
	if err := h.Duty.Begin(ctx); err != nil {
		return err
	}
	return h.sweepDay(ctx)
}

// Close closes the database.
func (h *Hall) Close() error { return h.DB.Close() }
