package api_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Every form and command of the pages has a door for machines, or a reason why
// it has none: testdata/parity.txt says which.
func TestEveryActionOfThePagesHasADoor(t *testing.T) {
	t.Parallel()
	doors := map[string]bool{}
	raw, err := os.ReadFile("openapi.golden.json")
	must(t, err)
	var spec struct {
		Paths map[string]map[string]any
	}
	must(t, json.Unmarshal(raw, &spec))
	for path, methods := range spec.Paths {
		for method := range methods {
			doors[strings.ToUpper(method)+" "+path] = true
		}
	}
	said := map[string]string{}
	list, err := os.Open(filepath.Join("testdata", "parity.txt"))
	must(t, err)
	defer list.Close()
	for lines := bufio.NewScanner(list); lines.Scan(); {
		page, answer, ok := strings.Cut(lines.Text(), " → ")
		if !ok {
			continue
		}
		said[page] = answer
		if why, none := strings.CutPrefix(answer, "none: "); none && why != "" {
			continue
		}
		for door := range strings.SplitSeq(answer, ", ") {
			if !doors[door] {
				t.Errorf("%s names %q, which does not exist", page, door)
			}
		}
	}
	routes, err := os.ReadFile(filepath.Join("..", "web", "routes.go"))
	must(t, err)
	found := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^\t+(act|tell|form)\("([^"]+)"`).FindAllStringSubmatch(string(routes), -1) {
		found["POST "+m[2]] = true
	}
	for _, m := range regexp.MustCompile(`m\.Handle\("((?:POST|PUT) /s/\{seat\})([^"]+)"`).FindAllStringSubmatch(string(routes), -1) {
		found[strings.Fields(m[1])[0]+" "+m[2]] = true
	}
	if len(found) < 90 {
		t.Fatalf("only %d actions were found", len(found))
	}
	for page := range found {
		if said[page] == "" {
			t.Errorf("%s has no line in testdata/parity.txt", page)
		}
	}
	for page := range said {
		if !found[page] {
			t.Errorf("%s is no action of the pages", page)
		}
	}
}
