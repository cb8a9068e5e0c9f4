package kernel

import (
	"sync"
	"time"
)

// Tokyo is the zone of every business day. Japan has no summer time, so a
// fixed zone is exact and needs no zone database on the machine.
var Tokyo = time.FixedZone("JST", 9*60*60)

// Clock tells the time; rooms take it instead of calling time.Now, so that a
// simulated day runs through the same code.
type Clock interface{ Now() time.Time }

// System is the machine's clock.
type System struct{}

// Manual is a clock that stands still until it is moved; safe for use by
// several goroutines.
type Manual struct {
	mu sync.Mutex
	t  time.Time
}

// NewManual makes a clock standing at t.
func NewManual(t time.Time) *Manual { return &Manual{t: t} }

// Now is where the clock stands.
func (m *Manual) Now() time.Time { m.mu.Lock(); defer m.mu.Unlock(); return m.t }

// Advance moves the clock by d.
func (m *Manual) Advance(d time.Duration) { m.mu.Lock(); defer m.mu.Unlock(); m.t = m.t.Add(d) }

// Shifted runs from another moment at another pace than the machine's clock:
// the demo's business day starts at a chosen date whatever today is. Speed 1 is
// real time, 0 stands still. It never goes back and is safe for use by several
// goroutines.
type Shifted struct {
	mu    sync.Mutex
	from  time.Time // shown time at base
	base  time.Time // machine time when the pace last changed
	speed float64
}

// NewShifted makes a clock that shows start now and then runs at speed; a
// negative speed stands still.
func NewShifted(start time.Time, speed float64) *Shifted {
	return &Shifted{from: start, base: time.Now(), speed: max(0, speed)}
}

// Now is the shown time.
func (s *Shifted) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shown(time.Now())
}

// Speed is the present pace.
func (s *Shifted) Speed() float64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.speed
}

// SetSpeed changes the pace from now on; what is shown goes on without a jump.
// A negative speed stands still.
func (s *Shifted) SetSpeed(speed float64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	s.from, s.base, s.speed = s.shown(now), now, max(0, speed)
}

// Advance moves the clock on by d beside its pace, so that the hours before a
// demo can be played at once. A negative d is ignored.
func (s *Shifted) Advance(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.from = s.from.Add(max(0, d))
}

func (s *Shifted) shown(now time.Time) time.Time {
	return s.from.Add(time.Duration(float64(now.Sub(s.base)) * s.speed))
}

// Day is the business day of t as yyyy-mm-dd in Japan.
func Day(t time.Time) string { return t.In(Tokyo).Format(time.DateOnly) }

// Midnight is when the business day of t began.
func Midnight(t time.Time) time.Time {
	y, m, d := t.In(Tokyo).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, Tokyo)
}

// Millis is t as unix milliseconds, the form in which times are stored.
func Millis(t time.Time) int64 { return t.UnixMilli() }

// FromMillis is the time of a stored value, shown in Japan.
func FromMillis(ms int64) time.Time { return time.UnixMilli(ms).In(Tokyo) }

// Kept is t as it is read back once it was stored: of Japan, to the millisecond.
// Whatever is told to others is told so, wherever the machine thinks it stands.
func Kept(t time.Time) time.Time { return FromMillis(Millis(t)) }

// MillisOf is [Millis] of a time that may not have come yet: 0 for none.
func MillisOf(t *time.Time) int64 {
	if t == nil {
		return 0
	}
	return Millis(*t)
}

// Moment reads what [MillisOf] stored: nil for none.
func Moment(ms int64) *time.Time {
	if ms == 0 {
		return nil
	}
	t := FromMillis(ms)
	return &t
}
