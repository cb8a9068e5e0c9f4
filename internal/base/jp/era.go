package jp

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

//go:embed data/eras.tsv
var eraData string

// Era is one row of the era table. Days are proleptic numbers yyyymmdd, so
// that days no calendar knows can be compared too.
type Era struct {
	Letter string // the letter on forms: M, T, S, H, R
	Name   string // 令和
	Short  string // 令
	Sign   string // ㋿
	First  int    // first legal day, yyyymmdd
	Last   int    // last legal day, yyyymmdd; openEnd while it runs
}

const openEnd = 99991231

// year is the Gregorian year of the era's year n.
func (e Era) year(n int) int { return e.First/10000 + n - 1 }

var (
	eras     atomic.Pointer[[]Era]
	erasLock sync.Mutex // orders writers; readers only load
)

func init() {
	table, err := extendEras(nil, eraData)
	if err != nil {
		panic("jp: embedded era table: " + err.Error())
	}
	eras.Store(&table)
}

// Eras lists the known eras, oldest first.
func Eras() []Era { return append([]Era(nil), *eras.Load()...) }

// AddEras adds eras from configuration, in the format of the embedded table
// (tab-separated letter, name, first character, ligature, first day, last day;
// # starts a comment). The era that ran until then ends on the day before,
// unless the new first day lies inside its written span. One that is known is
// passed over, so a newer program starts with an older file. On an error
// ("era_table" with the line) nothing is added.
func AddEras(tsv string) error {
	erasLock.Lock()
	defer erasLock.Unlock()
	table, err := extendEras(Eras(), tsv)
	if err != nil {
		return err
	}
	eras.Store(&table)
	return nil
}

func extendEras(table []Era, tsv string) ([]Era, error) {
	line := 0
	for row := range strings.Lines(tsv) {
		line++
		row = strings.TrimRight(row, "\r\n")
		if row == "" || strings.HasPrefix(row, "#") {
			continue
		}
		e, ok := eraRow(row)
		if ok && slices.ContainsFunc(table, func(k Era) bool { return k.Letter == e.Letter && k.Name == e.Name && k.First == e.First }) {
			continue
		}
		if !ok || !fits(table, e) {
			return nil, kernel.E(kernel.Invalid, "era_table", "line", line)
		}
		if n := len(table); n > 0 && table[n-1].Last == openEnd {
			table[n-1].Last = dayBefore(e.First)
		}
		table = append(table, e)
	}
	return table, nil
}

func eraRow(row string) (Era, bool) {
	c := strings.Split(row, "\t")
	if len(c) < 5 || len(c[0]) != 1 || c[0] < "A" || c[0] > "Z" || c[1] == "" || c[2] == "" {
		return Era{}, false
	}
	e := Era{Letter: c[0], Name: c[1], Short: c[2], Sign: c[3], Last: openEnd}
	if e.First = isoNumber(c[4]); e.First == 0 {
		return Era{}, false
	}
	if len(c) > 5 && c[5] != "" {
		if e.Last = isoNumber(c[5]); e.Last < e.First {
			return Era{}, false
		}
	}
	return e, true
}

// fits refuses a second use of a letter or name and a table out of order.
func fits(table []Era, e Era) bool {
	for _, o := range table {
		if o.Letter == e.Letter || o.Name == e.Name || o.Short == e.Short || o.First >= e.First {
			return false
		}
	}
	return true
}

func isoNumber(s string) int {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0
	}
	return t.Year()*10000 + int(t.Month())*100 + t.Day()
}

func dayBefore(n int) int {
	t := time.Date(n/10000, time.Month(n/100%100), n%100, 0, 0, 0, 0, time.UTC).AddDate(0, 0, -1)
	return t.Year()*10000 + int(t.Month())*100 + t.Day()
}

// eraOf is the newest era that had begun on day n; false before the first.
func eraOf(n int) (Era, bool) {
	table := *eras.Load()
	for i := len(table) - 1; i >= 0; i-- {
		if table[i].First <= n {
			return table[i], true
		}
	}
	return Era{}, false
}

func eraByLetter(letter string) (Era, bool) {
	for _, e := range *eras.Load() {
		if e.Letter == letter {
			return e, true
		}
	}
	return Era{}, false
}

// eraPrefix finds the era written at the start of s in any of its forms and
// returns the rest.
func eraPrefix(s string) (Era, string, bool) {
	for _, e := range *eras.Load() {
		for _, form := range []string{e.Name, e.Sign, e.Short, e.Letter, strings.ToLower(e.Letter)} {
			if form != "" && strings.HasPrefix(s, form) {
				return e, s[len(form):], true
			}
		}
	}
	return Era{}, s, false
}
