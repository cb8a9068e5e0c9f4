package hall_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/hitomado/hitomado/internal/base/blob"
	"github.com/hitomado/hitomado/internal/base/blob/s3server"
	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/texts"
	"github.com/hitomado/hitomado/internal/hall"
)

// patients are sound town halls that have lived, on both engines, closed.
func patients(t *testing.T, examine func(t *testing.T, o hall.Options)) {
	t.Helper()
	for engine, url := range map[string]func() string{"sqlite": func() string { return "" }, "postgres": func() string { return dbtest.PostgresURL(t) }} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			secrets := t.TempDir()
			o := hall.Options{Dir: t.TempDir(), Database: url(), MasterKey: filepath.Join(secrets, "master.key"), SealKey: filepath.Join(secrets, "seal.key")}
			w := openAt(t, o)
			w.offices()
			w.lived()
			w.ok(w.Seals.All(w.ctx))
			w.ok(w.Close())
			o.City, o.Clock = "みほん市", w.clock
			examine(t, o)
		})
	}
}

// findings are what the doctor says, each checked for words.
func findings(t *testing.T, o hall.Options) map[string]hall.Check {
	t.Helper()
	checks, err := hall.Examine(context.WithoutCancel(t.Context()), o, false)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]hall.Check{}
	for _, c := range checks {
		out[c.Code] = c
		if !texts.Has("doctor."+c.Code) || c.Level != hall.Well && !texts.Has("doctor."+c.Code+".do") {
			t.Errorf("no words for %s", c.Code)
		}
	}
	return out
}

// bad wants findings that are alarms, with their cause where one is given.
func bad(t *testing.T, got map[string]hall.Check, want map[string]string) {
	t.Helper()
	for code, cause := range want {
		c, said := got[code]
		if !said || c.Level != hall.Bad || cause != "" && c.Args[1] != cause {
			t.Errorf("%s (%s): %v", code, cause, got)
		}
	}
}

// todo is what the Japanese words for a finding tell people to do.
func todo(t *testing.T, code string, words ...string) {
	t.Helper()
	for _, w := range words {
		if said := texts.T("ja", "doctor."+code+".do"); !strings.Contains(said, w) {
			t.Errorf("%s does not say %q: %s", code, w, said)
		}
	}
}

func TestTheDoctorFindsADamagedDatabaseFile(t *testing.T) {
	t.Parallel()
	patients(t, func(t *testing.T, o hall.Options) {
		if o.Database != "" {
			t.Skip("PostgreSQL looks after its own files")
		}
		file := filepath.Join(o.Dir, "hitomado.db")
		whole, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for name, damage := range map[string]func([]byte){
			"every other page": func(b []byte) {
				for at := 4096; at < len(b); at += 8192 {
					clear(b[at:min(len(b), at+4096)])
				}
			},
			"its head": func(b []byte) { copy(b, "no database any more") },
		} {
			torn := bytes.Clone(whole)
			damage(torn)
			if err := os.WriteFile(file, torn, 0o600); err != nil {
				t.Fatal(err)
			}
			got := findings(t, o)
			if bad(t, got, map[string]string{"engine_damaged": "", "database_first": ""}); t.Failed() {
				t.Fatalf("%s was damaged", name)
			}
			if _, said := got["backup_none"]; !said {
				t.Errorf("%s was damaged, and what follows was not looked at: %v", name, got)
			}
		}
		todo(t, "engine_damaged", "プログラムを止め", "写して", "バックアップを戻して")
	})
}

func TestTheDoctorLooksOnWhenTheDatabaseIsDown(t *testing.T) {
	t.Parallel()
	patients(t, func(t *testing.T, o hall.Options) {
		cause := "database_unavailable"
		if o.Database == "" {
			cause = "path_missing"
			if err := os.Rename(filepath.Join(o.Dir, "hitomado.db"), filepath.Join(o.Dir, "away.db")); err != nil {
				t.Fatal(err)
			}
		} else {
			o.Database = "postgres://nobody@127.0.0.1:1/none?connect_timeout=2"
		}
		got := findings(t, o)
		bad(t, got, map[string]string{"unlooked_engine": cause, "database_first": ""})
		if _, said := got["backup_none"]; !said {
			t.Errorf("what needs no database was not looked at: %v", got)
		}
		if _, err := os.Stat(filepath.Join(o.Dir, "hitomado.db")); err == nil {
			t.Error("the doctor made a database")
		}
		todo(t, "unlooked_engine", "データベースが動いているか", "バックアップを戻して")
		todo(t, "database_first", "先に直し", "hitomado doctor")
	})
}

// Tables that somebody took away: each look that needs one says so by itself.
func TestTheDoctorLooksOnWhenTablesAreMissing(t *testing.T) {
	t.Parallel()
	patients(t, func(t *testing.T, o hall.Options) {
		url := o.Database
		if url == "" {
			url = filepath.Join(o.Dir, "hitomado.db")
		}
		d, err := db.Open(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = d.Close() }()
		for table, code := range map[string]string{"journal": "unlooked_clock", "page": "unlooked_images", "seal": "unlooked_record", "task": "unlooked_work"} {
			rename := func(from, to string) {
				t.Helper()
				if err := d.Write(t.Context(), func(tx *db.Tx) error {
					_, err := tx.Exec(t.Context(), `ALTER TABLE `+from+` RENAME TO `+to)
					return err
				}); err != nil {
					t.Fatal(err)
				}
			}
			rename(table, table+"_away")
			bad(t, findings(t, o), map[string]string{code: "internal"})
			rename(table+"_away", table)
		}
		if got := findings(t, o); got["clock"].Code == "" && got["clock_apart"].Code == "" || got["images"].Level != hall.Well || got["record"].Level != hall.Well {
			t.Errorf("with its tables again: %v", got)
		}
		for _, code := range []string{"unlooked_clock", "unlooked_images", "unlooked_record", "unlooked_work"} {
			todo(t, code, "データベース", "もう一度")
		}
	})
}

func TestTheDoctorLooksOnWithoutImagesKeysAndData(t *testing.T) {
	t.Parallel()
	patients(t, func(t *testing.T, o hall.Options) {
		if err := os.Rename(filepath.Join(o.Dir, "blobs"), filepath.Join(o.Dir, "away")); err != nil {
			t.Fatal(err)
		}
		bad(t, findings(t, o), map[string]string{"unlooked_images": "path_missing", "unlooked_orphans": "path_missing"})
		if err := os.Rename(filepath.Join(o.Dir, "away"), filepath.Join(o.Dir, "blobs")); err != nil {
			t.Fatal(err)
		}

		// Public keys of the seals away: nothing says whose seals they are.
		if err := os.Rename(o.SealKey+".pub", o.SealKey+".away"); err != nil {
			t.Fatal(err)
		}
		bad(t, findings(t, o), map[string]string{"unlooked_record": "path_missing"})
		todo(t, "unlooked_record", "keys", "何も消さないで")
		if err := os.Rename(o.SealKey+".away", o.SealKey+".pub"); err != nil {
			t.Fatal(err)
		}

		// A file where the time of the last backup stands, in a folder that is none.
		past := o
		past.Dir = filepath.Join(o.Dir, "hitomado.txt")
		if err := os.WriteFile(past.Dir, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		past.Images = filepath.Join(o.Dir, "blobs")
		if past.Database == "" {
			past.Database = filepath.Join(o.Dir, "hitomado.db")
		}
		bad(t, findings(t, past), map[string]string{"unlooked_backup": ""})
		todo(t, "unlooked_backup", "フォルダー", "確かめて")
		past.Dir = filepath.Join(o.Dir, "unplugged")
		got := findings(t, past)
		bad(t, got, map[string]string{"unlooked_disk": "path_missing"})
		todo(t, "unlooked_disk", "フォルダー", "ディスク")
		if _, err := os.Stat(past.Dir); err == nil {
			t.Error("the doctor made the folder that it missed")
		}
	})
}

func TestTheDoctorNamesAKeyThatIsMissingOrAnother(t *testing.T) {
	t.Parallel()
	patients(t, func(t *testing.T, o hall.Options) {
		if err := os.Rename(o.MasterKey, o.MasterKey+".away"); err != nil {
			t.Fatal(err)
		}
		bad(t, findings(t, o), map[string]string{"unlooked_keys": "path_missing"})
		todo(t, "unlooked_keys", "控えを戻して")
		if _, err := os.Stat(o.MasterKey); err == nil {
			t.Fatal("the doctor made a key")
		}
		if _, err := blob.OpenKeys(o.MasterKey); err != nil { // somebody puts another there
			t.Fatal(err)
		}
		bad(t, findings(t, o), map[string]string{"key_other": ""})
		todo(t, "key_other", "控えを戻して", "消さないで")
		if err := os.Rename(o.MasterKey+".away", o.MasterKey); err != nil {
			t.Fatal(err)
		}
		if got := findings(t, o); got["key_other"].Code != "" || got["unlooked_keys"].Code != "" {
			t.Errorf("with its key: %v", got)
		}
	})
}

// The doctor leaves the schema alone, whichever program comes first.
func TestTheDoctorMovesNoSchema(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		if current, err := d.Current(t.Context()); err != nil || !current {
			t.Errorf("%v %v", current, err)
		}
		put := func(q string) {
			t.Helper()
			if err := d.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(t.Context(), q); return err }); err != nil {
				t.Fatal(err)
			}
		}
		put(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, ` + map[bool]string{true: "true", false: "1"}[d.Engine() == db.Postgres] + `)`)
		if _, err := d.Current(t.Context()); kernel.CodeOf(err) != "database_newer" {
			t.Errorf("newer: %v", err)
		}
		put(`DELETE FROM goose_db_version WHERE version_id IN (99999, (SELECT max(version_id) FROM goose_db_version WHERE version_id < 99999))`)
		if current, err := d.Current(t.Context()); err != nil || current {
			t.Errorf("older: %v %v", current, err)
		}
	})
}

func TestTheDoctorFindsASmallDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := syscall.Mount("none", dir, "tmpfs", 0, "size=8m,mode=700"); err != nil {
		t.Skip("a disk of its own is not permitted here:", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	got := findings(t, hall.Options{Dir: dir, Clock: kernel.System{}})
	if c := got["disk_low"]; c.Level != hall.Warn || c.Args[1] != uint64(0) {
		t.Errorf("8 MB are enough: %v", got)
	}
	todo(t, "disk_low", "いっぱいになる前に", "容量を増やして")
	if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
		t.Errorf("the doctor left %v %v", entries, err)
	}
}

// With images in a bucket that is away the doctor says so, and looks at the rest.
func TestTheDoctorLooksOnWithoutTheBucket(t *testing.T) {
	t.Parallel()
	patients(t, func(t *testing.T, o hall.Options) {
		s, err := s3server.Start(context.WithoutCancel(t.Context()), s3server.Options{Dir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(s.Stop)
		o.Bucket = blob.S3Options{Endpoint: s.Endpoint(), Bucket: "images", Region: s3server.Region, AccessKey: s3server.AccessKey, SecretKey: s3server.SecretKey}
		got := findings(t, o)
		bad(t, got, map[string]string{"bucket_missing": "images"})
		todo(t, "bucket_missing", "bucket", "hitomado serve", "戻して")
		if len(got) != len(findings(t, o)) {
			t.Error("a second look found something else")
		}
		if _, err := blob.FindS3(context.WithoutCancel(t.Context()), o.Bucket); kernel.CodeOf(err) != "bucket_missing" {
			t.Errorf("the doctor made the bucket: %v", err)
		}
		if got["record"].Level != hall.Well || got["unlooked_orphans"].Code != "" {
			t.Errorf("beside the bucket: %v", got)
		}
		if _, err := blob.OpenS3(context.WithoutCancel(t.Context()), o.Bucket); err != nil { // as serve does
			t.Fatal(err)
		}
		bad(t, findings(t, o), map[string]string{"images_bad": ""}) // an empty bucket: all are missing
		s.Kill()
		got = findings(t, o)
		bad(t, got, map[string]string{"unlooked_images": "images_unavailable", "unlooked_orphans": "images_unavailable"})
		if got["record"].Level != hall.Well {
			t.Errorf("what needs no bucket was not looked at: %v", got)
		}
		for _, code := range []string{"unlooked_images", "unlooked_orphans"} {
			todo(t, code, "画像の保存先", "確かめて", "もう一度")
		}
	})
}

// Root may read everything; the doctor's thread becomes nobody, as a service's
// account that was given too little.
func TestTheDoctorMayNotLook(t *testing.T) {
	t.Parallel()
	dir, err := os.MkdirTemp("", "closed") // t.TempDir's parent is closed to nobody
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	done := make(chan map[string]hall.Check)
	go func() {
		defer close(done)
		runtime.LockOSThread() // ends with this goroutine
		if os.Geteuid() == 0 {
			if err := syscall.Setfsuid(65534); err != nil {
				return
			}
		}
		done <- findings(t, hall.Options{Dir: dir, MasterKey: filepath.Join(dir, "keys", "master.key"), Clock: kernel.System{}})
	}()
	bad(t, <-done, map[string]string{"unlooked_engine": "path_forbidden", "unlooked_keys": "path_forbidden", "unlooked_backup": "path_forbidden"})
}
