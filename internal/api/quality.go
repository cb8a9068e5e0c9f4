package api

import (
	"net/http"

	"github.com/hitomado/hitomado/internal/center/quality"
	"github.com/hitomado/hitomado/internal/center/rekey"
	"github.com/hitomado/hitomado/internal/center/review"
)

// Residuals are the errors that are left after a month.
type Residuals struct {
	All    Residual   `json:"all"`
	Forms  []Residual `json:"forms"`
	Fields []Residual `json:"fields" doc:"Those of which something was keyed again, the worst first"`
	Months []Residual `json:"months" doc:"Up to twelve, the oldest first"`
}

// Residual is what is known of the errors left in a form, a field or a month.
type Residual struct {
	Form        string `json:"form,omitempty"`
	Field       string `json:"field,omitempty"`
	Month       string `json:"month,omitempty"`
	Delivered   int    `json:"delivered" doc:"Fields completed"`
	Again       int    `json:"again" doc:"Of them, keyed again blind by a stranger"`
	Wrong       int    `json:"wrong" doc:"Of these, found wrong"`
	Seeded      int    `json:"seeded" doc:"Known fields keyed without knowing that"`
	SeededWrong int    `json:"seeded_wrong" doc:"Of these, keyed wrong"`
	Known       bool   `json:"known" doc:"Enough was keyed again to say anything"`
	Share
}

// Share is an estimated share with its 95 % interval.
type Share struct {
	Rate float64 `json:"rate"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Efforts is how fast everybody together typed in a month.
type Efforts struct {
	All    Effort   `json:"all"`
	Fields []Effort `json:"fields" doc:"The slowest first"`
}

// Effort is the typing of a field, pauses over half a minute left out.
type Effort struct {
	Form     string `json:"form,omitempty"`
	Field    string `json:"field,omitempty"`
	Fields   int    `json:"fields" doc:"How many were typed"`
	Keys     int    `json:"keys"`
	MS       int    `json:"ms" doc:"Milliseconds"`
	MedianMS int64  `json:"median_ms" doc:"Of one field, milliseconds"`
	PerHour  int    `json:"keys_per_hour" doc:"0: too little was typed to say"`
}

// Claims compares what the center is said to improve: keyed at the counter with
// keyed at the center, and before a day with from it on.
type Claims struct {
	Routes []ClaimSide `json:"routes" doc:"At the counter, at the center"`
	Dates  []ClaimSide `json:"dates" doc:"Before the day, from the day on"`
}

// ClaimSide is one side of a comparison.
type ClaimSide struct {
	From    string    `json:"from"`
	To      string    `json:"to"`
	Route   string    `json:"route,omitempty"`
	Checked int       `json:"checked" doc:"Forms that came to the counter check"`
	Found   int       `json:"found" doc:"Of them, with an error that had them keyed again"`
	Errors  Share     `json:"errors"`
	Verify  ClaimTime `json:"verify" doc:"From the end of the entry to the end of its verification"`
	Wait    ClaimTime `json:"wait" doc:"From the reception to the hand-over"`
}

// ClaimTime is a mean in minutes with its 95 % interval.
type ClaimTime struct {
	N    int     `json:"n"`
	Mean float64 `json:"mean"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

type (
	ofMonth struct {
		Month string `query:"month" required:"true" doc:"2026-11"`
	}
	aroundDay struct {
		Day string `query:"day" required:"true" doc:"2026-11-24"`
	}
)

func (s *server) qualityDoors() {
	const tag = "quality"
	door(s, route{method: http.MethodGet, path: "/quality/residual", id: "residual-errors", about: "The errors that are left, estimated from blind samples", tag: tag},
		func(c *call, in *ofMonth, _ *nothing) (*Residuals, error) {
			r, err := s.Rekey.Report(c.ctx, c.actor, in.Month)
			return &Residuals{residual(r.All), residuals(r.Forms), residuals(r.Fields), residuals(r.Months)}, err
		})
	door(s, route{method: http.MethodGet, path: "/quality/effort", id: "typing-effort", about: "Keys and time of everybody together, by field", tag: tag},
		func(c *call, in *ofMonth, _ *nothing) (*Efforts, error) {
			all, fields, err := s.Review.Paces(c.ctx, c.actor, in.Month)
			out := &Efforts{effort(all), []Effort{}}
			for _, f := range fields {
				out.Fields = append(out.Fields, effort(f))
			}
			return out, err
		})
	door(s, route{method: http.MethodGet, path: "/quality/claims", id: "center-claims", about: "Errors at the counter check, time to verify and waiting, compared", tag: tag},
		func(c *call, in *aroundDay, _ *nothing) (*Claims, error) {
			routes, dates, err := s.Review.Compare(c.ctx, c.actor, in.Day)
			return &Claims{claimSides(routes), claimSides(dates)}, err
		})
	door(s, route{method: http.MethodGet, path: "/quality/samples", id: "samples-policy", about: "How much of what is delivered is keyed again", tag: tag},
		func(c *call, _ *bare, _ *nothing) (*rekey.Policy, error) {
			p, err := s.Rekey.Policy(c.ctx, c.actor)
			return &p, err
		})
	door(s, route{method: http.MethodPost, path: "/quality/samples", id: "set-samples-policy", about: "Change that over the version that was seen", tag: tag, command: true},
		func(c *call, _ *bare, b *rekey.Policy) (*nothing, error) {
			return nil, s.Rekey.SetPolicy(c.ctx, c.actor, *b)
		})
}

func residual(l rekey.Left) Residual {
	return Residual{Form: l.Form, Field: l.Field, Month: l.Month, Delivered: l.Delivered, Again: l.Again, Wrong: l.Wrong,
		Seeded: l.Seeded, SeededWrong: l.SeededWrong, Known: l.Known, Share: share(l.Estimate)}
}

func residuals(list []rekey.Left) []Residual {
	out := make([]Residual, len(list))
	for i, l := range list {
		out[i] = residual(l)
	}
	return out
}

func share(e quality.Estimate) Share { return Share{e.Rate, e.Low, e.High} }

func effort(p review.Pace) Effort {
	return Effort{Form: p.Form, Field: p.Field, Fields: p.N, Keys: p.Keys, MS: p.MS, MedianMS: p.Median.Milliseconds(), PerHour: p.KeysPerHour()}
}

func claimSides(sides [2]review.Side) []ClaimSide {
	out := make([]ClaimSide, len(sides))
	for i, x := range sides {
		out[i] = ClaimSide{From: x.From, To: x.To, Route: x.Route, Checked: x.Checked, Found: x.Found, Errors: share(x.Errors), Verify: claimTime(x.Verify), Wait: claimTime(x.Wait)}
	}
	return out
}

func claimTime(m review.Minutes) ClaimTime { return ClaimTime{m.N, m.Mean, m.Low, m.High} }
