package jp

import (
	"strings"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// maxGenerations is how many terms a 続柄 may chain; beyond it the person is a
// 縁故者 (resident record standard).
const maxGenerations = 4

// kinTerms can be chained with の; loneTerms stand alone.
var (
	kinTerms = map[string]string{
		"夫": "夫", "妻": "妻", "夫（未届）": "夫（未届）", "妻（未届）": "妻（未届）",
		"子": "子", "父": "父", "母": "母", "兄": "兄", "姉": "姉", "弟": "弟", "妹": "妹",
	}
	loneTerms = map[string]bool{"世帯主": true, "縁故者": true, "同居人": true}
	// loneWords and kinWords are what people write instead; they are proposed,
	// never put in silently.
	loneWords = map[string]string{"本人": "世帯主", "主": "世帯主", "戸主": "世帯主", "同居者": "同居人", "同居": "同居人"}
	kinWords  = map[string]string{
		"孫": "子の子", "ひ孫": "子の子の子", "曾孫": "子の子の子", "曽孫": "子の子の子", "玄孫": "子の子の子の子",
		"祖父": "父の父", "祖母": "父の母", "曾祖父": "父の父の父", "曽祖父": "父の父の父", "曾祖母": "父の父の母", "曽祖母": "父の父の母",
		"伯父": "父の兄", "叔父": "父の弟", "伯母": "父の姉", "叔母": "父の妹",
		"嫁": "子の妻", "婿": "子の夫", "子供": "子", "子ども": "子", "養子": "子", "養女": "子", "息子": "子", "娘": "子",
		"お父さん": "父", "お母さん": "母", "未届の夫": "夫（未届）", "未届の妻": "妻（未届）",
	}
)

// 未届の夫 holds a の that does not separate: it is set aside while others are cut.
var (
	kinMarks   = strings.NewReplacer("(", "（", ")", "）", "未届け", "未届")
	kinAside   = strings.NewReplacer("未届の夫", "\x01", "未届の妻", "\x02")
	kinPutBack = strings.NewReplacer("\x01", "未届の夫", "\x02", "未届の妻")
)

// Relationship checks a 続柄: 世帯主, 縁故者, 同居人, or up to four of 夫 妻 夫（未届）
// 妻（未届） 子 父 母 兄 姉 弟 妹 chained with の. A word that forms do not allow but
// whose meaning is known comes back as a proposal with an empty canon: 本人 →
// 世帯主, 孫 → 子の子, five generations → 縁故者; 祖父 and the like are proposed on
// the father's side, the person decides. Error: relationship_unknown.
func Relationship(s string) (canon string, proposal string, err error) {
	w := strings.Join(strings.Fields(s), "")
	w = kinMarks.Replace(w)
	if loneTerms[w] {
		return w, "", nil
	}
	if p, ok := loneWords[w]; ok {
		return "", p, nil
	}
	chain, changed, ok := kinChain(w)
	switch {
	case !ok:
		return "", "", kernel.E(kernel.Invalid, "relationship_unknown")
	case len(chain) > maxGenerations:
		return "", "縁故者", nil
	case changed:
		return "", strings.Join(chain, "の"), nil
	}
	return strings.Join(chain, "の"), "", nil
}

// kinChain splits at の and replaces what forms do not allow.
func kinChain(w string) (chain []string, changed, ok bool) {
	w = kinAside.Replace(w)
	for term := range strings.SplitSeq(w, "の") {
		term = kinPutBack.Replace(term)
		if t, known := kinTerms[term]; known {
			chain = append(chain, t)
			continue
		}
		t, known := kinWords[term]
		if !known {
			t, known = bornOrder(term)
		}
		if !known {
			return nil, false, false
		}
		chain, changed = append(chain, strings.Split(t, "の")...), true
	}
	return chain, changed, true
}

// bornOrder knows 長男, 二女, 次男 …, which forms write as 子.
func bornOrder(term string) (string, bool) {
	rs := []rune(term)
	if len(rs) != 2 || !strings.ContainsRune("男女", rs[1]) {
		return "", false
	}
	return "子", strings.ContainsRune("長次二三四五六七八九十", rs[0])
}
