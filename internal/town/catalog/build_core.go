package catalog

// core checks that the order of the core's screens names fields of the form,
// each once, and puts the screens into one order.
func (b *builder) core(r *rawForm) {
	known, seen := map[string]bool{}, map[string]bool{}
	for _, it := range b.form.items {
		known[coreName(it)] = true
	}
	take := func(path string, ids []string) {
		for i, id := range ids {
			if !known[id] || seen[id] {
				b.src.fail(path+"/"+itoa(i), r.ID, "core names %s, which is no field or stands twice", id)
			}
			seen[id] = true
			b.form.Core = append(b.form.Core, id)
		}
	}
	take("form/core", r.Core)
	if len(r.Core) > 0 && len(r.Screens) > 0 {
		b.src.fail("form/core_screens", r.ID, "core and core_screens both say the order; one must go")
	}
	for i, s := range r.Screens {
		path := "form/core_screens/" + itoa(i)
		b.src.text(path+"/name", r.ID, "the name of the screen", s.Name)
		take(path+"/fields", s.Fields)
		b.form.Screens = append(b.form.Screens, Screen(s))
	}
	b.src.oneOf("form/core_dates", r.ID, "core_dates", b.form.CoreDates, DatesShort, DatesDigits)
}
