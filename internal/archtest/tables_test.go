package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	writes = regexp.MustCompile(`(?:INSERT INTO|UPDATE|DELETE FROM) "?([a-z_]+)`)
	owns   = regexp.MustCompile(`It owns the tables? ([a-z_, ]+?)\.`)
	names  = regexp.MustCompile(`[a-z]+(?:_[a-z]+)*`)
)

// Every room says which tables are its own, and nobody else writes to them.
func TestTablesHaveOneOwner(t *testing.T) {
	t.Parallel()
	said, written := map[string][]string{}, map[string]map[string]bool{}
	for _, f := range sources(t) {
		room, ok := owner(f.dir, rooms)
		if !ok || f.test {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", "..", f.path), nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		if m := owns.FindStringSubmatch(strings.Join(strings.Fields(tree.Doc.Text()), " ")); m != nil {
			said[room] = slices.DeleteFunc(names.FindAllString(m[1], -1), func(word string) bool { return word == "and" })
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			if text, ok := n.(*ast.BasicLit); ok && text.Kind == token.STRING {
				for _, m := range writes.FindAllStringSubmatch(text.Value, -1) {
					if written[room] == nil {
						written[room] = map[string]bool{}
					}
					written[room][m[1]] = true
				}
			}
			return true
		})
	}
	owned := map[string]string{}
	for room, tables := range said {
		for _, table := range tables {
			if other, twice := owned[table]; twice {
				t.Errorf("%s is said to belong to %s and to %s", table, other, room)
			}
			owned[table] = room
			if !written[room][table] {
				t.Errorf("%s says that it owns %s and never writes to it", room, table)
			}
		}
	}
	for room, tables := range written {
		for _, table := range slices.Sorted(maps.Keys(tables)) {
			if owned[table] != room {
				t.Errorf("%s writes to %s, which its package comment does not name (owner: %q)", room, table, owned[table])
			}
		}
	}
	if len(owned) < 60 {
		t.Fatalf("only %d tables were found: has the way of writing SQL changed?", len(owned))
	}
}
