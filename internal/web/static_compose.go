package web

import (
	"fmt"
	"io/fs"
	"path"
	"strings"

	esbuild "github.com/evanw/esbuild/pkg/api"
)

// compose puts scripts and styles together when the program starts, so that a
// page fetches three or four files and not forty, each with headers as heavy as
// itself. The sources stay plain modules that import one another. What comes:
//
//   - js/main.js, with every module that two files on one page would both
//     need: a module's state exists once;
//   - one file for every other module that nobody imports: a page names it;
//   - one file for every module behind import(): it comes when it is needed;
//   - every sheet, with what it imports.
//
// Names are kept, so that what an old browser reports can be found in the
// source.
func compose(fsys fs.FS) (map[string][]byte, error) {
	scripts, err := fs.Glob(fsys, "js/*.js")
	if err != nil {
		return nil, err
	}
	sheets, err := fs.Glob(fsys, "css/*.css")
	if err != nil {
		return nil, err
	}
	m, err := readModules(fsys, scripts)
	if err != nil {
		return nil, err
	}
	shared := m.shared()
	index, err := m.index(shared)
	if err != nil {
		return nil, err
	}
	first := options(fsys, map[string]bool{})
	first.Stdin = &esbuild.StdinOptions{Contents: index, Sourcefile: mainModule}
	first.Outdir, first.Outfile = "", "/"+mainModule
	rest := options(fsys, shared, append(m.files(shared), sheets...)...)
	out := map[string][]byte{}
	for _, o := range []esbuild.BuildOptions{first, rest} {
		files, _, err := build(o)
		if err != nil {
			return nil, err
		}
		for _, f := range files {
			out[strings.TrimPrefix(f.Path, "/")] = f.Contents
		}
	}
	return out, nil
}

const mainModule = "js/main.js"

func options(fsys fs.FS, elsewhere map[string]bool, names ...string) esbuild.BuildOptions {
	o := esbuild.BuildOptions{
		Bundle: true, Format: esbuild.FormatESModule, Charset: esbuild.CharsetUTF8, Outdir: "/",
		MinifyWhitespace: true, MinifySyntax: true, Plugins: []esbuild.Plugin{own(fsys, elsewhere)},
	}
	for _, name := range names {
		o.EntryPointsAdvanced = append(o.EntryPointsAdvanced, esbuild.EntryPoint{InputPath: name, OutputPath: strings.TrimSuffix(name, path.Ext(name))})
	}
	return o
}

// own lets the composer read the program's own files. What is elsewhere is
// taken from the main module, what is behind import() from a file of its own.
func own(fsys fs.FS, elsewhere map[string]bool) esbuild.Plugin {
	const space = "own"
	outside := func(name string) esbuild.OnResolveResult {
		return esbuild.OnResolveResult{Path: "./" + path.Base(name), External: true}
	}
	return esbuild.Plugin{Name: space, Setup: func(b esbuild.PluginBuild) {
		b.OnResolve(esbuild.OnResolveOptions{Filter: "."}, func(a esbuild.OnResolveArgs) (esbuild.OnResolveResult, error) {
			name := a.Path
			if a.Kind != esbuild.ResolveEntryPoint {
				dir, _ := path.Split(a.Importer)
				if a.Namespace != space {
					dir = path.Dir(mainModule) // the list of shared modules
				}
				name = path.Join(dir, a.Path)
			}
			if elsewhere[name] {
				return outside(mainModule), nil
			}
			if a.Kind == esbuild.ResolveJSDynamicImport {
				return outside(name), nil
			}
			return esbuild.OnResolveResult{Path: name, Namespace: space}, nil
		})
		b.OnLoad(esbuild.OnLoadOptions{Filter: ".", Namespace: space}, func(a esbuild.OnLoadArgs) (esbuild.OnLoadResult, error) {
			raw, err := fs.ReadFile(fsys, a.Path)
			text, loader := string(raw), esbuild.LoaderJS
			if path.Ext(a.Path) == ".css" {
				loader = esbuild.LoaderCSS
			}
			return esbuild.OnLoadResult{Contents: &text, Loader: loader}, err
		})
	}}
}

func build(o esbuild.BuildOptions) ([]esbuild.OutputFile, string, error) {
	r := esbuild.Build(o)
	for _, e := range append(r.Errors, r.Warnings...) {
		at := ""
		if e.Location != nil {
			at = fmt.Sprintf("%s:%d: ", strings.TrimPrefix(e.Location.File, "own:"), e.Location.Line)
		}
		return nil, "", fmt.Errorf("web: %s%s", at, e.Text)
	}
	return r.OutputFiles, r.Metafile, nil
}
