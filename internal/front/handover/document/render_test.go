package document_test

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/front/handover/document"
)

var update = flag.Bool("update", false, "write the expected texts anew")

// pages reads the text of a PDF page by page, in the order it was drawn.
func pages(t *testing.T, pdf []byte) []string {
	t.Helper()
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Fatal("pdftotext is not installed — install: apt-get install poppler-utils")
	}
	path := filepath.Join(t.TempDir(), "sheet.pdf")
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-raw", "-enc", "UTF-8", path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.SplitAfter(strings.TrimSuffix(string(out), "\f"), "\f")
}

func render(t *testing.T, s document.Sheet) []byte {
	t.Helper()
	b, err := document.Render(fonts(t), s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestPapers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		sheet document.Sheet
		pages int
	}{
		"receipt":    {receipt(), 1},
		"content1":   {content(1), 1},
		"content5":   {content(5), 3},
		"transcript": {transcript(), 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pdf := render(t, c.sheet)
			if len(pdf) > 100<<10 {
				t.Errorf("%d bytes, want at most 100 KB", len(pdf))
			}
			got := pages(t, pdf)
			if len(got) != c.pages {
				t.Errorf("%d pages, want %d", len(got), c.pages)
			}
			golden(t, name, strings.Join(got, ""))
			readable(t, c.sheet, strings.Join(got, ""))
			for i, p := range got {
				if !strings.Contains(p, c.sheet.Reception) {
					t.Errorf("page %d does not say whose it is", i+1)
				}
			}
			if !bytes.Equal(pdf, render(t, c.sheet)) {
				t.Error("the same sheet made different bytes")
			}
		})
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("text of %s is\n%s\nwant\n%s", name, got, want)
	}
}

// What is signed stands on the page that is signed: whatever a form is long,
// the boxes at the foot never have a page of their own, and a sheet that fits
// without is set as airily as ever.
func TestTheBoxesToSignStandBelowWhatIsSigned(t *testing.T) {
	t.Parallel()
	for _, make := range []func(int) document.Sheet{content, func(int) document.Sheet { return transcript() }} {
		for rows := 1; rows <= 45; rows++ {
			s := make(1)
			for i := range rows {
				part := document.Part{Name: "つぎの部", Rows: []document.Row{{Label: "項目", Value: "値"}}}
				if i%3 > 0 {
					s.Parts[len(s.Parts)-1].Rows = append(s.Parts[len(s.Parts)-1].Rows, part.Rows...)
				} else {
					s.Parts = append(s.Parts, part)
				}
			}
			got := pages(t, render(t, s))
			if last := got[len(got)-1]; !strings.Contains(last, "値") {
				t.Errorf("%s with %d more rows: the last page shows nothing of it:\n%s", s.Kind, rows, last)
			}
		}
	}
}

// readable checks that every value can be read back code point by code point,
// line breaks aside.
func readable(t *testing.T, s document.Sheet, text string) {
	t.Helper()
	text = squeeze(text)
	for _, p := range s.Parts {
		for _, r := range p.Rows {
			if !strings.Contains(text, squeeze(r.Value)) || !strings.Contains(text, squeeze(r.Label)) {
				t.Errorf("%s: %+q cannot be read back", r.Label, r.Value)
			}
		}
	}
}

func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

func TestACharacterWithoutGlyphRefusesTheSheet(t *testing.T) {
	t.Parallel()
	for place, put := range map[string]func(*document.Sheet){
		"value": func(s *document.Sheet) { s.Parts[0].Rows[0].Value = "葛\U000E01EF城" },
		"lead":  func(s *document.Sheet) { s.Lead[0].Value = "葛\U000E01EF" },
		"note":  func(s *document.Sheet) { s.Notes = append(s.Notes, "葛\U000E01EF") },
		"clerk": func(s *document.Sheet) { s.MadeBy = "葛\U000E01EF" },
	} {
		s := content(1)
		put(&s)
		s.Sign = append(s.Sign, "\U0001F642")
		b, err := document.Render(fonts(t), s)
		e, ok := err.(*kernel.Error)
		if !ok || e.Code != "glyph_missing" || e.Kind != kernel.Invalid || b != nil {
			t.Fatalf("%s: %d bytes, error %v", place, len(b), err)
		}
		names, _ := e.Args["characters"].(string)
		if !strings.Contains(names, "U+845B U+E01EF") || !strings.Contains(names, "U+1F642") {
			t.Errorf("%s: the error names %q, want both characters", place, names)
		}
	}
}

func TestUnknownKindIsRefused(t *testing.T) {
	t.Parallel()
	if _, err := document.Render(fonts(t), document.Sheet{Kind: "certificate"}); kernel.CodeOf(err) != "document_kind_unknown" {
		t.Errorf("error %v", err)
	}
}

func TestExtremesStayWhole(t *testing.T) {
	t.Parallel()
	long := content(2)
	long.Labels.Continued = ""
	long.Parts[0].Rows[1] = document.Row{Label: "備考", Value: strings.Repeat("𠮷", 3000)}
	long.Parts[1].Name = strings.Repeat("髙", 120)
	long.Title = strings.Repeat("德", 40)
	long.Notes = append(long.Notes, strings.Repeat("塚", 1500))
	long.Sign = strings.Split("一二三四五六七", "")
	slip := receipt()
	for range 4 {
		slip.Parts = append(slip.Parts, slip.Parts[0])
	}
	slip.Ticket = ""
	for name, s := range map[string]document.Sheet{
		"long": long, "slip": slip, "bare": {Kind: document.Transcript, Reception: "1124-0137"},
	} {
		text := pages(t, render(t, s))
		if (len(text) > 1) == (name == "bare") {
			t.Errorf("%s: %d pages", name, len(text))
		}
		if name != "long" {
			readable(t, s, strings.Join(text, ""))
			continue
		}
		// Nothing of a value, a heading or a note is cut off. The title is
		// repeated on every page, one person has 𠮷 in the lead and the name.
		all := strings.Join(text, "")
		for char, want := range map[string]int{"𠮷": 3002, "髙": 121, "德": 40 * len(text), "塚": 1500} {
			if n := strings.Count(all, char); n != want {
				t.Errorf("%s stands %d times on paper, want %d", char, n, want)
			}
		}
	}
}
