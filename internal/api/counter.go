package api

import (
	"net/http"
	"time"

	"github.com/hitomado/hitomado/internal/front/visit"
)

// Takeover names the counter that takes over.
type Takeover struct {
	To string `json:"to,omitempty" doc:"Seat of the same office; needed while receptions are open"`
}

// HandedOver tells how many receptions went over.
type HandedOver struct {
	Visits int `json:"visits"`
}

// LateVisit is a visit received on paper, with its real times.
type LateVisit struct {
	Office     string     `json:"office"`
	ArrivedAt  time.Time  `json:"arrived_at"`
	CalledAt   time.Time  `json:"called_at"`
	FinishedAt *time.Time `json:"finished_at,omitempty" doc:"When the visitor left; absent while still to be served"`
	As         string     `json:"as" enum:"self,head,household,agent,agent_letter,legal"`
	Proof      string     `json:"proof" enum:"one,two,questions,none"`
	ProofKind  string     `json:"proof_kind,omitempty"`
	Principal  string     `json:"principal,omitempty" enum:"named,asked,unknown"`
	Protected  bool       `json:"protected,omitempty"`
	Procedures []string   `json:"procedures"`
	Reason     string     `json:"reason"`
}

// Unanswered lists finished entries nobody took notice of.
type Unanswered struct {
	Unanswered []visit.Unanswered `json:"unanswered"`
}

func (s *server) lateDoors() {
	const tag = "visits"
	door(s, route{method: http.MethodPost, path: "/visits/late", id: "register-late", about: "Register a visit received on paper, with its real times", tag: tag, status: http.StatusCreated, command: true},
		func(c *call, _ *bare, b *LateVisit) (*visit.Visit, error) {
			in := visit.Late{Office: b.Office, ArrivedAt: b.ArrivedAt, CalledAt: b.CalledAt, Procedures: b.Procedures, Reason: b.Reason,
				Came: visit.Came{As: b.As, Proof: b.Proof, ProofKind: b.ProofKind, Principal: b.Principal, Protected: b.Protected}}
			if b.FinishedAt != nil {
				in.FinishedAt = *b.FinishedAt
			}
			id, err := s.Visits.RegisterLate(c.ctx, c.actor, in)
			if err != nil {
				return nil, err
			}
			v, err := s.Visits.Shown(c.ctx, c.actor, id)
			return &v, err
		})
	door(s, route{method: http.MethodGet, path: "/visits/unanswered", id: "list-unanswered", about: "Finished entries that a counter did not answer for two minutes", tag: tag},
		func(c *call, in *atPlace, _ *nothing) (*Unanswered, error) {
			list, err := s.Visits.Unanswered(c.ctx, c.actor, in.Place)
			return &Unanswered{list}, err
		})
	door(s, route{method: http.MethodPost, path: "/visits/{id}/transfer", id: "transfer-visit", about: "Pass a visitor on to another counter", tag: tag, command: true},
		func(c *call, in *withID, b *Takeover) (*nothing, error) {
			return nil, s.Visits.Transfer(c.ctx, c.actor, in.ID, b.To)
		})
	door(s, route{method: http.MethodPost, path: "/seat/pause", id: "pause-seat", about: "Close the own counter for a while", tag: tag, command: true},
		func(c *call, _ *bare, b *Takeover) (*HandedOver, error) {
			n, err := s.Visits.Pause(c.ctx, c.actor, b.To)
			return &HandedOver{n}, err
		})
	door(s, route{method: http.MethodPost, path: "/seat/resume", id: "resume-seat", about: "Open the own counter again", tag: tag, command: true},
		func(c *call, _ *bare, _ *nothing) (*nothing, error) {
			return nil, s.Visits.Resume(c.ctx, c.actor)
		})
}
