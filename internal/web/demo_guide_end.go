package web

import (
	"net/url"
	"strings"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/paper/page"
)

// guideEnd is the last picture: the paper as it came in beside the paper that
// goes out, and what the record tells of the way between.
type guideEnd struct {
	Ticket            string
	Page, PDF, Record string
	Glyphs            string // the characters that computers often lose
	Crop              string
	Minutes           int
}

func (s *Server) demoGuideEnd(q *req) error {
	seats, err := q.guideSeats()
	if err != nil {
		return err
	}
	clerk, _ := s.demo.Sitting(seats["clerk"].Seat)
	v, err := s.Visits.Get(q.ctx(), clerk, q.path("visit"))
	if err != nil {
		return err
	}
	base := "/s/" + url.PathEscape(watchPrefix+seats["clerk"].Seat)
	end := guideEnd{Ticket: v.Ticket, Record: base + "/visits/" + v.ID + "/timeline"}
	if v.ClosedAt != nil {
		end.Minutes = int(v.ClosedAt.Sub(v.ArrivedAt).Round(time.Minute).Minutes())
	}
	for _, a := range v.Applications {
		if err := q.guidePapers(&end, base, clerk, a); err != nil {
			return err
		}
	}
	return q.render("guide_end", q.t("guide.end"), end)
}

func (q *req) guidePapers(end *guideEnd, base string, clerk kernel.Actor, a visit.Application) error {
	pages, err := q.s.Pages.Of(q.ctx(), a.ID)
	if err != nil {
		return err
	}
	for _, p := range pages {
		if p.State == page.Current && end.Page == "" {
			end.Page = base + "/pages/" + p.ID + "/view.jpg"
		}
	}
	docs, err := q.s.Handover.Of(q.ctx(), a.ID)
	if err != nil {
		return err
	}
	if len(docs) > 0 {
		end.PDF = base + "/documents/" + docs[len(docs)-1].ID
	}
	values, err := q.s.Entries.ReadValues(q.ctx(), clerk, a)
	if err != nil {
		return err
	}
	for field, v := range values {
		if hard := hardGlyphs(v.V); hard != "" && (end.Crop == "" || field < end.Crop) {
			end.Glyphs, end.Crop = hard, field
		}
	}
	if end.Crop != "" {
		end.Crop = base + "/applications/" + a.ID + "/crop/" + end.Crop
	}
	return nil
}

// hardGlyphs are the characters of a value that stand outside the kanji every
// computer knows: compatibility forms, those beyond the first plane, variants.
func hardGlyphs(value string) string {
	var b strings.Builder
	for _, r := range value {
		if r >= 0xF900 && r <= 0xFAFF || r >= 0x20000 {
			b.WriteRune(r)
		}
	}
	return b.String()
}
