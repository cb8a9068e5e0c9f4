package catalog

import (
	"strings"
	"testing"
)

// sampleWith loads the sample form with another condition for its last check.
func sampleWith(t *testing.T, when string) *Form {
	t.Helper()
	c, err := Load(oneFile(strings.Replace(sample, "member.size() == 0", when, 1)))
	if err != nil {
		t.Fatal(err)
	}
	f, _ := c.Form("sample")
	return f
}

func TestExpressions(t *testing.T) {
	t.Parallel()
	values := map[string]Value{"made_on": {V: "2026-11-24"}, "colour": {V: "1,2"}, "code_of_place": {V: "999-0001"}, "place": {M: Unreadable},
		"member.count": {V: "2"}, "member.1.born": {V: "2000-02-29"}, "member.2.born": {V: "1935-XX-XX"}}
	tests := []struct {
		when string
		want bool
	}{
		{"is_set(made_on) && is_set(place)", true},
		{"unreadable(place) && !unreadable(made_on)", true},
		{"place == 'x' || before(place, made_on)", false},
		{"place_differs(code_of_place, place)", false},
		{"place_differs(code_of_place, 'よその市')", true},
		{"place_differs('000-0000', 'よその市')", false},
		{"has_code(colour, '2') && !has_code(colour, '3')", true},
		{"made_on == today", true},
		{"days_between('2026-11-10', made_on) == 14 && days_between(made_on, '2026-11-10') == -14", true},
		{"days_between('', made_on) == 0", true},
		{"overdue('2026-11-09', made_on, 14)", false},      // the last day is 勤労感謝の日, the day before
		{"overdue('2026-11-06', made_on, 14)", true},       // a Friday was the last day
		{"overdue('2026-11-07', made_on, 14)", false},      // from Saturday over Sunday and the holiday
		{"overdue('2026-12-16', '2027-01-04', 14)", false}, // the turn of the year
		{"overdue('2026-12-16', '2027-01-05', 14)", true},
		{"overdue('', made_on, 14) || overdue(place, made_on, 14)", false},
		{"overdue('2026-11-19', made_on, -1) && !overdue(made_on, '2026-11-01', 14)", true},
		{"age(member[0].born) == 26 && age(member[1].born) == -1", true},
		{"age('2008-11-24') == 18 && age('2008-11-25') == 17 && age('2026-11-25') == -1", true},
		{"before(member[1].born, made_on)", false}, // nobody knows the day
		{"member.size() == 2", true},
	}
	for _, tt := range tests {
		ps := sampleWith(t, tt.when).CheckAll(values, Context{Today: today})
		got := false
		for _, p := range ps {
			if p.Code == "check_failed" {
				t.Errorf("%s cannot be evaluated", tt.when)
			}
			got = got || p.Code == "check.sample.nobody"
		}
		if got != tt.want {
			t.Errorf("%s gives %v", tt.when, got)
		}
	}
}

// TestRulesThatFailAreTold: a rule that runs away or breaks stops at once and
// is shown, neither hanging the counter nor passing in silence.
func TestRulesThatFailAreTold(t *testing.T) {
	t.Parallel()
	deep := "member.all(a, member.all(b, member.all(c, member.all(d, member.all(e, member.all(f, member.all(g, member.all(h, member.all(i, member.all(j, member.all(k, is_set(a.born) && is_set(k.born))))))))))))"
	for _, when := range []string{deep, "int(colour) > 1"} {
		values := map[string]Value{"made_on": {V: "2026-11-24"}, "colour": {V: "x"}, "member.count": {V: "3"}}
		for n := range 3 {
			values["member."+itoa(n+1)+".born"] = Value{V: "2000-01-01"}
		}
		told := false
		for _, p := range sampleWith(t, when).CheckAll(values, Context{Today: today}) {
			told = told || p.Code == "check_failed" && p.Level == LevelAlert && p.Args["check"] == "nobody"
		}
		if !told {
			t.Errorf("%.30s… is passed over", when)
		}
	}
}

func BenchmarkItems(b *testing.B) {
	f := formOf(b, "resident_change")
	for b.Loop() {
		f.Items(from(goodChange))
	}
}

func BenchmarkCheckAll(b *testing.B) {
	f := formOf(b, "resident_change")
	values := with(goodChange, foreigner)
	for b.Loop() {
		f.CheckAll(values, Context{Today: today})
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := Load(); err != nil {
			b.Fatal(err)
		}
	}
}

// TestLoadIsFrugal watches that a start does not become expensive: the three
// forms take about a hundred thousand small allocations.
func TestLoadIsFrugal(t *testing.T) {
	n := testing.AllocsPerRun(1, func() {
		if _, err := Load(); err != nil {
			t.Fatal(err)
		}
	})
	if n > 300_000 {
		t.Errorf("loading takes %.0f allocations", n)
	}
	t.Logf("%.0f allocations", n)
}
