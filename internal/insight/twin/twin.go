package twin

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/hall"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Options shape a day.
type Options struct {
	Seed uint64       // the same seed and clock give the same day
	Log  *slog.Logger // what a colleague could not do and nobody expected; nil: nowhere
	// Stock are the sheets visitors bring; nil means the committed samples.
	Stock []Sheet
	// Busy multiplies the visitors of an hour; 0 means 1.
	Busy float64
}

// Twin is the running day. Its methods are safe for concurrent use.
type Twin struct {
	h       *hall.Hall
	o       Options
	stock   stock
	workers []worker
	who     map[string]kernel.Actor // by staff id
	log     grumbler
	wake    chan struct{}

	stepping sync.Mutex // one step at a time; guards what follows
	cursor   journal.Cursor
	seen     <-chan struct{} // closed when the journal went on
	rooms    map[string]*room
	keying   map[string]string    // application → who took it to key
	noPaper  map[string]time.Time // until when printing is not tried again, by application
	asking   float64              // share of entries with a question
	diary    diary

	mu        sync.Mutex // guards what follows
	pace      float64    // simulated seconds in a second
	human     map[string]bool
	sat       map[string]time.Time // when a person sat down who has had no entry since
	helped    map[string]bool
	places    []Place
	hands     map[string]string // the task in hand, by staff id
	last      map[string]string // who was last shown, by role
	today     Day
	kept      string    // the visit that colleagues make room for …
	keptUntil time.Time // … at most until
}

// worker is somebody, or something, that acts now and then.
type worker interface {
	due() time.Time
	// staffID is whose seat a person may take; "" for nobody's.
	staffID() string
	// act does what is next and returns how long that keeps busy.
	act(ctx context.Context) (time.Duration, error)
	again(at time.Time)
	// rest forgets what was in hand, because a person took over.
	rest()
}

// New gathers the colleagues of city in h. Nothing happens before Run or Step.
func New(h *hall.Hall, city City, o Options) *Twin {
	if o.Busy <= 0 {
		o.Busy = 1
	}
	var err error
	if o.Stock == nil {
		o.Stock, err = committed()
	}
	t := &Twin{h: h, o: o, stock: newStock(o.Stock), who: map[string]kernel.Actor{}, log: grumbler{to: o.Log, told: map[string]int{}},
		wake: make(chan struct{}, 1), rooms: map[string]*room{}, keying: map[string]string{}, noPaper: map[string]time.Time{}, asking: 0.04,
		diary: diary{visits: map[string]*visitor{}}, places: city.Staff, hands: map[string]string{}, last: map[string]string{},
		pace: 1, human: map[string]bool{}, sat: map[string]time.Time{}, helped: map[string]bool{}}
	if c, ok := h.Clock.(interface{ Speed() float64 }); ok {
		t.pace = c.Speed()
	}
	if err != nil { // a broken build; the day goes on without visitors' sheets
		t.log.tell(err)
	}
	t.gather(city)
	return t
}

func (t *Twin) gather(city City) {
	grants := map[string]member{}
	for _, m := range members {
		grants[m.login] = m
	}
	begin := t.h.Clock.Now()
	var guide kernel.Actor
	for i, p := range city.Staff {
		m := grants[p.Login]
		who := kernel.Actor{ID: p.Staff, Name: p.Name, Office: p.Office, Seat: p.Seat, Contracted: m.contracted, Grants: m.joining().Grants}
		t.who[p.Staff] = who
		base := person{t: t, who: who, rng: t.dice(uint64(i)), next: begin.Add(time.Duration(i) * time.Second)}
		switch p.Role {
		case staff.RoleClerk:
			t.workers = append(t.workers, &clerk{person: base, missed: map[string]time.Time{}})
		case staff.RoleKeyer:
			t.workers = append(t.workers, &keyer{person: base})
		case staff.RoleVerifier:
			t.workers = append(t.workers, &verifier{person: base})
		case staff.RoleFloor:
			guide = who
		}
	}
	for i, s := range sites {
		if s.arrivals > 0 {
			t.workers = append(t.workers, &street{person: person{t: t, who: guide, rng: t.dice(uint64(1000 + i)), next: begin}, site: s})
		}
	}
}

func (t *Twin) dice(stream uint64) *rand.Rand { return rand.New(rand.NewPCG(t.o.Seed, stream)) }

// Occupy tells that a person sits down in a colleague's seat: the twin stops
// acting for them, and what the colleague has in hand is theirs.
func (t *Twin) Occupy(staffID string) { t.setHuman(staffID, true) }

// Free tells that the person has left the seat; the colleague goes on.
func (t *Twin) Free(staffID string) { t.setHuman(staffID, false) }

func (t *Twin) setHuman(staffID string, sits bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if sits && !t.human[staffID] && t.hands[staffID] == "" {
		t.sat[staffID] = t.h.Clock.Now()
	}
	if sits {
		t.human[staffID] = true
	} else {
		delete(t.human, staffID)
		delete(t.sat, staffID)
	}
}

// joined tells whether a person sits at one of an office's seats.
func (t *Twin) joined(office string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for id := range t.human {
		if t.who[id].Office == office {
			return true
		}
	}
	return false
}

func (t *Twin) occupied(staffID string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.human[staffID]
}

// HelpWith asks the colleagues at the center to take this application first
// where they can choose and to work on it faster.
func (t *Twin) HelpWith(application string) {
	t.mu.Lock()
	t.helped[application] = true
	t.mu.Unlock()
	t.nudge()
}

func (t *Twin) helps(application string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.helped[application]
}

func (t *Twin) helping() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.helped) > 0
}

// SetSpeed sets how many simulated seconds pass in a second: 0 stands still, 1
// is real time. It also sets the hall's clock when that has SetSpeed.
func (t *Twin) SetSpeed(x float64) {
	x = max(0, x)
	if c, ok := t.h.Clock.(interface{ SetSpeed(float64) }); ok {
		c.SetSpeed(x)
	}
	t.mu.Lock()
	t.pace = x
	t.mu.Unlock()
	t.nudge()
}

// Speed is the present speed.
func (t *Twin) Speed() float64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.pace
}

func (t *Twin) nudge() {
	select {
	case t.wake <- struct{}{}:
	default:
	}
}
