// Package words takes what staff write in their own words: reasons, notes and
// questions. What stands on a form is the catalogue's to check.
package words

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hitomado/hitomado/internal/base/jp"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

// Most is how many characters of a reason or a note are kept.
const Most = 300

// oneLine makes spaces of the line breaks and tabs that come with pasted text.
var oneLine = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ")

// Note tidies what staff wrote in their own words, such as a note, into one
// line and names the input in its errors: "text_too_long" (most),
// "text_invalid" for a character that cannot be recorded. Nothing written is no
// error.
func Note(text, field string) (string, error) { return Text(text, Most, field) }

// Text is [Note] for something of at most so many characters, such as a name
// or a number.
func Text(text string, most int, field string) (string, error) {
	text = strings.TrimSpace(oneLine.Replace(text))
	if utf8.RuneCountInString(text) > most {
		return "", kernel.E(kernel.Invalid, "text_too_long", "most", most).On(field)
	}
	if err := jp.ValidText(text); err != nil {
		return "", kernel.E(kernel.Invalid, "text_invalid").On(field).Because(err)
	}
	return text, nil
}

// Limits of a number: in characters, and how many of them may be kanji, as in
// 住異第123号.
const (
	mostNumber = 60
	mostKanji  = 6
)

// Number is [Text] for a number that another system or a slip of paper has,
// such as 2026-000123 or 回付-7, in half width. Such numbers stand in the record
// and on lists long after what visitors wrote is erased, so what is rather a name
// or an address is refused: "number_is_words" for one without a digit, with kana or
// with many kanji. Nothing written is no error.
func Number(text, field string) (string, error) {
	text, err := Text(jp.Half(text), mostNumber, field)
	if err != nil || text == "" {
		return "", err
	}
	digits, kanji := 0, 0
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case unicode.Is(unicode.Han, r):
			kanji++
		case r >= utf8.RuneSelf:
			kanji += mostKanji + 1
		}
	}
	if digits == 0 || kanji > mostKanji {
		return "", kernel.E(kernel.Invalid, "number_is_words").On(field)
	}
	return text, nil
}

// Reason is [Note] for what must be said: "reason_missing" when nothing is.
func Reason(text, field string) (string, error) {
	text, err := Note(text, field)
	if err == nil && text == "" {
		err = kernel.E(kernel.Invalid, "reason_missing").On(field)
	}
	return text, err
}
