package catalog

import "fmt"

// area is something that occupies paper, and where its data stand.
type area struct {
	rect        Rect
	path, where string
	what        string
}

// layout refuses a sheet that could not be printed, written on and cut out:
// everything lies on the paper, nothing lies on something else.
func (b *builder) layout() {
	areas := b.areas()
	for i, a := range areas {
		if !a.rect.inside() {
			b.src.fail(a.path, a.where, "%s %v does not lie on the sheet", a.what, a.rect)
			continue
		}
		for _, o := range areas[:i] {
			if a.rect.overlaps(o.rect) {
				b.src.fail(a.path, a.where, "%s %v lies over %s of %s %v", a.what, a.rect, o.what, o.where, o.rect)
				break // one message for one wrong area
			}
		}
	}
}

func (b *builder) areas() []area {
	var out []area
	for page := 1; page <= b.form.Pages; page++ {
		for _, m := range append(Marks(), QRArea()) {
			m.Page = page
			out = append(out, area{m, "form", b.form.ID, "the registration mark or QR code"})
		}
	}
	for i, p := range b.form.Paper {
		out = append(out, area{p.Region, "form/paper/" + itoa(i) + "/at", b.form.ID, "the printed wording"})
	}
	for _, g := range b.form.groups {
		for _, s := range g.sections {
			out = b.sectionAreas(out, g, s)
		}
	}
	return out
}

func (b *builder) sectionAreas(out []area, g *group, s *Section) []area {
	path, where := b.path[s], b.form.ID+"."+s.ID
	add := func(r Rect, p, w, what string) {
		if !r.IsZero() {
			out = append(out, area{r, p, w, what})
		}
	}
	add(s.Title, path+"/title", where, "the title")
	for i, h := range s.Heads {
		add(h.Region, path+"/heads/"+itoa(i)+"/at", where, "the heading")
	}
	for n := range max(1, g.lead.Repeat) {
		dy, row := s.Pitch*float64(n), ""
		if n > 0 {
			row = fmt.Sprintf(" in row %d", n+1)
		}
		if !s.NumberBox.IsZero() {
			add(s.NumberBox.Down(dy), path+"/number_box", where, "the number"+row)
		}
		for _, fd := range s.Fields {
			p, w := b.path[fd], b.where(s, fd)
			add(fd.Region.Down(dy), p+"/at", w, "the field"+row)
			if !fd.Label.IsZero() {
				add(fd.Label.Down(dy), p+"/label", w, "the label"+row)
			}
		}
	}
	return out
}
