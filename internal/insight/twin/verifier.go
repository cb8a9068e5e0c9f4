package twin

import (
	"context"
	"slices"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/verify"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// verifier is a colleague who confirms what others keyed.
type verifier struct {
	person
	task string
	last time.Time
	asks bool
	tail bool // came to help: begins at the end of the form
}

func (v *verifier) rest() { v.task = "" }

func (v *verifier) act(ctx context.Context) (time.Duration, error) {
	if v.task == "" {
		return v.find(ctx)
	}
	r, err := v.t.h.Verify.See(ctx, v.who, v.task)
	if kernel.CodeOf(err) == "verification_over" {
		return v.out(v.between(2, 4), nil)
	}
	if err != nil {
		return v.out(0, err)
	}
	switch {
	case r.Application.State == visit.Entered: // the sign of life came too late
		_, err := v.t.h.Verify.Join(ctx, v.who, v.task)
		return v.stay(err)
	case r.Application.State == visit.Queried:
		return v.stay(v.present(ctx, ""))
	case r.Application.State != visit.Verifying:
		return v.out(v.between(2, 4), nil)
	}
	return v.look(ctx, r)
}

// out forgets the room.
func (v *verifier) out(wait time.Duration, err error) (time.Duration, error) {
	v.task = ""
	return wait, err
}

func (v *verifier) stay(err error) (time.Duration, error) {
	if err != nil {
		return v.out(v.idle(), err)
	}
	return v.between(6, 10), nil
}

func (v *verifier) present(ctx context.Context, field string) error {
	err := v.t.h.Verify.Presence(ctx, v.who, v.task, field)
	if kernel.CodeOf(err) == "not_in_room" {
		_, err = v.t.h.Verify.Join(ctx, v.who, v.task)
	}
	return err
}

// look confirms the next rows; rows the verifier changed are left to others.
func (v *verifier) look(ctx context.Context, r verify.Room) (time.Duration, error) {
	if r.Left == 0 {
		return v.out(v.between(2, 5), v.t.h.Verify.Finish(ctx, v.who, v.task))
	}
	rows := slices.DeleteFunc(slices.Clone(r.Rows), func(row verify.Row) bool { return row.Done() || row.Asked || !v.canConfirm(row) })
	if len(rows) == 0 {
		v.t.room(v.task, r.Application.ID).need(v.who.ID)
		return v.out(v.between(4, 8), v.t.h.Verify.Leave(ctx, v.who, v.task))
	}
	if v.tail {
		slices.Reverse(rows)
	}
	if err := v.present(ctx, rows[0].Key); err != nil {
		return v.out(0, err)
	}
	if v.asks {
		v.asks = false
		_, err := v.t.h.Inquiries.Ask(ctx, v.who, v.task, rows[0].Key, rows[0].Name.JA+"は、このとおりでよいですか")
		return v.between(6, 10), err
	}
	s, err := v.t.read(ctx, r.Application.ID)
	if err != nil {
		return v.idle(), err
	}
	return v.confirm(ctx, r, v.cut(r, rows), s)
}

func (v *verifier) canConfirm(row verify.Row) bool {
	return row.Value.Staff != v.who.ID && !slices.ContainsFunc(row.Confirmed, func(c verify.Confirmation) bool { return c.Staff == v.who.ID })
}

// cut keeps the rows for which there was time since the last act.
func (v *verifier) cut(r verify.Room, rows []verify.Row) []verify.Row {
	left := v.budget(v.last)
	if v.t.helps(r.Application.ID) {
		left *= 3
	}
	v.last = v.t.h.Clock.Now()
	for i := range rows {
		if left -= reading(rows[i]); left < 0 {
			return rows[:i+1]
		}
	}
	return rows
}

// reading is how long somebody compares a row with the image.
func reading(row verify.Row) time.Duration { return time.Second + effort(row.Value.V)/4 }

// confirm says yes to the rows and corrects those that differ from the sheet.
// A sheet nobody here can read is confirmed as keyed: the visitor of somebody
// who tries a page of their own should not wait for ever.
func (v *verifier) confirm(ctx context.Context, r verify.Room, rows []verify.Row, s *Sheet) (time.Duration, error) {
	var yes []verify.Fielded
	for _, row := range rows {
		wrong := s != nil && !r.Sheet.Core && (row.Value.V != right(r.Sheet, row.Cell, s).V || row.Value.M == catalog.Unreadable)
		if !wrong {
			yes = append(yes, verify.Fielded{Field: row.Key, Version: row.Value.Version})
			continue
		}
		typed := entry.Typed{V: s.Truth.Typed[row.Key]}
		if _, err := v.t.h.Verify.Correct(ctx, v.who, v.task, row.Key, row.Value.Version, typed, "画像のとおりに直しました"); err != nil {
			return v.between(2, 4), err
		}
	}
	if len(yes) > 0 {
		if _, err := v.t.h.Verify.Confirm(ctx, v.who, v.task, yes); err != nil {
			return v.between(2, 4), err
		}
	}
	wait := reading(rows[len(rows)-1])
	if v.t.helps(r.Application.ID) {
		wait /= 3
	}
	return wait, nil
}
