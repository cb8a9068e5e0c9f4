package verify

import (
	"context"
	"slices"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// groups are the kinds of fields that are verified side by side: what is read
// at a glance. Names and addresses are not among them.
var groups = map[string][]string{
	"date":   {catalog.TypeDate, catalog.TypeDateWestern},
	"choice": {catalog.TypeCode, catalog.TypeCodes, catalog.TypeMark},
	"number": {catalog.TypePostal, catalog.TypePhone, catalog.TypeCount, catalog.TypeInteger},
}

// Groups lists the kinds of fields that can be verified side by side.
func Groups() []string { return []string{"date", "choice", "number"} }

// Snippet is one field of some entry that waits for a yes.
type Snippet struct {
	Room
	Row Row
}

const (
	groupRooms = 12 // entries looked through for one screen
	groupRows  = 12 // snippets on one screen
)

// Group finds fields of one kind, of several entries, that the actor may still
// confirm.
func (s *Service) Group(ctx context.Context, actor kernel.Actor, kind string) ([]Snippet, error) {
	types, ok := groups[kind]
	if !ok {
		return nil, kernel.E(kernel.Invalid, "group_unknown").On("kind")
	}
	rooms, err := s.requests.Rooms(ctx, actor)
	if err != nil {
		return nil, err
	}
	var out []Snippet
	// Of a split form to look is to have entered: it is verified in its own room.
	rooms = slices.DeleteFunc(rooms, func(r request.Room) bool { return r.Portion.Split() })
	for _, r := range rooms[:min(len(rooms), groupRooms)] {
		room, err := s.See(ctx, actor, r.ID)
		if err != nil {
			return nil, err
		}
		for _, row := range room.Rows {
			if len(out) < groupRows && !room.Sheet.Core && slices.Contains(types, row.Type) && row.open(actor.ID) {
				out = append(out, Snippet{Room: room, Row: row})
			}
		}
	}
	return out, nil
}

// open tells whether somebody's yes to the row is still wanted and possible.
func (r Row) open(person string) bool {
	return !r.Done() && !r.Asked && r.Value.M != catalog.Unreadable && r.Value.V != "" &&
		!slices.ContainsFunc(r.Confirmed, func(c Confirmation) bool { return c.Staff == person })
}

// Marked is a field of an entry as somebody saw it on a screen of many.
type Marked struct {
	Task string `json:"task"`
	Fielded
}

// ConfirmGroup says yes to fields of several entries, each under the rules of
// its own room, and leaves the rooms again. It returns the fields that were
// refused because somebody changed them or ended their verification meanwhile.
func (s *Service) ConfirmGroup(ctx context.Context, actor kernel.Actor, fields []Marked) ([]Marked, error) {
	if len(fields) == 0 || len(fields) > 100 {
		return nil, kernel.E(kernel.Invalid, "fields_missing").On("fields")
	}
	by := map[string][]Fielded{}
	var tasks []string
	for _, f := range fields {
		if by[f.Task] == nil {
			tasks = append(tasks, f.Task)
		}
		by[f.Task] = append(by[f.Task], f.Fielded)
	}
	var refused []Marked
	for _, id := range tasks {
		err := s.confirmOne(ctx, actor, id, by[id])
		if kernel.KindOf(err) == kernel.Conflict && kernel.CodeOf(err) != "command_reused" {
			for _, f := range by[id] {
				refused = append(refused, Marked{id, f})
			}
			err = nil
		}
		if err != nil {
			return refused, err
		}
	}
	return refused, nil
}

// confirmOne is one entry's part; who was in the room before stays in it.
func (s *Service) confirmOne(ctx context.Context, actor kernel.Actor, id string, fields []Fielded) error {
	before, err := s.See(ctx, actor, id)
	if err != nil {
		return err
	}
	if before.Task.State != request.Open && before.Task.State != request.Leased {
		return kernel.E(kernel.Conflict, "verification_over", "state", string(before.Task.State))
	}
	here := slices.ContainsFunc(before.People, func(p Person) bool { return p.Staff == actor.ID })
	if _, err := s.Join(part(ctx, "join", id), actor, id); err != nil {
		return err
	}
	_, err = s.Confirm(part(ctx, "confirm", id), actor, id, fields)
	if here {
		return err
	}
	if gone := s.Leave(part(ctx, "leave", id), actor, id); err == nil {
		err = gone
	}
	return err
}

// part is a command's share in one entry: a command of several changes is
// several commands, so that a retry finds each of them done.
func part(ctx context.Context, verb, id string) context.Context {
	c := kernel.CommandOf(ctx)
	if c.Key != "" {
		c.Key += " " + verb + " " + id
	}
	return kernel.WithCommand(ctx, c)
}
