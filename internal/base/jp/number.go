package jp

import (
	"regexp"
	"strings"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// digits brings a typed number to plain digits: any width, hyphens and spaces
// dropped. The count must be one of want, else the error is code with the
// arguments digits (found) and want.
func digits(s, code string, want int) (string, error) {
	d, ok := onlyNumber(s)
	if !ok {
		return "", kernel.E(kernel.Invalid, "number_not_digits")
	}
	if len(d) != want {
		return "", kernel.E(kernel.Invalid, code, "digits", len(d), "want", want)
	}
	return d, nil
}

func onlyNumber(s string) (string, bool) {
	d := strings.Map(func(r rune) rune {
		if r == ' ' || isDash(r) {
			return -1
		}
		return r
	}, Half(strings.TrimSpace(s)))
	for i := range len(d) {
		if d[i] < '0' || d[i] > '9' {
			return d, false
		}
	}
	return d, true
}

// MyNumber checks a 個人番号: 12 digits, the last a check digit (平成26年総務省令第85号
// 第5条). Errors: number_not_digits, my_number_length, my_number_check.
func MyNumber(s string) (string, error) {
	d, err := digits(s, "my_number_length", 12)
	if err != nil {
		return "", err
	}
	sum := 0
	for n := 1; n <= 11; n++ {
		q := n + 1
		if n >= 7 {
			q = n - 5
		}
		sum += int(d[11-n]-'0') * q
	}
	check := 0
	if rest := sum % 11; rest > 1 {
		check = 11 - rest
	}
	if int(d[11]-'0') != check {
		return "", kernel.E(kernel.Invalid, "my_number_check")
	}
	return d, nil
}

// CheckM11W27 is the check digit by modulus 11 with the weights 2 to 7 from
// the right, as 宛名番号 and 世帯番号 use it. A remainder of 0 gives 0 as the
// standard says; a remainder of 1, for which the standard says nothing, gives
// 0 here. It is -1 when s is not digits only.
func CheckM11W27(s string) int {
	sum := 0
	for i := range len(s) {
		c := s[len(s)-1-i]
		if c < '0' || c > '9' {
			return -1
		}
		sum += int(c-'0') * (2 + i%6)
	}
	if s == "" {
		return -1
	}
	if rest := sum % 11; rest > 1 {
		return 11 - rest
	}
	return 0
}

// ResidentCode checks a 住民票コード: 10 digits and one check digit (住民基本台帳法
// 施行規則第1条). The ministry's formula was not read, modulus 11 fits the
// published samples, so a mismatch is only an alert. Errors:
// number_not_digits, resident_code_length.
func ResidentCode(s string) (canon string, alert bool, err error) {
	d, err := digits(s, "resident_code_length", 11)
	if err != nil {
		return "", false, err
	}
	return d, CheckM11W27(d[:10]) != int(d[10]-'0'), nil
}

// MunicipalityCode checks a 全国地方公共団体コード: the prefecture, the municipality
// and a check digit (JIS X 0401 and 0402 and the ministry's rule: weights 6 to 2,
// 11 less the remainder by 11, its last digit). Five digits get theirs: 13112 →
// 131121. Errors: number_not_digits, municipality_code_length,
// municipality_code_check.
func MunicipalityCode(s string) (string, error) {
	d, ok := onlyNumber(s)
	if ok && len(d) == 5 {
		return d + municipalityCheck(d), nil
	}
	d, err := digits(s, "municipality_code_length", 6)
	if err != nil {
		return "", err
	}
	if municipalityCheck(d[:5]) != d[5:] {
		return "", kernel.E(kernel.Invalid, "municipality_code_check")
	}
	return d, nil
}

func municipalityCheck(d string) string {
	sum := 0
	for i := range 5 {
		sum += int(d[i]-'0') * (6 - i)
	}
	return string(rune('0' + (11-sum%11)%10))
}

var residenceCard = regexp.MustCompile(`^[A-Z]{2}[0-9]{8}[A-Z]{2}$`)

// ResidenceCard checks the number of a 在留カード or 特別永住者証明書: two letters,
// eight digits, two letters; no public check digit exists. Error:
// residence_card_format.
func ResidenceCard(s string) (string, error) {
	c := strings.ToUpper(strings.Map(func(r rune) rune {
		if r == ' ' || isDash(r) {
			return -1
		}
		return r
	}, Half(strings.TrimSpace(s))))
	if !residenceCard.MatchString(c) {
		return "", kernel.E(kernel.Invalid, "residence_card_format")
	}
	return c, nil
}
