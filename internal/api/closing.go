package api

import (
	"maps"
	"net/http"
	"slices"

	"github.com/hitomado/hitomado/internal/front/closing"
)

type placeDay struct {
	Place string `query:"place" required:"true" doc:"Office"`
	Day   string `query:"day" doc:"Business day yyyy-mm-dd; empty: today"`
}

// DayClose closes a place's day.
type DayClose struct {
	Office string `json:"office"`
	Day    string `json:"day,omitempty" doc:"Business day yyyy-mm-dd; empty: today"`
	Note   string `json:"note,omitempty"`
	Carry  bool   `json:"carry,omitempty" doc:"What is left goes over to the next day"`
}

// DayReopening opens a closed day again.
type DayReopening struct {
	Office string `json:"office"`
	Day    string `json:"day"`
	Reason string `json:"reason"`
}

// Filing says where paper originals are.
type Filing struct {
	Pages []string `json:"pages,omitempty" doc:"Empty: every sheet of the visit that still lies at the counter"`
	Place string   `json:"place" enum:"counter,box,center,returned"`
	Box   string   `json:"box,omitempty"`
}

// Originals are the paper originals of a visit.
type Originals struct {
	Originals []closing.Original `json:"originals"`
}

func (s *server) closingDoors() {
	const tag = "day"
	door(s, route{method: http.MethodGet, path: "/days", id: "get-day", about: "What is left of a place's day, and its closes", tag: tag},
		func(c *call, in *placeDay, _ *nothing) (*closing.Sheet, error) {
			d, err := s.Closing.Day(c.ctx, c.actor, in.Place, in.Day)
			return &d, err
		})
	door(s, route{method: http.MethodPost, path: "/days/close", id: "close-day", about: "Close a place's day", tag: tag, command: true},
		func(c *call, _ *bare, b *DayClose) (*Made, error) {
			id, err := s.Closing.CloseDay(c.ctx, c.actor, b.Office, b.Day, b.Note, b.Carry)
			return &Made{id}, err
		})
	door(s, route{method: http.MethodPost, path: "/days/reopen", id: "reopen-day", about: "Open a closed day again", tag: tag, command: true},
		func(c *call, _ *bare, b *DayReopening) (*nothing, error) {
			return nil, s.Closing.Reopen(c.ctx, c.actor, b.Office, b.Day, b.Reason)
		})
	door(s, route{method: http.MethodPost, path: "/visits/{id}/originals", id: "file-originals", about: "Record where paper originals are", tag: tag, command: true},
		func(c *call, in *withID, b *Filing) (*nothing, error) {
			return nil, s.Closing.File(c.ctx, c.actor, in.ID, b.Pages, b.Place, b.Box)
		})
	door(s, route{method: http.MethodGet, path: "/visits/{id}/originals", id: "get-originals", about: "Where the paper originals of a visit are", tag: tag},
		func(c *call, in *withID, _ *nothing) (*Originals, error) {
			byPage, err := s.Closing.Originals(c.ctx, c.actor, in.ID)
			out := &Originals{[]closing.Original{}}
			for _, id := range slices.Sorted(maps.Keys(byPage)) {
				out.Originals = append(out.Originals, byPage[id])
			}
			return out, err
		})
	download(s, route{method: http.MethodGet, path: "/days/sheet", id: "get-day-sheet", about: "The printable day sheet", tag: tag, answer: binary("application/pdf")},
		func(c *call, in *placeDay) (*file, error) {
			names, err := s.Staff.Names(c.ctx, "ja") // the sheet is Japanese
			if err != nil {
				return nil, err
			}
			pdf, err := s.Closing.PDF(c.ctx, c.actor, in.Place, in.Day, func(id string) string { return names[id] })
			return &file{"application/pdf", pdf}, err
		})
}
