package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"mime"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed static
var staticFiles embed.FS

// static serves the set of scripts, styles and sounds. All of them live under
// one name made of their contents, so that relative imports between modules
// always find the same set and browsers may keep the files for good.
type static struct {
	base  string // /static/<hash>/
	files map[string]asset
}

type asset struct {
	kind       string
	plain, zip []byte // zip is nil when packing does not help
}

// loadStatic composes the files once; they are the same for every face.
var loadStatic = sync.OnceValues(func() (*static, error) {
	fsys, err := fs.Sub(staticFiles, "static")
	if err != nil {
		return nil, err
	}
	files, err := compose(fsys)
	if err != nil {
		return nil, err
	}
	err = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || composed(name) || kindOf(name) == "" { // what has no kind is notes for people
			return err
		}
		files[name], err = fs.ReadFile(fsys, name)
		return err
	})
	s := &static{files: map[string]asset{}}
	sum := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		raw := files[name]
		fmt.Fprintf(sum, "%s %d\n", name, len(raw))
		sum.Write(raw)
		s.files[name] = asset{kind: kindOf(name), plain: raw, zip: packed(raw)}
	}
	s.base = "/static/" + hex.EncodeToString(sum.Sum(nil))[:12] + "/"
	return s, err
})

func composed(name string) bool { return path.Ext(name) == ".js" || path.Ext(name) == ".css" }

func kindOf(name string) string {
	switch ext := path.Ext(name); ext {
	case ".js", ".css", ".svg", ".png", ".wav", ".woff2", ".ico":
		if ext == ".js" {
			return "text/javascript; charset=utf-8"
		}
		return mime.TypeByExtension(ext)
	}
	return ""
}

func packed(raw []byte) []byte {
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is a valid constant
	_, _ = z.Write(raw)                                   // a buffer does not fail
	_ = z.Close()
	if b.Len() > len(raw)*9/10 {
		return nil
	}
	return b.Bytes()
}

func (s *static) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a, ok := s.files[strings.TrimPrefix(r.URL.Path, s.base)]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	body := a.plain
	if a.zip != nil && takesGzip(r) {
		h.Set("Content-Encoding", "gzip")
		body = a.zip
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body)
}
