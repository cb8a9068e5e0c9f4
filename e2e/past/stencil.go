package past

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"unicode"
)

// stencil is a text of the template as copies write it: with ids of their own
// and with noise where life has noise.
type stencil []piece

// piece is literal text, else the id of a number in the template's list, else
// letters, each any one of an alphabet.
type piece struct {
	literal string
	id      int
	letters [][]rune
}

var (
	hex      = []rune("0123456789abcdef")
	base64   = []rune("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
	digit    = []rune("0123456789")
	lower    = []rune("abcdefghijklmnopqrstuvwxyz")
	katakana = between('ァ', 'ン')
	hiragana = between('ぁ', 'ん')
	kanji    = between('一', '一'+2500)

	// noisy finds in events hashes, commitments and the core's numbers, in forms
	// what people wrote.
	noisy = regexp.MustCompile(`"([0-9a-f]{64})"|"([A-Za-z0-9_-]{27})"|"number":"([^"]*)"|"[vw]":"((?:[^"\\]|\\.)*)"`)
)

func between(from, to rune) (out []rune) {
	for r := from; r <= to; r++ {
		out = append(out, r)
	}
	return out
}

// cut makes the stencil of a text.
func (t *template) cut(text string) stencil {
	var s stencil
	done := 0
	for _, m := range noisy.FindAllStringSubmatchIndex(text, -1) {
		for group, alphabet := range [][]rune{hex, base64, nil, nil} {
			from, to := m[2+2*group], m[3+2*group]
			if from < 0 {
				continue
			}
			s = append(s, t.named(text[done:from])...)
			s = append(s, noise(text[from:to], alphabet)...)
			done = to
		}
	}
	return append(s, t.named(text[done:])...)
}

// named cuts at the template's ids.
func (t *template) named(text string) (s stencil) {
	for text != "" {
		at, which := len(text), -1
		for k, id := range t.ids {
			if i := strings.Index(text, id); i >= 0 && i < at {
				at, which = i, k
			}
		}
		if at > 0 {
			s = append(s, piece{literal: text[:at]})
		}
		if which < 0 {
			break
		}
		s = append(s, piece{id: which})
		text = text[at+len(t.ids[which]):]
	}
	return s
}

// noise stands for letters of one alphabet, or each of its own kind; what has
// no kind stays as it is.
func noise(text string, alphabet []rune) (s stencil) {
	for _, r := range text {
		a := alphabet
		switch {
		case a != nil:
		case '0' <= r && r <= '9':
			a = digit
		case 'a' <= r && r <= 'z':
			a = lower
		case 'ァ' <= r && r <= 'ン':
			a = katakana
		case 'ぁ' <= r && r <= 'ん':
			a = hiragana
		case unicode.Is(unicode.Han, r):
			a = kanji
		}
		n := len(s)
		switch {
		case a == nil && n > 0 && s[n-1].letters == nil:
			s[n-1].literal += string(r)
		case a == nil:
			s = append(s, piece{literal: string(r)})
		case n > 0 && s[n-1].letters != nil:
			s[n-1].letters = append(s[n-1].letters, a)
		default:
			s = append(s, piece{letters: [][]rune{a}})
		}
	}
	return s
}

// write appends the text of copy n.
func (s stencil) write(b []byte, t *template, n int, any *rand.Rand) []byte {
	for _, p := range s {
		switch {
		case p.letters != nil:
			for _, a := range p.letters {
				b = append(b, string(a[any.IntN(len(a))])...)
			}
		case p.literal != "":
			b = append(b, p.literal...)
		default:
			b = append(b, t.id(n, p.id)...)
		}
	}
	return b
}

// id is the id that copy n has in the place of the template's: as long as real
// ones, in the order of the copies, behind those that are there and before
// those to come, so that indexes grow at their end as in life.
func (t *template) id(n, which int) string { return fmt.Sprintf("%s%07d%02d", t.moment, n, which) }
