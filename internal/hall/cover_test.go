package hall_test

import (
	"bytes"
	"image/jpeg"
	"strings"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/desk"
	"github.com/hitomado/hitomado/internal/paper/page"
	"github.com/hitomado/hitomado/internal/paper/page/scan"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// ink is how dark a place of a page's view is, in millimetres of A4.
func (w *town) ink(id string, a page.Area) (darkest, lightest uint32) {
	w.t.Helper()
	view, err := w.Pages.Image(w.ctx, clerk, id, page.View)
	w.ok(err)
	img, err := jpeg.Decode(bytes.NewReader(view))
	w.ok(err)
	perMM := float64(img.Bounds().Dx()) / scan.PageWidthMM
	darkest = 255
	for y := int((a.Y + 1) * perMM); y < int((a.Y+a.H-1)*perMM); y++ {
		for x := int((a.X + 1) * perMM); x < int((a.X+a.W-1)*perMM); x++ {
			g, _, _, _ := img.At(x, y).RGBA()
			darkest, lightest = min(darkest, g>>8), max(lightest, g>>8)
		}
	}
	return darkest, lightest
}

// A page whose layout nobody knows is not shown to the center until somebody
// said where numbers stand on it, or that there are none.
func TestAPageThatIsNotOursIsAskedAbout(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app := w.receive("transfer_in", 5)
		moved := str(w)(w.Pages.Add(w.ctx, clerk, page.Upload{Application: app, Kind: "transfer", Turn: scan.Automatic, Raw: inked(61)}))
		letter := str(w)(w.Pages.Add(w.ctx, clerk, page.Upload{Application: app, Kind: "letter", Turn: scan.Automatic, Raw: inked(62)}))
		raw, _ := drawn(t, w, "nhi_join", 1, false) // our form, whatever it is bound as
		known := str(w)(w.Pages.Add(w.ctx, clerk, page.Upload{Application: app, Kind: "other", Turn: scan.Automatic, Raw: raw}))
		cover := func(id string) string {
			t.Helper()
			p, err := w.Pages.Get(w.ctx, clerk, id)
			w.ok(err)
			return p.Cover
		}
		if cover(moved) != page.CoverOpen || cover(letter) != page.CoverOpen || cover(known) != page.CoverAuto {
			t.Fatalf("%s %s %s", cover(moved), cover(letter), cover(known))
		}
		w.refused("page_uncovered", w.Requests.Send(w.ctx, clerk, app))
		_, err := w.Requests.EnterHere(w.ctx, clerk, app)
		w.refused("page_uncovered", err)

		area := page.Area{X: 40, Y: 60, W: 60, H: 25}
		say := func(who kernel.Actor, in page.Covering) error { return w.Pages.Cover(w.ctx, who, moved, in) }
		w.refused("cover_unsaid", say(clerk, page.Covering{}))
		w.refused("cover_unsaid", say(clerk, page.Covering{None: true, Areas: []page.Area{area}}))
		for _, bad := range []page.Area{{X: -1, Y: 1, W: 9, H: 9}, {X: 1, Y: 1, W: 1, H: 9}, {X: 200, Y: 1, W: 11, H: 9}, {X: 1, Y: 290, W: 9, H: 9}, {X: 1, Y: 1, W: 9}} {
			w.refused("cover_area", say(clerk, page.Covering{Areas: []page.Area{bad}}))
		}
		w.refused("cover_area", say(clerk, page.Covering{Areas: make([]page.Area, 21)}))
		for _, who := range []kernel.Actor{keyer, second, {ID: "x", Office: "center", Grants: []kernel.Grant{{Role: "clerk", Office: "center"}}}} {
			w.refused("not_permitted", say(who, page.Covering{None: true}))
		}
		if darkest, _ := w.ink(moved, area); darkest > 80 {
			t.Fatal("the page has no ink to hide")
		}
		w.ok(say(clerk, page.Covering{Areas: []page.Area{area}}))
		if _, lightest := w.ink(moved, area); lightest > 40 {
			t.Errorf("a number shows: %d", lightest)
		}
		if _, lightest := w.ink(moved, page.Area{X: 40, Y: 120, W: 60, H: 25}); lightest < 200 {
			t.Error("all of the page is black")
		}
		w.refused("page_uncovered", w.Requests.Send(w.ctx, clerk, app))
		w.ok(w.Pages.Cover(w.ctx, clerk, letter, page.Covering{None: true}))
		w.ok(w.Requests.Send(w.ctx, clerk, app))

		// At the center: shown as it is covered; what comes later is not shown before somebody spoke.
		task := w.next(keyer, request.First)
		sees := func(id string) bool {
			t.Helper()
			_, err := w.Pages.Image(w.ctx, keyer, id, page.View)
			v, seen := desk.New(w.Hall).Task(w.ctx, keyer, task.ID, desk.For{Lang: "ja", Base: "/s/x"})
			w.ok(seen)
			listed := false
			for _, p := range v.Pages {
				listed = listed || p.ID == id
			}
			if listed != (err == nil) {
				t.Errorf("listed %v, shown %v", listed, err)
			}
			if err != nil && kernel.CodeOf(err) != "page_uncovered" {
				t.Error(err)
			}
			return listed
		}
		if !sees(moved) || !sees(letter) || !sees(known) {
			t.Error("the center does not see what was looked at")
		}
		late := str(w)(w.Pages.Add(w.ctx, clerk, page.Upload{Application: app, Kind: "other", Turn: scan.Automatic, Raw: inked(63)}))
		if sees(late) {
			t.Error("the center sees a page nobody has looked at")
		}
		watcher := kernel.Actor{ID: "y", Office: "chuo", Grants: []kernel.Grant{{Role: "floor", Office: "chuo"}}}
		if staff.May(watcher, staff.SeeVisit, "chuo") && !staff.May(watcher, staff.Scan, "chuo") {
			_, err := w.Pages.Image(w.ctx, watcher, late, page.Thumb)
			w.refused("page_uncovered", err)
		}

		// Said again: the black moves; turned: it must be said again.
		other := page.Area{X: 100, Y: 150, W: 60, H: 25}
		w.ok(say(clerk, page.Covering{Areas: []page.Area{other}}))
		if _, lightest := w.ink(moved, area); lightest < 200 {
			t.Error("what was undone is still black")
		}
		if _, lightest := w.ink(moved, other); lightest > 40 {
			t.Error("what was said again is not black")
		}
		w.ok(w.Pages.Turn(w.ctx, clerk, moved, 2))
		if cover(moved) != page.CoverOpen || sees(moved) {
			t.Error("a turned page is shown with its numbers")
		}
		w.ok(say(clerk, page.Covering{Areas: []page.Area{area}}))
		if _, lightest := w.ink(moved, area); lightest > 40 || !sees(moved) {
			t.Error("the turned page is not covered where it was said")
		}

		entries, err := w.Visits.Timeline(w.ctx, clerk, visitOf(w, app))
		w.ok(err)
		n := 0
		for _, e := range entries {
			if e.Kind == "page.covered" {
				n++
				if strings.ContainsAny(string(e.Payload), "[") || strings.Contains(string(e.Payload), "60") && strings.Contains(string(e.Payload), `"x"`) {
					t.Errorf("the journal says where: %s", e.Payload)
				}
			}
		}
		if n != 4 {
			t.Errorf("%d events", n)
		}
	})
}

// The images from before are gone for good, and those made again are covered:
// also of a page that a person turned.
func TestWhatWasCoveredLeavesNoImage(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app := w.receive("transfer_in", 5)
		other := w.visitorAgain(app)
		id := str(w)(w.Pages.Add(w.ctx, clerk, page.Upload{Application: app, Kind: "transfer", Turn: 2, Raw: inked(64)}))
		var view, thumb string
		w.ok(d.Read(w.ctx, func(tx *db.Tx) error {
			return tx.Row(w.ctx, `SELECT view, thumb FROM page WHERE id=$1`, []any{id}, &view, &thumb)
		}))
		area := page.Area{X: 40, Y: 60, W: 60, H: 25}
		w.ok(w.Pages.Cover(w.ctx, clerk, id, page.Covering{Areas: []page.Area{area}}))
		var jobs int
		w.ok(d.Read(w.ctx, func(tx *db.Tx) error {
			return tx.Row(w.ctx, `SELECT COUNT(*) FROM job WHERE kind=$1 AND ref LIKE $2`, []any{page.DropJob, "%" + view}, &jobs)
		}))
		if jobs != 1 || thumb != view {
			t.Errorf("the old images, in one place (%t), are removed %d times", thumb == view, jobs)
		}
		// A power cut took the view: it is made again as it was.
		_, before := w.ink(id, area)
		w.clock.Advance(time.Minute)
		w.ok(d.Write(w.ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(w.ctx, `UPDATE page SET view=$1, thumb=$2 WHERE id=$3`, strings.Repeat("0", 64), strings.Repeat("0", 64), id)
			return err
		}))
		if _, after := w.ink(id, area); before > 40 || after > 40 {
			t.Errorf("made again, a number shows: %d, %d", before, after)
		}
		// Bound to another errand it stays covered.
		w.ok(w.Pages.Move(w.ctx, clerk, id, other, "別の手続きのもの"))
		if _, after := w.ink(id, area); after > 40 {
			t.Errorf("bound elsewhere, a number shows: %d", after)
		}
		w.ok(w.Pages.Replace(w.ctx, clerk, id, "取り直した"))
		w.refused("state_conflict", w.Pages.Cover(w.ctx, clerk, id, page.Covering{None: true}))
		w.refused("state_conflict", w.Pages.Turn(w.ctx, clerk, id, 1))
		over, _ := w.lived() // what was handed over was compared with these very pages
		handed, err := w.Pages.Of(w.ctx, over)
		w.ok(err)
		w.refused("state_conflict", w.Pages.Turn(w.ctx, clerk, handed[0].ID, 1))
	})
}

func (w *town) visitorAgain(app string) string {
	w.t.Helper()
	return str(w)(w.Visits.Add(w.ctx, clerk, visitOf(w, app), "nhi_join", false))
}
