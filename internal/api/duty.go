package api

import (
	"net/http"

	"github.com/hitomado/hitomado/internal/center/duty"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/center/verify"
	"github.com/hitomado/hitomado/internal/desk"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// Duty is what the caller is set to, and how the lanes stand.
type Duty struct {
	Mine  DutySet `json:"mine"`
	Lanes []Lane  `json:"lanes"`
}

// DutySet is what one person is set to.
type DutySet struct {
	Staff   string    `json:"staff"`
	Lane    duty.Lane `json:"lane" enum:"both,entry,verify"`
	Away    string    `json:"away" doc:"break, lunch or home; empty at work"`
	Support bool      `json:"support" doc:"Helps the center from another room"`
	Version int       `json:"version" doc:"Of what the person is set to; needed to move them"`
}

// Lane is one lane's queue.
type Lane struct {
	Lane          duty.Lane `json:"lane"`
	Waiting       int       `json:"waiting"`
	Busy          int       `json:"busy"`
	OldestMinutes int       `json:"oldest_minutes"`
	People        int       `json:"people" doc:"At work and set to it, or to both"`
	Wanted        int       `json:"wanted" doc:"People it should have; 0: not set"`
	Limit         int       `json:"limit" doc:"Waiting tasks that make it short; 0: not set"`
	Short         bool      `json:"short"`
	Called        bool      `json:"called" doc:"The lead calls for support"`
	Version       int       `json:"version" doc:"Of wanted and limit; needed to set them"`
}

// Crew is the people at work and the lanes, for the lead.
type Crew struct {
	Lanes   []Lane   `json:"lanes"`
	Workers []Worker `json:"workers"`
}

// Worker is somebody at work.
type Worker struct {
	DutySet
	Office     string       `json:"office"`
	Seat       string       `json:"seat"`
	Doing      request.Kind `json:"doing" doc:"Empty: nothing"`
	Procedures []string     `json:"procedures" doc:"What they are given; empty: all"`
}

// Absence is why somebody leaves their place.
type Absence struct {
	Why string `json:"why" enum:"break,lunch,home"`
}

// LaneChoice sets a person to a lane.
type LaneChoice struct {
	Version int    `json:"version" doc:"Of the person's duty, as last seen"`
	Lane    string `json:"lane" enum:"both,entry,verify"`
}

// Skilled are the procedures that a person is given.
type Skilled struct {
	Version    int      `json:"version" doc:"Of the person's duty, as last seen"`
	Procedures []string `json:"procedures" doc:"Empty: all"`
}

// Capacity says when a lane is short of people.
type Capacity struct {
	Version int `json:"version" doc:"Of the lane, as last seen; 0: never set"`
	People  int `json:"people" doc:"0 sets no mark"`
	Waiting int `json:"waiting" doc:"0 sets no mark"`
}

// SupportCall opens or closes the call for support.
type SupportCall struct {
	Open bool `json:"open"`
}

// KeyingRules are the policies of entry and verification of all procedures.
type KeyingRules struct {
	Procedures []KeyingRule `json:"procedures"`
}

// KeyingRule is one procedure's.
type KeyingRule struct {
	Procedure string         `json:"procedure"`
	Version   int            `json:"version" doc:"0: as the catalogue says"`
	Keying    catalog.Keying `json:"keying"`
}

// KeyingChoice sets a procedure's policy over the version that was seen.
type KeyingChoice struct {
	Version int            `json:"version"`
	Keying  catalog.Keying `json:"keying"`
}

// Snippets are fields of one kind, of several entries.
type Snippets struct {
	Snippets []desk.Snippet `json:"snippets"`
}

// GroupConfirmation says yes to fields of several entries.
type GroupConfirmation struct {
	Fields []verify.Marked `json:"fields"`
}

// GroupConfirmed tells how many counted; the others were changed, or their
// verification ended, meanwhile.
type GroupConfirmed struct {
	Confirmed int             `json:"confirmed"`
	Refused   []verify.Marked `json:"refused"`
}

type (
	withLane struct {
		Lane string `path:"lane" enum:"both,entry,verify"`
	}
	withProcedure struct {
		Procedure string `path:"procedure"`
	}
	withGroup struct {
		Kind string `path:"kind" enum:"date,choice,number"`
	}
)

func (s *server) dutyDoors() {
	command := func(path, id, about string) route {
		return route{method: http.MethodPost, path: path, id: id, about: about, tag: "duty", command: true}
	}
	door(s, route{method: http.MethodGet, path: "/center/duty", id: "my-duty", about: "What the caller is set to, and how the lanes stand", tag: "duty"},
		func(c *call, _ *bare, _ *nothing) (*Duty, error) {
			mine, queues, err := s.Duty.Mine(c.ctx, c.actor)
			return &Duty{dutySet(mine), lanes(queues)}, err
		})
	door(s, route{method: http.MethodGet, path: "/center/crew", id: "crew", about: "The people at work, for the lead", tag: "duty"},
		func(c *call, _ *bare, _ *nothing) (*Crew, error) {
			b, err := s.Duty.Board(c.ctx, c.actor)
			out := &Crew{lanes(b.Queues), []Worker{}}
			for _, w := range b.Workers {
				out.Workers = append(out.Workers, Worker{dutySet(w.Set), w.Office, w.Seat, w.Doing, append([]string{}, w.Skills...)})
			}
			return out, err
		})
	door(s, command("/center/leave", "leave-work", "Leave for a while; what is held goes back with its drafts"),
		func(c *call, _ *bare, b *Absence) (*nothing, error) { return nil, s.Duty.Leave(c.ctx, c.actor, b.Why) })
	door(s, command("/center/back", "back-to-work", "Be back at work"),
		func(c *call, _ *bare, _ *nothing) (*nothing, error) { return nil, s.Duty.Back(c.ctx, c.actor) })
	door(s, command("/center/lanes/{lane}/help", "help", "Support a lane from wherever one sits"),
		func(c *call, in *withLane, _ *nothing) (*nothing, error) {
			return nil, s.Duty.Help(c.ctx, c.actor, in.Lane)
		})
	door(s, command("/center/end-help", "end-help", "End one's support; what is held goes back"),
		func(c *call, _ *bare, _ *nothing) (*nothing, error) { return nil, s.Duty.EndHelp(c.ctx, c.actor) })
	door(s, command("/center/people/{id}/lane", "move-person", "Set a person to a lane"),
		func(c *call, in *withID, b *LaneChoice) (*nothing, error) {
			return nil, s.Duty.Move(c.ctx, c.actor, in.ID, b.Version, b.Lane)
		})
	door(s, command("/center/people/{id}/skills", "set-skills", "Set the procedures that a person is given"),
		func(c *call, in *withID, b *Skilled) (*nothing, error) {
			return nil, s.Duty.SetSkills(c.ctx, c.actor, in.ID, b.Version, b.Procedures)
		})
	door(s, command("/center/lanes/{lane}/capacity", "set-capacity", "Say when a lane is short of people"),
		func(c *call, in *withLane, b *Capacity) (*nothing, error) {
			return nil, s.Duty.SetCapacity(c.ctx, c.actor, in.Lane, b.Version, b.People, b.Waiting)
		})
	door(s, command("/center/lanes/{lane}/call", "call-support", "Open or close the call for support"),
		func(c *call, in *withLane, b *SupportCall) (*nothing, error) {
			return nil, s.Duty.Call(c.ctx, c.actor, in.Lane, b.Open)
		})
}

// ruleDoors are the policies of keying and the verification of many fields of
// one kind.
func (s *server) ruleDoors() {
	door(s, route{method: http.MethodGet, path: "/center/keying", id: "keying-policies", about: "How fields are keyed and verified, by procedure", tag: "center"},
		func(c *call, _ *bare, _ *nothing) (*KeyingRules, error) {
			ks, err := s.Requests.KeyingPolicies(c.ctx, c.actor)
			out := &KeyingRules{[]KeyingRule{}}
			for _, k := range ks {
				out.Procedures = append(out.Procedures, KeyingRule{k.Procedure, k.Version, k.Keying})
			}
			return out, err
		})
	door(s, route{method: http.MethodPost, path: "/center/keying/{procedure}", id: "set-keying-policy", about: "Set a procedure's policy; entries that began go on as they began", tag: "center", command: true},
		func(c *call, in *withProcedure, b *KeyingChoice) (*nothing, error) {
			return nil, s.Requests.SetKeying(c.ctx, c.actor, in.Procedure, b.Version, b.Keying)
		})
	door(s, route{method: http.MethodGet, path: "/verification/groups/{kind}", id: "verification-group", about: "Fields of one kind, of several entries, to verify side by side", tag: "verification"},
		func(c *call, in *withGroup, _ *nothing) (*Snippets, error) {
			list, err := s.desk.Group(c.ctx, c.actor, in.Kind, c.view())
			return &Snippets{list}, err
		})
	door(s, route{method: http.MethodPost, path: "/verification/confirm", id: "confirm-group", about: "Say yes to fields of several entries", tag: "verification", command: true},
		func(c *call, _ *bare, b *GroupConfirmation) (*GroupConfirmed, error) {
			refused, err := s.Verify.ConfirmGroup(c.ctx, c.actor, b.Fields)
			return &GroupConfirmed{len(b.Fields) - len(refused), append([]verify.Marked{}, refused...)}, err
		})
}

func dutySet(s duty.Set) DutySet { return DutySet{s.Staff, s.Lane, s.Away, s.Support, s.Version} }

func lanes(queues []duty.Queue) []Lane {
	out := []Lane{}
	for _, q := range queues {
		out = append(out, Lane{q.Lane, q.Waiting, q.Busy, q.OldestMinutes, q.People, q.Wanted, q.Limit, q.Short, q.Called, q.Version})
	}
	return out
}
