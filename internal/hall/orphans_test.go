package hall_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/blob"
	"github.com/hitomado/hitomado/internal/base/blob/blobtest"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/hall"
)

// However old everything is, what a row names stays; what none names goes once
// it is old enough, and not before.
func TestOnlyOrphansAreRemoved(t *testing.T) {
	t.Parallel()
	for engine, url := range map[string]func() string{"sqlite": func() string { return "" }, "postgres": func() string { return dbtest.PostgresURL(t) }} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			o := hall.Options{Dir: t.TempDir(), Database: url()}
			w := openAt(t, o)
			w.offices()
			w.lived()
			named := images(t, o.Dir)
			store, err := blob.OpenDir(filepath.Join(o.Dir, "blobs"))
			w.ok(err)
			old, young := []byte("left by a crash"), []byte("an upload whose row is on its way")
			for _, b := range [][]byte{old, young} {
				w.ok(store.Put(w.ctx, blobtest.Ref(b), b, true))
			}
			w.ok(store.Walk(w.ctx, func(i blob.Info) error {
				at := w.clock.Now().Add(-49 * time.Hour)
				if i.Ref == blobtest.Ref(young) {
					at = w.clock.Now().Add(-47 * time.Hour)
				}
				return os.Chtimes(filepath.Join(o.Dir, "blobs", i.Ref[:2], i.Ref), at, at)
			}))
			n, err := w.CleanOrphans(w.ctx)
			if n != 1 || err != nil {
				t.Errorf("%d removed: %v", n, err)
			}
			left := images(t, o.Dir)
			if len(left) != len(named)+1 || left[blobtest.Ref(young)] == "" {
				t.Errorf("%d of %d are left", len(left), len(named))
			}
			for ref := range named {
				if left[ref] == "" {
					t.Errorf("a named blob was removed: %s", ref)
				}
			}
		})
	}
}
