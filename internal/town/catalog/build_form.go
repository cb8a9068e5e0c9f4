package catalog

import (
	"cmp"
	"slices"
	"strings"
)

// Page kinds that an application may have besides the form itself.
var pageKinds = []string{"form", "transfer", "letter", "other"}

// builder puts one form together and notes every mistake it meets.
type builder struct {
	*draft
	src  *source
	form *Form
	// path finds where a section, field or check stands in the file.
	path map[any]string
}

// buildForm gives nil when the form is too broken to be used further.
func (d *draft) buildForm(src *source) *Form {
	r := src.raw.Form
	b := &builder{draft: d, src: src, path: map[any]string{},
		form: &Form{ID: r.ID, Version: r.Version, Name: r.Name, Pages: max(1, r.Pages), Kinds: r.Kinds, CoreDates: cmp.Or(r.CoreDates, DatesShort), Retention: r.Retention, variants: d.variants}}
	before := len(d.errs)
	b.head(r)
	b.sections(r)
	if len(d.errs) > before {
		return nil
	}
	b.form.items = b.form.expand()
	b.form.byKey = make(map[string]Item, len(b.form.items))
	for _, it := range b.form.items {
		b.form.byKey[it.Key] = it
	}
	b.core(r)
	b.layout()
	b.references()
	b.checks(r)
	b.expressions()
	if len(d.errs) > before {
		return nil
	}
	return b.form
}

func (b *builder) head(r *rawForm) {
	b.src.text("form/name", r.ID, "the name", r.Name)
	if r.Version < 1 {
		b.src.fail("form/version", r.ID, "version must be 1 or more")
	}
	if r.Pages < 0 || r.Pages > 8 {
		b.src.fail("form/pages", r.ID, "pages must be 1 to 8")
	}
	if r.Retention.Years < 0 || r.Retention.Years > 150 {
		b.src.fail("form/retention/years", r.ID, "years must be 0 to 150")
	}
	if r.Retention.Years > 0 {
		b.src.oneOf("form/retention/from", r.ID, "from", r.Retention.From, FromEnd, FromFiscalYear)
	}
	if len(r.Kinds) == 0 {
		b.form.Kinds = []string{"form"}
	}
	for i, k := range r.Kinds {
		b.src.oneOf("form/kinds/"+itoa(i), r.ID, "page kind", k, pageKinds...)
	}
	for i, p := range r.Paper {
		b.form.Paper = append(b.form.Paper, b.print("form/paper/"+itoa(i), r.ID, p))
	}
	if len(r.Sections) == 0 {
		b.src.fail("form", r.ID, "the form has no sections")
	}
}

func (b *builder) print(path, where string, p rawPrint) Print {
	b.src.text(path+"/text", where, "printed wording", p.Text)
	return Print{Region: b.rect(path+"/at", where, p.At), Text: p.Text, Shade: p.Shade}
}

// rect reads [page, x, y, w, h].
func (b *builder) rect(path, where string, v []float64) Rect {
	if len(v) != 5 {
		b.src.fail(path, where, "an area is written [page, x, y, width, height] in mm")
		return Rect{}
	}
	r := Rect{int(v[0]), v[1], v[2], v[3], v[4]}
	if float64(r.Page) != v[0] || r.Page < 1 || r.Page > b.form.Pages || !(r.W > 0 && r.H > 0) {
		b.src.fail(path, where, "area %v: no such page, or no width or height", v)
	}
	return r
}

func (b *builder) optionalRect(path, where string, v []float64) Rect {
	if v == nil {
		return Rect{}
	}
	return b.rect(path, where, v)
}

func (b *builder) sections(r *rawForm) {
	names := map[string]bool{}
	for i, rs := range r.Sections {
		path := "form/sections/" + itoa(i)
		where := r.ID + "." + rs.ID
		if !b.src.id(path, where, rs.ID) {
			continue
		}
		if names[rs.ID] {
			b.src.fail(path+"/id", where, "the id stands twice")
		}
		names[rs.ID] = true
		b.section(path, where, rs)
	}
	for _, g := range b.form.groups {
		b.uniqueFields(g, names)
	}
}

const maxRepeat = 20

func (b *builder) section(path, where string, rs rawSection) {
	s := &Section{ID: rs.ID, Name: rs.Name, Number: rs.Number, Repeat: rs.Repeat, Pitch: rs.Pitch,
		Continues: rs.Continues, OnlyIf: rs.OnlyIf,
		Title: b.optionalRect(path+"/title", where, rs.Title), NumberBox: b.optionalRect(path+"/number_box", where, rs.NumberBox)}
	b.path[s] = path
	b.src.text(path+"/name", where, "the name", s.Name)
	for i, h := range rs.Heads {
		s.Heads = append(s.Heads, b.print(path+"/heads/"+itoa(i), where, h))
	}
	for i, rf := range rs.Fields {
		b.field(path+"/fields/"+itoa(i), where+"."+rf.ID, s, rf)
	}
	if len(s.Fields) == 0 {
		b.src.fail(path, where, "the section has no fields")
		return
	}
	b.form.Sections = append(b.form.Sections, s)
	b.join(path, where, s)
}

// join puts a section into its group, or opens a new one.
func (b *builder) join(path, where string, s *Section) {
	if s.Continues == "" {
		if s.Repeat < 0 || s.Repeat > maxRepeat || s.Repeat > 1 && !(s.Pitch > 0) {
			b.src.fail(path+"/repeat", where, "repeat must be up to %d, with a pitch above 0", maxRepeat)
		}
		g := &group{lead: s, sections: []*Section{s}}
		s.group = g
		if s.Repeat > 0 {
			b.src.text(path+"/number", where, "the name of one repetition (number)", s.Number)
			g.count = countField(s)
		}
		b.form.groups = append(b.form.groups, g)
		return
	}
	i := slices.IndexFunc(b.form.groups, func(g *group) bool { return g.lead.ID == s.Continues && g.lead.Repeat > 0 })
	if i < 0 {
		b.src.fail(path+"/continues", where, "there is no repeated section %q above", s.Continues)
		return
	}
	g := b.form.groups[i]
	s.Repeat = g.lead.Repeat
	if s.Number.IsZero() {
		s.Number = g.lead.Number
	}
	if s.Repeat > 1 && !(s.Pitch > 0) {
		b.src.fail(path+"/pitch", where, "a repeated section needs a pitch above 0")
	}
	g.sections, s.group = append(g.sections, s), g
}

// countField asks how many people are written; its region is the whole list.
func countField(s *Section) *Field {
	f := &Field{ID: countID, Type: TypeCount, Required: true, Max: s.Repeat, Portion: Names,
		Name: Text{JA: s.Name.JA + "の人数", EN: s.Name.EN + ": how many"},
		Hint: Text{JA: "書いてある人数（数字）", EN: "How many people are written (a number)"}}
	for _, fd := range s.Fields {
		f.Region = f.Region.union(fd.Region)
	}
	f.Region.H += s.Pitch * float64(s.Repeat-1)
	return f
}

// uniqueFields keeps keys and variables of expressions unambiguous.
func (b *builder) uniqueFields(g *group, names map[string]bool) {
	seen := map[string]bool{}
	if g.lead.Repeat == 0 {
		seen = names // all fields of once-sections share one name space
	}
	for _, s := range g.sections {
		for _, fd := range s.Fields {
			if seen[fd.ID] {
				b.src.fail(b.path[fd]+"/id", b.where(s, fd), "the id stands twice")
			}
			seen[fd.ID] = true
		}
	}
}

func (b *builder) where(s *Section, fd *Field) string {
	return strings.Join([]string{b.form.ID, s.ID, fd.ID}, ".")
}
