package desk

import (
	"bytes"
	"net/url"
	"strings"
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

// CleanJSON refuses the one character of JSON that no database takes, written
// as \u0000: text_control. Broken UTF-8 is replaced by the parser.
func CleanJSON(raw []byte) error {
	const escaped = `\u0000`
	for at := 0; ; {
		i := bytes.Index(raw[at:], []byte(escaped))
		if i < 0 {
			return nil
		}
		i += at
		slashes := 1
		for i-slashes >= 0 && raw[i-slashes] == '\\' {
			slashes++
		}
		if slashes%2 == 1 { // an even number of backslashes would be text
			return kernel.E(kernel.Invalid, "text_control")
		}
		at = i + len(escaped)
	}
}
