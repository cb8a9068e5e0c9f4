package texts_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/texts"
)

// What the manual puts in 「」 stands on a screen word for word; "…", "◯" and
// figures may stand for what differs each time. Staff look for the very word.
func TestTheManualSaysWhatScreensSay(t *testing.T) {
	t.Parallel()
	var all []string
	var shaped []*regexp.Regexp
	hole := regexp.MustCompile(`\\\{\w+\\\}`)
	for _, k := range texts.Keys() {
		ja := strings.TrimRight(texts.T("ja", k), "。")
		all = append(all, ja)
		if shape := regexp.QuoteMeta(ja); hole.MatchString(shape) && len([]rune(hole.ReplaceAllString(shape, ""))) > 1 {
			shaped = append(shaped, regexp.MustCompile(`^`+hole.ReplaceAllString(shape, `.+`)+`$`))
		}
	}
	said := func(quote string) bool {
		parts := strings.FieldsFunc(quote, func(r rune) bool { return r == '…' || r == '◯' })
		for _, text := range all {
			rest, ok := text, true
			for _, p := range parts {
				_, after, found := strings.Cut(rest, p)
				rest, ok = after, ok && found
			}
			if ok {
				return true
			}
		}
		for _, shape := range shaped {
			if shape.MatchString(quote) {
				return true
			}
		}
		return false
	}
	pages, err := filepath.Glob("../../../docs/manual/*.md")
	if err != nil || len(pages) < 6 {
		t.Fatalf("%d pages %v", len(pages), err)
	}
	quotes := 0
	for _, page := range pages {
		raw, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`「([^」]+)」`).FindAllStringSubmatch(string(raw), -1) {
			quotes++
			if !said(m[1]) {
				t.Errorf("%s: no screen says 「%s」", filepath.Base(page), m[1])
			}
		}
	}
	if quotes < 100 {
		t.Errorf("only %d words of screens are quoted", quotes)
	}
}
