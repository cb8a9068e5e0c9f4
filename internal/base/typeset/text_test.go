package typeset_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/typeset"
)

// names go through the whole way: drawn, packed, read back.
var names = []string{
	"山﨑 𠮷雄", "髙橋 桒子", "葛󠄂城 朗", "葛󠄃西 隆", "渡邊󠄈 齋󠄂", "辻󠄂 𣘺子", "葛󠄀飾 一郎",
	"NGUYEN THI HOANG ANH", "O’BRIEN-SMITH José", "マリア アナ ルイザ", "ｶﾞﾊﾞ 1124-0137",
	"寿限無 寿限無五劫之擦切海砂利水魚之水行末雲来末風来末",
}

func render(t testing.TB, lines []string) []byte {
	t.Helper()
	d := newDoc(t)
	d.AddPage()
	for i, s := range lines {
		for j, style := range []typeset.Role{typeset.Mincho, typeset.Gothic, typeset.GothicBold} {
			if err := d.Text(15, 20+float64(i*3+j)*7, 11, style, s); err != nil {
				t.Fatalf("%q: %v", s, err)
			}
		}
	}
	pdf, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return pdf
}

func TestExtractionReturnsTheCodePoints(t *testing.T) {
	t.Parallel()
	got := strings.Split(strings.TrimSpace(string(poppler(t, render(t, names), "pdftotext", "-enc", "UTF-8"))), "\n")
	got = slices.DeleteFunc(got, func(s string) bool { return s == "" })
	var want []string
	for _, n := range names {
		want = append(want, n, n, n)
	}
	if !slices.Equal(got, want) {
		t.Errorf("read back\n%+q\nwant\n%+q", got, want)
	}
}

func TestEqualOutlinesAreReadBackApart(t *testing.T) {
	t.Parallel()
	// 葛 and one of its variants share an outline in the font; U+795E and
	// U+FA19 are told apart although Unicode calls them equivalent.
	line := "葛葛󠄂葛󠄃葛󠄄葛󠄅葛󠄆葛󠄇葛󠄈神\uFA19﨑﨑󠄂﨑󠄃"
	if got := strings.TrimSpace(string(poppler(t, render(t, []string{line}), "pdftotext"))); !strings.HasPrefix(got, line+"\n") {
		t.Errorf("read back %+q, want %+q", got, line)
	}
}

func TestMissingGlyphsRefuse(t *testing.T) {
	t.Parallel()
	f := fonts(t)
	for _, c := range []struct {
		text string
		want []string
	}{
		{"山﨑 𠮷雄\n葛󠄂", nil},
		{"葛\U000E01EF城葛\U000E01EF", []string{"葛\U000E01EF"}},
		{"a\U000E0100", []string{"a\U000E0100"}},
		{"\U000E0100", []string{"\U000E0100"}},
		{"山\uE000\u200B田", []string{"\uE000", "\u200B"}},
		{"\t", []string{"\t"}},
		{"👨‍👩‍👧🙂", []string{"👨‍👩‍👧", "🙂"}},
		{"ก้", []string{"ก้"}},
		{"\xff", []string{"\xff"}},
		{"e\u0301", nil},
	} {
		if got := f.Missing(c.text); !slices.Equal(got, c.want) {
			t.Errorf("Missing(%+q) = %+q, want %+q", c.text, got, c.want)
		}
		d := newDoc(t)
		d.AddPage()
		err := d.Text(10, 10, 10, typeset.Mincho, strings.ReplaceAll(c.text, "\n", ""))
		_, bytesErr := d.Bytes()
		if c.want == nil {
			if err != nil || bytesErr != nil || f.Check(c.text) != nil {
				t.Errorf("%+q: %v, %v", c.text, err, bytesErr)
			}
			continue
		}
		for _, e := range []error{err, bytesErr, f.Check(c.text)} {
			if kernel.CodeOf(e) != "glyph_missing" || kernel.KindOf(e) != kernel.Invalid {
				t.Errorf("%+q: error %v, want glyph_missing", c.text, e)
			}
		}
	}
}

func TestDescribeNamesTheCodePoints(t *testing.T) {
	t.Parallel()
	if got, want := typeset.Describe([]string{"葛\U000E0100", "\x00"}), "葛\U000E0100 (U+845B U+E0100), \uFFFD (U+0000)"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestSameInputSameBytes(t *testing.T) {
	t.Parallel()
	want := render(t, names)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			if i%2 == 1 { // others fill the caches in another order
				render(t, []string{fmt.Sprint("別", i), "齊藤 龜"})
			}
			if !bytes.Equal(render(t, names), want) {
				t.Error("the same calls made different bytes")
			}
		})
	}
	wg.Wait()
}

func TestADocumentIsSmall(t *testing.T) {
	want := render(t, names)
	if len(want) > 100<<10 {
		t.Errorf("%d bytes, want at most 100 KB", len(want))
	}
	// Every run draws 36 lines and builds three fonts.
	if n := testing.AllocsPerRun(5, func() { render(t, names) }); n > 2500 {
		t.Errorf("%.0f allocations for one document", n)
	}
}

func BenchmarkDocument(b *testing.B) {
	render(b, names)
	b.ReportAllocs()
	for b.Loop() {
		b.SetBytes(int64(len(render(b, names))))
	}
}
