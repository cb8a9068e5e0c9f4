package jp

import (
	"testing"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// A vector is an input, its canonical form and the expected error code.
type vector struct{ in, want, code string }

func check(t *testing.T, f func(string) (string, error), vs []vector) {
	t.Helper()
	for _, v := range vs {
		got, err := f(v.in)
		code := ""
		if err != nil {
			code = kernel.CodeOf(err)
		}
		if got != v.want || code != v.code {
			t.Errorf("%q = %q, %v", v.in, got, err)
		}
	}
}

func TestMyNumber(t *testing.T) {
	t.Parallel()
	check(t, MyNumber, []vector{
		{"123456789018", "123456789018", ""}, {"983205673214", "983205673214", ""}, {"379474484458", "379474484458", ""},
		{"454972364860", "454972364860", ""}, {"507957100721", "507957100721", ""}, {"１２３４ ５６７８－９０１８", "123456789018", ""},
		{"123456789012", "", "my_number_check"}, {"12345678901", "", "my_number_length"}, {"12345678901a", "", "number_not_digits"}, {"", "", "my_number_length"},
	})
}

// 世田谷区 and 千代田区 are the samples of the domain's facts; 苫小牧市, 紋別市 and
// 函館市 leave the remainders 0, 1 and 6.
func TestMunicipalityCode(t *testing.T) {
	t.Parallel()
	check(t, MunicipalityCode, []vector{
		{"131121", "131121", ""}, {"13112", "131121", ""}, {"１３１０１", "131016", ""}, {"13101-6", "131016", ""},
		{"012131", "012131", ""}, {"01213", "012131", ""}, {"012190", "012190", ""}, {"012025", "012025", ""},
		{"012130", "", "municipality_code_check"}, {"131122", "", "municipality_code_check"}, {"1311", "", "municipality_code_length"},
		{"1311210", "", "municipality_code_length"}, {"", "", "municipality_code_length"}, {"x", "", "number_not_digits"},
	})
}

func TestOtherNumbers(t *testing.T) {
	t.Parallel()
	check(t, ResidenceCard, []vector{
		{"ab12345678cd", "AB12345678CD", ""}, {"ＡＢ 1234 5678 ＣＤ", "AB12345678CD", ""},
		{"AB1234567CD", "", "residence_card_format"}, {"", "", "residence_card_format"}, {"あB12345678CD", "", "residence_card_format"},
	})
	check(t, Postal, []vector{
		{"1540001", "154-0001", ""}, {"〒１５４－０００１", "154-0001", ""}, {"154ー0001", "154-0001", ""}, {"154000", "", "postal_length"}, {"154-000x", "", "number_not_digits"}, {"", "", "postal_length"},
	})
	if _, err := Postal("15400"); err != nil {
		e := err.(*kernel.Error)
		if e.Args["digits"] != 5 || e.Args["want"] != 7 {
			t.Errorf("postal arguments %v", e.Args)
		}
	}
}

func TestResidentCode(t *testing.T) {
	t.Parallel()
	for code, alert := range map[string]bool{"24727059608": false, "24846016224": false, "25208017643": false, "25208017644": true} {
		got, a, err := ResidentCode(code)
		if got != code || a != alert || err != nil {
			t.Errorf("%s: %s %v %v", code, got, a, err)
		}
	}
	if _, _, err := ResidentCode("123"); kernel.CodeOf(err) != "resident_code_length" {
		t.Error(err)
	}
}

func TestCheckM11W27(t *testing.T) {
	t.Parallel()
	// 5·2+… by hand: remainder 0 and remainder 1 both give 0
	for s, want := range map[string]int{"0": 0, "6": 0, "1": 9, "2472705960": 8, "": -1, "1a": -1} {
		if got := CheckM11W27(s); got != want {
			t.Errorf("%q: %d", s, got)
		}
	}
}

func TestPhone(t *testing.T) {
	t.Parallel()
	cases := []struct {
		in, want string
		alert    bool
	}{
		{"09012345678", "090-1234-5678", false}, {"０９０ー１２３４ー５６７８", "090-1234-5678", false}, {"+81 90-1234-5678", "090-1234-5678", false},
		{"0312345678", "03-1234-5678", false}, {"03(1234)5678", "03-1234-5678", false}, {"0120123456", "0120-123-456", false}, {"0451234567", "045-123-4567", false},
		{"0123-45-6789", "0123-45-6789", false}, {"0123456789", "0123456789", false}, {"0800-123-4567", "0800-123-4567", false},
		{"123456", "123456", true}, {"1234567890", "1234567890", true}, {"+1 212 555 0100", "+12125550100", true},
	}
	for _, c := range cases {
		got, alert, err := Phone(c.in)
		if got != c.want || alert != c.alert || err != nil {
			t.Errorf("%q = %q %v %v", c.in, got, alert, err)
		}
	}
	for _, bad := range []string{"", "なし", "090-1234-abcd", "+", "123456789012345678901"} {
		if _, _, err := Phone(bad); kernel.CodeOf(err) != "phone_format" {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestRelationship(t *testing.T) {
	t.Parallel()
	cases := []struct{ in, canon, proposal, code string }{
		{"世帯主", "世帯主", "", ""}, {"妻", "妻", "", ""}, {"夫(未届)", "夫（未届）", "", ""}, {"妻（未届け）", "妻（未届）", "", ""},
		{"子の夫", "子の夫", "", ""}, {"妻（未届）の子", "妻（未届）の子", "", ""}, {"子の子の子の子", "子の子の子の子", "", ""}, {" 子 の 妻 ", "子の妻", "", ""},
		{"縁故者", "縁故者", "", ""}, {"同居人", "同居人", "", ""},
		{"本人", "", "世帯主", ""}, {"孫", "", "子の子", ""}, {"祖父", "", "父の父", ""}, {"妻の祖母", "", "妻の父の母", ""}, {"長男", "", "子", ""}, {"次女", "", "子", ""}, {"長男の妻", "", "子の妻", ""},
		{"未届の妻", "", "妻（未届）", ""}, {"未届の妻の子", "", "妻（未届）の子", ""}, {"子の子の子の子の子", "", "縁故者", ""}, {"孫の孫の子", "", "縁故者", ""}, {"玄孫の子", "", "縁故者", ""},
		{"おじ", "", "", "relationship_unknown"}, {"甥", "", "", "relationship_unknown"}, {"", "", "", "relationship_unknown"}, {"子の", "", "", "relationship_unknown"},
		{"のの", "", "", "relationship_unknown"}, {"世帯主の子", "", "", "relationship_unknown"}, {"友人", "", "", "relationship_unknown"},
	}
	for _, c := range cases {
		canon, proposal, err := Relationship(c.in)
		code := ""
		if err != nil {
			code = kernel.CodeOf(err)
		}
		if canon != c.canon || proposal != c.proposal || code != c.code {
			t.Errorf("%q = %q %q %v", c.in, canon, proposal, err)
		}
	}
}
