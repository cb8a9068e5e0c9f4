package faults

import (
	"context"
	"crypto/sha256"
	"debug/buildinfo"
	"fmt"
	"os"
	"strings"
)

// program is a build that the nodes of a town run. Which one is part of the
// kind of fault: what can be done to the program as people run it is done to
// that one, and only what needs its clock or hours of its time to another.
type program int

const (
	genuine program = iota // as `make build` makes it
	hurried                // with a clock that jumps, packing after seconds and lingering there
	builds
)

// programs are the binaries of a run; "" where a run has no need of one.
type programs [builds]string

func (p program) String() string {
	return [builds]string{"the program as it is", "the build with a clock that jumps"}[p]
}

// wear has all nodes run a program: they stop in order, one after the other, and
// start again over what is there, as with an update and the way back.
func (t *town) wear(ctx context.Context, p program) error {
	if t.wears == p {
		return nil
	}
	t.wears = p
	for _, n := range t.nodes {
		n.server.Stop()
		if err := t.start(ctx, n); err != nil {
			return err
		}
	}
	return nil
}

// unmodified returns the sum of a binary that was built without any tag, and an
// error for another one.
func unmodified(binary string) (sum string, err error) {
	info, err := buildinfo.ReadFile(binary)
	if err != nil {
		return "", err
	}
	for _, s := range info.Settings {
		if s.Key == "-tags" || s.Key == "-race" || s.Key == "-cover" {
			return "", fmt.Errorf("%s was built with %s=%s", binary, s.Key, s.Value)
		}
	}
	raw, err := os.ReadFile(binary)
	return fmt.Sprintf("%x", sha256.Sum256(raw)), err
}

// hurt tells how often each program was hurt, and how.
func (r *result) hurt(p program) string {
	n, names := 0, []string(nil)
	for _, k := range kinds {
		if f := r.felt[k.name]; k.who == p && f[0] > 0 {
			n += f[0]
			names = append(names, fmt.Sprintf("%s %d", k.name, f[0]))
		}
	}
	return fmt.Sprintf("%s: %d faults (%s)", p, n, strings.Join(names, ", "))
}
