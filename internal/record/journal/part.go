package journal

import (
	"encoding/binary"
	"errors"
	"strings"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/squeeze"
)

// packed is an event of a volume: its number, and its place in the order in
// which the tail gave the volume's events.
type packed struct {
	Entry
	seq, place int64
}

// layout is the first byte of every part.
const layout = 1

var errPart = errors.New("not a part of the journal")

// texts are an event's columns but its numbers, times and payload.
func (e *Entry) texts() []*string {
	return []*string{&e.Kind, &e.Actor, &e.Device, &e.Seat, &e.Office, &e.Visit, &e.Application, &e.Field}
}

// pack writes events column by column: neighbours in a column are alike, which
// is what compression lives on. Numbers are differences from the event before,
// a text that is the same as before is one zero.
func pack(first int64, events []packed) []byte {
	b := append(make([]byte, 0, 256*len(events)), layout)
	b = binary.AppendUvarint(b, uint64(len(events)))
	var seq, at int64
	for _, e := range events {
		b = binary.AppendVarint(b, e.seq-first-seq)
		seq = e.seq - first
	}
	for _, e := range events {
		b = binary.AppendVarint(b, e.place-(e.seq-first))
	}
	for _, e := range events {
		b = binary.AppendVarint(b, kernel.Millis(e.At)-at)
		at = kernel.Millis(e.At)
	}
	for column := range (&Entry{}).texts() {
		before := ""
		for i := range events {
			text := *events[i].texts()[column]
			if i > 0 && text == before {
				b = append(b, 0)
				continue
			}
			b = append(binary.AppendUvarint(b, uint64(len(text))+1), text...)
			before = text
		}
	}
	for _, e := range events {
		b = append(binary.AppendUvarint(b, uint64(len(e.Payload))), e.Payload...)
	}
	return squeeze.Pack(b)
}

// unpack reads what pack wrote. Whatever the bytes are, it ends with events or
// an error.
func unpack(first int64, body []byte) ([]packed, error) {
	raw, err := squeeze.Unpack(body)
	if err != nil {
		return nil, errors.Join(errPart, err)
	}
	r := reader{left: string(raw)}
	if r.text(1) != string(rune(layout)) {
		return nil, errPart
	}
	n := r.size()
	if n > len(r.left) { // every event takes more than a byte
		return nil, errPart
	}
	events := make([]packed, n)
	seq := first
	for i := range events {
		seq += r.number()
		events[i].seq = seq
	}
	for i := range events {
		events[i].place = r.number() + events[i].seq - first
	}
	at := int64(0)
	for i := range events {
		at += r.number()
		events[i].At = kernel.FromMillis(at)
	}
	for column := range (&Entry{}).texts() {
		before := ""
		for i := range events {
			if size := r.size(); size > 0 {
				before = r.text(size - 1)
			}
			*events[i].texts()[column] = before
		}
	}
	for i := range events {
		events[i].Payload = []byte(r.text(r.size()))
		events[i].Cursor = cursorOf(false, 0, events[i].seq)
	}
	if r.bad || r.left != "" {
		return nil, errPart
	}
	return events, nil
}

// reader takes a part apart; bad once anything did not fit.
type reader struct {
	left string
	bad  bool
}

func (r *reader) number() int64 {
	v, n := binary.Varint([]byte(r.left[:min(len(r.left), binary.MaxVarintLen64)]))
	r.skip(n)
	return v
}

func (r *reader) size() int {
	v, n := binary.Uvarint([]byte(r.left[:min(len(r.left), binary.MaxVarintLen64)]))
	if r.skip(n); v > squeeze.Most {
		r.bad = true
		return 0
	}
	return int(v)
}

func (r *reader) skip(n int) {
	if n <= 0 {
		r.bad, r.left = true, ""
		return
	}
	r.left = r.left[n:]
}

func (r *reader) text(n int) string {
	if n > len(r.left) {
		r.bad, r.left = true, ""
		return ""
	}
	s := r.left[:n]
	r.left = r.left[n:]
	return s
}

// visits lists the visits that a part's events are about, each once.
func visits(events []packed) (out []string) {
	for i, e := range events {
		if i == 0 || e.Visit != events[i-1].Visit {
			out = append(out, strings.Clone(e.Visit))
		}
	}
	return out
}
