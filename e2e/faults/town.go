package faults

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/hitomado/hitomado/e2e/harness"
	"github.com/hitomado/hitomado/internal/base/blob"
	"github.com/hitomado/hitomado/internal/base/blob/s3server"
	"github.com/hitomado/hitomado/internal/base/child"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

// town is one town hall under load, with everything that can be hurt about it.
type town struct {
	engines  *harness.Engines
	place    harness.Place
	programs programs
	wears    program // what the nodes run
	config   string
	url      string // of the database, as the nodes see it
	nodes    []*node
	balancer *harness.Balancer
	http     *http.Client

	disk    string         // mount point of a small disk, "" for none
	pgDisk  string         // of PostgreSQL's own
	dbLine  *harness.Proxy // nil: no network to the database
	s3Line  *harness.Proxy
	s3      *s3server.Server
	s3Dir   string
	images  blob.Store
	noSync  window
	log     *log
	crew    *crew
	admins  [2]*harness.Client // who decide together what is erased
	checker *checker
	rng     *rand.Rand
	resume  func() // has stopped nodes go on; nil: none is stopped
	ending  []func()
}

// ground is what towns are founded on.
type ground struct {
	*harness.Engines
	disk string // mount point of PostgreSQL's own small disk, "" for none
}

// node is one program of the town.
type node struct {
	listen string
	server *harness.Server
	jump   time.Duration // of its clock
}

// found makes a town with that many nodes on an engine; on PostgreSQL the
// images are in a bucket and both networks can be hurt, on SQLite everything is
// on a small disk. said takes what this machine does not permit.
func found(ctx context.Context, on *ground, engine string, ps programs, workers int, seed uint64, said func(string, ...any)) (t *town, err error) {
	t = &town{engines: on.Engines, pgDisk: on.disk, programs: ps, log: newLog(), rng: rand.New(rand.NewPCG(seed, 9)), balancer: &harness.Balancer{Through: harness.NewTransport().Transport}}
	t.http = &http.Client{Timeout: 30 * time.Second, Transport: t.balancer}
	defer func() {
		if err != nil {
			t.end()
		}
	}()
	if t.place, err = on.Place(ctx, engine); err != nil {
		return t, err
	}
	n := 1
	if engine == "sqlite" {
		t.mount(said)
	} else {
		n = 2
		if err := t.lines(ctx, said); err != nil {
			return t, err
		}
	}
	if err := harness.Found(ctx, t.place, workers); err != nil {
		return t, err
	}
	if t.images == nil {
		if t.images, err = blob.OpenDir(filepath.Join(t.place.Data, "blobs")); err != nil {
			return t, err
		}
	}
	for range n {
		at := &node{}
		if at.listen, err = child.FreeAddress(); err != nil {
			return t, err
		}
		t.nodes = append(t.nodes, at)
		if err := t.start(ctx, at); err != nil {
			return t, err
		}
	}
	t.balance()
	if t.checker, err = newChecker(t.place, t.images, t.log.dooms); err != nil {
		return t, err
	}
	if err = t.rule(ctx); err != nil {
		return t, err
	}
	t.crew, err = t.hire(ctx, workers, seed)
	return t, err
}

// balance has requests go to the nodes that there are.
func (t *town) balance() {
	hosts := make([]string, len(t.nodes))
	for i, n := range t.nodes {
		hosts[i] = n.listen
	}
	t.balancer.Nodes(hosts...)
}

// mount puts the town on a disk of its own that can fill up.
func (t *town) mount(said func(string, ...any)) {
	if err := mount(t.place.Data, "1g"); err != nil {
		said("full and read-only disks are not permitted here: %v", err)
		return
	}
	t.disk = t.place.Data
	t.ending = append(t.ending, func() { unmount(t.disk) })
}

// mount puts a disk of its own, of a size like "1g", at an empty folder.
func mount(folder, size string) error {
	return syscall.Mount("none", folder, "tmpfs", 0, "mode=700,size="+size)
}

func unmount(folder string) { _ = syscall.Unmount(folder, syscall.MNT_DETACH) }

// lines puts networks between the nodes and what they talk to.
func (t *town) lines(ctx context.Context, said func(string, ...any)) error {
	line, through, err := t.engines.DatabaseProxy()
	if err != nil {
		return err
	}
	t.dbLine, t.url = line, through(t.place.Database)
	t.ending = append(t.ending, line.Close)
	if t.s3Dir, err = os.MkdirTemp(filepath.Dir(t.place.Data), "s3-"); err != nil {
		return err
	}
	if t.s3, err = s3server.Start(ctx, s3server.Options{Dir: t.s3Dir}); err != nil {
		said("no S3 server here, images stay in a folder: %v", err)
		return nil
	}
	t.ending = append(t.ending, func() { t.s3.Kill() })
	if t.s3Line, err = harness.NewProxy("tcp", "127.0.0.1:0", t.s3.Address()); err != nil {
		return err
	}
	t.ending = append(t.ending, t.s3Line.Close)
	o := blob.S3Options{Endpoint: t.s3.Endpoint(), Bucket: "images", Region: s3server.Region, AccessKey: s3server.AccessKey, SecretKey: s3server.SecretKey}
	if t.images, err = blob.OpenS3(ctx, o); err != nil {
		return err
	}
	t.config = filepath.Join(t.place.Data, "town.yaml")
	return os.WriteFile(t.config, fmt.Appendf(nil, "images: {endpoint: 'http://%s', bucket: images, region: %s, access_key: %s, secret_key: %s}\n",
		t.s3Line.Address(), s3server.Region, s3server.AccessKey, s3server.SecretKey), 0o600)
}

func (t *town) start(ctx context.Context, n *node) (err error) {
	n.server, err = harness.Start(ctx, harness.Options{Binary: t.programs[t.wears], Listen: n.listen, Data: t.place.Data, Database: t.url, Config: t.config})
	n.jump = 0
	return err
}

// end stops everything.
func (t *town) end() {
	for _, n := range t.nodes {
		if n.server != nil {
			n.server.Kill()
		}
	}
	if t.checker != nil {
		t.checker.close()
	}
	for i := len(t.ending) - 1; i >= 0; i-- {
		t.ending[i]()
	}
	_ = os.RemoveAll(t.s3Dir)
	if t.place.Data != "" {
		_ = t.engines.Leave(context.Background(), t.place) // the next town needs the room; the run's folder goes at its end
	}
}

// close stops every node in order. Each seals what is new when it goes: a town
// may have lived for less time than there is from one seal to the next.
func (t *town) close() {
	for _, n := range t.nodes {
		n.server.Stop()
	}
}

// any picks a node.
func (t *town) any() *node { return t.nodes[t.rng.IntN(len(t.nodes))] }

// works waits until something was acknowledged again; false when that takes so
// long that the town has not recovered.
func (t *town) works(ctx context.Context, more int) bool {
	end := time.Now().Add(60 * time.Second)
	for before := t.log.size(); t.log.size() < before+more; {
		if !kernel.Pause(ctx, 2*time.Millisecond) || time.Now().After(end) {
			return false
		}
	}
	return true
}

// until waits for something to be seen.
func until(ctx context.Context, d time.Duration, seen func() bool) bool {
	end := time.Now().Add(d)
	for !seen() {
		if !kernel.Pause(ctx, 2*time.Millisecond) || time.Now().After(end) {
			return false
		}
	}
	return true
}

// check compares what the clients were told with what is stored, and has the
// record checked against its seals and every value against the record.
func (t *town) check(ctx context.Context, final bool) error {
	t.crew.door.Lock()
	defer t.crew.door.Unlock()
	found, err := t.checker.compare(ctx, t.log.told(), t.log.asks, final)
	for _, v := range found {
		t.log.violate("%s", v)
	}
	if err != nil {
		return err
	}
	verify := exec.CommandContext(ctx, t.programs[t.wears], t.where("record", "verify")...) //nolint:gosec // the program that is tested
	if out, err := verify.CombinedOutput(); err != nil {
		t.log.violate("the record is not whole: %v\n%s", err, out)
	}
	return nil
}

// where is a command on the data of the town.
func (t *town) where(command ...string) []string {
	args := append(command, "--data", t.place.Data)
	if t.url != "" {
		args = append(args, "--database", t.url)
	}
	if t.config != "" {
		args = append(args, "--config", t.config)
	}
	return args
}

// crew is the people at work.
type crew struct {
	workers []*harness.Worker
	clients []*client
	cases   []*harness.Case
	next    int
	mu      sync.Mutex
	door    sync.RWMutex // closed to visitors while a check reads: what is begun goes on
}

func (t *town) hire(ctx context.Context, workers int, seed uint64) (*crew, error) {
	cases, err := harness.Cases(24, seed)
	if err != nil {
		return nil, err
	}
	c := &crew{cases: cases}
	book := &harness.Book{}
	for n := range workers {
		w, err := harness.SignInWorker(ctx, t.http, "http://town", n, book)
		if err != nil {
			return nil, err
		}
		cl := &client{log: t.log}
		cl.noSync = &t.noSync
		w.Runner, w.Types = cl, slips
		c.clients, c.workers = append(c.clients, cl), append(c.workers, w)
	}
	return c, nil
}

func (c *crew) nextCase() *harness.Case {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.next++
	return c.cases[c.next%len(c.cases)]
}
