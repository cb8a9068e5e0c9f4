package api

import (
	"net/http"
	"slices"

	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Record is a stretch of the journal.
type Record struct {
	Events []journal.Entry `json:"events"`
	Cursor journal.Cursor  `json:"cursor" doc:"For after"`
}

// Timeline is the history of a visit.
type Timeline struct {
	Events []Moment `json:"events"`
}

// Moment is one event with the name of who acted.
type Moment struct {
	journal.Entry
	Who string `json:"who"`
}

type after struct {
	After journal.Cursor `query:"after" doc:"Cursor of an earlier answer; empty: from the beginning"`
	Limit int            `query:"limit" default:"200" minimum:"1" maximum:"1000"`
}

// ProtectedReads is who looked at protected persons' visits.
type ProtectedReads struct {
	Reads []visit.Look `json:"reads"`
}

type ofReception struct {
	Reception string `query:"reception" doc:"One reception number; empty: the latest of all"`
}

// Reads is who looked at visits that were not in their care.
type Reads struct {
	Reads []visit.Look `json:"reads"`
}

func (s *server) recordDoors() {
	door(s, route{method: http.MethodGet, path: "/protected/reads", id: "protected-reads", about: "Who looked at protected persons' visits, by number", tag: "record"},
		func(c *call, in *ofReception, _ *nothing) (*ProtectedReads, error) {
			list, err := s.Visits.Looked(c.ctx, c.actor, visit.LooksAsked{Reception: in.Reception, Protected: true})
			return &ProtectedReads{list}, err
		})
	door(s, route{method: http.MethodGet, path: "/visits/reads", id: "visit-reads", about: "Who looked at visits that were not in their care, or at a protected person's, by number", tag: "record"},
		func(c *call, in *ofReception, _ *nothing) (*Reads, error) {
			list, err := s.Visits.Looked(c.ctx, c.actor, visit.LooksAsked{Reception: in.Reception})
			return &Reads{list}, err
		})
	door(s, route{method: http.MethodGet, path: "/journal", id: "read-journal", about: "The record, oldest first, as far as the person may read it", tag: "record"},
		func(c *call, in *after, _ *nothing) (*Record, error) { return s.journalAfter(c, in) })
	door(s, route{method: http.MethodGet, path: "/visits/{id}/timeline", id: "get-timeline", about: "Who did what when for a visit", tag: "record"},
		func(c *call, in *withID, _ *nothing) (*Timeline, error) { return s.timeline(c, in.ID) })
	s.eventDoor()
}

// journalAfter leaves out what belongs to offices whose record the person may
// not read; the cursor passes over it.
func (s *server) journalAfter(c *call, in *after) (*Record, error) {
	if err := staff.Require(c.actor, staff.SeeJournal, c.actor.Office); err != nil {
		return nil, err
	}
	entries, next, err := s.Journal.After(c.ctx, in.After, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &Record{Events: []journal.Entry{}, Cursor: next}
	for _, e := range entries {
		if staff.May(c.actor, staff.SeeJournal, e.Office) {
			out.Events = append(out.Events, e)
		}
	}
	return out, s.numbersOnly(c, out.Events)
}

// numbersOnly leaves of a protected person's visit that something happened,
// when and by whom, but not for what they came.
func (s *server) numbersOnly(c *call, entries []journal.Entry) error {
	var ids []string
	for _, e := range entries {
		if e.Visit != "" && !slices.Contains(ids, e.Visit) {
			ids = append(ids, e.Visit)
		}
	}
	hidden, err := s.Visits.NumberOnly(c.ctx, ids)
	for i := range entries {
		if hidden[entries[i].Visit] {
			entries[i].Payload, entries[i].Field = []byte("{}"), ""
		}
	}
	return err
}

func (s *server) timeline(c *call, id string) (*Timeline, error) {
	entries, err := s.Visits.Timeline(c.ctx, c.actor, id)
	if err != nil {
		return nil, err
	}
	names, err := s.Staff.Names(c.ctx, c.lang)
	if err != nil {
		return nil, err
	}
	out := &Timeline{Events: make([]Moment, len(entries))}
	for i, e := range entries {
		out.Events[i] = Moment{e, names[e.Actor]}
	}
	return out, nil
}
