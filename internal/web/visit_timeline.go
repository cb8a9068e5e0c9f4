package web

import (
	"encoding/json"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/texts"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
)

// timelineData is the whole record of a visit as sentences.
type timelineData struct {
	visit.Visit
	Lines []line
	Total int // minutes from the first to the last line
}

// line is one event: when, who, where, what, and how long until the next.
type line struct {
	At         time.Time
	Day        bool // the first of another day than the line above
	Who, Where string
	What       string
	About      string // the errand it concerns
	Lasted     string
	Tone       string
}

// timeline shows who did what where and when, and how long it took.
func (s *Server) timeline(q *req) error {
	v, err := s.Visits.Get(q.ctx(), q.who, q.path("id"))
	if err != nil {
		return err
	}
	entries, err := s.Visits.Timeline(q.ctx(), q.who, v.ID)
	if err != nil {
		return err
	}
	d := timelineData{Visit: v}
	about, seats := map[string]string{}, map[string]string{}
	for _, a := range v.Applications {
		about[a.ID] = q.procedure(a.Procedure)
	}
	for i, e := range entries {
		l := line{At: e.At, What: q.sentence(e), About: about[e.Application], Where: q.seatOf(e.Seat, seats), Tone: toneOf(e.Kind)}
		if e.Actor != "" {
			l.Who = q.nameOf(e.Actor)
		}
		l.Day = i > 0 && kernel.Day(e.At) != kernel.Day(entries[i-1].At)
		if i+1 < len(entries) {
			l.Lasted = q.lasted(entries[i+1].At.Sub(e.At))
		}
		d.Lines = append(d.Lines, l)
	}
	if n := len(entries); n > 1 {
		d.Total = int(entries[n-1].At.Sub(entries[0].At).Minutes())
	}
	return q.render("timeline", q.t("timeline.title", "ticket", v.Ticket), d)
}

func (q *req) seatOf(id string, known map[string]string) string {
	if id == "" {
		return ""
	}
	if _, ok := known[id]; !ok {
		known[id] = id
		if at, err := q.s.Offices.Seat(q.ctx(), id); err == nil {
			known[id] = q.seatName(at)
		}
	}
	return known[id]
}

// sentence says what an event means. Its payload holds ids and codes only,
// never what a visitor wrote.
func (q *req) sentence(e journal.Entry) string {
	var p map[string]any
	_ = json.Unmarshal(e.Payload, &p) // the journal wrote it; without it the sentence has no details
	n := 0
	if fields, ok := p["fields"].([]any); ok {
		n = len(fields)
	}
	if counted, ok := p["n"].(float64); ok {
		n = int(counted)
	}
	kind, _ := p["kind"].(string)
	number, _ := p["number"].(string)
	args := []any{"n", n, "number", number, "kind", q.said("page.kind."+kind, "document.title."+kind, "web.task."+kind), "ticket", textOf(p["ticket"])}
	if key := "event." + e.Kind; texts.Has(key) {
		return q.t(key, args...)
	}
	return q.t("event.other", "kind", e.Kind)
}

// said is the first known text.
func (q *req) said(keys ...string) string {
	for _, k := range keys {
		if texts.Has(k) {
			return q.t(k)
		}
	}
	return ""
}

// lasted shows how long a step took.
func (q *req) lasted(d time.Duration) string {
	switch {
	case d < time.Second:
		return ""
	case d < time.Minute:
		return q.t("timeline.seconds", "n", int(d.Seconds()))
	case d < time.Hour:
		return q.t("timeline.minutes", "n", int(d.Minutes()))
	}
	return q.t("timeline.hours", "n", int(d.Hours()), "m", int(d.Minutes())%60)
}

func toneOf(kind string) string {
	switch kind {
	case "application." + string(visit.Query), "application." + string(visit.Return), "application." + string(visit.Reopen), "application." + string(visit.Pend):
		return "ask"
	case "application." + string(visit.Complete), "application." + string(visit.Finish), "visit.closed":
		return "ready"
	}
	return ""
}
