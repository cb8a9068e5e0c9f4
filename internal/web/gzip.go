package web

import (
	"compress/gzip"
	"net/http"
	"strings"
	"sync"
)

var packers = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // a valid level
	return z
}}

func takesGzip(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept-Encoding"), "gzip")
}

// compress packs pages and JSON; images, papers, streams and what is packed
// already go out as they are.
func compress(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !takesGzip(r) {
			next.ServeHTTP(w, r)
			return
		}
		p := &packer{ResponseWriter: w}
		defer p.close()
		next.ServeHTTP(p, r)
	})
}

// packer decides with the header whether to pack.
type packer struct {
	http.ResponseWriter
	z       *gzip.Writer
	decided bool
}

func (p *packer) WriteHeader(status int) {
	if !p.decided {
		p.decided = true
		h := p.Header()
		kind := h.Get("Content-Type")
		text := strings.HasPrefix(kind, "text/html") || strings.Contains(kind, "json")
		if text && h.Get("Content-Encoding") == "" && status != http.StatusNoContent && status != http.StatusNotModified {
			h.Set("Content-Encoding", "gzip")
			h.Add("Vary", "Accept-Encoding")
			h.Del("Content-Length")
			p.z = packers.Get().(*gzip.Writer)
			p.z.Reset(p.ResponseWriter)
		}
	}
	p.ResponseWriter.WriteHeader(status)
}

func (p *packer) Write(b []byte) (int, error) {
	if !p.decided {
		p.WriteHeader(http.StatusOK)
	}
	if p.z != nil {
		return p.z.Write(b)
	}
	return p.ResponseWriter.Write(b)
}

// Unwrap lets the event stream reach flush and deadlines.
func (p *packer) Unwrap() http.ResponseWriter { return p.ResponseWriter }

func (p *packer) close() {
	if p.z == nil {
		return
	}
	_ = p.z.Close() // the reader may be gone
	packers.Put(p.z)
}
