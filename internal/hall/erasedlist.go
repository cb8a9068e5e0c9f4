package hall

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/safefile"
)

// erasedList is the file that names every application that was erased, kept
// outside the database so that restoring an older backup can erase it again.
// It holds ids and nothing else.
type erasedList string

func (p erasedList) read() ([]string, error) {
	raw, err := os.ReadFile(string(p))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return strings.Fields(string(raw)), err
}

// add adds ids that are not in it yet.
func (p erasedList) add(ids ...string) error {
	if p == "" || len(ids) == 0 { // a hall wired for a test keeps no list
		return nil
	}
	held, err := p.read()
	if err != nil {
		return err
	}
	all := slices.Compact(slices.Sorted(slices.Values(append(slices.Clone(held), ids...))))
	if len(all) == len(held) {
		return nil
	}
	return safefile.Write(string(p), []byte(strings.Join(all, "\n")+"\n"))
}

// listErased keeps this node's list complete, whichever node erased.
func (h *Hall) listErased(ctx context.Context, log *slog.Logger) {
	for {
		ids, err := h.Retention.Listed(ctx)
		if err == nil {
			err = erasedList(h.options.Erased).add(ids...)
		}
		if err != nil && ctx.Err() == nil {
			log.Error("list of erased applications", "err", err)
		}
		if !kernel.Pause(ctx, time.Hour) {
			return
		}
	}
}

// EraseAgain erases what a restored backup brought back and returns how many
// applications that were.
func (h *Hall) EraseAgain(ctx context.Context) (int, error) {
	listed, err := erasedList(h.options.Erased).read()
	if err != nil {
		return 0, err
	}
	return h.Retention.Again(ctx, listed)
}
