package faults

import (
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/hitomado/hitomado/e2e/harness"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

// The program built for these runs packs sealed events and forms that are over
// after seconds and stays a moment in the middle of it, so that it can be hurt
// there. That it is there its jobs tell.

// run is a job that a node has under its lease.
type run struct {
	kind     string
	attempts int
	lease    int64
	failed   bool
}

// runs reads the jobs that pack.
func (t *town) runs(ctx context.Context) (map[string]run, error) {
	out := map[string]run{}
	rows, err := t.checker.pool.QueryContext(ctx, `SELECT kind, attempts, lease_until, error FROM job WHERE kind IN ('journal.rest','form.rest')`)
	if err != nil {
		return out, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var r run
		var code string
		if err := rows.Scan(&r.kind, &r.attempts, &r.lease, &code); err != nil {
			return out, err
		}
		r.failed = code != ""
		out[r.kind] = r
	}
	return out, rows.Err()
}

// packs waits until a node is in the middle of packing and stops all nodes
// there; false when none is for a while.
func (t *town) packs(ctx context.Context) (r run, ok bool, err error) {
	before, err := t.runs(ctx)
	if err != nil {
		return r, false, err
	}
	ok = until(ctx, 20*time.Second, func() bool {
		now, failed := t.runs(ctx)
		if failed != nil {
			err = failed
			return true
		}
		for kind, n := range now {
			if n.lease == 0 || n.lease == before[kind].lease {
				continue
			}
			kernel.Pause(ctx, time.Duration(4+t.rng.IntN(30))*time.Millisecond)
			t.stun()
			if still, _ := t.runs(ctx); still[kind] == n {
				r = n
				return true
			}
			t.wake()
		}
		before = now
		return false
	})
	return r, ok && err == nil, err
}

// interrupted tells whether that run never came to its end.
func (t *town) interrupted(ctx context.Context, r run) bool {
	now, err := t.runs(ctx)
	n := now[r.kind]
	return err == nil && n.attempts >= r.attempts && (n.lease == r.lease || n.failed)
}

// stun stops all nodes without ending them until wake.
func (t *town) stun() {
	for _, n := range t.nodes {
		_ = syscall.Kill(n.server.Pid(), syscall.SIGSTOP)
	}
	t.resume = func() {
		for _, n := range t.nodes {
			_ = syscall.Kill(n.server.Pid(), syscall.SIGCONT)
		}
	}
}

// wake has stopped nodes go on: whoever hurts the town calls it as soon as it
// is hurt.
func (t *town) wake() {
	if t.resume != nil {
		t.resume()
		t.resume = nil
	}
}

// amidPacking hurts the town in the middle of packing; felt when the
// hurt was noticed and that very packing did not come to its end.
func amidPacking(do func(context.Context, *town) (bool, error)) func(context.Context, *town) (bool, error) {
	return func(ctx context.Context, t *town) (bool, error) {
		r, ok, err := t.packs(ctx)
		if err != nil || !ok {
			return false, err
		}
		defer t.wake()
		hurt, err := do(ctx, t)
		return err == nil && hurt && t.interrupted(ctx, r), err
	}
}

// killAll ends all nodes at once, as a power cut does.
func killAll(ctx context.Context, t *town) (bool, error) {
	for _, n := range t.nodes {
		n.server.Kill()
	}
	t.resume = nil
	for _, n := range t.nodes {
		if err := t.start(ctx, n); err != nil {
			return false, err
		}
	}
	return true, nil
}

// backupAmidPacking makes a backup while events and forms move, and brings it
// back at another place: everything that was there before must be there, whole
// and once. Felt when a node packed meanwhile.
func backupAmidPacking(ctx context.Context, t *town) (bool, error) {
	before, err := load(ctx, t.checker.pool)
	if err != nil {
		return false, err
	}
	r, ok, err := t.packs(ctx)
	if t.wake(); err != nil || !ok {
		return false, err
	}
	dir, err := os.MkdirTemp("", "hitomado-back-")
	if err != nil {
		return false, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	file := filepath.Join(dir, "backup")
	if err := t.command(ctx, t.where("backup", file)); err != nil {
		t.log.violate("backup: %v", err)
		return false, nil
	}
	t.crew.door.Lock() // what comes now is none of this fault
	defer t.crew.door.Unlock()
	back := harness.Place{Engine: "sqlite", Data: filepath.Join(dir, "data")}
	after, err := t.restored(ctx, file, back)
	if err != nil || after == nil {
		return false, err
	}
	bad := func(format string, args ...any) { t.log.violate("in the backup: "+format, args...) }
	after.record.compare(maps.Clone(before.record.events), bad)
	chains(after, bad)
	for id := range before.apps {
		if _, ok := after.apps[id]; !ok {
			bad("application %s is lost", id)
		}
	}
	return r.lease > 0, nil
}

// command runs a command of the program.
func (t *town) command(ctx context.Context, args []string) error {
	cmd := exec.CommandContext(ctx, t.programs[t.wears], args...) //nolint:gosec // the program that is tested
	cmd.Env = append(os.Environ(), "HITOMADO_BACKUP_PASSPHRASE=correct horse battery staple")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", args[0], err, out)
	}
	return nil
}

// restored brings a backup back at a place of its own and reads what is there;
// nothing, and a violation, where it cannot be brought back.
func (t *town) restored(ctx context.Context, file string, at harness.Place) (*stored, error) {
	if err := t.command(ctx, []string{"restore", file, "--data", at.Data}); err != nil {
		t.log.violate("restore: %v", err)
		return nil, nil
	}
	pool, err := open(at)
	if err != nil {
		return nil, err
	}
	defer func() { _ = pool.Close() }()
	return load(ctx, pool)
}
