package faults

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/hitomado/hitomado/e2e/harness"
	"github.com/hitomado/hitomado/internal/base/blob/s3server"
	"github.com/hitomado/hitomado/internal/base/child"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

// kind is a way to hurt the town. do hurts and heals it and tells whether the
// hurt was felt: a fault nobody noticed is not counted.
type kind struct {
	name string
	who  program  // that the nodes run meanwhile
	may  []string // codes of refusals that it may honestly cause
	can  func(t *town) bool
	do   func(ctx context.Context, t *town) (felt bool, err error)
}

func always(*town) bool    { return true }
func hasDisk(t *town) bool { return t.disk != "" }
func hasNet(t *town) bool  { return t.dbLine != nil }
func hasS3(t *town) bool   { return t.s3Line != nil }
func oneNode(t *town) bool { return t.place.Engine == "sqlite" && straceWorks() }
func traced(t *town) bool  { return t.place.Engine == "postgres" && straceWorks() }
func pgDisk(t *town) bool  { return t.place.Engine == "postgres" && t.pgDisk != "" }

// kinds are all of them.
var kinds = []kind{
	{"kill node", genuine, unanswered, always, killNode},
	{"stop node", genuine, unanswered, always, stopNode},
	{"hang node", genuine, nil, always, hangNode},
	{"node comes, another goes", genuine, unanswered, hasNet, nodeComes},
	{"commands again", genuine, nil, always, commandsAgain},
	{"clock ahead", hurried, handsChange, always, func(ctx context.Context, t *town) (bool, error) { return clockJumps(ctx, t, time.Hour) }},
	{"clock back", hurried, handsChange, always, func(ctx context.Context, t *town) (bool, error) { return clockJumps(ctx, t, -time.Hour) }},
	{"disk full", genuine, full, hasDisk, diskFull},
	{"disk read-only", genuine, readOnly, hasDisk, diskReadOnly},
	{"sync fails", genuine, unsynced, oneNode, func(ctx context.Context, t *town) (bool, error) { return syncs(ctx, t, "error=EIO") }},
	{"sync slow", genuine, nil, oneNode, func(ctx context.Context, t *town) (bool, error) { return syncs(ctx, t, "delay_exit=40000") }},
	{"kill database", genuine, cutOff, hasNet, killDatabase},
	{"database cut", genuine, cutOff, hasNet, databaseCut},
	{"database slow", genuine, nil, hasNet, databaseSlow},
	{"database silent", genuine, cutOff, hasNet, databaseSilent},
	{"database disk full", genuine, lost, pgDisk, databaseDiskFull},
	{"database syncs fail", genuine, cutOff, traced, func(ctx context.Context, t *town) (bool, error) { return databaseSyncs(ctx, t, "error=EIO") }},
	{"database syncs slow", genuine, nil, traced, func(ctx context.Context, t *town) (bool, error) { return databaseSyncs(ctx, t, "delay_exit=40000") }},
	{"images cut", genuine, imageless, hasS3, imagesCut},
	{"images slow", genuine, nil, hasS3, imagesSlow},
	{"kill image store", genuine, imageless, hasS3, killImages},
	{"kill amid packing", hurried, unanswered, always, amidPacking(killAll)},
	{"database disk full amid packing", hurried, lost, pgDisk, amidPacking(databaseDiskFull)},
	{"sync fails amid packing", hurried, unsynced, oneNode, amidPacking(func(ctx context.Context, t *town) (bool, error) { return syncs(ctx, t, "error=EIO") })},
	{"kill database amid packing", hurried, cutOff, hasNet, amidPacking(killDatabase)},
	{"database cut amid packing", hurried, cutOff, hasNet, amidPacking(databaseCut)},
	{"backup amid packing", hurried, nil, always, backupAmidPacking},
	{"kill amid erasing", hurried, unanswered, always, amidErasing(killAll)},
	{"disk full amid erasing", hurried, full, hasDisk, amidErasing(diskFull)},
	{"sync fails amid erasing", hurried, unsynced, oneNode, amidErasing(func(ctx context.Context, t *town) (bool, error) { return syncs(ctx, t, "error=EIO") })},
	{"kill database amid erasing", hurried, cutOff, hasNet, amidErasing(killDatabase)},
	{"database cut amid erasing", hurried, cutOff, hasNet, amidErasing(databaseCut)},
	{"database disk full amid erasing", hurried, lost, pgDisk, amidErasing(databaseDiskFull)},
	{"backup before erasing", hurried, nil, always, backupBeforeErasing},
}

// killNode ends a program at a random moment; felt when a request of it never
// got its answer.
func killNode(ctx context.Context, t *town) (bool, error) {
	kernel.Pause(ctx, time.Duration(t.rng.IntN(300_000))*time.Microsecond)
	n, before := t.any(), t.log.refusals("")
	n.server.Kill()
	felt := until(ctx, 2*time.Second, func() bool { return t.log.refusals("") > before })
	return felt, t.start(ctx, n)
}

// stopNode ends a program in order, as an update does.
func stopNode(ctx context.Context, t *town) (bool, error) {
	n, before := t.any(), t.log.refusals("")
	n.server.Stop()
	felt := until(ctx, 2*time.Second, func() bool { return t.log.refusals("") > before })
	return felt, t.start(ctx, n)
}

// nodeComes has a node join in the middle of the day while another goes in
// order, as an update does, and then dies while it works; felt when it worked
// and when a request of it never got its answer.
func nodeComes(ctx context.Context, t *town) (bool, error) {
	fresh := &node{}
	var err error
	if fresh.listen, err = child.FreeAddress(); err != nil {
		return false, err
	}
	if err := t.start(ctx, fresh); err != nil {
		return false, err
	}
	old := t.any()
	t.nodes = append(t.nodes, fresh)
	t.balance()
	old.server.Stop()
	worked := until(ctx, 10*time.Second, func() bool { return t.balancer.Answered(fresh.listen) > 10 })
	if err := t.start(ctx, old); err != nil {
		return false, err
	}
	before := t.log.refusals("")
	fresh.server.Kill()
	felt := until(ctx, 2*time.Second, func() bool { return t.log.refusals("") > before })
	t.nodes = t.nodes[:len(t.nodes)-1]
	t.balance()
	return worked && felt, nil
}

// hangNode stops a program without ending it, as a swapping machine does; felt
// when a request was on its way all the time.
func hangNode(ctx context.Context, t *town) (bool, error) {
	n := t.any()
	if err := syscall.Kill(n.server.Pid(), syscall.SIGSTOP); err != nil {
		return false, err
	}
	kernel.Pause(ctx, 50*time.Millisecond)
	calls := make([]int, len(t.crew.clients))
	for i, c := range t.crew.clients {
		calls[i] = c.onItsWay()
	}
	kernel.Pause(ctx, time.Second)
	felt := false
	for i, c := range t.crew.clients {
		felt = felt || calls[i] != 0 && c.onItsWay() == calls[i]
	}
	return felt, syscall.Kill(n.server.Pid(), syscall.SIGCONT)
}

func commandsAgain(ctx context.Context, t *town) (bool, error) {
	same := 0
	for _, c := range t.crew.clients {
		same += c.repeat(ctx)
	}
	return same > 0, nil
}

// jump lets a node's clock jump.
func (t *town) jump(n *node, by time.Duration) {
	s := syscall.SIGUSR1
	if by < 0 {
		s = syscall.SIGUSR2
	}
	_ = syscall.Kill(n.server.Pid(), s)
	n.jump += by
}

// clockJumps lets the clock of one node jump by an hour while the others', if
// there are any, go on; felt when the node tells the other time.
func clockJumps(ctx context.Context, t *town, by time.Duration) (bool, error) {
	n := t.any()
	if n.jump+by > time.Hour || n.jump+by < -time.Hour {
		by = -by
	}
	t.jump(n, by)
	felt := until(ctx, 5*time.Second, func() bool {
		at, err := t.crew.timeAt(ctx, n.listen)
		off := time.Until(at) - n.jump
		return err == nil && off < time.Minute && off > -time.Minute
	})
	kernel.Pause(ctx, 2500*time.Millisecond) // one look for expired leases
	return felt, nil
}

// diskFull fills the disk to the last byte; felt when people are told.
func diskFull(ctx context.Context, t *town) (bool, error) {
	before := t.log.refusals("disk_full")
	empty, err := fill(t.disk)
	if err != nil {
		return false, err
	}
	t.wake()
	felt := until(ctx, 10*time.Second, func() bool { return t.log.refusals("disk_full") > before })
	kernel.Pause(ctx, 300*time.Millisecond)
	return felt, empty()
}

// fill leaves nothing of a disk, down to the last byte, until empty is called.
func fill(disk string) (empty func() error, err error) {
	ballast := filepath.Join(disk, "ballast")
	f, err := os.Create(ballast)
	if err != nil {
		return nil, err
	}
	chunk := make([]byte, 1<<20)
	for len(chunk) > 0 {
		if _, err := f.Write(chunk); err != nil {
			chunk = chunk[:len(chunk)/2]
		}
	}
	return func() error { return os.Remove(ballast) }, f.Close()
}

// diskReadOnly starts the program over a disk that takes nothing; felt when it
// refuses to start, or to write.
func diskReadOnly(ctx context.Context, t *town) (bool, error) {
	n := t.nodes[0]
	n.server.Kill()
	var err error
	if !until(ctx, 3*time.Second, func() bool { // the kernel closes the files of the dead a moment later
		err = syscall.Mount("", t.disk, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, "")
		return err == nil
	}) {
		out, _ := exec.CommandContext(ctx, "sh", "-c", "for p in /proc/[0-9]*; do ls -l $p/fd 2>/dev/null | grep -q "+t.disk+" && tr '\\0' ' ' <$p/cmdline; done").Output()
		return false, fmt.Errorf("remount: %w %s", err, out)
	}
	before, acked := t.log.refusals("disk_readonly", "database_unavailable"), t.log.size()
	felt := t.start(ctx, n) != nil
	if !felt {
		felt = until(ctx, 5*time.Second, func() bool { return t.log.refusals("disk_readonly", "database_unavailable") > before })
		n.server.Kill()
	}
	if t.log.size() > acked {
		t.log.violate("%d steps were acknowledged on a read-only disk", t.log.size()-acked)
	}
	if err := syscall.Mount("", t.disk, "", syscall.MS_REMOUNT, ""); err != nil {
		return false, fmt.Errorf("remount: %w", err)
	}
	return felt, t.start(ctx, n)
}

// syncs injects into every fsync of the running program; felt when the tracer
// counted some. While they all fail, nothing may be acknowledged.
func syncs(ctx context.Context, t *town, what string) (bool, error) {
	tr, err := attach("fsync,fdatasync", what, t.nodes[0].server.Pid())
	if err != nil {
		return false, err
	}
	t.wake()
	felt, noted := until(ctx, 5*time.Second, func() bool { return tr.hits() > 0 }), func() {}
	if felt && strings.HasPrefix(what, "error") {
		kernel.Pause(ctx, 100*time.Millisecond)
		t.noSync.open()
		noted = t.arrivals(ctx, 3)
	}
	kernel.Pause(ctx, time.Second)
	t.noSync.close()
	tr.detach()
	noted()
	return felt, nil
}

// arrivals notes visitors, each by a new command, and returns when all were
// answered once; the returned function waits until all are in. What the crew
// asks for in so short a time is chance: it may be nothing but pages, which the
// image store refuses before the database has its turn.
func (t *town) arrivals(ctx context.Context, n int) (noted func()) {
	var wg sync.WaitGroup
	var answered atomic.Int32
	w := t.crew.workers[0]
	for range n {
		wg.Go(func() {
			c := &client{log: t.log, noSync: &t.noSync}
			_, _ = c.Run(ctx, "visit", func(ctx context.Context, s *harness.Step) (err error) {
				defer answered.Add(1)
				s.Ref, err = w.Clerk.Arrive(ctx, s.Key, harness.OfficeOf(w.N))
				s.Visit = s.Ref
				return err
			})
		})
	}
	until(ctx, 10*time.Second, func() bool { return answered.Load() >= int32(n) })
	return wg.Wait
}

func imagesCut(ctx context.Context, t *town) (bool, error) {
	before := t.s3Line.Hurt()
	t.s3Line.Cut()
	felt := until(ctx, 8*time.Second, func() bool { return t.s3Line.Hurt() > before })
	kernel.Pause(ctx, 300*time.Millisecond)
	t.s3Line.Mend()
	return felt, nil
}

func imagesSlow(ctx context.Context, t *town) (bool, error) {
	before := t.s3Line.Hurt()
	t.s3Line.Slow(100 * time.Millisecond)
	felt := until(ctx, 5*time.Second, func() bool { return t.s3Line.Hurt() > before })
	kernel.Pause(ctx, time.Second)
	t.s3Line.Mend()
	return felt, nil
}

func killImages(ctx context.Context, t *town) (bool, error) {
	before, address := t.s3Line.Hurt(), t.s3.Address()
	t.s3.Kill()
	felt := until(ctx, 8*time.Second, func() bool { return t.s3Line.Hurt() > before })
	s, err := s3server.Start(ctx, s3server.Options{Dir: t.s3Dir, Listen: address})
	if err == nil {
		t.s3 = s
	}
	return felt, err
}
