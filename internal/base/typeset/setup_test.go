package typeset_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/typeset"
)

var made = time.Date(2026, 11, 24, 10, 32, 0, 0, time.FixedZone("JST", 9*3600))

var openFonts = sync.OnceValues(func() (*typeset.Fonts, error) {
	return typeset.FindFonts(typeset.DefaultChain())
})

// fonts opens the default chain once for all tests. A machine without the
// fonts fails, it does not skip: exact names are the point of this package.
func fonts(t testing.TB) *typeset.Fonts {
	t.Helper()
	f, err := openFonts()
	if err != nil {
		t.Fatalf("%v — install: apt-get install fonts-ipamj-mincho fonts-morisawa-bizud-gothic", err)
	}
	return f
}

func newDoc(t testing.TB) *typeset.Doc {
	return typeset.New(fonts(t), typeset.Info{Title: "試験", Author: "みほん市", Time: made})
}

// poppler runs one of its commands on a PDF and returns the output.
func poppler(t *testing.T, pdf []byte, command string, args ...string) []byte {
	t.Helper()
	if _, err := exec.LookPath(command); err != nil {
		t.Fatalf("%s is not installed — install: apt-get install poppler-utils", command)
	}
	path := filepath.Join(t.TempDir(), "doc.pdf")
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	args = append(args, path)
	if command == "pdftotext" { // the others write to stdout unasked
		args = append(args, "-")
	}
	cmd := exec.Command(command, args...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil || stderr.Len() > 0 {
		t.Fatalf("%s: %v %s", command, err, &stderr)
	}
	return out
}

// grey is a page as pdftoppm draws it: 0 is black.
type grey struct {
	w, h int
	pix  []byte
}

func raster(t *testing.T, pdf []byte, dpi int) grey {
	t.Helper()
	out := poppler(t, pdf, "pdftoppm", "-gray", "-r", fmt.Sprint(dpi), "-singlefile")
	var g grey
	var depth int
	r := bytes.NewReader(out)
	if _, err := fmt.Fscanf(r, "P5\n%d %d\n%d\n", &g.w, &g.h, &depth); err != nil || depth != 255 {
		t.Fatalf("not a grey picture: %v", err)
	}
	g.pix = out[len(out)-g.w*g.h:]
	return g
}

// fontPath finds a font file below the system's folder.
func fontPath(t *testing.T, name string) (found string) {
	t.Helper()
	_ = filepath.WalkDir("/usr/share/fonts", func(p string, d fs.DirEntry, err error) error {
		if err == nil && d.Name() == name {
			found = p
		}
		return nil
	})
	if found == "" {
		t.Fatalf("%s not found — install: apt-get install fonts-ipamj-mincho fonts-morisawa-bizud-gothic", name)
	}
	return found
}
