package app_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/center/verify"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/paper/page"
	"github.com/hitomado/hitomado/internal/paper/page/scan"
	"github.com/hitomado/hitomado/internal/paper/sample"
	"github.com/hitomado/hitomado/internal/town/catalog"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// parted is a form whose names and numbers are worked on apart, with what each
// person got to see of it.
type parted struct {
	*crawl
	truth sample.Truth
	form  *catalog.Form
	said  map[string]catalog.Portion // what stands on the paper, as stored and as people read it
	seen  map[string]map[catalog.Portion]door
}

// Whoever worked on one portion of a form finds nothing of the other one, at no
// door of either face, at no time: not while it is keyed, not while it is
// verified, not when it is done.
func TestAPortionLeaksNowhere(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := parted{crawl: open(t, d), said: map[string]catalog.Portion{}, seen: map[string]map[catalog.Portion]door{}}
		people := []string{"names", "numbers", "namesAgain", "numbersAgain"}
		for _, p := range people {
			// Their rights at the counter, where they also work, end at their desk at
			// the center.
			w.join(p, false, append(grants("center", staff.RoleKeyer, staff.RoleVerifier), grants("chuo", staff.RoleClerk)...)...)
		}
		w.begin()
		for i, portion := range catalog.Portions() {
			task, err := w.Requests.Next(w.ctx, w.who[people[i]], []request.Kind{request.First})
			fine(t, err)
			w.ids["task"] = append(w.ids["task"], task.ID)
			w.draft(people[i], task.ID, w.typed(portion))
			w.draft(people[i], task.ID, w.typed(portion))
			w.look(people[:2]...)
			_, err = w.Entries.Finish(w.ctx, w.who[people[i]], task.ID, "")
			fine(t, err)
		}
		for i, portion := range catalog.Portions() { // both may wait
			who := w.who[people[2+i]]
			rooms, err := w.Requests.Rooms(w.ctx, who)
			fine(t, err)
			task := rooms[slices.IndexFunc(rooms, func(r request.Room) bool { return r.Portion == portion })]
			_, err = w.Verify.Join(w.ctx, who, task.ID)
			fine(t, err)
			w.ids["task"] = append(w.ids["task"], task.ID)
			w.look(people[2:]...)
			room, err := w.Verify.See(w.ctx, who, task.ID)
			fine(t, err)
			var fields []verify.Fielded
			for _, r := range room.Rows {
				fields = append(fields, verify.Fielded{Field: r.Key, Version: r.Value.Version})
			}
			_, err = w.Verify.Confirm(w.ctx, who, task.ID, fields)
			fine(t, err)
			fine(t, w.Verify.Finish(w.ctx, who, task.ID))
		}
		w.look(people...)
		for i, p := range people {
			want := catalog.Portions()[i%2]
			if _, saw := w.seen[p][want]; !saw || len(w.seen[p]) != 1 {
				t.Errorf("%s saw %v", p, w.seen[p])
			}
		}
	})
}

// begin sends the form; its counter has asked nothing yet.
func (w *parted) begin() {
	t, clerk := w.t, w.who["clerk"]
	t.Helper()
	const procedure = "resident_certificate"
	ready, err := sample.Committed()
	fine(t, err)
	sheet := ready[slices.IndexFunc(ready, func(r sample.Ready) bool { return r.Procedure == procedure })]
	w.truth = sheet.Truth
	w.form, _ = w.Catalog.Form(sheet.Form)
	for key, v := range sheet.Want {
		for _, text := range []string{v.V, w.form.Display(key, v, "ja"), sheet.Typed[key]} {
			if it, ok := w.form.Item(key); ok && len([]rune(text)) > 4 && !w.form.Structural(key) {
				w.said[text] = it.Field.Portion
			}
		}
	}
	today := kernel.Day(w.Clock.Now())
	for text := range w.said { // the day of the request is the day of everything
		if it := w.form.Display("request_date", sheet.Want["request_date"], "ja"); text == it || text == sheet.Want["request_date"].V || text == today {
			delete(w.said, text)
		}
	}
	lead := w.who["keyer"]
	fine(t, w.Requests.SetKeying(w.ctx, lead, procedure, 0, catalog.Keying{Plain: catalog.ModeOnce, Dangerous: catalog.ModeOnce, Compare: catalog.CompareBatch, Confirm: 1, ConfirmDangerous: 1, Split: true}))
	id, err := w.Visits.Arrive(w.ctx, clerk, visit.Arrival{Office: "chuo", Wish: []string{procedure}})
	fine(t, err)
	fine(t, w.Visits.Call(w.ctx, clerk, id))
	fine(t, w.Visits.Receive(w.ctx, clerk, id, visit.Came{As: "self", Proof: "one"}, []string{procedure}))
	v, err := w.Visits.Get(w.ctx, clerk, id)
	fine(t, err)
	a := v.Applications[0].ID
	p, err := w.Pages.Add(w.ctx, clerk, page.Upload{Application: a, Kind: "form", Turn: scan.Automatic, Raw: sheet.PNG})
	fine(t, err)
	fine(t, w.Visits.Accept(w.ctx, clerk, a))
	fine(t, w.Requests.Send(w.ctx, clerk, a))
	w.ids["visit"], w.ids["application"], w.ids["page"] = []string{id}, []string{a}, []string{p}
	w.ids["kind"], w.ids["field"] = verify.Groups(), []string{"requester_birth", "requester_phone"}
}

func (w *parted) typed(portion catalog.Portion) map[string]string {
	out := map[string]string{}
	for key := range w.truth.Want {
		if w.form.In(portion, key) {
			out[key] = w.truth.Want[key].V
		}
	}
	return out
}

// look has everybody ask every door that only tells.
func (w *parted) look(people ...string) {
	w.t.Helper()
	for _, login := range people {
		asked := 0
		for _, d := range w.doors(w.who[login].Seat) {
			if d.method != http.MethodGet || strings.HasSuffix(d.path, "/live") {
				continue
			}
			a := w.ask(login, d.method, d.path, "")
			if asked++; strings.HasPrefix(a.kind, "image/jpeg") {
				w.picture(login, d, a)
				continue
			}
			for text, portion := range w.said {
				if strings.Contains(a.body, text) {
					w.saw(login, portion, d)
				}
			}
		}
		if asked < 60 {
			w.t.Fatalf("only %d doors were asked", asked)
		}
	}
}

// picture looks at a page, or at the piece of it that one field is on.
func (w *parted) picture(login string, d door, a answer) {
	w.t.Helper()
	img, err := jpeg.Decode(bytes.NewReader([]byte(a.body)))
	fine(w.t, err)
	box := img.Bounds()
	if i := strings.LastIndex(d.path, "/crop/"); i > 0 {
		if it, ok := w.form.Item(d.path[i+len("/crop/"):]); ok && light(img, box) {
			w.saw(login, it.Field.Portion, d)
		}
		return
	}
	sx, sy := float64(box.Dx())/catalog.PageWidth, float64(box.Dy())/catalog.PageHeight
	for _, portion := range catalog.Portions() {
		for _, r := range w.form.Regions(portion, 1) {
			if light(img, image.Rect(int((r.X+.5)*sx), int((r.Y+.5)*sy), int((r.X+r.W-.5)*sx), int((r.Y+r.H-.5)*sy))) {
				w.saw(login, portion, d)
			}
		}
	}
}

// light tells whether anything but black is in a part of a picture; a JPEG
// rings a little.
func light(img image.Image, box image.Rectangle) bool {
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			if red, _, _, _ := img.At(x, y).RGBA(); red>>8 > 60 {
				return true
			}
		}
	}
	return false
}

func (w *parted) saw(login string, p catalog.Portion, d door) {
	w.t.Helper()
	if w.seen[login] == nil {
		w.seen[login] = map[catalog.Portion]door{}
	}
	if _, before := w.seen[login][p]; !before {
		w.seen[login][p] = d
	}
	if len(w.seen[login]) > 1 {
		w.t.Fatalf("%s saw both portions: %v", login, w.seen[login])
	}
}
