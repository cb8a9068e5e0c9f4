package hall_test

import (
	"bytes"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/hall"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// A mistyped folder is no place with nothing in it, and nothing goes on under
// keys that are not the place's own.
func TestAPlaceIsOpenedWithItsOwnKeysAlone(t *testing.T) {
	t.Parallel()
	for engine, url := range map[string]func() string{"sqlite": func() string { return "" }, "postgres": func() string { return dbtest.PostgresURL(t) }} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			o := hall.Options{Dir: filepath.Join(t.TempDir(), "place"), Database: url(), City: "みほん市"}
			opens := func(what, code string, open func() (*hall.Hall, error)) {
				t.Helper()
				h, err := open()
				if err == nil {
					_ = h.Close()
				}
				if err == nil && code != "" || err != nil && kernel.CodeOf(err) != code {
					t.Errorf("%s: %v, want %q", what, err, code)
				}
			}
			begun := func() (*hall.Hall, error) { return hall.Open(t.Context(), o) }
			existing := func() (*hall.Hall, error) { return hall.OpenExisting(t.Context(), o) }

			opens("nothing there", "place_empty", existing)
			if _, err := os.Stat(o.Dir); engine == "sqlite" && !os.IsNotExist(err) {
				t.Error("looking made the folder")
			}
			opens("begun", "", begun)
			opens("nobody there", "place_empty", existing)
			w := openAt(t, o)
			_, err := w.Staff.Add(w.ctx, kernel.SystemActor, staff.NewPerson{Login: "sato", Name: "佐藤", Password: "long enough to pass", Grants: []kernel.Grant{{Role: "admin", Office: "*"}}})
			w.ok(err)
			w.offices()
			w.lived()
			w.ok(w.Seals.All(w.ctx))
			w.ok(w.Close())
			opens("in use", "", existing)

			away := t.TempDir()
			move := func(name string) func() {
				from, to := filepath.Join(o.Dir, name), filepath.Join(away, name)
				w.ok(os.Rename(from, to))
				return func() { w.ok(os.Rename(to, from)) }
			}
			master := filepath.Join(o.Dir, "master.key")
			back := move("master.key")
			opens("without its master key", "key_missing", begun)
			if _, err := os.Stat(master); !os.IsNotExist(err) {
				t.Error("another master key was made")
			}
			w.ok(os.WriteFile(master, []byte(hex.EncodeToString(bytes.Repeat([]byte{9}, 32))), 0o600))
			opens("with another master key", "key_other", begun)
			back()

			secret, public := move("seal.key"), move("seal.key.pub")
			opens("without the keys of its seals", "key_missing", begun)
			public()
			opens("restored, with the public half", "", begun)
			secret()
			opens("as it was", "", begun)
		})
	}
}

// A place whose own catalogue is not right is not begun: the mistake names its
// file, and nothing is made.
func TestNothingIsMadeWithACatalogueThatIsNotRight(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	own := filepath.Join(dir, "catalog", "forms")
	if err := os.MkdirAll(own, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(own, "own.yaml"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := hall.Open(t.Context(), hall.Options{Dir: dir, City: "みほん市"}); err == nil || !strings.Contains(err.Error(), "forms/own.yaml") {
		t.Errorf("an empty file: %v", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("beside the catalogue: %v %v", left, err)
	}
}
