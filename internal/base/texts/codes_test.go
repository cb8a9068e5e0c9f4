package texts_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/texts"
)

// Sources of codes: errors people may be told about, and problems of fields.
var (
	errorCode  = regexp.MustCompile(`kernel\.E\(\s*kernel\.[A-Z]\w+,\s*"([a-z0-9_]+)"`)
	helperCode = regexp.MustCompile(`\b(?:invalid|digits)\([^()]*?"([a-z0-9_]+_(?:invalid|length))"`)
	fieldCode  = regexp.MustCompile(`(?:problem\(Level\w+,|Level\w+, Code:|c\.ask\()\s*"([a-z0-9_]+)"`)
	dateCode   = regexp.MustCompile(`"(date_[a-z_]+)"`)
	textCode   = regexp.MustCompile(`return "(text_[a-z_]+)"`)
)

// sources walks the program's Go files, tests left out.
func sources(t *testing.T, each func(path, source string)) {
	t.Helper()
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		raw, err := os.ReadFile(path)
		each(filepath.ToSlash(path), string(raw))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestEveryCodeHasWords(t *testing.T) {
	t.Parallel()
	seen := map[string]int{}
	want := func(path, key string) {
		seen[strings.SplitN(key, ".", 2)[0]]++
		if !texts.Has(key) {
			t.Errorf("%s: the catalogue lacks %s", path, key)
		}
	}
	sources(t, func(path, source string) {
		for _, re := range []*regexp.Regexp{errorCode, helperCode} {
			for _, m := range re.FindAllStringSubmatch(source, -1) {
				want(path, "error."+m[1])
			}
		}
		for _, m := range fieldCode.FindAllStringSubmatch(source, -1) {
			want(path, "problem."+m[1])
		}
		if !strings.Contains(path, "base/jp/") {
			return
		}
		for _, re := range []*regexp.Regexp{dateCode, textCode, errorCode, helperCode} {
			for _, m := range re.FindAllStringSubmatch(source, -1) {
				want(path, "problem."+m[1])
			}
		}
	})
	if seen["error"] < 100 || seen["problem"] < 40 {
		t.Fatalf("the walk found only %v codes: has the way of writing them changed?", seen)
	}
}

// A text must not show a placeholder that nothing fills, and both languages
// must use the same ones.
func TestLanguagesUseTheSamePlaceholders(t *testing.T) {
	t.Parallel()
	holder := regexp.MustCompile(`\{[a-z_]+\}`)
	for _, key := range texts.Keys() {
		if !strings.HasPrefix(key, "error.") && !strings.HasPrefix(key, "problem.") {
			continue
		}
		sets := [2]map[string]bool{{}, {}}
		for i, lang := range texts.Languages {
			for _, h := range holder.FindAllString(texts.T(lang, key), -1) {
				sets[i][h] = true
			}
		}
		for h := range sets[0] {
			if !sets[1][h] {
				t.Errorf("%s: %s is missing in English", key, h)
			}
		}
		for h := range sets[1] {
			if !sets[0][h] {
				t.Errorf("%s: %s is missing in Japanese", key, h)
			}
		}
	}
}

// An error brings every value that its words name: people would otherwise read
// the name of a placeholder. What the faces work out of ids stands aside, and
// calls that pass a list on are left to the tests of who makes the list.
func TestErrorsBringWhatTheirWordsName(t *testing.T) {
	t.Parallel()
	holder := regexp.MustCompile(`\{([a-z_]+)\}`)
	named := regexp.MustCompile(`"([a-z_]+)",`)
	workedOut := map[string]string{"now": "lane"}
	calls := 0
	sources(t, func(path, source string) {
		for _, at := range errorCode.FindAllStringSubmatchIndex(source, -1) {
			code := source[at[2]:at[3]]
			rest := restOfCall(source[at[1]:])
			if strings.Contains(rest, "...") {
				continue
			}
			calls++
			given := map[string]bool{}
			for _, m := range named.FindAllStringSubmatch(rest, -1) {
				given[m[1]] = true
			}
			for _, key := range []string{"error." + code, "error." + code + ".do"} {
				if !texts.Has(key) {
					continue
				}
				for _, m := range holder.FindAllStringSubmatch(texts.T("ja", key), -1) {
					if !given[m[1]] && !given[workedOut[m[1]]] {
						t.Errorf("%s: %s names {%s}, which the error does not bring", path, key, m[1])
					}
				}
			}
		}
	})
	if calls < 300 {
		t.Errorf("only %d errors found: has the way of making them changed?", calls)
	}
}

// restOfCall is what follows in a call up to the bracket that ends it.
func restOfCall(source string) string {
	depth, quoted := 0, false
	for i := range len(source) {
		switch c := source[i]; {
		case c == '"' && (i == 0 || source[i-1] != '\\'):
			quoted = !quoted
		case quoted:
		case c == '(':
			depth++
		case c == ')' && depth == 0:
			return source[:i]
		case c == ')':
			depth--
		}
	}
	return source
}

// One is not many: a count stands behind its word, so that no page says
// "1 fields" or "1 sheet(s)". What the command line prints is left out.
func TestNoCountStandsBeforeAPlural(t *testing.T) {
	t.Parallel()
	plural := regexp.MustCompile(`\(s\)|\{(n|left|missed)\} (copies|fields|pages|receptions|sheets|steps|things|values)\b`)
	for _, k := range texts.Keys() {
		if room, _, _ := strings.Cut(k, "."); room == "doctor" || room == "seal" {
			continue
		}
		if en := texts.T("en", k); plural.MatchString(en) {
			t.Errorf("%s: %q", k, en)
		}
	}
}

// What happened to a visit stands in its record as a sentence, never by the name
// that the program has for it.
func TestEveryEventOfAVisitHasASentence(t *testing.T) {
	t.Parallel()
	literal := regexp.MustCompile(`journal\.Event\{Kind: "([a-z_.]+[a-z])",[^{}]*Visit:`)
	named := regexp.MustCompile(`= "((?:application|field|fields|visit|page)\.[a-z_]+)"`)
	seen := map[string]bool{}
	sources(t, func(path, source string) {
		for _, re := range []*regexp.Regexp{literal, named} {
			for _, m := range re.FindAllStringSubmatch(source, -1) {
				seen[m[1]] = true
				if !texts.Has("event." + m[1]) {
					t.Errorf("%s: the catalogue lacks event.%s", path, m[1])
				}
			}
		}
	})
	if len(seen) < 20 {
		t.Errorf("only %d events were found: has the way of writing them changed?", len(seen))
	}
}
