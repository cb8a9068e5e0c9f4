package archtest

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	linked = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	named  = regexp.MustCompile("`((?:internal|cmd|docs|deploy|tools)/[A-Za-z0-9_./-]+|e2e/[A-Za-z0-9_/-]+\\.[a-z]+)`")
	made   = regexp.MustCompile("`make ([a-z-]+)")
	target = regexp.MustCompile(`(?m)^([a-z-]+):`)
)

// What the documents link to, name by its path, or tell to make, is there.
func TestDocumentsNameWhatIsThere(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	targets := map[string]bool{}
	for _, m := range target.FindAllSubmatch(makefile, -1) {
		targets[string(m[1])] = true
	}
	links := 0
	check := func(file string) {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		there := func(path, said string) {
			if _, err := os.Stat(path); err != nil {
				t.Errorf("%s names %s, which is not there", file, said)
			}
		}
		for _, m := range linked.FindAllSubmatch(raw, -1) {
			if to, _, _ := strings.Cut(string(m[1]), "#"); to != "" && !strings.Contains(to, ":") {
				links++
				there(filepath.Join(filepath.Dir(file), to), to)
			}
		}
		for _, m := range named.FindAllSubmatch(raw, -1) {
			there(filepath.Join(root, string(m[1])), string(m[1]))
		}
		for _, m := range made.FindAllSubmatch(raw, -1) {
			if !targets[string(m[1])] {
				t.Errorf("%s says make %s, which the Makefile does not know", file, m[1])
			}
		}
	}
	check(filepath.Join(root, "README.md"))
	check(filepath.Join(root, "README.ja.md"))
	if err := filepath.WalkDir(filepath.Join(root, "docs"), func(path string, _ fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".md" {
			check(path)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if links < 40 {
		t.Errorf("only %d links were found", links)
	}
}
