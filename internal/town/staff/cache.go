package staff

import (
	"sync"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// maxCached bounds the memory: ten times a large city's open windows.
const maxCached = 4096

// sessionCache spares a busy face three tables per request.
type sessionCache struct {
	mu   sync.Mutex
	held map[string]cached // by digest of the token
	turn int               // counts what was forgotten, so that a slow load does not bring it back
}

type cached struct {
	who          kernel.Actor
	loaded, ends time.Time
}

func newSessionCache() *sessionCache { return &sessionCache{held: map[string]cached{}} }

// fresh tells whether c may still be believed; a clock set back ends belief.
func (c cached) fresh(now time.Time) bool {
	return now.Before(c.ends) && !now.Before(c.loaded) && now.Sub(c.loaded) < trustFor
}

// get finds a fresh actor, and the turn to hand to put after a load.
func (s *sessionCache) get(key string, now time.Time) (who kernel.Actor, ok bool, turn int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.held[key]
	if !ok || !c.fresh(now) {
		return kernel.Actor{}, false, s.turn
	}
	return c.who, true, s.turn
}

// put keeps what was loaded, unless something was forgotten meanwhile.
func (s *sessionCache) put(key string, who kernel.Actor, now, until time.Time, turn int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.turn != turn {
		return
	}
	if len(s.held) >= maxCached {
		s.shrink(now)
	}
	s.held[key] = cached{who: who, loaded: now, ends: until}
}

// shrink drops what is stale, and everything when that is not enough.
func (s *sessionCache) shrink(now time.Time) {
	for key, c := range s.held {
		if !c.fresh(now) {
			delete(s.held, key)
		}
	}
	if len(s.held) >= maxCached {
		clear(s.held)
	}
}

func (s *sessionCache) forget(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.held, key)
	s.turn++
}

func (s *sessionCache) forgetPerson(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for key, c := range s.held {
		if c.who.ID == id {
			delete(s.held, key)
		}
	}
	s.turn++
}
