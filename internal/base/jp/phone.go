package jp

import (
	"strings"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// phonePlan says how a number that starts so is grouped; the first match
// counts. Only prefixes whose grouping is certain are here: many area codes
// have three to five digits after the same beginning.
var phonePlan = []struct {
	prefix string
	groups []int
}{
	{"070", []int{3, 4, 4}}, {"080", []int{3, 4, 4}}, {"090", []int{3, 4, 4}}, {"060", []int{3, 4, 4}},
	{"050", []int{3, 4, 4}}, {"0120", []int{4, 3, 3}}, {"0570", []int{4, 3, 3}}, {"0800", []int{4, 3, 4}},
	{"03", []int{2, 4, 4}}, {"06", []int{2, 4, 4}},
	{"011", []int{3, 3, 4}}, {"044", []int{3, 3, 4}}, {"045", []int{3, 3, 4}},
	{"052", []int{3, 3, 4}}, {"075", []int{3, 3, 4}}, {"078", []int{3, 3, 4}},
}

var phoneMarks = strings.NewReplacer("(", "-", ")", "-", ".", "-")

// Phone tidies a telephone number: 090-1234-5678 where the grouping is sure,
// else as the person grouped it, else plain digits. The alert says that it is
// not a Japanese number of 10 or 11 digits starting with 0; it is kept all the
// same, since foreign and internal numbers exist. Error: phone_format.
func Phone(s string) (canon string, alert bool, err error) {
	typed := phoneMarks.Replace(Half(strings.TrimSpace(s)))
	if rest, ok := strings.CutPrefix(typed, "+81"); ok {
		typed = "0" + strings.TrimPrefix(strings.TrimLeft(rest, " -"), "0")
	}
	typed, foreign := strings.CutPrefix(typed, "+")
	d, ok := onlyNumber(typed)
	if !ok || d == "" || len(d) > 20 {
		return "", false, kernel.E(kernel.Invalid, "phone_format")
	}
	if foreign {
		return "+" + d, true, nil
	}
	if len(d) != 10 && len(d) != 11 || d[0] != '0' {
		return d, true, nil
	}
	if g := phoneGroups(d); g != "" {
		return g, false, nil
	}
	if g := grouped(typed); strings.Count(g, "-") == 2 {
		return g, false, nil
	}
	return d, false, nil
}

// phoneGroups applies the plan when the number has the length it needs.
func phoneGroups(d string) string {
	best := ""
	longest := 0
	for _, p := range phonePlan {
		if len(p.prefix) <= longest || !strings.HasPrefix(d, p.prefix) || p.groups[0]+p.groups[1]+p.groups[2] != len(d) {
			continue
		}
		longest = len(p.prefix)
		a, b := p.groups[0], p.groups[0]+p.groups[1]
		best = d[:a] + "-" + d[a:b] + "-" + d[b:]
	}
	return best
}

// grouped keeps the person's own groups.
func grouped(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || isDash(r) }), "-")
}
