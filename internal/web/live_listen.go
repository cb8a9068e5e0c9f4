package web

import (
	"net/http"
	"strings"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// maxTopics bounds what one window asks for at once, maxTopic a topic's bytes.
const (
	maxTopics = 100
	maxTopic  = 100
)

// listen adds topics to this browser's stream, those the person may see.
func (s *Server) listen(q *req) error {
	var in struct {
		Stream string   `json:"stream"`
		Topics []string `json:"topics"`
	}
	if err := q.body(&in); err != nil {
		return err
	}
	if len(in.Topics) > maxTopics {
		return kernel.E(kernel.Invalid, "topics_too_many", "most", maxTopics)
	}
	heard := []string{}
	for _, t := range in.Topics {
		if len(t) <= maxTopic && q.mayHear(t) {
			heard = append(heard, t)
		}
	}
	if err := s.Live.Hear(in.Stream, q.who.ID+"@"+q.desk, heard...); err != nil {
		return err
	}
	return q.json(http.StatusOK, map[string]any{"topics": heard})
}

// mayHear tells whether the person may be told that a topic changed.
func (q *req) mayHear(topic string) bool {
	kind, id, _ := strings.Cut(topic, ":")
	switch kind {
	case "center":
		return id == "" && q.may(staff.SeeLoad, q.who.Office)
	case "office":
		return id == q.who.Office || staff.May(q.who, staff.SeeVisit, id)
	case "visit":
		_, err := q.s.Visits.Get(q.ctx(), q.who, id)
		return err == nil
	case "application":
		_, err := q.s.Visits.GetApplication(q.ctx(), q.who, id)
		return err == nil
	case "task":
		t, err := q.s.Requests.Task(q.ctx(), id)
		return err == nil && (t.Staff == q.who.ID || !t.Kind.Keying() && (q.may(staff.Verify, q.who.Office) || q.mayHear("application:"+t.Application)))
	}
	return false
}
