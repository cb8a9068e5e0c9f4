package web

import (
	"encoding/json"
	"fmt"
	"html/template"
	"strconv"
	"time"

	"github.com/hitomado/hitomado/internal/base/jp"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/texts"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/town/catalog"
	"github.com/hitomado/hitomado/internal/town/office"
)

// funcs are the words a template of one language may use.
func funcs(lang, assets string) template.FuncMap {
	return template.FuncMap{
		"t":     func(key string, args ...any) string { return texts.T(lang, key, args...) },
		"text":  func(t catalog.Text) string { return t.In(lang) },
		"asset": func(name string) string { return assets + name },
		"clock": func(t time.Time) string { return t.In(kernel.Tokyo).Format("15:04") },
		"day":   func(t time.Time) string { return dayText(lang, t) },
		"lasts": func(minutes int) string { return texts.Lasts(lang, minutes) },
		"span":  func(r request.Range) string { return spanText(lang, r) },
		"texts": func(prefixes ...string) map[string]string {
			return texts.With(lang, append(prefixes, "line.", "lock.", "net.", "notice.", "page.kind.", "same.", "scan.", "upload.")...)
		},
		"dict": dict,
		"json": jsonText,
		"mm":   func(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) },
	}
}

// jsonText is data for a page's script, to stand in an attribute.
func jsonText(v any) (string, error) {
	raw, err := json.Marshal(v)
	return string(raw), err
}

// dict builds the argument of a shared block from pairs.
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("dict: %d arguments", len(pairs))
	}
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		k, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict: key %v", pairs[i])
		}
		m[k] = pairs[i+1]
	}
	return m, nil
}

// dayText shows a business day as people write it.
func dayText(lang string, t time.Time) string {
	t = t.In(kernel.Tokyo)
	if lang == "en" {
		return t.Format("Mon 2 Jan 2006")
	}
	return jp.Date{Y: t.Year(), M: int(t.Month()), D: t.Day()}.WarekiWeekday()
}

// spanText shows an expected time; a range is rounded to five minutes already.
func spanText(lang string, r request.Range) string {
	switch {
	case !r.Known:
		return texts.T(lang, "range.unknown")
	case r.Low == 0:
		return texts.T(lang, "range.within", "n", r.High)
	}
	return texts.T(lang, "range.between", "low", r.Low, "high", r.High)
}

// minutes is how long ago something was, in whole minutes.
func (q *req) minutes(since time.Time) int { return max(0, int(q.now.Sub(since).Minutes())) }

func (q *req) seatName(s office.Seat) string {
	if q.lang == "en" && s.NameEN != "" {
		return s.NameEN
	}
	return s.Name
}

func (q *req) officeName(o office.Office) string {
	if q.lang == "en" && o.NameEN != "" {
		return o.NameEN
	}
	return o.Name
}

// procedure is a procedure's short name.
func (q *req) procedure(id string) string {
	if p, ok := q.s.Catalog.Procedure(id); ok {
		return q.tx(p.Short)
	}
	return id
}

// codes is a list of the catalogue that people choose from.
func (q *req) codes(list string) []choice {
	var out []choice
	for _, c := range q.s.Catalog.Codes(list) {
		out = append(out, choice{c.Value, q.tx(c.Name)})
	}
	return out
}

// ja and en are words for what is stored in both languages.
func ja(key string, args ...any) string { return texts.T("ja", key, args...) }
func en(key string, args ...any) string { return texts.T("en", key, args...) }

// region writes a place on a sheet for the page's script.
func region(r catalog.Rect) string {
	return fmt.Sprintf("%d,%.1f,%.1f,%.1f,%.1f", max(1, r.Page), r.X, r.Y, r.W, r.H)
}
