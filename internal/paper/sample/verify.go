package sample

import (
	"maps"
	"slices"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// verify holds the finished form against the catalogue: every value is read as
// meant and the whole form has no error.
func (f *filler) verify() error {
	ctx := catalog.Context{Today: f.today, Get: func(key string) catalog.Value { return f.truth.Want[key] }}
	for _, key := range slices.Sorted(maps.Keys(f.truth.Typed)) {
		got := f.form.Check(key, f.truth.Typed[key], ctx)
		if got.Value != f.truth.Want[key] {
			return f.refused(key)
		}
	}
	for _, p := range f.form.CheckAll(f.truth.Want, ctx) {
		if p.Level == catalog.LevelError {
			return f.refused(p.Key)
		}
	}
	return nil
}

func (f *filler) refused(key string) error {
	return kernel.E(kernel.Invalid, "sample_refused", "form", f.form.ID, "key", key).On(key)
}
