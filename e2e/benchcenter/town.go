package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing/fstest"
	"time"

	"github.com/hitomado/hitomado/internal/api"
	"github.com/hitomado/hitomado/internal/base/blob"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/hall"
	"github.com/hitomado/hitomado/internal/town/catalog"
	"github.com/hitomado/hitomado/internal/town/office"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// town is a town hall behind its API, with one errand of a hundred fields.
type town struct {
	*hall.Hall
	handler http.Handler
	tokens  map[string]string
	keys    int
}

const errand = "measured"

// fieldsOf is how many fields the errand's form has; the first hardOf of them
// are hard to read and marked as dangerous.
const (
	fieldsOf = 100
	hardOf   = 2
)

func field(i int) string { return fmt.Sprintf("f%03d", i) }

// form is the errand's catalogue: one sheet with a grid of lines of text.
func form(second string) fstest.MapFS {
	var b strings.Builder
	b.WriteString("form:\n  id: measured\n  version: 1\n  name: {ja: 計測用の用紙, en: Measured}\n  pages: 1\n  kinds: [form]\n  sections:\n    - id: all\n      name: {ja: 内容, en: Content}\n      fields:\n")
	for i := range fieldsOf {
		fmt.Fprintf(&b, "        - {id: %s, name: {ja: 項目%d, en: Field %d}, hint: {ja: 1行, en: One line}, type: text, required: true, dangerous: %t, at: [1, %d, %d, 12, 10], label: [1, %d, %d, 4, 10]}\n",
			field(i), i, i, i < hardOf, 34+i%10*16, 40+i/10*20, 30+i%10*16, 40+i/10*20)
	}
	return fstest.MapFS{"forms/measured.yaml": {Data: []byte(b.String())}, "procedures/measured.yaml": {Data: fmt.Appendf(nil, `
procedure:
  id: measured
  name: {ja: 計測, en: Measured}
  guide: {ja: 計測用, en: For measuring}
  form: measured
  way: here
  registers: true
  second: %s
  minutes: {entry: 4, verify: 2}
`, second)}}
}

func (b *bench) town(name, second string) (*town, error) {
	cat, err := catalog.Load(form(second))
	if err != nil {
		return nil, err
	}
	d, err := b.lite(name)
	if err != nil {
		return nil, err
	}
	store, err := blob.OpenDir(filepath.Join(b.dir, name))
	if err != nil {
		return nil, err
	}
	keys, err := blob.KeysFrom(bytes.Repeat([]byte{1}, 32))
	if err != nil {
		return nil, err
	}
	h, err := hall.Wire(d, hall.Options{City: "みほん市", Clock: kernel.NewManual(time.Date(2026, 11, 24, 10, 0, 0, 0, kernel.Tokyo)), Catalog: cat}, store, keys)
	if err != nil {
		return nil, err
	}
	t := &town{Hall: h, handler: api.New(h, slog.New(slog.NewTextHandler(io.Discard, nil))), tokens: map[string]string{}}
	for i, o := range []office.Office{{ID: "chuo", Kind: office.Area, Name: "みほん中央支所", NameEN: "Chuo", Mark: "みほん中央"}, {ID: "center", Kind: office.Center, Name: "集中入力センター", NameEN: "Center"}} {
		o.Position = i
		if err := h.Offices.Add(b.ctx, kernel.SystemActor, o, []office.Seat{{ID: o.ID + "-1", Office: o.ID, Kind: office.Counter, Name: "1番窓口", NameEN: "Counter 1", Position: 1}}); err != nil {
			return nil, err
		}
	}
	if err := h.Offices.SetRollout(b.ctx, kernel.SystemActor, office.Rollout{Office: "chuo", Procedure: errand, Mode: office.On, Way: "here", Since: "2026-01-01"}); err != nil {
		return nil, err
	}
	if err := b.join(t, "clerk", "chuo-1", kernel.Grant{Role: staff.RoleClerk, Office: "chuo"}); err != nil {
		return nil, err
	}
	for i := range 5 {
		if err := b.join(t, keyer(i), "center-1", kernel.Grant{Role: staff.RoleKeyer, Office: "center"}, kernel.Grant{Role: staff.RoleVerifier, Office: "center"}); err != nil {
			return nil, err
		}
	}
	return t, nil
}

func keyer(i int) string { return fmt.Sprintf("keyer%d", i) }

func (b *bench) join(t *town, login, seat string, grants ...kernel.Grant) error {
	p, err := t.Staff.Add(b.ctx, kernel.SystemActor, staff.NewPerson{Login: login, Name: "職員" + login, Password: "correct horse", Grants: grants})
	if err != nil {
		return err
	}
	t.tokens[login], _, err = t.Staff.SignInAs(b.ctx, p.ID, seat)
	return err
}

type m = map[string]any

// call sends one request to the API and reads its answer into out.
func (t *town) call(login, method, path string, body, out any) error {
	raw, ok := body.([]byte)
	media := "image/jpeg"
	if !ok {
		media = "application/json"
		var err error
		if raw, err = json.Marshal(body); err != nil {
			return err
		}
		if body == nil {
			raw = nil
		}
	}
	r := httptest.NewRequest(method, api.Prefix+path, bytes.NewReader(raw))
	r.Header.Set("Authorization", "Bearer "+t.tokens[login])
	r.Header.Set("Content-Type", media)
	if method != http.MethodGet {
		t.keys++
		r.Header.Set("Idempotency-Key", fmt.Sprintf("key-%d", t.keys))
	}
	rec := httptest.NewRecorder()
	t.handler.ServeHTTP(rec, r)
	if rec.Code >= 300 {
		return fmt.Errorf("%s %s: %d %s", method, path, rec.Code, rec.Body)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(rec.Body.Bytes(), out)
}
