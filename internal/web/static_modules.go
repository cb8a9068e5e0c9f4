package web

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

// modules is who imports whom among the program's own scripts.
type modules map[string]module

type module struct {
	needs   []string // loaded before it, in order
	later   []string // behind import()
	exports []string
}

// readModules reads what the scripts import and export.
func readModules(fsys fs.FS, names []string) (modules, error) {
	o := options(fsys, nil, names...)
	o.Metafile = true
	_, meta, err := build(o)
	if err != nil {
		return nil, err
	}
	var told struct {
		Inputs map[string]struct {
			Imports []struct{ Path, Kind, Original string }
		}
		Outputs map[string]struct {
			EntryPoint string
			Exports    []string
		}
	}
	if err := json.Unmarshal([]byte(meta), &told); err != nil {
		return nil, err
	}
	ms := modules{}
	for name, in := range told.Inputs {
		var m module
		for _, i := range in.Imports {
			if i.Kind == "dynamic-import" {
				m.later = append(m.later, path.Join(path.Dir(mainModule), i.Path))
			} else {
				m.needs = append(m.needs, strings.TrimPrefix(i.Path, "own:"))
			}
		}
		ms[strings.TrimPrefix(name, "own:")] = m
	}
	for _, out := range told.Outputs {
		name := strings.TrimPrefix(out.EntryPoint, "own:")
		m := ms[name]
		m.exports = out.Exports
		ms[name] = m
	}
	return ms, nil
}

// whole is a module with everything that must be there before it.
func (ms modules) whole(name string, into map[string]bool) map[string]bool {
	if into == nil {
		into = map[string]bool{}
	}
	if !into[name] {
		into[name] = true
		for _, n := range ms[name].needs {
			ms.whole(n, into)
		}
	}
	return into
}

// heads are the modules that nobody imports at once: what pages name, and what
// comes later.
func (ms modules) heads() (pages, later []string) {
	needed, behind := map[string]bool{}, map[string]bool{}
	for _, m := range ms {
		for _, n := range m.needs {
			needed[n] = true
		}
		for _, n := range m.later {
			behind[n] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(ms)) {
		switch {
		case behind[name]:
			later = append(later, name)
		case !needed[name]:
			pages = append(pages, name)
		}
	}
	return pages, later
}

// shared are the modules of the main file: its own, and those that a file which
// comes later has in common with any other.
func (ms modules) shared() map[string]bool {
	in := ms.whole(mainModule, nil)
	pages, later := ms.heads()
	for i, l := range later {
		for name := range ms.whole(l, nil) {
			for _, other := range append(pages, later[i+1:]...) {
				if ms.whole(other, nil)[name] {
					ms.whole(name, in)
				}
			}
		}
	}
	return in
}

// files are the heads that become files of their own.
func (ms modules) files(shared map[string]bool) []string {
	pages, later := ms.heads()
	return slices.DeleteFunc(append(pages, later...), func(name string) bool { return shared[name] })
}

// index is the source of the main file: it passes on what its modules export.
// Two of them must not export one name.
func (ms modules) index(shared map[string]bool) (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "import %q;\n", "./"+path.Base(mainModule))
	from := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(shared)) {
		for _, x := range ms[name].exports {
			if other, ok := from[x]; ok {
				return "", fmt.Errorf("web: %s and %s both export %s", other, name, x)
			}
			from[x] = name
		}
		if len(ms[name].exports) > 0 {
			fmt.Fprintf(&b, "export { %s } from %q;\n", strings.Join(ms[name].exports, ", "), "./"+path.Base(name))
		} else {
			fmt.Fprintf(&b, "import %q;\n", "./"+path.Base(name))
		}
	}
	return b.String(), nil
}
