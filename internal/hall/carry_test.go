package hall_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/japanese"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/carry"
	"github.com/hitomado/hitomado/internal/front/visit"
)

// Values go to the core in one file per form; nothing goes twice without a
// word, and nothing is changed to fit an encoding.
func TestValuesAreCarriedOver(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app := w.receive("transfer_in", 5)
		w.ok(w.Requests.Send(w.ctx, clerk, app))
		w.key(keyer, w.next(keyer, request.First).ID, "transfer_in", 5)
		a, err := w.Visits.GetApplication(w.ctx, clerk, app)
		w.ok(err)
		order := carry.Order{Office: "chuo", Form: a.Form, Encoding: carry.UTF8}
		export := func(who kernel.Actor, o carry.Order) (carry.File, []carry.Lost, error) {
			return w.Carry.Export(w.ctx, who, o)
		}
		if _, _, err := export(clerk, order); kernel.CodeOf(err) != "carry_nothing" {
			t.Fatalf("what nobody verified went out: %v", err)
		}
		w.confirmAll(second, w.next(second, request.Verification).ID)
		rows, err := w.Carry.Waiting(w.ctx, clerk, "chuo")
		w.ok(err)
		if len(rows) != 1 || rows[0].Application != app || rows[0].ExportedAt != nil || rows[0].Reception != "みほん中央 1124-0001" {
			t.Fatalf("%+v", rows)
		}
		hired, south := clerk, clerk
		hired.Contracted, south.Grants = true, []kernel.Grant{{Role: "clerk", Office: "minami"}}
		for _, who := range []kernel.Actor{hired, south, keyer, chief} {
			if _, _, err := export(who, order); kernel.CodeOf(err) != "not_permitted" {
				t.Errorf("%s: %v", who.ID, err)
			}
			if _, err := w.Carry.Waiting(w.ctx, who, "chuo"); kernel.CodeOf(err) != "not_permitted" {
				t.Errorf("%s: %v", who.ID, err)
			}
		}
		stored, err := w.Entries.ReadValues(w.ctx, clerk, a)
		w.ok(err)
		form, _ := w.Catalog.Form(a.Form)
		f, lost, err := export(clerk, order)
		w.ok(err)
		if len(lost) != 0 || f.Count != 1 || !bytes.HasPrefix(f.Data, []byte("\xEF\xBB\xBF")) || !bytes.Contains(f.Data, []byte("\r\n")) {
			t.Fatalf("%d lost, %.40q", len(lost), f.Data)
		}
		lines := read(t, bytes.TrimPrefix(f.Data, []byte("\xEF\xBB\xBF")))
		items := form.CoreItems()
		if len(lines) != 2 || len(lines[1]) != len(items)+3 || lines[1][0] != "みほん中央 1124-0001" {
			t.Fatalf("%d lines, %v", len(lines), lines[0])
		}
		for i, it := range items {
			if it.Field.Sensitive {
				t.Errorf("%s is written out", it.Key)
			}
			if lines[1][i+3] != stored[it.Key].V || lines[0][i+3] != form.Label(it, "ja") {
				t.Errorf("%s: %q under %q, stored %q", it.Key, lines[1][i+3], lines[0][i+3], stored[it.Key].V)
			}
		}

		// Once more: said who and when, and only with a reason.
		if _, _, err := export(clerk, order); kernel.CodeOf(err) != "carry_nothing" {
			t.Fatalf("it went out twice by itself: %v", err)
		}
		order.Applications = []string{app}
		if _, _, err := export(clerk, order); kernel.CodeOf(err) != "carry_again" {
			t.Fatalf("it went out twice without a reason: %v", err)
		}
		w.clock.Advance(time.Minute)
		order.Reason = "取り込みに失敗した"
		again, _, err := export(clerk, order)
		w.ok(err)
		if !bytes.Equal(again.Data, f.Data) || again.ID == f.ID {
			t.Fatal("the second file differs")
		}
		rows, err = w.Carry.Waiting(w.ctx, clerk, "chuo")
		w.ok(err)
		if rows[0].ExportedBy != clerk.ID || rows[0].ExportedAt == nil || !rows[0].ExportedAt.Equal(w.clock.Now()) {
			t.Fatalf("%+v", rows[0])
		}
		// A repeated command answers the same file and records nothing.
		cmd := kernel.WithCommand(w.ctx, kernel.Command{Key: "k", Hash: "h"})
		one, _, err := w.Carry.Export(cmd, clerk, order)
		w.ok(err)
		two, _, err := w.Carry.Export(cmd, clerk, order)
		w.ok(err)
		if one.ID != two.ID || !bytes.Equal(one.Data, two.Data) {
			t.Fatal("a retry answers another file")
		}
		// Once the values are others, a retry says so instead of a new file.
		w.ok(d.Write(w.ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(w.ctx, `UPDATE field_value SET value=$1 WHERE application=$2 AND field='new_head'`, "別人　太郎", app)
			return err
		}))
		if f, _, err := w.Carry.Export(cmd, clerk, order); kernel.CodeOf(err) != "carry_changed" || len(f.Data) != 0 {
			t.Fatalf("a retry answers what was not written out: %v", err)
		}
		w.ok(w.Handover.Register(w.ctx, clerk, app, "K-1"))
		if rows, err = w.Carry.Waiting(w.ctx, clerk, "chuo"); err != nil || len(rows) != 0 {
			t.Fatalf("what the core holds still waits: %+v %v", rows, err)
		}
	})
}

// Of many who write the same values out at once, one does it.
func TestValuesGoOutOnceWhoeverPresses(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app := w.receive("transfer_in", 5)
		w.ok(w.Requests.Send(w.ctx, clerk, app))
		w.key(keyer, w.next(keyer, request.First).ID, "transfer_in", 5)
		w.confirmAll(second, w.next(second, request.Verification).ID)
		a, err := w.Visits.GetApplication(w.ctx, clerk, app)
		w.ok(err)
		const people = 8
		answers := make(chan error, people)
		for range people {
			go func() {
				_, _, err := w.Carry.Export(w.ctx, clerk, carry.Order{Office: "chuo", Form: a.Form, Encoding: carry.UTF8})
				answers <- err
			}()
		}
		won := 0
		for range people {
			switch err := <-answers; {
			case err == nil:
				won++
			case kernel.CodeOf(err) != "carry_nothing":
				t.Error(err)
			}
		}
		if won != 1 {
			t.Fatalf("the values went out %d times", won)
		}
	})
}

// A character that Shift_JIS lacks is reported with its place before anything
// is written; those that Windows added are written.
func TestNothingIsChangedToFitAnEncoding(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app := w.receive("transfer_in", 5)
		w.ok(w.Requests.Send(w.ctx, clerk, app))
		w.key(keyer, w.next(keyer, request.First).ID, "transfer_in", 5)
		task := w.next(second, request.Verification)
		w.confirmAll(second, task.ID)
		a, err := w.Visits.GetApplication(w.ctx, clerk, app)
		w.ok(err)
		write := func(name string) {
			w.ok(d.Write(w.ctx, func(tx *db.Tx) error {
				_, err := tx.Exec(w.ctx, `UPDATE field_value SET value=$1 WHERE application=$2 AND field='new_head'`, name, app)
				return err
			}))
		}
		order := carry.Order{Office: "chuo", Form: a.Form, Encoding: carry.ShiftJIS}
		for name, chars := range map[string]string{"𠮷田　葛\U000E0100": "𠮷\U000E0100", "한국": "한국", "Nguyễn": "ễ"} {
			write(name)
			f, lost, err := w.Carry.Export(w.ctx, clerk, order)
			if kernel.CodeOf(err) != "carry_unmappable" || len(f.Data) != 0 || len(lost) != 1 || lost[0].Field != "new_head" || lost[0].Chars != chars || lost[0].Why != carry.NoCharacter || lost[0].Reception == "" || lost[0].Name == "" {
				t.Fatalf("%s: %+v %v", name, lost, err)
			}
		}
		if rows, err := w.Carry.Waiting(w.ctx, clerk, "chuo"); err != nil || rows[0].ExportedAt != nil {
			t.Fatalf("a refused file is recorded: %+v %v", rows, err)
		}
		// What a spreadsheet would run is refused in every encoding; a lone dash is none.
		for _, order.Encoding = range carry.Encodings() {
			for _, name := range []string{"=1+1", "+81 3", "-1", "@SUM(A1)", "＝HYPERLINK(1)", "＋1", "－1", "＠a", " =1", "　=1", "\t=1", "山田\r=1", "a\n=1"} {
				write(name)
				f, lost, err := w.Carry.Export(w.ctx, clerk, order)
				if kernel.CodeOf(err) != "carry_unmappable" || len(f.Data) != 0 || len(lost) != 1 || lost[0].Why != carry.Formula || lost[0].Field != "new_head" || lost[0].Chars == "" {
					t.Fatalf("%q: %+v %v", name, lost, err)
				}
			}
		}
		write("－")
		if _, _, err := w.Carry.Export(w.ctx, clerk, carry.Order{Office: "chuo", Form: a.Form, Encoding: carry.UTF8}); err != nil {
			t.Fatal(err)
		}
		order = carry.Order{Office: "chuo", Form: a.Form, Encoding: carry.ShiftJIS, Applications: []string{app}, Reason: "文字を直した"}
		write("髙橋　﨑子〜")
		f, _, err := w.Carry.Export(w.ctx, clerk, order)
		w.ok(err)
		plain, err := japanese.ShiftJIS.NewDecoder().Bytes(f.Data)
		w.ok(err)
		if !strings.Contains(string(plain), "髙橋　﨑子") || !bytes.Contains(f.Data, []byte("\xfb\xfc")) || !bytes.Contains(f.Data, []byte("\x81\x60")) {
			t.Fatal("a name changed on the way")
		}
		_, _, err = w.Carry.Export(w.ctx, clerk, carry.Order{Office: "chuo", Form: a.Form, Encoding: "ebcdic"})
		if kernel.CodeOf(err) != "carry_encoding_unknown" {
			t.Fatal(err)
		}
		if a.State != visit.Completed {
			t.Fatal(a.State)
		}
	})
}

func read(t *testing.T, raw []byte) [][]string {
	t.Helper()
	lines, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return lines
}
