package sample

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
)

//go:embed pages/*.png pages/*.json
var committed embed.FS

// Ready is a drawn page with its truth: the first sheet, black and white at
// 150 dpi.
type Ready struct {
	PNG []byte
	Truth
}

// Committed are the pages that come with the program, so that a demonstration
// needs no fonts: twelve, two or more of each procedure, ordered by procedure
// and seed. They were filled in on [Day]. The slices are shared: do not change
// them.
func Committed() ([]Ready, error) { return readCommitted() }

var readCommitted = sync.OnceValues(func() ([]Ready, error) {
	names, err := fs.Glob(committed, "pages/*.json")
	if err != nil {
		return nil, err
	}
	var out []Ready
	for _, name := range names {
		r, err := readReady(name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out = append(out, r)
	}
	slices.SortStableFunc(out, func(a, b Ready) int {
		if a.Procedure != b.Procedure {
			return strings.Compare(a.Procedure, b.Procedure)
		}
		return int(a.Seed) - int(b.Seed)
	})
	return out, nil
})

func readReady(name string) (r Ready, err error) {
	data, err := committed.ReadFile(name)
	if err != nil {
		return r, err
	}
	if err := json.Unmarshal(data, &r.Truth); err != nil {
		return r, err
	}
	r.PNG, err = committed.ReadFile(strings.TrimSuffix(name, ".json") + ".png")
	return r, err
}
