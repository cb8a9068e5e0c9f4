package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"sync"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/desk"
)

// Limits of bodies in bytes.
const (
	maxJSON  = 64 << 10
	maxDraft = 512 << 10 // every field of the longest form
	maxPage  = 20 << 20
)

// body reads a request's body up to limit.
func (c *call) body(limit int64) ([]byte, error) { return c.bodyInto(new(bytes.Buffer), limit) }

// sheets lends buffers for uploads: a fresh one of the size of a scan for each
// would be the largest part of a life's garbage.
var sheets = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// lentMost is the largest buffer that is kept for the next upload, in bytes.
const lentMost = 2 << 20

// lend gives a buffer; back takes it, after which nobody may look at its bytes.
func lend() (buf *bytes.Buffer, back func()) {
	buf, _ = sheets.Get().(*bytes.Buffer)
	return buf, func() {
		if buf.Cap() <= lentMost {
			buf.Reset()
			sheets.Put(buf)
		}
	}
}

// bodyInto is body with the bytes in buf.
func (c *call) bodyInto(buf *bytes.Buffer, limit int64) ([]byte, error) {
	if c.r.ContentLength > limit {
		return nil, kernel.E(kernel.TooLarge, "body_too_large")
	}
	if c.r.ContentLength > 0 {
		buf.Grow(int(c.r.ContentLength) + bytes.MinRead)
	}
	_, err := buf.ReadFrom(http.MaxBytesReader(c.w, c.r.Body, limit))
	if _, over := errors.AsType[*http.MaxBytesError](err); over {
		return nil, kernel.E(kernel.TooLarge, "body_too_large")
	}
	if err != nil {
		return nil, kernel.E(kernel.Invalid, "body_cut").Because(err)
	}
	return buf.Bytes(), nil
}

// weight is how many bytes the body will hold in memory, limit when nobody
// says.
func (c *call) weight(limit int64) int64 {
	if c.r.ContentLength >= 0 {
		return min(c.r.ContentLength, limit)
	}
	return limit
}

// media is the body's content type without parameters, "" when none is given.
func (c *call) media() string {
	t, _, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if err != nil {
		return c.r.Header.Get("Content-Type")
	}
	return t
}

// decode reads a JSON body strictly: one value, known members of the right
// types, no NUL. An empty body is an empty object; what is missing in it is
// for the rooms to say.
func (c *call) decode(raw []byte, into any) error {
	if len(bytes.TrimSpace(raw)) == 0 {
		return nil
	}
	if t := c.media(); t != "" && t != "application/json" {
		return kernel.E(kernel.Invalid, "content_type").On("Content-Type")
	}
	if err := desk.CleanJSON(raw); err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return badJSON(raw, err)
	}
	if _, err := d.Token(); err != io.EOF {
		return kernel.E(kernel.Invalid, "body_not_json")
	}
	return nil
}

// badJSON tells broken JSON from JSON of another shape. The parser's own words
// may quote the body, so they stay out of the log.
func badJSON(raw []byte, err error) error {
	if t, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return kernel.E(kernel.Invalid, "input_invalid").On(t.Field)
	}
	if json.Valid(raw) {
		return kernel.E(kernel.Invalid, "input_invalid")
	}
	return kernel.E(kernel.Invalid, "body_not_json")
}
