package closing

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/hitomado/hitomado/internal/base/jp"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/texts"
	"github.com/hitomado/hitomado/internal/front/handover/document"
)

// PDF draws the day sheet: of a closed day the figures as they were closed, so
// that printing it again gives the same bytes; of an open one the figures now.
// by is the name of who closed it.
func (s *Service) PDF(ctx context.Context, actor kernel.Actor, office, day string, name func(staff string) string) ([]byte, error) {
	sheet, err := s.Day(ctx, actor, office, day)
	if err != nil {
		return nil, err
	}
	o, err := s.offices.Office(ctx, office)
	if err != nil {
		return nil, err
	}
	fonts, err := s.fonts()
	if err != nil {
		return nil, err
	}
	f, at, who, notes := sheet.Now, s.journal.Now(), actor.Name, []string{t("open")}
	number, made, by := "", t("made_at"), t("made_by")
	if k := sheet.Closed(); k != nil {
		f, at, who, notes = k.Figures, k.At, name(k.Staff), nil
		made, by = t("at"), t("by")
		number = sheet.Day + "-" + k.ID[len(k.ID)-6:]
		if k.Note != "" {
			notes = append(notes, t("note", "note", k.Note))
		}
	}
	return document.Render(fonts, document.Sheet{Kind: document.Content, Title: t("title"), City: s.city, Office: o.Name,
		Labels: document.Labels{Reception: t("day"), Item: t("item"), Value: t("value"), Empty: t("none"), Continued: t("continued"),
			MadeAt: made, MadeBy: by, Number: t("number")},
		Reception: longDay(sheet.Day), MadeAt: at, MadeBy: who, Number: number, Lead: lead(f), Parts: parts(f), Notes: notes,
		Sign: []string{t("sign.clerk"), t("sign.chief")}})
}

// t is a text of the sheet: papers are in Japanese whatever the screen speaks.
func t(key string, args ...any) string { return texts.T("ja", "daysheet."+key, args...) }

func longDay(day string) string {
	at, err := time.ParseInLocation(time.DateOnly, day, kernel.Tokyo)
	if err != nil {
		return day
	}
	return jp.FromTime(at).WarekiWeekday()
}

func lead(f Figures) []document.Pair {
	n := func(key string, args ...any) document.Pair {
		return document.Pair{Label: t(key), Value: t("n", args...)}
	}
	scans := t("scans.even", "scans", f.Scans, "originals", f.Originals)
	if f.Missing() > 0 {
		scans = t("scans.left", "scans", f.Scans, "originals", f.Originals, "n", f.Missing())
	}
	return []document.Pair{n("visits", "n", f.Visits), n("done", "n", f.Done), n("applications", "n", f.Applications), n("pending", "n", f.Pending), n("late", "n", f.Late),
		{Label: t("scans"), Value: scans}}
}

func parts(f Figures) []document.Part {
	endings := document.Part{Name: t("part.endings")}
	for _, e := range slices.Sorted(maps.Keys(f.Endings)) {
		endings.Rows = append(endings.Rows, document.Row{Label: texts.T("ja", endingKey(e)), Value: t("n", "n", f.Endings[e])})
	}
	out := []document.Part{endings}
	places := document.Part{Name: t("part.places")}
	for _, p := range allPlaces {
		places.Rows = append(places.Rows, document.Row{Label: texts.T("ja", "original."+p), Value: t("sheets", "n", f.Places[p])})
	}
	out = append(out, places)
	for _, list := range []struct {
		key   string
		items []Item
	}{{"open", f.Open}, {"kept", f.Kept}, {"unfiled", f.Unfiled}, {"later", f.Later}, {"corrections", f.Corrections}} {
		p := document.Part{Name: t("part." + list.key)}
		for _, it := range list.items {
			value := texts.T("ja", "ticket."+it.State)
			if it.Count > 0 {
				value = t("count."+list.key, "n", strconv.Itoa(it.Count))
			}
			p.Rows = append(p.Rows, document.Row{Label: it.Reception, Value: value})
		}
		if len(p.Rows) == 0 {
			p.Rows = []document.Row{{Value: t("nothing")}}
		}
		out = append(out, p)
	}
	return out
}

// endingKey names how an application ended, by hand-over or early.
func endingKey(ending string) string {
	if key := "ending." + ending; texts.Has(key) {
		return key
	}
	return "state." + cmp.Or(ending, "finished")
}
