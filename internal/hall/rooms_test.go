package hall_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/request"
)

func TestVerifiersAtOnceGetRoomsOfTheirOwn(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		const people = 5
		for i := range people {
			w.ok(w.Requests.Send(w.ctx, clerk, w.receive("resident_certificate", uint64(i+1))))
			w.key(keyer, w.next(keyer, request.First).ID, "resident_certificate", uint64(i+1))
		}
		got := make([]string, people)
		var wg sync.WaitGroup
		for i := range people {
			wg.Go(func() {
				who := kernel.Actor{ID: fmt.Sprintf("v%d", i), Name: "確認", Office: "center", Grants: second.Grants}
				task, err := w.Requests.Next(w.ctx, who, []request.Kind{request.Verification})
				if err != nil {
					t.Error(err)
					return
				}
				room, err := w.Verify.See(w.ctx, who, task.ID)
				if err != nil || len(room.People) != 1 || room.People[0].Staff != who.ID {
					t.Errorf("people in the room: %v %v", room.People, err)
				}
				got[i] = task.ID
			})
		}
		wg.Wait()
		seen := map[string]bool{}
		for _, id := range got {
			if seen[id] {
				t.Errorf("two people were given the room %s", id)
			}
			seen[id] = true
		}
	})
}
