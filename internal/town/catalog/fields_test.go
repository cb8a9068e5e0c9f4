package catalog

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var (
	formHeading = regexp.MustCompile("^## .* — `([a-z_]+)`$")
	fieldRow    = regexp.MustCompile("^\\| `([a-z_.]+)` \\| ([^|]+) \\| ([a-z_]+) \\| (yes|if|-) \\| (yes|office|off) \\| ([^|]+) \\|$")
)

// TestFieldTable compares docs/fields.md with the forms, both ways and in
// order.
func TestFieldTable(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("../../../docs/fields.md")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{}
	form := ""
	for n, line := range strings.Split(string(doc), "\n") {
		if m := formHeading.FindStringSubmatch(line); m != nil {
			form = m[1]
		}
		if !strings.HasPrefix(line, "| `") {
			continue
		}
		m := fieldRow.FindStringSubmatch(line)
		if m == nil || strings.TrimSpace(m[6]) == "" {
			t.Fatalf("docs/fields.md:%d is no complete row: %s", n+1, line)
		}
		want[form] = append(want[form], strings.Join(m[1:6], " "))
	}
	got := map[string][]string{}
	for _, f := range defaults(t).Forms() {
		got[f.ID] = tableOf(f)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("docs/fields.md (-) and the forms (+) differ:\n%s", diff)
	}
}

func tableOf(f *Form) []string {
	var rows []string
	for _, s := range f.Sections {
		for _, fd := range s.Fields {
			rows = append(rows, rowOf(s.group, fd))
		}
	}
	return rows
}

func rowOf(g *group, fd *Field) string {
	key, must, keyed := fd.ID, "-", "yes"
	if g.lead.Repeat > 0 {
		key = g.lead.ID + ".n." + fd.ID
	}
	switch {
	case fd.Required:
		must = "yes"
	case fd.RequiredIf != "":
		must = "if"
	}
	switch {
	case fd.Sensitive:
		keyed = "off"
	case fd.Office:
		keyed = "office"
	}
	return strings.Join([]string{key, fd.Name.JA, fd.Type, must, keyed}, " ")
}
