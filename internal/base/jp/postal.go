package jp

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"sort"
	"strconv"
	"strings"
	"sync"
)

//go:embed data/postal.txt.gz
var postalData []byte

//go:embed data/postal_sample.tsv
var postalSample string

// Place is what a postal code stands for. Town is empty where the code covers
// the rest of a city.
type Place struct{ Postal, Prefecture, City, Town string }

// Postal checks a postal code and writes it 123-4567. Errors:
// number_not_digits, postal_length.
func Postal(s string) (string, error) {
	d, err := digits(strings.TrimPrefix(strings.TrimSpace(s), "〒"), "postal_length", 7)
	if err != nil {
		return "", err
	}
	return d[:3] + "-" + d[3:], nil
}

// LookupPostal gives the places of a postal code, several where a code is
// shared; false when the code is malformed or unknown. The table holds the
// whole country and the fictitious みほん市 (999-0001 …). The first call unpacks
// it, some tens of milliseconds.
func LookupPostal(code string) ([]Place, bool) {
	code, err := Postal(code)
	if err != nil {
		return nil, false
	}
	n, _ := strconv.Atoi(code[:3] + code[4:]) // Postal left seven digits
	if p, ok := samplePlaces()[code]; ok {
		return append([]Place(nil), p...), true
	}
	t := postalTable()
	var out []Place
	for i := sort.Search(len(t.codes), func(i int) bool { return t.codes[i] >= int32(n) }); i < len(t.codes) && t.codes[i] == int32(n); i++ {
		p := t.cities[t.city[i]]
		p.Postal, p.Town = code, t.towns[i]
		out = append(out, p)
	}
	return out, len(out) > 0
}

// table is the unpacked list in order of code.
type table struct {
	cities []Place
	codes  []int32
	city   []int32
	towns  []string // share the memory of the unpacked text
}

// postalTable unpacks the embedded list, see data/postal_convert.mjs for its
// form. The data are part of the program and tested, so a fault in them can
// only be a broken build.
var postalTable = sync.OnceValue(func() *table {
	t := &table{}
	z, err := gzip.NewReader(bytes.NewReader(postalData))
	if err != nil {
		return t
	}
	text, err := io.ReadAll(z)
	if err != nil {
		return t
	}
	head, rows, _ := strings.Cut(string(text), "\n\n")
	for line := range strings.SplitSeq(head, "\n") {
		pref, city, _ := strings.Cut(line, "\t")
		t.cities = append(t.cities, Place{Prefecture: Prefecture(number(pref)), City: city})
	}
	code := 0
	for line := range strings.SplitSeq(strings.TrimSuffix(rows, "\n"), "\n") {
		step, rest, _ := strings.Cut(line, "\t")
		city, town, _ := strings.Cut(rest, "\t")
		code += number(step)
		t.codes = append(t.codes, int32(code))
		t.city = append(t.city, int32(number(city)))
		t.towns = append(t.towns, town)
	}
	return t
})

var samplePlaces = sync.OnceValue(func() map[string][]Place {
	m := map[string][]Place{}
	for line := range strings.Lines(postalSample) {
		c := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(c) != 4 {
			continue
		}
		code := c[0][:3] + "-" + c[0][3:]
		m[code] = append(m[code], Place{code, c[1], c[2], c[3]})
	}
	return m
})

var prefectures = strings.Fields(`北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県
埼玉県 千葉県 東京都 神奈川県 新潟県 富山県 石川県 福井県 山梨県 長野県 岐阜県 静岡県 愛知県 三重県
滋賀県 京都府 大阪府 兵庫県 奈良県 和歌山県 鳥取県 島根県 岡山県 広島県 山口県 徳島県 香川県 愛媛県
高知県 福岡県 佐賀県 長崎県 熊本県 大分県 宮崎県 鹿児島県 沖縄県`)

// Prefecture is the name of prefecture n (1–47, JIS X 0401), "" for others.
func Prefecture(n int) string {
	if n < 1 || n > len(prefectures) {
		return ""
	}
	return prefectures[n-1]
}
