package hall_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// The transcription sheet asks for the values as the core's screens do: each
// value under its screen, in its place, with what is typed there. What the
// visitor signs stays in the order of the form.
func TestTheTranscriptionSheetFollowsTheCore(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Fatal("pdftotext is not installed: apt-get install poppler-utils")
	}
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		v := w.visitor(self, "transfer_in")
		app := v.Applications[0].ID
		w.through(app, "transfer_in", 5)
		put := func(field, value string) {
			w.ok(d.Write(w.ctx, func(tx *db.Tx) error {
				_, err := tx.Exec(w.ctx, `UPDATE field_value SET value=$1 WHERE application=$2 AND field=$3`, value, app, field)
				return err
			}))
		}
		put("person.2.name", "山﨑　𠮷子")
		put("person.2.birth", "1989-01-07")
		docs, err := w.Handover.Make(w.ctx, clerk, app, []string{"transcript", "content"})
		w.ok(err)
		text := map[string]string{}
		for _, d := range docs {
			_, pdf, err := w.Handover.PDF(w.ctx, clerk, d.ID)
			w.ok(err)
			_, again, err := w.Handover.PDF(w.ctx, clerk, d.ID)
			w.ok(err)
			if string(pdf) != string(again) {
				t.Error("a paper is not the bytes that were made")
			}
			text[d.Kind] = pdfText(t, pdf)
		}
		a, err := w.Visits.GetApplication(w.ctx, clerk, app)
		w.ok(err)
		stored, err := w.Entries.ReadValues(w.ctx, clerk, a)
		w.ok(err)
		form, _ := w.Catalog.Form(a.Form)
		asked := map[string]bool{}
		for _, it := range form.Items(func(key string) string { return stored[key].V }) {
			asked[it.Key] = true
		}
		rest := text["transcript"]
		next := func(s string) {
			t.Helper()
			at := strings.Index(rest, squeezed(s))
			if at < 0 {
				t.Fatalf("%q does not follow in the sheet:\n%s", s, rest)
			}
			rest = rest[at+len(squeezed(s)):]
		}
		n := 0
		for _, p := range form.CoreParts() {
			if !anyAsked(p, asked) {
				continue
			}
			next(p.Name.JA)
			for _, it := range p.Items {
				if !asked[it.Key] {
					continue
				}
				n++
				shown, how := form.ToCore(it.Key, stored[it.Key].Value)
				next(it.Field.Name.JA)
				next(shown)
				next(how)
			}
		}
		if n < 20 || !strings.Contains(text["transcript"], "山﨑𠮷子") || !strings.Contains(text["transcript"], "昭和64年1月7日打つとき：S64.1.7") {
			t.Errorf("%d items:\n%s", n, text["transcript"])
		}
		if c := text["content"]; strings.Contains(c, "打つとき") || !strings.Contains(c, "昭和64年1月7日") {
			t.Errorf("the visitor's paper speaks of the core:\n%s", c)
		}
	})
}

func anyAsked(p catalog.CorePart, asked map[string]bool) bool {
	for _, it := range p.Items {
		if asked[it.Key] {
			return true
		}
	}
	return false
}

func pdfText(t *testing.T, pdf []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "paper.pdf")
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-raw", "-enc", "UTF-8", path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return squeezed(string(out))
}

func squeezed(s string) string { return strings.Join(strings.Fields(s), "") }

// What was keyed straight into the core is not typed into it once more.
func TestNoTranscriptionSheetForWhatTheCoreHolds(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app := w.visitor(self, "transfer_in").Applications[0].ID
		w.ok(d.Write(w.ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(w.ctx, `UPDATE application SET way='core' WHERE id=$1`, app)
			return err
		}))
		_, err := w.Handover.Make(w.ctx, clerk, app, []string{"transcript"})
		w.refused("transcript_not_needed", err)
	})
}
