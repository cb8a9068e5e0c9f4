package desk

import (
	"context"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/texts"
	"github.com/hitomado/hitomado/internal/center/dispatch"
)

// WhyView is why a task comes when it comes, in figures and in a sentence.
type WhyView struct {
	dispatch.Why
	Text string `json:"text" doc:"For people, in the language of the request"`
}

// Why says why a task was given, or stands where it stands (なぜこの順番か).
func (d *Desk) Why(ctx context.Context, actor kernel.Actor, task, lang string) (WhyView, error) {
	w, err := d.hall.Requests.Reason(ctx, actor, task)
	if err != nil {
		return WhyView{}, err
	}
	return WhyView{w, WhyText(w, lang)}, nil
}

// WhyText puts a reason into a sentence.
func WhyText(w dispatch.Why, lang string) string {
	return texts.T(lang, "why."+w.Code, "remaining", w.Remaining, "age", w.Age, "late", w.Late)
}
