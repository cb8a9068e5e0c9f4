package typeset_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/typeset"
)

func TestAMissingFontSaysWhatToInstall(t *testing.T) {
	t.Parallel()
	chain := typeset.DefaultChain()
	chain[0].Files = []string{"no-such-font.ttf"}
	_, err := typeset.FindFonts(chain)
	e, ok := err.(*kernel.Error)
	if !ok || e.Code != "font_missing" || e.Kind != kernel.Unavailable {
		t.Fatalf("error %v", err)
	}
	for _, arg := range []string{"packages", "command"} {
		if s, _ := e.Args[arg].(string); !strings.Contains(s, "fonts-ipamj-mincho") {
			t.Errorf("%s does not name the package: %q", arg, s)
		}
	}
	if _, err := typeset.FindFonts(nil); kernel.CodeOf(err) != "font_missing" {
		t.Errorf("empty chain: %v", err)
	}
}

func TestLabelsFallBackToMincho(t *testing.T) {
	t.Parallel()
	f, err := typeset.FindFonts(typeset.DefaultChain()[:1])
	if err != nil {
		t.Fatalf("%v — install: apt-get install fonts-ipamj-mincho", err)
	}
	t.Cleanup(f.Close)
	d := typeset.New(f, typeset.Info{Time: made})
	d.AddPage()
	if err := d.Text(10, 10, 10, typeset.GothicBold, "受付票"); err != nil {
		t.Error(err)
	}
	// This variant belongs to the other collection: the one font has it not.
	if m := f.Missing("葛\U000E0100"); len(m) != 1 {
		t.Errorf("Missing = %q", m)
	}
}

// Damaged font files are refused or drawn from, they never crash the program.
func TestDamagedFontsAreHarmless(t *testing.T) {
	t.Parallel()
	whole, err := os.ReadFile(fontPath(t, "BIZUDPGothic-Regular.ttf"))
	if err != nil {
		t.Fatal(err)
	}
	const files = 60
	opened, b := 0, make([]byte, len(whole))
	path := filepath.Join(t.TempDir(), "damaged.ttf")
	for i := range files {
		b = b[:copy(b[:cap(b)], whole)]
		at := (i * 7919) % 4096 // the directory and the tables behind it
		if i%3 == 0 {
			at = (i * 104729) % len(b)
		}
		for j := range 16 {
			b[(at+j)%len(b)] ^= byte(i*31 + j + 1)
		}
		if i%10 == 0 {
			b = b[:at]
		}
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := typeset.FindFonts([]typeset.Face{{Role: typeset.Mincho, Files: []string{path}, Required: true}})
		if err != nil {
			if kernel.CodeOf(err) != "font_missing" {
				t.Fatalf("error %v", err)
			}
			continue
		}
		opened++
		d := typeset.New(f, typeset.Info{Time: made})
		d.AddPage()
		if len(f.Missing("山田A葛\U000E0100É")) == 0 {
			_ = d.Text(10, 10, 10, typeset.Mincho, "山田A葛\U000E0100É")
			_, _, _ = f.Outline("葛\U000E0100")
		}
		_, _ = d.Bytes()
		f.Close()
	}
	if opened == 0 || opened == files {
		t.Errorf("%d of %d damaged files opened: the test damages nothing or everything", opened, files)
	}
}
