package api

import (
	"net/http"

	"github.com/hitomado/hitomado/internal/front/carry"
)

// CarryList is what waits to be carried over to the core.
type CarryList struct {
	Applications []carry.Row `json:"applications"`
}

// CarryOrder says what to write out.
type CarryOrder struct {
	Office       string   `json:"office"`
	Form         string   `json:"form"`
	Encoding     string   `json:"encoding" enum:"utf8,sjis"`
	Applications []string `json:"applications,omitempty" doc:"Empty: what was never written out"`
	Reason       string   `json:"reason,omitempty" doc:"Needed to write something out again"`
}

func (s *server) carryDoors() {
	const tag = "carry"
	door(s, route{method: http.MethodGet, path: "/carry", id: "list-carry", about: "Verified values that the core does not hold yet", tag: tag},
		func(c *call, in *atPlace, _ *nothing) (*CarryList, error) {
			rows, err := s.Carry.Waiting(c.ctx, c.actor, in.Place)
			return &CarryList{rows}, err
		})
	door(s, route{method: http.MethodPost, path: "/carry/export", id: "export-carry", about: "One form's values as CSV (base64); refused when a character is missing in the encoding", tag: tag, command: true},
		func(c *call, _ *bare, b *CarryOrder) (*carry.File, error) {
			f, _, err := s.Carry.Export(c.ctx, c.actor, carry.Order{Office: b.Office, Form: b.Form, Encoding: b.Encoding, Applications: b.Applications, Reason: b.Reason})
			return &f, err
		})
}
