package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/hitomado/hitomado/internal/base/jp"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/texts"
	"github.com/hitomado/hitomado/internal/town/staff"
	"github.com/hitomado/hitomado/internal/town/voice"
)

//go:embed templates
var templateFiles embed.FS

// pages holds every page in every language, parsed at start: a broken template
// is found before anybody sees it.
type pages struct {
	byLang map[string]map[string]*template.Template
}

func loadPages(assets string) (*pages, error) {
	ps := &pages{byLang: map[string]map[string]*template.Template{}}
	names, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		return nil, err
	}
	for _, lang := range texts.Languages {
		shared, err := template.New("").Funcs(funcs(lang, assets)).ParseFS(templateFiles, "templates/shared/*.html")
		if err != nil {
			return nil, err
		}
		set := map[string]*template.Template{}
		for _, name := range names {
			t, err := template.New("").Funcs(funcs(lang, assets)).ParseFS(templateFiles, name)
			if err == nil {
				err = lend(t, shared)
			}
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			set[strings.TrimSuffix(path.Base(name), ".html")] = t
		}
		ps.byLang[lang] = set
	}
	return ps, nil
}

// view is what a template sees: the frame of the page, and D, its own data.
type view struct {
	Page, Title      string
	Lang, Size, City string
	Base, Desk, Here string
	There            string // as Here, with what the page was asked for
	Place            placeNames
	OfficeID         string
	Who              kernel.Actor
	Name             string // of the person, in the language of the page
	Signed, Demo     bool
	Watch            bool // looks on, changes nothing
	Menu             []menuItem
	Idle             int          // minutes after which the screen locks; 0 is never
	Rules            []voice.Rule // the office's own, for this screen
	Today, Now       string       // R8.11.24 and RFC 3339, for the scripts
	D                any
	q                *req
}

// FailAt is why the form of that name was refused, nil for every other form.
func (v view) FailAt(form string) *fail {
	if !v.failed(form) {
		return nil
	}
	return v.Fail()
}

func (v view) failed(form string) bool { return v.q.fail != nil && v.q.fail.Form == form }

// Failed is a refusal that belongs to no form of the page.
func (v view) Failed() *fail { return v.FailAt("") }

// Old is what was typed into a refused form, so that nothing is typed twice.
func (v view) Old(form, field, fresh string) string {
	if !v.failed(form) {
		return fresh
	}
	return v.q.r.PostForm.Get(field)
}

// Given is an answer of a form of several steps, or fresh before it was asked.
func (v view) Given(field, fresh string) string {
	if list, ok := v.q.r.PostForm[field]; ok && len(list) > 0 {
		return list[0]
	}
	return fresh
}

// Chosen tells whether a box was ticked in a refused form, or is by itself.
func (v view) Chosen(form, field, value string, fresh bool) bool {
	if !v.failed(form) {
		return fresh
	}
	for _, x := range v.q.r.PostForm[field] {
		if x == value {
			return true
		}
	}
	return false
}

// May tells whether the person may do something at the window's office.
func (v view) May(action string) bool { return v.q.may(staff.Action(action), v.OfficeID) }

// Key makes a fresh idempotency key for a form.
func (v view) Key() string { return kernel.NewID() }

// render answers with a page, or with one live part of it when the request
// asks for ?part=name.
func (q *req) render(name, title string, data any) error {
	t, ok := q.s.pages.byLang[q.lang][name]
	if !ok {
		return fmt.Errorf("web: no page %s", name)
	}
	block := "layout"
	if part := q.r.URL.Query().Get("part"); part != "" && q.r.Method == http.MethodGet {
		block = "part-" + part
		if t.Lookup(block) == nil {
			return kernel.E(kernel.NotFound, "not_found")
		}
	}
	var b bytes.Buffer
	v := q.view(name, title, data)
	err := t.ExecuteTemplate(&b, block, v)
	if err == nil && q.fail != nil && !q.told { // its form is gone, as when a colleague was faster: the page tells it
		q.fail.Form = ""
		b.Reset()
		if err = t.ExecuteTemplate(&b, block, v); err == nil && !q.told && name != "error" {
			return q.render("error", q.t("web.error.title"), nil)
		}
	}
	if err != nil {
		return err
	}
	h := q.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	status := http.StatusOK
	if q.fail != nil {
		status = q.fail.Status
	}
	q.w.WriteHeader(status)
	_, err = b.WriteTo(q.w)
	return quiet(err)
}

func (q *req) view(name, title string, data any) view {
	v := view{Page: name, Title: title, Lang: q.lang, Size: sizeOf(q.r), City: q.s.city, Base: q.base(), Desk: q.desk, Here: q.here(), There: q.there(),
		Who: q.who, OfficeID: q.who.Office, Signed: q.who.ID != "", Demo: q.s.demo != nil, Watch: q.watching, D: data, q: q}
	v.Today, v.Now = jp.FromTime(q.now.In(kernel.Tokyo)).Short(), q.now.Format(time.RFC3339)
	if set, err := q.s.Offices.Settings(q.ctx()); err == nil && set.Product != "" {
		v.City = set.Product
	}
	if set, err := q.s.Offices.Settings(q.ctx()); err == nil && v.Signed && !v.Demo && name != "locked" {
		v.Idle = set.IdleMinutes
	}
	v.Place = q.placeName()
	if v.Signed {
		v.Name = q.nameOf(v.Who.ID)
	}
	v.Menu = q.menu()
	if v.Signed {
		if rules, err := q.s.Voice.Beside(q.ctx(), v.OfficeID, name); err == nil {
			v.Rules = rules
		}
	}
	return v
}

// here is the page a form stands on, where switches come back to.
func (q *req) here() string {
	if q.r.Method != http.MethodGet {
		if back := localPath(q.form("_back")); back != "/" {
			return back
		}
		return q.base() + "/"
	}
	return q.r.URL.Path
}

// there is where a switch of the language or of the size of letters comes back
// to: the page with all that it was asked for. The questions of a first start
// are asked under their code again, which the page carries anyhow.
func (q *req) there() string {
	switch {
	case q.r.URL.Path == "/setup":
		return "/setup?" + url.Values{"code": {q.r.FormValue("code")}}.Encode()
	case q.r.Method == http.MethodGet:
		return q.r.URL.RequestURI()
	}
	return q.here()
}

// Fail is the refusal this page tells, whatever form it came from.
func (v view) Fail() *fail {
	v.q.told = true
	return v.q.fail
}
