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
