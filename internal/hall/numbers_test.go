package hall_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/paper/page"
	"github.com/hitomado/hitomado/internal/paper/page/scan"
	"github.com/hitomado/hitomado/internal/paper/sample"
	"github.com/hitomado/hitomado/internal/town/catalog"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// drawn is one sheet of a filled form as a scanner gives it, or a page that
// no QR names.
func drawn(t *testing.T, w *town, procedure string, sheet int, blot bool) (raw []byte, form *catalog.Form) {
	t.Helper()
	truth, err := sample.Fill(w.Catalog, procedure, 3, sample.Options{Today: w.Clock.Now(), People: 3, Sheet3: true})
	w.ok(err)
	form, _ = w.Catalog.Form(truth.Form)
	press, err := sample.Open()
	w.ok(err)
	img, err := press.Page(form, truth, sheet, sample.Style{DPI: 150, Mode: sample.Bilevel, Seed: 3})
	w.ok(err)
	if blot { // ink over the QR code
		img = blotted(img)
	}
	var b bytes.Buffer
	w.ok(png.Encode(&b, img))
	return b.Bytes(), form
}

func blotted(img image.Image) image.Image {
	out := image.NewGray(img.Bounds())
	perMM := float64(img.Bounds().Dx()) / scan.PageWidthMM
	area := catalog.QRArea()
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			mx, my := float64(x)/perMM, float64(y)/perMM
			if mx > area.X-4 && mx < area.X+area.W+4 && my > area.Y && my < area.Y+area.H+4 {
				continue // black
			}
			out.Set(x, y, img.At(x, y))
		}
	}
	return out
}

// The numbers of every sheet are black on every image, whichever sheet comes
// first, whatever it is bound to, and when its QR cannot be read.
func TestNumbersAreBlackOnEverySheet(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		for _, x := range []struct {
			of, to, kind string // whose sheet, bound to what
			sheet        int
			blot         bool
		}{
			{"transfer_in", "transfer_in", "form", 3, false},
			{"transfer_in", "transfer_in", "form", 3, true},
			{"transfer_in", "resident_certificate", "other", 3, false},
			{"nhi_join", "transfer_in", "form", 1, false},
			{"child_allowance_claim", "child_allowance_claim", "form", 1, false},
		} {
			raw, form := drawn(t, w, x.of, x.sheet, x.blot)
			app := w.receive(x.to, uint64(x.sheet)+20)
			id := str(w)(w.Pages.Add(w.ctx, clerk, page.Upload{Application: app, Kind: x.kind, Turn: scan.Automatic, Raw: raw}))
			view, err := w.Pages.Image(w.ctx, clerk, id, page.View)
			w.ok(err)
			img, err := jpeg.Decode(bytes.NewReader(view))
			w.ok(err)
			perMM := float64(img.Bounds().Dx()) / scan.PageWidthMM
			n := 0
			for _, r := range form.SensitiveRegions() {
				if max(1, r.Page) != x.sheet {
					continue
				}
				n++
				for _, at := range [][2]float64{{0.1, 0.2}, {0.5, 0.5}, {0.9, 0.8}} {
					px := img.At(int((r.X+at[0]*r.W)*perMM), int((r.Y+at[1]*r.H)*perMM))
					if red, _, _, _ := px.RGBA(); red>>8 > 40 {
						t.Fatalf("%s sheet %d bound to %s: a number shows at %v", x.of, x.sheet, x.to, r)
					}
				}
			}
			if n == 0 {
				t.Fatalf("%s sheet %d has no numbers", x.of, x.sheet)
			}
		}
	})
}

// Numbers are seen only by named staff, with a second factor, for a purpose,
// in a procedure that allows it; every look leaves its line, and the images
// that are kept stay black.
func TestNumbersAreSeenOnlyWithEverything(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app := w.receive("nhi_join", 40)
		raw, _ := drawn(t, w, "nhi_join", 1, false)
		id := str(w)(w.Pages.Add(w.ctx, clerk, page.Upload{Application: app, Kind: "form", Turn: scan.Automatic, Raw: raw}))
		join := func(login string, grants ...kernel.Grant) (kernel.Actor, func() string) {
			t.Helper()
			p, err := w.Staff.Add(w.ctx, kernel.SystemActor, staff.NewPerson{Login: login, Name: login, Password: "nagai-aikotoba", Grants: grants})
			w.ok(err)
			a := kernel.Actor{ID: p.ID, Office: "chuo", Seat: "chuo-1", Grants: p.Grants}
			e, err := w.Staff.EnrolSecond(w.ctx, a, "みほん市", "nagai-aikotoba")
			w.ok(err)
			code := func() string {
				w.clock.Advance(time.Minute)
				c, err := totp.GenerateCode(e.Secret, w.clock.Now())
				w.ok(err)
				return c
			}
			w.ok(w.Staff.ConfirmSecond(w.ctx, a, code()))
			return a, code
		}
		admin, adminCode := join("admin", kernel.Grant{Role: "admin", Office: "*"})
		named, code := join("named", kernel.Grant{Role: "numbers", Office: "chuo"}, kernel.Grant{Role: "clerk", Office: "chuo"})
		plain, plainCode := join("plain", kernel.Grant{Role: "clerk", Office: "chuo"})
		far, farCode := join("far", kernel.Grant{Role: "numbers", Office: "center"}, kernel.Grant{Role: "clerk", Office: "chuo"})
		look := func(who kernel.Actor, purpose, code, want string) {
			t.Helper()
			img, err := w.Pages.Numbers(w.ctx, who, id, purpose, code)
			if want == "" && (err != nil || len(img) == 0) || want != "" && kernel.CodeOf(err) != want {
				t.Errorf("%s: %v, want %q", who.ID, err, want)
			}
		}
		look(named, "資格の確認", code(), "numbers_off")
		if err := w.Pages.AllowNumbers(w.ctx, named, "nhi_join", "資格の確認", code()); kernel.CodeOf(err) != "not_permitted" {
			t.Errorf("a clerk allows: %v", err)
		}
		if err := w.Pages.AllowNumbers(w.ctx, admin, "nhi_join", "資格の確認", "000000"); kernel.CodeOf(err) != "second_wrong" {
			t.Errorf("without the second factor: %v", err)
		}
		w.ok(w.Pages.AllowNumbers(w.ctx, admin, "nhi_join", "資格の確認", adminCode()))
		look(plain, "資格の確認", plainCode(), "not_permitted")
		look(far, "資格の確認", farCode(), "not_permitted")
		look(named, " ", code(), "purpose_missing")
		look(named, "資格の確認", "000000", "second_wrong")
		once := code()
		look(named, "資格の確認", once, "")
		look(named, "資格の確認", once, "second_wrong")
		contracted := named
		contracted.Contracted = true
		look(contracted, "資格の確認", code(), "not_permitted")
		w.ok(w.Pages.ForbidNumbers(w.ctx, admin, "nhi_join"))
		look(named, "資格の確認", code(), "numbers_off")
		reads, err := w.Pages.NumberReads(w.ctx, admin)
		if err != nil || len(reads) != 1 || reads[0].Staff != named.ID || reads[0].Purpose != "資格の確認" || reads[0].Page != id {
			t.Errorf("%+v %v", reads, err)
		}
		if _, err := w.Pages.NumberReads(w.ctx, named); kernel.CodeOf(err) != "not_permitted" {
			t.Errorf("a clerk reads who looked: %v", err)
		}
	})
}
