package kernel

import (
	"crypto/rand"
	"encoding/binary"
	"sync"
	"time"
)

// IDLength is the length of an identifier in characters, which are bytes.
const IDLength = 18

// idDigits are 32 digits in the order of their bytes, without the letters that
// people take for others when they read a number aloud (i, l, o, u).
const idDigits = "0123456789abcdefghjkmnpqrstvwxyz"

const (
	idBits  = 45 // of either half, nine digits
	tailMax = 1<<idBits - 1
	stepMax = 1<<24 - 1
)

// NewID makes an identifier that is unique everywhere, fits into a URL, sorts
// by the time it was made, and within this process strictly by the order it was
// made in, whatever the clock does: so new rows land at the end of an index.
// Its first half is the time in milliseconds since 1970, its second half chance.
// Ids of the first release, UUIDs of version 7, sort before all of these.
func NewID() string { return ids.next(time.Now().UnixMilli(), chance()) }

var ids idMaker

// idMaker remembers the last identifier of this process.
type idMaker struct {
	mu         sync.Mutex
	time, tail uint64
}

// next makes the identifier of a moment, or the one after the last when the
// clock has not moved on since. Each moment begins in the lower half of its
// room, so that it never runs out of followers.
func (m *idMaker) next(now int64, chance uint64) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if ms := uint64(max(now, 0)); ms > m.time {
		m.time, m.tail = ms, chance&(tailMax>>1)
	} else if m.tail += 1 + chance&stepMax; m.tail > tailMax {
		m.time, m.tail = m.time+1, m.tail&(tailMax>>1)
	}
	var text [IDLength]byte
	digits(text[:IDLength/2], m.time)
	digits(text[IDLength/2:], m.tail)
	return string(text[:])
}

func digits(into []byte, v uint64) {
	for i := len(into) - 1; i >= 0; i-- {
		into[i] = idDigits[v&31]
		v >>= 5
	}
}

func chance() uint64 {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return binary.NativeEndian.Uint64(b[:])
}
