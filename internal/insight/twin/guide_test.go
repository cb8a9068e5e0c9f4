package twin_test

import (
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/insight/twin"
)

// A case that a person follows is the next thing that person is given, also
// where the colleague of that seat still waits for a counter's answer.
func TestAGuidedCaseFindsEmptyHands(t *testing.T) {
	t.Parallel()
	inMorning(t, func(t *testing.T, w *day) {
		ctx := t.Context()
		tw := twin.New(w.h, w.city, twin.Options{Seed: 5, Stock: stock(t)})
		tamura, sasaki := w.who("tamura"), w.who("sasaki")
		tw.Occupy(tamura.ID)
		sheet := stock(t)[0]
		for n := range 2 { // of what sasaki takes, one waits for an answer, one is in hand
			w.handIn(tamura, sheet.Truth.Procedure, stock(t)[n].Pages[0])
			task, err := w.h.Requests.Next(ctx, sasaki, []request.Kind{request.First})
			w.ok(err)
			if n == 0 {
				work, err := w.h.Entries.Open(ctx, sasaki, task.ID)
				w.ok(err)
				_, err = w.h.Inquiries.Ask(ctx, sasaki, task.ID, work.Cells[0].Key, "読めません")
				w.ok(err)
			}
		}
		tw.Occupy(sasaki.ID)
		_, err := tw.Welcome(ctx, tamura.ID, sheet)
		w.ok(err)
		var held map[string]request.Holding
		w.ok(w.h.DB.Read(ctx, func(tx *db.Tx) (err error) { held, err = w.h.Requests.Held(ctx, tx); return err }))
		if h, has := held[sasaki.ID]; has {
			t.Errorf("sasaki holds %+v", h)
		}
	})
}
