// Package texts is the one message catalogue: every text for staff, Japanese
// (the source) and English, by key.
//
// The files in data hold flat objects {"key": {"ja": …, "en": …}}, one file per
// room or face; a key stands in one file only. Placeholders are {name}.
package texts

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
)

//go:embed data/*.json
var files embed.FS

// Languages lists the languages of staff texts, the source first.
var Languages = []string{"ja", "en"}

type entry struct {
	JA string `json:"ja"`
	EN string `json:"en"`
}

var catalogue = mustLoad()

func mustLoad() map[string]entry {
	all, err := load(files)
	if err != nil {
		panic(err) // the files are part of the program; a test loads them first
	}
	return all
}

func load(fsys fs.FS) (map[string]entry, error) {
	all := map[string]entry{}
	names, err := fs.Glob(fsys, "data/*.json")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		raw, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		var part map[string]entry
		if err := json.Unmarshal(raw, &part); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for k, e := range part {
			if _, twice := all[k]; twice {
				return nil, fmt.Errorf("%s: %s stands in two files", name, k)
			}
			if e.JA == "" || e.EN == "" {
				return nil, fmt.Errorf("%s: %s lacks a language", name, k)
			}
			all[k] = e
		}
	}
	return all, nil
}

// T is the text of key in lang ("ja" unless "en"), with {name} replaced by the
// values of args, pairs of name and value. An unknown key shows itself, so
// that it is seen; a test makes sure that no known page has one.
func T(lang, key string, args ...any) string {
	e, ok := catalogue[key]
	if !ok {
		return "⟦" + key + "⟧"
	}
	s := e.JA
	if lang == "en" {
		s = e.EN
	}
	if len(args) < 2 || !strings.Contains(s, "{") {
		return s
	}
	pairs := make([]string, 0, len(args))
	for i := 0; i+1 < len(args); i += 2 {
		pairs = append(pairs, "{"+fmt.Sprint(args[i])+"}", fmt.Sprint(args[i+1]))
	}
	return strings.NewReplacer(pairs...).Replace(s)
}

// Lasts says in lang how long something has lasted: nobody reckons 217 minutes.
func Lasts(lang string, minutes int) string {
	switch h, n := minutes/60, minutes%60; {
	case h == 0:
		return T(lang, "web.minutes", "n", n)
	case n == 0:
		return T(lang, "web.hours", "h", h)
	default:
		return T(lang, "web.hours_minutes", "h", h, "n", n)
	}
}

// Has tells whether key is known.
func Has(key string) bool { _, ok := catalogue[key]; return ok }

// With lists the texts of lang whose key begins with one of the prefixes, for
// the scripts of a page.
func With(lang string, prefixes ...string) map[string]string {
	out := map[string]string{}
	for k := range catalogue {
		if slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(k, p) }) {
			out[k] = T(lang, k)
		}
	}
	return out
}

// Keys lists every key in order.
func Keys() []string { return slices.Sorted(maps.Keys(catalogue)) }
