package sample

import (
	"strconv"
	"time"

	"github.com/hitomado/hitomado/internal/town/catalog"
)

// transfer writes a 住民異動届 for moving in from elsewhere.
func (f *filler) transfer() {
	family := f.household(f.people("person"))
	f.truth.Name = family[0].name
	abroad := f.nation != nil && f.rng.IntN(2) == 0
	moved := f.today.AddDate(0, 0, -f.rng.IntN(14))
	f.code("kind", "1")
	f.code("reason", map[bool]string{false: "domestic_in", true: "abroad_in"}[abroad])
	f.sheets()
	f.day("notice_date", f.today)
	f.day("move_date", moved)
	home := f.address(newPostal, false)
	f.text("new_postal", home.postal)
	f.place("new_address", home)
	f.text("new_building", f.room())
	f.oldPlace(abroad)
	f.kana("new_head_kana", family[0].kana)
	f.text("new_head", family[0].name)
	f.text("old_head", family[0].name)
	if f.nation == nil {
		f.text("domicile", f.address(oldPostal, true).domicile())
		f.text("domicile_head", family[0].name)
	}
	f.movers(family, moved)
	f.notifier(family)
}

// sheets ticks the further sheets that are filled in.
func (f *filler) sheets() {
	var more []string
	if f.nation != nil {
		more = append(more, "2")
	}
	if f.opts.Sheet3 {
		more = append(more, "3")
	}
	if more != nil {
		f.code("sheets", more...)
	}
}

func (f *filler) room() string {
	return pick(f.rng, buildings) + strconv.Itoa(100*(1+f.rng.IntN(9))+1+f.rng.IntN(12)) + "号室"
}

// oldPlace is an address in Japan or only the country.
func (f *filler) oldPlace(abroad bool) {
	if abroad {
		f.text("old_address", f.country())
		return
	}
	old := f.address(oldPostal, true)
	f.text("old_postal", old.postal)
	f.place("old_address", old)
}

// country is the name of the household's nation in the form's own list.
func (f *filler) country() string {
	it, _ := f.form.Item("person.1.nationality")
	if it.Field != nil {
		for _, c := range it.Field.Codes {
			if c.Value == f.nation.value {
				return c.Name.JA
			}
		}
	}
	return f.nation.value
}

func (f *filler) movers(family []person, moved time.Time) {
	f.text("person.count", strconv.Itoa(len(family)))
	for i, p := range family {
		row := "person." + strconv.Itoa(i+1) + "."
		f.kana(row+"kana", p.kana)
		f.text(row+"name", p.name)
		f.code(row+"sex", p.sex)
		f.relation(row+"relation", p)
		if p.alien == nil {
			f.day(row+"birth", p.birth)
		} else {
			f.foreigner(row, p)
		}
		if f.opts.Sheet3 {
			f.links(row, p, moved)
		}
	}
}

// relation: some heads write 本人, which the keyer takes as 世帯主.
func (f *filler) relation(key string, p person) {
	if p.relation == "世帯主" && f.rng.IntN(4) == 0 {
		f.put(key, "本人", catalog.Value{V: "世帯主", W: "本人"})
		return
	}
	f.text(key, p.relation)
}

func (f *filler) foreigner(row string, p person) {
	f.text(row+"foreign", "1")
	f.text(row+"latin", p.name)
	f.day(row+"birth_western", p.birth)
	f.code(row+"nationality", p.alien.nation)
	f.code(row+"resident_class", "1")
	f.code(row+"residence_status", p.alien.status)
	f.text(row+"stay_period", p.alien.period)
	if !p.alien.expiry.IsZero() {
		f.day(row+"stay_expiry", p.alien.expiry)
	}
	f.text(row+"card_number", p.alien.card)
}

// links is a row of sheet 3. The pension number begins with 0000, which is
// not given out.
func (f *filler) links(row string, p person, moved time.Time) {
	age := p.age(f.today)
	insured := f.rng.IntN(2) == 0
	f.code(row+"nhi", map[bool]string{true: "1", false: "2"}[insured])
	if insured {
		f.day(row+"nhi_date", moved)
	}
	f.code(row+"care_certificate", "2")
	if age >= 20 && age < 60 {
		f.code(row+"pension_kind", pick(f.rng, []string{"1", "2", "3"}))
		f.text(row+"pension_number", "0000"+digits(f.rng, 6))
	}
	if age < 16 {
		f.code(row+"child_allowance", "1")
	}
	f.secret(row+"my_number", f.impossible())
	f.code(row+"my_card", "1")
	f.code(row+"card_steps", "1", "2")
}

// notifier is mostly the head, sometimes the spouse or somebody with a letter
// of attorney.
func (f *filler) notifier(family []person) {
	who, kind := family[0], "2"
	switch n := f.rng.IntN(10); {
	case n < 4:
		kind = "1"
	case n < 7 && len(family) > 1 && family[1].age(f.today) >= 18:
		who, kind = family[1], "3"
	case n == 9:
		who, kind = f.stranger(), "4"
		f.code("poa", "1")
		f.place("applicant_address", f.address(newPostal, false))
	}
	f.code("applicant_kind", kind)
	f.kana("applicant_kana", who.kana)
	f.text("applicant_name", who.name)
	f.text("applicant_phone", f.mobile())
	f.text("signature", "1")
}

// stranger is somebody outside the household.
func (f *filler) stranger() person {
	w, g := pick(f.rng, surnames), pick(f.rng, givenNames["2"][1])
	return person{name: w.text + "　" + g.text, kana: w.kana + "　" + g.kana, sex: "2", birth: f.bornAt(f.between(30, 60))}
}
