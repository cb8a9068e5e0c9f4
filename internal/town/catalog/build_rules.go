package catalog

import "strings"

// references checks what one field says about another.
func (b *builder) references() {
	for _, g := range b.form.groups {
		for _, s := range g.sections {
			for _, fd := range s.Fields {
				b.fill(g, s, fd)
				b.offers(s, fd)
			}
		}
	}
}

func (b *builder) fill(g *group, s *Section, fd *Field) {
	if fd.Fill == "" {
		return
	}
	if fd.Type != TypePostal {
		b.src.fail(b.path[fd]+"/fill", b.where(s, fd), "only a postal code fills an address")
		return
	}
	n := min(1, g.lead.Repeat)
	if it, ok := b.form.byKey[itemKey(g, fd.Fill, n)]; !ok || it.Field.Type != TypeAddress {
		b.src.fail(b.path[fd]+"/fill", b.where(s, fd), "there is no address field %q beside it", fd.Fill)
	}
}

func (b *builder) offers(s *Section, fd *Field) {
	for i, o := range fd.Offer {
		path, where := b.path[fd]+"/offer/"+itoa(i), b.where(s, fd)
		source, key, _ := strings.Cut(o, ":")
		if !b.src.oneOf(path, where, "offer", source, offerHead, offerPrevious, offerFamily, offerVariants, offerToday) {
			continue
		}
		if _, ok := b.form.byKey[key]; source == offerHead && !ok {
			b.src.fail(path, where, "there is no field %q to take the value from", key)
		}
	}
}

func (b *builder) checks(r *rawForm) {
	seen := map[string]bool{}
	for i, rc := range r.Checks {
		path, where := "form/checks/"+itoa(i), r.ID+" check "+rc.ID
		c := &Check{ID: rc.ID, When: rc.When, Each: rc.Each, Level: rc.Level, Text: rc.Text, At: rc.At}
		b.path[c] = path
		if !b.src.id(path, where, rc.ID) {
			continue
		}
		if seen[rc.ID] {
			b.src.fail(path+"/id", where, "the id stands twice")
		}
		seen[rc.ID] = true
		b.src.text(path+"/text", where, "the text", c.Text)
		b.src.oneOf(path+"/level", where, "level", c.Level, LevelError, LevelAlert, LevelAsk)
		if c.When == "" {
			b.src.fail(path, where, "the condition (when) is missing")
		}
		if !b.target(c) {
			b.src.fail(path+"/at", where, "there is no field %q here", c.At)
		}
		b.form.Checks = append(b.form.Checks, c)
	}
}

// target says whether the check's field exists: in the repeated section it is
// tried for, else among the fields that stand once or as a count.
func (b *builder) target(c *Check) bool {
	key := c.At
	if c.Each != "" {
		key = c.Each + ".1." + c.At
	}
	_, ok := b.form.byKey[key]
	return ok
}

// expressions compiles everything, so that no rule can fail for its spelling
// while somebody works.
func (b *builder) expressions() {
	comp, err := newCompiler(b.form)
	if err != nil {
		b.src.fail("form", b.form.ID, "the ids cannot be used in expressions: %v", err)
		return
	}
	compile := func(path, where, src string, row bool) *program {
		if src == "" {
			return nil
		}
		p, err := comp.compile(src, row)
		if err != nil {
			b.src.fail(path, where, "expression: %v", err)
		}
		return p
	}
	for _, g := range b.form.groups {
		row := g.lead.Repeat > 0
		for _, s := range g.sections {
			s.onlyIf = compile(b.path[s]+"/only_if", b.form.ID+"."+s.ID, s.OnlyIf, row)
			for _, fd := range s.Fields {
				fd.onlyIf = compile(b.path[fd]+"/only_if", b.where(s, fd), fd.OnlyIf, row)
				fd.requiredIf = compile(b.path[fd]+"/required_if", b.where(s, fd), fd.RequiredIf, row)
			}
		}
	}
	for _, c := range b.form.Checks {
		if c.when = compile(b.path[c]+"/when", b.form.ID+" check "+c.ID, c.When, c.Each != ""); c.when != nil {
			c.crosses = b.form.crosses(c)
		}
	}
}
