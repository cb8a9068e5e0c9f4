package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/texts"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/inquiry"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/paper/page"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

func (d *Desk) task(ctx context.Context, w entry.Work, f For) (TaskView, error) {
	v := TaskView{Task: taskOf(w), Sections: sections(w.Parts, f.Lang), Items: items(w.Cells, f.Lang),
		Drafts: map[string]Value{}, Typed: map[string]string{}, Echoes: map[string]string{}, Offers: map[string][]Offer{}, Mismatches: map[string]Pair{}}
	get := func(key string) catalog.Value { return w.Values[key] }
	for _, c := range w.Cells {
		x, keyed := w.Values[c.Key]
		if !keyed {
			continue
		}
		v.Drafts[c.Key] = value(x)
		if typed := w.Sheet.Form.Retype(c.Key, x); typed != x.V && !w.Sheet.Core {
			v.Typed[c.Key] = typed
		}
		if e := echoOf(w.Sheet, c, x, catalog.Context{Today: d.hall.Clock.Now(), Get: get}, f.Lang); e != "" {
			v.Echoes[c.Key] = e
		}
	}
	for key, list := range w.Offers {
		v.Offers[key] = offers(list, f.Lang)
	}
	for key, p := range w.Mismatches {
		pair := Pair{First: p.First.V, Second: p.Second.V,
			FirstShown: w.Sheet.Display(key, p.First, f.Lang), SecondShown: w.Sheet.Display(key, p.Second, f.Lang)}
		if p.Third != nil {
			pair.Third, pair.ThirdShown = p.Third.V, w.Sheet.Display(key, *p.Third, f.Lang)
		}
		v.Mismatches[key] = pair
	}
	var err error
	if v.Application, err = d.application(ctx, w, f); err != nil {
		return v, err
	}
	if v.Pages, err = d.pages(ctx, w.Application.ID, w, f); err != nil {
		return v, err
	}
	v.Ask = []Inquiry{}
	if w.Task.Kind != request.Sample { // an answer of the counter would tell what somebody else keyed
		v.Ask, err = d.asked(ctx, w.Application.ID, f)
		v.Ask = slices.DeleteFunc(v.Ask, func(in Inquiry) bool { return !w.Shows(in.Field) })
	}
	return v, err
}

// shownPortion is "" for the whole, however it came about.
func shownPortion(p catalog.Portion) string {
	if p.Split() {
		return string(p)
	}
	return ""
}

func taskOf(w entry.Work) Task {
	t := w.Task
	return Task{ID: t.ID, Kind: string(t.Kind.Shown()), Version: t.Version, LeaseUntil: t.LeaseUntil, Local: t.Local, Held: t.Hold != nil, Compared: w.Compared, Portion: shownPortion(t.Portion)}
}

// application heads the sheet. Whoever works on a form may know which visitor
// waits for it; the rooms have decided that the person does, so the visit is
// read in the program's own name.
func (d *Desk) application(ctx context.Context, w entry.Work, f For) (Application, error) {
	a := w.Application
	out := Application{ID: a.ID, Procedure: a.Procedure, ProcedureName: a.Procedure, FormName: w.Sheet.Form.Name.In(f.Lang),
		State: string(a.State), Way: a.Way, WaitingSince: w.Task.VisitAt}
	if p, ok := d.hall.Catalog.Procedure(a.Procedure); ok {
		out.ProcedureName = p.Name.In(f.Lang)
	}
	if w.Task.Kind.Sampled() { // as any form in work
		out.State = string(visit.Entering)
	} else if a.RequestedAt != nil {
		out.WaitingSince = *a.RequestedAt
	}
	v, err := d.hall.Visits.Get(ctx, kernel.SystemActor, a.Visit)
	if err != nil {
		return out, err
	}
	out.Reception, out.Ticket = v.Reception, v.Ticket
	if out.OfficeName, err = d.place(ctx, a.Office, f.Lang); err != nil {
		return out, err
	}
	out.CounterName, err = d.place(ctx, v.Seat, f.Lang)
	return out, err
}

// pages are those that somebody who works on a form sees: in a portion of it
// only its own sheets, each by the place that is printed on it.
func (d *Desk) pages(ctx context.Context, application string, w entry.Work, f For) ([]Page, error) {
	list, err := d.hall.Pages.Of(ctx, application)
	if err != nil || !w.Task.Portion.Split() {
		return Pages(list, w.Application.Form, f), err
	}
	out := []Page{}
	for _, p := range list {
		if n := p.SheetIn(w.Application.Form); n > 0 && p.State == page.Current && p.Cover != page.CoverOpen {
			out = append(out, Page{ID: p.ID, Page: n, Kind: p.Kind, View: f.viewOf(p), Straightened: true})
		}
	}
	return out, nil
}

func (f For) viewOf(p page.Page) string { return f.Base + "/pages/" + p.ID + "/view.jpg" }

// Pages shows the current pages of one application, whose form it is, numbered
// within each kind. One on which numbers may stand uncovered is left out.
func Pages(list []page.Page, form string, f For) []Page {
	out, number := []Page{}, page.Ordinals(list, form)
	for _, p := range list {
		if p.State == page.Current && p.Cover != page.CoverOpen {
			out = append(out, Page{ID: p.ID, Page: number[p.ID], Kind: p.Kind, View: f.viewOf(p), Straightened: p.Straightened})
		}
	}
	return out
}

func (d *Desk) asked(ctx context.Context, application string, f For) ([]Inquiry, error) {
	list, err := d.hall.Inquiries.Of(ctx, application)
	if err != nil {
		return nil, err
	}
	return Inquiries(list, f.Lang), nil
}

// Inquiries shows questions with their answers as people read them.
func Inquiries(list []inquiry.Inquiry, lang string) []Inquiry {
	out := make([]Inquiry, len(list))
	for i, in := range list {
		out[i] = Inquiry{ID: in.ID, Field: in.Field, Question: in.Question, Kind: in.AnswerKind, Answer: in.Answer, Answered: in.AnsweredAt != nil}
		if in.Answer == "" && in.AnswerKind != "" && in.AnswerKind != "typed" {
			out[i].Answer = texts.T(lang, "answer."+in.AnswerKind)
		}
	}
	return out
}

// echoOf shows how a stored value was understood, where that says more than
// the value itself.
func echoOf(s entry.Sheet, c entry.Cell, v catalog.Value, ctx catalog.Context, lang string) string {
	if s.Core || v.V == "" || v.M == catalog.Unreadable {
		return ""
	}
	switch c.Type {
	case catalog.TypeDate, catalog.TypeDateWestern, catalog.TypeCode, catalog.TypeCodes:
		if shown := s.Display(c.Key, v, lang); shown != v.V {
			return shown
		}
	case catalog.TypePostal:
		return s.Check(c.Key, v.V, ctx).Echo
	}
	return ""
}

func savedView(s entry.Saved, lang string) SavedView {
	out := SavedView{Fields: make(map[string]Understood, len(s.Fields))}
	for key, ch := range s.Fields {
		u := Understood{Value: value(ch.Value), Stored: s.Stored[key], Echo: ch.Echo, Fill: ch.Fill, Offers: offers(ch.Offers, lang)}
		if it, ok := s.Sheet.Form.Item(key); ok && lang == "en" && ch.Echo != "" {
			u.Echo = translated(it.Field.Type, ch, s.Sheet.Display(key, ch.Value, lang))
		}
		if ch.Keep != nil {
			keep := value(*ch.Keep)
			u.Keep = &keep
		}
		if ch.Problem != nil {
			p := ProblemOfField(*ch.Problem, lang)
			u.Problem = &p
		}
		out.Fields[key] = u
	}
	if len(s.Cells) > 0 {
		out.Items, out.Sections = items(s.Cells, lang), sections(s.Parts, lang)
	}
	return out
}

// translated is an echo in English where the value has an English form; kana
// and places are Japanese in every language.
func translated(kind string, ch catalog.Checked, shown string) string {
	switch kind {
	case catalog.TypeDate, catalog.TypeDateWestern, catalog.TypeCode, catalog.TypeCodes:
		return shown
	}
	return ch.Echo
}

// ProblemOfField puts a field's problem into words: a check of the form brings
// its own, all others stand in the message catalogue.
func ProblemOfField(p catalog.Problem, lang string) FieldProblem {
	out := FieldProblem{Key: p.Key, Level: p.Level, Code: p.Code, Proposal: p.Proposal, Text: p.Text.In(lang)}
	if p.Text.IsZero() {
		args := make([]any, 0, 2*len(p.Args))
		for name, v := range p.Args {
			args = append(args, name, v)
		}
		out.Text = texts.T(lang, "problem."+p.Code, args...)
	}
	if n, ok := p.Args["n"].(int); ok {
		out.Text = strings.ReplaceAll(out.Text, "{n}", strconv.Itoa(n))
	}
	return out
}
