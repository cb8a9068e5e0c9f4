package hall_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/google/go-cmp/cmp"

	"github.com/hitomado/hitomado/internal/base/archive"
	"github.com/hitomado/hitomado/internal/base/blob"
	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/hall"
	"github.com/hitomado/hitomado/internal/town/office"
)

// openAt opens a whole hall with its own folder, key and seals.
func openAt(t *testing.T, o hall.Options) *town {
	t.Helper()
	clock := kernel.NewManual(time.Date(2026, 11, 24, 10, 0, 0, 0, kernel.Tokyo))
	o.City, o.Clock = "みほん市", clock
	if o.Database == "" {
		dbtest.File(t, filepath.Join(o.Dir, "hitomado.db"))
	}
	h, err := hall.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.Close() })
	return &town{h, t, t.Context(), clock}
}

func (w *town) offices() {
	w.t.Helper()
	for _, o := range []office.Office{{ID: "chuo", Kind: "area", Name: "みほん中央支所", Mark: "みほん中央", Position: 1}, {ID: "center", Kind: "center", Name: "集中入力センター", Position: 2}} {
		w.ok(w.Offices.Add(w.ctx, kernel.SystemActor, o, []office.Seat{{ID: o.ID + "-1", Office: o.ID, Kind: "counter", Name: "1番窓口", Position: 1}}))
	}
	w.everythingOn()
}

// rows is everything the database holds, by table, in an order of its own.
// Where sealing goes on belongs to each database alone.
func (w *town) rows() map[string][]string {
	w.t.Helper()
	out := map[string][]string{}
	w.ok(w.DB.Read(w.ctx, func(tx *db.Tx) error {
		tables, err := tx.Tables(w.ctx)
		if err != nil {
			return err
		}
		for _, t := range tables {
			if t.Name == "seal" {
				t.Columns = slices.DeleteFunc(t.Columns, func(c string) bool { return c == "cursor" })
			}
			out[t.Name] = []string{fmt.Sprint(t.Columns)}
			if err := tx.Rows(w.ctx, t, func(values []any) error {
				out[t.Name] = append(out[t.Name], fmt.Sprintf("%#v", values))
				return nil
			}); err != nil {
				return err
			}
			slices.Sort(out[t.Name])
		}
		return nil
	}))
	return out
}

// images are the hashes of everything in the folder of images.
func images(t *testing.T, dir string) map[string]string {
	t.Helper()
	store, err := blob.OpenDir(filepath.Join(dir, "blobs"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	err = store.Walk(t.Context(), func(i blob.Info) error {
		data, err := store.Get(t.Context(), i.Ref)
		sum := sha256.Sum256(data)
		out[i.Ref] = hex.EncodeToString(sum[:])
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// keyed is a lock for the holder of a key, and the key. A passphrase would make
// every test wait for what slows guessing down.
func keyed(t *testing.T) (lock, key archive.Lock) {
	t.Helper()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	if lock, err = archive.Recipient(id.Recipient().String()); err != nil {
		t.Fatal(err)
	}
	if key, err = archive.Identity(id.String()); err != nil {
		t.Fatal(err)
	}
	return lock, key
}

// A pilot moves from SQLite to PostgreSQL and back; every record, image and
// seal is the same, the work goes on and is sealed on.
func TestAPilotMovesFromOneEngineToTheOtherAndBack(t *testing.T) {
	t.Parallel()
	lock, key := keyed(t)
	o := hall.Options{Dir: t.TempDir()}
	w := openAt(t, o)
	w.offices()
	_, visit := w.lived()
	story := w.timeline(visit, "")
	w.rested()
	for i, next := range []hall.Options{{Dir: t.TempDir(), Database: dbtest.PostgresURL(t)}, {Dir: t.TempDir()}} {
		file := filepath.Join(t.TempDir(), "backup.age")
		// What is not sealed yet must come along and be sealed there.
		n, err := w.Backup(w.ctx, file, lock, []byte("city: みほん市\n"))
		if err != nil || n.Blobs == 0 || n.Absent != 0 || n.Rows["journal"] == 0 {
			t.Fatalf("%+v %v", n, err)
		}
		before, pictures := w.rows(), images(t, o.Dir)
		if raw, _ := os.ReadFile(file); bytes.Contains(raw, []byte("山﨑")) || bytes.Contains(raw, []byte("journal")) {
			t.Error("the file is not encrypted")
		}
		if _, _, err := hall.Restore(t.Context(), next, file, key); err != nil {
			t.Fatal(err)
		}
		o, w = next, openAt(t, next)
		if d := cmp.Diff(before, w.rows()); d != "" {
			t.Fatalf("round %d: rows differ:\n%s", i, d)
		}
		if d := cmp.Diff(pictures, images(t, o.Dir)); d != "" {
			t.Fatalf("round %d: images differ:\n%s", i, d)
		}
		w.whole()
		w.timeline(visit, story)
		w.lived() // numbers, keys and images are in order for further work
		w.ok(w.Seals.All(w.ctx))
		w.whole()
		w.rested()
		w.whole()
		w.timeline(visit, story)
		if _, _, err := hall.Restore(t.Context(), next, file, key); kernel.CodeOf(err) != "restore_not_empty" {
			t.Errorf("restored over data: %v", err)
		}
	}
}

// rested packs the record as its regular job does when a week has gone by.
func (w *town) rested() {
	w.t.Helper()
	for until := time.Now().Add(20 * time.Second); time.Now().Before(until); { // others on the same server may hold the horizon for a moment
		w.ok(w.Seals.All(w.ctx))
		r, err := w.Seals.Verify(w.ctx)
		w.ok(err)
		if r.Unsealed > 0 {
			continue
		}
		n, err := w.Journal.Rest(w.ctx, w.clock.Now().Add(time.Second), "9223372036854775807-0", 10)
		w.ok(err)
		if n > 0 {
			return
		}
	}
	w.t.Fatal("nothing was packed")
}

// timeline is a visit's story, which must be the one told before, if any.
func (w *town) timeline(visit, before string) string {
	w.t.Helper()
	events, err := w.Journal.OfVisit(w.ctx, visit)
	w.ok(err)
	story := ""
	for _, e := range events {
		story += fmt.Sprintln(e.Cursor.Seq(), kernel.Millis(e.At), e.Kind, e.Actor, e.Office, e.Application, e.Field, string(e.Payload))
	}
	if len(events) < 10 || before != "" && story != before {
		w.t.Fatalf("the timeline reads\n%s\ninstead of\n%s", story, before)
	}
	return story
}

func (w *town) whole() {
	w.t.Helper()
	r, err := w.VerifyRecord(w.ctx)
	if err != nil || !r.Whole() {
		w.t.Fatalf("%+v %v", r, err)
	}
}

// Whoever knows to whom backups are locked can write one: what its manifest
// says of tables is no statement of ours, and a small entry does not fill the
// memory.
func TestAForgedBackupIsRefused(t *testing.T) {
	t.Parallel()
	w := openAt(t, hall.Options{Dir: t.TempDir()})
	w.offices()
	lock, key := keyed(t)
	real := filepath.Join(t.TempDir(), "backup.age")
	if _, err := w.Backup(w.ctx, real, lock, nil); err != nil {
		t.Fatal(err)
	}
	var m archive.Manifest
	if err := key.Load(real, func(from io.Reader) (err error) {
		m, _, err = archive.Read(t.Context(), from, archive.Nothing{})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	zeros := bytes.Repeat([]byte("n"), 65<<20)
	for name, c := range map[string]struct {
		table db.Table
		rows  []byte
	}{
		"a statement as a table":  {db.Table{Name: `office"; DROP TABLE office; --`, Columns: []string{"id"}}, []byte("n")},
		"a statement as a column": {db.Table{Name: "office", Columns: []string{`id") SELECT 1; --`}}, []byte("n")},
		"a table of the engine":   {db.Table{Name: "goose_db_version", Columns: []string{"id"}}, []byte("n")},
		"no columns":              {db.Table{Name: "office"}, []byte("n")},
		"too much":                {db.Table{Name: "office", Columns: []string{"id"}}, zeros},
		"too many":                {db.Table{Name: "office", Columns: []string{"id"}}, zeros[:3<<20]},
	} {
		forged := m
		forged.Tables = []db.Table{c.table}
		path := filepath.Join(t.TempDir(), "forged.age")
		if err := lock.Save(path, func(to io.Writer) error { return forge(to, forged, c.rows) }, func(io.Reader) error { return nil }); err != nil {
			t.Fatal(err)
		}
		if _, _, err := hall.Restore(t.Context(), hall.Options{Dir: t.TempDir()}, path, key); kernel.CodeOf(err) != "backup_damaged" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// forge writes an archive of one table.
func forge(to io.Writer, m archive.Manifest, rows []byte) error {
	says, err := json.Marshal(m)
	if err != nil {
		return err
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write(rows); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	w := tar.NewWriter(to)
	for _, e := range []struct {
		name string
		data []byte
	}{{"manifest.json", says}, {"rows/" + m.Tables[0].Name + "/1", packed.Bytes()}} {
		if err := w.WriteHeader(&tar.Header{Name: e.name, Size: int64(len(e.data)), Mode: 0o600}); err != nil {
			return err
		}
		if _, err := w.Write(e.data); err != nil {
			return err
		}
	}
	return w.Close()
}

func TestADamagedBackupIsRefusedAndLeavesNothing(t *testing.T) {
	t.Parallel()
	w := openAt(t, hall.Options{Dir: t.TempDir()})
	w.offices()
	w.receive("transfer_in", 3)
	lock, key := keyed(t)
	file := filepath.Join(t.TempDir(), "backup.age")
	if _, err := w.Backup(w.ctx, file, lock, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Backup(w.ctx, file, lock, nil); kernel.CodeOf(err) != "backup_exists" {
		t.Errorf("an older backup was replaced: %v", err)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	into := hall.Options{Dir: t.TempDir()}
	try := func(name string, data []byte, lock archive.Lock, want string) {
		t.Helper()
		path := filepath.Join(t.TempDir(), "other.age")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := hall.Restore(t.Context(), into, path, lock); kernel.CodeOf(err) != want {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
	flipped := bytes.Clone(whole)
	flipped[len(flipped)*2/3] ^= 1
	try("a changed byte", flipped, key, "backup_damaged")
	try("cut off", whole[:len(whole)-100_000], key, "backup_damaged")
	try("not a backup", []byte("hello"), key, "backup_locked")
	_, other := keyed(t)
	try("another key", whole, other, "backup_locked")
	if _, _, err := hall.Restore(t.Context(), into, file, key); err != nil {
		t.Errorf("the whole file, into the place of the failed ones: %v", err)
	}
}
