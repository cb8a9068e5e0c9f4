package archtest

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/town/catalog"
)

// knowing are the folders that may name procedures, forms and fields: the data
// itself and what writes sample papers for tests and the demo.
var knowing = []string{"internal/town/catalog/data", "internal/paper/sample", "e2e", "docs"}

// ids lists every procedure, form and field of the built-in catalogue and of
// the procedure that the tests add. A field called by an ordinary word of the
// program ("name", "kind") is looked for only where it is given to the
// catalogue; one of two words or more may not stand anywhere.
func ids(t *testing.T) (anywhere, plain []string) {
	t.Helper()
	c, err := catalog.Load(os.DirFS(filepath.Join("..", "hall", "testdata", "kominkan")))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range c.Procedures() {
		anywhere = append(anywhere, p.ID)
	}
	for _, f := range c.Forms() {
		anywhere = append(anywhere, f.ID)
		for _, s := range f.Sections {
			for _, x := range s.Fields {
				switch {
				case x.ID == x.Type: // the program knows types, and a field may be called like its own
				case strings.Contains(x.ID, "_"):
					anywhere = append(anywhere, x.ID)
				default:
					plain = append(plain, x.ID)
				}
			}
		}
	}
	return anywhere, plain
}

// A procedure is data: no program text names one, nor a form, nor a field.
func TestNoProcedureFormOrFieldStandsInTheProgram(t *testing.T) {
	t.Parallel()
	anywhere, plain := ids(t)
	if len(anywhere) < 100 || len(plain) < 10 {
		t.Fatalf("only %d and %d ids: has the catalogue changed?", len(anywhere), len(plain))
	}
	quoted := regexp.MustCompile("[\"'`](?:[a-z_]+\\.[0-9n]+\\.)?(" + strings.Join(anywhere, "|") + ")[\"'`]")
	given := regexp.MustCompile("(?:Item|Field|Section)\\([\"'`](?:[a-z_]+\\.[0-9n]+\\.)?(" + strings.Join(plain, "|") + ")[\"'`]")
	read := 0
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, path)
		rel = filepath.ToSlash(rel)
		if e.IsDir() {
			if e.Name() == "node_modules" || strings.HasPrefix(e.Name(), ".") && path != root || within(rel, knowing...) || e.Name() == "testdata" {
				return filepath.SkipDir
			}
			return nil
		}
		switch ext := filepath.Ext(rel); {
		case strings.HasSuffix(rel, "_test.go"):
			return nil
		case ext != ".go" && ext != ".js" && ext != ".mjs" && ext != ".html":
			return nil
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		read++
		for _, re := range []*regexp.Regexp{quoted, given} {
			for _, m := range re.FindAllStringSubmatch(string(src), -1) {
				t.Errorf("%s names %s of the catalogue", rel, m[1])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if read < 300 {
		t.Errorf("only %d files were read", read)
	}
}
