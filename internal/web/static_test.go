package web

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

func fileSet(files map[string]string) fs.FS {
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

// A module's state exists once, however many files of a page need it.
func TestComposedModulesExistOnce(t *testing.T) {
	t.Parallel()
	files, err := compose(fileSet(map[string]string{
		"js/main.js":    `import { tell } from "./line.js"; tell("main");`,
		"js/line.js":    `let told = "line's own"; export function tell(x) { told = x; }`,
		"js/station.js": `import { tell } from "./line.js"; import { keep } from "./kept.js"; import { own } from "./own.js"; keep(own); tell("station"); addEventListener("keydown", () => import("./late.js"));`,
		"js/kept.js":    `const kept = ["kept's own"]; export const keep = (x) => kept.push(x);`,
		"js/own.js":     `export const own = document.title + "station's own";`,
		"js/late.js":    `import { keep } from "./kept.js"; keep(document.title + "late's own");`,
		"css/page.css":  `@import "base.css"; p { color: red; }`,
		"css/base.css":  `body { margin: 0; }`,
	}))
	if err != nil {
		t.Fatal(err)
	}
	for text, only := range map[string]string{"line's own": "js/main.js", "kept's own": "js/main.js", "station's own": "js/station.js", "late's own": "js/late.js"} {
		for name, raw := range files {
			if has := strings.Contains(string(raw), text); has != (name == only) {
				t.Errorf("%s holds %q: %v", name, text, has)
			}
		}
	}
	if s := string(files["js/station.js"]); !strings.Contains(s, `from"./main.js"`) || !strings.Contains(s, `import("./late.js")`) {
		t.Errorf("the station's own file: %s", s)
	}
	if s := string(files["css/page.css"]); s != "body{margin:0}p{color:red}\n" {
		t.Errorf("the page's sheet: %s", s)
	}
	if len(files) != 5 { // main, station, late and two sheets
		t.Errorf("%d files", len(files))
	}
}

// What cannot be put together stops the program at its start, with the place.
func TestComposeTellsWhatIsWrong(t *testing.T) {
	t.Parallel()
	for want, files := range map[string]map[string]string{
		`js/page.js:2: No matching export in "own:js/main.js" for import "gone"`: {"js/main.js": `export const here = 1;`, "js/page.js": "\n" + `import { gone } from "./main.js"; gone();`},
		`js/page.js:1: Expected ";" but found ")"`:                               {"js/main.js": ``, "js/page.js": `call());`},
		`js/a.js and js/b.js both export same`:                                   {"js/main.js": `import "./a.js"; import "./b.js";`, "js/a.js": `export const same = 1;`, "js/b.js": `export const same = 2;`},
		`js/page.js:1: open js/none.js: file does not exist`:                     {"js/main.js": ``, "js/page.js": `import "./none.js";`},
	} {
		_, err := compose(fileSet(files))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

var (
	namedScript = regexp.MustCompile(`asset "(js/[a-z-]+\.js)"`)
	namedTexts  = regexp.MustCompile(`\{\{texts((?: "[a-z.]+")*)\}\}`)
	askedText   = regexp.MustCompile("\\bt\\((?:[^()\"`]*\\? )?[\"`]([a-z_]+\\.[a-z_.]*)")
)

// Every page brings the texts of all its scripts, those that come later too.
func TestPagesBringTheTextsOfTheirScripts(t *testing.T) {
	t.Parallel()
	fsys, err := fs.Sub(staticFiles, "static")
	if err != nil {
		t.Fatal(err)
	}
	scripts, err := fs.Glob(fsys, "js/*.js")
	if err != nil {
		t.Fatal(err)
	}
	ms, err := readModules(fsys, scripts)
	if err != nil {
		t.Fatal(err)
	}
	pages, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		t.Fatal(err)
	}
	given := funcs("ja", "")["texts"].(func(...string) map[string]string)
	asked := 0
	for _, page := range pages {
		source, err := fs.ReadFile(templateFiles, page)
		if err != nil {
			t.Fatal(err)
		}
		var prefixes []string
		if m := namedTexts.FindSubmatch(source); m != nil {
			for _, p := range strings.Fields(string(m[1])) {
				prefixes = append(prefixes, strings.Trim(p, `"`))
			}
		}
		has := given(prefixes...)
		needs := ms.everything(mainModule, nil)
		for _, m := range namedScript.FindAllStringSubmatch(string(source), -1) {
			ms.everything(m[1], needs)
		}
		for name := range needs {
			script, err := fs.ReadFile(fsys, name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range askedText.FindAllStringSubmatch(string(script), -1) {
				asked++
				if !anyPrefix(has, m[1]) {
					t.Errorf("%s: %s asks for %q, which the page does not bring", page, name, m[1])
				}
			}
		}
	}
	if asked < 300 {
		t.Errorf("only %d texts found in the scripts: does the search still find them?", asked)
	}
}

// everything is a module with all that it may load at once or later.
func (ms modules) everything(name string, into map[string]bool) map[string]bool {
	if into == nil {
		into = map[string]bool{}
	}
	if !into[name] {
		into[name] = true
		for _, n := range append(ms[name].needs, ms[name].later...) {
			ms.everything(n, into)
		}
	}
	return into
}

func anyPrefix(texts map[string]string, start string) bool {
	for key := range texts {
		if strings.HasPrefix(key, start) {
			return true
		}
	}
	return false
}
