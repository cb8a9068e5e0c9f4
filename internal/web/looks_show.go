package web

import (
	"strings"

	"github.com/hitomado/hitomado/internal/base/texts"
	"github.com/hitomado/hitomado/internal/front/visit"
)

// looksData is who looked at visits that were not in their care, and at
// protected persons'.
type looksData struct {
	Tabs      []tab
	Reception string // the number that was asked for
	Protected bool   // only protected persons' visits
	Reads     []lookRow
}

type lookRow struct {
	visit.Look
	Who, Where, What string
}

// looksPage lists the looks at visits, by number alone.
func (s *Server) looksPage(q *req) error {
	in := q.r.URL.Query()
	d := looksData{Tabs: q.adminTabs(), Reception: strings.TrimSpace(in.Get("reception")), Protected: in.Get("protected") == "1"}
	list, err := s.Visits.Looked(q.ctx(), q.who, visit.LooksAsked{Reception: d.Reception, Protected: d.Protected})
	if err != nil {
		return err
	}
	offices, err := s.Offices.Offices(q.ctx())
	if err != nil {
		return err
	}
	seats := map[string]string{}
	for _, l := range list {
		row := lookRow{Look: l, Who: q.nameOf(l.Staff), Where: q.placeOf(offices, l.Office), What: q.doorName(l.Door)}
		if at := q.seatOf(l.Seat, seats); at != "" {
			row.Where += " " + at
		}
		d.Reads = append(d.Reads, row)
	}
	return q.render("looks", q.t("looks.title"), d)
}

// doorName is what a door shows, in words: the most particular part of its path
// that has a name.
func (q *req) doorName(pattern string) string {
	_, path, _ := strings.Cut(pattern, " ")
	where := "looks.screen"
	if rest, ok := strings.CutPrefix(path, "/api/v1"); ok {
		path, where = rest, "looks.api"
	}
	what := q.t("looks.what.other")
	for part := range strings.SplitSeq(path, "/") {
		if key := "looks.what." + part; part != "" && texts.Has(key) {
			what = q.t(key)
		}
	}
	return q.t(where, "what", what)
}
