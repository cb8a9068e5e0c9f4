package hall_test

import (
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/paper/page"
	"github.com/hitomado/hitomado/internal/paper/page/scan"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// Cards and identity papers are refused by what the person says they are, and
// nothing of them is stored.
func TestWhatIsNeverScannedIsRefusedByChoice(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app := w.visitor(self, "transfer_in").Applications[0].ID
		never := w.Catalog.Codes(catalog.NotScanned)
		if len(never) < 2 {
			t.Fatalf("never scanned: %+v", never)
		}
		for _, c := range never {
			_, err := w.Pages.Add(w.ctx, clerk, page.Upload{Application: app, Kind: c.Value, Turn: scan.Automatic, Raw: inked(1)})
			w.refused("page_not_scanned", err)
		}
		_, err := w.Pages.Add(w.ctx, clerk, page.Upload{Application: app, Kind: "photo", Turn: scan.Automatic, Raw: inked(1)})
		w.refused("page_kind_unknown", err)
		ps, err := w.Pages.Of(w.ctx, app)
		w.ok(err)
		if len(ps) != 0 {
			t.Errorf("stored: %+v", ps)
		}
	})
}

// A page goes to no errand that is over, and takes nobody's place twice.
func TestPagesOfWhatIsOver(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		v := w.visitor(self, "transfer_in", "nhi_join")
		from, to := v.Applications[0].ID, v.Applications[1].ID
		w.ok(w.Visits.Accept(w.ctx, clerk, from))
		w.ok(w.Visits.Accept(w.ctx, clerk, to))
		id, err := w.Pages.Add(w.ctx, clerk, page.Upload{Application: from, Kind: "form", Turn: scan.Automatic, Raw: inked(1)})
		w.ok(err)
		w.ok(w.Requests.End(w.ctx, clerk, to, request.Withdrawn, "また今度"))
		w.refused("state_conflict", w.Pages.Move(w.ctx, clerk, id, to, "こちらのもの"))
		w.ok(w.Pages.Replace(w.ctx, clerk, id, "取り直した"))
		w.refused("changed_meanwhile", w.Pages.Replace(w.ctx, clerk, id, "取り直した"))
		ps, err := w.Pages.Of(w.ctx, from, to)
		w.ok(err)
		if len(ps) != 1 || ps[0].Application != from || ps[0].State != page.Replaced {
			t.Errorf("%+v", ps)
		}
	})
}
