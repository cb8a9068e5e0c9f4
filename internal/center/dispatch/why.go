package dispatch

// Why says why a task was next (なぜこの順番か). It goes into the journal with
// the assignment and into a sentence for people; it holds no personal data.
type Why struct {
	Policy  string `json:"policy"`
	Version int    `json:"version"`
	// Code is the reason: "overdue", "urgent", or what the policy goes by:
	// "least_work", "promise", "visit_order", "form_order".
	Code      string `json:"code"`
	Remaining int    `json:"remaining"` // expected minutes of work left of the visit
	Age       int    `json:"age"`       // minutes since the visit was taken in
	Late      int    `json:"late"`      // minutes since the promised time; 0 before it
}

const minute = 60_000

// Explain says why p put a task first at a moment.
func (p Policy) Explain(it Item, now int64) Why {
	w := Why{Policy: p.Name, Version: p.Version, Code: p.code(), Remaining: minutes(it.Remaining), Age: minutes(now - it.VisitAt)}
	if it.Promised != 0 {
		w.Late = minutes(now - it.Promised)
	}
	switch {
	case p.Overdue(it.Promised, now):
		w.Code = "overdue"
	case it.Class == Urgent:
		w.Code = "urgent"
	}
	return w
}

// minutes rounds up, so that work left never reads as none.
func minutes(ms int64) int { return int((max(0, ms) + minute - 1) / minute) }

func (p Policy) code() string {
	switch {
	case p.Remaining > 0:
		return "least_work"
	case p.Promise > 0:
		return "promise"
	case p.Visit > 0:
		return "visit_order"
	}
	return "form_order"
}
