package web

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/paper/page"
)

// coverData is one page on which somebody says where numbers stand.
type coverData struct {
	page.Page
	Areas   []choice // those of now
	Presets []choice // the usual places, by the four numbers that the form sends
}

// presets are the places where other municipalities' papers have their numbers.
var presets = []struct {
	id   string
	area page.Area
}{
	{"top", page.Area{X: 5, Y: 5, W: 200, H: 35}},
	{"top-right", page.Area{X: 105, Y: 5, W: 100, H: 60}},
	{"middle", page.Area{X: 5, Y: 125, W: 200, H: 45}},
	{"bottom-left", page.Area{X: 5, Y: 222, W: 100, H: 70}},
	{"bottom-right", page.Area{X: 105, Y: 222, W: 100, H: 70}},
	{"bottom", page.Area{X: 5, Y: 257, W: 200, H: 35}},
}

func areaText(a page.Area) string { return fmt.Sprintf("%g,%g,%g,%g", a.X, a.Y, a.W, a.H) }

// coverPage asks where numbers stand on a page whose layout is not known.
func (s *Server) coverPage(q *req) error {
	p, err := s.Pages.Get(q.ctx(), q.who, q.path("page"))
	if err != nil {
		return err
	}
	d := coverData{Page: p}
	for i, a := range p.Covers {
		d.Areas = append(d.Areas, choice{areaText(a), q.t("cover.now", "n", i+1)})
	}
	for _, x := range presets {
		d.Presets = append(d.Presets, choice{areaText(x.area), q.t("cover.place." + x.id)})
	}
	return q.render("cover", q.t("cover.title"), d)
}

// cover takes the answer and leads to the next page of the visit that waits for
// one.
func (s *Server) cover(q *req) error {
	in := page.Covering{None: q.form("none") != ""}
	if !in.None {
		var err error
		if in.Areas, err = q.areas(); err != nil {
			return err
		}
	}
	id := q.path("page")
	if err := s.Pages.Cover(q.command(1), q.who, id, in); err != nil {
		return err
	}
	p, err := s.Pages.Get(q.ctx(), q.who, id)
	if err != nil {
		return err
	}
	v, err := s.Visits.Get(q.ctx(), q.who, p.Visit)
	if err != nil {
		return err
	}
	var ids []string
	for _, a := range v.Applications {
		if !a.State.Over() {
			ids = append(ids, a.ID)
		}
	}
	rest, err := s.Pages.Of(q.ctx(), ids...)
	if err != nil {
		return err
	}
	for _, o := range rest {
		if o.Cover == page.CoverOpen && o.State == page.Current {
			q.home("/pages/" + o.ID + "/cover")
			return nil
		}
	}
	q.home("/visits/" + p.Visit + "#p-" + id)
	return nil
}

// areas reads the chosen places and the one that was typed in millimetres.
func (q *req) areas() (out []page.Area, err error) {
	list := q.list("rect")
	typed := []string{q.form("x"), q.form("y"), q.form("w"), q.form("h")}
	if strings.Join(typed, "") != "" {
		list = append(list, strings.Join(typed, ","))
	}
	for _, text := range list {
		parts := strings.Split(text, ",")
		if len(parts) != 4 {
			return nil, kernel.E(kernel.Invalid, "cover_area").On("areas")
		}
		var v [4]float64
		for i, p := range parts {
			if v[i], err = strconv.ParseFloat(strings.TrimSpace(p), 64); err != nil {
				return nil, kernel.E(kernel.Invalid, "cover_area").On("areas")
			}
		}
		out = append(out, page.Area{X: v[0], Y: v[1], W: v[2], H: v[3]})
	}
	return out, nil
}

// Uncovered are the pages of an errand on which nobody has looked for numbers.
func (c appCard) Uncovered() (out []page.Page) {
	for _, p := range c.Pages {
		if p.Cover == page.CoverOpen && p.State == page.Current {
			out = append(out, p)
		}
	}
	return out
}
