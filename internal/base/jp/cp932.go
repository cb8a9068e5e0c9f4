package jp

import (
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"
)

// sameInJIS are characters of JIS X 0208 for which Unicode has two code points,
// and vendors disagree which is meant: Windows reads the bytes of 〜 as ～. The
// character and its bytes are the same for both.
var sameInJIS = map[rune]rune{'〜': '～', '−': '－', '‖': '∥', '—': '―', '¢': '￠', '£': '￡', '¬': '￢'}

// CP932 writes s as Windows does under the name of Shift_JIS (Windows-31J).
// missing are the characters that it cannot write, in the order they stand; a
// variation selector is one of them, because without it the character is
// another one. Nothing is ever put in the place of a character.
func CP932(s string) (raw []byte, missing string) {
	for _, r := range s {
		b, ok := cp932(r)
		if !ok {
			missing += string(r)
		}
		raw = append(raw, b...)
	}
	return raw, missing
}

func cp932(r rune) (string, bool) {
	if r < utf8.RuneSelf {
		return string(r), true
	}
	if same, ok := sameInJIS[r]; ok {
		r = same
	}
	if b, ok := ibmRows()[r]; ok {
		return b, true
	}
	b, err := japanese.ShiftJIS.NewEncoder().String(string(r))
	if err != nil {
		return "", false
	}
	back, err := japanese.ShiftJIS.NewDecoder().String(b)
	return b, err == nil && back == string(r)
}

// ibmRows are the characters that Windows writes in the rows of IBM's
// extensions (0xFA40 on), such as 﨑 and 髙. The same ones stand in NEC's rows
// too (0xED40 on), which other encoders choose and not every system reads.
var ibmRows = sync.OnceValue(func() map[rune]string {
	out := map[rune]string{}
	for row := range 3 {
		for cell := 0x40; cell <= 0xfc; cell++ {
			b := string([]byte{byte(0xfa + row), byte(cell)})
			s, err := japanese.ShiftJIS.NewDecoder().String(b)
			r, n := utf8.DecodeRuneInString(s)
			if err != nil || r == utf8.RuneError || n != len(s) {
				continue
			}
			if usual, err := japanese.ShiftJIS.NewEncoder().String(s); err == nil && usual[0] >= 0xed && usual[0] <= 0xee {
				out[r] = b
			}
		}
	}
	return out
})
