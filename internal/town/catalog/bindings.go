package catalog

import (
	"strconv"

	"cel.dev/cel-go/cel"

	"github.com/hitomado/hitomado/internal/base/jp"
)

// unreadableVar is what an expression sees of a value nobody could read: it
// is set, but no comparison with it is ever true.
const unreadableVar = "\ufffd"

// bindings gives a form's values to its expressions, fetched on demand and,
// for repeated sections, only once: they live for one question and must not
// outlive a change of the values.
type bindings struct {
	form  *Form
	get   func(key string) Value
	today string
	seen  map[rowID]map[string]string
	at    rowID // the row that "it" means; none without a group
}

// rowID is one repetition of a repeated section, from 1.
type rowID struct {
	group *group
	n     int
}

var _ cel.Activation = (*bindings)(nil)

// vars binds the values; ctx gives the day.
func (f *Form) vars(get func(key string) Value, ctx Context) *bindings {
	b := &bindings{form: f, get: get, seen: map[rowID]map[string]string{}}
	if !ctx.Today.IsZero() {
		b.today = jp.FromTime(ctx.Today).String()
	}
	return b
}

// ResolveName finds a variable of an expression.
func (b *bindings) ResolveName(name string) (any, bool) {
	switch name {
	case todayVar:
		return b.today, true
	case rowVar:
		if b.at.group == nil {
			return nil, false
		}
		return b.values(b.at), true
	}
	if _, ok := b.form.byKey[name]; ok {
		return b.text(name), true
	}
	for _, g := range b.form.groups {
		if g.lead.ID == name && g.lead.Repeat > 0 {
			return b.list(g), true
		}
	}
	return nil, false
}

// Parent is nil: nothing lies outside the form.
func (b *bindings) Parent() cel.Activation { return nil }

func (b *bindings) text(key string) string {
	v := b.get(key)
	if v.M == Unreadable {
		return unreadableVar
	}
	return v.V
}

// rows is how many people are written, 0 when unknown.
func (b *bindings) rows(g *group) int {
	n, err := strconv.Atoi(b.get(g.lead.ID + "." + countID).V)
	if err != nil {
		return 0
	}
	return min(max(n, 0), g.lead.Repeat)
}

func (b *bindings) list(g *group) []map[string]string {
	rows := make([]map[string]string, b.rows(g))
	for n := range rows {
		rows[n] = b.values(rowID{g, n + 1})
	}
	return rows
}

func (b *bindings) values(row rowID) map[string]string {
	if m, ok := b.seen[row]; ok {
		return m
	}
	m := map[string]string{}
	for _, s := range row.group.sections {
		for _, it := range s.rows[row.n-1] {
			m[it.Field.ID] = b.text(it.Key)
		}
	}
	b.seen[row] = m
	return m
}

// row is the same bindings with repetition n of g as "it"; n = 0 in a section
// that stands once.
func (b *bindings) row(g *group, n int) *bindings {
	if n == 0 {
		return b
	}
	c := *b
	c.at = rowID{g, n}
	return &c
}
