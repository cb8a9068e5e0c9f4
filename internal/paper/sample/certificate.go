package sample

import "strconv"

// certificate writes a 住民票の写し等 交付請求書.
func (f *filler) certificate() {
	family := f.household(f.people("subject"))
	f.truth.Name = family[0].name
	home := f.address(newPostal, false)
	place := home
	who, relation := family[0], "self"
	switch n := f.rng.IntN(10); {
	case n < 2 && len(family) > 1 && family[1].age(f.today) >= 18:
		who, relation = family[1], "household"
	case n == 8:
		who, relation, place = f.stranger(), "agent", f.address(newPostal, false)
		f.code("poa", "1")
	case n == 9:
		who, relation, place = f.stranger(), "third", f.address(newPostal, false)
		f.text("purpose", "債権の回収のため")
		f.text("submit_to", "みほん簡易裁判所")
	}
	f.requester(who, relation, place)
	f.place("subject_address", home)
	f.subjects(family)
	f.wanted(len(family), relation)
}

func (f *filler) requester(who person, relation string, home address) {
	f.day("request_date", f.today)
	f.kana("requester_kana", who.kana)
	f.text("requester_name", who.name)
	f.text("signature", "1")
	f.day("requester_birth", who.birth)
	f.text("requester_phone", f.mobile())
	f.text("requester_postal", home.postal)
	f.place("requester_address", home)
	f.code("requester_relation", relation)
}

func (f *filler) subjects(family []person) {
	f.text("subject.count", strconv.Itoa(len(family)))
	for i, p := range family {
		row := "subject." + strconv.Itoa(i+1) + "."
		f.text(row+"name", p.name)
		f.day(row+"birth", p.birth)
	}
}

// wanted: third parties and agents get nothing that only the people
// themselves may have.
func (f *filler) wanted(people int, relation string) {
	kind := "all"
	if people == 1 {
		kind = pick(f.rng, []string{"part", "part", "items"})
	}
	f.code("certificate_kind", kind)
	f.text("copies", strconv.Itoa(1+f.rng.IntN(3)))
	if relation == "third" || f.rng.IntN(4) == 0 {
		return
	}
	items := []string{"relation"}
	if f.rng.IntN(2) == 0 && f.nation == nil {
		items = append(items, "register")
	}
	if f.nation != nil {
		items = append(items, "nationality", "status")
	}
	f.code("certificate_items", items...)
}
