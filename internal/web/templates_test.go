package web

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

// sources are the face's own templates and Go files.
func sources(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	add := func(name string, err error) {
		if err != nil {
			t.Fatal(err)
		}
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out[name] = string(raw)
	}
	if err := filepath.WalkDir("templates", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			add(name, nil)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("*.go")
	for _, name := range files {
		if !strings.HasSuffix(name, "_test.go") {
			add(name, err)
		}
	}
	return out
}

// Wording lives in the catalogue: neither templates nor code hold Japanese,
// except in comments for people.
func TestNoWordingInCode(t *testing.T) {
	t.Parallel()
	comment := regexp.MustCompile(`(?s)//[^\n]*|\{\{/\*.*?\*/\}\}`)
	for name, text := range sources(t) {
		for i, line := range strings.Split(comment.ReplaceAllString(text, ""), "\n") {
			for _, r := range line {
				if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) {
					t.Errorf("%s:%d: wording in the source: %s", name, i+1, strings.TrimSpace(line))
					break
				}
			}
		}
	}
}

// The content security policy blocks inline style and script, so no template
// may have any.
func TestNothingInline(t *testing.T) {
	t.Parallel()
	banned := regexp.MustCompile(`(?i)\sstyle=|\son[a-z]+=|<style|javascript:|<script(?:>| type="module">)`)
	for name, text := range sources(t) {
		if m := banned.FindString(text); strings.HasSuffix(name, ".html") && m != "" {
			t.Errorf("%s: %q", name, m)
		}
	}
}
