package faults

import (
	"encoding/binary"
	"errors"
	"maps"
	"slices"

	"github.com/klauspost/compress/zstd"
)

// event is one line of the record, wherever it lies.
type event struct {
	at                                                                    int64
	kind, actor, device, seat, office, visit, application, field, payload string
}

// spot says that events of a visit lie in a part of a volume.
type spot struct {
	visit      string
	last, part int64
}

// record is the whole record as it is stored: rows and packed parts, read by an
// unpacker of the checker's own.
type record struct {
	events map[int64]event
	rows   []int64 // numbers that are rows
	ends   []int64 // last numbers of volumes
	packed map[int64]bool
	lies   map[spot]bool // as the parts say
	placed map[spot]bool // as the index of places says
	wrong  []string      // found while reading
}

func newRecord() record {
	return record{events: map[int64]event{}, packed: map[int64]bool{}, lies: map[spot]bool{}, placed: map[spot]bool{}}
}

// unpack adds the events of one part.
func (r *record) unpack(last, part, first int64, body []byte) error {
	raw, err := plain(body)
	if err != nil {
		return err
	}
	d := digits{raw: raw}
	if len(raw) == 0 || raw[0] != 1 {
		return errors.New("another layout")
	}
	d.raw = d.raw[1:]
	n := int(d.unsigned())
	numbers, events := make([]int64, n), make([]event, n)
	at := first
	for i := range n {
		at += d.signed()
		numbers[i] = at
	}
	for range n {
		d.signed() // the place in the order of the tail
	}
	at = 0
	for i := range n {
		at += d.signed()
		events[i].at = at
	}
	for _, column := range []func(*event) *string{
		func(e *event) *string { return &e.kind }, func(e *event) *string { return &e.actor }, func(e *event) *string { return &e.device },
		func(e *event) *string { return &e.seat }, func(e *event) *string { return &e.office }, func(e *event) *string { return &e.visit },
		func(e *event) *string { return &e.application }, func(e *event) *string { return &e.field },
	} {
		same := ""
		for i := range n {
			if size := d.unsigned(); size > 0 {
				same = d.text(size - 1)
			}
			*column(&events[i]) = same
		}
	}
	for i := range n {
		events[i].payload = d.text(d.unsigned())
	}
	if d.short || len(d.raw) > 0 {
		return errors.New("a part with another end")
	}
	for i, seq := range numbers {
		r.add(seq, events[i])
		r.packed[seq] = true
		r.lies[spot{events[i].visit, last, part}] = true
	}
	if !slices.Contains(r.ends, last) {
		r.ends = append(r.ends, last)
	}
	return nil
}

func (r *record) add(seq int64, e event) {
	if _, twice := r.events[seq]; twice {
		r.wrong = append(r.wrong, "an event lies in two places")
	}
	r.events[seq] = e
}

// numbers are those of all events, in order.
func (r *record) numbers() []int64 { return slices.Sorted(maps.Keys(r.events)) }

// compare finds what packing must never do: lose, change or double an event,
// leave one where nobody looks for it, or let a row lie among packed ones. seen
// is what was there at the last look.
func (r *record) compare(seen map[int64]event, bad func(string, ...any)) {
	for _, w := range r.wrong {
		bad("%s", w)
	}
	for seq, was := range seen {
		if now, ok := r.events[seq]; !ok {
			bad("event %d (%s of %s%s) is gone", seq, was.kind, was.visit, was.application)
		} else if now != was {
			bad("event %d was %+v and is %+v", seq, was, now)
		}
	}
	for seq, e := range r.events {
		seen[seq] = e
	}
	if len(r.ends) > 0 {
		end := slices.Max(r.ends)
		for _, seq := range r.rows {
			if seq <= end {
				bad("event %d is a row among packed ones, which end at %d", seq, end)
			}
		}
	}
	for s := range r.lies {
		if !r.placed[s] {
			bad("nobody finds the events of visit %q in part %d of the volume that ends at %d", s.visit, s.part, s.last)
		}
	}
	for s := range r.placed {
		if !r.lies[s] {
			bad("no events of visit %q are in part %d of the volume that ends at %d", s.visit, s.part, s.last)
		}
	}
}

func plain(body []byte) ([]byte, error) {
	d, err := zstd.NewReader(nil)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	return d.DecodeAll(body, nil)
}

// digits reads variable-length numbers and texts.
type digits struct {
	raw   []byte
	short bool
}

func (d *digits) step(n int) {
	if n <= 0 {
		d.raw, d.short = nil, true
		return
	}
	d.raw = d.raw[n:]
}

func (d *digits) signed() int64 {
	v, n := binary.Varint(d.raw)
	d.step(n)
	return v
}

func (d *digits) unsigned() uint64 {
	v, n := binary.Uvarint(d.raw)
	d.step(n)
	return v
}

func (d *digits) text(n uint64) string {
	if n > uint64(len(d.raw)) {
		d.raw, d.short = nil, true
		return ""
	}
	s := string(d.raw[:n])
	d.raw = d.raw[n:]
	return s
}
