package jp

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed data/kanji.txt.gz
var kanjiData []byte

// Kanji is a character as it is looked for. Readings are in katakana.
type Kanji struct {
	Char     rune
	Strokes  int
	Readings []string
}

// kanjiTable is the unpacked list, in order of code point.
type kanjiTable struct {
	list     []Kanji
	variants map[rune][]rune // both ways
}

// kanjis unpacks the embedded list, see data/kanji_convert.py for its form;
// like the postal codes it is part of the program and tested.
var kanjis = sync.OnceValue(func() *kanjiTable {
	t := &kanjiTable{variants: map[rune][]rune{}}
	z, err := gzip.NewReader(bytes.NewReader(kanjiData))
	if err != nil {
		return t
	}
	text, err := io.ReadAll(z)
	if err != nil {
		return t
	}
	for line := range strings.Lines(variantData) {
		if rs := []rune(strings.TrimSpace(line)); !strings.HasPrefix(line, "#") {
			for _, r := range rs {
				t.same(r, rs...)
			}
		}
	}
	for line := range strings.Lines(string(text)) {
		c := strings.Split(strings.TrimRight(line, "\n"), "\t")
		r := []rune(c[0])[0]
		t.list = append(t.list, Kanji{Char: r, Strokes: number(c[1]), Readings: readings(c[2])})
		for _, o := range c[3] {
			t.same(r, o)
			t.same(o, r)
		}
	}
	return t
})

func (t *kanjiTable) same(r rune, others ...rune) {
	for _, o := range others {
		if o != r && !slices.Contains(t.variants[r], o) {
			t.variants[r] = append(t.variants[r], o)
		}
	}
}

func readings(latin string) []string {
	var out []string
	for w := range strings.FieldsSeq(latin) {
		if kana, ok := romaji(w); ok && !slices.Contains(out, kana) {
			out = append(out, kana)
		}
	}
	return out
}

// KanjiOf finds what is known of a character; ok is false for one that is no
// kanji used in Japan. The first call unpacks the list, some tens of
// milliseconds.
func KanjiOf(r rune) (Kanji, bool) {
	list := kanjis().list
	i, ok := slices.BinarySearchFunc(list, r, func(k Kanji, r rune) int { return int(k.Char - r) })
	if !ok {
		return Kanji{}, false
	}
	return list[i], true
}

// KanjiByReading lists the characters that are read so (kana of either kind or
// Latin letters), those with exactly the reading before those that begin with
// it, each in order of code point, at most limit.
func KanjiByReading(reading string, limit int) []Kanji {
	kana, ok := Katakana(reading)
	if !ok || kana == "" {
		return nil
	}
	var exact, begin []Kanji
	for _, k := range kanjis().list {
		switch {
		case slices.Contains(k.Readings, kana):
			exact = append(exact, k)
		case slices.ContainsFunc(k.Readings, func(r string) bool { return strings.HasPrefix(r, kana) }):
			begin = append(begin, k)
		}
	}
	all := append(exact, begin...)
	return all[:min(limit, len(all))]
}

// KanjiVariants lists the characters that are the same as r in another shape,
// the ones common in Japanese names first. It is for looking for the shape on
// a paper, never for replacing one that was written.
func KanjiVariants(r rune) []rune { return slices.Clone(kanjis().variants[r]) }

// CodePoints reads typed code points: "U+845B U+E0100", "845b e0100", "吉" is
// none. ok is false when the text is something else.
func CodePoints(typed string) (string, bool) {
	var b strings.Builder
	for w := range strings.FieldsSeq(strings.ToUpper(Half(typed))) {
		hex := strings.TrimPrefix(w, "U+")
		n, err := strconv.ParseInt(hex, 16, 32)
		if err != nil || len(hex) < 4 || n > 0x10FFFF || n < 0x20 || n >= 0xD800 && n <= 0xDFFF {
			return "", false
		}
		b.WriteRune(rune(n))
	}
	return b.String(), b.Len() > 0
}
