package sample

import "strconv"

// insurance writes a 国民健康保険 異動届 for joining.
func (f *filler) insurance() {
	family := f.household(f.people("person"))
	f.truth.Name = family[0].name
	change := f.today.AddDate(0, 0, -f.rng.IntN(14))
	f.code("kind", "1")
	reason := pick(f.rng, [][2]string{{"gain_move", "nhi"}, {"gain_move", "none"}, {"gain_employee_end", "employee"},
		{"gain_dependent_end", "dependent"}, {"gain_union_end", "union"}, {"gain_welfare_end", "welfare"}})
	f.code("reason", reason[0])
	f.day("notice_date", f.today)
	f.day("change_date", change)
	f.code("previous_kind", reason[1])
	if reason[1] != "nhi" && reason[1] != "none" {
		f.day("previous_end", change)
	}
	home := f.address(newPostal, false)
	f.kana("head_kana", family[0].kana)
	f.text("head_name", family[0].name)
	f.secret("head_number", f.impossible())
	f.text("head_postal", home.postal)
	f.text("head_phone", f.landline())
	f.place("head_address", home)
	f.insured(family)
	if f.rng.IntN(2) == 0 {
		f.account(family[0])
	}
	f.insuranceNotifier(family)
}

func (f *filler) insured(family []person) {
	f.text("person.count", strconv.Itoa(len(family)))
	for i, p := range family {
		row := "person." + strconv.Itoa(i+1) + "."
		f.kana(row+"kana", p.kana)
		f.text(row+"name", p.name)
		f.day(row+"birth", p.birth)
		f.code(row+"sex", p.sex)
		f.relation(row+"relation", p)
		f.text(row+"occupation", f.occupation(p))
		f.secret(row+"my_number", f.impossible())
	}
}

func (f *filler) occupation(p person) string {
	switch age := p.age(f.today); {
	case age < 7:
		return "なし"
	case age < 18:
		return "学生"
	}
	return pick(f.rng, occupations)
}

// account is at bank 0000, which does not exist.
func (f *filler) account(p person) {
	f.text("bank", "0000")
	f.text("branch", digits(f.rng, 3))
	f.code("account_kind", "1")
	f.text("account_number", digits(f.rng, 7))
	f.text("account_holder", p.kana)
}

func (f *filler) insuranceNotifier(family []person) {
	who, kind := family[0], pick(f.rng, []string{"1", "2"})
	if len(family) > 1 && family[1].age(f.today) >= 18 && f.rng.IntN(3) == 0 {
		who, kind = family[1], "3"
	}
	f.code("applicant_kind", kind)
	f.text("applicant_name", who.name)
	f.text("applicant_phone", f.mobile())
}
