package hall_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/hall"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// own is a procedure that stands in one data file and nowhere in the program.
const own = "testdata/kominkan"

// A procedure of an office's own goes the whole way: taken in, keyed with its
// checks, verified by another person, printed and handed over.
func TestAProcedureIsDataNotCode(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := openWith(t, d, os.DirFS(own))
		app := w.receive("kominkan", 5)
		w.ok(w.Requests.Send(w.ctx, clerk, app))
		task := w.next(keyer, request.First).ID
		save := func(values map[string]string) entry.Work {
			t.Helper()
			typed := map[string]entry.Typed{}
			for k, v := range values {
				typed[k] = entry.Typed{V: v}
			}
			saved, err := w.Entries.SaveDraft(w.ctx, keyer, task, typed)
			w.ok(err)
			if len(saved.Fields) != len(values) {
				t.Errorf("%d of %d fields were answered", len(saved.Fields), len(values))
			}
			work, err := w.Entries.Open(w.ctx, keyer, task)
			w.ok(err)
			return work
		}
		_, err := w.Entries.Open(w.ctx, keyer, task)
		w.ok(err)
		save(map[string]string{"kominkan_asked": "R8.11.24", "kominkan_day": "R8.11.20", "kominkan_where": "2", "kominkan_seats": "200",
			"kominkan_member.count":          "2",
			"kominkan_member.1.kominkan_who": "﨑山　𠮷子", "kominkan_member.1.kominkan_tel": "090-0000-1234",
			"kominkan_member.2.kominkan_who": "田村　葉子", "kominkan_member.2.kominkan_tel": "090-0000-5678"})
		refused(t, w, task, "check.kominkan_form.kominkan_too_late")
		save(map[string]string{"kominkan_day": "R8.12.1"})
		_, err = w.Entries.Finish(w.ctx, keyer, task, "")
		w.ok(err) // too many people is told, not forbidden
		w.confirmAll(second, w.next(second, request.Verification).ID)
		done, err := w.Visits.GetApplication(w.ctx, clerk, app)
		w.ok(err)
		values, err := w.Entries.ReadValues(w.ctx, clerk, done)
		w.ok(err)
		for key, want := range map[string]string{"kominkan_day": "2026-12-01", "kominkan_where": "tatami", "kominkan_member.1.kominkan_who": "﨑山　𠮷子"} {
			if values[key].V != want {
				t.Errorf("%s is %q, want %q", key, values[key].V, want)
			}
		}
		w.end(app)
		if s := w.state(app); s != visit.Finished {
			t.Errorf("it ended as %s", s)
		}
	})
}

// refused wants the entry not to be finished because of one check.
func refused(t *testing.T, w *town, task, code string) {
	t.Helper()
	_, err := w.Entries.Finish(w.ctx, keyer, task, "")
	in, ok := errors.AsType[*entry.Incomplete](err)
	if !ok {
		t.Fatalf("finished in spite of %s: %v", code, err)
	}
	for _, p := range in.Problems {
		if p.Code == code {
			return
		}
	}
	t.Errorf("not told %s: %+v", code, in.Problems)
}

// Files in the folder "catalog" beside the database are loaded at the start; a
// mistake in them is told with its file and line, and the program does not run
// on half of them.
func TestTheOfficesOwnFilesAreLoaded(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	folder := filepath.Join(dir, "catalog")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(own, "kominkan.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "kominkan.yaml"), data, 0o600); err != nil {
		t.Fatal(err)
	}
	h, err := hall.Open(t.Context(), hall.Options{Dir: dir, City: "みほん市", Clock: kernel.System{}})
	if err != nil {
		t.Fatal(err)
	}
	built, err := catalog.Default()
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := h.Catalog.Procedure("kominkan"); !ok || len(h.Catalog.Procedures()) != len(built.Procedures())+1 {
		t.Error("the procedure is not there")
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "wrong.yaml"), []byte("procedure:\n  id: wrong\n  form: nowhere\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := hall.Open(t.Context(), hall.Options{Dir: dir, City: "みほん市", Clock: kernel.System{}}); err == nil {
		t.Error("the program runs on a broken catalogue")
	}
}
