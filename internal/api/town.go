package api

import (
	"net/http"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/desk"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// Procedures lists what a visitor may bring.
type Procedures struct {
	Procedures []Procedure `json:"procedures"`
}

// Procedure is one errand.
type Procedure struct {
	ID        string   `json:"id"`
	Name      string   `json:"name"`
	Short     string   `json:"short"`
	Guide     string   `json:"guide"`
	Form      string   `json:"form"`
	Way       string   `json:"way" doc:"here or core; an office may have its own rule"`
	Registers bool     `json:"registers" doc:"The values end in the core system"`
	Prints    bool     `json:"prints"`
	After     []string `json:"after" doc:"Procedures of the same visit that come first"`
	Documents []string `json:"documents"`
}

// Form is a paper form as data.
type Form struct {
	ID      string      `json:"id"`
	Version int         `json:"version"`
	Name    string      `json:"name"`
	Pages   int         `json:"pages"`
	Fields  []FormField `json:"fields" doc:"Every field of every repetition, in the order of keying"`
}

// FormField is one field of a form.
type FormField struct {
	Key       string      `json:"key"`
	Section   string      `json:"section"`
	Name      string      `json:"name"`
	Hint      string      `json:"hint"`
	Type      string      `json:"type"`
	Required  bool        `json:"required"`
	Dangerous bool        `json:"dangerous"`
	Keyed     bool        `json:"keyed" doc:"False: never keyed, and blacked out when sensitive"`
	Max       int         `json:"max"`
	Codes     []desk.Code `json:"codes"`
	Region    desk.Region `json:"region"`
}

func (s *server) townDoors() {
	door(s, route{method: http.MethodGet, path: "/procedures", id: "list-procedures", about: "What a visitor may bring", tag: "town"},
		func(c *call, _ *bare, _ *nothing) (*Procedures, error) {
			out := &Procedures{Procedures: []Procedure{}}
			for _, p := range s.Catalog.Procedures() {
				out.Procedures = append(out.Procedures, Procedure{ID: p.ID, Name: p.Name.In(c.lang), Short: p.Short.In(c.lang), Guide: p.Guide.In(c.lang),
					Form: p.Form, Way: p.Way, Registers: p.Registers, Prints: p.Prints, After: some(p.After), Documents: some(p.Documents)})
			}
			return out, nil
		})
	door(s, route{method: http.MethodGet, path: "/forms/{id}", id: "get-form", about: "A form with its fields", tag: "town"},
		func(c *call, in *withID, _ *nothing) (*Form, error) {
			f, ok := s.Catalog.Form(in.ID)
			if !ok {
				return nil, kernel.E(kernel.NotFound, "form_unknown")
			}
			return form(f, c.lang), nil
		})
}

func form(f *catalog.Form, lang string) *Form {
	out := &Form{ID: f.ID, Version: f.Version, Name: f.Name.In(lang), Pages: f.Pages, Fields: []FormField{}}
	for _, it := range f.AllItems() {
		d := it.Field
		field := FormField{Key: it.Key, Section: it.Section.ID, Name: f.Label(it, lang), Hint: d.Hint.In(lang), Type: d.Type, Required: d.Required,
			Dangerous: d.Dangerous, Keyed: !d.Sensitive && !d.Office, Max: d.Max, Codes: []desk.Code{},
			Region: desk.Region{Page: it.Region.Page, X: it.Region.X, Y: it.Region.Y, W: it.Region.W, H: it.Region.H}}
		for _, k := range d.Codes {
			field.Codes = append(field.Codes, desk.Code{Value: k.Value, Name: k.Name.In(lang), Key: k.Key})
		}
		out.Fields = append(out.Fields, field)
	}
	return out
}

// some is a list that is never null.
func some(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
