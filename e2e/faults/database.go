package faults

import (
	"context"
	"strings"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

func killDatabase(ctx context.Context, t *town) (bool, error) {
	before := t.log.refusals("database_unavailable", "outcome_unknown")
	t.engines.CrashDatabase()
	t.wake()
	felt := until(ctx, 5*time.Second, func() bool { return t.log.refusals("database_unavailable", "outcome_unknown") > before })
	return felt, t.engines.ReviveDatabase(ctx)
}

// databaseDiskFull fills the disk under PostgreSQL, which gives up as soon as
// its log finds no room.
func databaseDiskFull(ctx context.Context, t *town) (bool, error) {
	before := t.log.refusals(lost...)
	empty, err := fill(t.pgDisk)
	if err != nil {
		return false, err
	}
	t.wake()
	felt := until(ctx, 15*time.Second, func() bool { return t.log.refusals(lost...) > before })
	kernel.Pause(ctx, time.Duration(t.rng.IntN(1000))*time.Millisecond)
	if err := empty(); err != nil {
		return false, err
	}
	return felt, t.databaseBack(ctx)
}

// databaseSyncs injects into every fsync of PostgreSQL's processes. When they
// fail it must acknowledge nothing, and it takes itself down.
func databaseSyncs(ctx context.Context, t *town, what string) (bool, error) {
	before := t.log.refusals(lost...)
	var tr *tracer
	var err error
	for range 10 { // a process of a connection that ends just now cannot be traced
		if tr, err = attach("fsync,fdatasync", what, t.engines.Processes()...); err == nil {
			break
		}
	}
	if err != nil {
		return false, err
	}
	felt := until(ctx, 10*time.Second, func() bool { return tr.hits() > 0 })
	if strings.HasPrefix(what, "error") {
		t.noSync.open()
		felt = until(ctx, 10*time.Second, func() bool { return t.log.refusals(lost...) > before }) && felt
		t.noSync.close()
	} else {
		kernel.Pause(ctx, time.Second)
	}
	tr.detach()
	return felt, t.databaseBack(ctx)
}

// databaseBack waits until PostgreSQL has mended itself, or starts it again.
func (t *town) databaseBack(ctx context.Context) error {
	if until(ctx, 5*time.Second, func() bool { return t.engines.Answers(ctx) }) {
		return nil
	}
	t.engines.CrashDatabase()
	return t.engines.ReviveDatabase(ctx)
}

func databaseCut(ctx context.Context, t *town) (bool, error) {
	before := t.log.refusals("database_unavailable", "outcome_unknown")
	t.dbLine.Cut()
	t.wake()
	felt := until(ctx, 5*time.Second, func() bool { return t.log.refusals("database_unavailable", "outcome_unknown") > before })
	kernel.Pause(ctx, time.Duration(t.rng.IntN(1000))*time.Millisecond)
	t.dbLine.Mend()
	return felt, nil
}

func databaseSlow(ctx context.Context, t *town) (bool, error) {
	before := t.dbLine.Hurt()
	t.dbLine.Slow(30 * time.Millisecond)
	kernel.Pause(ctx, 1500*time.Millisecond)
	t.dbLine.Mend()
	return t.dbLine.Hurt() > before, nil
}

func databaseSilent(ctx context.Context, t *town) (bool, error) {
	before := t.dbLine.Hurt()
	t.dbLine.Hang()
	kernel.Pause(ctx, 1500*time.Millisecond)
	t.dbLine.Mend()
	return t.dbLine.Hurt() > before, nil
}
