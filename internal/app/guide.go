package app

import (
	"context"
	"hash/fnv"
	"slices"
	"strings"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/insight/twin"
	"github.com/hitomado/hitomado/internal/paper/sample"
)

// Sheet picks one of the committed pages for an application, always the same;
// the visitor of a guided case brings the one chosen for that.
func (d *demoCity) Sheet(visit, application, procedure string) ([]byte, error) {
	pages, err := sample.Committed()
	if err != nil {
		return nil, err
	}
	if d.kept.isGuided(visit) {
		if own, err := guided(); err == nil && own.Procedure == procedure {
			return own.PNG, nil
		}
	}
	fitting := slices.DeleteFunc(slices.Clone(pages), func(p sample.Ready) bool { return p.Procedure != procedure })
	if len(fitting) == 0 {
		return nil, kernel.E(kernel.NotFound, "sample_procedure", "procedure", procedure)
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(application))
	return fitting[int(h.Sum32())%len(fitting)].PNG, nil
}

// saki is the character by which everybody knows whether a system keeps names
// as they are written: 﨑, not 崎.
const saki = "﨑"

// guided is the shortest sheet with saki on it.
func guided() (sample.Ready, error) {
	pages, err := sample.Committed()
	if err != nil {
		return sample.Ready{}, err
	}
	var best sample.Ready
	for _, p := range pages {
		hard := false
		for _, v := range p.Want {
			hard = hard || strings.Contains(v.V, saki)
		}
		if hard && (best.PNG == nil || len(p.Want) < len(best.Want)) {
			best = p
		}
	}
	if best.PNG == nil {
		return best, kernel.E(kernel.NotFound, "sample_procedure", "procedure", "")
	}
	return best, nil
}

// Welcome has a visitor with the guided case's sheet come to a clerk and be
// called.
func (d *demoCity) Welcome(ctx context.Context, clerk string) (string, error) {
	own, err := guided()
	if err != nil {
		return "", err
	}
	id, err := d.twin.Welcome(ctx, clerk, twin.Sheet{Pages: [][]byte{own.PNG}, Truth: own.Truth})
	if err != nil {
		return "", err
	}
	if err := d.kept.guide(id); err != nil {
		return "", err
	}
	return id, d.twin.HelpAtCounter(ctx, clerk, id)
}

// Leave gives a seat back to the colleague, until it is taken again.
func (d *demoCity) Leave(staff string) error {
	d.twin.Free(staff)
	return d.kept.leave(staff)
}

// HelpWith has the colleagues work on an application first and faster.
func (d *demoCity) HelpWith(application string) { d.twin.HelpWith(application) }

// HelpAtCounter does what a clerk would do next for a visit.
func (d *demoCity) HelpAtCounter(ctx context.Context, clerk, visit string) error {
	return d.twin.HelpAtCounter(ctx, clerk, visit)
}
