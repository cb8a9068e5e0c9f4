package catalog

// core checks that the order of the core's screens names fields of the form,
// each once.
func (b *builder) core(r *rawForm) {
	known, seen := map[string]bool{}, map[string]bool{}
	for _, it := range b.form.items {
		known[it.Field.ID] = true
	}
	for i, id := range r.Core {
		if !known[id] || seen[id] {
			b.src.fail("form/core/"+itoa(i), r.ID, "core names %s, which is no field or stands twice", id)
		}
		seen[id] = true
	}
}
