package seal

import (
	"encoding/binary"
	"encoding/json"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
)

// Event is a sealed event as proofs hold it: every column of the journal that
// is the same on both engines.
type Event struct {
	Seq         int64  `json:"seq"`
	At          int64  `json:"at"` // unix milliseconds
	Kind        string `json:"kind"`
	Actor       string `json:"actor"`
	Device      string `json:"device"`
	Seat        string `json:"seat"`
	Office      string `json:"office"`
	Visit       string `json:"visit"`
	Application string `json:"application"`
	Field       string `json:"field"`
	Payload     string `json:"payload"` // the stored bytes, not re-encoded
}

func eventOf(e journal.Entry) Event {
	return Event{Seq: e.Cursor.Seq(), At: kernel.Millis(e.At), Kind: e.Kind, Actor: e.Actor, Device: e.Device, Seat: e.Seat, Office: e.Office,
		Visit: e.Visit, Application: e.Application, Field: e.Field, Payload: string(json.RawMessage(e.Payload))}
}

// leaf is the event's hash in the tree. Every part is preceded by its length,
// so that no two events share an encoding.
func (e Event) leaf() tlog.Hash {
	b := make([]byte, 0, 256+len(e.Payload))
	b = binary.BigEndian.AppendUint64(b, uint64(e.Seq))
	b = binary.BigEndian.AppendUint64(b, uint64(e.At))
	for _, s := range []string{e.Kind, e.Actor, e.Device, e.Seat, e.Office, e.Visit, e.Application, e.Field, e.Payload} {
		b = binary.BigEndian.AppendUint32(b, uint32(len(s)))
		b = append(b, s...)
	}
	return tlog.RecordHash(b)
}
