package api_test

import (
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/desk"
)

func TestASentEntryIsTakenBack(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		app, task := w.reach("entered")
		state := func() string { return str(w.ok("clerk", "GET", "/applications/"+app, nil).json(t), "state") }
		w.refused(409, "undo_too_late", "second", "POST", "/tasks/"+task+"/undo", nil)
		w.ok("keyer", "POST", "/tasks/"+task+"/undo", nil)
		if s := state(); s != "entering" {
			t.Fatalf("after the undo: %s", s)
		}
		var v desk.TaskView
		w.ok("keyer", "GET", "/tasks/"+task, nil).into(t, &v)
		if v.Drafts["requester_name"].V == "" {
			t.Errorf("what was keyed is there again: %+v", v.Drafts)
		}
		w.refused(404, "nothing_waiting", "third", "POST", "/center/next", m{"kinds": []string{"verification"}})
		w.ok("keyer", "POST", "/tasks/"+task+"/finish", m{})
		var r desk.VerifyView
		w.ok("third", "POST", "/center/next", m{"kinds": []string{"verification"}}).into(t, &r)
		room := r.Task.ID
		w.refused(409, "undo_too_late", "keyer", "POST", "/tasks/"+task+"/undo", nil)
		w.ok("third", "POST", "/tasks/"+room+"/leave", nil)
		w.refused(409, "undo_too_late", "keyer", "POST", "/tasks/"+task+"/undo", nil)
	})
}

func TestNoUndoAfterAWhile(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		_, task := w.reach("entered")
		w.clock.Advance(11 * time.Second)
		w.refused(409, "undo_too_late", "keyer", "POST", "/tasks/"+task+"/undo", nil)
	})
}
