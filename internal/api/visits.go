package api

import (
	"net/http"

	"github.com/hitomado/hitomado/internal/front/visit"
)

// Arrival is a visitor taking a number.
type Arrival struct {
	Office   string   `json:"office"`
	Language string   `json:"language,omitempty" doc:"BCP 47; empty: ja"`
	Wish     []string `json:"wish,omitempty" doc:"Procedures named at arrival"`
}

// Reception says who came, how identity was checked, and for what.
type Reception struct {
	As         string   `json:"as" enum:"self,head,household,agent,agent_letter,legal"`
	Proof      string   `json:"proof,omitempty" enum:"one,two,questions,none" doc:"Left out, it follows from the papers"`
	ProofKind  string   `json:"proof_kind,omitempty" doc:"Which papers were seen, by code: of identity, and of a legal representative's right to act (family_register, guardian_register, court_decision, own_records); never a number"`
	Principal  string   `json:"principal,omitempty" enum:"named,asked,unknown" doc:"Of a representative: how the person is known whom the forms are about. Left out, a letter of attorney or a paper of the right names them"`
	Procedures []string `json:"procedures,omitempty"`
	Protected  bool     `json:"protected,omitempty" doc:"A protected person (支援措置): only named staff open the visit from now on"`
	Reason     string   `json:"reason,omitempty" doc:"Why who came is corrected; needed once something was taken in"`
}

// Errand is one procedure of a visit.
type Errand struct {
	Procedure string `json:"procedure"`
	Further   bool   `json:"further_household,omitempty" doc:"One agent for a further household: a second application of the same procedure"`
}

// Made names what a command made.
type Made struct {
	ID string `json:"id"`
}

// Visits is a list of visits, oldest arrival first.
type Visits struct {
	Visits []visit.Visit `json:"visits"`
}

type atPlace struct {
	Place string `query:"place" required:"true" doc:"Office"`
}

func (s *server) visitDoors() {
	const tag = "visits"
	s.keepingDoors()
	s.householdDoors()
	door(s, route{method: http.MethodPost, path: "/visits", id: "arrive", about: "Give a visitor the next number", tag: tag, status: http.StatusCreated, command: true},
		func(c *call, _ *bare, b *Arrival) (*visit.Visit, error) {
			return s.visit(c)(s.Visits.Arrive(c.ctx, c.actor, visit.Arrival{Office: b.Office, Language: b.Language, Wish: b.Wish}))
		})
	door(s, route{method: http.MethodGet, path: "/visits", id: "list-visits", about: "Open visits of an office", tag: tag},
		func(c *call, in *atPlace, _ *nothing) (*Visits, error) {
			vs, err := s.Visits.Open(c.ctx, c.actor, in.Place)
			if vs == nil {
				vs = []visit.Visit{}
			}
			return &Visits{vs}, err
		})
	door(s, route{method: http.MethodPost, path: "/visits/next", id: "call-next", about: "Call who has waited longest", tag: tag, command: true},
		func(c *call, _ *bare, _ *nothing) (*visit.Visit, error) {
			return s.visit(c)(s.Visits.CallNext(c.ctx, c.actor))
		})
	door(s, route{method: http.MethodGet, path: "/visits/{id}", id: "get-visit", about: "A visit with its applications", tag: tag},
		func(c *call, in *withID, _ *nothing) (*visit.Visit, error) {
			v, err := s.Visits.Get(c.ctx, c.actor, in.ID)
			return &v, err
		})
	s.visitMove("call", "Call a visitor to the own seat", func(c *call, id string) error { return s.Visits.Call(c.ctx, c.actor, id) })
	s.visitMove("sit", "Ask the visitor to sit", func(c *call, id string) error { return s.Visits.Sit(c.ctx, c.actor, id) })
	s.lateDoors()
	s.visitMove("notice", "Somebody has seen that the entries are finished", func(c *call, id string) error { return s.Visits.Answer(c.ctx, c.actor, id) })
	s.visitMove("miss", "The called visitor is not there", func(c *call, id string) error { return s.Visits.Miss(c.ctx, c.actor, id) })
	s.visitMove("protect", "Mark a protected person's visit; it shows by its number alone from now on", func(c *call, id string) error { return s.Visits.Protect(c.ctx, c.actor, id) })
	door(s, route{method: http.MethodPost, path: "/visits/{id}/unprotect", id: "unprotect-visit", about: "Take a mark away that was set by mistake", tag: tag, command: true},
		func(c *call, in *withID, b *Reason) (*nothing, error) {
			return nil, s.Visits.Unprotect(c.ctx, c.actor, in.ID, b.Reason)
		})
	s.visitMove("guide", "The visitor was only told something: nothing is taken in", func(c *call, id string) error { return s.Visits.Guide(c.ctx, c.actor, id) })
	door(s, route{method: http.MethodPost, path: "/visits/{id}/receive", id: "receive", about: "Who came, and for what", tag: tag, command: true},
		func(c *call, in *withID, b *Reception) (*visit.Visit, error) {
			came := visit.Came{As: b.As, Proof: b.Proof, ProofKind: b.ProofKind, Principal: b.Principal, Protected: b.Protected, Reason: b.Reason}
			return s.visit(c)(in.ID, s.Visits.Receive(c.ctx, c.actor, in.ID, came, b.Procedures))
		})
	door(s, route{method: http.MethodPost, path: "/visits/{id}/applications", id: "add-application", about: "Add a procedure", tag: tag, status: http.StatusCreated, command: true},
		func(c *call, in *withID, b *Errand) (*Made, error) {
			id, err := s.Visits.Add(c.ctx, c.actor, in.ID, b.Procedure, b.Further)
			return &Made{id}, err
		})
}

// Thing is something taken in keeping (お預かり).
type Thing struct {
	Kind  string `json:"kind" doc:"A code of the list kept_thing"`
	Count int    `json:"count"`
}

// Back is a thing that was counted and given back.
type Back struct {
	Kept  string `json:"kept"`
	Count int    `json:"count" doc:"As it was taken in"`
}

// Keeping is everything a visitor left and leaves in keeping.
type Keeping struct {
	Keeping []visit.Kept `json:"keeping"`
}

// Joining takes two visits of one household together.
type Joining struct {
	Other  string `json:"other" doc:"The other visit"`
	Reason string `json:"reason"`
}

// Doubts are applications that go no further since who came was corrected.
type Doubts struct {
	Doubts []visit.Doubted `json:"doubts"`
}

// Notices are letters to old addresses that are owed or were sent.
type Notices struct {
	Notices []visit.Notice `json:"notices"`
}

func (s *server) householdDoors() {
	const tag = "visits"
	door(s, route{method: http.MethodPost, path: "/visits/{id}/join", id: "join-visit", about: "Take two visits of one household together", tag: tag, command: true},
		func(c *call, in *withID, b *Joining) (*nothing, error) {
			return nil, s.Visits.Join(c.ctx, c.actor, in.ID, b.Other, b.Reason)
		})
	door(s, route{method: http.MethodPost, path: "/visits/{id}/split", id: "split-visit", about: "Take a visit out of its household again", tag: tag, command: true},
		func(c *call, in *withID, b *Reason) (*nothing, error) {
			return nil, s.Visits.Split(c.ctx, c.actor, in.ID, b.Reason)
		})
	door(s, route{method: http.MethodGet, path: "/notices", id: "list-notices", about: "Notices to old addresses that an office still owes", tag: tag},
		func(c *call, in *atPlace, _ *nothing) (*Notices, error) {
			list, err := s.Visits.NoticesOwed(c.ctx, c.actor, in.Place)
			return &Notices{list}, err
		})
	door(s, route{method: http.MethodGet, path: "/doubts", id: "list-doubts", about: "What an office must decide since who came was corrected", tag: tag},
		func(c *call, in *atPlace, _ *nothing) (*Doubts, error) {
			list, err := s.Visits.Doubted(c.ctx, c.actor, in.Place)
			return &Doubts{list}, err
		})
	move(s, "stand", "Let stand what is registered or handed over, although who came was corrected", func(c *call, id string, b *Reason) error {
		return s.Visits.Stand(c.ctx, c.actor, id, b.Reason)
	})
	move(s, "notice-sent", "The notice to the old address was sent", func(c *call, id string, _ *nothing) error { return s.Visits.NoticeSent(c.ctx, c.actor, id) })
}

func (s *server) keepingDoors() {
	const tag = "visits"
	door(s, route{method: http.MethodGet, path: "/visits/{id}/keeping", id: "list-keeping", about: "What is in keeping, and what was", tag: tag},
		func(c *call, in *withID, _ *nothing) (*Keeping, error) {
			list, err := s.Visits.Keeping(c.ctx, c.actor, in.ID)
			return &Keeping{list}, err
		})
	door(s, route{method: http.MethodPost, path: "/visits/{id}/keeping", id: "keep", about: "Count things in (お預かり)", tag: tag, status: http.StatusCreated, command: true},
		func(c *call, in *withID, b *Thing) (*Made, error) {
			id, err := s.Visits.Keep(c.ctx, c.actor, in.ID, b.Kind, b.Count)
			return &Made{id}, err
		})
	door(s, route{method: http.MethodPost, path: "/visits/{id}/give-back", id: "give-back", about: "Counted and given back", tag: tag, command: true},
		func(c *call, in *withID, b *Back) (*nothing, error) {
			return nil, s.Visits.GiveBack(c.ctx, c.actor, in.ID, b.Kept, b.Count)
		})
}

func (s *server) visitMove(verb, about string, fn func(c *call, id string) error) {
	door(s, route{method: http.MethodPost, path: "/visits/{id}/" + verb, id: verb + "-visit", about: about, tag: "visits", command: true},
		func(c *call, in *withID, _ *nothing) (*nothing, error) { return nil, fn(c, in.ID) })
}

// visit reads a visit after a command on it, as far as the person may see it.
func (s *server) visit(c *call) func(id string, err error) (*visit.Visit, error) {
	return func(id string, err error) (*visit.Visit, error) {
		if err != nil {
			return nil, err
		}
		v, err := s.Visits.Shown(c.ctx, c.actor, id)
		return &v, err
	}
}
