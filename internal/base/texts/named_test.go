package texts_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/texts"
)

// How a text is named by its key: in a template, in Go, in a script. A key that
// ends in a dot is completed by a code.
var (
	inTemplate = regexp.MustCompile("\\bt \"([^\"]+)\"")
	inGo       = regexp.MustCompile("(?:\\bq\\.t|\\bja|\\ben|texts\\.T\\([a-zA-Z.()]+,\\s*|texts\\.Has)\\(?\"([a-z0-9_.]+)\"")
	inScript   = regexp.MustCompile("\\bt\\((?:[^()\"`]*\\? )?\"([a-z0-9_]+\\.[a-z0-9_.]*)\"")
)

// Every key that a page, a script or the program names is in the catalogue, in
// both languages: the catalogue refuses an entry that lacks one.
func TestEveryNamedTextIsThere(t *testing.T) {
	t.Parallel()
	found := map[string]int{}
	look := func(path, source string) {
		ext := filepath.Ext(path)
		for _, m := range map[string]*regexp.Regexp{".html": inTemplate, ".go": inGo, ".js": inScript}[ext].FindAllStringSubmatch(source, -1) {
			found[ext]++
			if !strings.HasSuffix(m[1], ".") && !texts.Has(m[1]) {
				t.Errorf("%s: the catalogue lacks %s", path, m[1])
			}
		}
	}
	for _, top := range []string{"../../../internal", "../../../cmd"} {
		err := filepath.WalkDir(top, func(path string, e fs.DirEntry, err error) error {
			ext := filepath.Ext(path)
			if err != nil || e.IsDir() || ext != ".html" && ext != ".go" && ext != ".js" || strings.HasSuffix(path, "_test.go") {
				return err
			}
			raw, err := os.ReadFile(path)
			look(path, string(raw))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for ext, least := range map[string]int{".html": 700, ".go": 200, ".js": 120} {
		if found[ext] < least {
			t.Errorf("only %d texts are named in %s files: has the way of naming them changed?", found[ext], ext)
		}
	}
}
