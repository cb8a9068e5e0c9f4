package jp

import (
	"regexp"
	"strconv"
	"strings"
)

// The ways people shorten a 住居表示.
const (
	addressJoin   = `[-‐‑‒–—―−─－ーのノ]`
	addressNumber = `([0-9０-９]{1,4})`
)

var (
	// さくら町4-21-27 and 4-21-27-101: three or four numbers after a name.
	addressRun = regexp.MustCompile(`^(.*[^0-9０-９` + `\-‐‑‒–—―−─－ーのノ第])([0-9０-９]{1,2})` + addressJoin + addressNumber + addressJoin + addressNumber + `(?:` + addressJoin + addressNumber + `)?(?:号)?((?:[^0-9０-９\-‐‑‒–—―−─－番号].*)?)$`)
	// 4丁目21-27, 四丁目21番27: the part behind 丁目.
	addressChome = regexp.MustCompile(`^(.*?)([0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})丁目(.*)$`)
	addressTail  = regexp.MustCompile(`^\s*` + addressNumber + `(?:番|` + addressJoin + `)` + addressNumber + `(?:` + addressJoin + addressNumber + `)?(?:号)?((?:[^0-9０-９\-‐‑‒–—―−─－番号].*)?)$`)
)

// RegistryAddress proposes the registry's way of writing an address: さくら町
// 4-21-27 and 4丁目21-27 → さくら町四丁目21番27号. It proposes only where the
// numbers can be nothing else; two bare numbers may be 番・号 or 番地 and are
// left alone, and so is a place with 字. A fourth number belongs to the building: 21番27-101号. What
// follows behind the numbers is kept. Without a change the proposal is s. It does not change its own proposals.
func RegistryAddress(s string) (proposal string, changed bool) {
	p := registryForm(s)
	return p, p != s
}

func registryForm(s string) string {
	if m := addressChome.FindStringSubmatch(s); m != nil {
		n := arabic(m[2])
		if n < 1 || n > 99 {
			return s
		}
		return m[1] + toKanji(n) + "丁目" + blockForm(m[3])
	}
	if strings.Contains(s, "字") {
		return s // 大字 and 字 have 番地, not 番・号
	}
	if m := addressRun.FindStringSubmatch(s); m != nil {
		n := arabic(m[2])
		if n < 1 {
			return s
		}
		return m[1] + toKanji(n) + "丁目" + block(m[3], m[4], m[5]) + m[6]
	}
	// 4-21-27 with nothing before it, as in a field that follows the town's name.
	if m := addressRun.FindStringSubmatch("町" + s); m != nil && m[1] == "町" && arabic(m[2]) > 0 {
		return toKanji(arabic(m[2])) + "丁目" + block(m[3], m[4], m[5]) + m[6]
	}
	return s
}

func blockForm(rest string) string {
	m := addressTail.FindStringSubmatch(rest)
	if m == nil {
		return rest
	}
	return block(m[1], m[2], m[3]) + m[4]
}

func block(ban, go1, room string) string {
	s := strconv.Itoa(arabic(ban)) + "番" + strconv.Itoa(arabic(go1))
	if room != "" {
		s += "-" + strconv.Itoa(arabic(room))
	}
	return s + "号"
}

// arabic reads a number in either width or in kanji; 0 when it is none.
func arabic(s string) int {
	h := Half(s)
	if n, err := strconv.Atoi(h); err == nil {
		return n
	}
	n, _ := kanjiValue(h)
	return n
}
