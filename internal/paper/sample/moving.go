package sample

import "strconv"

// moving writes a 住民異動届 for moving within the city.
func (f *filler) moving() {
	family := f.household(f.people("person"))
	f.truth.Name = family[0].name
	f.code("kind", "2")
	f.day("notice_date", f.today)
	f.day("move_date", f.today.AddDate(0, 0, -f.rng.IntN(14)))
	home, old := f.address(newPostal, false), f.address(newPostal, false)
	f.text("new_postal", home.postal)
	f.place("new_address", home)
	f.text("new_building", f.room())
	f.text("old_postal", old.postal)
	f.place("old_address", old)
	f.kana("new_head_kana", family[0].kana)
	f.text("new_head", family[0].name)
	f.text("old_head", family[0].name)
	f.text("person.count", strconv.Itoa(len(family)))
	for i, p := range family {
		row := "person." + strconv.Itoa(i+1) + "."
		f.kana(row+"kana", p.kana)
		f.text(row+"name", p.name)
		f.day(row+"birth", p.birth)
		f.code(row+"sex", p.sex)
		f.relation(row+"relation", p)
		f.code(row+"my_card", "1")
	}
	f.notifier(family)
}

// allowance writes a 児童手当 認定請求書 of one parent.
func (f *filler) allowance() {
	n := f.people("child")
	parent := f.person(pick(f.rng, sexes), f.between(30, 45), "世帯主")
	f.truth.Name = parent.name
	f.day("request_date", f.today)
	f.code("claim_reason", "1")
	f.day("event_date", f.today.AddDate(0, 0, -f.rng.IntN(14)))
	home := f.address(newPostal, false)
	f.kana("claimant_kana", parent.kana)
	f.text("claimant_name", parent.name)
	f.day("claimant_birth", parent.birth)
	f.secret("claimant_number", f.impossible())
	f.text("claimant_postal", home.postal)
	f.text("claimant_phone", f.mobile())
	f.place("claimant_address", home)
	f.text("claimant_occupation", pick(f.rng, occupations))
	f.code("claimant_pension", pick(f.rng, []string{"1", "2"}))
	if f.rng.IntN(4) > 0 {
		f.text("spouse_name", f.spouse(parent, 50).name)
		f.secret("spouse_number", f.impossible())
		f.code("spouse_income", pick(f.rng, []string{"1", "3"}))
	}
	f.text("child.count", strconv.Itoa(n))
	for i := range n {
		c := f.person(pick(f.rng, sexes), f.between(0, 9), "子")
		row := "child." + strconv.Itoa(i+1) + "."
		f.kana(row+"kana", c.kana)
		f.text(row+"name", c.name)
		f.day(row+"birth", c.birth)
		f.text(row+"relation", c.relation)
		f.code(row+"living", "1")
		f.code(row+"custody", "1")
		f.code(row+"livelihood", "1")
	}
	if f.rng.IntN(3) == 0 {
		f.text("public_account", "1")
	} else {
		f.account(parent)
	}
	f.text("signature", "1")
}
