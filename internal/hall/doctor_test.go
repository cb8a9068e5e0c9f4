package hall_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/texts"
	"github.com/hitomado/hitomado/internal/hall"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// The doctor finds nothing in a sound town hall and names each thing that is
// made wrong, with words for it.
func TestTheDoctorNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	for engine, url := range map[string]func() string{"sqlite": func() string { return "" }, "postgres": func() string { return dbtest.PostgresURL(t) }} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			secrets := t.TempDir()
			o := hall.Options{Dir: t.TempDir(), Database: url(), MasterKey: filepath.Join(secrets, "master.key")}
			w := openAt(t, o)
			w.offices()
			_, err := w.Staff.Add(w.ctx, kernel.SystemActor, staff.NewPerson{Login: "sato", Name: "佐藤", Password: "long enough to pass", Grants: []kernel.Grant{{Role: "admin", Office: "*"}}})
			w.ok(err)
			app, _ := w.lived()
			w.ok(w.Seals.All(w.ctx))
			if found := examined(w, o); found["backup_none"] != hall.Warn {
				t.Errorf("nothing about a backup that was never made: %v", found)
			}
			lock, _ := keyed(t)
			_, err = w.Backup(w.ctx, filepath.Join(secrets, "b.age"), lock, nil)
			w.ok(err)
			alone := map[string]bool{"one_role": engine == "postgres", "disk_low": true, "clock_apart": engine == "postgres"} // of this machine, not of the town hall
			for code, level := range examined(w, o) {
				if level != hall.Well && !alone[code] {
					t.Errorf("a sound town hall: %s is %s", code, level)
				}
			}

			var original, task string
			w.ok(w.DB.Write(w.ctx, func(tx *db.Tx) error {
				if err := tx.Row(w.ctx, `SELECT original FROM page WHERE application=$1`, []any{app}, &original); err != nil {
					return err
				}
				if err := tx.Row(w.ctx, `SELECT id FROM task WHERE application=$1 LIMIT 1`, []any{app}, &task); err != nil {
					return err
				}
				past := kernel.Millis(w.clock.Now().Add(-time.Hour))
				if _, err := tx.Exec(w.ctx, `UPDATE task SET state='leased', lease_until=$1 WHERE id=$2`, past, task); err != nil {
					return err
				}
				_, err := tx.Exec(w.ctx, `UPDATE field_value SET value=value || 'x' WHERE application=$1`, app)
				return err
			}))
			w.ok(os.WriteFile(filepath.Join(o.Dir, "blobs", original[:2], original), []byte("torn"), 0o600))
			w.ok(os.Chmod(o.MasterKey, 0o644))
			w.ok(os.Chtimes(filepath.Join(o.Dir, "last.backup"), time.Now().Add(-72*time.Hour), time.Now().Add(-72*time.Hour)))
			w.clock.Advance(-time.Hour)
			found := examined(w, o)
			for code, level := range map[string]hall.Level{"images_bad": hall.Bad, "key_exposed": hall.Bad, "record_bad": hall.Bad, "backup_old": hall.Warn} {
				if found[code] != level {
					t.Errorf("%s is %q, want %q: %v", code, found[code], level, found)
				}
			}
			if found["clock_back"] != hall.Warn && found["clock_apart"] != hall.Warn {
				t.Errorf("nothing about the clock: %v", found)
			}
			w.clock.Advance(2 * time.Hour)
			if found := examined(w, o); found["work_late"] != hall.Warn {
				t.Errorf("nothing about the lease: %v", found)
			}

			// A job that was given up, and an image of nobody's.
			w.ok(w.DB.Write(w.ctx, func(tx *db.Tx) error {
				_, err := tx.Exec(w.ctx, `INSERT INTO job (id,kind,ref,state,due_at,lease_until,attempts,error,created_at) VALUES ('j','page.drop','x','dead',0,0,10,'internal',0)`)
				return err
			}))
			nobodys := strings.Repeat("ab", 32)
			folder := filepath.Join(o.Dir, "blobs", nobodys[:2])
			w.ok(os.MkdirAll(folder, 0o700))
			w.ok(os.WriteFile(filepath.Join(folder, nobodys), []byte("left"), 0o600))
			old := w.clock.Now().Add(-72 * time.Hour)
			w.ok(os.Chtimes(filepath.Join(folder, nobodys), old, old))
			if found := examined(w, o); found["jobs_dead"] != hall.Warn || found["orphans"] != hall.Warn {
				t.Errorf("nothing about the dead job or the orphan: %v", found)
			}

			// What is down is a finding, and the rest is looked at all the same.
			w.ok(os.RemoveAll(filepath.Join(o.Dir, "blobs", original[:2])))
			w.ok(os.WriteFile(filepath.Join(o.Dir, "blobs", original[:2]), []byte("no folder"), 0o600))
			w.ok(os.Rename(o.MasterKey, o.MasterKey+".away"))
			found = examined(w, o)
			for _, code := range []string{"unlooked_images", "unlooked_keys", "record_bad"} {
				if found[code] != hall.Bad {
					t.Errorf("%s is %q: %v", code, found[code], found)
				}
			}
			if found["jobs_dead"] == "" || found["backup_old"] == "" {
				t.Errorf("what follows was not looked at: %v", found)
			}
		})
	}
}

func examined(w *town, o hall.Options) map[string]hall.Level {
	w.t.Helper()
	o.City, o.Clock = "みほん市", w.clock
	checks, err := hall.Examine(w.ctx, o, true)
	w.ok(err)
	out := map[string]hall.Level{}
	for _, c := range checks {
		out[c.Code] = c.Level
		if !texts.Has("doctor."+c.Code) || c.Level != hall.Well && !texts.Has("doctor."+c.Code+".do") {
			w.t.Errorf("no words for %s", c.Code)
		}
	}
	return out
}
