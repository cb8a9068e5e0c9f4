package verify

import (
	"context"
	"slices"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/catalog"
	"github.com/hitomado/hitomado/internal/town/staff"
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
// confirm. Of a split form to look is to have seen: that is kept before anything
// is shown, and a portion that somebody else has begun is left to them, so that
// looks alone never use up the people who could verify the other one.
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
	for _, r := range rooms[:min(len(rooms), groupRooms)] {
		if len(out) >= groupRows {
			break
		}
		room, err := s.glance(ctx, actor, r.Task, types)
		if kernel.KindOf(err) == kernel.Conflict || kernel.KindOf(err) == kernel.Forbidden {
			continue // its verification ended, or somebody else began this portion
		}
		if err != nil {
			return nil, err
		}
		for _, row := range room.Rows {
			if len(out) < groupRows && room.shows(row, types, actor.ID) {
				out = append(out, Snippet{Room: room, Row: row})
			}
		}
	}
	return out, nil
}

// shows tells whether a row belongs on the actor's screen of one kind of fields.
func (r Room) shows(row Row, types []string, person string) bool {
	return !r.Sheet.Core && slices.Contains(types, row.Type) && row.open(person)
}

// glance reads a room for somebody who looks at its fields of some types. Of a
// portion of a split form the look is kept, where there is anything to look at;
// where others are at it nothing is shown.
func (s *Service) glance(ctx context.Context, actor kernel.Actor, t request.Task, types []string) (r Room, err error) {
	if !t.Portion.Split() {
		return s.See(ctx, actor, t.ID)
	}
	if r, err = s.See(ctx, actor, t.ID); kernel.CodeOf(err) != "portion_not_entered" {
		return r, err
	}
	_, err = s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		t, a, err := s.admitted(ctx, c, t.ID)
		if err != nil {
			return "", err
		}
		if taken, err := s.requests.Begun(ctx, c, t); err != nil || taken {
			return "", err
		}
		sh, err := entry.SheetOf(s.catalog, a)
		if err != nil {
			return "", err
		}
		room, err := s.build(ctx, c.Tx, entry.Work{Task: t, Application: a, Sheet: sh})
		if err != nil || !slices.ContainsFunc(room.Rows, func(row Row) bool { return room.shows(row, types, actor.ID) }) {
			return "", err
		}
		if err := s.requests.See(ctx, c, t); err != nil {
			return "", err
		}
		r = room
		return t.ID, s.record(ctx, c, t, "portion.seen", "", nil)
	})
	return r, err
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
	if err := staff.Require(actor, staff.Verify, actor.Office); err != nil {
		return nil, err
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
	rooms := map[string]Room{}
	for _, id := range tasks { // before anything is changed
		r, err := s.confirmable(ctx, actor, id, by[id])
		if kernel.KindOf(err) == kernel.Conflict {
			refused = append(refused, marked(id, by[id])...)
			continue
		}
		if err != nil {
			return nil, err
		}
		rooms[id] = r
	}
	for _, id := range tasks {
		r, ok := rooms[id]
		if !ok {
			continue
		}
		err := s.confirmOne(ctx, actor, r, by[id])
		if kernel.KindOf(err) == kernel.Conflict && kernel.CodeOf(err) != "command_reused" {
			refused = append(refused, marked(id, by[id])...)
			err = nil
		}
		if err != nil {
			return refused, err
		}
	}
	return refused, nil
}

func marked(task string, fields []Fielded) (out []Marked) {
	for _, f := range fields {
		out = append(out, Marked{task, f})
	}
	return out
}

// confirmable sees a room whose fields somebody wants to confirm: all of them
// must be fields of its form.
func (s *Service) confirmable(ctx context.Context, actor kernel.Actor, id string, fields []Fielded) (Room, error) {
	r, err := s.See(ctx, actor, id)
	if err != nil {
		return r, err
	}
	for _, f := range fields {
		if !slices.ContainsFunc(r.Rows, func(row Row) bool { return row.Key == f.Field }) {
			return r, kernel.E(kernel.NotFound, "field_unknown").On(f.Field)
		}
	}
	return r, nil
}

// confirmOne is one entry's part; who was in the room before stays in it.
func (s *Service) confirmOne(ctx context.Context, actor kernel.Actor, before Room, fields []Fielded) error {
	id := before.Task.ID
	here := slices.ContainsFunc(before.People, func(p Person) bool { return p.Staff == actor.ID })
	if _, err := s.Join(part(ctx, "join", id), actor, id); err != nil {
		return err
	}
	_, err := s.Confirm(part(ctx, "confirm", id), actor, id, fields)
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
