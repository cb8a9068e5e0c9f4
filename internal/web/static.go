package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"

	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/css"
	"github.com/tdewolff/minify/v2/js"
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

func loadStatic(fsys fs.FS, root string) (*static, error) {
	s := &static{files: map[string]asset{}}
	sum := sha256.New()
	err := fs.WalkDir(fsys, root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		short := strings.TrimPrefix(name, root+"/")
		kind := kindOf(short)
		if kind == "" {
			return nil // notes for people, not for browsers
		}
		if raw, err = lean(short, raw); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		fmt.Fprintf(sum, "%s %d\n", short, len(raw))
		sum.Write(raw)
		s.files[short] = asset{kind: kind, plain: raw, zip: packed(raw)}
		return nil
	})
	s.base = "/static/" + hex.EncodeToString(sum.Sum(nil))[:12] + "/"
	return s, err
}

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

// lean leaves out what is for readers of the source. Names stay, so that what
// an old browser reports can be found in it.
func lean(name string, raw []byte) ([]byte, error) {
	var b bytes.Buffer
	var err error
	switch path.Ext(name) {
	case ".js":
		err = (&js.Minifier{KeepVarNames: true}).Minify(minify.New(), &b, bytes.NewReader(raw), nil)
	case ".css":
		err = (&css.Minifier{}).Minify(minify.New(), &b, bytes.NewReader(raw), nil)
	default:
		return raw, nil
	}
	return b.Bytes(), err
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
	for _, ofPages := range []string{"Cross-Origin-Opener-Policy", "Permissions-Policy", "Referrer-Policy"} {
		h.Del(ofPages) // twenty small files: their headers weigh as much as they do
	}
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
