package dbtest

import (
	"context"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
)

// Plans collects the statements of hot paths, asks the engine how it would
// find their rows, and holds that to golden files.
type Plans struct {
	// Grows are the tables whose rows become more from year to year.
	Grows []string
	// Coarse are columns that a growing part of a table shares: an index
	// searched by these alone is read from end to end.
	Coarse []string
	// Old are partial indexes that grow with the past; every other partial
	// index holds only what is open.
	Old []string
	// Fine are statements, by a part of their text, that are right without an
	// condition, with the reason; PostgreSQL has to read them by an index all the
	// same, where SQLite names the walk along its key a scan.
	Fine map[string]string

	mu   sync.Mutex
	seen map[string]hot
}

type hot struct {
	q    string
	args []any
}

var (
	spaces = regexp.MustCompile(`\s+`)
	rows   = regexp.MustCompile(`(\(\$…\),?)+`)
	lists  = regexp.MustCompile(`\$\d+(,\$\d+)+`)
)

// Seen takes a statement; it is a db.Count's.
func (p *Plans) Seen(q string, args []any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.seen == nil {
		p.seen = map[string]hot{}
	}
	short := lists.ReplaceAllString(spaces.ReplaceAllString(strings.TrimSpace(q), " "), "$$…")
	short = rows.ReplaceAllString(short, "($$…)")
	if _, known := p.seen[short]; !known {
		p.seen[short] = hot{q, slices.Clone(args)}
	}
}

// Check explains every statement seen, fails for each that reads a growing
// table from end to end, and compares the ways with the golden file, which
// update writes instead.
func (p *Plans) Check(t *testing.T, d *db.DB, golden string, update bool) {
	t.Helper()
	ctx := context.Background()
	s := &schema{Plans: p, table: map[string]string{}, partial: map[string]bool{}, few: map[string]bool{}}
	if err := d.Read(ctx, func(tx *db.Tx) error { return s.read(ctx, tx) }); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	out.WriteString(s.version + "\n")
	for _, short := range slices.Sorted(maps.Keys(p.seen)) {
		h := p.seen[short]
		var ways []way
		err := d.Read(ctx, func(tx *db.Tx) (err error) { ways, err = s.explain(ctx, tx, h); return err })
		if err != nil {
			t.Errorf("%s\n  %v", short, err)
			continue
		}
		lines := map[string]bool{}
		for _, w := range ways {
			if bad := s.judge(w); bad != "" && !(p.fine(short) && (w.index != "" || d.Engine() == db.SQLite)) {
				t.Errorf("%s\n  %s: %s", short, w, bad)
			}
			if slices.Contains(s.Grows, w.table) && !s.few[w.table] {
				lines[w.String()] = true
			}
		}
		if len(lines) > 0 {
			fmt.Fprintf(&out, "%s\n  %s\n", short, strings.Join(slices.Sorted(maps.Keys(lines)), "\n  "))
		}
	}
	if update {
		if err := os.WriteFile(golden, []byte(out.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if theirs, _, _ := strings.Cut(string(want), "\n"); theirs != s.version {
		t.Logf("%s is of %s, this is %s: its choices may differ, the rules hold", golden, theirs, s.version)
		return
	}
	if got := out.String(); got != string(want) {
		t.Errorf("%s: plans changed (-update writes them):\n%s", golden, changed(string(want), got))
	}
}

func (p *Plans) fine(q string) bool {
	for part := range p.Fine {
		if strings.Contains(q, part) {
			return true
		}
	}
	return false
}

// changed shows the lines that only one of the two has.
func changed(want, got string) string {
	var out []string
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for _, l := range a {
		if !slices.Contains(b, l) {
			out = append(out, "- "+l)
		}
	}
	for _, l := range b {
		if !slices.Contains(a, l) {
			out = append(out, "+ "+l)
		}
	}
	return strings.Join(out, "\n")
}

// way is how rows of one table are found.
type way struct {
	table, index string // index "" is a scan of the table, "key" its primary key
	by           []string
}

func (w way) String() string {
	switch {
	case w.index == "":
		return w.table + ": scan"
	case len(w.by) == 0:
		return w.table + ": all of " + w.index
	}
	return w.table + ": " + w.index + " by " + strings.Join(w.by, ", ")
}

// judge says what is wrong with a way, "" when nothing is.
func (s *schema) judge(w way) string {
	open := s.partial[w.index] && !slices.Contains(s.Old, w.index)
	if !slices.Contains(s.Grows, w.table) || open || s.few[w.table] {
		return ""
	}
	if !slices.ContainsFunc(w.by, func(c string) bool { return !slices.Contains(s.Coarse, c) }) {
		return "takes longer every year"
	}
	return ""
}
