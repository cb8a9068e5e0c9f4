package twin

import (
	"log/slog"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// grumbler tells once what a colleague could not do. That somebody else was
// first, or that there is nothing to do, is everyday life and is only counted.
type grumbler struct {
	to   *slog.Logger
	told map[string]int // by code
}

func (g *grumbler) tell(err error) {
	code := kernel.CodeOf(err)
	g.told[code]++
	if k := kernel.KindOf(err); k == kernel.Conflict || k == kernel.NotFound || g.told[code] > 1 || g.to == nil {
		return
	}
	g.to.Warn("twin", "code", code, "err", err)
}
