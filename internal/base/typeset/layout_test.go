package typeset_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/typeset"
)

func TestWidthFollowsTheFont(t *testing.T) {
	t.Parallel()
	d := newDoc(t)
	const em = 10 / 72.0 * 25.4
	for s, ems := range map[string]float64{"": 0, "葛": 1, "葛󠄂": 1, "𠮷田": 2, "葛󠄂ｶﾞ": 2} {
		if got := d.Width(10, typeset.Mincho, s); math.Abs(got-ems*em) > 1e-9 {
			t.Errorf("Width(%q) = %v mm, want %v em", s, got, ems)
		}
	}
}

func TestWrap(t *testing.T) {
	t.Parallel()
	d := newDoc(t)
	const em = 10 / 72.0 * 25.4
	for _, c := range []struct {
		s    string
		ems  float64
		want []string
	}{
		{"", 5, []string{""}},
		{"一二三四五六七", 3, []string{"一二三", "四五六", "七"}},
		{"葛󠄂葛󠄂葛󠄂葛󠄂", 3, []string{"葛󠄂葛󠄂葛󠄂", "葛󠄂"}},
		{"一二三、四", 3, []string{"一二", "三、四"}},
		{"一二「三」", 3, []string{"一二", "「三」"}},
		{"一\n二", 9, []string{"一", "二"}},
		{"中央 ABC-12", 4, []string{"中央", "ABC-12"}},
		{"中央W1234567", 1, []string{"中", "央", "W", "1", "2", "3", "4", "5", "6", "7"}}, // a word longer than the line
	} {
		if got := d.Wrap(c.s, 10, typeset.Mincho, c.ems*em); !slices.Equal(got, c.want) {
			t.Errorf("Wrap(%q, %v em) = %q, want %q", c.s, c.ems, got, c.want)
		}
	}
}

func TestWrapLosesNothing(t *testing.T) {
	t.Parallel()
	d := newDoc(t)
	s := "みほん県みほん市中央区葛󠄂城町一丁目２番地の３４５メゾン・ド・サンプル壱番館（Ｂ棟）ABC-1201号室"
	for width := 1.0; width < 120; width += 0.7 {
		lines := d.Wrap(s, 11, typeset.Mincho, width)
		if got := strings.Join(lines, ""); got != s {
			t.Fatalf("width %v: %q", width, lines)
		}
		for _, l := range lines {
			if w := d.Width(11, typeset.Mincho, l); w > width+1e-6 && len([]rune(l)) > 4 {
				t.Errorf("width %v: line %q is %v mm", width, l, w)
			}
		}
	}
}

func TestFitShrinksThenWraps(t *testing.T) {
	t.Parallel()
	d := newDoc(t)
	one := d.Width(14, typeset.Mincho, "山田太郎")
	if f := d.Fit("山田太郎", 14, 9, typeset.Mincho, one); f.Size != 14 || len(f.Lines) != 1 {
		t.Errorf("a fitting name was changed: %+v", f)
	}
	if f := d.Fit("山田太郎", 14, 9, typeset.Mincho, one*0.8); f.Size >= 14 || f.Size < 9 || len(f.Lines) != 1 {
		t.Errorf("a slightly long name was not set smaller: %+v", f)
	}
	if f := d.Fit(strings.Repeat("山田", 9), 14, 9, typeset.Mincho, one); f.Size != 9 || len(f.Lines) < 3 {
		t.Errorf("a very long name was not wrapped: %+v", f)
	}
}

func TestOutline(t *testing.T) {
	t.Parallel()
	f := fonts(t)
	plain, upem, ok := f.Outline("葛")
	if !ok || upem != 2048 || !strings.HasPrefix(plain, "M") || !strings.HasSuffix(plain, "Z") {
		t.Errorf("Outline(葛) = %.40q %d %v", plain, upem, ok)
	}
	if other, _, ok := f.Outline("葛󠄅"); !ok || other == plain {
		t.Error("a variant has the ordinary outline")
	}
	for _, bad := range []string{"", "葛葛", "葛\U000E01EF", "\n"} {
		if _, _, ok := f.Outline(bad); ok {
			t.Errorf("Outline(%+q) found something", bad)
		}
	}
}
