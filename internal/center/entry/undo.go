package entry

import (
	"context"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// Undo takes a pass of entry back that the actor sent a moment ago: they hold
// the task again with everything as they keyed it. It is an act of its own in
// the journal, not a delayed commit, and it is refused once another person has
// begun on what followed ("undo_too_late"). A blind entry cannot be taken back:
// it has been compared, and its person may know that it differed.
func (s *Service) Undo(ctx context.Context, actor kernel.Actor, id string) error {
	_, err := s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		t, err := s.requests.Read(ctx, c.Tx, id)
		if err != nil {
			return "", err
		}
		a, err := s.visits.Locked(ctx, c, t.Application)
		if err != nil {
			return "", err
		}
		if err := s.requests.Retake(ctx, c, &t); err != nil {
			return "", err
		}
		stands, err := Values(ctx, c.Tx, t.Application)
		if err != nil {
			return "", err
		}
		draft := map[string]catalog.Value{} // the pass wrote what its holder had keyed; a portion shows no more of it
		for f, v := range stands {
			draft[f] = v.Value
		}
		if err := writeDraft(ctx, c, id, draft); err != nil {
			return "", err
		}
		if a.State == visit.Entered {
			return id, s.visits.Move(ctx, c, &a, visit.Unenter, visit.Set{Detail: map[string]any{"task": id}})
		}
		if a.State != visit.Entering {
			return "", kernel.E(kernel.Conflict, "undo_too_late")
		}
		return id, c.Record(ctx, journal.Event{Kind: "task.undone", Office: t.Office, Visit: t.Visit, Application: t.Application, Payload: map[string]any{"task": id}})
	})
	return err
}
