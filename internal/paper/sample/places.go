package sample

import (
	"strconv"

	"github.com/hitomado/hitomado/internal/base/jp"
)

// newPostal are towns of the fictitious みほん市; oldPostal are places people
// come from, all of them towns with 丁目 and 住居表示.
var (
	newPostal = []string{"999-0001", "999-0002", "999-0003", "999-0004", "999-0005", "999-0006", "999-0007", "999-0008",
		"999-0009", "999-0010", "999-0011", "999-0013", "999-0014", "999-0019", "999-0022"}
	oldPostal = []string{"220-0012", "154-0017", "530-0001", "980-0811", "460-0008", "810-0001", "330-0854", "260-0013",
		"135-0061", "160-0022", "192-0046", "252-0303", "760-0017", "900-0013", "999-0051", "999-0053"}
)

// address is a place down to the house, as somebody writes it and as the
// registry has it.
type address struct {
	postal            string
	written, registry string
	town              string // without the house: 東京都世田谷区世田谷
	chome, ban        int
}

// address picks a house. People write 4-21-27 about as often as 四丁目21番27号.
func (f *filler) address(codes []string, prefecture bool) address {
	a := address{postal: pick(f.rng, codes), chome: 1 + f.rng.IntN(6), ban: 1 + f.rng.IntN(30)}
	if places, ok := jp.LookupPostal(a.postal); ok {
		a.town = places[0].City + places[0].Town
		if prefecture {
			a.town = places[0].Prefecture + a.town
		}
	}
	house := 1 + f.rng.IntN(28)
	ban, gou := strconv.Itoa(a.ban), strconv.Itoa(house)
	a.registry = a.town + kanjiDigits[a.chome] + "丁目" + ban + "番" + gou + "号"
	switch f.rng.IntN(4) {
	case 0:
		a.written = a.town + strconv.Itoa(a.chome) + "-" + ban + "-" + gou
	case 1:
		a.written = a.town + strconv.Itoa(a.chome) + "丁目" + ban + "-" + gou
	default:
		a.written = a.registry
	}
	return a
}

// domicile is where a family register is kept: it has 番, no 号.
func (a address) domicile() string {
	return a.town + kanjiDigits[a.chome] + "丁目" + strconv.Itoa(a.ban) + "番"
}

var kanjiDigits = [...]string{"", "一", "二", "三", "四", "五", "六"}
