package desk

import (
	"bytes"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// No database can be asked about broken UTF-8 or NUL, and no visitor ever wrote
// them: both faces refuse them before any room is asked.
func broken(s string) bool { return !utf8.ValidString(s) || strings.ContainsRune(s, 0) }

// CleanURL refuses addresses that no database can be asked about. Errors:
// not_found, input_invalid for a query that is none, text_encoding.
func CleanURL(u *url.URL) error {
	if broken(u.Path) {
		return kernel.E(kernel.NotFound, "not_found")
	}
	if u.RawQuery == "" {
		return nil
	}
	q, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return kernel.E(kernel.Invalid, "input_invalid").On("query").Because(err)
	}
	return CleanForm(q)
}

// CleanForm refuses values that no database takes: text_encoding on the field,
// unless its name is broken too.
func CleanForm(form url.Values) error {
	for name, values := range form {
		if broken(name) {
			return kernel.E(kernel.Invalid, "text_encoding")
		}
		for _, v := range values {
			if broken(v) {
				return kernel.E(kernel.Invalid, "text_encoding").On(name)
			}
		}
	}
	return nil
}

// CleanJSON refuses what the parser would replace without a word, so that no
// name is changed on its way: broken UTF-8 and halves of surrogate pairs
// ("text_encoding"), and the one character that no database takes, written as
// \u0000 ("text_control").
func CleanJSON(raw []byte) error {
	if !utf8.Valid(raw) {
		return kernel.E(kernel.Invalid, "text_encoding")
	}
	for rest := raw; ; {
		i := bytes.IndexByte(rest, '\\')
		if i < 0 || i+1 == len(rest) {
			return nil
		}
		code, ok := escaped(rest[i:])
		rest = rest[i+2:] // whatever is escaped, it is no backslash that escapes
		if !ok {
			continue
		}
		rest = rest[4:]
		if code == 0 {
			return kernel.E(kernel.Invalid, "text_control")
		}
		if !utf16.IsSurrogate(code) {
			continue
		}
		low, _ := escaped(rest)
		if utf16.DecodeRune(code, low) == utf8.RuneError {
			return kernel.E(kernel.Invalid, "text_encoding")
		}
		rest = rest[6:]
	}
}

// escaped reads the escape with which raw begins, \u and four digits.
func escaped(raw []byte) (rune, bool) {
	if len(raw) < 6 || raw[0] != '\\' || raw[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(raw[2:6]), 16, 16)
	return rune(n), err == nil
}
