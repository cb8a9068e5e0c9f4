// Package archtest keeps the rules of docs/ARCHITECTURE.md as tests.
package archtest

import (
	"bufio"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/hitomado/hitomado/"

// rooms lists, for each room, the other rooms it may import besides base and
// the journal. A prefix stands for its sub-packages too.
var rooms = map[string][]string{
	"internal/town/office":     {"internal/town/staff/rights"},
	"internal/town/staff":      {"internal/town/office"},
	"internal/town/catalog":    {},
	"internal/town/voice":      {"internal/town/staff"},
	"internal/town/upkeep":     {"internal/town/staff/rights"},
	"internal/front/visit":     {"internal/town"},
	"internal/front/amend":     {"internal/center/request", "internal/front/visit", "internal/town"},
	"internal/front/carry":     {"internal/front/visit", "internal/town"},
	"internal/front/closing":   {"internal/front/visit", "internal/front/handover/document", "internal/paper/page", "internal/town"},
	"internal/front/handover":  {"internal/front/visit", "internal/town"},
	"internal/paper/page":      {"internal/front/visit", "internal/town"},
	"internal/center/request":  {"internal/center/dispatch", "internal/center/promise", "internal/front/visit", "internal/town"},
	"internal/center/entry":    {"internal/center/request", "internal/front/visit", "internal/town"},
	"internal/center/verify":   {"internal/center/entry", "internal/center/request", "internal/front/visit", "internal/town"},
	"internal/center/review":   {"internal/center/entry", "internal/center/quality", "internal/center/rekey", "internal/center/request", "internal/front/visit", "internal/town"},
	"internal/center/rekey":    {"internal/center/entry", "internal/center/quality", "internal/center/request", "internal/front/visit", "internal/town"},
	"internal/center/duty":     {"internal/center/request", "internal/center/verify", "internal/town"},
	"internal/center/inquiry":  {"internal/center/entry", "internal/center/request", "internal/front/visit", "internal/town"},
	"internal/center/dispatch": {},
	"internal/center/promise":  {},
	"internal/center/quality":  {},
	"internal/record/journal":  {},
	"internal/record/live":     {},
	"internal/record/seal":     {},
	"internal/insight/sim":     {"internal/center/dispatch", "internal/center/promise", "internal/center/quality"},
	"internal/insight/twin":    {"internal/hall", "internal/front", "internal/center", "internal/paper", "internal/town"},

	"internal/insight/sim/through": {"internal/insight/sim", "internal/front", "internal/center", "internal/town"},

	"internal/record/retention": {"internal/town"},
}

// above are the layers over the rooms and what they may import.
var above = map[string][]string{
	"internal/paper/sample": {"internal/town/catalog", "internal/paper/page/scan"}, // writes its pages to files
	"internal/hall":         {"internal/front", "internal/center", "internal/paper", "internal/town", "internal/record"},
	"internal/desk":         {"internal/hall", "internal/front", "internal/center", "internal/paper", "internal/town", "internal/record"},
	"internal/web":          {"internal/desk", "internal/hall", "internal/front", "internal/center", "internal/paper", "internal/town", "internal/record"},
	"internal/api":          {"internal/desk", "internal/hall", "internal/front", "internal/center", "internal/paper", "internal/town", "internal/record"},
	"internal/app":          {"internal"},
	"cmd":                   {"internal"},
	"e2e":                   {"internal"},
}

// foreign are imports that rooms must not have: they belong to base or faces.
var foreign = []string{"net/http", "html/template", "os", "database/sql", "modernc.org/sqlite", "zombiezen.com/go/sqlite", "github.com/jackc/pgx"}

type file struct {
	path, dir string
	imports   []string
	lines     int
	test      bool
}

func sources(t *testing.T) []file {
	t.Helper()
	var out []file
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || strings.HasPrefix(d.Name(), ".") && path != root) {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") {
			return nil
		}
		f, err := read(path)
		if err != nil {
			return err
		}
		f.path, _ = filepath.Rel(root, path)
		f.dir = filepath.ToSlash(filepath.Dir(f.path))
		out = append(out, f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func read(path string) (file, error) {
	f := file{test: strings.HasSuffix(path, "_test.go")}
	tree, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
	if err != nil {
		return f, err
	}
	for _, i := range tree.Imports {
		f.imports = append(f.imports, strings.Trim(i.Path.Value, `"`))
	}
	src, err := os.Open(path)
	if err != nil {
		return f, err
	}
	defer func() { _ = src.Close() }()
	for s := bufio.NewScanner(src); s.Scan(); f.lines++ {
		continue
	}
	return f, nil
}

func within(dir string, prefixes ...string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return dir == p || strings.HasPrefix(dir, p+"/") })
}

func owner(dir string, table map[string][]string) (string, bool) {
	best := ""
	for r := range table {
		if within(dir, r) && len(r) > len(best) {
			best = r
		}
	}
	return best, best != ""
}

func TestImportsFollowTheFloorPlan(t *testing.T) {
	t.Parallel()
	for _, f := range sources(t) {
		if f.test {
			continue // a test may stand on everything
		}
		var allowed []string
		isRoom := false
		switch room, ok := owner(f.dir, rooms); {
		case ok:
			allowed, isRoom = append([]string{room, "internal/base", "internal/record/journal"}, rooms[room]...), true
		case within(f.dir, "internal/base"):
			allowed = []string{"internal/base"}
		default:
			layer, ok := owner(f.dir, above)
			if !ok {
				if !within(f.dir, "internal/archtest", "tools") {
					t.Errorf("%s: no line of the floor plan covers it", f.path)
				}
				continue
			}
			allowed = append([]string{layer, "internal/base"}, above[layer]...)
		}
		for _, imp := range f.imports {
			own, ok := strings.CutPrefix(imp, module)
			if ok && !within(own, allowed...) {
				t.Errorf("%s imports %s", f.path, own)
			}
			if isRoom && slices.ContainsFunc(foreign, func(x string) bool { return imp == x || strings.HasPrefix(imp, x+"/") }) {
				t.Errorf("%s: a room imports %s", f.path, imp)
			}
		}
	}
}

// TestHelpersOfTestsStayInTests keeps what only tests may do, such as cheap
// passwords, out of everything that is shipped.
func TestHelpersOfTestsStayInTests(t *testing.T) {
	t.Parallel()
	for _, f := range sources(t) {
		if f.test || strings.HasSuffix(f.dir, "test") {
			continue
		}
		for _, imp := range f.imports {
			if own, ok := strings.CutPrefix(imp, module); ok && strings.HasSuffix(own, "test") {
				t.Errorf("%s imports %s, which is for tests", f.path, own)
			}
		}
	}
}

// ceiling is the longest a file may be; above it there is a second idea.
const ceiling = 500

func TestFilesStayShort(t *testing.T) {
	t.Parallel()
	for _, f := range sources(t) {
		if f.lines > ceiling {
			t.Errorf("%s has %d lines", f.path, f.lines)
		}
	}
}

func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	t.Parallel()
	said := map[string]bool{}
	for _, f := range sources(t) {
		if f.test {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", "..", f.path), nil, parser.PackageClauseOnly|parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		said[f.dir] = said[f.dir] || tree.Doc != nil
	}
	for dir, ok := range said {
		if !ok {
			t.Errorf("%s has no package comment", dir)
		}
	}
}

func TestNobodySleepsInTests(t *testing.T) {
	t.Parallel()
	for _, f := range sources(t) {
		raw, err := os.ReadFile(filepath.Join("..", "..", f.path))
		if err != nil {
			t.Fatal(err)
		}
		if f.test && strings.Contains(string(raw), "time."+"Sleep(") {
			t.Errorf("%s sleeps", f.path)
		}
	}
}
