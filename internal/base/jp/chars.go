package jp

import "github.com/rivo/uniseg"

// Chars splits text into user-perceived characters: a kanji with its
// variation selector, a kana with its combining mark and a character beyond
// the basic plane are one each. Joining them gives s back.
func Chars(s string) []string {
	var out []string
	state := -1
	for s != "" {
		var c string
		c, s, _, state = uniseg.FirstGraphemeClusterInString(s, state)
		out = append(out, c)
	}
	return out
}

// Len counts user-perceived characters; limits of fields are meant so.
func Len(s string) int { return uniseg.GraphemeClusterCount(s) }
