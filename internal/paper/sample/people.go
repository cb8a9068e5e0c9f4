package sample

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

// person is somebody who does not exist.
type person struct {
	name, kana string // with one space between family and given name
	sex        string // ISO/IEC 5218, as the code list "sex"
	birth      time.Time
	relation   string // 続柄, seen from the first person
	alien      *alien // nil for Japanese people
}

// alien is what a residence card says; the card number is of a form that is
// never issued.
type alien struct {
	nation, status, period, card string
	expiry                       time.Time // zero when the period is unlimited
}

// age is whole years on a day.
func (p person) age(today time.Time) int {
	y := today.Year() - p.birth.Year()
	if today.Month() < p.birth.Month() || today.Month() == p.birth.Month() && today.Day() < p.birth.Day() {
		y--
	}
	return y
}

// household makes n people: the head, then mostly the spouse and children,
// sometimes one parent with children or a parent of the head.
func (f *filler) household(n int) []person {
	low, high := 20, 74
	if n == 2 {
		low = 24
	}
	if n > 2 {
		low, high = 30, 45
	}
	head := f.person(pick(f.rng, sexes), f.between(low, high), "世帯主")
	out := []person{head}
	young := head.age(f.today)
	if n > 1 && (n == 2 || f.rng.IntN(5) > 0) {
		out = append(out, f.spouse(head, high))
		young = min(young, out[1].age(f.today))
	}
	if n > 3 && f.rng.IntN(3) == 0 {
		out = append(out, f.parent(head.age(f.today)))
	}
	f.children(&out, n, min(young-20, 17))
	return out
}

var sexes = []string{"1", "2"}

func (f *filler) spouse(head person, high int) person {
	sex, relation := "2", "妻"
	if head.sex == "2" {
		sex, relation = "1", "夫"
	}
	age := head.age(f.today)
	return f.person(sex, f.between(max(22, age-5), min(high, age+5)), relation)
}

func (f *filler) parent(age int) person {
	sex := pick(f.rng, sexes)
	relation := map[string]string{"1": "父", "2": "母"}[sex]
	return f.person(sex, f.between(age+22, age+28), relation)
}

// children fill the household up to n, the eldest first.
func (f *filler) children(out *[]person, n, eldest int) {
	age := max(0, eldest)
	for len(*out) < n {
		age = f.between(max(0, age-4), age)
		*out = append(*out, f.person(pick(f.rng, sexes), age, "子"))
	}
}

// person makes one member of the family with a given name nobody else in it
// has.
func (f *filler) person(sex string, age int, relation string) person {
	p := person{sex: sex, relation: relation, birth: f.bornAt(age)}
	var given word
	if f.nation != nil {
		given = f.unused(f.nation.given[sex])
		p.name = f.family.text + " " + given.text
		p.alien = f.alien()
	} else {
		given = f.unused(givenNames[sex][generation(p.birth)])
		p.name = f.family.text + "　" + given.text
	}
	p.kana = f.family.kana + "　" + strings.ReplaceAll(given.kana, " ", "　")
	return p
}

// unused falls back to a name that is taken once all are: same names happen.
func (f *filler) unused(from []word) word {
	w := pick(f.rng, from)
	for i := 0; i < len(from) && f.used[w.text]; i++ {
		w = from[(f.rng.IntN(len(from))+i)%len(from)]
	}
	f.used[w.text] = true
	return w
}

func generation(birth time.Time) int {
	switch y := birth.Year(); {
	case y < 1966:
		return 0
	case y < 1996:
		return 1
	}
	return 2
}

// bornAt is a birthday that gives exactly this age today, and an age of 0 at
// least a month, so that nobody is born after moving in.
func (f *filler) bornAt(age int) time.Time {
	last := f.today.AddDate(-age, 0, -30)
	return last.AddDate(0, 0, -f.rng.IntN(330))
}

func (f *filler) alien() *alien {
	a := &alien{nation: f.nation.value, status: "permanent", period: "無期限", card: "ZZ" + digits(f.rng, 8) + "ZZ"}
	if f.rng.IntN(3) > 0 {
		years := 1 + 2*f.rng.IntN(3) // 1, 3 or 5
		a.status, a.period = pick(f.rng, statuses), strconv.Itoa(years)+"年"
		a.expiry = f.today.AddDate(0, 2+f.rng.IntN(12*years-2), f.rng.IntN(28))
	}
	return a
}

var statuses = []string{"engineer", "specified_skilled", "dependent", "student", "long_term", "spouse_japanese"}

// mobile and landline are numbers whose exchange begins with 0, which are
// never given out.
func (f *filler) mobile() string { return "090-0000-" + digits(f.rng, 4) }

func (f *filler) landline() string { return "03-0000-" + digits(f.rng, 4) }

// impossible is twelve digits with a wrong check digit: nobody's number.
func (f *filler) impossible() string {
	d := digits(f.rng, 11)
	sum := 0
	for i := range 11 {
		weight := i + 2
		if i >= 6 {
			weight = i - 4
		}
		sum += int(d[10-i]-'0') * weight
	}
	check := 11 - sum%11
	if check >= 10 {
		check = 0
	}
	return d + strconv.Itoa((check+5)%10)
}

func digits(r *rand.Rand, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('0' + r.IntN(10))
	}
	return string(b)
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// between is a number from low to high, both included; low when they cross.
func (f *filler) between(low, high int) int {
	if high <= low {
		return low
	}
	return low + f.rng.IntN(high-low+1)
}
