package desk

import (
	"context"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/texts"
	"github.com/hitomado/hitomado/internal/center/dispatch"
	"github.com/hitomado/hitomado/internal/center/request"
)

// WhyView is why a task comes when it comes, in figures and in sentences.
type WhyView struct {
	dispatch.Why
	Kind     string     `json:"kind" doc:"What the task asks for"`
	Given    *time.Time `json:"given" doc:"Since when its holder has it; null while it waits"`
	Waited   int        `json:"waited" doc:"Minutes on the list, until it was given"`
	Promised *time.Time `json:"promised" doc:"The visit's promised time; null without one"`
	Text     string     `json:"text" doc:"What the order went by, for people, in the language of the request"`
	Rules    []string   `json:"rules" doc:"What else decided, in the same language: waiting, urgency with its reason, skills, who may not have it"`
	Order    string     `json:"order" doc:"Name of the order of dispatch"`
	Visit    string     `json:"visit"`
	Ticket   string     `json:"ticket"`
	Errand   string     `json:"errand" doc:"Name of the procedure"`
}

// Why says why a task was given, or stands where it stands (なぜこの順番か).
func (d *Desk) Why(ctx context.Context, actor kernel.Actor, task, lang string) (WhyView, error) {
	r, err := d.hall.Requests.Reason(ctx, actor, task)
	if err != nil {
		return WhyView{}, err
	}
	v := WhyView{Why: r.Why, Kind: string(r.Kind), Given: r.Given, Waited: r.Waited, Promised: r.Promised, Visit: r.Visit, Rules: []string{},
		Text: texts.T(lang, "why."+r.Code, "remaining", texts.Lasts(lang, r.Remaining), "age", texts.Lasts(lang, r.Age), "late", texts.Lasts(lang, r.Late)), Order: r.Policy}
	if r.Given != nil || r.Over { // its figures are of that moment
		v.Text = texts.T(lang, "why.then", "reason", v.Text)
	}
	if key := "order." + r.Policy; texts.Has(key) { // one that came by the API has only its own name
		v.Order = texts.T(lang, key)
	}
	if p, ok := d.hall.Catalog.Procedure(r.Procedure); ok {
		v.Errand = p.Name.In(lang)
	}
	came, err := d.hall.Visits.Get(ctx, kernel.SystemActor, r.Visit) // who may ask at all may know whose turn it is
	if err != nil {
		return v, err
	}
	v.Ticket = came.Ticket
	names, err := d.hall.Staff.Names(ctx, lang)
	if err != nil {
		return v, err
	}
	v.rules(r, names, lang)
	return v, nil
}

// rules adds a sentence for everything else that decides.
func (v *WhyView) rules(r request.Reason, names map[string]string, lang string) {
	say := func(key string, args ...any) { v.Rules = append(v.Rules, texts.T(lang, "why."+key, args...)) }
	switch {
	case r.Given != nil:
		say("given", "at", clock(*r.Given), "waited", texts.Lasts(lang, r.Waited))
	case r.Over:
		say("over")
	default:
		say("waits", "waited", texts.Lasts(lang, r.Waited))
	}
	if r.Promised != nil && r.Code != "overdue" {
		say("promised", "at", clock(*r.Promised))
	}
	if h := r.Hurried; h != nil && h.Text != "" {
		say("hurried_because", "who", names[h.Staff], "at", clock(h.At), "reason", h.Text)
	} else if h != nil {
		say("hurried", "who", names[h.Staff], "at", clock(h.At))
	}
	if r.Kind != request.First {
		say("before_new")
	}
	switch {
	case r.Own:
		say("own")
	case r.Keyers > 0:
		say("others_only", "n", r.Keyers)
	}
	if r.Portion.Split() {
		say("portion." + string(r.Portion))
	}
	if r.Skilled != request.AnySkill {
		say("skill." + string(r.Skilled))
	}
}

// clock is a time of the day as staff read it.
func clock(t time.Time) string { return t.In(kernel.Tokyo).Format("15:04") }
